"""The registry books of an office: numbers given out and in, found by number, and how they are written."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions import ActionRefused
from tripoint.capabilities.requests.actions.books import DEFAULT_PATTERN
from tripoint.capabilities.requests.book_entries import KEEPERS, LONGEST_PATTERN, BookName
from tripoint.capabilities.requests.book_models import Book, BookLine
from tripoint.capabilities.requests.forms import RequestsForm
from tripoint.capabilities.requests.models import HomeState, RequestState
from tripoint.capabilities.requests.pairs import BOOKS
from tripoint.capabilities.requests.permission import EVERYWHERE
from tripoint.capabilities.requests.screens import READERS, ledger, offices_of, who
from tripoint.capabilities.requests.views.lists import PER_PAGE, Counted
from tripoint.directory.models import Role
from tripoint.web.access import OfficerRequest, requires


class BookForm(RequestsForm):
    """How numbers of a book are written."""

    office = forms.ChoiceField(label=gettext_lazy("Office"))
    book = forms.ChoiceField(label=gettext_lazy("Registry book"), choices=BOOKS.items())
    written_as = forms.CharField(
        label=gettext_lazy("How numbers are written"), max_length=LONGEST_PATTERN, initial=DEFAULT_PATTERN,
        help_text=gettext_lazy("Write {number} once, and {year} or {office} where you want them, such as {number}/C02."),
    )  # fmt: skip

    def __init__(self, *args: Any, party: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices_of(party)  # type: ignore[attr-defined]


@requires(*READERS)
@require_safe
def books(request: OfficerRequest) -> HttpResponse:
    """The numbers of the officer's office, the latest first; for who serves the whole party those of all offices."""
    own, acting = ledger(), who(request)
    book = request.GET.get("book", "out")
    if book not in BOOKS:
        raise Http404
    wanted = request.GET.get("q", "").strip()[:200]
    rows = BookLine.objects.using(own.using).filter(book=book)
    if not acting.has(EVERYWHERE):
        rows = rows.filter(office=acting.office)
    if wanted:
        rows = rows.filter(written__icontains=wanted)
    page = Counted(cast(Any, rows.order_by("-at", "-number")), PER_PAGE).get_page(request.GET.get("page"))
    homes = HomeState.objects.using(own.using).in_bulk([row.home for row in page])
    about = {home.about for home in homes.values() if home.about}
    references = {home.reference for home in homes.values() if home.reference}
    states = {row.dossier: row for row in RequestState.objects.using(own.using).filter(dossier__in=about)}
    asked = RequestState.objects.using(own.using).filter(asker=own.party, reference__in=references)
    by_reference = {row.reference: row for row in asked}
    shown = [(row, states.get(homes[row.home].about) or by_reference.get(homes[row.home].reference)) for row in page]
    said = {"rows": shown, "page": page, "book": book, "books": BOOKS.items(), "q": wanted,
            "query": f"book={book}", "may_set": acting.has(KEEPERS)}  # fmt: skip
    return render(request, "requests/books.html", said)


@requires(Role.REGISTRAR, Role.ADMINISTRATOR)
@require_http_methods(["GET", "POST"])
def set_book(request: OfficerRequest) -> HttpResponse:
    """Say how the numbers of a book are written."""
    own = ledger()
    form = BookForm(request.POST or None, party=own.party, initial={"office": request.post.office_id})
    if request.method == "POST" and form.is_valid():
        c = form.cleaned_data
        try:
            actions.set_book(own, who(request), c["office"], cast(BookName, c["book"]), c["written_as"])
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            messages.success(request, _("Numbers are written so from now on."))
            return redirect("requests:set-book")
    rows = Book.objects.using(own.using).order_by("office", "book")
    said = {"form": form, "rows": [(row, BOOKS[row.book]) for row in rows], "back": reverse("web:today")}
    return render(request, "requests/set-book.html", said, status=422 if form.errors else 200)
