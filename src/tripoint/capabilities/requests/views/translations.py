"""Translations on the screen: what is asked, the source with boxes beside it, taking and declining."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.capabilities.requests import pairs
from tripoint.capabilities.requests.actions import ActionRefused, NotPermitted
from tripoint.capabilities.requests.actions.stating import Words, matter
from tripoint.capabilities.requests.colleagues import translating_offices
from tripoint.capabilities.requests.contents import Language
from tripoint.capabilities.requests.forms import LANGUAGES, RequestsForm
from tripoint.capabilities.requests.labels import office_labels
from tripoint.capabilities.requests.permission import DESK
from tripoint.capabilities.requests.reading import Line, Reading, read
from tripoint.capabilities.requests.screens import READERS, ledger, read_for, refuse, who
from tripoint.capabilities.requests.translations import actions as translating
from tripoint.capabilities.requests.translations import forms, glossary, machine
from tripoint.capabilities.requests.translations.asked import asked_here
from tripoint.capabilities.requests.translations.contents import texts_of
from tripoint.capabilities.requests.translations.numbers import numbers_left_out
from tripoint.capabilities.requests.translations.project import on_erased
from tripoint.capabilities.requests.translations.shown import Shown, texts_shown, translatable, translations_of
from tripoint.node import runtime
from tripoint.web import drafts
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.once import sent_once

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

KEPT = "translate"


def _forget_drafts(using: str, entries: Sequence[str]) -> None:
    if using == runtime.USING:
        drafts.forget([f"{KEPT}:{entry}" for entry in entries])


on_erased.append(_forget_drafts)


def _source(request: OfficerRequest, dossier: str, entry: str) -> tuple[Reading, Line]:
    """Reads and logs; 404 for what cannot be translated."""
    found = read_for(request, dossier)
    line = next((one for one in found.lines if one.id == entry and translatable(one)), None)
    if line is None:
        raise Http404
    return found, line


def _language(request: OfficerRequest, line: Line, asked: str = "") -> Language:
    """The language that is wanted: of the ask, chosen, else the reader's, else another than the source's."""
    others = [code for code, _name in LANGUAGES if line.described is None or code != line.described.language]
    for one in (asked, request.POST.get("language"), request.GET.get("to"), get_language()):
        if one in others:
            return cast(Language, one)
    return cast(Language, others[0])


@requires(*READERS)
@require_http_methods(["GET", "POST"])
def translate(request: OfficerRequest, dossier: str, entry: str) -> HttpResponse:
    """The source with a box beside each text; posting it hands the translation in."""
    found, line = _source(request, dossier, entry)
    given = request.POST if request.method == "POST" else request.GET
    ask = next((one for one in asked_here(ledger(), who(request), dossier) if one.row.entry == given.get("ask")), None)
    language = _language(request, line, ask.row.language if ask else "")
    made = translations_of(found, entry)
    basis = next((one for one in made if one.line.id == given.get("basis")), None)
    draft = machine.drafted(ledger(), entry, language) if given.get("draft") and basis is None else None
    draft = draft if draft and draft.texts else None
    form = _form(request, found, line, language, basis, draft, may_share=ask is None)
    kept = f"{KEPT}:{entry}"
    if request.method == "POST" and form.is_valid():
        shared = not ask.row.is_at_home if ask else form.cleaned_data.get("shared") == "both"
        written = translating.Written(
            language, form.written, form.cleaned_data.get("made") or "officer",
            draft.engine if draft else (basis.engine or None) if basis else None,
            form.cleaned_data["numbers_read"],
        )  # fmt: skip
        try:
            translating.hand_in(
                ledger(), who(request), dossier, entry, written, ask.row.entry if ask else None, shared=shared
            )
        except ActionRefused as refused:
            _show(form, refused, line)
        else:
            drafts.discard(request.user, kept)
            if draft:
                machine.forget(ledger(), entry, language)
            messages.success(request, gettext("Done."))
            return redirect(reverse("requests:dossier", args=[dossier]) + f"#{entry}")
    said = {
        "found": found, "state": found.state, "line": line, "title": pairs.title_of(line.type, line.facts),  # type: ignore[arg-type]
        "form": form, "into": language, "ask": ask, "basis": basis, "made": made, "draft_name": kept,
        "languages": [one for one in LANGUAGES if line.described and one[0] != line.described.language],
        "machine": _machine(request, found, line, language), "draft": draft,
        "back": reverse("requests:dossier", args=[dossier]), "boxes": _beside(form, line, language),
    }  # fmt: skip
    return render(request, "requests/translate.html", said, status=422 if form.errors else 200)


def _beside(
    form: forms.TranslationForm, line: Line, language: str
) -> list[tuple[list[tuple[str, bool]], list[glossary.Hit], Any]]:  # fmt: skip
    """For each text: its parts, with whether they are a term, the terms once each, and the box."""
    own = glossary.own_terms(ledger().using)
    written = line.described.language if line.described else ""
    found = []
    for text, box in form.boxes:
        hits = glossary.find(text.words, written, language, own)
        parts, place = [], 0
        for hit in hits:
            parts += [(text.words[place : hit.start], False), (text.words[hit.start : hit.end], True)]
            place = hit.end
        parts.append((text.words[place:], False))
        once = {(hit.term.code, hit.words): hit for hit in hits}
        found.append((parts, list(once.values()), box))
    return found


def _form(
    request: OfficerRequest,
    found: Reading,
    line: Line,
    language: str,
    basis: Shown | None,
    draft: machine.Drafted | None,
    *,
    may_share: bool,
) -> forms.TranslationForm:
    acts = found.may_act and found.who.has(DESK)
    common: dict[str, Any] = {
        "texts": texts_shown(texts_of(line.content).items()), "language": language,
        "of_machine": bool(draft or (basis and basis.engine)), "may_share": may_share and acts,
    }  # fmt: skip
    if request.method == "POST":
        return forms.TranslationForm(request.POST, **common)
    initial: dict[str, Any] = {"shared": "both"} if basis else {}
    initial |= {forms.BOX + one.place: one.words for one in (basis.texts if basis else ())}
    initial |= {forms.BOX + place: words for place, words in (draft.texts if draft else {}).items()}
    typed = drafts.load(request.user, f"{KEPT}:{line.id}") or {}
    if typed.get("language", [""])[-1] == language and not draft:
        initial |= drafts.as_initial(typed)
    return forms.TranslationForm(initial=initial, **common)


def _show(form: forms.TranslationForm, refused: ActionRefused, line: Line) -> None:
    for one in refused.problems:
        if one.code == "translation-numbers":
            texts = texts_of(line.content)
            form.left_out = numbers_left_out({place: texts[place] for place in form.written}, form.written)
        place = one.field if one.field in form.fields else None
        if one.field == "text":
            place = form.boxes[0][1].name
        form.add_error(place, one.sentence)


def _machine(request: OfficerRequest, found: Reading, line: Line, language: str) -> dict[str, Any] | None:
    """What the page says of the machine: None where the text may not go there and none has made a draft."""
    own, config = ledger(), runtime.config()
    made = machine.drafted(own, line.id, language)
    origin = translating.source(own, found.state.dossier, line.id)
    may = machine.may_go(own, config, matter(own, who(request), found.state.dossier), origin, language)
    return {"draft": made, "may": may, "name": config.translate_name} if made or may else None


@requires(*READERS)
@require_http_methods(["GET", "POST"])
def machine_draft(request: OfficerRequest, dossier: str, entry: str) -> HttpResponse:
    """Asks the machine; read again while the page is open, what has become of it."""
    found, line = _source(request, dossier, entry)
    language = _language(request, line)
    here = reverse("requests:translate", args=[dossier, entry]) + f"?to={language}"
    if request.method == "POST":
        try:
            machine.ask(ledger(), runtime.config(), who(request), dossier, entry, language)
        except ActionRefused as refused:
            messages.error(request, refused.problems[0].sentence)
        return redirect(here)
    said = {"machine": _machine(request, found, line, language), "state": found.state, "line": line, "into": language}
    answer = render(request, "requests/machine.html", said)
    answer["ETag"] = f'"{sha256(answer.content).hexdigest()[:32]}"'
    return answer if request.headers.get("If-None-Match") != answer["ETag"] else HttpResponseNotModified()


@requires(*READERS)
@require_http_methods(["GET", "POST"])
@sent_once
def ask(request: OfficerRequest, dossier: str, entry: str) -> HttpResponse:
    """Asks the translators of an office, or the other party."""
    found, line = _source(request, dossier, entry)
    form = forms.AskForm(
        request.POST or None, whom=_whom(found), besides=line.described.language if line.described else "",
        initial={"language": _language(request, line), "whom": f"office:{found.who.office}"},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        kind, _colon, code = form.cleaned_data["whom"].partition(":")
        words = Words(form.written_in, form.cleaned_data["text"])
        act = translating.ask_party if kind == "party" else translating.ask_colleague
        try:
            act(ledger(), who(request), dossier, entry, form.cleaned_data["language"], code, words)
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            messages.success(request, gettext("Done."))
            return redirect(reverse("requests:dossier", args=[dossier]) + f"#{entry}")
    back = reverse("requests:translate", args=[dossier, entry])
    hint = pairs.title_of(line.type, line.facts)  # type: ignore[arg-type]  # what can be translated is understood
    return _step(request, found, {"button": _("Ask for a translation"), "hint": hint}, form, back)


def _whom(found: Reading) -> list[tuple[str, str]]:
    """Own office, others with a translator, and the other parties where this office acts."""
    own = found.who.office
    offices = office_labels({own, *translating_offices()}, get_language() or "en")
    listed = [own, *sorted(set(offices) - {own})]
    whom = [(f"office:{code}", offices[code].text) for code in listed]
    if found.may_act and found.who.has(DESK):
        others = [one for one in found.opening_facts.participants if one != found.party]
        whom += [(f"party:{one}", gettext("The other party (%(party)s)") % {"party": one}) for one in others]
    return whom


def _step(
    request: OfficerRequest, found: Reading, page: dict[str, StrOrPromise], form: RequestsForm, back: str
) -> HttpResponse:
    """The page of a step's form; `page` says what its button says, and a hint."""
    said = {"found": found, "state": found.state, "page": page, "form": form, "step": "", "back": back,
            "draft_name": "request.translation"}  # fmt: skip
    return render(request, "requests/step.html", said, status=422 if form.errors else 200)


