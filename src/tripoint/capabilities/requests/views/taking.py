"""What leaves the node: the dossier file, letters, attached files, sheets of answers, lists of what was found. Where
another party's handling code keeps some use back, the officer says first what it is for, and gets nothing for a use to
which consent is owed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from tripoint.audit.models import ReadKind
from tripoint.capabilities.requests.actions import NotPermitted
from tripoint.capabilities.requests.attachments import opened_for_reading
from tripoint.capabilities.requests.consent.forms import FileForm
from tripoint.capabilities.requests.consent.held_back import RECORD, is_restricted, keeps_back
from tripoint.capabilities.requests.letter import letter_of
from tripoint.capabilities.requests.problems import ActionRefused, Problem
from tripoint.capabilities.requests.reading import Reading
from tripoint.capabilities.requests.screens import READERS, ledger, offices_of, read_for, refuse
from tripoint.capabilities.requests.views.use import item_title
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.letter import print_letter
from tripoint.ledger.blobs import BlobAbsent
from tripoint.ledger.dossier_file import export_dossier
from tripoint.safeguards.onward_use import Use
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.downloads import download

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Give = Callable[[Reading, str], HttpResponseBase]
"""Makes the download of a dossier that was read; the text goes into the file's name and says the use."""


@dataclass(frozen=True, slots=True)
class Thing:
    """What is taken, in words, and as which kind of reading it is logged."""

    title: StrOrPromise
    hint: StrOrPromise
    kind: str


_DECIDES = _("The handling code of the other party decides what it may be used for.")
FILE = Thing(
    _("Dossier file"),
    _("The whole dossier with its signatures, which anybody can check without this program. The handling codes of the other "
      "party decide what it may be used for."),
    ReadKind.EXPORT,
)  # fmt: skip
LETTER = Thing(_("Letter"), _DECIDES, ReadKind.LETTER)
ATTACHMENT = Thing(_("Attached file"), _DECIDES, ReadKind.ATTACHMENT)
SHEET = Thing(_("List with its answers"), _DECIDES, ReadKind.EXPORT)
TABLE = Thing(
    _("Table of the requests found"), _("The handling codes of the other parties decide what it may be used for."),
    ReadKind.EXPORT,
)  # fmt: skip


@requires(*READERS)
@require_http_methods(["GET", "POST"])
def file_for(request: OfficerRequest, dossier: str) -> HttpResponseBase:
    """The dossier file, which `tripoint verify` checks without a node; always asked for with its use."""

    def give(found: Reading, use: str) -> HttpResponse:
        return download(export_dossier(ledger(), dossier), "application/json", f"{found.state.reference}{use}.tripoint")

    return _asked(request, dossier, None, FILE, give)


@requires(*READERS)
@require_safe
def export(request: OfficerRequest, dossier: str) -> HttpResponse:
    """An older address of the dossier file: leads to where its use is asked."""
    read_for(request, dossier, ReadKind.SCREEN)
    return redirect("requests:file-for", dossier)


@requires(*READERS)
@require_http_methods(["GET", "POST"])
def letter(request: OfficerRequest, dossier: str, entry: str) -> HttpResponseBase:
    """One entry as a letter (PDF)."""

    def give(found: Reading, use: str) -> HttpResponse:
        try:
            pdf = print_letter(letter_of(ledger(), found, entry))
        except NotPermitted as refused:
            raise refuse(refused) from refused
        except DocumentRefused as refused:
            return _said(refused)
        return download(pdf, "application/pdf", f"{found.state.reference}-{entry[:8]}{use}.pdf")

    return taken(request, dossier, entry, LETTER, give)


@requires(*READERS)
@require_http_methods(["GET", "POST"])
def attachment(request: OfficerRequest, dossier: str, entry: str) -> HttpResponseBase:
    """The file of an entry, decrypted."""

    def give(found: Reading, use: str) -> HttpResponse:
        line = next((one for one in (*found.lines, *found.home) if one.id == entry), None)
        if line is None or line.described is None or not line.described.attachments:
            raise Http404
        try:
            data, media_type = opened_for_reading(ledger(), line.described.attachments[0], own=line.is_own)
        except BlobAbsent:
            raise Http404 from None
        except DocumentRefused as refused:
            return _said(refused)
        name = f"{found.state.reference}-{entry[:8]}{use}.{media_type.partition('/')[2]}"
        return download(data, media_type, name)

    return taken(request, dossier, entry, ATTACHMENT, give)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the use is asked: what is taken from, and the page of that; `items` says in words what owes consent, and
    `consent` is where that is asked for ("": by who acts in the matter)."""

    title: StrOrPromise
    back: str
    office: str
    keeps_back: Callable[[Use], Sequence[str]]
    items: Callable[[Sequence[str]], Sequence[str]]
    consent: str = ""


def taken(request: OfficerRequest, dossier: str, entry: str | None, thing: Thing, give: Give) -> HttpResponseBase:
    """An entry, or what is made from the whole dossier (None): at once, unless another party's handling code in it keeps
    a use back."""
    if is_restricted(ledger(), dossier, entry):
        return _asked(request, dossier, entry, thing, give)
    return give(read_for(request, dossier, thing.kind), "")


def _asked(request: OfficerRequest, dossier: str, entry: str | None, thing: Thing, give: Give) -> HttpResponseBase:
    found = read_for(request, dossier, thing.kind if request.method == "POST" else ReadKind.SCREEN)
    place = Place(
        found.state.reference, reverse("requests:dossier", args=[dossier]), found.who.office,
        lambda what: keeps_back(ledger(), found.state, what, entry),
        lambda back: [item_title(line, found) for line in found.lines if line.id in back],
        reverse("requests:step", args=[dossier, "ask-consent"]) if found.may_act else "",
    )  # fmt: skip
    return asked_for(request, thing, place, lambda use: give(found, use))


def asked_for(
    request: OfficerRequest, thing: Thing, place: Place, give: Callable[[str], HttpResponseBase]
) -> HttpResponseBase:  # fmt: skip
    """Asks what it is for, and gives it for a use that nothing keeps back."""
    asking = request.method == "POST"
    form = FileForm(request.POST if asking else None, offices=offices_of(ledger().party, besides=place.office))
    back: Sequence[str] = []
    if asking and form.is_valid():
        use = "" if form.cleaned_data["use"] == RECORD else f"-{form.what.use.lower()}"
        try:
            back = place.keeps_back(form.what) if use else []
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            if not back:
                return give(use)
            form.show([Problem("consent-owed", "use")])
    said = {"form": form, "thing": thing, "place": place, "items": place.items(back)}
    return render(request, "requests/file-for.html", said, status=422 if form.errors else 200)


def _said(refused: DocumentRefused) -> HttpResponse:
    return HttpResponse(refused.message(get_language() or "en"), status=422, content_type="text/plain; charset=utf-8")
