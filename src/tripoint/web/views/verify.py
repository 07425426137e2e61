"""Checking an exported dossier on a page: what it proves and what not, as `tripoint verify` says it without a node."""

from __future__ import annotations

import threading

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tripoint.capabilities.requests.entries import CALLED, OPENED, RECORDED
from tripoint.capabilities.requests.pairs import TITLES, title_of
from tripoint.documents import proof
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.record import record_of
from tripoint.ledger.registry import Facts
from tripoint.ledger.verify import Report, verify_dossier
from tripoint.web.access import OfficerRequest, requires_post

MAX_FILE = 8 * 2**20  # bytes: thousands of statements, a few seconds of one processor; a larger file is for the command
ENTRIES_SHOWN = 500
WORDS = {**TITLES, OPENED: _("Request"), CALLED: _("Request"), RECORDED: title_of(RECORDED, Facts())}
"""What statements are called; one that is not known stands with its code alone."""
_ONE_AT_A_TIME = threading.BoundedSemaphore(1)
WAIT = 10  # seconds for the check before this one


class FileForm(forms.Form):
    """The file."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("A dossier file, or a letter as PDF with the record attached; at most 8 MB."),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
        widget=forms.FileInput(
            attrs={"class": "in", "accept": ".tripoint,.json,.pdf,application/json,application/pdf"}
        ),
    )


@requires_post
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: OfficerRequest) -> HttpResponse:
    """Takes a file, checks it and forgets it. Nothing of this node is read or shown, so nothing is logged."""
    language = get_language() or "en"
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    said: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        if sent.size > MAX_FILE:
            form.add_error("file", _("The file is larger than 8 MB. Check it with the command tripoint verify."))
        elif not _ONE_AT_A_TIME.acquire(timeout=WAIT):
            form.add_error(None, _("The node is checking another file. Try again in a moment."))
        else:
            try:
                said |= _told(verify_dossier(record_of(sent.read())), language)
            except DocumentRefused as refused:
                form.add_error("file", refused.message(language))
            finally:
                _ONE_AT_A_TIME.release()
    return render(request, "web/verify.html", said, status=422 if form.errors else 200)


def _told(report: Report, language: str) -> dict[str, object]:
    return {
        "report": report,
        "said": proof.sayings(report, language),
        "problems": [(one, proof.wrong(one.code, language)) for one in report.problems[:ENTRIES_SHOWN]],
        "entries": [(one, WORDS.get(one.item.entry.type, "")) for one in report.entries[:ENTRIES_SHOWN]],
        "left_out": max(0, len(report.entries) - ENTRIES_SHOWN),
    }
