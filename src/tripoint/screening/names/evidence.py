"""Put birth date, sex, nationality and document numbers beside the name, as separate evidence.

Each adds or takes log-odds; the sum with the name's own gives one explained score. The figures are set by hand from how often
two records of different persons agree by chance and how often records of one person differ, and are bounded, because lists
share errors. Nothing is inferred about a person from a name.
"""

import math
import re
from dataclasses import dataclass, field

from tripoint.screening.names.comparison import Band, Comparison, band_of
from tripoint.screening.names.reasons import Reason, say
from tripoint.text import fold_digits, normalise

# Log-odds (natural). A full date agrees by chance once in some 15,000 pairs; 5 leaves room for shared errors.
SAME_DAY, SAME_PARTLY_DAY, SAME_YEAR, NEARLY, NEXT_YEAR, OTHER_DATE, FAR_DATE = 5.0, 3.5, 2.0, 2.5, 0.5, -3.5, -6.0
SAME_SEX, OTHER_SEX = 0.6, -3.0
SAME_NATIONALITY, OTHER_NATIONALITY = 0.5, -1.0
SAME_DOCUMENT = 7.0
# Beside evidence against a pair a name says no more than this, however well it fits: namesakes exist.
NAMESAKES = 6.0
_NAMES_FIT_NOT = 0.2
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a record says of a person beside the name; everything may be left out.

    Attributes:
        birth_date: ISO date, or a part of it: ``1970``, ``1970-05``, ``1970-05-12``; ``00`` for what is not known.
        sex: ``m`` or ``f``; anything else is not compared.
        nationalities: ISO 3166-1 alpha-2 codes.
        documents: document numbers as written.
    """

    birth_date: str = ""
    sex: str = ""
    nationalities: frozenset[str] = field(default_factory=frozenset)
    documents: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Names and particulars weighed together. It is a lead, never a decision.

    Attributes:
        score: 0 to 1, on the scale of the name's score.
        band: strong, possible or no.
        reasons: of the name, then of the particulars.
    """

    score: float
    band: Band
    reasons: tuple[Reason, ...]

    def explain(self, language: str = "en") -> list[str]:
        """Say band, reasons and the caution in a language (en, vi, lo, km)."""
        texts = [reason.text(language) for reason in self.reasons]
        return [say(f"band_{self.band}", language), *texts, say("lead_only", language)]


def combine(name: Comparison, a: Particulars, b: Particulars) -> Evidence:
    """Weigh a comparison of names with the particulars of the two records.

    A document number in common lifts the pair whatever the names are, and says so when they do not fit.
    """
    total = math.log(max(name.score, 1e-6) / max(1 - name.score, 1e-6))
    reasons = list(name.reasons)
    found = [*_birth(a.birth_date, b.birth_date), *_sex(a, b), *_nationality(a, b), *_documents(a, b)]
    if any(weight < 0 for weight, _ in found):
        total = min(total, NAMESAKES)
    total += sum(weight for weight, _ in found)
    reasons += [reason for _, reason in found]
    if name.score < _NAMES_FIT_NOT and any(reason.code == "document_same" for reason in reasons):
        reasons.append(Reason("document_same_name_differs"))
    score = 1 / (1 + math.exp(-max(-15.0, min(15.0, total))))
    return Evidence(score, band_of(score), tuple(reasons))


def read_date(text: str) -> tuple[int, int, int] | None:
    """Read a birth date as (year, month, day), 0 for what is not known; None if there is no year in it.

    A first of January is read as the year only: registers write it where the day is not known.
    """
    numbers = [int(found) for found in _NUMBER.findall(fold_digits(text))[:3] if len(found) <= 4]
    if not numbers:
        return None
    if numbers[0] < 1000 and len(numbers) == 3 and numbers[2] >= 1000:
        numbers.reverse()
    year, month, day = (*numbers, 0, 0)[:3]
    if not 1000 <= year <= 9999:
        return None
    if month == 1 and day == 1:
        month = day = 0
    return year, month if month <= 12 else 0, day if day <= 31 else 0


def _birth(a: str, b: str) -> list[tuple[float, Reason]]:
    first, second = read_date(a), read_date(b)
    if first is None or second is None:
        return []
    known = [(one, other) for one, other in zip(first, second, strict=True) if one and other]
    if all(one == other for one, other in known):
        weight = (SAME_YEAR, SAME_PARTLY_DAY, SAME_DAY)[len(known) - 1]
        return [(weight, Reason("born_same_day" if len(known) == 3 else "born_same_partly"))]
    if len(known) == 3:
        exchanged = first[0] == second[0] and first[1:] == second[:0:-1]
        digits = ["".join(f"{number:04d}" for number in date) for date in (first, second)]
        one_digit = sum(x != y for x, y in zip(*digits, strict=True)) == 1
        if exchanged or one_digit:
            return [(NEARLY, Reason("born_nearly"))]
    apart = abs(first[0] - second[0])
    if apart == 1 and len(known) < 3:
        return [(NEXT_YEAR, Reason("born_nearly"))]
    return [(OTHER_DATE if apart <= 2 else FAR_DATE, Reason("born_differently"))]


def _sex(a: Particulars, b: Particulars) -> list[tuple[float, Reason]]:
    first, second = a.sex.strip().lower()[:1], b.sex.strip().lower()[:1]
    if first not in ("m", "f") or second not in ("m", "f"):
        return []
    return [(SAME_SEX, Reason("sex_same")) if first == second else (OTHER_SEX, Reason("sex_differs"))]


def _nationality(a: Particulars, b: Particulars) -> list[tuple[float, Reason]]:
    first = {code.strip().upper() for code in a.nationalities}
    second = {code.strip().upper() for code in b.nationalities}
    if not first or not second:
        return []
    common = sorted(first & second)
    if common:
        return [(SAME_NATIONALITY, Reason("nationality_same", (("nationality", ", ".join(common)),)))]
    return [(OTHER_NATIONALITY, Reason("nationality_differs"))]


def _documents(a: Particulars, b: Particulars) -> list[tuple[float, Reason]]:
    first = {document_key(number): number for number in a.documents}
    common = sorted(set(first) & {document_key(number) for number in b.documents} - {""})
    if not common:
        return []
    shown = ", ".join(first[number] for number in common)
    return [(SAME_DOCUMENT, Reason("document_same", (("number", shown),)))]


def document_key(number: str) -> str:
    """Write a document number without spaces and punctuation, in capitals; too short a one compares as nothing."""
    bare = "".join(filter(str.isalnum, normalise(number))).upper()
    return bare if len(bare) >= 5 else ""
