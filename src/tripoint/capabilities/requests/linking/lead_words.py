"""Leads in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

WORDS: dict[str, StrOrPromise] = {
    "document": _("The same passport or paper"),
    "vehicle": _("The same vehicle"),
    "phone": _("The same telephone"),
    "account": _("The same account"),
    "warrant": _("The same warrant or judgment"),
    "channel": _("The same number in another channel"),
    "reference": _("One names the other's reference, or both name a third"),
    "name": _("Names alike"),
}
STRONG = _("Names very much alike")
STRONG_FROM = 0.9
"""The score from which names are said to be very much alike: of pairs above it some nine in ten are one person's,
fewer among many names (docs/names.md)."""


def words_of(sorts: tuple[str, ...], score: float | None) -> list[StrOrPromise]:
    """What two dossiers have in common, the weightiest first."""
    strong = score is not None and score >= STRONG_FROM
    return [STRONG if one == "name" and strong else WORDS[one] for one in sorts]
