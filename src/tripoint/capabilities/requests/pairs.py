"""The coded part of a statement as labelled pairs, for screens and letters alike.

A value is a code of a list (which each reader sees in his or her own language) or a text that is the same for all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests import pressing_entries as pressing
from tripoint.capabilities.requests.book_entries import NUMBERED, NumberedFacts
from tripoint.capabilities.requests.consent import pairs as consent_pairs
from tripoint.capabilities.requests.contents import (
    AnsweredContent,
    ChannelReference,
    Described,
    ItemContent,
    OpenedContent,
    RefusedContent,
)
from tripoint.capabilities.requests.kinds import KINDS, KindName
from tripoint.capabilities.requests.labels import label
from tripoint.capabilities.requests.linking import entries as linked_entries
from tripoint.capabilities.requests.message_entries import MESSAGE, MessageFacts
from tripoint.capabilities.requests.oral import pairs as oral_pairs
from tripoint.capabilities.requests.oral.entries import CalledFacts
from tripoint.capabilities.requests.sharing_entries import SCANNED, SHARE_ENDED, SHARED, SharedFacts
from tripoint.capabilities.requests.translations import pairs as translation_pairs
from tripoint.ledger.registry import Content, Facts
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.offence_gate import Penalty
from tripoint.subjects import (
    AnySubject,
    SubjectType,
    subject_title,
)

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


def coded(list_name: str, *codes: str | None) -> tuple[Value, ...]:
    """The values of codes of a list, without empty ones."""
    return tuple(Value(list=list_name, code=code) for code in codes if code)


TITLES = {
    **consent_pairs.TITLES,
    **translation_pairs.TITLES,
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
    MESSAGE: _("Message"),
    pressing.RAISED: _("Raised with the supervisor"),
    linked_entries.LINKED: _("Linked: same matter"),
    linked_entries.PARTED: _("Another matter"),
    h.SUBMITTED: _("Submitted for release"),
    h.RETURNED: _("Returned to the author"),
    h.APPROVED: _("A step of the route signed"),
    h.RELEASED: _("Released"),
    h.CONFIRMED: _("Approval by telephone: the approver's word"),
    h.REVIEWED: _("Legal review"),
    h.ASSIGNED: _("Assigned"),
    NUMBERED: _("Number in the registry book"),
    SHARED: _("Shared with an office"),
    SHARE_ENDED: _("Sharing ended"),
    SCANNED: _("Stamped scan"),
    h.NOTED: _("Note"),
    h.STOPPED: _("Protection stop"),
    h.LIFTED: _("Protection stop ended"),
    h.FLAGGED: _("Possible victim"),
    h.CLEARED: _("No victim, as decided"),
}
BOOKS = {"out": _("Outgoing book"), "in": _("Incoming book")}
MOST_SHOWN = 20
"""Items of an answer that are shown one by one in a dossier or letter."""
SCOPES = {"part": _("Answer in part"), "whole": _("Whole answer"), "supplement": _("Supplement to the answer")}
MATCHES = {
    "name": _("by name alone: a lead, not a finding"),
    "fingerprint": _("by fingerprint"),
    "document": _("by document"),
    "photo": _("by photograph, compared by an officer"),
}


KIND_HINTS: dict[KindName, StrOrPromise] = {
    "information": _("What is known of a matter, a law, or the competent office."),
    "identity": _("Is this person who the papers say, and your national?"),
    "trace": _("Is this person in your territory, and where?"),
    "document": _("Was a passport or paper issued by you, and is it valid?"),
    "vehicle": _("Whose vehicle is it, is it stolen, where did it cross?"),
    "account": _("Who holds a number or an account? Keep the data, stop the money."),
    "custody": _("We hold a person who may be your national: identity, and the notice to the consulate."),
    "local-help": _("Someone on your side must go to a place now. Eight hours at most."),
}
TYPES: dict[SubjectType, StrOrPromise] = {
    "person": _("Person"), "vehicle": _("Vehicle"), "document": _("Document"), "phone": _("Phone"),
    "account": _("Account"),
}  # fmt: skip


def title_of(entry_type: str, facts: Facts) -> StrOrPromise:
    """What a statement is called; a request by its kind."""
    if isinstance(facts, e.AnsweredFacts):
        return SCOPES[facts.scope]
    if entry_type == e.RECORDED:
        return _("Record of the call")
    if isinstance(facts, e.OpenedFacts | CalledFacts):
        return kind_title(facts.request_kind)
    return TITLES.get(entry_type, entry_type)


def listed_title(entry_type: str, kind: str) -> StrOrPromise:
    """What a statement is called in a list, where its facts are not at hand; a request by its kind."""
    return TITLES.get(entry_type) or kind_title(kind)


def kind_title(kind: str) -> StrOrPromise:
    """What a kind of request is called."""
    return when_shown(lambda: label("request_kinds", kind.upper(), get_language() or "en").text)


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer is about: the kind of the request, and its subjects in their order."""

    kind: KindName = "trace"
    subjects: Sequence[AnySubject] = ()


