"""S3, the non-refoulement stop: set at home by any officer, invisible outside.

Fear of return or a claim to asylum, from whomever it comes, stops whatever would hand over a person or tell where the
person is. The stop stands in a home dossier: no shared entry names it, no verdict and no receipt depends on it. What
leaves meanwhile is what leaves in a slow matter: the ground UNDER-REVIEW and a new date, without any text, in an entry
of the same type and size. A legal reviewer ends the stop, never the officer who set it alone.

At home the refusal says the reason only to those who may know of the stop; to the others the matter is under review.

Sources: 1951 Convention, Article 33; Convention against Torture, Article 3; UNHCR 2015 on people sent back.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

EXTENSION_GROUND = "UNDER-REVIEW"
"""The one ground (list extension_grounds) under which a stopped matter and a slow one both go on."""


class Step(StrEnum):
    """What an office may do about a partner's request."""

    TAKE = "take"
    ASK_BACK = "ask-back"
    ANSWER = "answer"
    REFUSE = "refuse"
    EXTEND = "extend"
    REDIRECT = "redirect"
    TRANSFER = "transfer"
    MESSAGE = "message"
    TRANSLATE = "translate"


FROZEN = frozenset({Step.ANSWER, Step.TRANSFER, Step.MESSAGE, Step.TRANSLATE})
"""What a stop holds back: also a message, which is free text and may carry a photo, and a translation for the other party,
which may repeat or add what an answer says.

Refusing tells nothing about the person, and taking or extending goes on as ever."""

AWARE = frozenset({"legal_reviewer", "supervisor"})
"""Roles that may know of a stop; beside them only the officer who set it."""

ENDS = frozenset({"legal_reviewer"})
"""Roles that may end a stop."""


def holds_back(step: Step, *, stopped: bool) -> bool:
    """Whether a standing stop holds back this step."""
    return stopped and step in FROZEN


def may_know(roles: Collection[str], *, officer: str, set_by: str) -> bool:
    """Whether an officer with these roles may be told of a stop that `set_by` set."""
    return officer == set_by or not AWARE.isdisjoint(roles)
