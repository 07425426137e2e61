"""Tokens: whole ones come back, every changed letter is noticed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.ledger.samples import ROOT, SIGNER

from tripoint.ledger import jws
from tripoint.ledger.encoding import b64u, dump_json
from tripoint.ledger.errors import Refused


def test_a_token_proves_its_bytes_and_nothing_else() -> None:
    token = jws.sign(jws.ENTRY, b"{}", SIGNER)
    jws.verify(jws.parse(token.text, jws.ENTRY, 6000), SIGNER.public)
    with pytest.raises(Refused, match="signature"):
        jws.verify(token, ROOT.public)
    with pytest.raises(Refused, match="typ"):
        jws.parse(token.text, jws.CARD, 6000)
    with pytest.raises(Refused, match="too-large"):
        jws.parse(token.text, jws.ENTRY, len(token.text) - 1)


def test_every_changed_letter_of_a_token_is_noticed() -> None:
    token = jws.sign(jws.ENTRY, b'{"a":1}', SIGNER)
    for place, letter in enumerate(token.text):
        changed = token.text[:place] + ("A" if letter != "A" else "B") + token.text[place + 1 :]
        with pytest.raises(Refused):
            jws.verify(jws.parse(changed, jws.ENTRY, 6000), SIGNER.public)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({"alg": "EdDSA", "kid": SIGNER.kid, "typ": jws.ENTRY}, "alg"),
        ({"alg": "none", "kid": SIGNER.kid, "typ": jws.ENTRY}, "alg"),
        ({"alg": "Ed25519", "kid": SIGNER.kid, "typ": jws.ENTRY, "jwk": {}}, "member"),
        ({"alg": "Ed25519", "kid": SIGNER.kid}, "member"),
        ({"alg": "Ed25519", "kid": "short", "typ": jws.ENTRY}, "member"),
        ({"alg": ["Ed25519"], "kid": SIGNER.kid, "typ": jws.ENTRY}, "alg"),
        ({"alg": "Ed25519", "kid": SIGNER.kid, "typ": 5}, "member"),
    ],
)
def test_a_header_says_just_three_things(header: dict[str, Any], code: str) -> None:
    _, payload, signature = jws.sign(jws.ENTRY, b"{}", SIGNER).text.split(".")
    with pytest.raises(Refused) as caught:
        jws.parse(f"{b64u(dump_json(header))}.{payload}.{signature}", jws.ENTRY, 6000)
    assert caught.value.code == code


def test_a_key_of_no_order_proves_nothing() -> None:
    """The neutral point as public key would make one signature fit every text."""
    token = jws.sign(jws.ENTRY, b"{}", SIGNER)
    neutral = b"\x01" + bytes(31)
    forged = jws.Token(token.text, token.kid, token.payload, neutral + bytes(32), token.id)
    with pytest.raises(Refused, match="signature"):
        jws.verify(forged, neutral)
