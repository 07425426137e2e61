"""A dossier on its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tripoint.capabilities.requests import pairs
from tripoint.capabilities.requests.attachments import has_come
from tripoint.capabilities.requests.entries import GivenFacts
from tripoint.capabilities.requests.labels import office_labels
from tripoint.capabilities.requests.letter import LETTERS
from tripoint.capabilities.requests.linking.linked import seen_together
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.permission import home_steps
from tripoint.capabilities.requests.reading import Line, Reading, listed_clock
from tripoint.capabilities.requests.screens import READERS, clock_shown, ledger, read_for
from tripoint.capabilities.requests.several import siblings
from tripoint.capabilities.requests.subject_pairs import subject_rows
from tripoint.capabilities.requests.translations.entries import Translating
from tripoint.capabilities.requests.translations.shown import translatable, translations_by_item
from tripoint.capabilities.requests.views.consent import STEPS
from tripoint.capabilities.requests.views.leads import leads_shown
from tripoint.capabilities.requests.views.messages import message_shown
from tripoint.capabilities.requests.views.oral import owed_clock
from tripoint.capabilities.requests.views.use import use_shown
from tripoint.directory.models import Officer
from tripoint.ledger.admission import Verdict
from tripoint.ledger.models import ContentState
from tripoint.reference import Label
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.clock import Clock

BESIDE = ("withdraw", "escalate")  # never the next thing to do: who only waits has nothing to press
SHOWN = 10
"""Subjects of a list on the dossier's page; the rest stand on their own pages."""
STATES = {Verdict.HELD: "held", Verdict.VOID: "void", Verdict.DECLINED: "declined"}


def _shown(line: Line, found: Reading, taken: bool) -> dict[str, Any]:
    said = line.described
    attached = said.attachments if said else ()
    own = ledger()
    return {
        "line": line,
        "seal": _("Key revoked") if line.key_revoked else _("Signature valid"),
        "what": pairs.title_of(line.type, line.facts) if line.facts else line.type,
        "pairs": pairs.pairs_of(line.facts, line.content, found.answered) if line.facts else (),
        "said": said,
        "erased": line.content_state == ContentState.ERASED,
        "refused": line.content_state == ContentState.REFUSED,
        "state": "unsigned"
        if line.key_revoked
        else "forked"
        if line.party in found.frozen
        else STATES.get(line.verdict, ""),
        "files": [(one, has_come(own, one)) for one in attached],
        "is_translation": isinstance(line.facts, Translating),
        "can_be_translated": translatable(line),
        "waits_for_us": "give" in found.steps and any(one.asked == line.id for one in found.questions),
        "replies_to": _question(line, found) if found.is_joint else None,
        "has_letter": line.type in LETTERS and line.verdict is Verdict.APPLIED,
        "taken": taken,
    }


def _question(line: Line, found: Reading) -> Line | None:
    """The question that a reply answers."""
    if not isinstance(line.facts, GivenFacts):
        return None
    answers = line.facts.answers
    return next((one for one in found.lines if one.id == answers and one.facts is not None), None)


def _at_home(line: Line) -> dict[str, Any]:
    return {
        "time": line.time,
        "what": pairs.title_of(line.type, line.facts) if line.facts else "",
        "content": line.content,
        "is_translation": isinstance(line.facts, Translating),
        "pairs": pairs.pairs_of(line.facts, line.content) if line.facts else (),
        "files": [(one, line.id) for one in line.described.attachments] if line.described else (),
    }


def _officer_name(officer: str) -> str:
    found = Officer.objects.filter(pk=officer).first() if officer else None
    return found.display_name(get_language() or "en") if found else ""


def _offices(found: Reading, parts: Iterable[Iterable[pairs.Pair]]) -> dict[str, Label]:
    """The labels of all offices on the page, looked up at once."""
    values = [value for part in parts for pair in part for value in pair.values]
    codes = {value.code for value in values if value.list == "offices"}
    named = {found.state.office}
    for row in found.standings:
        named |= {row.to_office, row.addressee_office, row.asker_copy or "", row.addressee_copy or ""}
    return office_labels(codes | {code for code in named if code}, get_language() or "en")


def standing_clock(row: RequestState, found: Reading) -> Clock | None:
    """The clock towards one addressee; None where this party is neither it nor the asker, and has no receipts."""
    return clock_shown(listed_clock(row), row) if row in found.rows else None


def _main_clock(found: Reading) -> Clock:
    """The clock that presses most; in a joint dossier of ours it says with whom."""
    clock = clock_shown(found.clock, found.state)
    if not (found.is_joint and found.is_asker):
        return clock
    return replace(clock, words=f"{found.state.addressee} · {clock.words}")


@requires(*READERS)
@require_safe
def dossier(request: OfficerRequest, dossier: str) -> HttpResponse:
    """The dossier: facts on the left, entries on the spine, the next step at the foot."""
    found = read_for(request, dossier)
    lines: list[dict[str, Any]] = []
    day = None
    is_taken = not found.is_joint and found.state.taken_at is not None  # else it is told by addressee
    translated = translations_by_item(found)
    for line in found.lines:
        shown = _shown(line, found, taken=line.id == dossier and is_taken)
        shown["translations"] = translated.get(line.id, ())
        shown["first_of_day"] = line.time.date() != day
        day = line.time.date()
        lines.append(shown)
    opening = found.opening_facts
    steps = [(name, STEPS[name].button) for name in found.steps]
    main = next((one for one in steps if one[0] not in BESIDE), None)
    home_lines = [_at_home(line) for line in found.home]
    use = use_shown(ledger(), found)
    suspected = leads_shown(request, found.who, dossier, found.state.reference)
    led = {one["row"].dossier for one in suspected["leads"]}
    at_home = home_steps(
        found.who, knows_of_stop=found.stopped, possible_victim=found.possible_victim, acts=found.may_act,
        shared=bool(found.shared_with),
    )  # fmt: skip
    facts = pairs.pairs_of(opening, found.stated.content)
    subjects = subject_rows(opening, found.stated.content, found.subjects)
    said = {
        "found": found, "state": found.state, "lines": lines, "home": home_lines, "opening": opening,
        "clock": _main_clock(found), "next": main,
        "siblings": [(row, clock_shown(listed_clock(row), row)) for row in siblings(ledger(), found.who, found.state)],
        "standings": [(row, standing_clock(row, found)) for row in found.standings],
        "owed": owed_clock(found.state) if found.state.called_at else None,
        "others": [one for one in steps if one != main],
        "home_steps": [(name, STEPS[name].button) for name in at_home],
        "assigned": _officer_name(found.assigned_officer),
        "together": [
            (row, clock_shown(listed_clock(row), row))
            for row in seen_together(ledger().using, found.who, found.party, dossier)
            if row.dossier not in led
        ],
        **suspected,
        "facts": facts, "subjects": subjects[:SHOWN], "count": len(subjects), "language": get_language(),
        "use": use, "use_steps": [(name, STEPS[name].button) for name in use.steps],
        "office_labels": _offices(
            found, [facts, *(one["pairs"] for one in (*home_lines, *lines)), *(one[1] for one in subjects)]
        ),
        **message_shown(request, found),
    }  # fmt: skip
    return render(request, "requests/dossier.html", said)
