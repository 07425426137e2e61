"""States, errors and refusal codes in an officer's words. The codes themselves are the protocol's."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from .models import PeerState, PeerStatus

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SLOW = 600  # seconds; an entry that waits longer than this is worth a look

DAMAGED = _("The bytes were damaged or changed on their way, or written by a faulty program. Nothing was taken.")
STRANGER = _(
    "Signed with a key that no known card lists. Ask the partner for its newest card and compare fingerprints."
)
REVOKED = _("Signed with a key that its owner has revoked. Tell the partner: somebody may be using a stolen key.")
ELSEWHERE = _("Meant for another party, or sent in another's name. Nothing was opened.")
TOO_MUCH = _("More than the limits allow. If it is not an attack, the partner will send it again in smaller parts.")
OUT_OF_STEP = _("It does not continue what was taken before. The partner's database was put back, or its node is faulty: "
                "its administrator should run “tripoint restore”.")  # fmt: skip
NOT_ENTITLED = _("The partner may not say this there, or a safeguard was not met. Talk to its administrator.")
CLOCK = _("A clock is off. Set both nodes' clocks by a time server.")
CARD = _("A card that does not fit those seen before. Trust neither before you have talked to the partner.")
EXERCISE = _("An exercise node and a real node do not exchange entries.")
OURS_OUT_OF_STEP = _(
    "What we send does not continue what the partner has taken. If this node was put back, run “tripoint restore”."
)
OURS_REFUSED = _("The partner's node refuses what we send, with the code given. Talk to its administrator.")
OTHER = _("It was refused, and nothing of it was kept.")

_GROUPS: tuple[tuple[str, StrOrPromise], ...] = (
    ("malformed base64 json json-deep member typ alg signature digest seal padding time-format", DAMAGED),
    ("key-unknown party-unknown", STRANGER),
    ("key-revoked", REVOKED),
    ("recipient sender replay", ELSEWHERE),
    ("too-large bomb rate", TOO_MUCH),
    ("feed-gap feed-chain feed-epoch restore", OUT_OF_STEP),
    ("participant opening-missing authority role re kind state recall facts content prev absent", NOT_ENTITLED),
    ("time", CLOCK),
    ("card-old card-fork card-root", CARD),
    ("exercise", EXERCISE),
)
_ADVICE = {code: words for codes, words in _GROUPS for code in codes.split()}

_ERRORS: dict[str, StrOrPromise] = {
    "connection": _("There is no connection to the partner's node."),
    "timeout": _("The partner's node did not answer in time."),
    "certificate": _(
        "The server at the partner's address does not show the certificate of its card. Somebody may be in between."
    ),
    "address": _("The partner's card names no address. Carry files instead."),
    "answer": _("What answers at the partner's address does not follow the protocol."),
    "own-node": _("This node's own database or disk could not be used. See the log; nothing is lost."),
    "fault": _("A fault in this program. See the log; nothing is lost, and the courier goes on."),
    "busy": _("The partner's node is busy and asked us to come again."),
    "rate": _("We send faster than the partner's card allows; the courier slows down."),
    "paused": _("The partner's administrator has closed the link."),
    "read-only": _("The partner's node was restored and waits for its administrators."),
}

VERDICTS: dict[int, StrOrPromise] = {
    1: _("held: kept, not shown, judged when what is missing has come"),
    2: _("void: fails a rule at every node"),
    3: _("declined: our own policy does not take it up"),
}


def advice(code: str) -> StrOrPromise:
    """What a refusal code means and what to do."""
    return _ADVICE.get(code, OTHER)


def error(code: str) -> StrOrPromise:
    """Why delivery does not go on; `code` is the courier's, or the code with which the partner refuses."""
    if code in ("feed-gap", "feed-chain", "feed-epoch"):
        return OURS_OUT_OF_STEP
    return _ERRORS.get(code, OURS_REFUSED)


def state(row: PeerStatus | None, waiting: int, since: datetime | None, now: datetime) -> tuple[str, StrOrPromise]:
    """Shape and words for how delivery to a peer stands; `waiting` entries since `since` have no receipt."""
    if row is not None and row.paused:
        return "pause", _("Link closed by you")
    if row is None or row.state == PeerState.NEW:
        return "wait", _("Not tried yet")
    if row.state == PeerState.BY_FILE:
        return ("soon" if waiting else "done"), _("Travels as files")
    if row.state == PeerState.UNREACHABLE:
        return ("late" if waiting else "cut"), _("Not reached")
    if row.state == PeerState.REFUSED:
        return "late", _("Refused by the partner")
    if waiting and since is not None and (now - since).total_seconds() > SLOW:
        return "soon", _("Slow")
    if waiting:
        return "run", _("On its way")
    return "done", _("All delivered")
