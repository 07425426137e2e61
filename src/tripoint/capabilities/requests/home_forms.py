"""Forms of what an office does at home about a request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.forms import RequestsForm
from tripoint.capabilities.requests.screens import Choices


class AssignOfficerForm(RequestsForm):
    """A colleague of the same office."""

    to_officer = forms.ChoiceField(label=_("Officer"))

    def __init__(self, *args: Any, officers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_officer"].choices = officers  # type: ignore[attr-defined]
