"""Where officers find duty, and what it puts on Today."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.border.models import HandOver
from tripoint.capabilities.border.roster import on_duty
from tripoint.directory.models import Role
from tripoint.node import runtime
from tripoint.web import dates, navigation
from tripoint.web import today as page
from tripoint.web.access import OfficerRequest

DESK = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY_OFFICER)
READERS = (*DESK, Role.REGISTRAR, Role.LEGAL_REVIEWER, Role.ADMINISTRATOR)


def pending(using: str, office: str) -> HandOver | None:
    """The office's last hand-over, while nobody has accepted it."""
    last = HandOver.objects.using(using).filter(office=office).order_by("-handed_at", "-entry").first()
    return last if last is not None and not last.accepted else None


def arrived(request: OfficerRequest) -> Iterator[page.Row]:
    """A hand-over that waits for the next officer."""
    if not set(request.post.roles) & set(DESK):
        return
    waiting = pending(runtime.ledger().using, request.post.office_id)
    if waiting is not None and waiting.handed_by != str(request.user.pk):
        yield page.Row(
            _("A shift is handed over to you"), page.latest_first(waiting.handed_at), reverse("border:duty"),
            when=dates.when(waiting.handed_at),
        )  # fmt: skip


def calendar(request: OfficerRequest) -> Iterator[page.Row]:
    """The shifts of this officer that have begun or begin within a day."""
    now = timezone.now()
    for shift in on_duty(runtime.ledger().using, request.post.office_id, now):
        if shift.on_duty == str(request.user.pk) or shift.post == request.post.pk:
            yield page.Row(
                _("You are on duty"), shift.ends.timestamp(), reverse("border:duty"), when=dates.moment(shift.ends)
            )


def register() -> None:
    """Puts duty into the menu and on Today."""
    page.register(page.Section.ARRIVED, arrived)
    page.register(page.Section.CALENDAR, calendar)
    navigation.register(navigation.Item(_("Duty"), "border:duty", "bell", 40, roles=frozenset(DESK)))
    navigation.register(
        navigation.Item(_("Hotlines"), "border:hotlines", "address-book", 55, navigation.Place.NODE, frozenset(READERS))
    )
    navigation.register(
        navigation.Item(
            _("Alerts"), "border:alerts", "send", 70, navigation.Place.NODE, frozenset({Role.ADMINISTRATOR})
        )
    )
