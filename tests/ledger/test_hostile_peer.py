"""What a participant with valid keys and no scruples can do to the others: nothing that lasts."""

from __future__ import annotations

import os

import pytest
from tests.ledger import liar
from tests.ledger.databases import reading
from tests.ledger.world import OFFICER, OpenedFacts, World, text

from tripoint.ledger.append import Draft
from tripoint.ledger.card import CardKey, write_card
from tripoint.ledger.common_entries import ErasedFacts, NoteFacts
from tripoint.ledger.encoding import b64u
from tripoint.ledger.entry import item_object
from tripoint.ledger.errors import Refused


def test_a_card_that_lists_the_keys_of_others_takes_nothing_from_them(world: World) -> None:
    thief, victim = world["LA"], world["KH"]
    members = thief.cards[-1].body.model_dump()
    members.pop("v"), members.pop("root")
    stolen = CardKey(use="sign", kid=victim.signer.kid, public=b64u(victim.signer.public), since=members["issued"])
    members.update(number=2, keys=[*members["keys"], stolen.model_dump()])
    members["revoked"] = [{"kid": victim.signer.kid, "at": members["issued"]}]
    world["VN"].ledger.add_card(write_card(thief.root, **members).token.text)
    opened = victim.open("VN", words="urgent")
    world.settle(["KH", "VN"])
    assert world["VN"].verdict(opened.entry.id) == (0, "")
    opened = world["VN"].open("KH")
    world.settle(["KH", "VN"])
    assert victim.verdict(opened.entry.id) == (0, "")


def test_a_content_that_was_left_out_by_a_go_between_is_taken_from_its_author(world: World) -> None:
    opened = world["VN"].open("KH", "LA", words="the whole story")
    world.send("VN", "LA")
    first = world["LA"].note(opened.entry.id, "seen")
    world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], [first], [liar.without_content(opened)]))
    assert world["KH"].ledger.content(opened.entry.id) is None
    world.send("VN", "KH")
    held = world["KH"].ledger.content(opened.entry.id)
    assert held is not None
    assert held.text == "the whole story"


def test_an_erased_content_does_not_come_back_with_an_old_bundle(world: World) -> None:
    opened = world["VN"].open("KH", "LA")
    note = world["VN"].note(opened.entry.id, "a secret")
    world.settle()
    world["VN"].say("entry.erased.v1", ErasedFacts(reason="correction"), dossier=opened.entry.id, re=(note.entry.id,))
    world.settle()
    world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], [], [note]))
    assert world["KH"].ledger.content(note.entry.id) is None


def test_naming_an_entry_of_another_dossier_does_not_make_nodes_judge_differently(world: World) -> None:
    shared = world["LA"].open("KH", "VN").entry
    other = world["LA"].open("VN").entry
    world.settle()
    foreign = liar.entry(
        world["LA"], "dossier.noted.v1", {"handling": "H0"}, dossier=shared.id, seq=2, prev=shared.id, re=[other.id]
    )
    after = liar.entry(
        world["LA"], "dossier.noted.v1", {"handling": "H0"}, dossier=shared.id, seq=3, prev=foreign.entry.id
    )
    for code in ("KH", "VN"):
        world[code].ledger.receive(liar.bundle(world["LA"], world[code], [foreign, after]))
    for one in (foreign, after):
        assert world["KH"].verdict(one.entry.id) == world["VN"].verdict(one.entry.id)
    assert world["KH"].projection(shared.id) == world["VN"].projection(shared.id)


def test_a_prev_of_another_dossier_does_not_make_nodes_judge_differently(world: World) -> None:
    shared = world["LA"].open("KH", "VN").entry
    other = world["LA"].open("VN").entry
    world.settle()
    strange = liar.entry(world["LA"], "dossier.noted.v1", {"handling": "H0"}, dossier=shared.id, seq=2, prev=other.id)
    for code in ("KH", "VN"):
        world[code].ledger.receive(liar.bundle(world["LA"], world[code], [strange]))
    assert world["KH"].verdict(strange.entry.id) == world["VN"].verdict(strange.entry.id)


