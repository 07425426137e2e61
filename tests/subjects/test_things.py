"""Vehicles, papers, phones and accounts: told apart by their numbers, bounded, and read back as they were written."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from tripoint.subjects import (
    AnySubject,
    BankAccount,
    CryptoWallet,
    Paper,
    Person,
    PersonName,
    Phone,
    Subject,
    UserAccount,
    Vehicle,
    parse_phone_number,
    subject_title,
    type_of,
)

READER: TypeAdapter[AnySubject] = TypeAdapter(Subject)
HOLDER = Person(names=(PersonName(script="Latn", name="A B"),))
EACH: list[tuple[AnySubject, str, str]] = [
    (HOLDER, "person", "A B"),
    (Vehicle(plate="51A-123.45", country="VN", model="Kumru"), "vehicle", "51A-123.45 (VN) Kumru"),
    (Vehicle(vin="1M8GDM9AXKP042788"), "vehicle", "1M8GDM9AXKP042788"),
    (Paper.of("PASSPORT", "N1", "KH", holder=HOLDER), "document", "N1 (KH)"),
    (Phone(number="+84912345678"), "phone", "+84912345678"),
    (Phone(imsi="452010123456789"), "phone", "IMSI 452010123456789"),
    (UserAccount(service="Chat", username="x"), "account", "x · Chat"),
    (BankAccount(iban="GB82WEST12345698765432"), "account", "GB82WEST12345698765432"),
    (CryptoWallet(address="0x00000000000000"), "account", "0x00000000000000"),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "kind", "title"), EACH)
def test_it_is_read_back_as_it_was_written(subject: AnySubject, kind: str, title: str) -> None:
    written = subject.model_dump_json(exclude_defaults=True)  # as the ledger writes contents
    assert READER.validate_json(written, strict=True) == subject
    assert (type_of(subject), subject_title(subject, "en")) == (kind, title)


def test_what_does_not_say_its_schema_is_a_person() -> None:
    assert READER.validate_json('{"names":[{"script":"Latn","name":"A B"}]}', strict=True) == HOLDER


@pytest.mark.parametrize(
    "value",
    [
        {"schema": "Vehicle"},
        {"schema": "Vehicle", "registrationNumber": "1"},
        {"schema": "Vehicle", "vin": "1M8GDM9AXKP04278O"},
        {"schema": "Vehicle", "vin": "x" * 18},
        {"schema": "Vehicle", "frame": "a\x00b"},
        {"schema": "Vehicle", "frame": "f" * 41},
        {"schema": "Phone", "number": "0912345678"},
        {"schema": "Phone", "imei": "12"},
        {"schema": "BankAccount", "iban": "GB82WEST12345698765431"},
        {"schema": "BankAccount", "accountNumber": "1"},
        {"schema": "UserAccount", "service": "Chat"},
        {"schema": "CryptoWallet", "publicKey": "=cmd|' /C calc'!A0"},
        {"schema": "Yacht", "name": "x"},
        {"schema": "Vehicle", "vin": "1M8GDM9AXKP042788", "religion": "x"},
    ],
)
def test_what_cannot_be_told_apart_is_refused(value: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        READER.validate_python(value)


@pytest.mark.parametrize(
    ("typed", "country", "stored"),
    [("+84 912 345 678", "", "+84912345678"), ("0084912345678", "", "+84912345678"),
     ("0912.345.678", "VN", "+84912345678"), ("012 345 678", "KH", "+85512345678")],
)  # fmt: skip
def test_a_phone_number_is_stored_with_its_country(typed: str, country: str, stored: str) -> None:
    assert parse_phone_number(typed, country) == stored


@pytest.mark.parametrize("typed", ["0912345678", "911", "+84 abc", "+0912345678", "9" * 30])
def test_a_number_without_a_country_is_asked_back(typed: str) -> None:
    with pytest.raises(ValueError, match="country"):
        parse_phone_number(typed)
