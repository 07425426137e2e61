"""Home entries to tables. One party writes them, so they fold in the order of their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.models import HomeState, Reader, ReleaseState, Review, Stop
from tripoint.capabilities.requests.routes.models import Approval
from tripoint.capabilities.requests.routes.project import fold_step
from tripoint.capabilities.requests.sharing_entries import SCANNED, SHARE_ENDED, SHARED, SharedFacts, ShareEndedFacts
from tripoint.ledger.projection import Applied, Projector, register

_STATES = {
    h.SUBMITTED: ReleaseState.SUBMITTED,
    h.RETURNED: ReleaseState.RETURNED,
    h.RELEASED: ReleaseState.RELEASED,
}


class Homes(Projector):
    """Folds the entries of home dossiers."""

    types = frozenset(
        {
            h.OPENED,
            *h.RELEASE_STEPS,
            h.CONFIRMED,
            h.REVIEWED,
            h.ASSIGNED,
            SHARED,
            SHARE_ENDED,
            SCANNED,
            h.NOTED,
            h.STOPPED,
            h.LIFTED,
            h.FLAGGED,
            h.CLEARED,
        }
    )
    tables = (HomeState, Review, Stop, Approval, Reader)

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Folds `batch` in."""
        rows = HomeState.objects.using(using).in_bulk(sorted({one.dossier for one in batch}))
        for one in batch:
            if one.type == h.OPENED:
                about = cast(h.HomeOpenedFacts, one.facts).about
                rows[one.dossier] = HomeState(dossier=one.id, about=about or "")
            row = rows[one.dossier]
            row.last_at = one.time
            _fold(row, one)
            fold_step(using, row, one)
            fold_reader(using, row, one)
            _fold_rows(using, one)
        for row in rows.values():
            row.save(using=using)


def _fold_rows(using: str, one: Applied) -> None:
    match one.facts:
        case h.ReviewedFacts(officer=officer, digest=digest, agreed=agreed):
            Review.objects.using(using).filter(dossier=one.dossier, officer=officer).delete()
            Review.objects.using(using).create(
                entry=one.id, dossier=one.dossier, digest=digest, officer=officer, agreed=agreed
            )
        case h.StoppedFacts(officer=officer):
            Stop.objects.using(using).create(entry=one.id, dossier=one.dossier, officer=officer)
        case h.LiftedFacts(stop=stop):
            Stop.objects.using(using).filter(entry=stop).update(lifted=True)
        case _:
            pass


def _fold(row: HomeState, one: Applied) -> None:
    match one.facts:
        case h.ReviewedFacts():
            pass
        case h.ReturnedFacts(to="step-before"):
            pass
        case h.DraftFacts() if one.type == h.APPROVED:
            pass
        case h.DraftFacts(draft=draft, digest=digest, officer=officer, office=office):
            row.draft, row.digest, row.release = draft, digest, _STATES[one.type]
            if one.type == h.SUBMITTED:
                row.submitted_by, row.submitted_at, row.office, row.decided_by = officer, one.time, office, ""
            else:
                row.decided_by = officer
            if isinstance(one.facts, h.ReleasedFacts):
                row.reference = one.facts.reference
        case h.AssignedFacts(to_officer=officer, to_office=office):
            row.assigned_officer, row.assigned_office = officer or "", office
        case h.HomeFacts() if one.type in (h.FLAGGED, h.CLEARED):
            row.possible_victim = one.type == h.FLAGGED
        case _:
            pass


def fold_reader(using: str, home: HomeState, one: Applied) -> None:
    """Which offices may read beside those on the route: who signed a step elsewhere, and who it was shared with."""
    rows = Reader.objects.using(using).filter(home=one.dossier)
    match one.facts:
        case h.SubmittedFacts():
            rows.filter(shared=False).delete()
        case h.SignedFacts() as facts:
            for office in sorted({facts.office, facts.signs_as.office} - {home.office}):
                Reader.objects.using(using).create(entry=one.id, home=one.dossier, office=office, shared=False)
        case SharedFacts(to_office=office):
            Reader.objects.using(using).create(entry=one.id, home=one.dossier, office=office, shared=True)
        case ShareEndedFacts(ends=entry):
            rows.filter(entry=entry, shared=True).delete()
        case _:
            return
    home.readers = sorted(set(rows.all().values_list("office", flat=True)))


register(Homes())
