"""All subjects of a request on pages: answered for a selection or by an uploaded sheet, and exported as the same sheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tripoint.capabilities.requests import actions, answer_sheet, list_work
from tripoint.capabilities.requests.actions import ActionRefused, Problem
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.answer_sheet import Items, Row
from tripoint.capabilities.requests.entries import AnsweredFacts, AnswerItem
from tripoint.capabilities.requests.forms import NO, BulkAnswerForm
from tripoint.capabilities.requests.kinds import KINDS
from tripoint.capabilities.requests.models import Phase
from tripoint.capabilities.requests.reading import Reading
from tripoint.capabilities.requests.screens import READERS, fitting_grounds, ledger, read_for, today, who
from tripoint.capabilities.requests.views.listing import spreadsheet, taken_table
from tripoint.capabilities.requests.views.taking import SHEET, taken
from tripoint.documents import tables
from tripoint.documents.errors import DocumentRefused
from tripoint.safeguards.protection_stop import Step
from tripoint.web.access import OfficerRequest, requires

PER_PAGE = 50


@requires(*READERS)
@require_http_methods(["GET", "POST"])
def subjects(request: OfficerRequest, dossier: str) -> HttpResponse:
    """The subjects with their answers; the asked party's officer answers a selection or sends the answered sheet."""
    found = read_for(request, dossier)
    may_answer = str(Step.ANSWER) in found.steps
    form = BulkAnswerForm(
        request.POST or None, results=KINDS[found.answered.kind].results,
        grounds=fitting_grounds(found.state), person=any(map(found.is_person, range(found.count))),
    )  # fmt: skip
    error = ""
    if request.method == "POST" and not may_answer:
        form.show([Problem("state-closed" if found.state.phase == Phase.CLOSED else "reads-only")])
    elif request.method == "POST":
        try:
            _as_shown(request, found)
            done = _do(request, found, form)
        except DocumentRefused as refused:
            error = refused.message(get_language() or "en")
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            if done is not None:
                return done
    whose = _whose(request, found)
    may_answer = may_answer and whose == found.state.addressee
    rows = answer_sheet.rows_of(found, whose)
    open_count = sum(row.item is None for row in rows)
    left = request.GET.get("open") == "1"
    page = Paginator([row for row in rows if not left or row.item is None], PER_PAGE).get_page(request.GET.get("page"))
    work = list_work.load(ledger(), who(request), f"answer:{dossier}") if may_answer else None
    read_items = _items(found, *work) if work else None
    said = {
        "found": found, "state": found.state, "page": page, "rows": page, "form": form, "error": error,
        "may_answer": may_answer, "open_count": open_count, "only_open": left, "whose": whose,
        "query": urlencode({**({"of": whose} if found.is_joint else {}), **({"open": 1} if left else {})}),
        "results": KINDS[found.answered.kind].results, "items": read_items,
        "picked": set(request.POST.getlist("place")), "seen": _last_answer(found),
    }  # fmt: skip
    return render(request, "requests/answers.html", said, status=422 if error or form.errors else 200)


def _last_answer(found: Reading) -> str:
    """The entry of this party's last answer; "" while there is none."""
    own = [line for line in found.lines if line.is_own and isinstance(line.facts, AnsweredFacts)]
    return max(own, key=lambda line: line.seq).id if own else ""


def _as_shown(request: OfficerRequest, found: Reading) -> None:
    """Raises ActionRefused where a colleague has answered since the page was shown: two answers to one question are not
    sent unseen."""
    if request.POST.get("seen", _last_answer(found)) != _last_answer(found):
        raise ActionRefused(Problem("answers-since"))


def _whose(request: OfficerRequest, found: Reading) -> str:
    """The addressee whose answers are shown."""
    wanted = request.GET.get("of", "")
    return wanted if wanted in {row.addressee for row in found.standings} else found.state.addressee


def _items(found: Reading, table: tables.Table, chosen: dict[str, Any]) -> Items:
    return answer_sheet.read_sheet(table, found, chosen["graded"], today())


