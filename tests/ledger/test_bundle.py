"""The inside of bundles, receipts, deliveries: each bad member is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.ledger.samples import BUNDLE, DELIVERY, ITEM, LIMIT, RECEIPT, ROOT, SEALING, SIGNER, make_bundle

from tripoint.ledger import jws
from tripoint.ledger.bundle import open_envelope, parse_envelope, parse_inner
from tripoint.ledger.delivery import parse_delivery, verify_delivery
from tripoint.ledger.encoding import b64u, dump_json
from tripoint.ledger.entry import item_object, parse_item
from tripoint.ledger.errors import Refused
from tripoint.ledger.receipt import chain_start, parse_receipt


def test_a_bundle_comes_back() -> None:
    envelope = parse_envelope(make_bundle(item_object(ITEM)), LIMIT)
    inner = parse_inner(open_envelope(envelope, SEALING, LIMIT), 512)
    assert (inner.sender, inner.to, inner.epoch, inner.first) == ("VN", "KH", 1, 1)
    assert parse_item(inner.entries[0])[0] == ITEM


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"v": 2}, "member"),
        ({"epoch": 0}, "member"),
        ({"epoch": 2**31}, "member"),
        ({"first": 0}, "member"),
        ({"first": True}, "member"),
        ({"chain": ""}, "member"),
        ({"from": "vn"}, "member"),
        ({"entries": {}}, "member"),
        ({"entries": [1] * 513}, "too-large"),
        ({"fill": [1] * 513}, "too-large"),
        ({"evidence": [1] * 65}, "too-large"),
        ({"previous": []}, "member"),
        ({"previous": {"epoch": 1}}, "member"),
        ({"previous": {"epoch": -1, "position": 0, "chain": "A" * 43}}, "member"),
        ({"x": 1}, "member"),
    ],
)
def test_the_inside_of_a_bundle_with_a_bad_member_is_refused(change: dict[str, Any], code: str) -> None:
    inner = json.loads(open_envelope(parse_envelope(BUNDLE, LIMIT), SEALING, LIMIT))
    with pytest.raises(Refused) as caught:
        parse_inner(dump_json({**inner, **change}), 512)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "change",
    [
        {"v": 0},
        {"epoch": 0},
        {"epoch": 2**31},
        {"position": -1},
        {"card": 2**40},
        {"from": "K"},
        {"chain": 1},
        {"verdicts": [["x"]]},
        {"verdicts": [["A" * 43, "applied", ""]]},
        {"verdicts": [["A" * 43, "void", "c" * 65]]},
        {"verdicts": [["A" * 43, "void", ""]] * 513},
        {"want": ["A" * 43] * 257},
        {"want": [1]},
        {"x": 1},
    ],
)
def test_a_receipt_with_a_bad_member_is_refused(change: dict[str, Any]) -> None:
    payload = json.loads(parse_receipt(RECEIPT).token.payload) | change
    with pytest.raises(Refused, match="member"):
        parse_receipt(jws.sign(jws.RECEIPT, dump_json(payload), SIGNER).text)


def test_a_chain_is_of_one_sender_recipient_and_epoch() -> None:
    starts = {chain_start(*ends) for ends in (("VN", "KH", 1), ("KH", "VN", 1), ("VN", "KH", 2), ("VN", "LA", 1))}
    assert len(starts) == 4


def test_a_delivery_ties_just_its_ids_to_the_receipt() -> None:
    delivery = parse_delivery(DELIVERY)
    verify_delivery(delivery, {SIGNER.kid: SIGNER.public})
    with pytest.raises(Refused, match="key-unknown"):
        verify_delivery(delivery, {})
    with pytest.raises(Refused, match="signature"):
        verify_delivery(delivery, {SIGNER.kid: ROOT.public})
    ids = DELIVERY["ids"]
    for change in ({"ids": ids[::-1]}, {"ids": ids[1:]}, {"ids": [*ids, ids[0]]}, {"after": b64u(bytes(32))}):
        with pytest.raises(Refused, match="digest"):
            parse_delivery({**DELIVERY, **change})
