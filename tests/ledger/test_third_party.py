"""What a third party does to its own key, card or numbers must not stand between two others."""

from __future__ import annotations

import pytest
from tests.ledger import liar
from tests.ledger.test_revocation import revoke
from tests.ledger.world import World

from tripoint.ledger.common_entries import ErasedFacts
from tripoint.ledger.encoding import b64u
from tripoint.ledger.entry import Item, item_object

NOTE, COUNTED = "dossier.noted.v1", "matter.counted.v1"


def lie(world: World, dossier: str, seq: int, prev: str | None, *to: str, **more: object) -> Item:
    """Laos says something to some of the others, whatever its own ledger knows."""
    type_, facts = more.pop("type_", NOTE), more.pop("facts", {"handling": "H0"})
    made = liar.entry(world["LA"], type_, facts, dossier=dossier, seq=seq, prev=prev, **more)  # type: ignore[arg-type]
    for one in to:
        world[one].ledger.receive(liar.bundle(world["LA"], world[one], [made]))
    return made


def alike(world: World, *entries: Item) -> None:
    """Cambodia and Viet Nam judge alike and count alike."""
    for one in entries:
        assert world["KH"].verdict(one.entry.id) == world["VN"].verdict(one.entry.id)
    dossier = entries[0].entry.dossier
    assert world["KH"].projection(dossier) == world["VN"].projection(dossier)


# --- numbers ---


@pytest.mark.parametrize("first", ["told before", "told after"])
def test_a_broken_link_and_all_that_follows_it_are_void_whenever_the_rest_comes(world: World, first: str) -> None:
    opened = world["VN"].open("KH", "LA")
    world.settle()
    dossier = opened.entry.id
    one = lie(world, dossier, 1, None, "KH")
    broken = lie(world, dossier, 2, dossier, "KH", "VN")
    after = lie(world, dossier, 3, broken.entry.id, "KH", "VN")
    later = lie(world, dossier, 4, after.entry.id, "KH", "VN")
    if first == "told after":
        world["VN"].ledger.receive(liar.bundle(world["LA"], world["VN"], [one]))
    else:
        world["VN"].ledger.receive(liar.bundle(world["LA"], world["VN"], [], [one]))
    assert world["KH"].verdict(one.entry.id) == (0, "")
    for item in (broken, after, later):
        assert world["KH"].verdict(item.entry.id) == (2, "prev")
    alike(world, one, broken, after, later)


def test_a_broken_link_is_the_reason_even_of_an_entry_with_other_faults(world: World) -> None:
    opened = world["VN"].open("KH", "LA")
    world.settle()
    broken = lie(world, opened.entry.id, 2, opened.entry.id, "KH", facts={"handling": "H9"})
    after = lie(world, opened.entry.id, 3, broken.entry.id, "KH")
    assert world["KH"].verdict(broken.entry.id) == world["KH"].verdict(after.entry.id) == (2, "prev")


def test_a_rule_over_earlier_entries_sees_the_same_everywhere(world: World) -> None:
    opened = world["VN"].open("KH", "LA")
    world.settle()
    dossier = opened.entry.id
    one = lie(world, dossier, 1, None, "KH", type_=COUNTED, facts={"number": 1})
    broken = lie(world, dossier, 2, dossier, "KH", "VN")
    second = lie(world, dossier, 3, broken.entry.id, "KH", "VN", type_=COUNTED, facts={"number": 1})
    third = lie(world, dossier, 4, second.entry.id, "KH", "VN", type_=COUNTED, facts={"number": 2})
    world["VN"].ledger.receive(liar.bundle(world["LA"], world["VN"], [one]))
    alike(world, one, broken, second, third)


def test_a_void_entry_within_an_unbroken_chain_voids_nothing_else(world: World) -> None:
    opened = world["VN"].open("KH", "LA")
    world.settle()
    void = lie(world, opened.entry.id, 1, None, "KH", "VN", facts={"handling": "H9"})
    after = lie(world, opened.entry.id, 2, void.entry.id, "KH", "VN")
    assert world["KH"].verdict(void.entry.id) == (2, "facts")
    assert world["KH"].verdict(after.entry.id) == (0, "")


# --- keys ---


def test_what_one_had_before_a_key_was_revoked_does_not_stop_the_feed_to_another(world: World) -> None:
    opened = world["VN"].open("KH", "LA")
    world.settle()
    told = lie(world, opened.entry.id, 1, None, "VN")
    revoke(world, "VN", tell=("KH", "LA"))  # so that the receipt for it proves nothing any more
    revoke(world, "LA", tell=("KH", "VN"))
    lie(world, opened.entry.id, 2, told.entry.id, "KH")  # Cambodia asks Viet Nam for what it stands on
    answer = world["VN"].note(opened.entry.id, "still here")
    world.settle(["KH", "VN"])
    assert world["KH"].verdict(answer.entry.id) == (0, "")
    assert world["KH"].verdict(told.entry.id) == (1, "unproven")


def test_a_dossier_opened_under_a_key_not_known_here_does_not_stop_the_feed(world: World) -> None:
    card = world["LA"].issue_card(rotate=True)
    world["LA"].start()
    for one in ("LA", "VN"):
        world[one].ledger.add_card(card.token.text)  # but not Cambodia
    opened = world["LA"].open("KH", "VN", words="x")
    world.send("LA", "VN")
    said = world["VN"].note(opened.entry.id)
    other = world["VN"].open("KH")
    world.settle(["KH", "VN"])
    assert world["KH"].verdict(other.entry.id) == (0, "")
    assert world["KH"].verdict(opened.entry.id) == (1, "unproven")
    assert world["KH"].verdict(said.entry.id) == (1, "missing")
    world["KH"].ledger.add_card(card.token.text)
    assert world["KH"].verdict(said.entry.id) == (0, "")
    assert world["KH"].ledger.content(opened.entry.id) is not None
    alike(world, opened, said)


