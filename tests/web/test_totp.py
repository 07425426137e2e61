"""The second factor speaks what authenticator apps speak."""

from __future__ import annotations

import base64
import time

import pyotp
import pytest

from tripoint.web.totp import matching_step, new_secret, pairing_address

# RFC 6238, appendix B (SHA-1), the last six of the eight digits.
VECTORS = [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")]
SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(("at", "digits"), VECTORS)
def test_it_agrees_with_the_standard(at: int, digits: str) -> None:
    assert matching_step(SECRET, digits, at) == at // 30


def test_it_agrees_with_another_program() -> None:
    secret = new_secret()
    assert matching_step(secret, pyotp.TOTP(secret).now(), time.time()) is not None
    assert len(base64.b32decode(secret)) == 20


def test_a_clock_may_be_off_by_half_a_minute_and_no_more() -> None:
    at = 1111111109
    assert matching_step(SECRET, "081804", at + 30) == at // 30
    assert matching_step(SECRET, "081804", at - 30) == at // 30
    assert matching_step(SECRET, "081804", at + 61) is None
    assert matching_step(SECRET, "081804", at - 61) is None
    assert matching_step(SECRET, " 081 804 ", at) == at // 30


@pytest.mark.parametrize("typed", ["", "28708", "2870822", "28708x", "٢٨٧٠٨٢"])
def test_what_is_no_code_does_not_match(typed: str) -> None:
    assert matching_step(SECRET, typed, 59) is None


def test_the_pairing_address_is_one_that_apps_read() -> None:
    read = pyotp.parse_uri(pairing_address(SECRET, "sok.dara", "Tripoint KH"))
    assert (read.secret, read.name, read.issuer) == (SECRET, "sok.dara", "Tripoint KH")
