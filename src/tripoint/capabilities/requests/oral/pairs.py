"""What a call says, as labelled parts; `pairs` makes its pairs of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.clock import zone_of
from tripoint.capabilities.requests.consent.pairs import Part
from tripoint.capabilities.requests.contents import CalledContent
from tripoint.capabilities.requests.kinds import KINDS
from tripoint.capabilities.requests.oral.entries import CalledFacts
from tripoint.ledger.encoding import LAST
from tripoint.ledger.registry import Content

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


def parts_of(facts: CalledFacts, content: Content | None) -> Iterator[Part]:
    """Each label with its parts, in the order to show them."""
    asker = facts.reference[:2]
    yield _("Asked by telephone"), [("", "", moment(asker, facts.called_at))]
    if isinstance(content, CalledContent) and content.whom:
        yield _("Who was called"), [("", "", content.whom)]
    yield _("Written record owed by"), [("", "", moment(asker, facts.record_due))]
    yield _("Kind"), [("request_kinds", facts.request_kind.upper(), "")]
    yield _("Asked"), [(KINDS[facts.request_kind].asks, code, "") for code in facts.asks]
    yield _("Purpose"), [("purposes", facts.purpose, "")]
    yield _("Offence"), [("offences", one.code, "") for one in facts.offences]
    yield _("Legal basis"), [("instruments", one.instrument, one.place) for one in facts.basis]
    urgency: list[tuple[str, str, StrOrPromise]] = [("urgencies", facts.urgency, "")]
    if facts.urgency_ground:
        urgency.append(("urgency_grounds", facts.urgency_ground, ""))
    yield _("Urgency"), urgency


def moment(party: str, at: datetime) -> str:
    """A time on a party's own clock, the same for every reader: 02/03/2026 09:00 UTC+07:00."""
    return min(at, LAST).astimezone(zone_of(party)).strftime("%d/%m/%Y %H:%M %Z")