def test_nobody_erases_what_another_said(world: World) -> None:
    opened = world["VN"].open("LA", "KH")
    mine = world["VN"].note(opened.entry.id, "evidence")
    world.settle()
    own = world["LA"].note(opened.entry.id, "chaff")
    world.settle()
    for named in ([own.entry.id, mine.entry.id], [mine.entry.id, own.entry.id], [mine.entry.id]):
        seq = world["LA"].query("SELECT MAX(seq) FROM ledger_entry WHERE party = 'LA'")[0][0]
        evil = liar.entry(
            world["LA"], "entry.erased.v1", {"reason": "recall"}, dossier=opened.entry.id, seq=seq + 1,
            prev=own.entry.id, re=named,
        )  # fmt: skip
        world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], [evil]))
    assert world["KH"].ledger.content(mine.entry.id) is not None


@pytest.mark.parametrize("participants", [["LA"], ["LA", "VN"], ["KH", "VN"], ["KH"]])
def test_an_opening_that_leaves_out_sender_or_receiver_is_refused(world: World, participants: list[str]) -> None:
    with pytest.raises(Refused, match="participant"):
        world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], [liar.opening(world["LA"], participants)]))
    assert world["KH"].query("SELECT COUNT(*) FROM ledger_entry") == [(0,)]


def test_fill_smuggles_nothing_of_a_dossier_that_the_sender_takes_no_part_in(world: World) -> None:
    opened = world["VN"].open("KH")
    world.settle()
    note = liar.entry(world["VN"], "dossier.noted.v1", {"handling": "H0"}, dossier=opened.entry.id, seq=2,
                      prev=opened.entry.id)  # fmt: skip
    with pytest.raises(Refused, match="participant"):
        world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], [], [note]))
    assert world["KH"].verdict(note.entry.id) == (-1, "absent")


def test_a_feed_carries_only_what_its_sender_said(world: World) -> None:
    opened = world["VN"].open("KH", "LA")
    world.send("VN", "LA")
    with pytest.raises(Refused, match="participant"):
        world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], [opened]))


def test_the_same_entry_twice_in_a_bundle_is_refused(world: World) -> None:
    opened = liar.opening(world["LA"], ["KH", "LA"])
    with pytest.raises(Refused, match="feed-chain"):
        world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], [opened, opened]))


@pytest.mark.parametrize(
    "members",
    [
        {"seq": 2**40, "prev": "A" * 43},
        {"seq": 2**31, "prev": "A" * 43},
        {"type": f"{'a' * 32}.{'b' * 32}.{'c' * 32}.v999"},
    ],
)
def test_numbers_and_names_that_no_column_holds_are_refused_and_break_nothing(
    world: World, members: dict[str, object]
) -> None:
    opened = world["VN"].open("KH")
    world.settle()
    value = liar.raw_entry(world["VN"], dossier=opened.entry.id, **members)
    with pytest.raises(Refused, match="member"):
        world["KH"].ledger.receive(liar.bundle(world["VN"], world["KH"], [value]))


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_far_off_time_is_a_claim_and_is_kept(world: World, when: str) -> None:
    opened = world["VN"].open("KH")
    world.settle()
    value = liar.raw_entry(
        world["VN"], dossier=opened.entry.id, seq=2, prev=opened.entry.id, time=when, retain=when[:10]
    )
    world["KH"].ledger.receive(liar.bundle(world["VN"], world["KH"], [value]))
    rows = world["KH"].query("SELECT time, verdict FROM ledger_entry WHERE seq = 2")
    assert world["KH"].ledger.store.read_time(rows[0][0]).strftime("%Y").zfill(4) == when[:4]
    assert rows[0][1] == 0


