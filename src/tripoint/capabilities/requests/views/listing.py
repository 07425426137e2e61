"""A list of subjects for a draft: pasted or uploaded, its columns mapped, what cannot be read told, the rest taken over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tripoint import reference
from tripoint.capabilities.requests import actions, list_reading, list_work, pairs
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted
from tripoint.capabilities.requests.form import RequestForm
from tripoint.capabilities.requests.kind_rules import type_of_role
from tripoint.capabilities.requests.kinds import KINDS, RequestKind
from tripoint.capabilities.requests.list_reading import Account
from tripoint.capabilities.requests.screens import WRITERS, choices, ledger, refuse, today, who
from tripoint.documents import tables
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.tables import Table
from tripoint.safeguards.forbidden_fields import MOST_SUBJECTS
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.downloads import download

PER_PAGE = 50
FORMATS = {
    "csv": (tables.write_csv, "text/csv; charset=utf-8"),
    "xlsx": (tables.write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def taken_table(request: OfficerRequest) -> Table:
    """The rows that came with a posted form, as a file or pasted. Raises DocumentRefused."""
    sent = request.FILES.get("file")
    if sent is not None:
        if sent.size is not None and sent.size > tables.BYTES_MAX:
            raise tables.refuse("table-large")
        return tables.read_table(sent.read())
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if "pasted" not in request.POST and length > settings.FILE_UPLOAD_MAX_MEMORY_SIZE:
        raise tables.refuse("table-large")
    return tables.read_table(request.POST.get("pasted", "").encode())


def spreadsheet(rows: Sequence[Sequence[str]], ending: str, name: str) -> HttpResponse:
    """ROWS as a file of one of FORMATS. Raises Http404 for another."""
    if ending not in FORMATS:
        raise Http404
    write, media = FORMATS[ending]
    return download(write(rows), media, f"{name}.{ending}")


def _draft(request: OfficerRequest, draft: UUID) -> RequestForm:
    try:
        row, form = actions.load(ledger(), who(request), draft)
    except NotPermitted as refused:
        raise refuse(refused) from refused
    if row.owner != who(request).officer or row.state == "submitted":
        raise Http404
    return form


@requires(*WRITERS)
@require_http_methods(["GET", "POST"])
def subjects(request: OfficerRequest, draft: UUID) -> HttpResponse:
    """The subjects of a draft, and a list to be added to them."""
    form = _draft(request, draft)
    own, acting, name = ledger(), who(request), f"draft:{draft}"
    kind, error = KINDS[form.request_kind], ""
    if request.method == "POST":
        try:
            done = _do(request, draft, form, kind)
        except DocumentRefused as refused:
            error = refused.message(get_language() or "en")
        except ActionRefused as refused:
            error = " ".join(one.sentence for one in refused.problems)
        else:
            return done
    work = list_work.load(own, acting, name)
    present = [one for one in form.subjects if one.subject is not None]
    page = Paginator(present, PER_PAGE).get_page(request.GET.get("page"))
    said: dict[str, Any] = {
        "draft": draft, "present": present, "kind": kind, "error": error, "page": page, "query": "",
        "types": [(one, pairs.TYPES[one]) for one in kind.subjects], "most": MOST_SUBJECTS,
        "pasted": request.POST.get("pasted", "") if error else "",
        "back": reverse("requests:edit", args=[draft]),
    }  # fmt: skip
    if work is not None:
        said |= _worked(*work, kind, own.party)
    return render(request, "requests/subjects.html", said, status=422 if error else 200)


def _do(request: OfficerRequest, draft: UUID, form: RequestForm, kind: RequestKind) -> HttpResponse:
    """What one of the page's buttons asks for. Raises DocumentRefused, ActionRefused."""
    own, acting, name = ledger(), who(request), f"draft:{draft}"
    wanted = request.POST.get("do", "read")
    here = redirect("requests:subjects", draft)
    if wanted == "read":
        type_ = request.POST.get("type", "")
        type_ = type_ if type_ in kind.subjects else kind.subjects[0]
        table = taken_table(request)
        list_work.keep(own, acting, name, table, _first_choices(acting.office, table, type_, kind))
        return here
    if wanted == "clear":
        actions.save(own, acting, form.model_copy(update={"subjects": ()}), draft)
        return here
    work = list_work.load(own, acting, name)
    if wanted == "drop" or work is None:
        list_work.discard(own, acting, name)
        return here
    table, chosen = work
    if wanted == "map":
        chosen = _chosen(request, table, chosen, kind)
        if chosen["has_headings"]:
            headings = list_reading.in_unicode(table, chosen["encoding"]).rows[0]
            list_work.remember(own, acting.office, headings, chosen["type"], chosen["mapping"])
        list_work.keep(own, acting, name, table, chosen)
        return here
    account = _account(table, chosen, kind, own.party)
    earlier = [one for one in form.subjects if one.subject is not None]
    if len(earlier) + len(account.good) > MOST_SUBJECTS:
        raise tables.refuse("table-rows")
    actions.save(own, acting, form.model_copy(update={"subjects": (*earlier, *account.good)}), draft)
    list_work.discard(own, acting, name)
    count = len(account.good)
    messages.success(request, ngettext("%d row is taken over.", "%d rows are taken over.", count) % count)
    return here


