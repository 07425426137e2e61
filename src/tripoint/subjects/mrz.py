"""The machine-readable zone of passports and cards (ICAO Doc 9303 parts 3, 4 and 5) and its check digits."""

from __future__ import annotations

import re
from dataclasses import dataclass

WEIGHTS = (7, 3, 1)  # ICAO Doc 9303-3, section 4.9
FILLER = "<"
TD3_LENGTH = 44  # passports: two lines
TD1_LENGTH = 30  # cards: three lines


class UnreadableZone(ValueError):
    """The text is no machine-readable zone of two lines of 44 or three lines of 30 characters."""


@dataclass(frozen=True, slots=True)
class MachineReadableZone:
    """What the zone says. Dates are YYMMDD as printed: the century is not in the zone, and is not guessed here."""

    kind: str  # first letter: P passport, I, A or C card
    country: str  # issuing State, three letters
    number: str
    family: str
    given: str
    nationality: str
    birth: str
    sex: str  # M, F or X
    expires: str
    failed: tuple[str, ...]  # fields whose check digit is wrong: number, birth, expires, optional, all


def check_digit(field: str) -> int:
    """The check digit of a field: digits as they are, A to Z as 10 to 35, filler as 0, weighted 7, 3, 1, modulo 10."""
    return sum(_value(letter) * WEIGHTS[place % 3] for place, letter in enumerate(field)) % 10


def _value(letter: str) -> int:
    if letter == FILLER:
        return 0
    if not re.match(r"[0-9A-Z]", letter):
        raise UnreadableZone(f"{letter!r} does not occur in a machine-readable zone")
    return int(letter, 36)


def read_mrz(text: str) -> MachineReadableZone:
    """Read a zone, lines separated by any blanks. Wrong check digits are told in `failed`, not raised.

    Raises UnreadableZone when lines or letters do not fit.
    """
    lines = text.upper().replace("«", "<<").split()
    if [len(line) for line in lines] == [TD3_LENGTH] * 2:
        return _read_td3(*lines)
    if [len(line) for line in lines] == [TD1_LENGTH] * 3:
        return _read_td1(*lines)
    raise UnreadableZone("a machine-readable zone has two lines of 44 or three lines of 30 characters")


def _read_td3(first: str, second: str) -> MachineReadableZone:
    composite = second[0:10] + second[13:20] + second[21:43]
    checks = {
        "number": (second[0:9], second[9]),
        "birth": (second[13:19], second[19]),
        "expires": (second[21:27], second[27]),
        "optional": (second[28:42], second[42]),
        "all": (composite, second[43]),
    }
    family, given = _names(first[5:])
    return MachineReadableZone(
        kind=first[0], country=_bare(first[2:5]), number=_bare(second[0:9]), family=family, given=given,
        nationality=_bare(second[10:13]), birth=second[13:19], sex=_sex(second[20]), expires=second[21:27],
        failed=_failed(checks),
    )  # fmt: skip


def _read_td1(first: str, second: str, third: str) -> MachineReadableZone:
    composite = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    checks = {
        "number": (first[5:14], first[14]),
        "birth": (second[0:6], second[6]),
        "expires": (second[8:14], second[14]),
        "all": (composite, second[29]),
    }
    family, given = _names(third)
    return MachineReadableZone(
        kind=first[0], country=_bare(first[2:5]), number=_bare(first[5:14]), family=family, given=given,
        nationality=_bare(second[15:18]), birth=second[0:6], sex=_sex(second[7]), expires=second[8:14],
        failed=_failed(checks),
    )  # fmt: skip


def _failed(checks: dict[str, tuple[str, str]]) -> tuple[str, ...]:
    wrong = []
    for name, (field, printed) in checks.items():
        # An empty optional field may carry a filler instead of 0 (ICAO Doc 9303-4, section 4.2.2).
        is_empty = name == "optional" and printed == FILLER and not field.strip(FILLER)
        if str(check_digit(field)) != printed and not is_empty:
            wrong.append(name)
    return tuple(wrong)


def _bare(field: str) -> str:
    return field.replace(FILLER, "")


def _sex(letter: str) -> str:
    return letter if letter in "MF" else "X"


def _names(field: str) -> tuple[str, str]:
    family, _, given = field.strip(FILLER).partition("<<")
    return family.replace(FILLER, " "), given.replace(FILLER, " ").strip()
