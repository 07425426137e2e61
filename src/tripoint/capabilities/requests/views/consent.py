"""The steps of originator control."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.consent import forms as consent_forms
from tripoint.capabilities.requests.consent.models import ConsentAsk
from tripoint.capabilities.requests.reading import Reading
from tripoint.capabilities.requests.screens import ledger, offices_of, who
from tripoint.capabilities.requests.views.steps import STEPS, StepPage
from tripoint.capabilities.requests.views.use import item_title, partner_items, recallable, use_title, waiting_proposals
from tripoint.safeguards.onward_use import Use
from tripoint.web.access import OfficerRequest

__all__ = ["STEPS"]


def _what(c: dict[str, Any]) -> Use:
    return Use(
        use=c["use"], recipient=c["recipient"] or None, to_office=c["to_office"] or None, purpose=c["purpose"] or None
    )


def _ask(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.ask_consent(ledger(), who(request), found.state.dossier, c["item"], _what(c), words)


def _answer(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.answer_consent(
        ledger(), who(request), found.state.dossier, c["asked"], c["decision"], c["conditions"], words
    )


def _propose(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.propose_emergency_use(ledger(), who(request), found.state.dossier, c["item"], _what(c), words)


def _decide(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    agreed = c["decision"] == "agreed"
    return actions.decide_emergency_use(ledger(), who(request), found.state.dossier, c["proposal"], agreed=agreed)


def _recall(request: OfficerRequest, found: Reading, c: dict[str, Any], words: Words) -> object:
    return actions.recall(ledger(), who(request), found.state.dossier, c["entry"], c["reason"])


def _item_options(found: Reading) -> dict[str, Any]:
    return {"items": [(line.id, item_title(line, found)) for line in partner_items(found)], **_offices(found)}


def _offices(found: Reading) -> dict[str, Any]:
    return {"offices": offices_of(found.party, besides=found.who.office)}


def _ask_options(found: Reading) -> dict[str, Any]:
    rows = ConsentAsk.objects.using(ledger().using).filter(dossier=found.state.dossier, decision="")
    titles = {line.id: item_title(line, found) for line in found.lines}
    asks = rows.filter(item__in=[line.id for line in found.lines if line.is_own]).order_by("at", "entry")
    return {"asks": [(row.entry, f"{titles.get(row.item, '')}: {use_title(row)}") for row in asks]}


def _proposal_options(found: Reading) -> dict[str, Any]:
    titles = {line.id: item_title(line, found) for line in found.lines}
    said = {line.id: getattr(line.content, "text", "") for line in found.home}
    return {
        "proposals": [
            (row.entry, f"{titles.get(row.item, '')}: {use_title(row)}. {said.get(row.entry, '')}")
            for row in waiting_proposals(ledger(), found)
        ]
    }


def _own_options(found: Reading) -> dict[str, Any]:
    return {"statements": [(line.id, item_title(line, found)) for line in recallable(found)]}


STEPS.update({
    "ask-consent": StepPage(_("Ask for consent"), consent_forms.ItemUseForm, _ask,
                            _("The owner of the information decides on its use as evidence, on its way to others, and on "
                              "another purpose. The answer comes into this dossier."), options=_item_options),
    "answer-consent": StepPage(_("Answer about consent"), consent_forms.ConsentForm, _answer,
                               _("A consent covers exactly what was asked. It cannot be taken back."),
                               options=_ask_options),
    "use-for-life": StepPage(_("Use without consent: danger to life"), consent_forms.EmergencyForm, _propose,
                             _("Only for imminent danger to life. A second officer decides; then the owner is told at once, "
                               "in your words."), options=_item_options),
    "decide-use": StepPage(_("Decide about the use for danger to life"), consent_forms.DecideForm, _decide,
                           options=_proposal_options),
    "recall": StepPage(_("Recall a statement"), consent_forms.RecallForm, _recall,
                       _("Its describing part and its file are destroyed here and at every other party of the dossier; each "
                         "reports that it has complied. Codes and dates stay."), options=_own_options),
})  # fmt: skip
