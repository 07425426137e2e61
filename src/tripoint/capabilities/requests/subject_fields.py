"""The boxes of a request's subjects on the form: one block for each, by its type. The first block's names have no number."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tripoint import reference
from tripoint.capabilities.requests.form import Asked, Held
from tripoint.capabilities.requests.forms import line, select
from tripoint.capabilities.requests.kind_rules import type_of_role
from tripoint.capabilities.requests.kinds import RequestKind
from tripoint.capabilities.requests.screens import choices, today
from tripoint.capabilities.requests.subject_reading import typed_from
from tripoint.subjects import SubjectType, type_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MOST_BLOCKS = 20
"""Subjects on the form itself; more come as a list."""

Make = Callable[[], forms.Field]


def _date(label: StrOrPromise) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date", "class": "in short"})
    )


def _partial(label: StrOrPromise) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=20, required=False, help_text=_("1991, 05/1991 or 04/05/1991: as far as it is known.")
    )


FIELDS: Mapping[SubjectType, Mapping[str, Make]] = {
    "person": {
        "name_latn": lambda: line(_("Name in Latin letters")),
        "name_khmr": lambda: line(_("Name in Khmer letters")),
        "name_laoo": lambda: line(_("Name in Lao letters")),
        "birth": lambda: _partial(_("Born")),
        "sex": lambda: select("sexes", _("Sex")),
        "nationality": lambda: select("nationalities", _("Nationality")),
        "document_type": lambda: select("document_types", _("Document")),
        "document_number": lambda: line(_("Number of the document")),
        "document_country": lambda: select("nationalities", _("Issued by")),
        "province": lambda: select("provinces", _("Last known province")),
        "address": lambda: line(_("Last known address")),
    },
    "vehicle": {
        "plate": lambda: line(_("Plate")),
        "plate_country": lambda: select("nationalities", _("Country of the plate")),
        "vehicle_type": lambda: select("vehicle_types", _("Sort of vehicle")),
        "model": lambda: line(_("Make, model, colour")),
        "vin": lambda: line(_("VIN (17 letters and digits)")),
        "frame": lambda: line(_("Number of the frame")),
        "engine": lambda: line(_("Number of the engine")),
    },
    "document": {
        "paper_type": lambda: select("document_types", _("Document")),
        "paper_number": lambda: line(_("Number of the document")),
        "paper_country": lambda: select("nationalities", _("Issued by")),
        "authority": lambda: line(_("Authority that issued it")),
        "issued": lambda: _partial(_("Issued on")),
        "expires": lambda: _partial(_("Expires on")),
        "holder_latn": lambda: line(_("Holder in Latin letters")),
        "holder_khmr": lambda: line(_("Holder in Khmer letters")),
        "holder_laoo": lambda: line(_("Holder in Lao letters")),
        "holder_birth": lambda: _partial(_("Holder born")),
    },
    "phone": {
        "phone_number": lambda: line(_("Telephone number")),
        "phone_country": lambda: select(
            "nationalities", _("Country of the number"), help_text=_("If it is written without +84, +855 or +856.")
        ),
        "imei": lambda: line(_("IMEI of the phone")),
        "imsi": lambda: line(_("IMSI of the card")),
        "provider": lambda: line(_("Provider")),
    },
    "account": {
        "service": lambda: line(_("Service (messenger, platform, mail)")),
        "username": lambda: line(_("Name of the account there")),
        "bank": lambda: line(_("Bank")),
        "bank_number": lambda: line(_("Account number")),
        "iban": lambda: line(_("IBAN")),
        "bank_country": lambda: select("nationalities", _("Country of the bank")),
        "wallet": lambda: line(_("Address of a crypto wallet")),
        "currency": lambda: line(_("Currency")),
    },
}

CUSTODY = ("since", "held_province", "held_place", "notice", "told", "notice_by")


def name_at(name: str, place: int) -> str:
    """The name of a box in the block `place`, which counts from 0."""
    return f"{name}_{place}" if place else name


def blocks_of(values: Mapping[str, Any], kind: RequestKind) -> list[SubjectType]:
    """The types of the blocks that stand in what was typed, by place; the kind's usual one where nothing was yet."""
    found: list[SubjectType] = []
    for place in range(MOST_BLOCKS):
        wanted = values.get(name_at("type", place))
        if wanted in kind.subjects:
            found.append(wanted)
        elif wanted is None and place:
            break
        elif not place and "type" not in values:
            found.append(kind.subjects[0])
    return found


