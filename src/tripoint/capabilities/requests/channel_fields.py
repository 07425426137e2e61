"""The boxes for references of other channels on forms: which channel, the number there, its date."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from tripoint.capabilities.requests.contents import MOST_CHANNELS, ChannelReference
from tripoint.capabilities.requests.forms import select
from tripoint.subjects.persons import NUMBER_LENGTH

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

NAMES = ("channel", "channel_number", "channel_date")


def channel_fields(count: int, start: int = 0) -> dict[str, forms.Field]:
    """The boxes of `count` references from the one at `start`, by their names."""
    found: dict[str, forms.Field] = {}
    for place in range(start, start + count):
        found[f"channel_{place}"] = select("channels", _("Channel"))
        found[f"channel_number_{place}"] = forms.CharField(
            label=_("Number there"), max_length=NUMBER_LENGTH, required=False
        )
        found[f"channel_date_{place}"] = forms.DateField(
            label=_("Date there"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date", "class": "in short"}),
        )
    return found


def count_of(values: Mapping[str, Any]) -> int:
    """How many references have boxes: one more than are filled in."""
    filled = [place for place in range(MOST_CHANNELS) for name in NAMES if values.get(f"{name}_{place}")]
    return min(MOST_CHANNELS, max(filled, default=-1) + 2)


def channels_from(cleaned: Mapping[str, Any], rows: int) -> tuple[ChannelReference, ...]:
    """What was filled in, each once. Call it once the form is valid."""
    found = [_one(cleaned, place) for place in range(rows)]
    return tuple(dict.fromkeys(one for one in found if one is not None))


def unclear_channels(cleaned: Mapping[str, Any], rows: int) -> Iterator[tuple[str, StrOrPromise]]:
    """Boxes that do not make a reference, each with the sentence for the officer."""
    for place in range(rows):
        channel, number, date = (cleaned.get(f"{name}_{place}") for name in NAMES)
        if number and not channel:
            yield f"channel_{place}", _("Choose the channel in which this number was given.")
        elif (channel or date) and not number:
            yield f"channel_number_{place}", _("Give the number there, or leave the line empty.")
        else:
            try:
                _one(cleaned, place)
            except ValidationError:
                yield f"channel_number_{place}", _("Give the number as it is written: letters, digits and signs.")


def channel_values(channels: Sequence[ChannelReference]) -> dict[str, Any]:
    """References as the boxes' initial values."""
    return {
        f"{name}_{place}": value
        for place, one in enumerate(channels)
        for name, value in zip(NAMES, (one.channel, one.number, one.date), strict=True)
    }


def _one(cleaned: Mapping[str, Any], place: int) -> ChannelReference | None:
    channel, number, date = (cleaned.get(f"{name}_{place}") for name in NAMES)
    return ChannelReference(channel=channel, number=number, date=date) if channel and number else None
