"""From what an officer typed, in boxes or in the columns of a list, to a subject; what cannot be read is told by field.

The names of fields here are those of the form and of the columns that a list is mapped to.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from tripoint.subjects import (
    Address,
    AnySubject,
    BankAccount,
    BirthDateUnclear,
    CryptoWallet,
    Document,
    Paper,
    Person,
    PersonName,
    Phone,
    SubjectType,
    UserAccount,
    Vehicle,
    parse_birth_date,
    parse_document_date,
    parse_phone_number,
)
from tripoint.subjects.wording import say_birth_date

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Typed = Mapping[str, str]
SCRIPTS = (("latn", "Latn"), ("khmr", "Khmr"), ("laoo", "Laoo"))
LANGUAGE_OF = {"VN": "vi", "KH": "km", "LA": "lo"}

NOT_WRITING = _("A name, number or address holds a character that is no writing, or is too long.")
PHONE = _("Write the number with its country: +84 912 345 678.")
SENTENCES: dict[str, StrOrPromise] = {
    "vin": _("A VIN has 17 letters and digits, without I, O and Q."),
    "plate_country": _("Say which country issued the plate."),
    "phone_number": PHONE,
    "imei": _("An IMEI has 15 digits. Type *#06# on the phone to see it."),
    "imsi": _("An IMSI has 15 digits."),
    "iban": _("The check digits of the IBAN are wrong. Compare it with the paper."),
    "wallet": _("A wallet's address has 14 to 120 letters and digits."),
    "currency": _("Write the currency as a short code: BTC, USDT."),
    "province": _("The province does not lie in that country."),
    "expires": _("The document expires before it was issued. Look at both dates again."),
    "name_latn": NOT_WRITING,
}
PLACES: Mapping[str, Mapping[str, str]] = {
    "Person": {"birthDate": "birth", "address": "address", "documents": "document_number"},
    "PersonName": {"name": "name_latn"},
    "Document": {"number": "document_number", "type": "document_type", "country": "document_country"},
    "Address": {"full": "address"},
    "Vehicle": {"registrationNumber": "plate"},
    "Paper": {"number": "paper_number", "holder": "holder_latn", "startDate": "issued", "endDate": "expires"},
    "Phone": {"number": "phone_number"},
    "BankAccount": {"accountNumber": "bank_number", "bankName": "bank", "country": "bank_country"},
    "CryptoWallet": {"publicKey": "wallet"},
}
KEYS: Mapping[SubjectType, str] = {
    "person": "name_latn", "vehicle": "plate", "document": "paper_number", "phone": "phone_number",
    "account": "username",
}  # fmt: skip
"""The field at which a lack of the whole subject is shown."""


class SubjectUnclear(ValueError):
    """What was typed is no subject as it stands: `field` and a sentence that says what to do."""

    def __init__(self, field: str, sentence: StrOrPromise) -> None:
        super().__init__(field)
        self.field, self.sentence = field, sentence


def read_subject(kind: SubjectType, typed: Typed, *, party: str, today: date) -> AnySubject | None:
    """The subject, or None while nothing identifies it. `typed`: values by field, empty where nothing stands.

    Raises SubjectUnclear.
    """
    readers = {
        "person": read_person, "vehicle": _vehicle, "document": _paper, "phone": _phone, "account": _account,
    }  # fmt: skip
    try:
        return readers[kind](typed, party, today)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        name = str(error.title)
        at = next((str(one) for one in first["loc"] if isinstance(one, str)), "")
        field = PLACES.get(name, {}).get(at, at) or KEYS[kind]
        if "expires before" in first["msg"]:
            field = "expires"
        raise SubjectUnclear(field, SENTENCES.get(field, NOT_WRITING)) from error


def read_birth(typed: str, field: str, today: date) -> str | None:
    """A partial date. Raises SubjectUnclear with the reason: a year of the Buddhist era, a lunar day, the future."""
    if not typed:
        return None
    try:
        return parse_birth_date(typed, today)
    except BirthDateUnclear as unclear:
        raise SubjectUnclear(field, say_birth_date(unclear)) from unclear


def read_person(typed: Typed, party: str, today: date) -> Person | None:
    """A person by the names in up to three scripts."""
    names = _names(typed, "name", party)
    if not names:
        return None
    papers: tuple[Document, ...] = ()
    if typed.get("document_number"):
        country = typed.get("document_country") or typed.get("nationality") or party
        kind = typed.get("document_type") or "OTHER"
        papers = (Document.model_validate({"type": kind, "number": typed["document_number"], "country": country}),)
    address = None
    if typed.get("address") or typed.get("province"):
        address = Address(full=typed.get("address") or None, province=typed.get("province") or None)
    return Person(
        names=names,
        birth_date=read_birth(typed.get("birth", ""), "birth", today),
        sex=typed.get("sex") or None,
        nationality=(typed["nationality"],) if typed.get("nationality") else (),
        documents=papers,
        address=address,
    )


def _names(typed: Typed, prefix: str, party: str) -> tuple[PersonName, ...]:
    languages = {"Latn": "vi" if party == "VN" else None, "Khmr": "km", "Laoo": "lo"}
    return tuple(
        PersonName(script=script, language=languages[script], name=typed[f"{prefix}_{ending}"])
        for ending, script in SCRIPTS if typed.get(f"{prefix}_{ending}")
    )  # fmt: skip


def bare(typed: str) -> str:
    """An identifier as it is compared: capitals, without blanks and marks."""
    return re.sub(r"[\s.\-]", "", typed).upper()


def _vehicle(typed: Typed, party: str, today: date) -> Vehicle | None:
    plate, country = typed.get("plate", "").upper(), typed.get("plate_country", "")
    if not (plate or typed.get("vin") or typed.get("frame") or typed.get("engine")):
        return None
    if plate and not country:
        raise SubjectUnclear("plate_country", SENTENCES["plate_country"])
    return Vehicle(
        type=typed.get("vehicle_type") or None, plate=plate or None, country=country or None,
        vin=bare(typed.get("vin", "")) or None, frame=typed.get("frame") or None, engine=typed.get("engine") or None,
        model=typed.get("model") or None,
    )  # fmt: skip


def _paper(typed: Typed, party: str, today: date) -> Paper | None:
    if not typed.get("paper_number"):
        return None
    names = _names(typed, "holder", party)
    birth = read_birth(typed.get("holder_birth", ""), "holder_birth", today)
    holder = Person(names=names, birth_date=birth) if names else None
    dates: dict[str, Any] = {}
    for field, name in (("issued", "startDate"), ("expires", "endDate")):
        if typed.get(field):
            dates[name] = _document_date(typed[field], field, today)
    return Paper.of(
        typed.get("paper_type") or "OTHER", typed["paper_number"], typed.get("paper_country") or party,
        authority=typed.get("authority") or None, holder=holder, **dates,
    )  # fmt: skip


def _document_date(typed: str, field: str, today: date) -> str:
    """A partial date that may lie ahead, as the last day of a document does."""
    try:
        return parse_document_date(typed, today)
    except BirthDateUnclear as unclear:
        raise SubjectUnclear(field, say_birth_date(unclear)) from unclear


def _phone(typed: Typed, party: str, today: date) -> Phone | None:
    number = typed.get("phone_number", "")
    if not (number or typed.get("imei") or typed.get("imsi")):
        return None
    if number:
        try:
            number = parse_phone_number(number, typed.get("phone_country", ""))
        except ValueError as unclear:
            raise SubjectUnclear("phone_number", PHONE) from unclear
    return Phone(
        number=number or None, imei=bare(typed.get("imei", "")) or None, imsi=bare(typed.get("imsi", "")) or None,
        provider=typed.get("provider") or None,
    )  # fmt: skip


def _account(typed: Typed, party: str, today: date) -> AnySubject | None:
    """Of the three sorts of account the one of which something is filled in; two at once are two subjects."""
    money = typed.get("iban") or typed.get("bank_number") or typed.get("bank")
    named = typed.get("username") or typed.get("service")
    if sum(map(bool, (money, named, typed.get("wallet")))) > 1:
        raise SubjectUnclear("username", _("These are several accounts. Add a subject for each."))
    if typed.get("wallet"):
        return CryptoWallet(address=typed["wallet"], currency=typed.get("currency", "").upper() or None)
    if money:
        if not typed.get("iban") and not (typed.get("bank_number") and typed.get("bank")):
            raise SubjectUnclear("bank_number", _("Give the IBAN, or the number and the bank."))
        return BankAccount(
            iban=bare(typed.get("iban", "")) or None, number=typed.get("bank_number") or None,
            bank=typed.get("bank") or None, country=typed.get("bank_country") or None,
        )  # fmt: skip
    if named:
        if not (typed.get("username") and typed.get("service")):
            raise SubjectUnclear("username", _("Give the service and the name of the account there."))
        return UserAccount(service=typed["service"], username=typed["username"])
    return None


def typed_from(subject: AnySubject | None) -> dict[str, str]:
    """A subject as the values of its fields: what `read_subject` reads it from."""
    match subject:
        case None:
            return {}
        case Person():
            return _typed_person(subject)
        case Vehicle():
            found = {"vehicle_type": subject.type, "plate": subject.plate, "plate_country": subject.country,
                     "vin": subject.vin, "frame": subject.frame, "engine": subject.engine, "model": subject.model}  # fmt: skip
        case Paper():
            found = {"paper_type": subject.type, "paper_number": subject.number, "paper_country": subject.country,
                     "issued": subject.issued, "expires": subject.expires, "authority": subject.authority,
                     **(_typed_names(subject.holder, "holder") if subject.holder else {}),
                     "holder_birth": subject.holder.birth_date if subject.holder else None}  # fmt: skip
        case Phone():
            found = {"phone_number": subject.number, "imei": subject.imei, "imsi": subject.imsi,
                     "provider": subject.provider}  # fmt: skip
        case UserAccount():
            found = {"service": subject.service, "username": subject.username}
        case BankAccount():
            found = {"iban": subject.iban, "bank_number": subject.number, "bank": subject.bank,
                     "bank_country": subject.country}  # fmt: skip
        case CryptoWallet():
            found = {"wallet": subject.address, "currency": subject.currency}
    return {name: value or "" for name, value in found.items()}


def _typed_names(person: Person, prefix: str) -> dict[str, str | None]:
    by_script = {one.script: one.name for one in person.names}
    return {f"{prefix}_{ending}": by_script.get(script) for ending, script in SCRIPTS}


def _typed_person(person: Person) -> dict[str, str]:
    paper = person.documents[0] if person.documents else None
    address = person.address
    found: dict[str, str | None] = {
        **_typed_names(person, "name"), "birth": person.birth_date, "sex": person.sex,
        "nationality": person.nationality[0] if person.nationality else None,
        "document_type": paper.type if paper else None, "document_number": paper.number if paper else None,
        "document_country": paper.country if paper else None, "province": address.province if address else None,
        "address": address.full if address else None,
    }  # fmt: skip
    return {name: value or "" for name, value in found.items()}