def test_an_altered_signature_under_a_key_not_known_here_gives_way_to_the_true_one(world: World) -> None:
    card = world["LA"].issue_card(rotate=True)
    world["LA"].start()
    world["LA"].ledger.add_card(card.token.text)
    opened = world["LA"].open("KH", "VN")
    head, body, _ = opened.entry.token.text.split(".")
    altered = {**item_object(opened), "jws": f"{head}.{body}.{b64u(bytes(64))}"}
    world["KH"].ledger.receive(liar.bundle(world["VN"], world["KH"], [], [altered]))
    world["KH"].ledger.add_card(card.token.text)
    assert world["KH"].verdict(opened.entry.id) == (1, "unproven")
    world.settle(["KH", "LA"])
    assert world["KH"].verdict(opened.entry.id) == (0, "")
    held = world["KH"].query("SELECT jws FROM ledger_entry WHERE id = %s", [opened.entry.id])
    assert held == [(opened.entry.token.text,)]


def test_what_is_proven_later_and_forks_its_author_is_seen_then(world: World) -> None:
    opened = world["VN"].open("KH", "LA")
    world.settle()
    card = world["LA"].issue_card(rotate=True)
    world["LA"].start()
    world["LA"].ledger.add_card(card.token.text)
    told = lie(world, opened.entry.id, 1, None)
    world["KH"].ledger.receive(liar.bundle(world["VN"], world["KH"], [], [told]))
    other = liar.entry(
        world["LA"], NOTE, {"handling": "H3"}, dossier=opened.entry.id, signer=world["LA"].signer
    )  # fmt: skip
    world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], [other], card=card.token.text))
    assert world["KH"].query("SELECT dossier, party FROM ledger_fork") == [(opened.entry.id, "LA")]
    assert {world["KH"].verdict(one.entry.id)[0] for one in (told, other)} == {0, 1}


def test_what_nobody_has_shown_to_be_said_is_passed_on_to_nobody_and_is_in_no_receipt(world: World) -> None:
    opened = world["VN"].open("KH", "LA")
    world.settle()
    stolen = revoke(world, "LA", tell=("KH", "VN"))
    forged = lie(world, opened.entry.id, 1, None, signer=stolen)
    receipt = world["KH"].ledger.receive(liar.bundle(world["VN"], world["KH"], [], [forged]))
    assert not receipt.verdicts
    assert not world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"])).verdicts
    world["KH"].ledger.writer.run(lambda: world["KH"].ledger.feeds.ask("VN", [forged.entry.id]))
    assert world["KH"].query("SELECT COUNT(*) FROM ledger_wanted") == [(0,)]


# --- a thief speaks in a party's name ---


def test_an_own_entry_that_this_node_never_made_does_not_stop_the_feeds_to_it(world: World) -> None:
    opened = world["VN"].open("KH", "LA")
    world.settle()
    dossier = opened.entry.id
    one = lie(world, dossier, 1, None, "KH")  # Laos' own node knows nothing of these
    two = lie(world, dossier, 2, one.entry.id, "KH")
    world["LA"].ledger.receive(liar.bundle(world["KH"], world["LA"], [], [two]))
    assert world["LA"].verdict(two.entry.id) == (1, "missing")
    secret = world["VN"].note(dossier, "a secret")
    world.settle(["LA", "VN"])
    world["VN"].say("entry.erased.v1", ErasedFacts(reason="correction"), dossier=dossier, re=(secret.entry.id,))
    world.settle(["LA", "VN"])
    assert world["LA"].ledger.content(secret.entry.id) is None
    assert not world["LA"].query("SELECT 1 FROM ledger_entry WHERE type = 'entry.erasure-complied.v1' AND party = 'LA'")
    world["LA"].ledger.receive(liar.bundle(world["KH"], world["LA"], [], [one]))
    assert world["LA"].verdict(two.entry.id) == (0, "")
    made_up = world["LA"].query(
        "SELECT seq FROM ledger_entry WHERE type = 'entry.erasure-complied.v1' AND party = 'LA' AND verdict = 0"
    )
    assert made_up == [(3,)]


@pytest.mark.parametrize("under", ["a key of no card", "a revoked key"])
def test_a_statement_made_up_in_a_partys_name_stops_none_of_its_feeds(world: World, under: str) -> None:
    opened = world["VN"].open("KH", "LA")
    world.settle()
    stolen = revoke(world, "VN", tell=("KH", "LA")) if under == "a revoked key" else liar.Signer.from_seed(bytes(32))
    forged = liar.entry(
        world["KH"], NOTE, {"handling": "H0"}, dossier=opened.entry.id, seq=2, prev=opened.entry.id, author="VN",
        signer=stolen,
    )  # fmt: skip
    world["VN"].ledger.receive(liar.bundle(world["KH"], world["VN"], [], [forged]))
    assert world["VN"].verdict(forged.entry.id) == (1, "unproven")
    said = world["VN"].note(opened.entry.id, "still here")
    world.settle(["LA", "VN"])
    assert world["LA"].verdict(said.entry.id) == (0, "")
    assert world["LA"].verdict(forged.entry.id) == (-1, "absent")  # Viet Nam's node does not say it for its author
