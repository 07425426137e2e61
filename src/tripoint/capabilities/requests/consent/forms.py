"""The forms of originator control: the use that consent is asked for, the owner's answer, the second officer's, recall."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tripoint.capabilities.requests.consent.held_back import RECORD
from tripoint.capabilities.requests.consent.pairs import DECISIONS, REASONS, SECOND
from tripoint.capabilities.requests.forms import ManyPicks, Picks, RequestsForm, pick, select, words_box
from tripoint.capabilities.requests.screens import Choices, choices
from tripoint.safeguards.onward_use import Use


class UseForm(RequestsForm):
    """A use, as coded: who receives it when it is passed on, which purpose when it is another one."""

    use = pick("consent_uses", pgettext_lazy("what is done with information", "Use"))
    recipient = select("consent_recipients", _("Recipient, if it is passed on"))
    to_office = forms.ChoiceField(label=_("Office of ours, if it is passed on to one"), required=False)
    purpose = select("purposes", _("Other purpose, if it is used for one"))

    def __init__(self, *args: Any, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_office"].choices = [("", "—"), *offices]  # type: ignore[attr-defined]

    @property
    def what(self) -> Use:
        """The use that was chosen."""
        said = self.cleaned_data
        return Use(
            use=said["use"], recipient=said["recipient"] or None, to_office=said["to_office"] or None,
            purpose=said["purpose"] or None,
        )  # fmt: skip


class ItemUseForm(UseForm):
    """A use of one item of the partner's."""

    item = forms.ChoiceField(label=_("Information"), widget=Picks)
    text = words_box(_("What it is needed for, and for whom"), required=True)
    field_order = ["item", "use", "recipient", "to_office", "purpose", "text"]

    def __init__(self, *args: Any, items: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = items  # type: ignore[attr-defined]
        if len(items) == 1:
            self.fields["item"].initial = items[0][0]


class EmergencyForm(ItemUseForm):
    """A use of one item for danger to life."""

    text = words_box(_("Whose life is in danger, and how this helps"), required=True)


class ConsentForm(RequestsForm):
    """The owner's answer."""

    asked = forms.ChoiceField(label=_("What was asked"), widget=Picks)
    decision = forms.ChoiceField(label=_("Decision"), choices=list(DECISIONS.items()), widget=Picks)
    conditions = forms.MultipleChoiceField(
        label=_("Conditions"), choices=lambda: choices("consent_conditions"), widget=ManyPicks, required=False
    )
    text = words_box(_("Words to the partner (optional)"))

    def __init__(self, *args: Any, asks: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["asked"].choices = asks  # type: ignore[attr-defined]
        if len(asks) == 1:
            self.fields["asked"].initial = asks[0][0]


class DecideForm(RequestsForm):
    """The second officer's word on a use for danger to life."""

    places = {"released_by": "proposal"}
    proposal = forms.ChoiceField(label=_("Proposal"), widget=Picks)
    decision = forms.ChoiceField(
        label=_("Decision"), choices=[("agreed", SECOND[True]), ("no", SECOND[False])],
        widget=Picks,
    )  # fmt: skip

    def __init__(self, *args: Any, proposals: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proposal"].choices = proposals  # type: ignore[attr-defined]
        if len(proposals) == 1:
            self.fields["proposal"].initial = proposals[0][0]


class RecallForm(RequestsForm):
    """Which own statement goes, and why."""

    entry = forms.ChoiceField(label=_("Our statement"), widget=Picks)
    reason = forms.ChoiceField(
        label=_("Reason"), choices=[(one, REASONS[one]) for one in ("correction", "recall")], widget=Picks
    )

    def __init__(self, *args: Any, statements: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = statements  # type: ignore[attr-defined]


class FileForm(UseForm):
    """What the dossier file is taken for."""

    use = forms.ChoiceField(
        label=_("What is it for?"), widget=Picks, initial=RECORD,
        choices=lambda: [(RECORD, _("Our own record, or to have it checked")), *choices("consent_uses")],
    )  # fmt: skip