def without_block(typed: Mapping[str, list[str]], place: int, count: int) -> dict[str, list[str]]:
    """What was typed, without the block `place` of `count`; the later ones move up by one."""
    names = {"type", "role", *CUSTODY, *(name for boxes in FIELDS.values() for name in boxes)}
    moved = dict(typed)
    for at in range(place, count):
        for name in names:
            later = moved.pop(name_at(name, at + 1), None)
            moved.pop(name_at(name, at), None)
            if later is not None:
                moved[name_at(name, at)] = later
    if not count - 1:
        moved["type"] = [""]
    return moved


def block_fields(kind: RequestKind, type_: SubjectType, place: int, party: str) -> dict[str, forms.Field]:
    """The boxes of one block by their names."""
    roles = [one.code for one in reference.codes("subject_roles", today()) if type_of_role(one.code) == type_]
    role = forms.ChoiceField(
        label=_("Part in the matter"), required=False, choices=choices("subject_roles", codes=roles, empty="—")
    )
    if type_ != "person":
        role.initial = roles[0]
    found: dict[str, forms.Field] = {
        "type": forms.CharField(widget=forms.HiddenInput(), initial=type_, required=False),
        "role": role,
        **{name: make() for name, make in FIELDS[type_].items()},
    }
    if kind.custody:
        found |= _custody_fields(party)
    return {name_at(name, place): field for name, field in found.items()}


def _custody_fields(party: str) -> dict[str, forms.Field]:
    own = [one.code.code for one in reference.provinces(party, today())]
    return {
        "since": _date(_("In custody since")),
        "held_province": forms.ChoiceField(
            label=_("Held in the province"), required=False, choices=choices("provinces", codes=own, empty="—")
        ),
        "held_place": line(_("Place of custody")),
        "notice": select("consular_notices", _("Notice to the consulate"), help_text=_(
            "The person is told without delay of the right to have the consulate informed, and decides.")),
        "told": _date(_("Told of the right on")),
        "notice_by": select("consular_speakers", _("Said or done by")),
    }  # fmt: skip


def held_from(cleaned: Mapping[str, Any], place: int) -> Held:
    """A block's custody."""
    return Held(
        since=cleaned.get(name_at("since", place)), province=cleaned.get(name_at("held_province", place)) or "",
        place=cleaned.get(name_at("held_place", place)) or "", notice=cleaned.get(name_at("notice", place)) or "",
        told=cleaned.get(name_at("told", place)), by=cleaned.get(name_at("notice_by", place)) or "",
    )  # fmt: skip


def typed_of(cleaned: Mapping[str, Any], type_: SubjectType, place: int) -> dict[str, str]:
    """A block's values by the plain names of its boxes."""
    return {name: str(cleaned.get(name_at(name, place)) or "") for name in FIELDS[type_]}


def block_values(asked: Asked, place: int, fallback: SubjectType) -> dict[str, Any]:
    """A kept subject as the values of its block."""
    held = asked.held
    found: dict[str, Any] = {
        "type": type_of(asked.subject) if asked.subject else fallback, "role": asked.role,
        **typed_from(asked.subject),
    }  # fmt: skip
    if held is not None:
        found |= {"since": held.since, "held_province": held.province, "held_place": held.place,
                  "notice": held.notice, "told": held.told, "notice_by": held.by}  # fmt: skip
    return {name_at(name, place): value for name, value in found.items()}
