"""Tokens: made by an administrator for an officer's post, shown once, accepted by that officer, found by what a program
sends, revoked. An administrator alone cannot act in two officers' names: each accepts with the own second factor."""

from __future__ import annotations

import datetime
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tripoint.api.models import TOKEN_ID, Scope, Token
from tripoint.directory.actions import Actor
from tripoint.directory.holdings import may_act_in
from tripoint.directory.models import Change, DirectoryChange, Officer, Post
from tripoint.ledger.encoding import sha256

SECRET_BYTES = 32
LONGEST_DAYS = 366
MOST_PER_POST = 20
USED_EVERY = datetime.timedelta(minutes=1)  # how exactly the last use is known
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_TEXT = re.compile(rf"tp_([{_LETTERS}]{{{TOKEN_ID}}})_([A-Za-z0-9_-]{{43}})")


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token in force, with the officer and post it acts for."""

    token: Token
    officer: Officer
    post: Post


@transaction.atomic
def make(actor: Actor, officer: Officer, post: Post, name: str, scopes: Sequence[str], days: int) -> tuple[Token, str]:
    """A new token for `officer` in `post`, for `days`; returns it and the text to hand over, which is kept nowhere. It opens
    nothing until the officer accepts it.

    Raises PermissionDenied unless the actor is an administrator of the post's party, ValidationError for the own
    account, for a post that the officer does not hold today, and for bounds.
    """
    actor.require_administrator(post.office.party_id)
    if officer.pk == actor.officer.pk:
        raise ValidationError(_("Nobody makes a token for the own account. Ask another administrator."), code="own")
    now = timezone.now()
    if may_act_in(officer, post.pk, timezone.localdate()) is None:
        raise ValidationError(_("The officer does not hold this post today."), code="post")
    if not scopes or not set(scopes) <= set(Scope.values) or not 1 <= days <= LONGEST_DAYS or not name.strip():
        raise ValidationError(_("Name it, choose what it may be used for, and an end within a year."), code="bounds")
    if Token.objects.filter(post=post, revoked_at=None, expires_at__gt=now).count() >= MOST_PER_POST:
        raise ValidationError(_("This post has too many tokens. Revoke one first."), code="many")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    token = Token.objects.create(
        id="".join(secrets.choice(_LETTERS) for _place in range(TOKEN_ID)), name=name.strip(), officer=officer,
        post=post, scopes=sorted(set(scopes)), digest=sha256(secret.encode()), made_by=actor.officer, made_at=now,
        expires_at=now + datetime.timedelta(days=days),
    )  # fmt: skip
    DirectoryChange.objects.create(
        by=actor.officer, change=Change.TOKEN_MADE, officer=officer, post=post, day=token.expires_at.date()
    )
    return token, f"tp_{token.id}_{secret}"


@transaction.atomic
def accept(actor: Actor, token: Token) -> None:
    """The officer agrees that a program acts in the own name. Call it once password and code were asked (`door.confirm`).

    Raises PermissionDenied for everybody else, also for an administrator.
    """
    if token.officer_id != actor.officer.pk:
        raise PermissionDenied
    if Token.objects.filter(pk=token.pk, accepted_at=None, revoked_at=None).update(accepted_at=timezone.now()):
        DirectoryChange.objects.create(
            by=actor.officer, change=Change.TOKEN_ACCEPTED, officer=token.officer, post=token.post
        )


@transaction.atomic
def revoke(actor: Actor, token: Token) -> None:
    """End a token at once; an administrator's to do, or that of the officer in whose name it acts."""
    if token.officer_id != actor.officer.pk:
        actor.require_administrator(token.post.office.party_id)
    if Token.objects.filter(pk=token.pk, revoked_at=None).update(
        revoked_at=timezone.now(), revoked_by=actor.officer
    ):  # fmt: skip
        DirectoryChange.objects.create(
            by=actor.officer, change=Change.TOKEN_REVOKED, officer=token.officer, post=token.post
        )


def visible_to(actor: Actor, own_party: str) -> list[Token]:
    """The tokens that the officer may see: all for an administrator, else those in the own name."""
    rows = Token.objects.select_related("officer", "post__office", "made_by")
    try:
        actor.require_administrator(own_party)
    except PermissionDenied:
        rows = rows.filter(officer=actor.officer)
    return list(rows)


def find(text: str) -> Bearer | None:
    """The token that `text` is, if its officer accepted it, it is in force and the officer holds its post today; else
    None."""
    match = _TEXT.fullmatch(text)
    if match is None:
        return None
    token = Token.objects.select_related("officer").filter(pk=match[1]).first()
    if token is None or not hmac.compare_digest(token.digest, sha256(match[2].encode())):
        return None
    if token.accepted_at is None or token.revoked_at is not None or token.expires_at <= timezone.now():
        return None
    post = may_act_in(token.officer, token.post_id, timezone.localdate())
    return None if post is None else Bearer(token, token.officer, post)


def used(token: Token, address: str | None) -> None:
    """Notes the last use, to the minute."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= USED_EVERY or token.last_address != address:
        Token.objects.filter(pk=token.pk).update(last_used_at=now, last_address=address)
