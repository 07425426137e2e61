"""The auditor's pages: who read what, and what happened at the door; with filters, and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tripoint.audit.counts import reads_by_month
from tripoint.audit.models import ReadLog, SignInLog
from tripoint.directory.models import Role
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.audit_filters import ReadFilter, SignInFilter

PER_PAGE = 50
CHUNK = 500  # rows fetched at a time for a download


@requires(Role.AUDITOR)
@require_safe
def reads(request: OfficerRequest) -> HttpResponse:
    """The read log, newest first."""
    asked = ReadFilter(request.GET)
    return _page(request, "web/audit-reads.html", asked, _reads(asked))


@requires(Role.AUDITOR)
@require_safe
def counts(request: OfficerRequest) -> HttpResponse:
    """How often each partner's items were read, by month: what the partner learns."""
    return render(request, "web/audit-counts.html", {"rows": reads_by_month()})


@requires(Role.AUDITOR)
@require_safe
def sign_ins(request: OfficerRequest) -> HttpResponse:
    """The sign-in log, newest first."""
    asked = SignInFilter(request.GET)
    return _page(request, "web/audit-sign-ins.html", asked, _sign_ins(asked))


@requires(Role.AUDITOR)
@require_safe
def reads_csv(request: OfficerRequest) -> StreamingHttpResponse:
    """The read log under the same filters; codes and UTC times, for a machine."""
    head = ["time", "officer", "post", "office", "party", "dossier", "entry", "kind", "protected"]
    return _csv("reads", head, _reads(ReadFilter(request.GET)), _read_line)


@requires(Role.AUDITOR)
@require_safe
def sign_ins_csv(request: OfficerRequest) -> StreamingHttpResponse:
    """The sign-in log under the same filters."""
    return _csv(
        "sign-ins", ["time", "event", "account", "address"], _sign_ins(SignInFilter(request.GET)), _sign_in_line
    )


def _reads(asked: ReadFilter) -> QuerySet[ReadLog]:
    return asked.apply(ReadLog.objects.select_related("officer", "post", "office"))


def _sign_ins(asked: SignInFilter) -> QuerySet[SignInLog]:
    return asked.apply(SignInLog.objects.select_related("officer"))


def _page(request: OfficerRequest, template: str, asked: Any, rows: QuerySet[Any]) -> HttpResponse:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    return render(request, template, {"form": asked, "page": page, "query": query.urlencode()})


def _read_line(row: ReadLog) -> list[str]:
    return [
        row.at.isoformat(),
        row.officer.username,
        str(row.post_id),
        row.office_id,
        row.party,
        row.dossier,
        row.entry or "",
        row.kind,
        "yes" if row.protected else "no",
    ]


def _sign_in_line(row: SignInLog) -> list[str]:
    return [row.at.isoformat(), row.event, row.account, row.address or ""]


class _Line:
    """A file that hands each written line straight on."""

    def write(self, line: str) -> str:
        """Give the line back; csv.writer returns what this returns."""
        return line


def _csv(name: str, head: list[str], rows: QuerySet[Any], line: Callable[[Any], list[str]]) -> StreamingHttpResponse:
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(head)  # the mark tells spreadsheets that this is UTF-8
        for row in rows.iterator(chunk_size=CHUNK):
            yield writer.writerow(_unarmed(line(row)))

    file = f"{name}-{timezone.localdate().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)


def _unarmed(cells: Iterable[str]) -> list[str]:
    """Cells that a spreadsheet does not take for a formula (OWASP, CSV injection)."""
    return [f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell for cell in cells]
