"""From an empty form to a released request: save, submit, review, return, release.

A draft is a record of this node, sealed at rest; each decision about it is an entry in a home dossier. Release states
the request and the decision in one append, so of two officers who release at once the ledger takes one.
"""

from __future__ import annotations

from datetime import UTC, date
from uuid import UUID, uuid4

from pydantic import ValidationError

from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.actions.stating import Words, state
from tripoint.capabilities.requests.form import RequestForm, new_blind
from tripoint.capabilities.requests.models import HomeState, ReleaseState, RequestDraft
from tripoint.capabilities.requests.models import Review as ReviewRow
from tripoint.capabilities.requests.permission import DESK, RELEASE, Acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.capabilities.requests.references import next_reference
from tripoint.ledger.append import Draft
from tripoint.ledger.encoding import sha256
from tripoint.ledger.entry import Item
from tripoint.ledger.ledger import Ledger
from tripoint.safeguards.political_motive import REVIEWERS, Review, reason_digest

EDITABLE = ("draft", "returned")


def save(ledger: Ledger, who: Acting, form: RequestForm, draft: UUID | None = None) -> UUID:
    """Keeps a form as the officer's draft and returns its id. Raises NotPermitted for another's, ActionRefused once
    it waits for release."""
    if not who.has(DESK):
        raise NotPermitted(Problem("role"))
    if draft is not None:
        row = _own(ledger, who, draft)
    else:
        row = RequestDraft(id=uuid4(), owner=who.officer, office=who.office, kind=form.request_kind)
    clear = form.model_dump_json().encode()
    row.sealed, row.digest = ledger.keys.wrap(clear, f"draft:{row.id}"), sha256(str(row.id).encode() + clear)
    row.updated_at = ledger.now()
    row.save(using=ledger.using)
    return row.id


def discard(ledger: Ledger, who: Acting, draft: UUID) -> None:
    """Throws the officer's own draft away."""
    _own(ledger, who, draft).delete(using=ledger.using)


def load(ledger: Ledger, who: Acting, draft: UUID) -> tuple[RequestDraft, RequestForm]:
    """A draft and what stands in it: for its author, and once submitted for who releases in that office or reviews.

    Raises NotPermitted.
    """
    row = RequestDraft.objects.using(ledger.using).filter(pk=draft).first()
    if row is not None:
        decides = (who.has(RELEASE) and who.office == row.office) or who.has(h.REVIEWERS)
        if row.owner == who.officer or (row.state == "submitted" and decides):
            return row, written(ledger, row)
    raise NotPermitted(Problem("not-found"))


def written(ledger: Ledger, row: RequestDraft) -> RequestForm:
    """What stands in a draft, opened. Whether the officer may see it is the caller's to have asked."""
    return RequestForm.model_validate_json(ledger.keys.unwrap(bytes(row.sealed), f"draft:{row.id}"))


def check(ledger: Ledger, who: Acting, form: RequestForm) -> None:
    """Raises ActionRefused with everything that keeps the form from being submitted."""
    try:
        found = list(form.findings(ledger.party, who.office, _today(ledger), exercise=ledger.exercise))
    except ValidationError as error:
        places = [".".join(map(str, one["loc"])) for one in error.errors(include_input=False)]
        raise ActionRefused(*(Problem("code", place) for place in places)) from error
    if found:
        raise ActionRefused.of(found)


def submit(ledger: Ledger, who: Acting, draft: UUID, words: Words | None = None) -> str:
    """Puts a complete draft before who releases. Returns the home dossier's id. Raises ActionRefused with each lack."""
    row = _own(ledger, who, draft)
    _, form = load(ledger, who, draft)
    check(ledger, who, form)
    opening = Draft(h.OPENED, h.HomeOpenedFacts(participants=(ledger.party,), exercise=ledger.exercise))
    home: str | Draft = row.home or opening
    submitted = Draft(h.SUBMITTED, h.DraftFacts(**_step(who, row)), _note(words), home)
    items = state(ledger, who, [submitted] if row.home else [opening, submitted])
    row.home, row.state = items[-1].entry.dossier, "submitted"
    row.save(using=ledger.using)
    return row.home


