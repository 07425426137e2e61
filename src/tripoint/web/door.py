"""Signing in and out: password and second factor, lock-out, and the record of each event.

Lock-out is computed from the sign-in log, so it survives restarts and holds for every process of the node. A failure is
written before the password is looked at, so that many attempts at once do not slip past the limit.
"""

from __future__ import annotations

import hmac
import ipaddress
import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from hashlib import sha256

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest
from django.utils import timezone

from tripoint.audit.models import SignInEvent, SignInLog
from tripoint.directory.models import Officer
from tripoint.directory.models.officers import normalise_username
from tripoint.web.middleware import SEEN_AT, SIGNED_IN_AT
from tripoint.web.models import Credentials
from tripoint.web.totp import accept

# NIST SP 800-63B, 5.2.2 allows up to 100 failures; with six digits and a password of our own choice, five are plenty.
ACCOUNT_FAILURES = 5
ADDRESS_FAILURES = 30  # an office may stand behind one address
FLOOD = 300  # events of one address within the window; beyond it attempts are turned away without a record each
WINDOW = timedelta(minutes=15)  # failures older than this are forgotten, and a lock opens again
PENDING_FOR = timedelta(minutes=10)  # how long a first sign-in may take to pair the authenticator
PENDING = "pairing"
LEFT = "left"  # in the session of who signed out: the page that follows has the device forget what waits there


class Outcome(Enum):
    """How an attempt ended."""

    SIGNED_IN = "signed in"
    PAIR_FIRST = "the password is right and no authenticator is paired yet"
    WRONG = "wrong"
    LOCKED = "locked"


@dataclass(frozen=True)
class Attempt:
    """The outcome, and for a locked door in how many minutes it opens."""

    outcome: Outcome
    minutes: int = 0


def attempt(request: HttpRequest, username: str, password: str, code: str) -> Attempt:
    """Try to sign in. What was wrong is not told apart: user name, password or code."""
    address = address_of(request)
    if _is_flooding(address):
        return Attempt(Outcome.LOCKED, round(WINDOW.total_seconds() / 60))
    officer = Officer.objects.filter(username=normalise_username(username)).first()
    account = officer.username if officer else _digest(normalise_username(username))
    record = _note(SignInEvent.FAILED, account, officer, address)
    opens = locked_until(account, address, besides=record)
    if opens is not None:
        _turn(record, SignInEvent.LOCKED_OUT)
        return Attempt(Outcome.LOCKED, _minutes_until(opens))
    known = authenticate(request, username=normalise_username(username), password=password)
    if not isinstance(known, Officer):
        return _after_failure(account, officer, address)
    credentials = Credentials.objects.filter(officer=known).first()
    if credentials is None:
        _turn(record, SignInEvent.PASSWORD_RIGHT)
        request.session.flush()
        request.session[PENDING] = [str(known.pk), timezone.now().isoformat()]
        return Attempt(Outcome.PAIR_FIRST)
    if not accept(credentials, code):
        return _after_failure(account, officer, address)
    _turn(record, SignInEvent.SIGNED_IN)
    enter(request, known)
    return Attempt(Outcome.SIGNED_IN)


def attempt_with(
    request: HttpRequest, officer: Officer | None, typed: str, is_proven: Callable[[Officer], bool]
) -> Attempt:
    """Try to sign in with what nobody can guess (a passkey, which checked the person itself).

    Failures stand in the log and count for the address, not against the account: who has no key cannot lock out who has.
    """
    address = address_of(request)
    if _is_flooding(address):
        return Attempt(Outcome.LOCKED, round(WINDOW.total_seconds() / 60))
    record = _note(SignInEvent.FAILED, _digest(typed), officer, address)
    opens = locked_until("", address, besides=record)
    if opens is not None:
        _turn(record, SignInEvent.LOCKED_OUT)
        return Attempt(Outcome.LOCKED, _minutes_until(opens))
    if officer is None or not officer.is_active or not Credentials.objects.filter(officer=officer).exists():
        return Attempt(Outcome.WRONG)
    if not is_proven(officer):
        return Attempt(Outcome.WRONG)
    SignInLog.objects.filter(pk=record.pk).update(event=SignInEvent.SIGNED_IN, account=officer.username)
    request.session.flush()
    enter(request, officer)
    return Attempt(Outcome.SIGNED_IN)


def confirm(request: HttpRequest, officer: Officer, password: str, code: str) -> Attempt:
    """Ask the officer again for password and code before something that outlasts the session; counted and locked out like
    at the door."""
    address = address_of(request)
    record = _note(SignInEvent.FAILED, officer.username, officer, address)
    opens = locked_until(officer.username, address, besides=record)
    if opens is not None:
        _turn(record, SignInEvent.LOCKED_OUT)
        return Attempt(Outcome.LOCKED, _minutes_until(opens))
    credentials = Credentials.objects.filter(officer=officer).first()
    if credentials is None or not officer.check_password(password) or not accept(credentials, code):
        return _after_failure(officer.username, officer, address)
    _turn(record, SignInEvent.CONFIRMED)
    return Attempt(Outcome.SIGNED_IN)


