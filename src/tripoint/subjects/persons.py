"""The models. They are frozen, bounded, and refuse fields that they do not know."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic.alias_generators import to_camel

from tripoint import reference
from tripoint.subjects.birth import is_partial_date

NAME_LENGTH = 120
NUMBER_LENGTH = 40
ADDRESS_LENGTH = 300
MOST_NAMES = 8
MOST_ALIASES = 16
MOST_DOCUMENTS = 16
MOST_NATIONALITIES = 4

# Format characters that Khmer and Lao editors put between words, and that are harmless: zero-width space and joiners.
_HARMLESS_FORMAT = frozenset("\u200b\u200c\u200d\u2060")


def _is_printable(text: str) -> str:
    # Unassigned code points are let through: which ones are depends on the Unicode version, and nodes must judge alike.
    for letter in text:
        if unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs") and letter not in _HARMLESS_FORMAT:
            raise ValueError(f"holds a character that is no writing: U+{ord(letter):04X}")
    return unicodedata.normalize("NFC", text)


def _is_date(text: str) -> str:
    if not is_partial_date(text):
        raise ValueError("is not a date in the form 1991, 1991-05 or 1991-05-04")
    return text


def code_of(list_name: str) -> AfterValidator:
    """A validator for codes of a list, open or closed."""

    def check(code: str) -> str:
        reference.get(list_name, code)
        return code

    def as_value_error(code: str) -> str:
        try:
            return check(code)
        except reference.UnknownCode as unknown:
            raise ValueError(str(unknown)) from unknown

    return AfterValidator(as_value_error)


def _text(length: int) -> StringConstraints:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=length)


Name = Annotated[str, _text(NAME_LENGTH), AfterValidator(_is_printable)]
Number = Annotated[str, _text(NUMBER_LENGTH), AfterValidator(_is_printable)]
PartialDate = Annotated[str, AfterValidator(_is_date)]
Script = Annotated[str, code_of("scripts")]
Country = Annotated[str, code_of("nationalities")]
ProvinceCode = Annotated[str, code_of("provinces")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]


class Part(BaseModel):
    """Base of all subjects and their parts."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, alias_generator=to_camel, validate_by_name=True, serialize_by_alias=True,
        hide_input_in_errors=True,  # an error may end in a log, and names do not belong there
    )  # fmt: skip


class PersonName(Part):
    """A name in one script. Parts where they are known; `name` where the whole cannot be taken apart.

    In JSON the parts carry FollowTheMoney's property names: firstName (given), middleName, lastName (family), name.
    """

    script: Script  # ISO 15924
    language: Language | None = None  # ISO 639-1, whose customs the name follows: it decides the order of the parts
    given: Name | None = Field(None, alias="firstName")
    middle: Name | None = Field(None, alias="middleName")
    family: Name | None = Field(None, alias="lastName")
    name: Name | None = None

    @model_validator(mode="after")
    def _has_parts_or_whole(self) -> Self:
        has_parts = bool(self.given or self.middle or self.family)
        if has_parts == bool(self.name):
            raise ValueError("give either the parts of the name or the whole name")
        return self


class Identifying(Part):
    """What a passport or another paper says of itself. `issued` and `expires` are partial dates."""

    schema_: Literal["Passport", "Identification"] = Field(alias="schema")
    type: Annotated[str, code_of("document_types")]
    number: Number
    country: Country
    issued: PartialDate | None = Field(None, alias="startDate")
    expires: PartialDate | None = Field(None, alias="endDate")
    authority: Name | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if reference.get("document_types", self.type).more["schema"] != self.schema_:
            raise ValueError(f"a document of type {self.type} is not a {self.schema_}")
        if self.issued and self.expires and self.expires < self.issued[: len(self.expires)]:
            raise ValueError("expires before it was issued")
        return self


class Document(Identifying):
    """A passport or another paper that identifies a person; its schema follows from its type."""

    @model_validator(mode="before")
    @classmethod
    def _schema_follows_type(cls, data: object) -> object:
        if isinstance(data, dict) and not ({"schema", "schema_"} & data.keys()):
            try:
                return {**data, "schema": reference.get("document_types", str(data.get("type"))).more["schema"]}
            except reference.UnknownCode:
                return data
        return data


class Address(Part):
    """Where someone lived or stayed, as last known, and when that was noted."""

    full: Annotated[str, _text(ADDRESS_LENGTH), AfterValidator(_is_printable)] | None = None
    province: ProvinceCode | None = None  # as it was called when noted; reference.resolve_province gives today's
    country: Country | None = None
    noted: PartialDate | None = Field(None, alias="date")

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.full or self.province or self.country):
            raise ValueError("an address needs a text, a province or a country")
        if self.province and self.country and reference.province(self.province).party != self.country:
            raise ValueError(f"the province {self.province} is not in {self.country}")
        return self


class Person(Part):
    """A person as one party knows him or her: a lead for another officer, never a finding."""

    schema_: Literal["Person"] = Field("Person", alias="schema")
    names: Annotated[tuple[PersonName, ...], Field(min_length=1, max_length=MOST_NAMES)]
    aliases: Annotated[tuple[PersonName, ...], Field(max_length=MOST_ALIASES)] = Field((), alias="alias")
    birth_date: PartialDate | None = None
    sex: Annotated[str, code_of("sexes")] | None = None
    nationality: Annotated[tuple[Country, ...], Field(max_length=MOST_NATIONALITIES)] = ()
    documents: Annotated[tuple[Document, ...], Field(max_length=MOST_DOCUMENTS)] = ()
    address: Address | None = None

    @model_validator(mode="after")
    def _says_each_thing_once(self) -> Self:
        for what, values in (("nationality", self.nationality), ("document", self.documents), ("name", self.names)):
            if len(set(values)) != len(values):
                raise ValueError(f"the same {what} stands there twice")
        return self
