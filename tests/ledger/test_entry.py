"""Entries and items: read as they were signed, or refused with the code of what is wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.ledger.samples import ITEM, SIGNER

from tripoint.ledger import jws
from tripoint.ledger.encoding import b64u, dump_json, sha256
from tripoint.ledger.entry import item_object, parse_entry, parse_item
from tripoint.ledger.errors import Refused


def test_an_item_comes_back_as_it_was_signed() -> None:
    item, sealed = parse_item(json.loads(dump_json(item_object(ITEM))))
    assert item == ITEM
    assert sealed is not None
    assert sha256(sealed) == ITEM.entry.content_digest


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"v": 2}, "member"),
        ({"v": True}, "member"),
        ({"v": "1"}, "member"),
        ({"seq": 0}, "member"),
        ({"seq": True}, "member"),
        ({"seq": 2**31}, "member"),
        ({"seq": 1}, "prev"),
        ({"prev": None}, "prev"),
        ({"prev": "x"}, "member"),
        ({"dossier": None}, "prev"),
        ({"dossier": "x"}, "member"),
        ({"party": "vn"}, "member"),
        ({"party": "VNM"}, "member"),
        ({"party": ["VN"]}, "member"),
        ({"type": "noted"}, "member"),
        ({"type": "a.b.v0"}, "member"),
        ({"type": "a.b.v01"}, "member"),
        ({"type": "a.b.c.d.v1"}, "member"),
        ({"type": {}}, "member"),
        ({"re": "A" * 43}, "member"),
        ({"re": ["A" * 43] * 2}, "member"),
        ({"re": [sha256(bytes([one])) for one in range(17)]}, "member"),
        ({"re": [None]}, "member"),
        ({"rules": "2026"}, "member"),
        ({"rules": "2026.12345"}, "member"),
        ({"rules": 2026}, "member"),
        ({"time": "2026-01-01"}, "time-format"),
        ({"time": 0}, "time-format"),
        ({"retain": "2026-13-01"}, "time-format"),
        ({"facts": None}, "member"),
        ({"facts": "A"}, "member"),
        ({"content": ""}, "member"),
        ({"extra": 1}, "member"),
    ],
)
def test_an_entry_with_a_bad_member_is_refused(change: dict[str, Any], code: str) -> None:
    payload = json.loads(ITEM.entry.token.payload) | change
    with pytest.raises(Refused) as caught:
        parse_entry(jws.sign(jws.ENTRY, dump_json(payload), SIGNER).text)
    assert caught.value.code == code


@pytest.mark.parametrize("name", sorted(json.loads(ITEM.entry.token.payload)))
def test_an_entry_without_a_member_is_refused(name: str) -> None:
    payload = json.loads(ITEM.entry.token.payload)
    del payload[name]
    with pytest.raises(Refused, match="member"):
        parse_entry(jws.sign(jws.ENTRY, dump_json(payload), SIGNER).text)


def test_an_item_whose_parts_are_not_those_signed_is_refused() -> None:
    good = item_object(ITEM)
    content = good["content"]
    cases: list[tuple[dict[str, Any], str]] = [
        ({"facts": good["facts"].replace("H0", "H1")}, "digest"),
        ({"facts": good["facts"] + " "}, "digest"),
        ({"facts": '{"handling":"H0"}'}, "member"),
        ({"facts": 5}, "member"),
        ({"content": {**content, "text": "{}"}}, "digest"),
        ({"content": {**content, "key": b64u(b"d" * 32)}}, "digest"),
        ({"content": {**content, "key": b64u(b"d")}}, "member"),
        ({"content": {**content, "key": content["key"] + "="}}, "member"),
        ({"content": {"text": ""}}, "member"),
        ({"content": []}, "member"),
        ({"content": {**content, "text": "x" * 262_145}}, "too-large"),
        ({"more": 1}, "member"),
    ]
    for change, code in cases:
        with pytest.raises(Refused) as caught:
            parse_item({**good, **change})
        assert caught.value.code == code, change
