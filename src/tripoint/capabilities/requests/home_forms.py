"""Forms of what an office does at home about a request."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.forms import AssignForm, RequestsForm, words_box
from tripoint.capabilities.requests.screens import Choices


class AssignOfficerForm(RequestsForm):
    """A colleague of the same office."""

    to_officer = forms.ChoiceField(label=_("Officer"))

    def __init__(self, *args: Any, officers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to_officer"].choices = officers  # type: ignore[attr-defined]


class ShareForm(AssignForm):
    """Another office, and why it needs to read the dossier."""

    text = words_box(_("Why this office needs to read it"), required=True)
    asked_about = ()


class EndShareForm(RequestsForm):
    """One of the offices that the dossier is shared with."""

    office = forms.ChoiceField(label=_("Office"))

    def __init__(self, *args: Any, offices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]


class ScanForm(RequestsForm):
    """Words to go with a scan."""

    text = words_box(_("Remark"))
    asked_about = ()


class EnterForm(RequestsForm):
    """A statement of the partner, for the incoming book."""

    entry = forms.ChoiceField(label=_("What arrived"))

    def __init__(self, *args: Any, entries: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entry"].choices = entries  # type: ignore[attr-defined]