def change_password(request: HttpRequest, officer: Officer, present: str, new: str) -> Attempt:
    """Give the officer the password `new` if `present` is right; guesses are counted and locked out like those at the
    door, because whoever finds a session open may have all night. Ends the officer's sessions."""
    address = address_of(request)
    record = _note(SignInEvent.FAILED, officer.username, officer, address)
    opens = locked_until(officer.username, address, besides=record)
    if opens is not None:
        _turn(record, SignInEvent.LOCKED_OUT)
        return Attempt(Outcome.LOCKED, _minutes_until(opens))
    if not officer.check_password(present):
        return _after_failure(officer.username, officer, address)
    _turn(record, SignInEvent.PASSWORD_CHANGED)
    officer.set_password(new)
    officer.save(update_fields=["password"])
    Credentials.objects.filter(officer=officer).update(sessions_since=timezone.now())
    return Attempt(Outcome.SIGNED_IN)


def enter(request: HttpRequest, officer: Officer) -> None:
    """Begin the officer's session with a fresh key. Who calls this has checked password and second factor."""
    request.session.clear_expired()
    login(request, officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SIGNED_IN_AT] = request.session[SEEN_AT] = timezone.now().isoformat()


def pending_officer(request: HttpRequest) -> Officer | None:
    """The officer who gave the right password a moment ago and has no authenticator yet, or None."""
    pending = request.session.get(PENDING)
    if not pending:
        return None
    officer_id, since = pending
    if timezone.now() - datetime.fromisoformat(since) > PENDING_FOR:
        return None
    officer = Officer.objects.filter(pk=officer_id, is_active=True).first()
    return None if officer is None or Credentials.objects.filter(officer=officer).exists() else officer


def leave(request: HttpRequest) -> None:
    """Sign out here."""
    if isinstance(request.user, Officer):
        note(request, request.user, SignInEvent.SIGNED_OUT)
    logout(request)
    request.session[LEFT] = True


def leave_everywhere(request: HttpRequest) -> None:
    """End every session of the officer, this one too."""
    if isinstance(request.user, Officer):
        Credentials.objects.filter(officer=request.user).update(sessions_since=timezone.now())
        note(request, request.user, SignInEvent.SIGNED_OUT_EVERYWHERE)
    logout(request)
    request.session[LEFT] = True


def note(request: HttpRequest, officer: Officer, event: str) -> None:
    """Record an event at the door for a known officer."""
    _note(event, officer.username, officer, address_of(request))


def locked_until(account: str, address: str | None, besides: SignInLog | None = None) -> datetime | None:
    """When the door opens again for this account or address, or None when it is open; `besides` is not counted."""
    since = timezone.now() - WINDOW
    failures = SignInLog.objects.filter(event=SignInEvent.FAILED, at__gt=since).order_by("-at")
    if besides is not None:
        failures = failures.exclude(pk=besides.pk)
    of_account = failures.filter(account=account)
    last_success = (
        SignInLog.objects.filter(account=account, event=SignInEvent.SIGNED_IN, at__gt=since).order_by("-at").first()
    )
    if last_success is not None:
        of_account = of_account.filter(at__gt=last_success.at)
    opens = []
    for recent, limit in (
        (of_account, ACCOUNT_FAILURES),
        (failures.filter(address=address) if address else SignInLog.objects.none(), ADDRESS_FAILURES),
    ):
        decisive = recent.values_list("at", flat=True)[limit - 1 : limit].first()
        if decisive is not None:
            opens.append(decisive + WINDOW)
    return max(opens, default=None)


def address_of(request: HttpRequest) -> str | None:
    """The network address that the request came from.

    A node that listens on loopback and is reached by https stands behind a proxy; there it is the last address that the
    proxy has written down. Earlier ones in the list are the client's own claims.
    """
    address = str(request.META.get("REMOTE_ADDR") or "")
    if settings.NODE.is_loopback and settings.NODE.is_https:
        address = request.headers.get("X-Forwarded-For", address).rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return None


def _is_flooding(address: str | None) -> bool:
    """Whether this address has knocked so often that one more record would only fill the disk."""
    lately = SignInLog.objects.filter(address=address, at__gt=timezone.now() - WINDOW)
    return address is not None and lately.order_by("-at")[FLOOD - 1 : FLOOD].exists()


def _after_failure(account: str, officer: Officer | None, address: str | None) -> Attempt:
    opens = locked_until(account, address)
    if opens is None:
        return Attempt(Outcome.WRONG)
    _note(SignInEvent.LIMIT_REACHED, account, officer, address)
    return Attempt(Outcome.LOCKED, _minutes_until(opens))


def _note(event: str, account: str, officer: Officer | None, address: str | None) -> SignInLog:
    return SignInLog.objects.create(event=event, account=account, officer=officer, address=address)


def _turn(record: SignInLog, event: str) -> None:
    """Correct the record that was written ahead of the check; the only change an audit record ever sees."""
    SignInLog.objects.filter(pk=record.pk).update(event=event)


def _digest(typed: str) -> str:
    """Stands for a name that no account has; the same for the same text on this node only."""
    return "?" + hmac.new(settings.SECRET_KEY.encode(), typed.encode(), sha256).hexdigest()[:24]


def _minutes_until(moment: datetime) -> int:
    return max(1, math.ceil((moment - timezone.now()).total_seconds() / 60))
