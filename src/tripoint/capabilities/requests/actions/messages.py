"""A short word in a request's dossier, from either side, at any time."""

from __future__ import annotations

from tripoint.capabilities.requests.actions.stating import Words, matter_of_either, not_stopped, origin, state
from tripoint.capabilities.requests.message_entries import LONGEST_MESSAGE, MESSAGE, MessageContent, MessageFacts
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, Problem
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.protection_stop import Step


def message(ledger: Ledger, who: Acting, dossier: str, words: Words, graded: Graded, handling_words: str = "") -> str:
    """Says one line, or shows one photo; line breaks become spaces. Returns the entry's id.

    Raises ActionRefused: `required` when it says and shows nothing, `message-long` over 500 characters, `s3-stopped` or
    `under-review` while a protection stop stands here; NotPermitted for an office that only reads.
    """
    found = matter_of_either(ledger, who, dossier)
    not_stopped(found, who, Step.MESSAGE)
    text = " ".join(words.text.split())
    if not text and not words.attached:
        raise ActionRefused(Problem("required", "text"))
    if len(text) > LONGEST_MESSAGE:
        raise ActionRefused(Problem("message-long", "text"))
    if words.attached and found.state.is_unrecorded and found.state.addressee == ledger.party:
        raise ActionRefused(Problem("oral-unrecorded"))
    if graded.handling == "H3" and not handling_words.strip():
        raise ActionRefused(Problem("s7-handling-words", "handling_words"))
    facts = MessageFacts(**origin(ledger, who, dossier), graded=graded, blobs=words.blobs)
    content = MessageContent(**{**words.described(who), "text": text}, handling_words=handling_words)
    names = tuple(filter(None, (dossier, found.state.record)))
    return state(ledger, who, [Draft(MESSAGE, facts, content, dossier, names)])[0].entry.id
