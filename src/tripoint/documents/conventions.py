"""How each party's ministry writes a letter: national heading, motto, where the date stands, the order of things.

Sources: Viet Nam, Decree 30/2020/NĐ-CP, appendix I (heading in two columns, number under the office, place and date
under the motto, margins 30 / 20 mm). Cambodia and Lao PDR, the form of the ministries' published letters, from
memory: to be confirmed by a native officer (docs/translation.md). The translated headings are reading aids and stand
only in reading copies.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Literal

from tripoint.ledger.encoding import LAST

# All three capitals keep UTC+7 all the year; a letter is dated by the sender's own day.
INDOCHINA = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Convention:
    """One party's form of letter. STATE and MOTTO by language; DATE_AT: where place and date stand."""

    layout: Literal["columns", "centred"]
    date_at: Literal["top", "signature"]
    number_at: Literal["left", "right"]
    state: Mapping[str, str]
    motto: Mapping[str, str]
    zone: timezone


CONVENTIONS: Mapping[str, Convention] = {
    "VN": Convention(
        layout="columns",
        date_at="top",
        number_at="left",
        state={
            "vi": "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
            "lo": "ສາທາລະນະລັດ ສັງຄົມນິຍົມ ຫວຽດນາມ",
            "km": "សាធារណរដ្ឋសង្គមនិយមវៀតណាម",
            "en": "SOCIALIST REPUBLIC OF VIET NAM",
        },
        motto={
            "vi": "Độc lập - Tự do - Hạnh phúc",
            "lo": "ເອກະລາດ - ເສລີພາບ - ຄວາມຜາສຸກ",
            "km": "ឯករាជ្យ - សេរីភាព - សុភមង្គល",
            "en": "Independence - Freedom - Happiness",
        },
        zone=INDOCHINA,
    ),
    "LA": Convention(
        layout="centred",
        date_at="top",
        number_at="right",
        state={
            "lo": "ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ",
            "vi": "CỘNG HÒA DÂN CHỦ NHÂN DÂN LÀO",
            "km": "សាធារណរដ្ឋប្រជាធិបតេយ្យប្រជាមានិតឡាវ",
            "en": "LAO PEOPLE'S DEMOCRATIC REPUBLIC",
        },
        motto={
            "lo": "ສັນຕິພາບ ເອກະລາດ ປະຊາທິປະໄຕ ເອກະພາບ ວັດທະນະຖາວອນ",
            "vi": "Hòa bình - Độc lập - Dân chủ - Thống nhất - Thịnh vượng",
            "km": "សន្តិភាព ឯករាជ្យ ប្រជាធិបតេយ្យ ឯកភាព វិបុលភាព",
            "en": "Peace Independence Democracy Unity Prosperity",
        },
        zone=INDOCHINA,
    ),
    "KH": Convention(
        layout="centred",
        date_at="signature",
        number_at="left",
        state={
            "km": "ព្រះរាជាណាចក្រកម្ពុជា",
            "vi": "VƯƠNG QUỐC CAMPUCHIA",
            "lo": "ຣາຊະອານາຈັກກຳປູເຈຍ",
            "en": "KINGDOM OF CAMBODIA",
        },
        motto={
            "km": "ជាតិ សាសនា ព្រះមហាក្សត្រ",
            "vi": "Dân tộc - Tôn giáo - Quốc vương",
            "lo": "ຊາດ ສາສະໜາ ພະມະຫາກະສັດ",
            "en": "Nation Religion King",
        },
        zone=INDOCHINA,
    ),
}

# A party without an entry here writes a plain letter: its ministry, no national heading, the date in UTC.
PLAIN = Convention("centred", "top", "right", {}, {}, timezone(timedelta(0)))

MONTHS: Mapping[str, tuple[str, ...]] = {
    "lo": ("ມັງກອນ", "ກຸມພາ", "ມີນາ", "ເມສາ", "ພຶດສະພາ", "ມິຖຸນາ", "ກໍລະກົດ", "ສິງຫາ", "ກັນຍາ", "ຕຸລາ", "ພະຈິກ", "ທັນວາ"),
    "km": ("មករា", "កុម្ភៈ", "មីនា", "មេសា", "ឧសភា", "មិថុនា", "កក្កដា", "សីហា", "កញ្ញា", "តុលា", "វិច្ឆិកា", "ធ្នូ"),
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
}


def convention(party: str) -> Convention:
    """Return the form of letter of PARTY (ISO 3166-1 alpha-2)."""
    return CONVENTIONS.get(party, PLAIN)


def place_and_date(place: str, moment: datetime, party: str, language: str) -> str:
    """Return "place, date" as LANGUAGE writes it at the head of a letter, the day being PARTY's own.

    PLACE may be empty. MOMENT is an aware datetime. In Vietnamese a day below 10 and the months 1 and 2 take a zero
    (Decree 30/2020, appendix I, part I, section II.4).
    """
    # what a partner claims may lie beyond what another zone has a date for
    day = min(moment, LAST).astimezone(convention(party).zone)
    match language:
        case "vi":
            month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
            date = f"ngày {day.day:02d} tháng {month} năm {day.year}"
        case "lo":
            date = f"ວັນທີ {day.day} {MONTHS['lo'][day.month - 1]} {day.year}"
        case "km":
            date = f"ថ្ងៃទី{day.day} ខែ{MONTHS['km'][day.month - 1]} ឆ្នាំ{day.year}"
        case _:
            date = f"{day.day} {MONTHS['en'][day.month - 1]} {day.year}"
    if place:
        return f"{place}, {date}"
    return date[0].upper() + date[1:]
