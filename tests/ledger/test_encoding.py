"""One spelling of bytes, JSON, times and dates; every other is refused with its code."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripoint.ledger.encoding import (
    MAX_DEPTH,
    b64u,
    depth,
    dump_json,
    exact_members,
    is_id,
    parse_date,
    parse_json,
    parse_time,
    sha256,
    time_text,
    un_b64u,
)
from tripoint.ledger.errors import Refused

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


@given(st.binary(max_size=80))
def test_bytes_come_back_and_have_one_spelling(data: bytes) -> None:
    text = b64u(data)
    assert un_b64u(text) == data
    assert text == base64.urlsafe_b64encode(data).decode().rstrip("=")


@given(st.binary(min_size=1, max_size=40), st.sampled_from(LETTERS))
def test_another_last_letter_is_other_bytes_or_is_refused(data: bytes, letter: str) -> None:
    text = b64u(data)
    other = text[:-1] + letter
    if other == text:
        return
    try:
        found = un_b64u(other)
    except Refused as refusal:
        codes = {refusal.code}
    else:
        codes = {"base64"}
        assert found != data
        assert b64u(found) == other
    assert codes == {"base64"}


@pytest.mark.parametrize(
    "text", ["=", "A", "AA==", "AB", "A+/A", "AAA A", "AAAA\n", "ＡＡＡＡ", "AAAAA", None, 5, b"AAAA"]
)
def test_what_is_not_canonical_base64url_is_refused(text: object) -> None:
    with pytest.raises(Refused) as caught:
        un_b64u(text)  # type: ignore[arg-type]
    assert caught.value.code == "base64"


def test_an_id_is_the_one_spelling_of_32_bytes() -> None:
    assert is_id(sha256(b""))
    assert not is_id(sha256(b"")[:-1] + "B")
    assert not is_id(sha256(b"") + "A")
    assert not is_id(None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a":1,"a":2}', "json"), ('{"a":{"b":1,"b":1}}', "json"), ('{"a":1.0}', "json"), ('{"a":1e2}', "json"),
        ('{"a":NaN}', "json"), ('{"a":Infinity}', "json"), ('{"a":-Infinity}', "json"), ('{"a":9007199254740992}', "json"),
        ('{"a":-9007199254740992}', "json"), ('{"a":' + "9" * 5000 + "}", "json"), ('{"a":"\\ud800"}', "json"),
        ('{"\\udfff":1}', "json"), ('{"a":"\\u0000"}', "json"), ('{"\\u0000":1}', "json"), ("\ufeff{}", "json"),
        ("[]", "json"), ('"a"', "json"), ("null", "json"), ("", "json"), ("{", "json"), ('{"a":1}x', "json"),
        ('{"a":01}', "json"), ("{'a':1}", "json"), ('{"a":1,}', "json"), ('{"a":"\n"}', "json"), ("{/**/}", "json"),
        ('{"a":' + "[" * MAX_DEPTH + "]" * MAX_DEPTH + "}", "json-deep"), ("[" * 100_000, "json-deep"),
        ('{"a":' * 50_000, "json-deep"), ('{"a":"' + "x" * 2_000_000 + '"}', "too-large"),
    ],
)  # fmt: skip
def test_what_is_not_strict_json_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        parse_json(text, 1_000_000)
    assert caught.value.code == code


def test_bytes_that_are_no_utf8_are_refused() -> None:
    with pytest.raises(Refused, match="json"):
        parse_json(b'{"a":"\xff"}', 100)
    with pytest.raises(Refused, match="json"):
        parse_json('{"a":"\ud800"}', 100)


def test_a_backslash_before_u0000_is_text() -> None:
    assert parse_json('{"a":"\\\\u0000"}', 100) == {"a": "\\u0000"}


def test_the_deepest_that_is_allowed_is_read() -> None:
    text = '{"a":' + "[" * (MAX_DEPTH - 1) + "]" * (MAX_DEPTH - 1) + "}"
    assert depth(parse_json(text, 100)) == MAX_DEPTH


scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1)
words = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=8)


@given(st.dictionaries(words, st.recursive(scalars | words, lambda inner: st.lists(inner, max_size=3), max_leaves=8)))
def test_what_is_written_is_read_again(value: dict[str, object]) -> None:
    assert parse_json(dump_json(value), 100_000) == value
    assert parse_json(json.dumps(value), 100_000) == value


@given(st.datetimes(timezones=st.just(UTC)))
def test_times_come_back_to_the_second(value: datetime) -> None:
    assert parse_time(time_text(value)) == value.replace(microsecond=0)


@pytest.mark.parametrize(
    "text",
    ["2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T23:59:60Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00",
     "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00.0Z", "2026-1-01T00:00:00Z", "0000-01-01T00:00:00Z", "", None, 5,
     "２０２６-01-01T00:00:00Z", "2026-01-01T00:00:00Z\n"],
)  # fmt: skip
def test_another_form_of_a_time_is_refused(text: object) -> None:
    with pytest.raises(Refused) as caught:
        parse_time(text)
    assert caught.value.code == "time-format"


@pytest.mark.parametrize("text", ["2026-02-29", "2026-1-1", "20260101", "", None, "2026-01-01\n", "0000-01-01"])
def test_another_form_of_a_date_is_refused(text: object) -> None:
    with pytest.raises(Refused) as caught:
        parse_date(text)
    assert caught.value.code == "time-format"


def test_members_are_exactly_those_listed() -> None:
    exact_members({"a": 1}, frozenset("a"), "thing")
    for value in ({}, {"a": 1, "b": 2}, {"b": 1}):
        with pytest.raises(Refused, match="member"):
            exact_members(value, frozenset("a"), "thing")
