"""The protocol's test vectors, judged by this implementation."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tripoint.carriers.fetch import Nonces, open_fetch
from tripoint.carriers.parcel import ParcelRefused, check_parcel, parts_of
from tripoint.ledger import jws, recovery
from tripoint.ledger.bundle import write_bundle
from tripoint.ledger.card import Card, Limits, parse_card
from tripoint.ledger.delivery import parse_delivery, verify_delivery
from tripoint.ledger.encoding import b64u, parse_time, un_b64u
from tripoint.ledger.entry import parse_item
from tripoint.ledger.errors import Refused
from tripoint.ledger.jws import Signer
from tripoint.ledger.keys import NodeKeys
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.receipt import chain_start, parse_receipt
from tripoint.ledger.registry import TYPES
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
    assert outcome(lambda: parse_card(case["card"])) == case["expect"]


@pytest.mark.django_db
@pytest.mark.parametrize("case", vectors("successions"))
def test_it_takes_or_refuses_a_partys_next_card(case: dict[str, Any]) -> None:
    ledger = cambodia(lambda party: case["held"] if party == "VN" else None)
    assert outcome(lambda: ledger.add_card(case["card"])) == case["expect"]
    held = case["card"] if case["expect"] == "ok" else case["held"]
    assert ledger.peers.card("VN").token.text == held


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


@pytest.mark.parametrize("case", vectors("contents"))
def test_it_keeps_or_leaves_contents(case: dict[str, Any]) -> None:
    kind = TYPES.get(case["type"])
    assert kind is not None
    assert outcome(lambda: kind.read_content(case["text"])) == case["expect"]


@pytest.mark.parametrize("case", vectors("parcels"))
def test_it_reads_or_refuses_carried_files(case: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "parcel"
    path.write_bytes(base64.b64decode(case["file"]))
    try:
        assert check_parcel(path) == ("VN", "KH")
        list(parts_of(path))
    except ParcelRefused:
        assert case["expect"] == "refused"
    else:
        assert case["expect"] == "ok"


@pytest.mark.django_db
def test_it_answers_or_refuses_questions() -> None:
    """One node is asked all of them, one after the other."""
    ledger, nonces = cambodia(), Nonces()
    bring_to(ledger, next(case.values[0]["feed"] for case in vectors("bundles") if case.id.startswith("replay")))

    def ask(case: dict[str, Any]) -> None:
        if case["asks"] == "fetch":
            nonces.spend(open_fetch(ledger, case["token"]), ledger.now())
        else:
            recovery.answer(ledger, case["token"])

    for case in json.loads((VECTORS / "questions.json").read_text("utf-8")):
        assert (case["name"], outcome(lambda case=case: ask(case))) == (case["name"], case["expect"])


@pytest.mark.parametrize("case", vectors("dossiers"))
def test_it_checks_dossier_files(case: dict[str, Any]) -> None:
    report = verify_dossier(case["file"].encode())
    assert sorted(problem.code for problem in report.problems) == case["expect"]["problems"]
    found = {checked.item.entry.id: f"{checked.verdict.word} {checked.code}".strip() for checked in report.entries}
    read = {entry: verdict for entry, verdict in case["expect"]["verdicts"].items() if verdict != "unread"}
    assert found == read


def cambodia(card: Callable[[str], str | None] = lambda party: None) -> Ledger:
    """KH's ledger with the keys and limits that the vectors name, and the cards, unless `card` has another."""
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
        clock=lambda: parse_time(KEYS["now"]),
    )
    for held in CARDS.values():
        ledger.add_card(card(held.party) or held.token.text, pin=True)
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
    unproven = ledger.store.query("SELECT id, code FROM ledger_entry WHERE code IN ('key-revoked', 'unproven')")
    assert dict(unproven) == case["unproven"]
    if case["expect"] != "ok":
        assert after == count, "something of a refused bundle was kept"
        ledger.flush_refusals(force=True)
        noted = ledger.store.query("SELECT code FROM ledger_refusal")
        assert [row[0] for row in noted] == [case["expect"]]
