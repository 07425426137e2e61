"""The protocol's test vectors, judged by this implementation."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tripoint.ledger import jws
from tripoint.ledger.bundle import write_bundle
from tripoint.ledger.card import Card, Limits, parse_card
from tripoint.ledger.delivery import parse_delivery, verify_delivery
from tripoint.ledger.encoding import b64u, un_b64u
from tripoint.ledger.entry import parse_item
from tripoint.ledger.errors import Refused
from tripoint.ledger.jws import Signer
from tripoint.ledger.keys import NodeKeys
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.receipt import chain_start, parse_receipt
from tripoint.ledger.seal import SealingKey
from tripoint.ledger.verify import verify_dossier

VECTORS = Path(__file__).parents[2] / "protocol" / "vectors"
KEYS = json.loads((VECTORS / "keys.json").read_text("utf-8"))
CARDS: dict[str, Card] = {code: parse_card(party["card"]) for code, party in KEYS["parties"].items()}


def vectors(name: str) -> list[Any]:
    """The cases of one file, named."""
    cases = json.loads((VECTORS / f"{name}.json").read_text("utf-8"))
    return [pytest.param(case, id=case["name"]) for case in cases]


def outcome(check: Any) -> str:
    """ "ok", or the code of the refusal."""
    try:
        check()
    except Refused as refusal:
        return refusal.code
    return "ok"


def verify(token: jws.Token, party: str) -> None:
    """The signature by an unrevoked key of the party's card."""
    card = CARDS[party]
    if token.kid not in card.signing:
        raise Refused("key-unknown")
    jws.verify(token, card.signing[token.kid])
    if token.kid in card.revoked:
        raise Refused("key-revoked")


@pytest.mark.parametrize("case", vectors("cards"))
def test_it_reads_cards(case: dict[str, Any]) -> None:
    root = un_b64u(case["root"]) if case["root"] else None
    assert outcome(lambda: parse_card(case["card"], root)) == case["expect"]


@pytest.mark.parametrize("case", vectors("items"))
def test_it_reads_items(case: dict[str, Any]) -> None:
    def check() -> None:
        item, _ = parse_item(case["item"])
        verify(item.entry.token, item.entry.party)

    assert outcome(check) == case["expect"]


@pytest.mark.parametrize("case", vectors("receipts"))
def test_it_reads_receipts(case: dict[str, Any]) -> None:
    def check() -> None:
        receipt = parse_receipt(case["receipt"])
        verify(receipt.token, receipt.issuer)

    assert outcome(check) == case["expect"]


@pytest.mark.parametrize("case", vectors("deliveries"))
def test_it_reads_deliveries(case: dict[str, Any]) -> None:
    assert outcome(lambda: verify_delivery(parse_delivery(case["delivery"]), CARDS["KH"].signing)) == case["expect"]


@pytest.mark.parametrize("case", vectors("dossiers"))
def test_it_checks_dossier_files(case: dict[str, Any]) -> None:
    report = verify_dossier(case["file"].encode())
    assert sorted(problem.code for problem in report.problems) == sorted(case["problems"])
    found = {checked.item.entry.id: f"{checked.verdict.word} {checked.code}".strip() for checked in report.entries}
    read = {entry: verdict for entry, verdict in case["verdicts"].items() if verdict != "unread"}
    assert found == read


def cambodia() -> Ledger:
    """KH's ledger with the keys and limits that the vectors name."""
    party = KEYS["parties"]["KH"]
    keys = NodeKeys(
        Signer.from_seed(un_b64u(party["signing_seed"])),
        [SealingKey(un_b64u(party["sealing_seeds"]))],
        bytes(32),
        bytes(32),
    )
    ledger = Ledger(
        using="default",
        party="KH",
        keys=keys,
        rules="2026.1",
        exercise=True,
        limits=Limits(**{**Limits().model_dump(), **KEYS["limits"]}),
        clock=lambda: datetime(2026, 11, 2, 10, 0, tzinfo=UTC),
    )
    for card in CARDS.values():
        ledger.add_card(card.token.text, pin=True)
    return ledger


def bring_to(ledger: Ledger, feed: dict[str, Any]) -> None:
    """Lets KH take what the case says it had taken before."""
    if feed["epoch"] > 1:
        ledger.writer.run(lambda: ledger.feeds.open_epoch("VN", feed["epoch"], None, outgoing=False))
    if not feed["ids"]:
        return
    known = {
        parse_item(case["item"])[0].entry.id: case["item"]
        for case in json.loads((VECTORS / "items.json").read_text("utf-8"))
        if case["name"] in ("opening", "entry with content")
    }
    seal = ledger.peers.card("KH").sealing_key(ledger.now())
    bundle = write_bundle(
        Signer.from_seed(un_b64u(KEYS["parties"]["VN"]["signing_seed"])),
        sender="VN",
        to="KH",
        mailbox="A" * 22,
        sealing_kid=seal[0],
        sealing_key=seal[1],
        card="",
        epoch=1,
        first=1,
        chain=b64u(chain_start("VN", "KH", 1)),
        previous=None,
        entries=[known[one] for one in feed["ids"]],
        fill=[],
    )
    receipt = ledger.receive(bundle)
    assert (receipt.position, receipt.chain) == (feed["position"], feed["chain"])


@pytest.mark.django_db
@pytest.mark.parametrize("case", vectors("bundles"))
def test_it_takes_or_refuses_bundles(case: dict[str, Any]) -> None:
    ledger = cambodia()
    bring_to(ledger, case["feed"])
    count = ledger.store.query("SELECT COUNT(*) FROM ledger_entry")[0][0]
    assert outcome(lambda: ledger.receive(base64.b64decode(case["bundle"]))) == case["expect"]
    after = ledger.store.query("SELECT COUNT(*) FROM ledger_entry")[0][0]
    if case["expect"] != "ok":
        assert after == count, "something of a refused bundle was kept"
        ledger.flush_refusals(force=True)
        noted = ledger.store.query("SELECT code FROM ledger_refusal")
        assert [row[0] for row in noted] == [case["expect"]]