def _first_choices(office: str, table: Table, type_: Any, kind: RequestKind) -> dict[str, Any]:
    encoding = list_reading.likely_encoding(table)
    headings = list_reading.in_unicode(table, encoding).rows[0]
    known = list_work.remembered(ledger(), office, headings, type_)
    has = known is not None or list_reading.looks_like_headings(headings, type_, custody=kind.custody)
    mapping = known or list_reading.guess(headings, type_, custody=kind.custody)
    role = "" if type_ == "person" else _roles(type_)[0]
    return {"type": type_, "has_headings": has, "mapping": mapping, "role": role, "mapped": False,
            "encoding": encoding}  # fmt: skip


def _roles(type_: str) -> list[str]:
    return [one.code for one in reference.codes("subject_roles", today()) if type_of_role(one.code) == type_]


def _chosen(request: OfficerRequest, table: Table, before: dict[str, Any], kind: RequestKind) -> dict[str, Any]:
    known = list_reading.fields_for(before["type"], custody=kind.custody)
    mapping: list[str] = []
    for place in range(len(table.rows[0])):
        field = request.POST.get(f"column_{place}", "")
        mapping.append(field if field in known and field not in mapping else "")
    role, encoding = request.POST.get("role", ""), request.POST.get("encoding", "")
    return {
        **before, "encoding": encoding if encoding in list_reading.ENCODINGS else "",
        "mapping": mapping, "has_headings": "has_headings" in request.POST, "mapped": True,
        "role": role if role in _roles(before["type"]) else "",
    }  # fmt: skip


def _account(table: Table, chosen: dict[str, Any], kind: RequestKind, party: str) -> Account:
    return list_reading.read_list(
        list_reading.in_unicode(table, chosen.get("encoding", "")), chosen["mapping"], chosen["type"],
        has_headings=chosen["has_headings"], role=chosen["role"],
        custody=kind.custody, party=party, today=today(),
    )  # fmt: skip


def _worked(table: Table, chosen: dict[str, Any], kind: RequestKind, party: str) -> dict[str, Any]:
    """What the page shows of the list under work."""
    fields = list_reading.fields_for(chosen["type"], custody=kind.custody)
    account = _account(table, chosen, kind, party) if chosen["mapped"] else None
    table = list_reading.in_unicode(table, chosen.get("encoding", ""))
    shown = [list_reading.shown(cell) for cell in table.rows[0]]
    columns = [
        (f"column_{place}", heading, [list_reading.shown(row[place]) for row in table.rows[1:4]],
         chosen["mapping"][place])
        for place, heading in enumerate(shown)
    ]  # fmt: skip
    return {
        "table": table, "chosen": chosen, "encodings": list_reading.ENCODINGS.items(),
        "columns": columns, "fields": fields.items(), "account": account,
        "count": len(table.rows) - bool(chosen["has_headings"]),
        "roles": choices("subject_roles", codes=_roles(chosen["type"]), empty="—"),
    }  # fmt: skip


@requires(*WRITERS)
@require_safe
def broken(request: OfficerRequest, draft: UUID, ending: str) -> HttpResponse:
    """The rows that could not be read, as a sheet with the reason, to be mended and sent again."""
    form = _draft(request, draft)
    own = ledger()
    work = list_work.load(own, who(request), f"draft:{draft}")
    if work is None:
        raise Http404
    table, chosen = work
    account = _account(table, chosen, KINDS[form.request_kind], own.party)
    table = list_reading.in_unicode(table, chosen.get("encoding", ""))
    rows = list_reading.broken_rows(table, account, has_headings=chosen["has_headings"])
    return spreadsheet(rows, ending, "broken-rows")
