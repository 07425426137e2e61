"""Cards are believed under their root only, and root keys are told apart by words."""

from __future__ import annotations

import json

import pytest
from tests.ledger.samples import CARD, ROOT, SIGNER

from tripoint.ledger import jws
from tripoint.ledger.card import Limits, fingerprint_words, parse_card
from tripoint.ledger.encoding import dump_json
from tripoint.ledger.errors import Refused


def test_a_card_is_believed_under_its_root_only() -> None:
    assert parse_card(CARD, ROOT.public).party == "VN"
    with pytest.raises(Refused, match="card-root"):
        parse_card(CARD, SIGNER.public)
    payload = json.loads(parse_card(CARD).token.payload)
    forged = jws.sign(jws.CARD, dump_json(payload), SIGNER).text  # another key signs what names the true root
    with pytest.raises(Refused, match="member"):
        parse_card(forged)
    for change in (
        {"number": 0},
        {"number": 2**31},
        {"party": "V"},
        {"keys": []},
        {"revoked": [{"kid": "A" * 43, "at": "2026-01-01T00:00:00Z"}]},
        {"exercise": "no"},
        {"versions": []},
        {"limits": {}},
        {"extra": 1},
        {"number": "1"},
        {"keys": payload["keys"] + payload["keys"]},
    ):
        with pytest.raises(Refused, match="member"):
            parse_card(jws.sign(jws.CARD, dump_json({**payload, **change}), ROOT).text)


def test_twelve_words_tell_roots_apart() -> None:
    assert len(fingerprint_words(ROOT.public)) == 12
    assert fingerprint_words(ROOT.public) != fingerprint_words(SIGNER.public)


def test_limits_are_integers() -> None:
    with pytest.raises(ValueError, match="entries"):
        Limits(entries="512")  # type: ignore[arg-type]
