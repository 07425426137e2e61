"""The forms of reminders and escalations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.forms import Picks, RequestsForm, pick, words_box
from tripoint.capabilities.requests.screens import Choices


class RemindForm(RequestsForm):
    """A reminder: nothing is coded but its number, and of a joint request the addressee."""

    text = words_box(_("Words to the partner (optional)"))

    def __init__(self, *args: Any, addressees: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if addressees:
            self.fields["to"] = forms.ChoiceField(label=_("Whom do you remind?"), choices=addressees)
            self.order_fields(["to", "text"])


SAME, THERE, APART = "same", "there", "apart"


class JudgeForm(RequestsForm):
    """The reference of another request, and whether it is on the same matter."""

    reference = forms.CharField(
        label=_("Reference of the other request"), max_length=32,
        widget=forms.TextInput(attrs={"class": "in num", "placeholder": "VN-KH-2026-0001"}),
    )  # fmt: skip
    judged = forms.ChoiceField(
        label=_("Is it the same matter?"), widget=Picks, initial=SAME,
        choices=[
            (SAME, _("Same matter: show the two together")),
            (THERE, _("Same matter, and answered there: end this request")),
            (APART, _("Another matter")),
        ],
    )  # fmt: skip
    text = words_box(_("Why"), help_text=_("Needed when it is another matter. It stays in your ministry."))
    asked_about = ()


class EscalateForm(RequestsForm):
    """The office above, and why. `offices`: of a joint request in a group for each party."""

    to_office = forms.ChoiceField(label=_("Office above"))
    ground = pick("escalation_grounds", _("Ground"))
    text = words_box(_("Words to the partner (optional)"))

    def __init__(self, *args: Any, offices: Sequence[tuple[str, str | Choices]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_office"].choices = offices  # type: ignore[attr-defined]  # a field of choices
