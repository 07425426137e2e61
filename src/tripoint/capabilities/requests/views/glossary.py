"""The glossary: terms of the lists, and the party's own, which translators and administrators keep."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from tripoint import reference
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted
from tripoint.capabilities.requests.forms import LANGUAGES, RequestsForm
from tripoint.capabilities.requests.screens import READERS, ledger, refuse, who
from tripoint.capabilities.requests.translations import glossary
from tripoint.directory.models import Role
from tripoint.text import bare
from tripoint.web.access import OfficerRequest, requires

MAY_LOOK = (*READERS, Role.ADMINISTRATOR)
LONGEST_QUERY = 100


class TermForm(RequestsForm):
    """A term in two languages or more."""

    confirmed = forms.BooleanField(label=_("A native reader of each language has confirmed it."), required=False)
    field_order = [*(code for code, _name in LANGUAGES), "confirmed"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES:
            box = forms.TextInput(attrs={"class": "in", "lang": code})
            self.fields[code] = forms.CharField(label=name, max_length=glossary.LONGEST, required=False, widget=box)
        self.order_fields(self.field_order)


@requires(*MAY_LOOK)
@require_http_methods(["GET", "POST"])
def terms(request: OfficerRequest) -> HttpResponse:
    """The terms that hold a word, or all; the form of a new one for who keeps the glossary."""
    own, acting = ledger(), who(request)
    form = TermForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        names = {code: form.cleaned_data[code] for code, _name in LANGUAGES}
        try:
            glossary.add(own, acting, names, confirmed=form.cleaned_data["confirmed"])
        except NotPermitted as refused:
            raise refuse(refused) from refused
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            messages.success(request, gettext("Done."))
            return redirect("requests:glossary")
    wanted = bare(request.GET.get("q", "")[:LONGEST_QUERY])
    listed = [one for one in glossary.listed() if one.code in TERMS] if not wanted else glossary.listed()
    found = [*glossary.own_terms(own.using), *listed]
    if wanted:
        found = [one for one in found if any(wanted in bare(name) for name in one.names.values())]
    said = {
        "rows": [(one, [(code, one.names.get(code, ""), code in one.confirmed) for code, _name in LANGUAGES]) for one in found],
        "form": form, "may_keep": acting.has(glossary.KEEPERS), "languages": LANGUAGES, "q": request.GET.get("q", ""),
        "language": get_language(),
    }  # fmt: skip
    return render(request, "requests/glossary.html", said, status=422 if form.errors else 200)


TERMS = frozenset(one.code for one in reference.terms())


@requires(*MAY_LOOK)
@require_POST
def end(request: OfficerRequest, term: UUID) -> HttpResponse:
    """Takes one of the party's own terms out."""
    try:
        glossary.end(ledger(), who(request), term)
    except NotPermitted as refused:
        raise refuse(refused) from refused
    messages.success(request, gettext("Done."))
    return redirect("requests:glossary")
