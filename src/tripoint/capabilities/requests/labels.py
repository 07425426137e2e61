"""A code's label for a reader. Offices may stand in the lists or only in this node's directory."""

from __future__ import annotations

from collections.abc import Iterable

from tripoint import reference
from tripoint.directory.models import Office
from tripoint.reference import Label

_OFFICE_LISTS = ("offices", "liaison_offices")


def label(list_name: str, code: str, language: str) -> Label:
    """The label of a code of a list; the code itself where neither the list nor the directory has it."""
    listed = _listed(list_name, code, language)
    if listed is None and list_name == "offices":
        return office_labels([code], language)[code]
    return listed or Label(code, True, code, code, "en")


def office_labels(codes: Iterable[str], language: str) -> dict[str, Label]:
    """The labels of many offices by code, with one query at most."""
    listed = {code: _listed("offices", code, language) for code in codes}
    offices = Office.objects.in_bulk([code for code, found in listed.items() if found is None])
    return {code: found or _of_office(code, offices.get(code), language) for code, found in listed.items()}


def _listed(list_name: str, code: str, language: str) -> Label | None:
    for name in _OFFICE_LISTS if list_name == "offices" else (list_name,):
        try:
            return reference.label(name, code, language)
        except reference.UnknownCode:
            continue
    return None


def _of_office(code: str, office: Office | None, language: str) -> Label:
    if office is None:
        return Label(code, True, code, code, "en")
    return Label(office.name_in(language), office.is_confirmed_in(language), code, office.name_en, language)
