"""What is to be sent fits what the recipient takes, so that no feed ever stands still."""

from __future__ import annotations

import os

import pytest
from tests.ledger import liar
from tests.ledger.world import World

from tripoint.ledger.card import LEAST_LIMITS, Limits, write_card
from tripoint.ledger.encoding import b64u, sha256
from tripoint.ledger.errors import Refused
from tripoint.ledger.receipt import MAX_VERDICTS, Receipt, write_receipt


def test_answers_in_many_dossiers_of_a_third_party_get_through_while_it_is_cut_off(world: World) -> None:
    ids = [world["VN"].open("KH", "LA", words="x").entry.id for _ in range(70)]
    world.settle(["LA", "VN"])
    said = [world["LA"].note(one).entry.id for one in ids]
    world.settle(["KH", "LA"])
    assert {world["KH"].verdict(one) for one in said} == {(0, "")}


def test_large_openings_of_a_third_party_do_not_make_a_bundle_that_nobody_takes(world: World) -> None:
    ids = []
    for _ in range(30):
        item = liar.opening(
            world["VN"], ["KH", "LA", "VN"], content=b'{"language":"en","officer":"' + b"A" * 22 + b'","text":"'
            + b64u(os.urandom(190_000)).encode() + b'"}',
        )  # fmt: skip
        world["LA"].ledger.receive(liar.bundle(world["VN"], world["LA"], [item]))
        ids.append(item.entry.id)
    said = [world["LA"].note(one).entry.id for one in ids]
    world.settle(["KH", "LA"])
    assert {world["KH"].verdict(one) for one in said} == {(0, "")}


def test_what_was_asked_for_comes_in_bundles_that_are_taken(world: World) -> None:
    opened = world["VN"].open("KH", "LA").entry
    world.settle()
    before, notes = opened.id, []
    for seq in range(2, 42):
        item = liar.entry(
            world["VN"], "dossier.noted.v1", {"handling": "H0"}, dossier=opened.id, seq=seq, prev=before,
            content=os.urandom(120_000).hex().encode(),
        )  # fmt: skip
        before = item.entry.id
        notes.append(item)
    for place in range(0, 40, 4):
        world["LA"].ledger.receive(liar.bundle(world["VN"], world["LA"], notes[place : place + 4]))
    named = [world["LA"].note(opened.id, re=(item.entry.id,)).entry.id for item in notes]
    world.settle(["KH", "LA"])
    assert {world["KH"].verdict(one) for one in named} == {(0, "")}


@pytest.mark.parametrize("limit", ["entries", "bundle_bytes", "unpacked_bytes"])
def test_a_card_may_not_ask_for_less_than_the_largest_entry_needs(world: World, limit: str) -> None:
    members = world["KH"].cards[-1].body.model_dump()
    members.pop("v"), members.pop("root")
    members["limits"][limit] = LEAST_LIMITS[limit] - 1
    with pytest.raises(ValueError, match=limit):
        write_card(world["KH"].root, **members)


def test_a_recipient_with_the_least_limits_gets_everything(world: World) -> None:
    small = Limits(entries=128, bundle_bytes=2**20, unpacked_bytes=4 * 2**20)
    members = world["KH"].cards[-1].body.model_dump()
    members.pop("v"), members.pop("root")
    card = write_card(world["KH"].root, **{**members, "number": 2, "limits": small.model_dump()})
    world["KH"].ledger.limits = small
    world["VN"].ledger.add_card(card.token.text)
    opened = world["VN"].open("KH").entry
    for _ in range(100):
        world["VN"].note(opened.id, b64u(os.urandom(14_000)))
    world.settle(["KH", "VN"])
    assert world["KH"].projection(opened.id) == world["VN"].projection(opened.id)


def test_a_receipt_for_another_chain_is_refused(world: World) -> None:
    from tripoint.ledger.receipt import write_receipt

    world["VN"].open("KH")
    outgoing = world["VN"].ledger.next_bundle("KH")
    assert outgoing is not None
    good = world["KH"].ledger.receive(outgoing.data)
    members = {
        "issuer": "KH", "sender": "VN", "epoch": 1, "position": 1, "chain": good.chain, "at": good.at, "card": 1,
    }  # fmt: skip
    forged = [
        ({"chain": b64u(bytes(32))}, "KH", "feed-chain"),
        ({"position": 2}, "KH", "feed-gap"),
        ({"sender": "LA"}, "KH", "recipient"),
        ({"issuer": "LA"}, "LA", "recipient"),
        ({}, "LA", "key-unknown"),
    ]
    for changed, signer, code in forged:
        text = write_receipt(world[signer].signer, **{**members, **changed}).token.text  # type: ignore[arg-type]
        with pytest.raises(Refused) as caught:
            world["VN"].ledger.take_receipt("KH", text)
        assert caught.value.code == code
    assert world["VN"].query("SELECT receipted FROM ledger_feed WHERE peer = 'KH' AND outgoing") == [(0,)]
    world["VN"].ledger.take_receipt("KH", good.token.text)
    assert world["VN"].query("SELECT receipted FROM ledger_feed WHERE peer = 'KH' AND outgoing") == [(1,)]


def test_an_older_receipt_changes_nothing(world: World) -> None:
    opened = world["VN"].open("KH")
    first = world["VN"].ledger.next_bundle("KH")
    assert first is not None
    old = world["KH"].ledger.receive(first.data)
    world["VN"].ledger.take_receipt("KH", old.token.text)
    world["VN"].note(opened.entry.id)
    world.settle()
    world["VN"].ledger.take_receipt("KH", old.token.text)
    assert world["VN"].query("SELECT receipted FROM ledger_feed WHERE peer = 'KH' AND outgoing") == [(2,)]
    assert world["VN"].ledger.next_bundle("KH") is None


def test_a_full_list_of_verdicts_takes_back_nothing_that_was_known(world: World) -> None:
    world["VN"].open("KH")
    world.settle()
    feeds = world["VN"].ledger.feeds
    feed = world["VN"].ledger.writer.run(lambda: feeds.current("KH", outgoing=True))

    def say(verdicts: list[tuple[str, str, str]]) -> None:
        receipt: Receipt = write_receipt(
            world["KH"].signer, issuer="KH", sender="VN", epoch=1, position=1, chain=b64u(bytes(32)), at=world.clock(),
            card=1, verdicts=tuple(verdicts),
        )  # fmt: skip
        world["VN"].ledger.writer.run(lambda: feeds.remote_verdicts(feed, receipt))

    many = [(sha256(bytes([place // 256, place % 256])), "held", "type-unknown") for place in range(MAX_VERDICTS + 1)]
    for verdicts, known in ((many[:1], 1), (many[1:], MAX_VERDICTS + 1), (many[2:], MAX_VERDICTS - 1)):
        say(verdicts)
        assert world["VN"].query("SELECT COUNT(*) FROM ledger_remote_verdict") == [(known,)]
