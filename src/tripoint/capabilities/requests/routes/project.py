"""Entries about routes to the table of routes, and signed steps to the table of approvals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from tripoint.capabilities.requests import home_entries as h
from tripoint.capabilities.requests.models import HomeState, ReleaseState
from tripoint.capabilities.requests.routes import entries as r
from tripoint.capabilities.requests.routes.models import Approval, RouteRow
from tripoint.capabilities.requests.routes.steps import Route
from tripoint.ledger.projection import Applied, Projector, register


class Routes(Projector):
    """Folds what administrators set."""

    types = frozenset({r.ROUTE_SET, r.ROUTE_ENDED})
    tables = (RouteRow,)

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Folds `batch` in."""
        rows = RouteRow.objects.using(using)
        for one in batch:
            match one.facts:
                case r.RouteSetFacts() as facts:
                    key = {
                        "for_office": facts.for_office or "", "kind": facts.kind or "", "urgency": facts.urgency or "",
                        "handling": facts.handling or "",
                    }  # fmt: skip
                    rows.filter(**key, ended_at=None).update(ended_at=one.time, ended_by=facts.officer)
                    rows.create(
                        entry=one.id, dossier=one.dossier, **key, route=facts.route.model_dump(mode="json"),
                        set_by=facts.officer, set_at=one.time,
                    )  # fmt: skip
                case r.RouteEndedFacts() as facts:
                    rows.filter(entry=facts.ends, ended_at=None).update(ended_at=one.time, ended_by=facts.officer)
                case _:
                    pass


def fold_step(using: str, home: HomeState, one: Applied) -> None:
    """Folds one entry of a release into its home dossier's row and the table of approvals; the row is not saved here."""
    rows = Approval.objects.using(using)
    here = rows.filter(dossier=one.dossier, stands=True)
    match one.facts:
        case h.SubmittedFacts(route=route):
            home.route = route.model_dump(mode="json")
            _goes_on(home, 1)
        case h.SignedFacts() as facts:
            _sign(using, home, one, facts)
            _goes_on(home, 0 if home.release == ReleaseState.RELEASED else facts.step + 1)
        case h.ReturnedFacts(to="step-before"):
            _goes_on(home, home.step - 1)
            here.filter(step__gte=home.step).update(stands=False)
        case h.ReturnedFacts():
            _goes_on(home, 0)
            here.update(stands=False)
        case h.ConfirmedFacts(approval=approval, agreed=agreed):
            rows.filter(entry=approval).update(confirmed_at=one.time, agreed=agreed)
            denied = here.filter(entry=approval, agreed=False).first()
            if denied is not None and home.release == ReleaseState.SUBMITTED:
                _goes_on(home, denied.step)
                here.filter(step__gte=denied.step).update(stands=False)
        case _:
            pass


def _sign(using: str, home: HomeState, one: Applied, facts: h.SignedFacts) -> None:
    hours = Route.model_validate(home.route).phone_hours if facts.manner == "telephone" else 0
    Approval.objects.using(using).create(
        entry=one.id, dossier=one.dossier, draft=facts.draft, digest=facts.digest, step=facts.step,
        author=home.submitted_by, office=facts.office, officer=facts.officer, as_post=facts.signs_as.post,
        as_office=facts.signs_as.office, manner=facts.manner, at=one.time, approver=facts.approver or "",
        approved_at=facts.approved_at, confirm_by=one.time + timedelta(hours=hours) if hours else None,
    )  # fmt: skip


def _goes_on(home: HomeState, number: int) -> None:
    """The step that waits, 0 for none, and whom it waits for."""
    home.step, home.step_post, home.step_role, home.step_office = number, None, "", ""
    if number:
        step = Route.model_validate(home.route).steps[number - 1]
        home.step_post, home.step_role = step.post, step.role or ""
        home.step_office = step.office or home.office


register(Routes())
