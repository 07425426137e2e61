"""The forms of reminders and escalations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.forms import RequestsForm, pick, words_box


class RemindForm(RequestsForm):
    """A reminder: nothing is coded but its number."""

    text = words_box(_("Words to the partner (optional)"))


class LinkForm(RequestsForm):
    """The reference of another request, and whether it is on the same matter."""

    reference = forms.CharField(
        label=_("Reference of the other request"), max_length=32,
        widget=forms.TextInput(attrs={"class": "in num", "placeholder": "VN-KH-2026-0001"}),
    )  # fmt: skip
    parted = forms.BooleanField(label=_("It is another matter after all: take the link back"), required=False)


class EscalateForm(RequestsForm):
    """The office above, and why."""

    to_office = forms.ChoiceField(label=_("Office above"))
    ground = pick("escalation_grounds", _("Ground"))
    text = words_box(_("Words to the partner (optional)"))

    def __init__(self, *args: Any, offices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_office"].choices = offices  # type: ignore[attr-defined]  # a field of choices
