"""Originator control in words: titles of its statements, and their codes as labelled parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tripoint.capabilities.requests.consent import entries as c
from tripoint.ledger.common_entries import COMPLIED, ERASED, CompliedFacts, ErasedFacts
from tripoint.ledger.registry import Facts
from tripoint.safeguards.onward_use import Use

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

TITLES = {
    c.ASKED: _("Consent asked"),
    c.ANSWERED: _("Consent: the owner's answer"),
    c.USED: _("Used without consent: danger to life"),
    c.PROPOSED: _("Proposed: use for danger to life"),
    c.DECIDED: _("Decided: use for danger to life"),
    ERASED.name: _("Recall"),
    COMPLIED.name: _("Recall complied with"),
}
DECISIONS = {"given": _("Consent given"), "denied": _("Consent denied")}
REASONS = {
    "correction": _("It was wrong: a correction follows"),
    "recall": _("It is withdrawn"),
    "person-request": _("The person asks for it"),
    "court-order": _("A court orders it"),
    "retention": _("Its time is over"),
}
SECOND = {True: _("Agreed: the owner is told at once"), False: _("Not agreed")}
RESULTS = {"destroyed": _("Destroyed"), "never-held": _("Was never held")}
Part = tuple["StrOrPromise", list[tuple[str, str, "StrOrPromise"]]]  # label; list, code and text of each value


def parts_of(facts: Facts) -> Iterator[Part]:
    """The labelled parts of a statement about consent or recall; none for another."""
    match facts:
        case c.ConsentAskedFacts(what=what) | c.UsedFacts(what=what) | c.UseProposedFacts(what=what):
            yield from use_parts(what)
        case c.ConsentAnsweredFacts(decision=decision, conditions=conditions):
            yield _("Decision"), [("", "", DECISIONS[decision])]
            yield _("Conditions"), [("consent_conditions", one, "") for one in conditions]
        case c.DecidedFacts(agreed=agreed):
            yield _("Decision"), [("", "", SECOND[agreed])]
        case ErasedFacts(reason=reason):
            yield _("Reason"), [("", "", REASONS[reason])]
        case CompliedFacts(result=result):
            yield _("Result"), [("", "", RESULTS[result])]
        case _:
            pass


def use_parts(what: Use) -> Iterator[Part]:
    """What is to be done with an item."""
    yield pgettext_lazy("what is done with information", "Use"), [("consent_uses", what.use, "")]
    for name, list_name, code in (
        (_("Recipient"), "consent_recipients", what.recipient),
        (pgettext_lazy("an office that something goes to", "To"), "offices", what.to_office),
        (_("Purpose"), "purposes", what.purpose),
    ):
        if code:
            yield name, [(list_name, code, "")]
