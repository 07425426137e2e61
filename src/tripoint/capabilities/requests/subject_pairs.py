"""What is known of a request's subjects as labelled pairs: persons, vehicles, papers, phones, accounts, and custody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.contents import OpenedContent
from tripoint.capabilities.requests.oral.entries import Stated
from tripoint.capabilities.requests.pairs import Pair, Value, coded, titled, when_shown
from tripoint.ledger.registry import Content
from tripoint.safeguards.consular_notice import Custody
from tripoint.subjects import (
    AnySubject,
    BankAccount,
    CryptoWallet,
    Document,
    Paper,
    Person,
    Phone,
    UserAccount,
    Vehicle,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def subject_rows(
    facts: Stated, content: Content | None, subjects: Sequence[tuple[AnySubject, str]]
) -> list[tuple[AnySubject, tuple[Pair, ...]]]:
    """Each subject with what is known of it. `subjects`: with the roles, as last described."""
    held = {place: one for one in facts.custody for place in one.subjects}
    where = content.held_at if isinstance(content, OpenedContent) else ()
    return [
        (subject, (*subject_pairs(subject, role),
                   *custody_pairs(held.get(place), where[place] if place < len(where) else "")))
        for place, (subject, role) in enumerate(subjects)
    ]  # fmt: skip


def custody_pairs(custody: Custody | None, place: str) -> tuple[Pair, ...]:
    """Since when and where a person is held, and what became of the notice to the consulate."""
    if custody is None:
        return ()
    where = ((Value(place),) if place else ()) + coded("provinces", custody.province)
    found = [
        Pair(_("In custody since"), (Value(day=custody.since),)),
        Pair(_("Held at"), where),
        Pair(_("Consular notice"), coded("consular_notices", custody.notice)),
        Pair(_("Told of the right on"), (Value(day=custody.told),) if custody.told else ()),
        Pair(_("Said or done by"), coded("consular_speakers", custody.by)),
    ]
    return tuple(pair for pair in found if pair.values)


def subject_pairs(subject: AnySubject, role: str) -> tuple[Pair, ...]:
    """What is known of a subject beside its names."""
    found = [Pair(_("Part in the matter"), coded("subject_roles", role))]
    match subject:
        case Person():
            found += _person(subject)
        case Vehicle():
            plate = f"{subject.plate} · {subject.country}" if subject.plate else ""
            found += [
                Pair(_("Plate"), _texts(plate)),
                Pair(_("Vehicle"), coded("vehicle_types", subject.type) + _texts(subject.model)),
                *_numbers(("VIN", subject.vin), (_("Frame"), subject.frame), (_("Engine"), subject.engine)),
            ]
        case Paper():
            found += [Pair(_("Document"), (_paper(subject),)), *_paper_pairs(subject)]
            if subject.holder:
                found += [Pair(_("Holder as printed"), (Value(titled(subject.holder)),)), *_person(subject.holder)]
        case Phone():
            found += _numbers(
                (_("Number"), subject.number), ("IMEI", subject.imei), ("IMSI", subject.imsi),
                (_("Provider"), subject.provider),
            )  # fmt: skip
        case UserAccount():
            found += _numbers((_("Service"), subject.service), (_("Name of the account"), subject.username))
        case BankAccount():
            found += _numbers(("IBAN", subject.iban), (_("Number"), subject.number), (_("Bank"), subject.bank))
            found.append(Pair(_("Country"), coded("nationalities", subject.country)))
        case CryptoWallet():
            found += _numbers((_("Wallet"), subject.address), (_("Currency"), subject.currency))
    return tuple(pair for pair in found if pair.values)


def _texts(text: str | None) -> tuple[Value, ...]:
    return (Value(text),) if text else ()


def _numbers(*pairs: tuple[StrOrPromise, str | None]) -> list[Pair]:
    return [Pair(name, _texts(value)) for name, value in pairs]


def _paper(one: Document | Paper) -> Value:
    return Value(f"{one.number} · {one.country}", "document_types", one.type)


def _paper_pairs(one: Paper) -> Iterator[Pair]:
    for name, text in ((_("Issued on"), one.issued), (_("Expires on"), one.expires)):
        if text:
            yield Pair(name, (Value(partial_date_words(text)),))
    yield Pair(_("Issued by the authority"), _texts(one.authority))


def _person(person: Person) -> list[Pair]:
    found = []
    if person.sex:
        found.append(Pair(_("Sex"), coded("sexes", person.sex)))
    if person.birth_date:
        found.append(Pair(_("Born"), (Value(partial_date_words(person.birth_date)),)))
    found.append(Pair(_("Nationality"), coded("nationalities", *person.nationality)))
    found.append(Pair(_("Document"), tuple(_paper(one) for one in person.documents)))
    if person.address:
        place = coded("provinces", person.address.province) + coded("nationalities", person.address.country)
        found.append(Pair(_("Last known address"), _texts(person.address.full) + place))
    return found


def partial_date_words(text: str) -> StrOrPromise:
    """A partial date with what is not known said in words."""
    parts = text.split("-")
    if len(parts) == 1:
        return when_shown(lambda: gettext("%(year)s, day and month not known") % {"year": parts[0]})
    if len(parts) == 2:
        return when_shown(lambda: gettext("%(month)s/%(year)s, day not known") % {"month": parts[1], "year": parts[0]})
    return "/".join(reversed(parts))
