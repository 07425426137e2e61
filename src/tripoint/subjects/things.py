"""What a request can be about beside persons: vehicles, papers, phones, accounts.

FollowTheMoney has the schemata Vehicle, Passport, Identification, UserAccount, BankAccount and CryptoWallet; properties
carry its names where it has them. It knows a phone only as a property of a person, so Phone is ours. Identifiers are
stored as they are compared: without blanks, in capitals, phone numbers as E.164.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Discriminator,
    Field,
    SerializerFunctionWrapHandler,
    StringConstraints,
    Tag,
    model_serializer,
    model_validator,
)

from tripoint import reference
from tripoint.subjects.persons import Country, Identifying, Name, Number, Part, Person, code_of

SubjectType = Literal["person", "vehicle", "document", "phone", "account"]
IBAN_MODULUS = 97  # ISO 7064, MOD 97-10


def _is_iban(text: str) -> str:
    turned = text[4:] + text[:4]
    if int("".join(str(int(letter, 36)) for letter in turned)) % IBAN_MODULUS != 1:
        raise ValueError("the check digits of the IBAN are wrong")
    return text


def _pattern(pattern: str) -> StringConstraints:
    return StringConstraints(pattern=pattern)


Vin = Annotated[str, _pattern(r"^[A-HJ-NPR-Z0-9]{17}$")]  # ISO 3779: no I, O, Q
PhoneNumber = Annotated[str, _pattern(r"^\+[1-9][0-9]{6,14}$")]  # ITU-T E.164
Imei = Annotated[str, _pattern(r"^[0-9]{14,16}$")]  # 3GPP TS 23.003, 6.2: 14 digits, check digit, software version
Imsi = Annotated[str, _pattern(r"^[0-9]{14,15}$")]  # ITU-T E.212
Iban = Annotated[str, _pattern(r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$"), AfterValidator(_is_iban)]  # ISO 13616
Wallet = Annotated[str, _pattern(r"^[A-Za-z0-9:]{14,120}$")]
Currency = Annotated[str, _pattern(r"^[A-Z0-9]{2,10}$")]


class Thing(Part):
    """Base of what is no person and no paper: it always says its schema, by which a reader tells it apart."""

    @model_serializer(mode="wrap")
    def _with_schema(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {"schema": getattr(self, "schema_", ""), **write(self)}


class Vehicle(Thing):
    """A vehicle by its plate and country, its VIN, or the numbers of its frame or engine."""

    schema_: Literal["Vehicle"] = Field("Vehicle", alias="schema")
    type: Annotated[str, code_of("vehicle_types")] | None = None
    plate: Number | None = Field(None, alias="registrationNumber")
    country: Country | None = None  # that issued the plate
    vin: Vin | None = None
    frame: Number | None = None
    engine: Number | None = None
    model: Name | None = None  # make, model, colour

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> Self:
        if not (self.plate or self.vin or self.frame or self.engine):
            raise ValueError("a vehicle needs a plate, a VIN, or the number of its frame or engine")
        if self.plate and not self.country:
            raise ValueError("a plate needs the country that issued it")
        return self


class Paper(Identifying):
    """A document that is itself asked about, and the holder as it names one."""

    holder: Person | None = None

    @classmethod
    def of(cls, type_: str, number: str, country: str, **more: Any) -> Paper:
        """A paper by its type (list document_types). Raises ValidationError, UnknownCode."""
        schema = reference.get("document_types", type_).more["schema"]
        return cls.model_validate({"schema": schema, "type": type_, "number": number, "country": country, **more})


class Phone(Thing):
    """A telephone by its number, its device (IMEI) or its card (IMSI)."""

    schema_: Literal["Phone"] = Field("Phone", alias="schema")
    number: PhoneNumber | None = None
    imei: Imei | None = None
    imsi: Imsi | None = None
    provider: Name | None = None

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> Self:
        if not (self.number or self.imei or self.imsi):
            raise ValueError("a phone needs its number, IMEI or IMSI")
        return self


class UserAccount(Thing):
    """An account at a service: a messenger, a platform, a mail address."""

    schema_: Literal["UserAccount"] = Field("UserAccount", alias="schema")
    service: Name
    username: Name


class BankAccount(Thing):
    """An account of money: an IBAN, or a number at a bank."""

    schema_: Literal["BankAccount"] = Field("BankAccount", alias="schema")
    iban: Iban | None = None
    number: Number | None = Field(None, alias="accountNumber")
    bank: Name | None = Field(None, alias="bankName")
    country: Country | None = None

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> Self:
        if not self.iban and not (self.number and self.bank):
            raise ValueError("a bank account needs an IBAN, or a number and the bank")
        return self


class CryptoWallet(Thing):
    """A wallet by its public address."""

    schema_: Literal["CryptoWallet"] = Field("CryptoWallet", alias="schema")
    address: Wallet = Field(alias="publicKey")
    currency: Currency | None = None


def _schema(value: Any) -> str:
    """Which of the schemata a value is; a person where it does not say, as before there were others."""
    found = value.get("schema", value.get("schema_")) if isinstance(value, dict) else getattr(value, "schema_", None)
    return "Paper" if found in ("Passport", "Identification") else str(found or "Person")


Subject = Annotated[
    Annotated[Person, Tag("Person")]
    | Annotated[Vehicle, Tag("Vehicle")]
    | Annotated[Paper, Tag("Paper")]
    | Annotated[Phone, Tag("Phone")]
    | Annotated[UserAccount, Tag("UserAccount")]
    | Annotated[BankAccount, Tag("BankAccount")]
    | Annotated[CryptoWallet, Tag("CryptoWallet")],
    Discriminator(_schema),
]
AnySubject = Person | Vehicle | Paper | Phone | UserAccount | BankAccount | CryptoWallet

_TYPES: dict[str, SubjectType] = {
    "Person": "person", "Vehicle": "vehicle", "Passport": "document", "Identification": "document", "Phone": "phone",
    "UserAccount": "account", "BankAccount": "account", "CryptoWallet": "account",
}  # fmt: skip


def type_of(subject: AnySubject) -> SubjectType:
    """What a subject is, as the facts of a request name it."""
    return _TYPES[subject.schema_]


CALLING_CODES = {"VN": "84", "KH": "855", "LA": "856", "TH": "66", "CN": "86", "MM": "95"}
"""ITU-T E.164 country codes of the parties and their neighbours; for numbers typed as one dials them at home."""


def parse_phone_number(typed: str, country: str = "") -> str:
    """A number as typed, as E.164: `+84 912 345 678`, `0084…`, or `0912 345 678` with the country it belongs to.

    Raises ValueError for what cannot be a number, or one without a country.
    """
    bare = re.sub(r"[\s().\-/]", "", typed)
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    elif bare.startswith("0") and country in CALLING_CODES:
        bare = "+" + CALLING_CODES[country] + bare[1:]
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", bare, re.ASCII):
        raise ValueError("write the number with its country: +84 912 345 678")
    return bare
