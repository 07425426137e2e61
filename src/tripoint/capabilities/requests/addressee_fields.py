"""The boxes for parties that are asked besides the first: the office of each, and what the request stands on towards it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tripoint import reference
from tripoint.capabilities.requests.form import Addressee, RequestForm
from tripoint.capabilities.requests.forms import Picks
from tripoint.capabilities.requests.problems import SENTENCES
from tripoint.capabilities.requests.screens import Choices, choices, instruments_of
from tripoint.safeguards.offence_gate import Basis

SHAPES = [
    ("each", _("A dossier for each party. None sees whom else you ask, or what another answers.")),
    (
        "joint",
        _("One joint dossier. Every party sees the whole request, whom you ask, every question and every answer."),
    ),
]


def names_for(party: str) -> tuple[str, str, str]:
    """The names of a party's boxes: office, legal basis, article."""
    return f"also_{party}", f"basis_{party}", f"article_{party}"


def addressee_fields(own: str, party: str, offices: Choices) -> dict[str, forms.Field]:
    """The boxes of a party that may be asked too, by their names."""
    office, basis, article = names_for(party)
    codes = instruments_of(own, party)
    return {
        office: forms.ChoiceField(
            label=_("Office"), required=False, choices=[("", "—"), *offices],
            error_messages={"invalid_choice": SENTENCES["office-undeclared"]},
        ),
        basis: forms.ChoiceField(
            label=_("Legal basis, if another"), choices=choices("instruments", codes=codes, empty="—"), required=False
        ),
        article: forms.CharField(label=_("Article or item"), max_length=16, required=False),
    }  # fmt: skip


def shape_field() -> forms.ChoiceField:
    """Whether several parties are asked in a dossier for each or in one joint dossier."""
    return forms.ChoiceField(
        label=_("If you ask several parties"), choices=SHAPES, widget=Picks, required=False, initial="each"
    )


def addressees_from(cleaned: Mapping[str, Any], others: Sequence[str]) -> tuple[Addressee, ...]:
    """Those of `others` that are asked. Call it once the form is valid."""
    found = ((one, cleaned[names_for(one)[0]]) for one in others)
    return tuple(Addressee(party=party, office=office) for party, office in found if office)


def basis_from(cleaned: Mapping[str, Any], others: Sequence[str]) -> tuple[Basis, ...]:
    """What the request stands on towards the first party and those of `others` that are asked, each once."""
    named = [(cleaned["instrument"], cleaned["place"])]
    for office, basis, article in map(names_for, others):
        if cleaned[office]:
            named.append((cleaned[basis], cleaned[article]))
    return tuple(Basis(instrument=one, place=place) for one, place in dict.fromkeys(named) if one)


def addressee_values(form: RequestForm) -> dict[str, Any]:
    """A kept form as the boxes' initial values; a basis beyond the first stands with the party that it binds."""
    found: dict[str, Any] = {"joint": "joint" if form.joint else "each"}
    for one in form.also:
        office, basis, article = names_for(one.party)
        found[office] = one.office
        for stands_on in form.basis[1:]:
            if one.party in reference.get("instruments", stands_on.instrument).words("parties"):
                found |= {basis: stands_on.instrument, article: stands_on.place}
    return found
