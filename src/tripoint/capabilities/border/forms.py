"""The forms of duty."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from tripoint import reference
from tripoint.capabilities.arrangements.forms import ShownForm
from tripoint.capabilities.requests.forms import LANGUAGES, ManyPicks, words_box
from tripoint.capabilities.requests.screens import Choices, choices, today

NUMBER = {"class": "in num", "inputmode": "tel", "autocomplete": "off"}


class HandOverForm(ShownForm):
    """Words for the next shift; the rest is counted."""

    text = words_box(_("For the next shift: what was promised, whom to call"))


class ShiftForm(ShownForm):
    """A shift in the officer's own office."""

    who = forms.ChoiceField(label=_("On duty"))
    begins = forms.DateTimeField(
        label=_("Begins"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "in"}),
    )
    ends = forms.DateTimeField(
        label=_("Ends"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "in"}),
    )
    phone = forms.CharField(
        label=_("Telephone on duty"), max_length=30, widget=forms.TextInput(attrs=NUMBER),
        help_text=_("With the country code. It stays in your ministry."),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail for alerts (optional)"), required=False, max_length=120,
                             widget=forms.EmailInput(attrs={"class": "in"}))  # fmt: skip
    places = {"on_duty": "who", "post": "who"}

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = people  # type: ignore[attr-defined]  # a field of choices


class HotlineForm(ShownForm):
    """A number for the directory."""

    at_office = forms.ChoiceField(label=_("Office"))
    level = forms.ChoiceField(label=_("Level"))
    place = forms.ChoiceField(label=_("Province"), required=False)
    number = forms.CharField(label=_("Telephone number"), max_length=30, widget=forms.TextInput(attrs=NUMBER))
    spare = forms.CharField(
        label=_("Spare number"), max_length=30, required=False, widget=forms.TextInput(attrs=NUMBER)
    )
    languages = forms.MultipleChoiceField(label=_("Languages that are spoken"), choices=LANGUAGES, widget=ManyPicks)
    round_the_clock = forms.BooleanField(label=_("Answered day and night"), required=False)
    is_open = forms.BooleanField(label=_("In service"), required=False, initial=True)

    def __init__(self, *args: Any, offices: Choices, party: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at_office"].choices = offices  # type: ignore[attr-defined]
        self.fields["level"].choices = choices("hotline_levels")  # type: ignore[attr-defined]
        self.fields["place"].choices = provinces(party)  # type: ignore[attr-defined]


class CallForm(ShownForm):
    """How a test call ended."""

    party = forms.CharField(widget=forms.HiddenInput)
    line = forms.CharField(widget=forms.HiddenInput)
    result = forms.ChoiceField(label=_("How the test call ended"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = choices("call_results")  # type: ignore[attr-defined]


def provinces(party: str) -> Choices:
    """The provinces of a party as they are today, and none."""
    language = get_language() or "en"
    found = [one for one in reference.codes("provinces", today()) if one.more["party"] == party]
    return [("", "—"), *((one.code, one.label(language).text) for one in found)]
