"""What an officer finds listed: the requests that he or she may see, what is to be answered, waited for and released."""

from __future__ import annotations

from typing import Any

from django.db.models import Expression, Q, QuerySet

from tripoint.capabilities.requests.home_entries import REVIEWERS
from tripoint.capabilities.requests.models import HomeState, Reader, ReleaseState, RequestDraft, RequestState
from tripoint.capabilities.requests.permission import EVERYWHERE, RELEASE, Acting

COUNTED = 10_000  # pages beyond are reached by filters, not by counting every row


class Latest:
    """Lists without rows in common as one, the latest first.

    Each part is read from its own index; one query with OR would read and sort every request of an office.
    """

    def __init__(self, *parts: QuerySet[RequestState], at_once: bool = False) -> None:
        self.parts = parts
        self._all = self.keys(COUNTED) if at_once else None  # few enough to read their keys instead of counting first

    def count(self) -> int:
        """Rows, each part counted up to COUNTED."""
        if self._all is not None:
            return len(self._all)
        return sum(part.order_by()[:COUNTED].count() for part in self.parts)

    def __getitem__(self, wanted: slice) -> list[RequestState]:
        """Rows from `wanted.start` up to `wanted.stop`."""
        ids = [key for _, key in (self._all or self.keys(wanted.stop))[wanted]]
        found = RequestState.objects.using(self.parts[0].db).in_bulk(ids)
        return [found[one] for one in ids]

    def keys(self, most: int, *columns: str | Expression) -> list[tuple[Any, ...]]:
        """(last_at, key, *columns) of the first `most` rows: what costs little to read of many."""
        latest = [part.order_by("-last_at", "-key")[:most] for part in self.parts]
        found = (place for part in latest for place in part.values_list("last_at", "key", *columns))
        return sorted(found, key=lambda one: one[:2], reverse=True)[:most]


def visible(found: QuerySet[RequestState], acting: Acting, party: str, *, at_once: bool = False) -> Latest:
    """The requests on whose route the officer's office stands: asked, addressed, or at home assigned,
    shared with it or signed by it; and those on which it is copied as its party's centre. `at_once`: they are at most
    a few thousand."""
    if acting.has(EVERYWHERE):
        return Latest(found, at_once=at_once)
    asked, addressed = Q(asker=party, office=acting.office), Q(addressee=party, addressee_office=acting.office)
    assigned, known = (Q(**{f"{name}__in": _assigned(acting.office, found.db, own)})
                       for name, own in (("dossier", "about"), ("reference", "reference")))  # fmt: skip
    above = Q(is_open=True, addressee=party, escalated_to=acting.office)
    ours, theirs = Q(asker=party, asker_copy=acting.office), Q(addressee=party, addressee_copy=acting.office)
    return Latest(
        found.filter(asked),
        found.filter(addressed),
        found.filter(above).exclude(asked | addressed),
        found.filter(ours).exclude(asked | addressed | above),
        found.filter(theirs).exclude(asked | addressed | above),
        found.filter(assigned).exclude(asked | addressed | above | ours | theirs),
        found.filter(known).exclude(assigned | asked | addressed | above | ours | theirs),
        at_once=at_once,
    )


def _assigned(office: str, using: str, column: str) -> QuerySet[Any]:
    """`column` of what was at home assigned to an office, shared with it or signed by it. A union, as with OR a server
    would read every home dossier."""
    homes = HomeState.objects.using(using).exclude(**{column: ""})
    reads = Reader.objects.using(using).filter(office=office).values("home")
    assigned: QuerySet[Any] = homes.filter(assigned_office=office).values(column)
    return assigned.union(homes.filter(dossier__in=reads).values(column), all=True)


def to_answer(acting: Acting, party: str, using: str) -> QuerySet[RequestState]:
    """What this officer's office owes an answer to, soonest first."""
    rows = RequestState.objects.using(using).filter(addressee=party, is_open=True)
    if not acting.has(EVERYWHERE):
        rows = rows.filter(addressee_office=acting.office)
    return rows.order_by("due_at")


def waited_for(acting: Acting, party: str, using: str) -> QuerySet[RequestState]:
    """What this officer's office has asked and waits for, soonest first."""
    rows = RequestState.objects.using(using).filter(asker=party, is_open=True)
    if not acting.has(EVERYWHERE):
        rows = rows.filter(office=acting.office)
    return rows.order_by("due_at")


def release_queue(acting: Acting, using: str) -> QuerySet[RequestDraft]:
    """Drafts whose next step this officer signs, in the own post or one that he or she stands in for; for a legal
    reviewer all that wait. Nobody's own."""
    homes = HomeState.objects.using(using).filter(release=ReleaseState.SUBMITTED)
    if not acting.has(REVIEWERS):
        homes = homes.filter(waits_for(acting))
    rows = RequestDraft.objects.using(using).filter(state="submitted", home__in=homes.values("dossier"))
    return rows.exclude(owner=acting.officer)


def telephone_queue(acting: Acting, using: str) -> QuerySet[RequestDraft]:
    """Drafts of which this officer may record that the step that waits was approved by telephone, and which are not
    his or hers to sign. Nobody's own."""
    if not acting.has(RELEASE):
        return RequestDraft.objects.none()
    homes = HomeState.objects.using(using).filter(release=ReleaseState.SUBMITTED, route__phone_hours__gt=0)
    homes = homes.filter(Q(office=acting.office) | Q(step_office=acting.office)).exclude(waits_for(acting))
    rows = RequestDraft.objects.using(using).filter(state="submitted", home__in=homes.values("dossier"))
    return rows.exclude(owner=acting.officer)


def waits_for(acting: Acting) -> Q:
    """The condition on home rows that the step that waits is for this officer."""
    found = Q(pk=None)
    for one in (acting.capacity, *(standing.capacity for standing in acting.stands_for)):
        if one.post is not None:
            found |= Q(step_post=one.post)
        roles = [*one.roles, ""] if RELEASE & set(one.roles) else list(one.roles)
        found |= Q(step_post=None, step_office=one.office, step_role__in=roles)
    return found