def pairs_of(facts: Facts, content: Content | None = None, about: Answered | None = None) -> tuple[Pair, ...]:
    """The pairs of a statement, in the order to show them. `about`: the request that an answer belongs to."""
    return tuple(pair for pair in _pairs(facts, content, about or Answered()) if pair.values)


def _pairs(facts: Facts, content: Content | None, about: Answered) -> Iterator[Pair]:
    if isinstance(content, Described) and content.number:
        yield Pair(_("Number of the letter"), (Value(content.number),))
    yield Pair(
        _("What H3 limits, in words"), tuple(Value(one) for one in [getattr(content, "handling_words", "")] if one)
    )
    match facts:
        case e.OpenedFacts():
            yield from _opened(facts, content if isinstance(content, OpenedContent) else None)
        case CalledFacts():
            yield from _of_parts(oral_pairs.parts_of(facts, content))
            yield from _graded(facts.graded)
        case e.AskedFacts():
            yield Pair(_("Asked for"), coded("clarification_asks", *facts.asks))
        case e.GivenFacts(graded=graded) | MessageFacts(graded=graded):
            yield from _graded(graded)
        case e.AnsweredFacts():
            yield from _answered(facts, content if isinstance(content, AnsweredContent) else None, about)
        case e.RefusedFacts():
            yield Pair(_("Ground"), coded("refusal_grounds", facts.ground))
            if isinstance(content, RefusedContent) and content.elsewhere:
                yield Pair(_("Answered there"), (channel_value(content.elsewhere),))
        case e.ExtendedFacts():
            yield Pair(_("Ground"), coded("extension_grounds", facts.ground))
            yield Pair(_("New last day"), (Value(day=facts.until),))
        case e.WithdrawnFacts():
            yield Pair(_("Reason"), coded("withdrawal_reasons", facts.reason))
        case pressing.RemindedFacts():
            if facts.to:
                yield Pair(pgettext_lazy("an office that something goes to", "To"), (Value(facts.to),))
            yield Pair(_("Reminder number"), (Value(str(facts.number)),))
        case pressing.EscalatedFacts():
            yield Pair(pgettext_lazy("an office that something goes to", "To"), coded("offices", facts.to_office))
            yield Pair(_("Ground"), coded("escalation_grounds", facts.ground))
        case e.RedirectedFacts():
            yield Pair(pgettext_lazy("an office that something goes to", "To"), coded("offices", facts.to_office))
            yield Pair(_("Reason"), coded("redirect_reasons", facts.reason))
        case NumberedFacts(book=book, written=written):
            yield Pair(BOOKS[book], (Value(written),))
        case SharedFacts(to_office=office) | h.AssignedFacts(to_office=office):
            yield Pair(pgettext_lazy("an office that something goes to", "To"), coded("offices", office))
        case e.ClosedFacts():
            yield Pair(_("The answer"), coded("usefulness", facts.usefulness))
        case _:
            yield from _of_parts((*consent_pairs.parts_of(facts), *translation_pairs.parts_of(facts)))
    if isinstance(facts, e.StatementFacts):
        yield Pair(_("Office"), coded("offices", facts.office))


def _of_parts(found: Iterable[consent_pairs.Part]) -> Iterator[Pair]:
    for name, parts in found:
        yield Pair(name, tuple(Value(text, list_name, code) for list_name, code, text in parts))


def _answered(facts: e.AnsweredFacts, content: AnsweredContent | None, about: Answered) -> Iterator[Pair]:
    said = {one.subject: one for one in content.items} if content else {}
    if len(facts.items) > MOST_SHOWN:
        yield from _counted(facts, about.kind)
    for item in facts.items if len(facts.items) <= MOST_SHOWN else ():
        if len(about.subjects) > 1 and item.subject < len(about.subjects):
            yield Pair(subject_number(item.subject), (Value(titled(about.subjects[item.subject])),))
        yield from item_pairs(item, said.get(item.subject), about.kind)
    for graded in dict.fromkeys((item.handling, item.source, item.information) for item in facts.items):
        yield from _graded(Graded(handling=graded[0], source=graded[1], information=graded[2]))


