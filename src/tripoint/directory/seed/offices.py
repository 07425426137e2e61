"""Parties and offices out of the reference lists. Running it again brings names up to date; what was closed stays so.

Offices of all parties are there on every node, because a request names the office it goes to.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction

from tripoint import reference
from tripoint.directory.models import Level, Office, Party
from tripoint.reference import Code, Province

PROVINCE_OFFICES = {
    "VN": {
        "province": ("Provincial Public Security, {en}", "Công an tỉnh {vi}", "ປ້ອງກັນຄວາມສະຫງົບແຂວງ {lo}", "នគរបាលខេត្ត{km}"),
        "city": ("Municipal Public Security, {en}", "Công an thành phố {vi}", "ປ້ອງກັນຄວາມສະຫງົບນະຄອນ {lo}", "នគរបាលទីក្រុង{km}"),
    },
    "LA": {
        "province": (
            "Provincial Public Security Headquarters, {en}",
            "Bộ Chỉ huy Công an tỉnh {vi}",
            "ກອງບັນຊາການ ປກສ ແຂວງ {lo}",
            "អគ្គបញ្ជាការនគរបាលខេត្ត{km}",
        ),
        "city": ("Public Security Headquarters, {en}", "Bộ Chỉ huy Công an {vi}", "ກອງບັນຊາການ ປກສ {lo}", "អគ្គបញ្ជាការនគរបាល{km}"),
    },
    "KH": {
        "province": (
            "Provincial Police Commissariat, {en}",
            "Ty Công an tỉnh {vi}",
            "ກອງບັນຊາການຕຳຫຼວດແຂວງ {lo}",
            "ស្នងការដ្ឋាននគរបាលខេត្ត{km}",
        ),
        "city": ("Municipal Police Commissariat, {en}", "Ty Công an {vi}", "ກອງບັນຊາການຕຳຫຼວດ {lo}", "ស្នងការដ្ឋាននគរបាល{km}"),
    },
}  # fmt: skip
"""How a provincial police office is called, after the collective names in the offices list; en, vi, lo, km."""

WORDS_FOR_PROVINCE = ("ແຂວງ", "ខេត្ត", " (tỉnh)")
"""What a few provinces have in their own name, and the office's name would say twice."""


@dataclass(frozen=True, slots=True)
class Row:
    """An office to be stored, with its links as codes."""

    code: str
    party: str
    level: str
    names: dict[str, str]
    confirmed: list[str]
    source: str
    confidence: str
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    parent: str = ""
    province: str = ""
    replaced_by: str = ""
    role_note: str = ""


@transaction.atomic
def seed_directory() -> int:
    """Store what is missing and bring names and sources up to date. Returns how many offices are new.

    A date that an administrator entered stays; only an empty one is filled.
    """
    for party in reference.codes("parties"):
        Party.objects.update_or_create(
            code=party.code, defaults={**_names(party), "confirmed": sorted(party.confirmed)}
        )
    rows = list(office_rows())
    stored = Office.objects.in_bulk([row.code for row in rows])
    fresh: list[Office] = []
    changed: list[Office] = []
    for row in rows:
        office = stored.get(row.code) or Office(code=row.code, party_id=row.party, level=row.level)
        for language, name in row.names.items():
            setattr(office, f"name_{language}", name)
        office.confirmed, office.source, office.confidence = row.confirmed, row.source, row.confidence
        office.role_note, office.province = row.role_note, row.province
        office.valid_from = office.valid_from or row.valid_from
        office.valid_until = office.valid_until or row.valid_until
        (changed if row.code in stored else fresh).append(office)
    Office.objects.bulk_create(fresh)
    everything = {office.code: office for office in (*fresh, *changed)}
    # Links only now: an office may point to one further down the list.
    for row in rows:
        office = everything[row.code]
        office.parent_id = office.parent_id or row.parent or None
        office.replaced_by_id = office.replaced_by_id or row.replaced_by or None
    Office.objects.bulk_update(everything.values(), UPDATED, batch_size=50)
    return len(fresh)


UPDATED = [
    *(f"name_{language}" for language in reference.LANGUAGES),
    "confirmed", "source", "confidence", "role_note", "province", "valid_from", "valid_until", "parent", "replaced_by",
]  # fmt: skip


def office_rows() -> Iterator[Row]:
    """Every office that the reference lists know: ministries and departments, provincial police, liaison offices."""
    for code in reference.codes("offices"):
        yield _row(
            code,
            level=code.more["level"],
            parent=code.more["parent"],
            replaced_by=code.more["replaced_by"],
            role_note=code.more["role"],
        )
    for province in reference.provinces():
        yield _province_row(province)
    for code in reference.codes("liaison_offices"):
        province_code = code.more["province"]
        yield _row(
            code,
            level=Level.LIAISON,
            parent=police_office(province_code),
            province=province_code,
            role_note=code.more["note"][:300],
        )


def police_office(province: str) -> str:
    """The code of the police office of a province: `VN-G80` is `VN-PROV-G80`."""
    party, _, number = province.partition("-")
    return f"{party}-PROV-{number}"


def _row(code: Code, *, level: str, parent: str, replaced_by: str = "", province: str = "", role_note: str = "") -> Row:
    return Row(
        code=code.code,
        party=code.more["party"],
        level=level,
        names={language: code.names.get(language, "") for language in reference.LANGUAGES},
        confirmed=sorted(code.confirmed),
        source=code.source,
        confidence=code.confidence,
        valid_from=code.valid_from,
        valid_until=code.valid_until,
        parent=parent,
        province=province,
        replaced_by=replaced_by,
        role_note=role_note,
    )


def _province_row(province: Province) -> Row:
    code = province.code
    patterns = dict(zip(reference.LANGUAGES, PROVINCE_OFFICES[province.party][province.kind], strict=True))
    own = {language: _without_kind(code.names.get(language, code.names["en"])) for language in patterns}
    return Row(
        code=police_office(code.code),
        party=province.party,
        level=Level.PROVINCE,
        names={language: pattern.format(**own) for language, pattern in patterns.items()},
        confirmed=sorted(code.confirmed & CONFIRMED_PATTERNS[province.party]),
        source=code.source,
        confidence=code.confidence,
        valid_from=code.valid_from,
        valid_until=code.valid_until,
        parent=f"{province.party}-PROV",
        province=code.code,
        replaced_by=police_office(province.replaced_by[0]) if province.replaced_by else "",
    )


CONFIRMED_PATTERNS = {"VN": {"en", "vi"}, "LA": {"en", "lo"}, "KH": {"en", "km"}}
"""Languages in which the way a provincial police office is called stands in a source (list offices, collective rows)."""


def _without_kind(name: str) -> str:
    for word in WORDS_FOR_PROVINCE:
        name = name.replace(word, "")
    return name


def _names(code: Code) -> dict[str, str]:
    return {f"name_{language}": code.names.get(language, "") for language in reference.LANGUAGES}
