"""The form of a declaration of offices: whom it is told, entry office and centre, and a block for each office."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from tripoint.capabilities.arrangements.declared_entries import MOST_OFFICES, Declaration, OfficeLine
from tripoint.capabilities.arrangements.forms import ShownForm
from tripoint.capabilities.requests.forms import ManyPicks
from tripoint.capabilities.requests.kinds import KINDS
from tripoint.capabilities.requests.pairs import kind_title
from tripoint.capabilities.requests.problems import Problem

Choices = list[tuple[str, str]]
EMPTY = 2  # blocks shown beside those that are filled in


def blocks_in(data: Any) -> int:
    """How many blocks a form that was sent has; bounded."""
    return min(sum(f"office_{place}" in data for place in range(MOST_OFFICES)), MOST_OFFICES)


class OfficesForm(ShownForm):
    """What is declared, and to whom. A block without an office is none."""

    readers = forms.ChoiceField(label=_("Declared to"), required=False)
    entry_office = forms.ChoiceField(
        label=_("Entry office"),
        help_text=_("Takes what is addressed to the party as a whole, and what no office below receives."),
    )
    centre = forms.ChoiceField(
        label=_("Centre"), help_text=_("Is copied on what the offices below send and receive directly.")
    )

    def __init__(self, *args: Any, offices: Choices, peers: Choices, blocks: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.peers = [code for code, _name in peers]
        self._offer("readers", [("", str(_("every partner"))), *peers])
        for name in ("entry_office", "centre"):
            self._offer(name, offices)
        kinds = [(name, str(kind_title(name))) for name in KINDS]
        self.count = min(blocks, MOST_OFFICES)
        for place in range(self.count):
            self.fields[f"office_{place}"] = forms.ChoiceField(
                label=_("Office"), choices=[("", "—"), *offices], required=False
            )
            for name, label in (("sends", _("Sends directly")), ("receives", _("Receives directly"))):
                self.fields[f"{name}_{place}"] = forms.MultipleChoiceField(
                    label=label, choices=kinds, required=False, widget=ManyPicks
                )

    def _offer(self, name: str, offered: Choices) -> None:
        self.fields[name].choices = offered  # type: ignore[attr-defined]  # a field of choices

    def blocks(self) -> Iterator[tuple[int, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Each block's place and boxes, to be shown."""
        for place in range(self.count):
            yield place, self[f"office_{place}"], self[f"sends_{place}"], self[f"receives_{place}"]

    def clean(self) -> dict[str, Any]:
        """Puts the declaration together as `says`."""
        found = super().clean() or self.cleaned_data
        lines: dict[str, OfficeLine] = {}
        for place in range(self.count):
            office = found.get(f"office_{place}")
            kinds = {name: tuple(sorted(found.get(f"{name}_{place}") or ())) for name in ("sends", "receives")}
            if not office:
                if any(kinds.values()):
                    self.add_error(f"office_{place}", Problem("required").sentence)
                continue
            if office in lines:
                self.add_error(f"office_{place}", Problem("offices-order").sentence)
            elif not any(kinds.values()):
                self.add_error(f"sends_{place}", Problem("offices-empty").sentence)
            lines[office] = OfficeLine(office=office, **kinds)
        if not self.errors:
            found["to"] = [found["readers"]] if found["readers"] else self.peers
            try:
                found["says"] = Declaration(
                    entry_office=found["entry_office"], centre=found["centre"],
                    offices=tuple(lines[office] for office in sorted(lines)),
                )  # fmt: skip
            except ValidationError:
                self.add_error(None, Problem("code").sentence)
        return found


def as_initial(says: Declaration | None) -> dict[str, Any]:
    """A declaration as the form's initial values."""
    if says is None:
        return {}
    found: dict[str, Any] = {"entry_office": says.entry_office, "centre": says.centre}
    for place, one in enumerate(says.offices):
        found |= {
            f"office_{place}": one.office,
            f"sends_{place}": list(one.sends),
            f"receives_{place}": list(one.receives),
        }
    return found
