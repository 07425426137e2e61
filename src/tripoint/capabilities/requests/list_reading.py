"""From the rows of a spreadsheet to subjects: which column is which field, and an account of what cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from tripoint import reference
from tripoint.capabilities.requests.form import Asked, Held
from tripoint.capabilities.requests.subject_fields import CUSTODY, FIELDS
from tripoint.capabilities.requests.subject_reading import KEYS, SubjectUnclear, read_birth, read_subject
from tripoint.documents.tables import FORMULA, LONG, Table
from tripoint.subjects import SubjectType
from tripoint.text import legacy, normalise

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

LISTS = {
    "sex": "sexes", "nationality": "nationalities", "document_type": "document_types",
    "document_country": "nationalities", "province": "provinces", "plate_country": "nationalities",
    "vehicle_type": "vehicle_types", "paper_type": "document_types", "paper_country": "nationalities",
    "phone_country": "nationalities", "bank_country": "nationalities", "role": "subject_roles",
    "held_province": "provinces", "notice": "consular_notices", "notice_by": "consular_speakers",
}  # fmt: skip
"""Fields whose value is a code; a row may say the code or its label in any language."""

CUSTODY_LABELS: dict[str, StrOrPromise] = {
    "since": _("In custody since"), "held_province": _("Held in the province"), "held_place": _("Place of custody"),
    "notice": _("Notice to the consulate"), "told": _("Told of the right on"), "notice_by": _("Said or done by"),
}  # fmt: skip

HEADINGS: dict[str, tuple[str, ...]] = {
    "name_latn": ("name", "full name", "surname and name", "họ tên", "họ và tên", "tên", "họ tên đầy đủ", "nom"),
    "name_khmr": ("ឈ្មោះ", "គោត្តនាម និងនាម", "ឈ្មោះខ្មែរ", "khmer name"),
    "name_laoo": ("ຊື່", "ຊື່ ແລະ ນາມສະກຸນ", "ຊື່ລາວ", "lao name"),
    "birth": ("born", "date of birth", "dob", "year of birth", "birth date", "ngày sinh", "năm sinh", "ngày tháng năm sinh",
              "ວັນເກີດ", "ວັນເດືອນປີເກີດ", "ປີເກີດ", "ថ្ងៃកំណើត", "ថ្ងៃខែឆ្នាំកំណើត", "ឆ្នាំកំណើត"),
    "sex": ("sex", "gender", "giới tính", "ເພດ", "ភេទ"),
    "nationality": ("nationality", "quốc tịch", "ສັນຊາດ", "សញ្ជាតិ"),
    "document_type": ("document", "kind of document", "loại giấy tờ", "ປະເພດເອກະສານ", "ប្រភេទឯកសារ"),
    "document_number": ("passport", "passport no", "passport number", "id number", "số hộ chiếu", "số cccd", "số giấy tờ",
                        "cmnd", "ເລກໜັງສືຜ່ານແດນ", "ເລກບັດ", "លេខលិខិតឆ្លងដែន", "លេខអត្តសញ្ញាណប័ណ្ណ"),
    "province": ("province", "tỉnh", "tỉnh thành", "ແຂວງ", "ខេត្ត"),
    "address": ("address", "địa chỉ", "nơi ở", "ທີ່ຢູ່", "អាសយដ្ឋាន"),
    "plate": ("plate", "registration", "biển số", "biển kiểm soát", "ປ້າຍທະບຽນ", "ທະບຽນລົດ", "ស្លាកលេខ"),
    "plate_country": ("country of the plate", "country", "quốc gia", "ປະເທດ", "ប្រទេស"),
    "model": ("model", "make", "nhãn hiệu", "loại xe", "ຍີ່ຫໍ້", "ម៉ាក"),
    "vin": ("vin",), "frame": ("chassis", "số khung", "ເລກຖັງ", "លេខតួ"), "engine": ("số máy", "ເລກຈັກ", "លេខម៉ាស៊ីន"),
    "paper_number": ("number", "document number", "số hộ chiếu", "số giấy tờ", "ເລກທີ", "លេខ"),
    "paper_type": ("document", "loại giấy tờ", "ປະເພດເອກະສານ", "ប្រភេទឯកសារ"),
    "paper_country": ("issued by", "country", "nước cấp", "ປະເທດ", "ប្រទេស"),
    "phone_number": ("phone", "telephone", "mobile", "số điện thoại", "điện thoại", "ເບີໂທ", "ເບີໂທລະສັບ", "លេខទូរសព្ទ",
                     "ទូរសព្ទ"),
    "imei": ("imei",), "imsi": ("imsi",), "iban": ("iban",),
    "bank": ("bank", "ngân hàng", "ທະນາຄານ", "ធនាគារ"),
    "bank_number": ("account number", "account", "số tài khoản", "ເລກບັນຊີ", "លេខគណនី"),
    "username": ("username", "account name", "tên tài khoản", "ຊື່ບັນຊີ", "ឈ្មោះគណនី"),
    "service": ("service", "platform", "dịch vụ", "ບໍລິການ", "សេវា"),
    "wallet": ("wallet", "ví", "ກະເປົາເງິນ", "កាបូប"),
    "role": ("role", "part in the matter", "tư cách", "ບົດບາດ", "តួនាទី"),
}  # fmt: skip
"""What headings of the offices' own sheets say, beside the form's labels in four languages."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A row that was not read: its number in the sheet, the column (None: the whole row), why, and its cells."""

    number: int
    column: int | None
    heading: str
    why: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """What became of a list."""

    good: tuple[Asked, ...]
    broken: tuple[Broken, ...]


