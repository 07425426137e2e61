"""What an administrator does to the directory. Each change checks authority, is made, and is recorded, in one go.

Nobody gives posts to himself or renews his own account: the second pair of eyes that a release needs would otherwise be
one person's. An auditor's post carries no other role, so that nobody audits what he did.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tripoint.directory.models import Change, Deputy, DirectoryChange, Holding, Office, Officer, Post
from tripoint.directory.models.rows import at_field
from tripoint.directory.passwords import new_password
from tripoint.directory.roles import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, and in which post."""

    officer: Officer
    post: Post

    def require_administrator(self, own_party: str) -> None:
        """Raise PermissionDenied unless the post is an administrator's of this party."""
        if not self.post.has_role(Role.ADMINISTRATOR) or self.post.office.party_id != own_party:
            raise PermissionDenied


@transaction.atomic
def open_post(actor: Actor, post: Post) -> Post:
    """Store a new post in an office of the actor's own party. Raises PermissionDenied and ValidationError."""
    _authorise(actor, post.office)
    if Role.AUDITOR in post.roles and len(post.roles) > 1:
        raise at_field("roles", _("An auditor's post carries no other role."), "auditor_alone")
    if post.valid_from is None:
        raise at_field("valid_from", _("Give the first day."), "required")
    if not post.office.is_valid_on(post.valid_from):
        raise at_field("valid_from", _("The office does not exist on this day."), "office_closed")
    post.full_clean()
    post.save()
    _record(actor, Change.POST_OPENED, post=post, day=post.valid_from)
    return post


@transaction.atomic
def close_post(actor: Actor, post: Post, last_day: datetime.date) -> None:
    """Give a post its last day, and with it all its holdings. Raises PermissionDenied and ValidationError."""
    _authorise(actor, post.office)
    if post.pk == actor.post.pk:
        raise at_field("last_day", _("You act in this post now. Another administrator can close it."), "own")
    _close(post, last_day)
    _record(actor, Change.POST_CLOSED, post=post, day=last_day)
    for holding in Holding.objects.filter(post=post).select_related("officer"):
        if holding.valid_until is None or holding.valid_until > last_day:
            # One given for later never begins: its only day is its first, on which the post is closed.
            _end(actor, holding, max(last_day, holding.valid_from or last_day))


@transaction.atomic
def begin_holding(actor: Actor, officer: Officer, post: Post, first_day: datetime.date) -> Holding:
    """Give a post to an officer from a day on. Raises PermissionDenied and ValidationError."""
    _authorise(actor, post.office)
    _refuse_own(actor, officer)
    if not officer.is_active:
        raise at_field("officer", _("This account is closed."), "closed")
    if not post.is_valid_on(first_day):
        raise at_field("valid_from", _("The post does not exist on this day."), "post_closed")
    holding = Holding(officer=officer, post=post, valid_from=first_day, valid_until=post.valid_until)
    holding.full_clean()
    holding.save()
    _record(actor, Change.HOLDING_BEGUN, officer=officer, post=post, day=first_day)
    return holding


@transaction.atomic
def end_holding(actor: Actor, holding: Holding, last_day: datetime.date) -> None:
    """Give a holding its last day. Raises PermissionDenied and ValidationError."""
    _authorise(actor, holding.post.office)
    _refuse_own(actor, holding.officer)
    _end(actor, holding, last_day)


@transaction.atomic
def name_deputy(actor: Actor, deputy: Deputy) -> Deputy:
    """Let a post sign in place of another for a time. Raises PermissionDenied and ValidationError."""
    _authorise(actor, deputy.post.office)
    if Holding.objects.on(timezone.localdate()).filter(officer=actor.officer, post=deputy.deputy_id).exists():
        raise at_field("deputy", _("You hold this post. Another administrator can name it."), "own")
    for row, field in ((deputy.post, "post"), (deputy.deputy, "deputy")):
        if deputy.valid_from is not None and not row.is_valid_on(deputy.valid_from):
            raise at_field(field, _("The post does not exist on this day."), "post_closed")
    deputy.full_clean()
    deputy.save()
    _record(actor, Change.DEPUTY_NAMED, post=deputy.deputy, day=deputy.valid_from)
    return deputy


