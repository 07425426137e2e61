"""Files that a page gives to take along: attachments, which no cache keeps."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from tripoint.documents.tables import guarded


def download(data: bytes, media_type: str, name: str) -> HttpResponse:
    """DATA under a file name of ours."""
    answer = HttpResponse(data, content_type=media_type)
    _mark(answer, name)
    return answer


def csv_table(name: str, rows: Iterable[Sequence[str]]) -> StreamingHttpResponse:
    """ROWS as CSV in UTF-8 with its mark, sent as they come; cells that a spreadsheet would run are guarded."""
    answer = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    _mark(answer, name)
    return answer


class _Line:
    """A file that hands each written line straight on."""

    def write(self, text: str) -> str:
        """Give the line back; csv.writer returns what this returns."""
        return text


def _lines(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([guarded(cell) for cell in row])


def _mark(answer: HttpResponseBase, name: str) -> None:
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "private, no-store"