def test_a_header_with_a_zero_letter_is_refused_and_the_refusal_is_recorded(world: World) -> None:
    from tripoint.ledger import jws
    from tripoint.ledger.encoding import dump_json

    token = jws.sign("tripoint-\x00", dump_json({}), world["LA"].signer).text.encode()
    junk = b"TPB1" + len(token).to_bytes(4, "big") + token + bytes(4) + b"sealed"
    with pytest.raises(Refused):
        world["KH"].ledger.receive(junk)
    world["KH"].ledger.flush_refusals(force=True)
    assert world["KH"].query("SELECT SUM(count) FROM ledger_refusal") == [(1,)]


def test_a_tombstone_in_a_dossier_where_this_party_is_frozen_stops_nothing(world: World) -> None:
    opened = world["VN"].open("KH")
    note = world["VN"].note(opened.entry.id, "secret")
    world.settle()
    one = liar.entry(world["KH"], "dossier.noted.v1", {"handling": "H0"}, dossier=opened.entry.id)
    two = liar.entry(world["KH"], "dossier.noted.v1", {"handling": "H1"}, dossier=opened.entry.id)
    world["KH"].ledger.receive(liar.bundle(world["VN"], world["KH"], [], [one, two]))
    assert world["KH"].query("SELECT COUNT(*) FROM ledger_fork") == [(1,)]
    world["VN"].say("entry.erased.v1", ErasedFacts(reason="recall"), dossier=opened.entry.id, re=(note.entry.id,))
    world.send("VN", "KH")
    assert world["KH"].ledger.content(note.entry.id) is None


def test_the_opener_does_not_choose_the_pseudonyms_of_others(world: World) -> None:
    facts = {"kind": "matter", "participants": ["KH", "LA"], "exercise": False}
    first, second = (
        liar.entry(world["LA"], "matter.opened.v1", facts, dossier=None, rules=rules) for rules in ("2026.1", "2025.1")
    )
    world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], [first, second]))
    names = {world["KH"].ledger.pseudonym("officer-1", one.entry.id) for one in (first, second)}
    assert len(names) == 2


def test_an_opener_who_spells_the_salt_apart_links_no_pseudonyms(world: World) -> None:
    ids = []
    for place in range(2):
        document = (
            f'{{"salt" : "{b64u(bytes([place]) * 16)}","kind":"matter","participants":["KH","LA"],"exercise":false}}'
        )
        value = liar.raw_entry(world["LA"], document.encode(), type="matter.opened.v1")
        world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], [value]))
        ids.append(world["KH"].query("SELECT id FROM ledger_entry ORDER BY n DESC LIMIT 1")[0][0])
    assert len({world["KH"].ledger.pseudonym("officer-1", one) for one in ids}) == 2


def test_rules_from_the_future_are_held_until_this_node_knows_them(world: World) -> None:
    opened = world["VN"].open("KH")
    world.settle()
    item = liar.entry(
        world["VN"], "dossier.noted.v1", {"handling": "H0"}, dossier=opened.entry.id, seq=2, prev=opened.entry.id,
        rules="2027.1",
    )  # fmt: skip
    world["KH"].ledger.receive(liar.bundle(world["VN"], world["KH"], [item]))
    assert world["KH"].verdict(item.entry.id) == (1, "rules-unknown")
    world["KH"].rules = "2027.1"
    world["KH"].start()
    world["KH"].ledger.rejudge()
    assert world["KH"].verdict(item.entry.id) == (0, "")


def test_ids_that_a_liar_invents_do_not_crowd_out_what_an_honest_peer_is_asked_for(world: World) -> None:
    opened = world["VN"].open("KH", "LA")
    world.settle()
    previous, chaff = None, []
    for seq in range(1, 41):
        invented = [b64u(bytes([seq, place]) + bytes(30)) for place in range(16)]
        item = liar.entry(world["LA"], "dossier.noted.v1", {"handling": "H0"}, dossier=opened.entry.id, seq=seq,
                          prev=previous, re=invented)  # fmt: skip
        previous = item.entry.id
        chaff.append(item)
    world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], chaff))
    missing = liar.entry(world["VN"], "dossier.noted.v1", {"handling": "H0"}, dossier=opened.entry.id, seq=2,
                         prev=opened.entry.id)  # fmt: skip
    later = liar.entry(world["VN"], "dossier.noted.v1", {"handling": "H0"}, dossier=opened.entry.id, seq=3,
                       prev=missing.entry.id)  # fmt: skip
    receipt = world["KH"].ledger.receive(liar.bundle(world["VN"], world["KH"], [later]))
    assert missing.entry.id in receipt.want


