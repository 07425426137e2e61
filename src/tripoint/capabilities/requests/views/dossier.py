"""A dossier on its page, and what is taken from it: letters, files, the dossier file."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tripoint.audit.models import ReadKind
from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests import pairs
from tripoint.capabilities.requests.actions import NotPermitted
from tripoint.capabilities.requests.attachments import has_come, opened_for_reading
from tripoint.capabilities.requests.contents import AnsweredContent
from tripoint.capabilities.requests.letter import LETTERS, letter_of
from tripoint.capabilities.requests.reading import Line, Reading, read
from tripoint.capabilities.requests.screens import READERS, clock_shown, ledger, refuse
from tripoint.capabilities.requests.views.steps import HOME_STEPS, STEPS
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.letter import print_letter
from tripoint.ledger.admission import Verdict
from tripoint.ledger.blobs import BlobAbsent
from tripoint.ledger.dossier_file import export_dossier
from tripoint.ledger.models import ContentState
from tripoint.web.access import OfficerRequest, requires

STATES = {Verdict.HELD: "held", Verdict.VOID: "void", Verdict.DECLINED: "declined"}


def _read(request: OfficerRequest, dossier: str, kind: str = ReadKind.SCREEN) -> Reading:
    try:
        return read(ledger(), request.user, request.post, dossier, kind)
    except NotPermitted as refused:
        raise refuse(refused) from refused


def _shown(line: Line, found: Reading, taken: bool) -> dict[str, object]:
    said = line.described
    items = line.content.items if isinstance(line.content, AnsweredContent) else ()
    attached = said.attachments if said else ()
    own = ledger()
    return {
        "line": line,
        "seal": _("Key revoked") if line.key_revoked else _("Signature valid"),
        "what": pairs.title_of(line.type, line.facts) if line.facts else line.type,
        "pairs": pairs.pairs_of(line.facts, line.content) if line.facts else (),
        "said": said,
        "items": items,
        "erased": line.content_state == ContentState.ERASED,
        "refused": line.content_state == ContentState.REFUSED,
        "state": "unsigned"
        if line.key_revoked
        else "forked"
        if line.party in found.frozen
        else STATES.get(line.verdict, ""),
        "files": [(one, has_come(own, one)) for one in attached],
        "has_letter": line.type in LETTERS and line.verdict is Verdict.APPLIED,
        "taken": taken,
    }


def _at_home(line: Line) -> dict[str, object]:
    return {
        "time": line.time,
        "what": pairs.title_of(line.type, line.facts) if line.facts else "",
        "content": line.content,
    }


@requires(*READERS)
@require_safe
def dossier(request: OfficerRequest, dossier: str) -> HttpResponse:
    """The dossier: facts on the left, entries on the spine, the next step at the foot."""
    found = _read(request, dossier)
    lines, day = [], None
    for line in found.lines:
        shown = _shown(line, found, taken=line.type == e.OPENED and found.state.taken_at is not None)
        shown["first_of_day"] = line.time.date() != day
        day = line.time.date()
        lines.append(shown)
    opening = cast(e.OpenedFacts, found.opening.facts)
    steps = [(name, STEPS[name].button) for name in found.steps]
    home = [name for name in HOME_STEPS if name != "lift" or found.stopped]
    said = {
        "found": found, "state": found.state, "lines": lines, "home": [_at_home(line) for line in found.home], "opening": opening,
        "clock": clock_shown(found.clock, found.state), "steps": steps, "next": steps[0] if steps else None,
        "others": steps[1:], "home_steps": [(name, STEPS[name].button) for name in home],
        "facts": pairs.pairs_of(opening, found.opening.content),
        "subjects": [(person, pairs.subject_pairs(person, role)) for person, role in found.subjects],
        "language": get_language(),
    }  # fmt: skip
    return render(request, "requests/dossier.html", said)


@requires(*READERS)
@require_safe
def letter(request: OfficerRequest, dossier: str, entry: str) -> HttpResponse:
    """One entry as a letter (PDF)."""
    found = _read(request, dossier, ReadKind.LETTER)
    try:
        pdf = print_letter(letter_of(ledger(), found, entry))
    except NotPermitted as refused:
        raise refuse(refused) from refused
    except DocumentRefused as refused:
        return _said(refused)
    return _download(pdf, "application/pdf", f"{found.state.reference}-{entry[:8]}.pdf")


@requires(*READERS)
@require_safe
def attachment(request: OfficerRequest, dossier: str, entry: str) -> HttpResponse:
    """The file of an entry, decrypted."""
    found = _read(request, dossier, ReadKind.ATTACHMENT)
    line = next((one for one in found.lines if one.id == entry), None)
    if line is None or line.described is None or not line.described.attachments:
        raise Http404
    one = line.described.attachments[0]
    try:
        data, media_type = opened_for_reading(ledger(), one, own=line.is_own)
    except BlobAbsent:
        raise Http404 from None
    except DocumentRefused as refused:
        return _said(refused)
    ending = media_type.partition("/")[2]
    return _download(data, media_type, f"{found.state.reference}-{entry[:8]}.{ending}")


@requires(*READERS)
@require_safe
def export(request: OfficerRequest, dossier: str) -> HttpResponse:
    """The dossier file, which `tripoint verify` checks without a node."""
    found = _read(request, dossier, ReadKind.EXPORT)
    data = export_dossier(ledger(), dossier)
    return _download(data, "application/json", f"{found.state.reference}.tripoint")


def _said(refused: DocumentRefused) -> HttpResponse:
    return HttpResponse(refused.message(get_language() or "en"), status=422, content_type="text/plain; charset=utf-8")


def _download(data: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