def review(ledger: Ledger, who: Acting, draft: UUID, words: Words, *, agreed: bool) -> str:
    """A legal reviewer's word on the draft as it stands (S2). Raises NotPermitted for others and for its author."""
    row, _ = load(ledger, who, draft)
    if not who.has(h.REVIEWERS) or row.state != "submitted":
        raise NotPermitted(Problem("role"))
    if row.owner == who.officer:
        raise NotPermitted(Problem("s2-reviewer-author"))
    if not words.text.strip():
        raise ActionRefused(Problem("required", "text"))
    facts = h.ReviewedFacts(**_step(who, row), agreed=agreed)
    return state(ledger, who, [Draft(h.REVIEWED, facts, _note(words), row.home)])[0].entry.id


def send_back(ledger: Ledger, who: Acting, draft: UUID, words: Words) -> None:
    """Returns a draft to its author with a remark; it can then be changed."""
    row = _to_decide(ledger, who, draft)
    if not words.text.strip():
        raise ActionRefused(Problem("required", "text"))
    state(ledger, who, [Draft(h.RETURNED, h.DraftFacts(**_step(who, row)), _note(words), row.home)])
    row.state = "returned"
    row.save(using=ledger.using)


def release(ledger: Ledger, who: Acting, draft: UUID) -> Item:
    """States the request: signed, queued for the other party, and no draft any more. Returns the opening.

    Raises ActionRefused: `s12-second-officer` for the author, `s2-review` while reviewers are owed, `state-decided`
    when another officer was first.
    """
    row = _to_decide(ledger, who, draft)
    if row.owner == who.officer:
        raise ActionRefused(Problem("s12-second-officer"))
    _, form = load(ledger, who, draft)
    check(ledger, who, form)
    blind, opening = new_blind(), Draft(e.OPENED, _NO_FACTS)
    legal = _review(ledger, row, form, blind, opening)
    reference = next_reference(ledger.using, ledger.party, form.addressee, _today(ledger).year)
    opening.facts = form.facts(
        party=ledger.party,
        office=row.office,
        reference=reference,
        author=ledger.pseudonym(row.owner, opening),
        released_by=ledger.pseudonym(who.officer, opening),
        review=legal,
        exercise=ledger.exercise,
    )
    opening.content, opening.retain = form.content(who, blind), form.retain(_today(ledger))
    released = Draft(h.RELEASED, h.ReleasedFacts(**_step(who, row), reference=reference), None, row.home)
    items = state(ledger, who, [released, opening])
    row.delete(using=ledger.using)
    return items[-1]


_NO_FACTS = h.HomeFacts(officer="0" * 36, office="NONE")  # an opening's pseudonyms need its salt before its facts


def _review(ledger: Ledger, row: RequestDraft, form: RequestForm, blind: bytes, opening: Draft) -> Review | None:
    """The review that the request owes, from what the reviewers stated at home about this very draft."""
    if not form.needs_review:
        return None
    stated = ReviewRow.objects.using(ledger.using).filter(dossier=row.home, digest=row.digest)
    if any(not one.agreed for one in stated) or len(stated) < REVIEWERS:
        raise ActionRefused(Problem("s2-review"))
    names = tuple(sorted(ledger.pseudonym(one.officer, opening) for one in stated))
    return Review(reviewers=names[:5], reason=reason_digest(form.review_reason, blind))


def _own(ledger: Ledger, who: Acting, draft: UUID) -> RequestDraft:
    row = RequestDraft.objects.using(ledger.using).filter(pk=draft, owner=who.officer).first()
    if row is None:
        raise NotPermitted(Problem("not-found"))
    if row.state not in EDITABLE:
        raise ActionRefused(Problem("state-submitted"))
    return row


def _to_decide(ledger: Ledger, who: Acting, draft: UUID) -> RequestDraft:
    """A submitted draft of the officer's own office, if the post may decide. Raises NotPermitted."""
    if not who.has(RELEASE):
        raise NotPermitted(Problem("role"))
    row = RequestDraft.objects.using(ledger.using).filter(pk=draft, office=who.office).first()
    if row is None or row.state != "submitted":
        decided = HomeState.objects.using(ledger.using).filter(draft=str(draft), office=who.office)
        if decided.exclude(release=ReleaseState.SUBMITTED).exists():
            raise ActionRefused(Problem("state-decided"))
        raise NotPermitted(Problem("not-found"))
    return row


def _step(who: Acting, row: RequestDraft) -> dict[str, str]:
    return {"officer": who.officer, "office": who.office, "draft": str(row.id), "digest": row.digest}


def _note(words: Words | None) -> h.Note | None:
    if words is None or not words.text.strip():
        return None
    return h.Note(language=words.language, text=words.text)


def _today(ledger: Ledger) -> date:
    return ledger.now().astimezone(UTC).date()
