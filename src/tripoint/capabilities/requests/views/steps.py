"""Each step in a dossier: its form, and the one action that it leads to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tripoint.capabilities.requests import actions, forms, pairs, pressing_forms
from tripoint.capabilities.requests.actions import ActionRefused
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.attachments import keep
from tripoint.capabilities.requests.contents import ItemContent
from tripoint.capabilities.requests.entries import AnswerItem
from tripoint.capabilities.requests.home_forms import AssignOfficerForm, EndShareForm, EnterForm, ScanForm, ShareForm
from tripoint.capabilities.requests.kinds import KINDS
from tripoint.capabilities.requests.labels import office_labels
from tripoint.capabilities.requests.message_forms import MessageForm
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.pairs import MOST_SHOWN, kind_title
from tripoint.capabilities.requests.permission import is_overdue
from tripoint.capabilities.requests.reading import Reading
from tripoint.capabilities.requests.screens import (
    READERS,
    Choices,
    fitting_grounds,
    ledger,
    officers_of,
    offices_above,
    offices_of,
    read_for,
    who,
)
from tripoint.capabilities.requests.several import still_asked
from tripoint.documents.errors import DocumentRefused
from tripoint.safeguards.data_stays_home import Graded
from tripoint.subjects import Address, subject_title
from tripoint.web import dates, drafts, uploads
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.once import sent_once

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Do = Callable[[OfficerRequest, Reading, dict[str, Any], Words], object]


@dataclass(frozen=True)
class StepPage:
    """A step: what its button says, its form, what it does, and whether a file may go along."""

    button: StrOrPromise
    form: type[forms.RequestsForm]
    do: Do
    hint: StrOrPromise = ""
    file: bool = False
    options: Callable[[Reading], dict[str, Any]] = lambda found: {}


def _graded(c: dict[str, Any]) -> Graded:
    return Graded(handling=c["handling"], source=c["source"], information=c["information"])


def _take(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.take(ledger(), who(request), found.state.dossier)


def _ask_back(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.ask_back(ledger(), who(request), found.state.dossier, c["asks"], words)


def _answer(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    items, said = [], []
    for place in range(found.count):
        result = c.get(f"result_{place}")
        if not result:
            continue
        is_refused = result.startswith(forms.NO)
        items.append(
            AnswerItem(
                subject=place, result=None if is_refused else result,
                ground=result.removeprefix(forms.NO) if is_refused else None,
                matched_by=c.get(f"matched_by_{place}") or "none", consent=c.get(f"consent_{place}", False),
                handling=c["handling"], source=c["source"], information=c["information"],
            )
        )  # fmt: skip
        address, words_ = c.get(f"address_{place}"), c.get(f"said_{place}", "")
        if address or words_:
            said.append(ItemContent(subject=place, text=words_, address=Address(full=address) if address else None))
    return actions.answer(
        ledger(), who(request), found.state.dossier, c["scope"], items, words, said, c["handling_words"]
    )


def _refuse(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.refuse(ledger(), who(request), found.state.dossier, c["ground"], words, c.get("elsewhere"))


def _extend(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.extend(ledger(), who(request), found.state.dossier, c["ground"], c["until"])


def _redirect(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.redirect(ledger(), who(request), found.state.dossier, c["to_office"], c["reason"])


def _give(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    only = found.questions[0].asked if len(found.questions) == 1 else ""
    return actions.give(ledger(), who(request), found.state.dossier, c["asked"] or only, words, _graded(c))


def _withdraw(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.withdraw(
        ledger(), who(request), found.state.dossier, c["reason"], everywhere=c.get("everywhere", False)
    )


def _close(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.close(ledger(), who(request), found.state.dossier, c["usefulness"] or None)


def _remind(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.remind(ledger(), who(request), found.state.dossier, words, c.get("to", ""))


def _escalate(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    to = ""
    if found.is_joint:  # the office says whose it is
        to = next((row.addressee for row in found.rows if c["to_office"] in dict(_above(row))), "")
    return actions.escalate(ledger(), who(request), found.state.dossier, c["to_office"], c["ground"], words, to)


def _link(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    said = (ledger(), who(request), found.state.dossier, c["reference"], words)
    match c["judged"]:
        case pressing_forms.THERE:
            return actions.answered_there(*said)
        case pressing_forms.APART:
            return actions.part(*said)
        case _:
            return actions.link(*said)


def _record(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.begin_record(ledger(), who(request), found.state.dossier)


def _raise(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.raise_at_home(ledger(), who(request), found.state.dossier, words)


def _message(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.message(ledger(), who(request), found.state.dossier, words, _graded(c), c["handling_words"])


def _note(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.note(ledger(), who(request), found.state.dossier, words)


def _assign(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.assign(ledger(), who(request), found.state.dossier, c["to_office"])


def _stop(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.stop(ledger(), who(request), found.state.dossier, c["ground"], words)


def _lift(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    actions.lift_stop(ledger(), who(request), found.state.dossier, words)
    return None


def _share(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.share(ledger(), who(request), found.state.dossier, c["to_office"], words)


def _end_share(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    actions.end_share(ledger(), who(request), found.state.dossier, c["office"])
    return None


def _enter(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.enter(ledger(), who(request), found.state.dossier, c["entry"])


def _enter_options(found: Reading) -> dict[str, Any]:
    return {
        "entries": [
            (line.id, f"{pairs.title_of(line.type, line.facts)} · {dates.moment(line.time)}")
            for line in found.lines if not line.is_own and line.facts is not None
        ]
    }  # fmt: skip


def _scan(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.file_scan(ledger(), who(request), found.state.dossier, words)


def _shared_options(found: Reading) -> dict[str, Any]:
    language = get_language() or "en"
    return {"offices": [(code, one.text) for code, one in office_labels(found.shared_with, language).items()]}


def _assign_officer(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    acting = who(request)
    return actions.assign(ledger(), acting, found.state.dossier, acting.office, c["to_officer"])


def _flag(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.flag_victim(ledger(), who(request), found.state.dossier, words)


def _clear(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.flag_victim(ledger(), who(request), found.state.dossier, words, flagged=False)


def _answer_options(found: Reading) -> dict[str, Any]:
    language = get_language() or "en"
    return {
        "subjects": [
            (
                subject_title(found.subjects[place][0], language)
                if place < len(found.subjects)
                else kind_title(found.state.request_kind),
                found.is_person(place),
            )
            for place in range(found.count)
        ],
        "results": KINDS[found.answered.kind].results,
        "grounds": fitting_grounds(found.state),
        "settled": bool(found.state.answered_at or found.state.refused_at),
        "closed": bool(found.state.closed_at),
    }


def _ground_options(found: Reading) -> dict[str, Any]:
    return {"grounds": fitting_grounds(found.state)}


def _question_options(found: Reading) -> dict[str, Any]:
    lines = {line.id: line for line in found.lines}
    shown = [(one.asked, {"line": lines[one.asked], "found": found}) for one in found.questions]
    return {"questions": [(asked, render_to_string("requests/question.html", said)) for asked, said in shown]}


def _office_options(found: Reading) -> dict[str, Any]:
    return {"offices": offices_of(found.party, besides=found.who.office)}


def _officer_options(found: Reading) -> dict[str, Any]:
    return {"officers": officers_of(found.who.office)}


def _above(row: RequestState) -> Choices:
    return offices_above(row.escalated_to or row.addressee_office)


def _above_options(found: Reading) -> dict[str, Any]:
    if not found.is_joint:
        return {"offices": _above(found.state)}
    return {"offices": [(row.addressee, _above(row)) for row in found.rows if row.is_open]}


def _withdraw_options(found: Reading) -> dict[str, Any]:
    return {"also": [row.addressee for row in still_asked(ledger(), found.who, found.state)]}


def _late_options(found: Reading) -> dict[str, Any]:
    now = timezone.now()
    late = [row.addressee for row in found.rows if is_overdue(row, now)] if found.is_joint else []
    return {"addressees": [(one, one) for one in late]}


AT_HOME = _("This stays in your ministry. No other party can see or infer it.")
STEPS = {
    "take": StepPage(_("Take the request"), forms.RequestsForm, _take,
                     _("Your office deals with it; the asker sees whom to call.")),
    "answer": StepPage(_("Answer"), forms.AnswerForm, _answer, file=True, options=_answer_options),
    "ask-back": StepPage(_("Ask back"), forms.AskBackForm, _ask_back,
                         _("The clock in days stands still until the reply has come."), file=True),
    "extend": StepPage(_("Extend the limit"), forms.ExtendForm, _extend),
    "redirect": StepPage(_("Pass to the competent office"), forms.RedirectForm, _redirect, options=_office_options),
    "refuse": StepPage(_("Refuse"), forms.RefuseForm, _refuse, options=_ground_options),
    "give": StepPage(_("Reply to the question"), forms.GiveForm, _give, file=True, options=_question_options),
    "withdraw": StepPage(_("Withdraw"), forms.WithdrawForm, _withdraw, _("Who was asked sees at once that it may stop."),
                         options=_withdraw_options),
    "close": StepPage(_("Close"), forms.CloseForm, _close),
    "remind": StepPage(_("Remind"), pressing_forms.RemindForm, _remind,
                       _("Once the limit has passed, at most one a day. It is numbered, and printed as a letter."),
                       options=_late_options),
    "escalate": StepPage(_("Turn to the office above"), pressing_forms.EscalateForm, _escalate,
                         _("The office above then sees the dossier. A reminder comes first, unless a person is in danger."),
                         options=_above_options),
    "message": StepPage(_("Send the message"), MessageForm, _message,
                        _("One line, with a photo if you want. It is seen at once; no clock moves."),
                        file=True, options=lambda found: {"handling": found.state.handling}),
    "record": StepPage(_("Complete the record"), forms.RequestsForm, _record,
                       _("The form opens with what the call said. It leaves once a second officer has released it.")),
    "link": StepPage(_("Same matter"), pressing_forms.JudgeForm, _link, AT_HOME),
    "raise": StepPage(_("Tell the supervisor"), forms.NoteForm, _raise, AT_HOME),
    "note": StepPage(_("Leave a note"), forms.NoteForm, _note, AT_HOME),
    "assign": StepPage(_("Assign to an office"), forms.AssignForm, _assign, AT_HOME, options=_office_options),
    "share": StepPage(_("Share with an office"), ShareForm, _share,
                      _("The office may read the dossier, and not act in it. Who shared it and why is recorded."),
                      options=_office_options),
    "end-share": StepPage(_("End a sharing"), EndShareForm, _end_share, AT_HOME, options=_shared_options),
    "enter": StepPage(_("Enter in the incoming book"), EnterForm, _enter, AT_HOME, options=_enter_options),
    "scan": StepPage(_("Add the stamped scan"), ScanForm, _scan, AT_HOME, file=True),
    "assign-officer": StepPage(_("Assign to an officer"), AssignOfficerForm, _assign_officer, AT_HOME,
                               options=_officer_options),
    "clear": StepPage(_("No victim, as decided"), forms.NoteForm, _clear, AT_HOME),
    "flag": StepPage(_("Possible victim"), forms.NoteForm, _flag, AT_HOME),
    "stop": StepPage(_("Set a protection stop"), forms.StopForm, _stop, AT_HOME),
    "lift": StepPage(_("End the protection stop"), forms.NoteForm, _lift, AT_HOME),
}  # fmt: skip


FOR_US = {"share", "record"}
"""Steps that stay in the ministry, and say so in words of their own."""


@requires(*READERS)
@require_http_methods(["GET", "POST"])
@sent_once
def step(request: OfficerRequest, dossier: str, step: str) -> HttpResponse:
    """The form of one step; posting it does it."""
    if step not in STEPS:
        raise Http404
    found = read_for(request, dossier)
    if step == "answer" and found.count > MOST_SHOWN:
        return redirect("requests:answers", dossier)
    page = STEPS[step]
    kept = f"{step}:{dossier}"
    form = page.form(**page.options(found), **_filled(request, kept))
    errors: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            done = page.do(request, found, form.cleaned_data, _words(request, form, file=page.file))
        except DocumentRefused as refused:
            errors = [refused.message(get_language() or "en")]
        except ActionRefused as refused:
            form.show(refused.problems)
        else:
            drafts.discard(request.user, kept)
            uploads.discard(request.user, request.POST.get("attachment_upload", ""))
            if isinstance(done, UUID):  # a draft was begun
                return redirect("requests:edit", done)
            messages.success(request, gettext("Done."))
            return redirect("requests:dossier", dossier)
    said = {"found": found, "state": found.state, "page": page, "form": form, "step": step, "file_errors": errors,
            "seen_by": found.others if page.hint != AT_HOME and step not in FOR_US else (),
            "draft_name": kept, "upload": request.POST.get("attachment_upload", ""),
            "back": reverse("requests:dossier", args=[dossier])}  # fmt: skip
    return render(request, "requests/step.html", said, status=422 if form.errors or errors else 200)


def _filled(request: OfficerRequest, kept: str) -> dict[str, Any]:
    if request.method == "POST":
        return {"data": request.POST}
    typed = drafts.load(request.user, kept) or {}
    named = {name: request.GET[name] for name in ("reference", "asked") if name in request.GET}
    return {"initial": {**drafts.as_initial(typed, several=forms.SEVERAL), **named}}


def _words(request: OfficerRequest, form: forms.RequestsForm, *, file: bool) -> Words:
    cleaned = uploads.from_form(request) if file else None
    attached = keep(ledger(), cleaned) if cleaned else None
    return Words(form.written_in, str(form.cleaned_data.get("text", "")), attached)
