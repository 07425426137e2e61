"""The auditor's pages: who read what, and what happened at the door; with filters, and as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
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
from tripoint.web.downloads import csv_table

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
    return _table("reads", head, map(_read_line, _all(_reads(ReadFilter(request.GET)))))


@requires(Role.AUDITOR)
@require_safe
def sign_ins_csv(request: OfficerRequest) -> StreamingHttpResponse:
    """The sign-in log under the same filters."""
    head = ["time", "event", "account", "address"]
    return _table("sign-ins", head, map(_sign_in_line, _all(_sign_ins(SignInFilter(request.GET)))))


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


def _all(rows: QuerySet[Any]) -> Iterator[Any]:
    return rows.iterator(chunk_size=CHUNK)


def _table(name: str, head: list[str], rows: Iterable[list[str]]) -> StreamingHttpResponse:
    return csv_table(f"{name}-{timezone.localdate().isoformat()}.csv", chain([head], rows))
