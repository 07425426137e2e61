"""A request's subjects and their answers as the rows of a spreadsheet, and an answered spreadsheet back as items."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from tripoint import reference
from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests.contents import AnsweredContent, ItemContent
from tripoint.capabilities.requests.kinds import KINDS, RequestKind
from tripoint.capabilities.requests.labels import label
from tripoint.capabilities.requests.list_reading import LISTS, Broken, folded, list_labels, shown
from tripoint.capabilities.requests.pairs import MATCHES
from tripoint.capabilities.requests.problems import Problem
from tripoint.capabilities.requests.reading import Reading
from tripoint.capabilities.requests.subject_fields import FIELDS
from tripoint.capabilities.requests.subject_reading import typed_from
from tripoint.documents.tables import FORMULA, LONG, Table
from tripoint.ledger.admission import Verdict
from tripoint.safeguards.human_decides import MatchedBy
from tripoint.subjects import Address, AnySubject, type_of

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COLUMNS: dict[str, StrOrPromise] = {
    "number": _("No."), "result": _("Result or refusal"), "matched_by": _("Recognised"),
    "consent": _("Consent to pass the address on"), "address": _("Address"), "said": _("In words"),
}  # fmt: skip
YES: StrOrPromise = _("Yes")


@dataclass(frozen=True, slots=True)
class Row:
    """One subject: its place, and its last answer where there is one."""

    place: int
    subject: AnySubject | None
    role: str
    item: e.AnswerItem | None
    said: ItemContent | None


@dataclass(frozen=True, slots=True)
class Items:
    """What an answered sheet says."""

    items: tuple[e.AnswerItem, ...]
    said: tuple[ItemContent, ...]
    broken: tuple[Broken, ...]
    rows: tuple[int, ...]  # places in the table of the rows that were read


def rows_of(found: Reading, addressee: str = "") -> list[Row]:
    """Each subject with the last thing that `addressee` answered about it; left out: the one of `found.state`."""
    party = addressee or found.state.addressee
    items: dict[int, e.AnswerItem] = {}
    said: dict[int, ItemContent] = {}
    for line in sorted(found.lines, key=lambda one: one.seq):
        if isinstance(line.facts, e.AnsweredFacts) and line.party == party and line.verdict is Verdict.APPLIED:
            items |= {one.subject: one for one in line.facts.items}
            if isinstance(line.content, AnsweredContent):
                said |= {one.subject: one for one in line.content.items}
    rows = []
    for place in range(found.count):
        subject, role = found.subjects[place] if place < len(found.subjects) else (None, "")
        rows.append(Row(place, subject, role, items.get(place), said.get(place)))
    return rows


def sheet_of(found: Reading, rows: Sequence[Row], language: str) -> list[list[str]]:
    """The subjects as they were asked about, and the columns of the answer behind."""
    kind = found.answered.kind
    typed = [typed_from(row.subject) for row in rows]
    present = {name for one in typed for name, value in one.items() if value}
    types = dict.fromkeys(type_of(row.subject) for row in rows if row.subject is not None)
    fields = {name: make for type_ in types for name, make in FIELDS[type_].items() if name in present}
    asked = {name: str(make().label) for name, make in fields.items()}
    answer = {name: str(words) for name, words in COLUMNS.items() if name != "number"}
    sheet = [[str(COLUMNS["number"]), *asked.values(), *answer.values()]]
    for row, values in zip(rows, typed, strict=True):
        cells = [_said(name, values.get(name, ""), language) for name in asked]
        sheet.append([str(row.place + 1), *cells, *_answer_cells(row, KINDS[kind], language)])
    return sheet


def _said(name: str, value: str, language: str) -> str:
    return label(LISTS[name], value, language).text if value and name in LISTS else value


def _answer_cells(row: Row, kind: RequestKind, language: str) -> list[str]:
    if row.item is None:
        return [""] * (len(COLUMNS) - 1)
    item, said = row.item, row.said
    list_name, code = ("refusal_grounds", item.ground) if item.ground else (kind.results, item.result)
    return [
        label(list_name, str(code), language).text, str(MATCHES.get(item.matched_by, "")), str(YES) if item.consent else "",
        (said.address.full or "") if said and said.address else "", said.text if said else "",
    ]  # fmt: skip


@cache
def _columns() -> Mapping[str, str]:
    return dict(_in_all_languages(COLUMNS.items()))


@cache
def _matches() -> Mapping[str, str]:
    return dict(_in_all_languages([*MATCHES.items(), *((code, code) for code in MATCHES)]))


@cache
def _yes() -> frozenset[str]:
    return frozenset(words for words, _code in _in_all_languages([("yes", YES)]))


def _in_all_languages(words: Iterable[tuple[str, StrOrPromise]]) -> list[tuple[str, str]]:
    """Each wording in each language, folded, with its code."""
    found = []
    kept = list(words)
    for language in reference.LANGUAGES:
        with override(language):
            found += [(folded(str(one)), code) for code, one in kept]
    return found


def has_columns(table: Table) -> bool:
    """Whether the first row names the number of the subject and its result."""
    named = {_columns().get(folded(heading)) for heading in table.rows[0]}
    return {"number", "result"} <= named


def read_sheet(table: Table, found: Reading, graded: Mapping[str, str], today: date) -> Items:
    """The answered rows of a sheet as `sheet_of` writes it; a row without a result is left for later.

    `graded`: handling, source and information for all. A row that cannot be read is told; nothing is guessed.
    """
    columns = [_columns().get(folded(heading), "") for heading in table.rows[0]]
    kind = KINDS[found.answered.kind]
    items: list[e.AnswerItem] = []
    said: list[ItemContent] = []
    broken: list[Broken] = []
    places: list[int] = []
    seen: set[int] = set()
    for at, (number, row) in enumerate(zip(table.numbers[1:], table.rows[1:], strict=True), start=1):
        cells = {name: cell for name, cell in zip(columns, row, strict=False) if name}
        if not cells.get("result"):
            continue
        try:
            item, words = _item(cells, kind, found, graded, today)
            if item.subject in seen:
                raise _Wrong("number", gettext("This number stands in two rows."))
        except _Wrong as wrong:
            column = columns.index(wrong.column) if wrong.column in columns else None
            heading = table.rows[0][column] if column is not None else ""
            broken.append(Broken(number, column, heading, wrong.why, tuple(map(shown, row))))
            continue
        seen.add(item.subject)
        items.append(item)
        places.append(at)
        if words is not None:
            said.append(words)
    return Items(tuple(items), tuple(said), tuple(broken), tuple(places))


class _Wrong(ValueError):
    def __init__(self, column: str, why: str) -> None:
        super().__init__(column)
        self.column, self.why = column, why


def _item(
    cells: Mapping[str, str], kind: RequestKind, found: Reading, graded: Mapping[str, str], today: date
) -> tuple[e.AnswerItem, ItemContent | None]:
    for name, cell in cells.items():
        if cell == FORMULA:
            raise _Wrong(name, gettext("This is a formula. Paste its value as text."))
        if cell.startswith(LONG):
            raise _Wrong(name, gettext("This is longer than 500 characters. Shorten it."))
    number = cells.get("number", "")
    if not number.isdecimal() or not 1 <= int(number) <= found.count:
        raise _Wrong("number", gettext("There is no subject with this number."))
    place, typed = int(number) - 1, folded(cells["result"])
    result, ground = list_labels(kind.results).get(typed), list_labels("refusal_grounds").get(typed)
    if result is None and ground is None:
        raise _Wrong(
            "result",
            gettext("“%(typed)s” is not in the list. Write the code or its name.") % {"typed": cells["result"]},
        )
    matched: MatchedBy = "none"
    if cells.get("matched_by"):
        known = _matches().get(folded(cells["matched_by"]))
        if known is None:
            raise _Wrong("matched_by", gettext("Say how it was made sure, as the list offers it."))
        matched = known  # type: ignore[assignment]  # a key of MATCHES
    item = e.AnswerItem(
        subject=place, result=result, ground=None if result else ground, matched_by=matched,
        consent=folded(cells.get("consent", "")) in _yes(), **graded,
    )  # fmt: skip
    request = found.opening_facts
    if not isinstance(request, e.OpenedFacts):
        raise _Wrong("result", Problem("oral-unrecorded").sentence)
    lack = next(iter(e.item_findings(item, request, "", today)), None)
    if lack is not None:
        column = {"s8-matched-by": "matched_by", "s8-second-identifier": "matched_by", "s8-consent": "consent"}
        raise _Wrong(column.get(lack.code, "result"), Problem(lack.code).sentence)
    address, text = cells.get("address", ""), cells.get("said", "")
    words = ItemContent(subject=place, text=text, address=Address(full=address) if address else None)
    return item, words if address or text else None