def test_a_peer_is_not_told_what_is_lacking_in_dossiers_that_it_takes_no_part_in(world: World) -> None:
    opened = world["VN"].open("KH")
    world.settle()
    later = liar.entry(world["VN"], "dossier.noted.v1", {"handling": "H0"}, dossier=opened.entry.id, seq=3,
                       prev="A" * 43)  # fmt: skip
    world["KH"].ledger.receive(liar.bundle(world["VN"], world["KH"], [later]))
    receipt = world["KH"].ledger.receive(
        liar.bundle(world["LA"], world["KH"], [liar.opening(world["LA"], ["KH", "LA"])])
    )
    assert receipt.want == ()


def test_what_others_could_not_read_is_not_signed_here(world: World) -> None:
    opened = world["VN"].open("KH").entry
    many = [world["VN"].note(opened.id).entry.id for _ in range(17)]
    for draft in (
        Draft("dossier.noted.v1", NoteFacts(), text("x"), dossier=opened.id, re=tuple(many)),
        Draft("dossier.noted.v1", NoteFacts(), text("x"), dossier=opened.id, re=(many[0], many[0])),
        Draft("matter.opened.v1", OpenedFacts(participants=("KH", "VN"), exercise=True)),
        Draft("dossier.noted.v1", NoteFacts(), text("x" * 20_000).model_copy(update={"text": "y" * 300_000}),
              dossier=opened.id),
    ):  # fmt: skip
        with pytest.raises(Refused):
            world["VN"].ledger.append(OFFICER, [draft])
    world.settle()
    assert world["KH"].query("SELECT COUNT(*) FROM ledger_entry") == [(18,)]


def test_an_old_card_along_with_a_bundle_stops_nothing(world: World) -> None:
    old = world["VN"].cards[-1].token.text
    opened = world["VN"].open("KH")
    bundle = liar.bundle(world["VN"], world["KH"], [opened], card=old)
    world["KH"].ledger.add_card(world["VN"].issue_card(rotate=True).token.text)
    world["KH"].ledger.receive(bundle)
    assert world["KH"].verdict(opened.entry.id) == (0, "")


def test_item_object_of_a_stored_entry_is_the_one_that_was_signed(world: World) -> None:
    opened = world["VN"].open("KH", words="as it was")
    world.settle()
    stored = world["KH"].ledger.store.items("e.id = %s", [opened.entry.id], world["KH"].ledger.keys)[0][1]
    assert item_object(stored) == item_object(opened)


def test_ids_that_a_liar_invents_do_not_make_receipts_to_others_slow(world: World) -> None:
    """Sixteen invented ids in each of two thousand entries: a receipt to anybody read them all, now a few hundred."""
    opened = world["LA"].open("KH").entry
    world.settle()
    before = opened.id
    for block in range(5):
        chaff = []
        for place in range(400):
            invented = [b64u(os.urandom(32)) for _ in range(16)]
            item = liar.entry(world["LA"], "dossier.noted.v1", {"handling": "H0"}, dossier=opened.id,
                              seq=2 + block * 400 + place, prev=before, re=invented)  # fmt: skip
            before = item.entry.id
            chaff.append(item)
        world["KH"].ledger.receive(liar.bundle(world["LA"], world["KH"], chaff))
    with reading(world["KH"].alias) as honest:
        assert world["KH"].ledger.feeds.want("VN") == ()
    with reading(world["KH"].alias) as lying:
        assert len(world["KH"].ledger.feeds.want("LA")) == 256
    assert max(honest["rows"], lying["rows"]) < 600, (honest, lying)
