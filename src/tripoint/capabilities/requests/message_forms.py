"""The form of a message: the line first; how it may be used is filled in and can be changed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.forms import GradedForm, line, select
from tripoint.capabilities.requests.message_entries import LONGEST_MESSAGE


class MessageForm(GradedForm):
    """One line, a photo beside it; the handling code of the request unless another is chosen."""

    text = forms.CharField(
        label=_("Message"), max_length=LONGEST_MESSAGE, required=False,
        widget=forms.TextInput(attrs={"class": "in", "enterkeyhint": "send", "autocomplete": "off"}),
    )  # fmt: skip
    handling = select("handling_codes", _("Handling"), required=True)
    handling_words = line(_("What H3 limits, in words"))
    field_order = ["text", "handling", "handling_words", "source", "information"]
    folded = ("handling", "handling_words", "source", "information")

    def __init__(self, *args: Any, handling: str = "H0", **kwargs: Any) -> None:
        """Takes the handling code to begin with."""
        super().__init__(*args, **kwargs)
        self.fields["handling"].initial = handling
