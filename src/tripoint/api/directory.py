"""The directory and the code lists, to be read by every token: what a form's fields may hold."""

from __future__ import annotations

import datetime
from typing import Literal

from django.utils import timezone
from pydantic import Field

from tripoint import reference
from tripoint.api.models import Scope
from tripoint.api.problem import ApiProblem
from tripoint.api.routes import Answer, Body, Call, Route, Said
from tripoint.api.routes import register as add
from tripoint.directory.models import LANGUAGES, Office, Party

Names = dict[Literal["en", "vi", "lo", "km"], str]


class OnDay(Body):
    """The day that is asked about; today where it is left out."""

    on: datetime.date | None = None


class OfOffice(OnDay):
    """Offices of one party, or of all."""

    party: str | None = Field(None, pattern=r"^[A-Z]{2}$")


class PartySaid(Said):
    """A party (ISO 3166-1 alpha-2) and its ministry's names."""

    code: str
    names: Names


class PartiesSaid(Said):
    """Every party that the directory knows."""

    items: tuple[PartySaid, ...]


class OfficeSaid(Said):
    """An office that is in force."""

    code: str
    party: str
    parent: str | None
    level: str
    province: str
    names: Names


class OfficesSaid(Said):
    """Offices in force, by code."""

    items: tuple[OfficeSaid, ...]


class ListsSaid(Said):
    """The names of the code lists."""

    items: tuple[str, ...]


class CodeSaid(Said):
    """A code that is open on the day, with its labels and the list's further columns."""

    code: str
    labels: Names
    columns: dict[str, str]


class CodesSaid(Said):
    """The open codes of a list, in its order."""

    list: str
    on: datetime.date
    items: tuple[CodeSaid, ...]


class MeSaid(Said):
    """For whom the token acts."""

    party: str
    office: str
    roles: tuple[str, ...]
    scopes: tuple[str, ...]
    expires_at: datetime.datetime
    exercise: bool


def _me(call: Call) -> Answer:
    token, ours = call.bearer.token, call.ledger
    return Answer(
        MeSaid(
            party=ours.party, office=call.post.office_id, roles=tuple(call.post.roles),
            scopes=tuple(one for one in Scope.values if one in token.scopes), expires_at=token.expires_at,
            exercise=ours.exercise,
        )
    )  # fmt: skip


def _parties(call: Call) -> Answer:
    rows = Party.objects.all()
    return Answer(PartiesSaid(items=tuple(PartySaid(code=row.code, names=_names(row)) for row in rows)))


def _offices(call: Call) -> Answer:
    rows = Office.objects.on(call.query.on or timezone.localdate())
    if call.query.party:
        rows = rows.filter(party_id=call.query.party)
    items = tuple(
        OfficeSaid(
            code=row.code, party=row.party_id, parent=row.parent_id, level=row.level, province=row.province,
            names=_names(row),
        )
        for row in rows.order_by("code")
    )  # fmt: skip
    return Answer(OfficesSaid(items=items))


def _names(row: Party | Office) -> Names:
    return {language: row.name_in(language) for language in LANGUAGES}  # type: ignore[misc]  # the four of Names


def _lists(call: Call) -> Answer:
    return Answer(ListsSaid(items=tuple(sorted(reference.lists()))))


def _codes(call: Call) -> Answer:
    name, day = call.values["list"], call.query.on or timezone.localdate()
    if name not in reference.lists():
        raise ApiProblem("not-found")
    items = tuple(
        CodeSaid(
            code=one.code,
            labels={language: one.label(language).text for language in LANGUAGES},
            columns=dict(one.more),
        )
        for one in reference.codes(name, day)
    )  # fmt: skip
    return Answer(CodesSaid(list=name, on=day, items=items))


def register() -> None:
    """Adds the routes."""
    add(
        Route("GET", "/v1/me", "For whom the token acts", _me, said=MeSaid),
        Route("GET", "/v1/directory/parties", "The parties", _parties, said=PartiesSaid),
        Route("GET", "/v1/directory/offices", "The offices in force", _offices, query=OfOffice, said=OfficesSaid),
        Route("GET", "/v1/reference", "The names of the code lists", _lists, said=ListsSaid),
        Route("GET", "/v1/reference/{list}", "The open codes of a list", _codes, query=OnDay, said=CodesSaid),
    )
