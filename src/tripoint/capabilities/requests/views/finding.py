"""Finding requests: by words, codes and days; as a list, as a timeline, as a table to take along; saved views."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.audit.models import ReadKind
from tripoint.audit.reads import log_found
from tripoint.capabilities.requests import pairs, saved
from tripoint.capabilities.requests.consent.held_back import are_restricted, list_keeps_back
from tripoint.capabilities.requests.events import Event, events
from tripoint.capabilities.requests.finding import LONGEST, Findings, Wanted
from tripoint.capabilities.requests.finding import find as find_requests
from tripoint.capabilities.requests.kinds import KINDS
from tripoint.capabilities.requests.labels import label, office_labels
from tripoint.capabilities.requests.models import Phase, RequestState
from tripoint.capabilities.requests.problems import ActionRefused
from tripoint.capabilities.requests.reading import listed_clock
from tripoint.capabilities.requests.screens import READERS, choices, clock_shown, ledger, who
from tripoint.capabilities.requests.views.lists import PER_PAGE, Counted
from tripoint.capabilities.requests.views.taking import TABLE, Place, asked_for
from tripoint.capabilities.requests.worklist import Latest, visible
from tripoint.directory.models import Party
from tripoint.web import dates
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.downloads import csv_table

MOST_ROWS = 5_000  # of a table: as many dossiers as a search finds
SHOWN = 50  # references that owe consent
EVENTS = 200  # of one page of the timeline
TIMELINE = 500  # requests whose statements it shows, the latest


class FindForm(forms.Form):
    """What is looked for. All of it may be left out."""

    q = forms.CharField(
        label=gettext_lazy("Words, names, numbers, reference"), required=False, max_length=LONGEST,
        widget=forms.TextInput(attrs={"class": "in", "type": "search", "autocapitalize": "none"}),
    )  # fmt: skip

    def __init__(self, wanted: Wanted) -> None:
        super().__init__(initial={name: getattr(wanted, name) for name in (*wanted.__dataclass_fields__,)})
        every = _("All")
        partners = [(one.code, one.code) for one in Party.objects.exclude(code=ledger().party).order_by("code")]
        self._choice("way", _("Direction"), [("", every), ("out", _("Asked by us")), ("in", _("Asked of us"))])
        self._choice("partner", _("Partner"), [("", every), *partners])
        late = pgettext_lazy("requests", "Late")
        self._choice(
            "state", pgettext_lazy("requests", "State"),
            [("", every), ("open", _("Open")), ("late", late), ("over", _("Finished"))],
        )  # fmt: skip
        self._choice("phase", _("Where it stands"), [("", every), *Phase.choices])
        kinds = [(one.name, label("request_kinds", one.code, get_language() or "en").text) for one in KINDS.values()]
        self._choice("request_kind", _("Kind"), [("", every), *kinds])
        self._choice("purpose", _("Purpose"), choices("purposes", empty=every))
        self._choice("offence", _("Offence"), choices("offences", empty=every))
        self._choice("urgency", _("Urgency"), choices("urgencies", empty=every))
        for name, words in (("since", _("Opened from")), ("until", _("Opened until"))):
            box = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "in"})
            self.fields[name] = forms.DateField(label=words, required=False, widget=box)

    def _choice(self, name: str, words: Any, options: Iterable[tuple[str, Any]]) -> None:
        box = forms.Select(attrs={"class": "in"})
        self.fields[name] = forms.ChoiceField(label=words, required=False, choices=list(options), widget=box)


def _found(request: OfficerRequest) -> tuple[Wanted, Findings, Latest]:
    own = ledger()
    wanted = Wanted.read(request.GET.dict())
    found = find_requests(own, wanted, timezone.now())
    return wanted, found, visible(found.rows, who(request), own.party, at_once=found.by_words)


def _log(request: OfficerRequest, rows: Iterable[RequestState], kind: str) -> None:
    found = dict.fromkeys((row.asker, row.dossier) for row in rows)  # a joint request once
    log_found(request.user, request.post, found, kind)


@requires(*READERS)
@require_safe
def find(request: OfficerRequest) -> HttpResponse:
    """What is looked for, as a list, the latest first."""
    wanted, found, rows = _found(request)
    own = ledger()
    page = Counted(cast(Any, rows), PER_PAGE).get_page(request.GET.get("page"))
    listed = list(page)
    if wanted.q and not wanted.is_reference:  # that a name stands in a dossier is something read in it
        _log(request, listed, ReadKind.SEARCH)
    shown = [(row, clock_shown(listed_clock(row), row)) for row in listed]
    offices = {row.addressee_office if row.asker == own.party else row.office for row in listed}
    query = urlencode(wanted.parameters())
    return render(
        request,
        "requests/find.html",
        {"page": page, "rows": shown, "form": FindForm(wanted), "query": query, "wanted": wanted, "found": found,
         "office_labels": office_labels(offices, get_language() or "en"), "own": own.party, "here": "list",
         "views": [(one, urlencode(one.wanted.parameters())) for one in saved.saved(own, who(request))],
         "may_write": "officer" in request.post.roles or "supervisor" in request.post.roles},
    )  # fmt: skip


@requires(*READERS)
@require_safe
def timeline(request: OfficerRequest) -> HttpResponse:
    """What was stated in the requests found, day by day, the latest first."""
    wanted, found, rows = _found(request)
    before = _moment(request.GET.get("before", ""))
    listed = rows[0:TIMELINE]
    if wanted.q and not wanted.is_reference:
        _log(request, listed, ReadKind.SEARCH)
    stated = events(ledger(), [row.dossier for row in listed], before, EVENTS + 1)
    known = {row.dossier: row for row in listed}
    days = [
        (day, [(one, known[one.dossier], _what(one)) for one in group])
        for day, group in groupby(stated[:EVENTS], key=lambda one: dates.local(one.time).date())
    ]
    older = urlencode({**wanted.parameters(), "before": stated[EVENTS - 1].time.isoformat()}) if stated[EVENTS:] else ""
    query = urlencode(wanted.parameters())
    return render(
        request,
        "requests/timeline.html",
        {"days": days, "form": FindForm(wanted), "query": query, "wanted": wanted, "found": found, "here": "timeline",
         "older": older, "most": TIMELINE, "is_short": len(listed) == TIMELINE},
    )  # fmt: skip


def _what(one: Event) -> str:
    return str(pairs.title_of(one.type, one.facts))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else None


@requires(*READERS)
@require_http_methods(["GET", "POST"])
def table(request: OfficerRequest) -> HttpResponseBase:
    """The requests found as CSV: codes in the reader's language, times, references; no names. A form says what it is for
    where a handling code of one of them asks for that."""
    own = ledger()
    wanted, _found_all, rows = _found(request)
    listed = rows[0:MOST_ROWS]

    def give(use: str) -> HttpResponseBase:
        _log(request, listed, ReadKind.EXPORT)
        return csv_table(f"requests{use}.csv", list(_table(listed)))

    if not are_restricted(own, {row.dossier for row in listed}):
        return give("")
    place = Place(
        _("Find requests"), f"{reverse('requests:find')}?{urlencode(wanted.parameters())}", who(request).office,
        lambda what: list_keeps_back(own, listed, what), lambda back: back[:SHOWN],
    )  # fmt: skip
    return asked_for(request, TABLE, place, give)


def _table(rows: list[RequestState]) -> Iterator[list[str]]:
    language = get_language() or "en"
    offices = office_labels({code for row in rows for code in (row.office, row.addressee_office)}, language)

    def code(list_name: str, one: str) -> str:
        return label(list_name, one, language).text if one else ""

    yield [
        _("Reference"), _("Asker"), _("Asking office"), _("Addressee"), _("Office addressed"), _("Kind"),
        _("Purpose"),
        _("Offence"), _("Urgency"), _("Handling"), _("Subjects"), _("Where it stands"), _("Opened"), _("Received"),
        _("Due"), _("Answered or refused"), _("Ground of refusal"),
    ]  # fmt: skip
    for row in rows:
        yield [
            row.reference, row.asker, offices[row.office].text, row.addressee, offices[row.addressee_office].text,
            code("request_kinds", row.request_kind.upper()), code("purposes", row.purpose),
            code("offences", row.offence), code("urgencies", row.urgency), row.handling,
            str(row.subjects), str(row.get_phase_display()), _time(row.opened_at), _time(row.delivered_at),
            _time(row.due_at), _time(row.answered_at or row.refused_at),
            code("refusal_grounds", row.refusal_ground),
        ]  # fmt: skip


def _time(value: datetime | None) -> str:
    return dates.local(value).strftime("%Y-%m-%d %H:%M") if value else ""


@requires(*READERS)
@require_POST
def save_view(request: OfficerRequest) -> HttpResponseRedirect:
    """Keeps what is looked for under a name."""
    wanted = Wanted.read(request.POST.dict())
    try:
        saved.save(ledger(), who(request), request.POST.get("name", ""), wanted)
    except ActionRefused as refused:
        messages.error(request, refused.problems[0].sentence)
    return redirect(f"{reverse('requests:find')}?{urlencode(wanted.parameters())}")


@requires(*READERS)
@require_POST
def forget_view(request: OfficerRequest, view: UUID) -> HttpResponseRedirect:
    """Throws a saved view away."""
    saved.forget(ledger(), who(request), view)
    return redirect("requests:find")
