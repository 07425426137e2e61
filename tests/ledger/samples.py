"""One whole object of each kind, for tests that break them."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.ledger.world import START, text

from tripoint.ledger.bundle import write_bundle
from tripoint.ledger.card import new_card_members, write_card
from tripoint.ledger.delivery import delivery_object
from tripoint.ledger.encoding import b64u
from tripoint.ledger.entry import Item, write_entry
from tripoint.ledger.jws import Signer
from tripoint.ledger.receipt import chain_next, chain_start, write_receipt
from tripoint.ledger.seal import SealingKey

SIGNER, ROOT = Signer.from_seed(b"s" * 32), Signer.from_seed(b"r" * 32)
SEALING = SealingKey(b"k" * 96)
LIMIT = 2**22


def make_item() -> Item:
    return write_entry(
        SIGNER,
        dossier="A" * 43,
        type_="dossier.noted.v1",
        party="VN",
        seq=2,
        prev="A" * 43,
        re=("A" * 43,),
        time=START,
        rules="2026.1",
        retain=date(2031, 1, 1),
        facts={"handling": "H0"},
        salt=bytes(16),
        content=text("words").model_dump_json().encode(),
        content_key=b"c" * 32,
    )[0]


def make_card() -> str:
    members = new_card_members(
        party="VN",
        number=1,
        issued=START,
        exercise=False,
        mailbox=b64u(b"VN" * 8),
        signing=SIGNER.public,
        sealing=SEALING.public,
        endpoints=[],
    )
    return write_card(ROOT, **members).token.text


def make_bundle(*entries: Any) -> bytes:
    return write_bundle(
        SIGNER,
        sender="VN",
        to="KH",
        mailbox=b64u(b"KH" * 8),
        sealing_kid=SEALING.kid,
        sealing_key=SEALING.public,
        card="",
        epoch=1,
        first=1,
        chain=b64u(chain_start("VN", "KH", 1)),
        previous=None,
        entries=list(entries),
        fill=[],
    )


def make_receipt() -> str:
    ids = [b64u(bytes([place]) * 32) for place in range(3)]
    chain = chain_start("VN", "KH", 1)
    for one in ids:
        chain = chain_next(chain, one)
    return write_receipt(
        SIGNER,
        issuer="KH",
        sender="VN",
        epoch=1,
        position=3,
        chain=b64u(chain),
        at=START,
        card=1,
        verdicts=((ids[0], "void", "facts"),),
        want=(ids[1],),
    ).token.text


def make_delivery() -> dict[str, Any]:
    ids = [b64u(bytes([place]) * 32) for place in range(3)]
    return delivery_object(make_receipt(), chain_start("VN", "KH", 1), ids)


ITEM, CARD, BUNDLE, RECEIPT, DELIVERY = make_item(), make_card(), make_bundle(), make_receipt(), make_delivery()
