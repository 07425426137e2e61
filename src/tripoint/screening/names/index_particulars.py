"""Particulars beside a name: as an index keeps them, and as lists write them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from tripoint.screening.names.evidence import Particulars

NOTHING = Particulars()  # nothing is known beside the name
_SEXES = {
    "m": ("m", "male", "man", "nam", "ຊາຍ", "ຊ", "ប្រុស", "ប"),
    "f": ("f", "female", "woman", "nữ", "nu", "ຍິງ", "ຍ", "ស្រី", "ស"),
}
# How lists of the region write a nationality, folded; ISO 3166-1 alpha-2 needs no entry.
_NATIONALITIES = {
    "KH": ("khm", "cambodia", "cambodian", "campuchia", "ກຳປູເຈຍ", "កម្ពុជា", "ខ្មែរ"),
    "LA": ("lao", "laos", "laotian", "lào", "ລາວ", "ឡាវ"),
    "VN": ("vnm", "vietnam", "viet nam", "vietnamese", "việt nam", "ຫວຽດນາມ", "វៀតណាម"),
    "TH": ("tha", "thailand", "thai", "thái lan", "ໄທ", "ថៃ"),
    "CN": ("chn", "china", "chinese", "trung quốc", "ຈີນ", "ចិន"),
    "MM": ("mmr", "myanmar", "burma", "burmese", "ມຽນມາ", "មីយ៉ាន់ម៉ា"),
}
_SEX_OF = {written: sex for sex, known in _SEXES.items() for written in known}
_NATIONALITY_OF = {written: code for code, known in _NATIONALITIES.items() for written in known}
_SEPARATORS = re.compile(r"[;,/|]")


def read_particulars(fields: Mapping[str, str]) -> Particulars:
    """Read the fields of a list's row (birth_date, sex, nationality, documents), each as written.

    What is not understood is left out: particulars only ever add to a name, and a guess would mislead.
    """
    countries = {part.strip().casefold() for part in _SEPARATORS.split(fields.get("nationality", ""))}
    codes = {
        code
        for country in countries
        if (code := _NATIONALITY_OF.get(country, country.upper() if re.fullmatch("[a-z]{2}", country) else ""))
    }
    documents = (part.strip() for part in _SEPARATORS.split(fields.get("documents", "")))
    return Particulars(
        birth_date=fields.get("birth_date", "").strip(),
        sex=_SEX_OF.get(fields.get("sex", "").strip().casefold(), ""),
        nationalities=frozenset(codes),
        documents=frozenset(filter(None, documents)),
    )


def write_text(particulars: Particulars) -> str:
    """Particulars as the text that an index keeps; empty when there are none."""
    if particulars == NOTHING:
        return ""
    kept = [
        particulars.birth_date,
        particulars.sex,
        sorted(particulars.nationalities),
        sorted(particulars.documents),
    ]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def read_text(text: str) -> Particulars:
    """Particulars from the text that `write_text` gave; none from anything else (a damaged file must not raise here)."""
    try:
        birth_date, sex, nationalities, documents = json.loads(text)
        return Particulars(
            str(birth_date), str(sex), frozenset(map(str, nationalities)), frozenset(map(str, documents))
        )
    except (ValueError, TypeError, RecursionError):
        return NOTHING