ENCODINGS: dict[str, StrOrPromise] = {
    "": _("As it stands"), legacy.TCVN3: _("TCVN3 (ABC, .VnTime fonts)"), legacy.VNI: _("VNI (VNI-Times fonts)"),
}  # fmt: skip
"""How Vietnamese letters of a sheet may be written."""


def likely_encoding(table: Table) -> str:
    """One of ENCODINGS: the one in which the sheet's words read as Vietnamese, empty where they do as they stand."""
    return legacy.likely(cell for row in table.rows for cell in row)


def in_unicode(table: Table, encoding: str) -> Table:
    """The same rows, read in one of ENCODINGS. What stands for a formula or a cut cell stays."""
    rows = tuple(
        tuple(cell if cell == FORMULA else legacy.decode(cell, encoding) for cell in row) for row in table.rows
    )
    return replace(table, rows=rows) if encoding else table


def fields_for(type_: SubjectType, *, custody: bool) -> dict[str, str]:
    """What a column can be mapped to, labelled for the reader."""
    found = {"role": gettext("Part in the matter")}
    found |= {name: str(make().label) for name, make in FIELDS[type_].items()}
    if custody:
        found |= {name: str(CUSTODY_LABELS[name]) for name in CUSTODY}
    return found


def guess(headings: Sequence[str], type_: SubjectType, *, custody: bool) -> list[str]:
    """The field of each column by its heading, empty where none fits; each field once."""
    known = _known(type_, custody)
    found: list[str] = []
    for heading in headings:
        field = known.get(folded(heading), "")
        found.append(field if field not in found else "")
    return found


def looks_like_headings(row: Sequence[str], type_: SubjectType, *, custody: bool) -> bool:
    """Whether at least one cell of the first row is a heading that is known."""
    return any(guess(row, type_, custody=custody))


@cache
def _known(type_: SubjectType, custody: bool) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for language in reference.LANGUAGES:
        with override(language):
            for field, label in fields_for(type_, custody=custody).items():
                found.setdefault(folded(label), field)
                found.setdefault(folded(field), field)
    wanted = set(fields_for(type_, custody=custody))
    for field, words in HEADINGS.items():
        if field in wanted:
            for word in words:
                found.setdefault(folded(word), field)
    return found


def folded(text: str) -> str:
    """A heading or a label as it is compared."""
    return normalise(text).casefold().strip(" .:*()")


@cache
def list_labels(list_name: str) -> Mapping[str, str]:
    """Codes by themselves and by their labels in all languages; open ones win over closed ones of the same name."""
    found: dict[str, str] = {}
    for row in sorted(reference.codes(list_name), key=lambda one: one.valid_until is not None):
        for word in (row.code, *row.names.values()):
            found.setdefault(folded(word), row.code)
    return found