@requires(*READERS)
@require_safe
def queue(request: OfficerRequest) -> HttpResponse:
    """What is asked of the officer's office, and what it has asked."""
    asked = asked_here(ledger(), who(request))
    language = get_language() or "en"
    offices = office_labels({code for one in asked for code in (one.row.office, one.row.to_office) if code}, language)
    said = {
        "todo": [one for one in asked if one.is_for_us and one.is_open],
        "waiting": [one for one in asked if not one.is_for_us], "office_labels": offices, "own": ledger().party,
    }  # fmt: skip
    return render(request, "requests/translations.html", said)


@requires(*READERS)
@require_POST
def take(request: OfficerRequest, ask: str) -> HttpResponse:
    """Takes what a colleague asked, and leads to it."""
    own, acting = ledger(), who(request)
    try:
        row, dossier = translating.waiting(own, acting, ask)
        translating.take_ask(own, acting, ask)
    except NotPermitted as refused:
        raise refuse(refused) from refused
    except ActionRefused as refused:
        messages.error(request, refused.problems[0].sentence)
        return redirect("requests:translations")
    return redirect(reverse("requests:translate", args=[dossier, row.item]) + f"?ask={ask}")


@requires(*READERS)
@require_http_methods(["GET", "POST"])
@sent_once
def decline(request: OfficerRequest, ask: str) -> HttpResponse:
    """Declines with a remark."""
    own, acting = ledger(), who(request)
    try:
        _row, dossier = translating.waiting(own, acting, ask)
        found = read(own, request.user, request.post, dossier)
    except NotPermitted as refused:
        raise refuse(refused) from refused
    except ActionRefused as refused:
        messages.error(request, refused.problems[0].sentence)
        return redirect("requests:translations")
    form = forms.DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            translating.decline_ask(own, acting, ask, Words(form.written_in, form.cleaned_data["text"]))
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            messages.success(request, gettext("Done."))
            return redirect("requests:translations")
    return _step(request, found, {"button": _("Decline the translation")}, form, reverse("requests:translations"))