@transaction.atomic
def end_deputy(actor: Actor, deputy: Deputy, last_day: datetime.date) -> None:
    """Give a deputy its last day. Raises PermissionDenied and ValidationError."""
    _authorise(actor, deputy.post.office)
    _close(deputy, last_day)
    _record(actor, Change.DEPUTY_ENDED, post=deputy.deputy, day=last_day)


@transaction.atomic
def issue_account(actor: Actor, officer: Officer) -> str:
    """Store a new account and give the password to hand over: it is kept nowhere, and replaced at the first sign-in.

    Raises PermissionDenied and ValidationError.
    """
    _authorise(actor, actor.post.office)
    password = _set_new_password(officer)
    _record(actor, Change.ACCOUNT_ISSUED, officer=officer)
    return password


@transaction.atomic
def renew_account(actor: Actor, officer: Officer, unpair: Callable[[Officer], object]) -> str:
    """Give out a new password after a loss; `unpair` forgets the second factor, so that it is set up again.

    Raises PermissionDenied and ValidationError.
    """
    _authorise(actor, actor.post.office)
    _refuse_own(actor, officer)
    password = _set_new_password(officer)
    unpair(officer)
    _record(actor, Change.ACCOUNT_RENEWED, officer=officer)
    return password


@transaction.atomic
def set_account_open(actor: Actor, officer: Officer, is_open: bool) -> None:
    """Close an account, which ends its sessions and holds nothing from then on, or open it again.

    Raises PermissionDenied and ValidationError.
    """
    _authorise(actor, actor.post.office)
    _refuse_own(actor, officer)
    if officer.is_active == is_open:
        return
    officer.is_active = is_open
    officer.save(update_fields=["is_active"])
    _record(actor, Change.ACCOUNT_REOPENED if is_open else Change.ACCOUNT_CLOSED, officer=officer)


def record_made_on_machine(officer: Officer, post: Post, first_day: datetime.date) -> None:
    """Record an administrator whom the machine's owner made with a command, without another administrator."""
    DirectoryChange.objects.create(change=Change.ACCOUNT_ISSUED, officer=officer, post=post, day=first_day)


def _authorise(actor: Actor, office: Office) -> None:
    """An administrator changes the own party's directory only; a partner's is the partner's."""
    actor.require_administrator(office.party_id)


def _refuse_own(actor: Actor, officer: Officer) -> None:
    if officer.pk == actor.officer.pk:
        raise ValidationError(_("Nobody changes their own account or posts. Ask another administrator."), code="own")


def _set_new_password(officer: Officer) -> str:
    password = new_password()
    officer.set_password(password)
    officer.full_clean()
    officer.save()
    return password


def _close(row: Post | Holding | Deputy, last_day: datetime.date) -> None:
    if row.valid_from is not None and last_day < row.valid_from:
        raise at_field("last_day", _("The last day lies before the first day."), "dates_reversed")
    if row.valid_until is not None and row.valid_until < last_day:
        raise at_field("last_day", _("It has ended already."), "ended")
    row.valid_until = last_day
    row.save(update_fields=["valid_until"])


def _end(actor: Actor, holding: Holding, last_day: datetime.date) -> None:
    _close(holding, last_day)
    _record(actor, Change.HOLDING_ENDED, officer=holding.officer, post=holding.post, day=last_day)


def _record(
    actor: Actor,
    change: Change,
    *,
    officer: Officer | None = None,
    post: Post | None = None,
    day: datetime.date | None = None,
) -> None:
    DirectoryChange.objects.create(by=actor.officer, change=change, officer=officer, post=post, day=day)
