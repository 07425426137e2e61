"""Passkeys (W3C Web Authentication, Level 3): keys on an officer's device that check the person and sign a challenge.

Origin and relying party are the node's own address (`url` in node.toml), so a key made here answers no other page. A
challenge stands in the session, works once and for a few minutes. The library (`webauthn`) checks the signatures.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlsplit

import webauthn
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from tripoint.directory.models import Officer
from tripoint.ledger.encoding import sha256
from tripoint.web import door
from tripoint.web.door import Attempt, Outcome
from tripoint.web.models import Passkey

MOST = 10  # of one officer
WORKS_FOR = timedelta(minutes=5)
MOST_ANSWER = 16 * 1024  # characters of what the browser gives back
ADDING, ENTERING = "passkey_adding", "passkey_entering"
_UNREADABLE = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError)


def adding(request: HttpRequest, officer: Officer, name: str) -> str:
    """What the browser needs to make a key, as JSON; begins a challenge. Who calls this has confirmed the officer.

    Raises ValidationError when the officer has too many.
    """
    known = list(Passkey.objects.filter(officer=officer))
    if len(known) >= MOST:
        raise ValidationError(_("You have as many passkeys as one account may have. Remove one first."), code="many")
    options = webauthn.generate_registration_options(
        rp_id=_host(), rp_name=f"Tripoint {settings.NODE.party}", user_id=officer.pk.bytes,
        user_name=officer.username, user_display_name=officer.display_name(officer.language),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=bytes(one.credential)) for one in known],
    )  # fmt: skip
    request.session[ADDING] = [*_challenge(options.challenge), name]
    return webauthn.options_to_json(options)


def add(request: HttpRequest, officer: Officer, answer: str) -> Passkey:
    """Keeps the key that the browser made. Raises ValidationError when it does not fit the challenge of this session."""
    challenge, name = _spent(request, ADDING)
    try:
        made = webauthn.verify_registration_response(
            credential=_read(answer), expected_challenge=challenge, expected_rp_id=_host(), expected_origin=_origin(),
            require_user_verification=True,
        )  # fmt: skip
        with transaction.atomic():
            return Passkey.objects.create(
                officer=officer, name=name, credential=made.credential_id, digest=sha256(made.credential_id),
                public_key=made.credential_public_key, sign_count=made.sign_count,
            )  # fmt: skip
    except (*_UNREADABLE, IntegrityError) as error:
        raise _wrong() from error


def entering(request: HttpRequest) -> str:
    """What the browser needs to sign in with a key that it holds for this node, as JSON; begins a challenge."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(), user_verification=UserVerificationRequirement.REQUIRED
    )
    request.session[ENTERING] = [*_challenge(options.challenge), ""]
    if not request.user.is_authenticated:
        request.session.set_expiry(WORKS_FOR)  # sign-in begins another session
    return webauthn.options_to_json(options)


def enter(request: HttpRequest, answer: str) -> Attempt:
    """Signs in whom the key belongs to. The counter that the device keeps must have gone on, where it keeps one."""
    try:
        challenge, _name = _spent(request, ENTERING)
        given = _read(answer)
        credential = webauthn.base64url_to_bytes(given["rawId"])
        handle = webauthn.base64url_to_bytes(given["response"].get("userHandle") or "")
    except (ValidationError, *_UNREADABLE):
        return Attempt(Outcome.WRONG)
    key = Passkey.objects.select_related("officer").filter(digest=sha256(credential)).first()

    def is_proven(officer: Officer) -> bool:
        return key is not None and handle == officer.pk.bytes and _signed(key, given, challenge)

    return door.attempt_with(request, key.officer if key else None, sha256(credential), is_proven)


def remove(officer: Officer, number: int) -> bool:
    """Forgets one of the officer's keys; whether there was one."""
    return bool(Passkey.objects.filter(officer=officer, pk=number).delete()[0])


def _signed(key: Passkey, given: dict[str, Any], challenge: bytes) -> bool:
    try:
        proof = webauthn.verify_authentication_response(
            credential=given, expected_challenge=challenge, expected_rp_id=_host(), expected_origin=_origin(),
            credential_public_key=bytes(key.public_key), credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )  # fmt: skip
    except _UNREADABLE:
        return False
    # Of two copies of a key that sign at once one loses here.
    same = Passkey.objects.filter(pk=key.pk, sign_count=key.sign_count)
    return same.update(sign_count=proof.new_sign_count, used_at=timezone.now()) == 1


def _read(answer: str) -> dict[str, Any]:
    if len(answer) > MOST_ANSWER:
        raise ValueError("too long")
    given = json.loads(answer)
    if not isinstance(given, dict) or not isinstance(given.get("response"), dict):
        raise TypeError("not an answer of a browser")
    return cast(dict[str, Any], given)


def _challenge(challenge: bytes) -> tuple[str, str]:
    return urlsafe_b64encode(challenge).decode(), timezone.now().isoformat()


def _spent(request: HttpRequest, kind: str) -> tuple[bytes, str]:
    """The challenge of this session, which is gone from now on. Raises ValidationError when there is none or it is old."""
    kept = request.session.pop(kind, None)
    if kept is None or timezone.now() - datetime.fromisoformat(kept[1]) > WORKS_FOR:
        raise _wrong()
    return urlsafe_b64decode(kept[0]), str(kept[2])


def _wrong() -> ValidationError:
    return ValidationError(_("The passkey could not be set up. Nothing was changed; try again."), code="passkey")


def _host() -> str:
    return str(settings.NODE.host)


def _origin() -> str:
    parts = urlsplit(settings.NODE.url)
    return f"{parts.scheme}://{parts.netloc}"
