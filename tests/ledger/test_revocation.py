"""Keys change, are stolen and are revoked; the record goes on and what was believed stays believed."""

from __future__ import annotations

import os

import pytest
from tests.ledger import liar
from tests.ledger.world import World

from tripoint.ledger.bundle import MAX_EVIDENCE
from tripoint.ledger.card import new_card_members, write_card
from tripoint.ledger.encoding import b64u
from tripoint.ledger.errors import Refused
from tripoint.ledger.jws import Signer


def revoke(world: World, code: str, *, tell: tuple[str, ...]) -> Signer:
    """Rotates a party's keys and revokes the old signing key; returns the old one."""
    old = world[code].signer
    card = world[code].issue_card(rotate=True, revoke=True)
    world[code].start()
    for one in (code, *tell):
        world[one].ledger.add_card(card.token.text)
    return old


def test_what_had_been_received_before_a_revocation_stays(world: World) -> None:
    opened = world["VN"].open("KH", words="x")
    world.settle()
    revoke(world, "VN", tell=("KH", "LA"))
    assert world["KH"].verdict(opened.entry.id) == (0, "")
    after = world["VN"].note(opened.entry.id)
    world.settle()
    assert world["KH"].verdict(after.entry.id) == (0, "")


def test_what_one_participant_had_is_believed_by_another_who_had_not(world: World) -> None:
    opened = world["VN"].open("KH", "LA", words="x")
    world.send("VN", "LA")
    revoke(world, "VN", tell=("KH", "LA"))
    world.settle()
    assert world["KH"].verdict(opened.entry.id) == (0, "")
    assert world["KH"].projection(opened.entry.id) == world["LA"].projection(opened.entry.id)


def test_all_that_one_receipt_of_another_covers_is_believed(world: World) -> None:
    opened = world["VN"].open("KH", "LA", words="x")
    notes = [world["VN"].note(opened.entry.id) for _ in range(3)]
    world.send("VN", "LA")  # one bundle, one receipt
    revoke(world, "VN", tell=("KH", "LA"))
    world.settle()
    for item in (opened, *notes):
        assert world["KH"].verdict(item.entry.id) == (0, "")
    assert world["KH"].projection(opened.entry.id) == world["LA"].projection(opened.entry.id)


def test_what_nobody_had_is_held_and_the_feed_goes_on(world: World) -> None:
    lost = world["VN"].open("KH", words="x")
    revoke(world, "VN", tell=("KH", "LA"))
    said = world["VN"].open("KH", words="again")
    world.settle()
    assert world["KH"].verdict(lost.entry.id) == (1, "key-revoked")
    assert world["KH"].verdict(said.entry.id) == (0, "")


def test_a_receipt_that_held_an_entry_for_its_key_proves_it_to_nobody(world: World) -> None:
    lost = world["VN"].open("KH", "LA", words="x")
    revoke(world, "VN", tell=("KH", "LA"))
    world.send("VN", "KH")
    world.settle()
    for one in ("KH", "LA"):
        assert world[one].verdict(lost.entry.id) == (1, "key-revoked")


def test_what_is_held_for_a_revoked_key_is_judged_when_the_proof_comes(world: World) -> None:
    opened = world["VN"].open("KH", "LA", words="x")
    world.send("VN", "LA", lose_receipt=True)  # Laos had it, Viet Nam does not know that yet
    revoke(world, "VN", tell=("KH", "LA"))
    after = world["VN"].note(opened.entry.id)
    world.send("VN", "KH")
    assert world["KH"].verdict(opened.entry.id) == (1, "key-revoked")
    assert world["KH"].verdict(after.entry.id) == (1, "missing")
    world.settle()
    for one in ("KH", "LA"):
        assert world[one].verdict(opened.entry.id) == (0, "")
        assert world[one].verdict(after.entry.id) == (0, "")
    assert world["KH"].projection(opened.entry.id) == world["LA"].projection(opened.entry.id)
    assert world["KH"].ledger.content(opened.entry.id) is not None
    assert not world["VN"].query("SELECT 1 FROM ledger_wanted")


def test_a_thief_with_a_revoked_key_neither_speaks_nor_forks_its_owner(world: World) -> None:
    opened = world["VN"].open("KH", "LA")
    world.settle()
    stolen = revoke(world, "VN", tell=("KH", "LA"))
    forged = liar.entry(
        world["VN"], "dossier.noted.v1", {"handling": "H0"}, dossier=opened.entry.id, seq=2, prev=opened.entry.id,
        signer=stolen,
    )  # fmt: skip
    with pytest.raises(Refused, match="key-revoked"):
        world["KH"].ledger.receive(liar.bundle(world["VN"], world["KH"], [forged], signer=stolen))
    world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], [], [forged]))
    assert world["KH"].verdict(forged.entry.id) == (1, "unproven")
    note = world["VN"].note(opened.entry.id)
    world.settle()
    assert world["KH"].verdict(note.entry.id) == (0, "")
    assert world["KH"].query("SELECT COUNT(*) FROM ledger_fork") == [(0,)]
    assert world["KH"].query("SELECT seq, entry FROM ledger_head WHERE party = 'VN'") == [(2, note.entry.id)]
    world["LA"].note(opened.entry.id, re=(note.entry.id,))
    world.settle()
    assert world["LA"].verdict(forged.entry.id) == (-1, "absent")


