"""The second factor: time-based codes (RFC 6238, SHA-1, six digits, 30 seconds, what authenticator apps speak)."""

from __future__ import annotations

import base64
import hmac
import os
import time
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from tripoint.directory.models import Officer
from tripoint.web.models import Credentials
from tripoint.web.sealing import seal, unseal

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20  # RFC 4226, section 4, R6: 160 bits recommended
STEPS_EITHER_SIDE = 1  # RFC 6238, section 5.2: at most one step for a slow officer or a clock that is off
PURPOSE = "totp"


def new_secret() -> str:
    """A fresh secret in base32, as authenticator apps read it."""
    return base64.b32encode(os.urandom(SECRET_BYTES)).decode("ascii")


def matching_step(secret: str, code: str, at: float | None = None) -> int | None:
    """The time step whose code this is, or None. `secret` in base32; `at` in Unix seconds, default now."""
    digits = "".join(code.split())
    if len(digits) != DIGITS or not (digits.isascii() and digits.isdigit()):
        return None
    # SHA-1 is what authenticator apps implement; as an HMAC it is not weakened by collisions.
    generator = HOTP(base64.b32decode(secret), DIGITS, SHA1(), enforce_key_length=False)  # noqa: S303
    now = int(time.time() if at is None else at) // STEP_SECONDS
    found = None
    for step in range(now - STEPS_EITHER_SIDE, now + STEPS_EITHER_SIDE + 1):
        if hmac.compare_digest(generator.generate(step), digits.encode("ascii")):
            found = step
    return found


def pair(officer: Officer, secret: str, step: int = 0) -> Credentials:
    """Make `secret` (base32) the officer's second factor; codes up to `step` count as used."""
    sealed = seal(PURPOSE, str(officer.pk), secret.encode("ascii"))
    credentials, _ = Credentials.objects.update_or_create(
        officer=officer, defaults={"totp_sealed": sealed, "totp_step": step}
    )
    return credentials


def accept(credentials: Credentials, code: str) -> bool:
    """Whether `code` is right and was not used before; from now on it is used, also after a restart."""
    secret = unseal(PURPOSE, str(credentials.officer_id), bytes(credentials.totp_sealed)).decode("ascii")
    step = matching_step(secret, code)
    if step is None:
        return False
    unused = Credentials.objects.filter(pk=credentials.pk, totp_step__lt=step)
    return unused.update(totp_step=step) == 1


def pairing_address(secret: str, account: str, issuer: str) -> str:
    """The otpauth: address that a QR code carries to the app."""
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{urlencode({'secret': secret, 'issuer': issuer})}"
