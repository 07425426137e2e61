"""Whatever the bytes, a reader returns or refuses, and soon. TRIPOINT_LONG=1 tries thirty times as much."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.ledger.samples import BUNDLE, CARD, DELIVERY, ITEM, LIMIT, RECEIPT, ROOT, SEALING, SIGNER

from tripoint.ledger import jws
from tripoint.ledger.bundle import open_envelope, parse_envelope, parse_inner
from tripoint.ledger.card import parse_card
from tripoint.ledger.delivery import parse_delivery
from tripoint.ledger.dossier_file import read_dossier_file
from tripoint.ledger.encoding import dump_json, un_b64u
from tripoint.ledger.entry import item_object, parse_entry, parse_item
from tripoint.ledger.errors import Refused
from tripoint.ledger.receipt import parse_receipt
from tripoint.ledger.seal import pack, unpack

LONG = os.environ.get("TRIPOINT_LONG") == "1"
FUZZ = settings(max_examples=5_000 if LONG else 150, deadline=None, suppress_health_check=list(HealthCheck))


def _inside(data: bytes) -> None:
    parse_inner(data, 512)


def _from_text(reader: Callable[[str], Any]) -> Callable[[bytes], Any]:
    return lambda data: reader(data.decode("latin-1"))


READERS: list[tuple[Callable[[bytes], Any], bytes]] = [
    (_from_text(parse_entry), ITEM.entry.token.text.encode()),
    (_from_text(parse_card), CARD.encode()),
    (_from_text(parse_receipt), RECEIPT.encode()),
    (lambda data: parse_envelope(data, LIMIT), BUNDLE),
    (_inside, open_envelope(parse_envelope(BUNDLE, LIMIT), SEALING, LIMIT)),
    (lambda data: unpack(data, 10_000), pack(b"some inside")),
    (read_dossier_file, b'{"format":"tripoint-dossier","v":1}'),
    (lambda data: un_b64u(data.decode("latin-1")), b"AAAA"),
]


@pytest.mark.parametrize("reader", range(len(READERS)))
@given(data=st.data())
@FUZZ
def test_a_reader_of_changed_bytes_returns_or_refuses(reader: int, data: st.DataObject) -> None:
    read, good = READERS[reader]
    changed = bytearray(good)
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, max(0, len(changed) - 1)))
        match data.draw(st.sampled_from(("flip", "cut", "insert", "repeat"))):
            case "flip" if changed:
                changed[place] = data.draw(st.integers(0, 255))
            case "cut":
                del changed[place : place + data.draw(st.integers(1, 50))]
            case "insert":
                changed[place:place] = data.draw(st.binary(max_size=20))
            case "repeat":
                changed[place:place] = changed[place : place + 40]
    only_refuses(read, bytes(changed))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("A" * 43) | st.just("VN"),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=10,
)


def _signed(typ: str, payload: bytes) -> str:
    return jws.sign(typ, payload, ROOT if typ == jws.CARD else SIGNER).text


STRUCTURES: list[tuple[dict[str, Any], Callable[[dict[str, Any]], Any]]] = [
    (json.loads(ITEM.entry.token.payload), lambda value: parse_entry(_signed(jws.ENTRY, dump_json(value)))),
    (
        json.loads(parse_receipt(RECEIPT).token.payload),
        lambda value: parse_receipt(_signed(jws.RECEIPT, dump_json(value))),
    ),
    (json.loads(parse_card(CARD).token.payload), lambda value: parse_card(_signed(jws.CARD, dump_json(value)))),
    (
        json.loads(parse_envelope(BUNDLE, LIMIT).token.payload),
        lambda value: parse_envelope(_framed(_signed(jws.BUNDLE, dump_json(value))), LIMIT),
    ),
    (json.loads(READERS[4][1]), lambda value: parse_inner(dump_json(value), 512)),
    (item_object(ITEM), parse_item),
    (DELIVERY, parse_delivery),
]


def _framed(head: str) -> bytes:
    envelope = parse_envelope(BUNDLE, LIMIT)
    return b"TPB1" + len(head).to_bytes(4, "big") + head.encode() + bytes(4) + envelope.sealed


@pytest.mark.parametrize("structure", range(len(STRUCTURES)))
@given(data=st.data())
@FUZZ
def test_a_reader_of_changed_members_returns_or_refuses(structure: int, data: st.DataObject) -> None:
    good, read = STRUCTURES[structure]
    value = dict(good)
    for name in data.draw(st.lists(st.sampled_from([*good, "more"]), min_size=1, max_size=3)):
        value[name] = data.draw(JSON)
    try:
        dump_json(value)
    except UnicodeEncodeError:
        return
    only_refuses(read, value)


@given(JSON)
@example([])
@FUZZ
def test_an_item_or_delivery_may_be_any_json(value: Any) -> None:
    for read in (parse_item, parse_delivery):
        only_refuses(read, value)


def only_refuses(read: Callable[[Any], Any], value: Any) -> None:
    """Whatever it is, it is read or refused; anything else that is raised fails the test."""
    with suppress(Refused):
        read(value)
