"""The coded part of a statement as labelled pairs, for screens and letters alike.

A value is a code of a list (which each reader sees in his or her own language) or a text that is the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests import pressing_entries as pressing
from tripoint.capabilities.requests.contents import AnsweredContent, OpenedContent
from tripoint.ledger.registry import Content, Facts
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.offence_gate import Penalty
from tripoint.subjects import Person

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Value:
    """`list` and `code` for a coded value; `text` for another one, or what follows the code's label."""

    text: StrOrPromise = ""
    list: str = ""
    code: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its values."""

    label: StrOrPromise
    values: tuple[Value, ...]


def _coded(list_name: str, *codes: str | None) -> tuple[Value, ...]:
    return tuple(Value(list=list_name, code=code) for code in codes if code)


TITLES = {
    e.OPENED: _("Request to trace a person"),
    e.TAKEN: _("Request taken"),
    e.ASKED: _("Clarification asked"),
    e.GIVEN: _("Clarification given"),
    e.ANSWERED: _("Answer"),
    e.REFUSED: _("Refusal"),
    e.EXTENDED: _("Extension"),
    e.WITHDRAWN: _("Withdrawal"),
    e.REDIRECTED: _("Redirected to the competent office"),
    e.CLOSED: _("Closed"),
    pressing.REMINDED: _("Reminder"),
    pressing.ESCALATED: _("To the office above"),
    pressing.RAISED: _("Raised with the supervisor"),
    h.SUBMITTED: _("Submitted for release"),
    h.RETURNED: _("Returned to the author"),
    h.RELEASED: _("Released"),
    h.REVIEWED: _("Legal review"),
    h.ASSIGNED: _("Assigned"),
    h.NOTED: _("Note"),
    h.STOPPED: _("Protection stop"),
    h.LIFTED: _("Protection stop ended"),
    h.FLAGGED: _("Possible victim"),
    h.CLEARED: _("No victim, as decided"),
}
SCOPES = {"part": _("Answer in part"), "whole": _("Whole answer"), "supplement": _("Supplement to the answer")}
MATCHES = {
    "name": _("by name alone: a lead, not a finding"),
    "fingerprint": _("by fingerprint"),
    "document": _("by document"),
    "photo": _("by photograph, compared by an officer"),
}


def title_of(entry_type: str, facts: Facts) -> StrOrPromise:
    """What a statement is called."""
    if isinstance(facts, e.AnsweredFacts):
        return SCOPES[facts.scope]
    return TITLES.get(entry_type, entry_type)


def pairs_of(facts: Facts, content: Content | None = None) -> tuple[Pair, ...]:
    """The pairs of a statement, in the order to show them."""
    return tuple(pair for pair in _pairs(facts, content) if pair.values)


def _pairs(facts: Facts, content: Content | None) -> Iterator[Pair]:
    match facts:
        case e.OpenedFacts():
            yield from _opened(facts, content if isinstance(content, OpenedContent) else None)
        case e.AskedFacts():
            yield Pair(_("Asked for"), _coded("clarification_asks", *facts.asks))
        case e.GivenFacts():
            yield from _graded(facts.graded)
        case e.AnsweredFacts():
            for item in facts.items:
                yield Pair(_("Result"), _coded("trace_results", item.result))
                if item.matched_by != "none":
                    yield Pair(_("Recognised"), (Value(MATCHES[item.matched_by]),))
                if item.consent:
                    yield Pair(_("Consent"), (Value(_("The person agrees that the address is passed on.")),))
                yield from _graded(item)
            if isinstance(content, AnsweredContent):
                for said in content.items:
                    if said.address and said.address.full:
                        yield Pair(_("Address"), (Value(said.address.full),))
        case e.RefusedFacts():
            yield Pair(_("Ground"), _coded("refusal_grounds", facts.ground))
        case e.ExtendedFacts():
            yield Pair(_("Ground"), _coded("extension_grounds", facts.ground))
            yield Pair(_("New last day"), (Value(day=facts.until),))
        case e.WithdrawnFacts():
            yield Pair(_("Reason"), _coded("withdrawal_reasons", facts.reason))
        case pressing.RemindedFacts():
            yield Pair(_("Reminder number"), (Value(str(facts.number)),))
        case pressing.EscalatedFacts():
            yield Pair(pgettext_lazy("an office that something goes to", "To"), _coded("offices", facts.to_office))
            yield Pair(_("Ground"), _coded("escalation_grounds", facts.ground))
        case e.RedirectedFacts():
            yield Pair(pgettext_lazy("an office that something goes to", "To"), _coded("offices", facts.to_office))
            yield Pair(_("Reason"), _coded("redirect_reasons", facts.reason))
        case e.ClosedFacts():
            yield Pair(_("The answer"), _coded("usefulness", facts.usefulness))
        case _:
            pass
    if isinstance(facts, e.StatementFacts):
        yield Pair(_("Office"), _coded("offices", facts.office))


def _opened(facts: e.OpenedFacts, content: OpenedContent | None) -> Iterator[Pair]:
    yield Pair(_("Asked"), _coded("trace_asks", *facts.asks))
    yield Pair(_("Purpose"), _coded("purposes", facts.purpose))
    for place, offence in enumerate(facts.offences):
        law = content.laws[place] if content and place < len(content.laws) else ""
        yield Pair(_("Offence"), (Value(law, "offences", offence.code),))
        if offence.penalty:
            yield Pair(_("Penalty in the asker's law"), (Value(penalty_words(offence.penalty)),))
        if offence.penalty_there:
            yield Pair(_("Penalty in the other law"), (Value(penalty_words(offence.penalty_there)),))
    yield Pair(_("Legal basis"), tuple(Value(one.place, "instruments", one.instrument) for one in facts.basis))
    if facts.warrant:
        named = " · ".join(filter(None, (content.warrant_number, content.warrant_court))) if content else ""
        yield Pair(_("Warrant or judgment"), (Value(named, day=facts.warrant),))
    if not facts.offences:
        yield Pair(_("Coercion"), (Value(_("None: this purpose permits no coercive step.")),))
    elif facts.coercive:
        yield Pair(_("Coercion"), (Value(_("A coercive step is asked for.")),))
    yield Pair(_("Urgency"), _coded("urgencies", facts.urgency) + _coded("urgency_grounds", facts.urgency_ground))
    yield from _graded(facts.graded)
    yes = [code for code, answer in facts.neutrality.items() if answer]
    yield Pair(_("Neutrality questions answered yes"), _coded("neutrality_questions", *yes))
    if facts.review:
        count = len(facts.review.reviewers)
        words = when_shown(lambda: ngettext("%d legal reviewer agrees", "%d legal reviewers agree", count) % count)
        yield Pair(_("Legal review"), (Value(words),))


def _graded(graded: Graded) -> Iterator[Pair]:
    yield Pair(_("Handling"), _coded("handling_codes", graded.handling))
    yield Pair(
        _("Evaluation"),
        _coded("source_evaluations", graded.source) + _coded("information_evaluations", graded.information),
    )


def penalty_words(penalty: Penalty) -> StrOrPromise:
    """The highest penalty, in words."""
    if penalty.kind != "term":
        return {"fine": _("a fine"), "life": _("imprisonment for life"), "death": _("death")}[penalty.kind]
    years, months = divmod(penalty.months, 12)

    def words() -> str:
        parts = []
        if years:
            parts.append(ngettext("%d year", "%d years", years) % years)
        if months:
            parts.append(ngettext("%d month", "%d months", months) % months)
        return gettext("imprisonment of up to %(time)s") % {"time": " ".join(parts)}

    return when_shown(words)


def when_shown(words: Callable[[], str]) -> StrOrPromise:
    """A text that is made when it is shown, in the language that is then in force."""
    return lazy(words, str)()


def subject_pairs(person: Person, role: str) -> tuple[Pair, ...]:
    """What is known of a person beside the names."""
    found = [Pair(_("Part in the matter"), _coded("subject_roles", role))]
    if person.sex:
        found.append(Pair(_("Sex"), _coded("sexes", person.sex)))
    if person.birth_date:
        found.append(Pair(_("Born"), (Value(partial_date_words(person.birth_date)),)))
    found.append(Pair(_("Nationality"), _coded("nationalities", *person.nationality)))
    papers = [Value(f"{one.number} · {one.country}", "document_types", one.type) for one in person.documents]
    found.append(Pair(_("Document"), tuple(papers)))
    if person.address:
        place = _coded("provinces", person.address.province) + _coded("nationalities", person.address.country)
        text = (Value(person.address.full),) if person.address.full else ()
        found.append(Pair(_("Last known address"), text + place))
    return tuple(pair for pair in found if pair.values)


def partial_date_words(text: str) -> StrOrPromise:
    """A partial date with what is not known said in words."""
    parts = text.split("-")
    if len(parts) == 1:
        return when_shown(lambda: gettext("%(year)s, day and month not known") % {"year": parts[0]})
    if len(parts) == 2:
        return when_shown(lambda: gettext("%(month)s/%(year)s, day not known") % {"month": parts[1], "year": parts[0]})
    return "/".join(reversed(parts))