def code_of(list_name: str, typed: str, field: str, today: date) -> str:
    """The code that a cell says. Raises SubjectUnclear: not in the list, or a province that no longer exists."""
    code = list_labels(list_name).get(folded(typed))
    if code is None:
        raise SubjectUnclear(
            field, gettext("“%(typed)s” is not in the list. Write the code or its name.") % {"typed": typed}
        )
    if not reference.is_open(list_name, code, today):
        later = [one.code for one in reference.resolve_province(code, today)] if list_name == "provinces" else []
        names = ", ".join(f"{one.names.get('vi', one.names['en'])} ({one.code})" for one in later)
        raise SubjectUnclear(
            field, gettext("“%(typed)s” no longer exists. Today: %(names)s.") % {"typed": typed, "names": names or "—"}
        )
    return code


def read_list(
    table: Table,
    mapping: Sequence[str],
    type_: SubjectType,
    *,
    has_headings: bool,
    role: str,
    custody: bool,
    party: str,
    today: date,
) -> Account:
    """Each row as a subject, or as broken with the column and the reason. `role`: of rows that say none."""
    width = len(table.rows[0])
    headings = tuple(map(shown, table.rows[0])) if has_headings else tuple(f"{place + 1}" for place in range(width))
    good: list[Asked] = []
    broken: list[Broken] = []
    start = 1 if has_headings else 0
    for number, row in zip(table.numbers[start:], table.rows[start:], strict=True):
        try:
            good.append(_asked(row, mapping, type_, role, custody, party, today))
        except SubjectUnclear as unclear:
            at = mapping.index(unclear.field) if unclear.field in mapping else None
            heading = headings[at] if at is not None else ""
            broken.append(Broken(number, at, heading, str(unclear.sentence), tuple(map(shown, row))))
    return Account(tuple(good), tuple(broken))


def shown(cell: str) -> str:
    """A cell as a page shows it."""
    return gettext("(formula)") if cell == FORMULA else cell.removeprefix(LONG)


def _asked(
    row: Sequence[str], mapping: Sequence[str], type_: SubjectType, role: str, custody: bool, party: str, today: date
) -> Asked:
    typed: dict[str, str] = {}
    for field, cell in zip(mapping, row, strict=False):
        if not field or not cell:
            continue
        if cell == FORMULA:
            raise SubjectUnclear(field, gettext("This is a formula. Paste its value as text."))
        if cell.startswith(LONG):
            raise SubjectUnclear(field, gettext("This is longer than 500 characters. Shorten it."))
        typed[field] = code_of(LISTS[field], cell, field, today) if field in LISTS else cell
    subject = read_subject(type_, typed, party=party, today=today)
    if subject is None:
        raise SubjectUnclear(KEYS[type_], gettext("Nothing in this row says who or what it is."))
    held = _held(typed, today) if custody else None
    return Asked(role=typed.get("role") or role, subject=subject, held=held)


def _held(typed: Mapping[str, str], today: date) -> Held:
    days: dict[str, date | None] = {}
    for field in ("since", "told"):
        text = read_birth(typed.get(field, ""), field, today)
        if text is not None and len(text) != len("2026-01-01"):
            raise SubjectUnclear(field, gettext("Give the whole day."))
        days[field] = date.fromisoformat(text) if text else None
    return Held(
        since=days["since"], province=typed.get("held_province", ""), place=typed.get("held_place", ""),
        notice=typed.get("notice", ""), told=days["told"], by=typed.get("notice_by", ""),
    )  # fmt: skip


def broken_rows(table: Table, account: Account, *, has_headings: bool) -> list[list[str]]:
    """The broken rows as the same sheet with two columns before it: the row's number and the reason."""
    first = [gettext("Row"), gettext("Reason")]
    headings = list(map(shown, table.rows[0])) if has_headings else [""] * len(table.rows[0])
    return [
        [*first, *headings],
        *(
            [str(one.number), f"{one.heading}: {one.why}" if one.heading else one.why, *one.cells]
            for one in account.broken
        ),
    ]