def test_a_receipt_under_a_revoked_key_proves_nothing(world: World) -> None:
    opened = world["VN"].open("KH", "LA")
    world.send("VN", "LA")
    revoke(world, "LA", tell=("KH", "VN"))
    revoke(world, "VN", tell=("KH", "LA"))
    world.settle(["KH", "VN"])
    assert world["KH"].verdict(opened.entry.id) == (1, "key-revoked")


def test_a_key_of_another_party_signs_nothing_in_this_partys_name(world: World) -> None:
    opened = world["VN"].open("KH", "LA")
    world.settle()
    forged = liar.entry(
        world["VN"], "dossier.noted.v1", {"handling": "H0"}, dossier=opened.entry.id, seq=2, prev=opened.entry.id,
        signer=world["LA"].signer,
    )  # fmt: skip
    world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], [], [forged]))
    assert world["KH"].verdict(forged.entry.id) == (1, "unproven")
    with pytest.raises(Refused, match="key-unknown"):
        world["KH"].ledger.receive(liar.bundle(world["VN"], world["KH"], [forged]))
    own = world["VN"].note(opened.entry.id)
    world.settle()
    assert world["KH"].verdict(own.entry.id) == (0, "")
    assert world["KH"].projection(opened.entry.id) == world["VN"].projection(opened.entry.id)


def test_a_card_of_lower_number_another_root_or_fewer_keys_is_refused(world: World) -> None:
    first = world["VN"].cards[0]
    second = world["VN"].issue_card(rotate=True, revoke=True)
    world["KH"].ledger.add_card(second.token.text)
    members = second.body.model_dump()
    members.pop("v"), members.pop("root")
    stranger = Signer.from_seed(os.urandom(32))
    new = [one for one in members["keys"] if one["kid"] != first.body.keys[0].kid]
    cases = [
        (first.token.text, "card-old"),
        (write_card(world["VN"].root, **{**members, "mailbox": b64u(b"another mailbox!")}).token.text, "card-fork"),
        (write_card(stranger, **{**members, "number": 3}).token.text, "card-root"),
        (write_card(world["VN"].root, **{**members, "number": 3, "exercise": True}).token.text, "exercise"),
        (write_card(world["VN"].root, **{**members, "number": 3, "revoked": []}).token.text, "member"),
        (write_card(world["VN"].root, **{**members, "number": 3, "keys": new, "revoked": []}).token.text, "member"),
        (write_card(stranger, **{**members, "number": 1, "party": "TH"}).token.text, "party-unknown"),
    ]
    for text, code in cases:
        with pytest.raises(Refused) as caught:
            world["KH"].ledger.add_card(text)
        assert caught.value.code == code
    assert world["KH"].ledger.peers.card("VN").number == 2


def test_ten_years_of_monthly_keys_fit_on_a_card(world: World) -> None:
    party = world["VN"]
    for _ in range(50):
        world.clock.go(days=73)
        members = new_card_members(
            party="VN", number=len(party.cards) + 1, issued=world.clock(), exercise=False,
            mailbox=b64u(b"VN" * 8), signing=party.signer.public, sealing=os.urandom(1216), endpoints=[],
            earlier=party.cards[-1].body,
        )  # fmt: skip
        party.cards.append(write_card(party.root, **members))
        world["KH"].ledger.add_card(party.cards[-1].token.text)
    assert len(party.cards[-1].token.text) < 12_000


def test_after_a_rotation_bundles_sealed_to_the_old_key_are_still_taken(world: World) -> None:
    world["VN"].open("KH")
    late = world["VN"].ledger.next_bundle("KH")
    assert late is not None
    card = world["KH"].issue_card(rotate=True)
    world["KH"].start()
    world["KH"].ledger.add_card(card.token.text)
    receipt = world["KH"].ledger.receive(late.data).token.text
    with pytest.raises(Refused, match="key-unknown"):  # until the new card has come the other way
        world["VN"].ledger.take_receipt("KH", receipt)
    world.send("KH", "VN")
    world["VN"].ledger.take_receipt("KH", receipt)
    world.settle()
    assert world["VN"].ledger.peers.card("KH").number == 2


def test_more_proofs_than_one_bundle_holds_are_told_in_several(world: World) -> None:
    opened = world["VN"].open("KH", "LA", words="x")
    said = [opened]
    world.send("VN", "LA")
    for _ in range(MAX_EVIDENCE + 6):  # each receipted alone, while the link to Cambodia is down
        said.append(world["VN"].note(opened.entry.id))
        world.send("VN", "LA")
    revoke(world, "VN", tell=("KH", "LA"))
    world.settle()
    assert {world["KH"].verdict(item.entry.id) for item in said} == {(0, "")}
    assert world["KH"].projection(opened.entry.id) == world["LA"].projection(opened.entry.id)
