"""What of a request is compared with earlier ones: the numbers and persons in its statements, and in a draft before it
leaves. Notes at home, stops and flags are not read here, so no lead can come from them (S3)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import cast

from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.contents import AnsweredContent, ChannelReference, GivenContent, OpenedContent
from tripoint.capabilities.requests.form import RequestForm, written
from tripoint.capabilities.requests.models import RequestDraft
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.registry import Content, Facts
from tripoint.screening.sources import OWN, REFERENCE, Named, Seen, Source, register, register_end
from tripoint.subjects import (
    AnySubject,
    BankAccount,
    CryptoWallet,
    Paper,
    Person,
    PersonName,
    Phone,
    UserAccount,
    Vehicle,
)
from tripoint.text import bare, bare_letters

LEAST = 4  # characters; shorter numbers ("12", "N/A") say nothing
MOST_NAMES = 4  # of one person: the first names and aliases
TRIPOINT = "TRIPOINT"  # the code of list channels for a reference of this kind
_REFERENCE = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}-(?:[A-Z]{2}-)?20[0-9]{2}-[0-9]{4,7}(?![0-9])")
Numbers = Iterator[tuple[str, str]]  # sort, and the number as it is compared


def numbers_of(subjects: Iterable[AnySubject]) -> Numbers:
    """The numbers by which subjects can be told apart."""
    for subject in subjects:
        match subject:
            case Person(documents=documents):
                for document in documents:
                    yield "document", f"{document.country} {bare_letters(document.number)}"
            case Paper(number=number, country=country, holder=holder):
                yield "document", f"{country} {bare_letters(number)}"
                yield from numbers_of([holder] if holder else [])
            case Vehicle():
                if subject.plate:
                    yield "vehicle", f"{subject.country} {bare_letters(subject.plate)}"
                for name in ("vin", "frame", "engine"):
                    if getattr(subject, name):
                        yield "vehicle", f"{name} {bare_letters(getattr(subject, name))}"
            case Phone(number=number, imei=imei, imsi=imsi):
                yield from (("phone", one) for one in (number, imei and imei[:14], imsi) if one)
            case UserAccount(service=service, username=username):
                yield "account", f"{bare_letters(service)} {bare(username)}"
            case BankAccount(iban=iban, number=number):
                yield from (("account", bare_letters(one)) for one in (iban, number) if one)
            case CryptoWallet(address=address):
                yield "account", address


def _telling(numbers: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Without what stands for no number at all: too short, without a digit, one character over and over."""
    found = set()
    for sort, text in numbers:
        number = text.rpartition(" ")[2]
        named = sort == "account" and " " in text  # an account's name needs no digit
        if len(number) >= LEAST and len(set(number)) > 1 and (named or any(map(str.isdigit, number))):
            found.add((sort, text))
    return frozenset(found)


def _channels(references: Iterable[ChannelReference]) -> Numbers:
    for one in references:
        if one.channel == TRIPOINT:
            yield REFERENCE, one.number.upper()
        else:
            yield "channel", f"{one.channel} {bare_letters(one.number)}"


def _persons(subjects: Iterable[AnySubject | None]) -> tuple[Named, ...]:
    found = []
    for subject in subjects:
        person = subject.holder if isinstance(subject, Paper) else subject
        if not isinstance(person, Person):
            continue
        names = dict.fromkeys(filter(None, map(_whole, (*person.names, *person.aliases))))
        found.append(
            Named(
                tuple(names)[:MOST_NAMES], person.birth_date or "", person.sex or "", frozenset(person.nationality),
                frozenset(one.number for one in person.documents),
            )
        )  # fmt: skip
    return tuple(found)


def _whole(name: PersonName) -> str:
    if name.name:
        return name.name
    western = name.script == "Latn" and name.language not in ("vi", "km", "lo", "zh")
    parts = (name.given, name.middle, name.family) if western else (name.family, name.middle, name.given)
    return " ".join(filter(None, parts))


def _asked(
    subjects: Sequence[AnySubject], said: OpenedContent | RequestForm, warrant: date | None, own: str = ""
) -> Seen:  # fmt: skip
    """What a request says, whether it has left or is a draft. `own`: its reference, which its text may name."""
    numbers = [*numbers_of(subjects), *_channels(said.channels)]
    if warrant:
        numbers.append(("warrant", f"{warrant} {bare_letters(said.warrant_number)}"))
    numbers += [(REFERENCE, one) for one in _REFERENCE.findall(said.text) if one != own]
    return Seen(_telling(numbers), _persons(subjects))


def _opened(ledger: Ledger, facts: Facts, content: Content | None) -> Seen:
    opened = cast(e.OpenedFacts, facts)
    own = frozenset({(OWN, opened.reference)})
    if not isinstance(content, OpenedContent):
        return Seen(own)
    asked = _asked(content.subjects, content, opened.warrant, opened.reference)
    return Seen(own | asked.numbers, asked.persons)


def _given(ledger: Ledger, facts: Facts, content: Content | None) -> Seen:
    if not isinstance(content, GivenContent):
        return Seen()
    return Seen(_telling(numbers_of(content.subjects)), _persons(content.subjects))


def _answered(ledger: Ledger, facts: Facts, content: Content | None) -> Seen:
    if not isinstance(content, AnsweredContent):
        return Seen()
    persons = [one.person for one in content.items if one.person]
    return Seen(_telling(numbers_of(persons)), _persons(persons))


def _submitted(ledger: Ledger, facts: Facts, content: Content | None) -> Seen:
    """What stands in the draft, as long as it is the one that was submitted."""
    stated = cast(h.SubmittedFacts, facts)
    row = RequestDraft.objects.using(ledger.using).filter(pk=stated.draft, digest=stated.digest).first()
    if row is None:
        return Seen()
    return seen_in(written(ledger, row))


def seen_in(form: RequestForm) -> Seen:
    """What of a request that is being written is compared."""
    return _asked([one.subject for one in form.subjects if one.subject], form, form.warrant)


for _type in (e.OPENED, e.CALLED, e.RECORDED):
    register(_type, Source(_opened))
register(e.GIVEN, Source(_given))
register(e.ANSWERED, Source(_answered))
register(h.SUBMITTED, Source(_submitted, is_draft=True))
register_end(h.RETURNED)
register_end(h.RELEASED)
