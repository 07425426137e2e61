"""Compare two names and say why."""

from dataclasses import dataclass
from enum import StrEnum

from tripoint.screening.names.features import FEATURES
from tripoint.screening.names.fold import LATIN_OF_PHONE
from tripoint.screening.names.letters import EXCHANGE, ONE_MORE
from tripoint.screening.names.model import load_model
from tripoint.screening.names.prepared import Prepared, prepare
from tripoint.screening.names.readings import words_of
from tripoint.screening.names.reasons import Reason, say
from tripoint.screening.names.scoring import Trace, trace
from tripoint.screening.names.units import LATIN_UNITS, NAMES
from tripoint.text import dominant_script, normalise

# A part whose share of its own odds is below this is called another part; pairs of units are shown from these odds on.
_OTHER_PART = 0.3
_FITS, _DOES_NOT_FIT = 0.4, -0.7
_MOST_PAIRS = 4
# Names of fewer units than this say little (Sok An, Le Van are five and more).
_SHORT = 5
_COMMON = 150
# Reasons that say by themselves why a pair does not fit.
_TELLING = frozenset(["part_differs", "letters_differ", "marks_differ"])
_AT = {name: number for number, name in enumerate(FEATURES)}


class Band(StrEnum):
    """What a score means for the officer's work: look at once, look if there is more, leave."""

    STRONG = "strong"
    POSSIBLE = "possible"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two names compared. It is a lead, never a decision.

    Attributes:
        score: 0 to 1, calibrated as :func:`tripoint.screening.names.similarity`.
        band: strong, possible or no.
        reasons: why, the weightiest first.
    """

    score: float
    band: Band
    reasons: tuple[Reason, ...]

    def explain(self, language: str = "en") -> list[str]:
        """Say band, reasons and the caution in a language (en, vi, lo, km)."""
        return [
            say(f"band_{self.band}", language),
            *(reason.text(language) for reason in self.reasons),
            say("lead_only", language),
        ]


def band_of(score: float) -> Band:
    """Give the band of a score."""
    model = load_model()
    if score >= model.strong:
        return Band.STRONG
    return Band.POSSIBLE if score >= model.possible else Band.NO


def compare(a: str | Prepared, b: str | Prepared) -> Comparison:
    """Compare two names and give score, band and reasons.

    Never raises on any string; the time is bounded for any length.
    """
    first = a if isinstance(a, Prepared) else prepare(a)
    second = b if isinstance(b, Prepared) else prepare(b)
    found = trace(first, second)
    before = _reasons_of_preparing(first, second)
    if found is None:
        return Comparison(0.0, Band.NO, (*before, Reason("nothing_to_compare")))
    band = band_of(found.score)
    return Comparison(found.score, band, (*_reasons(first, second, found, band), *before))


def _reasons_of_preparing(a: Prepared, b: Prepared) -> list[Reason]:
    reasons = []
    titles = a.titles + b.titles
    if titles:
        reasons.append(Reason("titles_left_out", (("titles", ", ".join(dict.fromkeys(titles))),)))
    reasons += [Reason("repaired", (("name", name.name),)) for name in (a, b) if name.repaired]
    return reasons


def _written(unit: int) -> str:
    name = NAMES[unit]
    return LATIN_OF_PHONE.get(name, name) if unit > len(LATIN_UNITS) else name.rstrip("._")


def _reasons(a: Prepared, b: Prepared, found: Trace, band: Band) -> list[Reason]:
    measured = found.measured
    reasons = []
    marks_differ = int(measured[_AT["parts whose marks differ"]])
    if found.letters_equal and not marks_differ:
        reasons.append(Reason("same"))
    if dominant_script(a.name) is not dominant_script(b.name):
        reasons.append(Reason("across_writings"))
    if measured[_AT["order changed"]]:
        reasons.append(Reason("order_changed"))
    if marks_differ:
        reasons.append(Reason("marks_differ", (("count", str(marks_differ)),)))
    slip = int(measured[_AT["kind of the one slip"]])
    if EXCHANGE <= slip <= ONE_MORE and band is not Band.NO:
        reasons.append(Reason("slip", (("a", a.name), ("b", b.name))))
    reasons += _reasons_of_parts(a, b, found)
    if found.units_are_sounds and not found.letters_equal:
        fits, misfits = _pairs_of_units(found)
        if fits and band is not Band.NO:
            reasons.append(Reason("spelled", (("pairs", ", ".join(fits)),)))
        if misfits:
            reasons.append(Reason("letters_differ", (("pairs", ", ".join(misfits)),)))
    if measured[_AT["units of the shorter name"]] < _SHORT:
        reasons.append(Reason("short"))
    if band is Band.NO and _TELLING.isdisjoint(reason.code for reason in reasons):
        reasons.append(Reason("different"))
    return reasons


def _reasons_of_parts(a: Prepared, b: Prepared, found: Trace) -> list[Reason]:
    reasons = []
    words_a, words_b = _words(a), _words(b)
    left_out = [
        words[part]
        for words, shares in ((words_a, found.shares_a), (words_b, found.shares_b))
        for part, share in enumerate(shares)
        if share is None and part < len(words)
    ]
    reasons += [Reason("part_left_out", (("part", word),)) for word in left_out]
    if found.measured[_AT["initials"]]:
        reasons.append(Reason("initial", (("pairs", ", ".join(_initials(words_a, words_b, found))),)))
    for part, share in enumerate(found.shares_a):
        against = found.partner(part)
        if share is None or share >= _OTHER_PART or against is None:
            continue
        if part < len(words_a) and against < len(words_b):
            reasons.append(Reason("part_differs", (("a", words_a[part]), ("b", words_b[against]))))
    if not left_out and len(words_a) != len(words_b):
        reasons.append(Reason("joined"))
    agreeing = [
        (part, share) for part, share in enumerate(found.shares_a) if share is not None and share >= _OTHER_PART
    ]
    common = [words_a[part] for part, _ in agreeing if part < len(words_a) and found.common_a[part] >= _COMMON]
    if common and len(common) == len(agreeing):
        reasons.append(Reason("common_parts", (("parts", ", ".join(common)),)))
    return reasons


def _initials(words_a: list[str], words_b: list[str], found: Trace) -> list[str]:
    pairs = []
    for part, word in enumerate(words_a):
        against = found.partner(part)
        if against is not None and against < len(words_b) and 1 in (len(word), len(words_b[against])):
            pairs.append(f"{word} / {words_b[against]}")
    return pairs


def _words(name: Prepared) -> list[str]:
    return words_of(normalise(name.name))


def _pairs_of_units(found: Trace) -> tuple[list[str], list[str]]:
    fits: dict[str, None] = {}
    misfits: dict[str, None] = {}
    for left, right, odds in found.steps:
        if not left or not right:
            continue
        one, other = _written(left), _written(right)
        if one == other or not one or not other:
            continue
        if odds >= _FITS:
            fits[f"{one} = {other}"] = None
        elif odds <= _DOES_NOT_FIT:
            misfits[f"{one} / {other}"] = None
    return list(fits)[:_MOST_PAIRS], list(misfits)[:_MOST_PAIRS]
