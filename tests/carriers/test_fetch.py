"""A signed question for a file is answered once, in its time, and only as it was signed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tripoint.carriers.fetch import Nonces, parse_fetch, write_fetch
from tripoint.ledger import jws
from tripoint.ledger.encoding import dump_json, sha256
from tripoint.ledger.errors import Refused
from tripoint.ledger.jws import Signer

SIGNER = Signer.from_seed(bytes(32))
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)


def question(at: datetime = NOW) -> str:
    return write_fetch(SIGNER, sender="KH", to="VN", at=at, entry=sha256(b"e"), digest=sha256(b"d"))


def test_it_reads_what_was_written() -> None:
    read = parse_fetch(question())
    assert (read.sender, read.to, read.at, read.entry, read.digest) == ("KH", "VN", NOW, sha256(b"e"), sha256(b"d"))


def test_it_is_answered_once() -> None:
    nonces, read = Nonces(), parse_fetch(question())
    nonces.spend(read, NOW)
    with pytest.raises(Refused, match="replay"):
        nonces.spend(read, NOW)
    nonces.spend(parse_fetch(question()), NOW)


@pytest.mark.parametrize("off", [timedelta(days=1), timedelta(days=-1), timedelta(minutes=11)])
def test_a_clock_that_is_off_is_said_so(off: timedelta) -> None:
    with pytest.raises(Refused, match="time") as caught:
        Nonces().spend(parse_fetch(question(NOW + off)), NOW)
    assert "clock" in caught.value.diagnostics()


def test_old_nonces_are_forgotten() -> None:
    nonces = Nonces()
    nonces.spend(parse_fetch(question()), NOW)
    later = NOW + timedelta(hours=1)
    nonces.spend(parse_fetch(question(later)), later)
    assert len(nonces._seen["KH"]) == 1


def test_a_peer_that_floods_with_questions_fills_no_memory_and_waits() -> None:
    nonces = Nonces(most=3)
    for _ in range(3):
        nonces.spend(parse_fetch(question()), NOW)
    with pytest.raises(Refused, match="rate"):
        nonces.spend(parse_fetch(question()), NOW)
    later = NOW + timedelta(minutes=21)
    nonces.spend(parse_fetch(question(later)), later)


@pytest.mark.parametrize("name", ["from", "to", "at", "nonce", "entry", "digest", "v"])
def test_a_broken_member_is_refused(name: str) -> None:
    from tripoint.ledger.encoding import parse_json

    payload = parse_json(parse_fetch(question()).token.payload, 2048)
    payload[name] = 5
    token = jws.sign(jws.FETCH, dump_json(payload), SIGNER)
    with pytest.raises(Refused):
        parse_fetch(token.text)


def test_another_kind_of_token_is_refused() -> None:
    token = jws.sign(jws.RECEIPT, parse_fetch(question()).token.payload, SIGNER)
    with pytest.raises(Refused, match="typ"):
        parse_fetch(token.text)