def _graded(cleaned: dict[str, Any]) -> dict[str, str]:
    return {name: cleaned[name] for name in ("handling", "source", "information")}


def _do(request: OfficerRequest, found: Reading, form: BulkAnswerForm) -> HttpResponse | None:
    """What the page's button asks for; None where the form must be mended first."""
    own, acting, dossier = ledger(), who(request), found.state.dossier
    wanted, name = request.POST.get("do", ""), f"answer:{dossier}"
    if wanted == "drop":
        list_work.discard(own, acting, name)
        return redirect("requests:answers", dossier)
    if wanted == "send":
        work = list_work.load(own, acting, name)
        if work is None:
            return redirect("requests:answers", dossier)
        made = _items(found, *work)
        words = Words(get_language() or "en")
        actions.answer_some(own, acting, dossier, made.items, words, made.said, work[1]["handling_words"])
        list_work.discard(own, acting, name)
        return _done(request, dossier, made.items)
    if not form.is_valid():
        return None
    if wanted == "sheet":
        table = taken_table(request)
        if not answer_sheet.has_columns(table):
            raise tables.refuse("table-headings")
        chosen = {"graded": _graded(form.cleaned_data), "handling_words": form.cleaned_data["handling_words"]}
        list_work.keep(own, acting, name, table, chosen)
        return redirect("requests:answers", dossier)
    items = _selection(request, found, form)
    words = Words(form.written_in, form.cleaned_data["text"])
    actions.answer_some(own, acting, dossier, items, words, (), form.cleaned_data["handling_words"])
    return _done(request, dossier, items)


def _selection(request: OfficerRequest, found: Reading, form: BulkAnswerForm) -> list[AnswerItem]:
    """One answer for each subject ticked. Raises ActionRefused where none is, or no result is chosen."""
    c = form.cleaned_data
    places = sorted({int(one) for one in request.POST.getlist("place") if one.isdecimal() and int(one) < found.count})
    if not places or not c["result"]:
        raise ActionRefused(Problem("required", "result"))
    refused = c["result"].startswith(NO)
    return [
        AnswerItem(
            subject=place, result=None if refused else c["result"],
            ground=c["result"].removeprefix(NO) if refused else None,
            matched_by=c.get("matched_by") or "none", consent=bool(c.get("consent")), **_graded(c),
        )
        for place in places
    ]  # fmt: skip


def _done(request: OfficerRequest, dossier: str, items: Sequence[AnswerItem]) -> HttpResponse:
    count = len(items)
    messages.success(request, ngettext("%d subject is answered.", "%d subjects are answered.", count) % count)
    return redirect("requests:answers", dossier)


@requires(*READERS)
@require_http_methods(["GET", "POST"])
def sheet(request: OfficerRequest, dossier: str, ending: str) -> HttpResponseBase:
    """The subjects and their answers as a spreadsheet; `?broken=1`: what could not be read of the sheet sent. A form says
    what it is for where a handling code asks for that."""
    return taken(request, dossier, None, SHEET, lambda found, use: _sheet(request, found, ending, use))


def _sheet(request: OfficerRequest, found: Reading, ending: str, use: str) -> HttpResponse:
    dossier = found.state.dossier
    if request.GET.get("broken"):
        work = list_work.load(ledger(), who(request), f"answer:{dossier}")
        if work is None:
            return redirect("requests:answers", dossier)
        made, table = _items(found, *work), work[0]
        head = [_("Row"), _("Reason"), *table.rows[0]]
        return spreadsheet(
            [head, *([str(one.number), one.why, *one.cells] for one in made.broken)], ending, f"broken-rows{use}"
        )
    whose = _whose(request, found)
    rows: list[Row] = answer_sheet.rows_of(found, whose)
    name = f"{found.state.reference}-{whose}" if found.is_joint else found.state.reference
    return spreadsheet(answer_sheet.sheet_of(found, rows, get_language() or "en"), ending, f"{name}{use}")
