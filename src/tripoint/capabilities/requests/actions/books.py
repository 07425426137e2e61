"""Registry numbers: given by the node when a statement is made or taken, and by an officer for what arrived."""

from __future__ import annotations

from typing import TypeVar

from django.db import transaction
from pydantic import ValidationError

from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.actions.stating import Matter, home_drafts, matter, state
from tripoint.capabilities.requests.book_entries import (
    BOOK_SET,
    KEEPERS,
    NUMBERED,
    BookName,
    BookSetFacts,
    NumberedFacts,
)
from tripoint.capabilities.requests.book_models import Book, BookCounter, BookLine
from tripoint.capabilities.requests.clock import zone_of
from tripoint.capabilities.requests.contents import Described
from tripoint.capabilities.requests.permission import Acting, may_act
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.ledger.append import Draft
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import Entry

DEFAULT_PATTERN = "{number}/{office}"
Letter = TypeVar("Letter", bound=Described)


def set_book(ledger: Ledger, who: Acting, office: str, book: BookName, written_as: str) -> str:
    """Says how numbers of an office's book are written: `{number}`, and `{year}` and `{office}` where wanted.

    Raises NotPermitted but for registrars and administrators, ActionRefused("book-pattern").
    """
    if not who.has(KEEPERS):
        raise NotPermitted(Problem("role"))
    try:
        facts = BookSetFacts(
            officer=who.officer, office=who.office, of_office=office, book=book, written_as=written_as.strip()
        )
    except ValidationError as error:
        raise ActionRefused(Problem("book-pattern", "written_as")) from error
    opening = Draft(h.OPENED, h.HomeOpenedFacts(participants=(ledger.party,), exercise=ledger.exercise))
    return state(ledger, who, [opening, Draft(BOOK_SET, facts, None, opening)])[-1].entry.id


def enter(ledger: Ledger, who: Acting, dossier: str, entry: str) -> str:
    """Gives a partner's statement its number in the incoming book of the officer's office. Returns the number.

    Raises NotPermitted, and ActionRefused("state-numbered") when that office has entered it already.
    """
    found = matter(ledger, who, dossier)
    if not may_act(who, found.state, ledger.party, found.homes):
        raise NotPermitted(Problem("reads-only"))
    partners = Entry.objects.using(ledger.using).filter(id=entry, dossier=dossier).exclude(party=ledger.party)
    if not partners.exists():
        raise NotPermitted(Problem("not-found"))
    if BookLine.objects.using(ledger.using).filter(about=entry, office=who.office, book="in").exists():
        raise ActionRefused(Problem("state-numbered"))
    home, opening = home_drafts(ledger, found)
    facts = number(ledger, who, who.office, "in", entry)
    state(ledger, who, [*opening, Draft(NUMBERED, facts, None, home)])
    return facts.written


def number(ledger: Ledger, who: Acting, office: str, book: BookName, entry: str | None = None) -> NumberedFacts:
    """The next number of an office's book, to be stated at home; one that is not used after all stays out.

    The counter is a node record. After a restore it may lag behind what the ledger holds, so what stands there is
    passed over. The year is that of the party's own day.
    """
    using, year = ledger.using, ledger.now().astimezone(zone_of(ledger.party)).year
    lines = BookLine.objects.using(using).filter(office=office, book=book, year=year)
    with transaction.atomic(using=using):
        counters = BookCounter.objects.using(using)
        counters.get_or_create(office=office, book=book, year=year)
        counter = counters.select_for_update().get(office=office, book=book, year=year)
        counter.last += 1
        while lines.filter(number=counter.last).exists():
            counter.last += 1
        counter.save(using=using)
    row = Book.objects.using(using).filter(office=office, book=book).first()
    pattern = row.written_as if row else DEFAULT_PATTERN
    return NumberedFacts(
        officer=who.officer, office=who.office, of_office=office, book=book, year=year, number=counter.last,
        written=pattern.format(number=counter.last, year=year, office=office), entry=entry,
    )  # fmt: skip


def numbered(letter: Letter, facts: NumberedFacts) -> Letter:
    """The letter with the number that its sender's book gave it."""
    return letter.model_copy(update={"number": facts.written})


def sent_out(ledger: Ledger, who: Acting, found: Matter, letter: Letter) -> tuple[Letter, tuple[Draft, ...]]:
    """A letter of the officer's office with its number in the outgoing book, and what is stated at home about that."""
    given = number(ledger, who, who.office, "out")
    home, opening = home_drafts(ledger, found)
    return numbered(letter, given), (*opening, Draft(NUMBERED, given, None, home))
