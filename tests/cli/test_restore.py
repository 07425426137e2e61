"""A peer that lies to a restored node: it gets nothing in, and keeps nobody from the others."""

from __future__ import annotations

from typing import Any

import pytest
from tests.capabilities.requests.conftest import ministries, request_databases
from tests.capabilities.requests.ministries import Ministries, Ministry
from tests.carriers.test_https import answering

from tripoint.cli.restore import _take_back
from tripoint.ledger import recovery
from tripoint.ledger.bundle import seal_inner
from tripoint.ledger.card import new_card_members, write_card
from tripoint.ledger.encoding import b64u, dump_json

__all__ = ["ministries", "request_databases"]


def at(peer: Ministry, url: str) -> str:
    """The peer's next card, with an address."""
    held = peer.ledger.peers.card(peer.code)
    members = new_card_members(
        party=peer.code, number=held.number + 1, issued=peer.clock(), exercise=True, mailbox=held.body.mailbox,
        signing=peer.signer.public, sealing=peer.sealing.public, endpoints=[{"url": url}], earlier=held.body,
    )  # fmt: skip
    return write_card(peer.root, **members).token.text


def more_for_ever(node: Ministry, peer: Ministry) -> bytes:
    """Says that there is more, and gives none of it."""
    feed = node.ledger.writer.run(lambda: node.ledger.feeds.current(peer.code, outgoing=True))
    taken = {"epoch": feed.epoch, "position": feed.receipted + 9, "chain": b64u(bytes(32))}
    said: dict[str, Any] = {
        "v": 1, "from": peer.code, "to": node.code, "taken": taken, "first": feed.receipted + 1, "entries": [], "given": [],
        "receipts": [],
    }  # fmt: skip
    card = node.ledger.peers.card(node.code)
    kid, key = card.sealing_key(node.clock())
    return seal_inner(
        peer.signer, to=node.code, mailbox=card.body.mailbox, sealing_kid=kid, sealing_key=key, card="",
        inner=dump_json(said),
    )  # fmt: skip


@pytest.mark.parametrize("said", ["junk", "more"])
def test_a_peer_that_lies_to_a_restored_node_is_passed_over(
    ministries: Ministries, capsys: pytest.CaptureFixture[str], said: str
) -> None:
    vn, kh = ministries["VN"], ministries["KH"]
    vn.request()
    ministries.settle()
    recovery.begin(vn.ledger)
    with answering(more_for_ever(vn, kh) if said == "more" else b"no answer") as url:
        vn.ledger.add_card(at(kh, url))
        assert not _take_back(vn.ledger, "KH")  # the command goes on with the next peer
    assert "KH answers what cannot be believed: " in capsys.readouterr().out