def _counted(facts: e.AnsweredFacts, kind: KindName) -> Iterator[Pair]:
    """How many subjects of a list got which answer; each stands on the list's own pages and in its sheet."""
    results = Counter(item.result for item in facts.items if item.result)
    grounds = Counter(item.ground for item in facts.items if item.ground)
    for label_, list_name, counts in (
        (_("Result"), KINDS[kind].results, results), (_("Refused"), "refusal_grounds", grounds),
    ):  # fmt: skip
        yield Pair(label_, tuple(Value(f"× {count}", list_name, code) for code, count in counts.most_common()))


def subject_number(place: int) -> StrOrPromise:
    """ "Subject 3" for the third one."""
    return when_shown(lambda: gettext("Subject %(number)d") % {"number": place + 1})


def titled(subject: AnySubject) -> StrOrPromise:
    """A subject's one line, made for the reader when it is shown."""
    return when_shown(lambda: subject_title(subject, get_language() or "en"))


def item_pairs(item: e.AnswerItem, said: ItemContent | None, kind: KindName) -> Iterator[Pair]:
    """What was answered about one subject, without its grading."""
    if item.ground:
        yield Pair(_("Refused"), coded("refusal_grounds", item.ground))
    yield Pair(_("Result"), coded(KINDS[kind].results, item.result))
    if item.matched_by != "none":
        yield Pair(_("Recognised"), (Value(MATCHES[item.matched_by]),))
    if item.consent:
        yield Pair(_("Consent"), (Value(_("The person agrees that the address is passed on.")),))
    if said and said.address and said.address.full:
        yield Pair(_("Address"), (Value(said.address.full),))
    if said and said.text:
        yield Pair(_("In words"), (Value(said.text),))


def _opened(facts: e.OpenedFacts, content: OpenedContent | None) -> Iterator[Pair]:
    if facts.to_offices:
        offices = tuple(Value(list="offices", code=one.office, text=f"({one.party})") for one in facts.to_offices)
        yield Pair(_("Joint dossier of all that are asked"), offices)
    yield Pair(_("Kind"), coded("request_kinds", facts.request_kind.upper()))
    yield Pair(_("Asked"), coded(KINDS[facts.request_kind].asks, *facts.asks))
    if facts.help:
        named = (Value(content.place),) if content and content.place else ()
        yield Pair(_("Help is needed at"), named + coded("provinces", facts.help.province))
        if facts.help.life_in_danger:
            yield Pair(_("Danger"), (Value(_("A life is in danger.")),))
    yield Pair(_("Purpose"), coded("purposes", facts.purpose))
    for place, offence in enumerate(facts.offences):
        law = content.laws[place] if content and place < len(content.laws) else ""
        yield Pair(_("Offence"), (Value(law, "offences", offence.code),))
        if offence.penalty:
            yield Pair(_("Penalty in the asker's law"), (Value(penalty_words(offence.penalty)),))
        if offence.penalty_there:
            yield Pair(_("Penalty in the other law"), (Value(penalty_words(offence.penalty_there)),))
    yield Pair(_("Legal basis"), tuple(Value(one.place, "instruments", one.instrument) for one in facts.basis))
    if facts.warrant:
        warrant = " · ".join(filter(None, (content.warrant_number, content.warrant_court))) if content else ""
        yield Pair(_("Warrant or judgment"), (Value(warrant, day=facts.warrant),))
    if not facts.offences:
        yield Pair(_("Coercion"), (Value(_("None: this purpose permits no coercive step.")),))
    elif facts.coercive:
        yield Pair(_("Coercion"), (Value(_("A coercive step is asked for.")),))
    yield Pair(_("Urgency"), coded("urgencies", facts.urgency) + coded("urgency_grounds", facts.urgency_ground))
    if content and content.channels:
        yield Pair(_("In other channels"), tuple(map(channel_value, content.channels)))
    yield from _graded(facts.graded)
    yes = [code for code, answer in facts.neutrality.items() if answer]
    yield Pair(_("Neutrality questions answered yes"), coded("neutrality_questions", *yes))
    if facts.review:
        count = len(facts.review.reviewers)
        words = when_shown(lambda: ngettext("%d legal reviewer agrees", "%d legal reviewers agree", count) % count)
        yield Pair(_("Legal review"), (Value(words),))


def channel_value(one: ChannelReference) -> Value:
    """A reference of another channel: which, the number and the date there."""
    return Value(one.number, "channels", one.channel, one.date)


def _graded(graded: Graded) -> Iterator[Pair]:
    yield Pair(_("Handling"), coded("handling_codes", graded.handling))
    yield Pair(
        _("Evaluation"),
        coded("source_evaluations", graded.source) + coded("information_evaluations", graded.information),
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
