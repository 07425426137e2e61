"""The door for peers: what is taken, what is refused with which code, and what is not even read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.ledger.world import World

from tripoint.carriers import status
from tripoint.carriers.fetch import write_fetch
from tripoint.carriers.wire import BLOB_PATH, BUNDLE_PATH, CARD_PATH
from tripoint.ledger.blobs import CHUNK_BYTES, BlobStore
from tripoint.ledger.bundle import seal_inner
from tripoint.ledger.jws import Signer
from tripoint.node import runtime
from tripoint.web import carrier

pytestmark = pytest.mark.django_db


@pytest.fixture
def vn(world: World) -> Iterator[World]:
    """VN's ledger behind the door."""
    runtime.use(world["VN"].ledger)
    yield world
    runtime.use(None)


def post(data: bytes, **headers: str) -> HttpResponse:
    return Client().post(BUNDLE_PATH, data, content_type="application/octet-stream", headers=headers)


def code(response: HttpResponse) -> Any:
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert set(body) == {"type", "status", "code"}
    assert body["status"] == response.status_code
    return body["code"]


def bundle(world: World, sender: str = "KH", to: str = "VN") -> bytes:
    made = world[sender].ledger.next_bundle(to)
    assert made is not None
    return made.data


def test_a_bundle_is_answered_with_a_receipt(vn: World) -> None:
    vn["KH"].open("VN")
    response = post(bundle(vn))
    assert response.status_code == 200
    receipt = vn["KH"].ledger.take_receipt("VN", response.content.decode())
    assert receipt.position == 1


def test_a_replayed_bundle_is_receipted_again_and_nothing_is_doubled(vn: World) -> None:
    vn["KH"].open("VN")
    data = bundle(vn)
    assert post(data).status_code == post(data).status_code == 200
    assert vn["VN"].query("SELECT COUNT(*) FROM ledger_entry") == [(1,)]


def test_a_gap_is_answered_with_where_to_go_on(vn: World) -> None:
    dossier = vn["KH"].open("VN").entry.id
    first = vn["KH"].ledger.next_bundle("VN")
    assert first is not None
    vn["KH"].note(dossier)
    second = vn["KH"].ledger.next_bundle("VN", first.end)
    assert second is not None
    response = post(second.data)
    assert response.status_code == 409
    receipt = vn["KH"].ledger.take_receipt("VN", response.content.decode())
    assert receipt.position == 0
    assert post(first.data).status_code == post(second.data).status_code == 200


def test_a_bundle_for_another_party_is_refused(vn: World) -> None:
    vn["KH"].open("LA")
    assert code(post(bundle(vn, to="LA"))) == "recipient"


def test_a_changed_byte_is_refused(vn: World) -> None:
    vn["KH"].open("VN")
    data = bytearray(bundle(vn))
    data[-1] ^= 1
    assert code(post(bytes(data))) == "digest"


@pytest.mark.parametrize("data", [b"", b"x", b"TPB1", b"TPB1\xff\xff\xff\xff", b"TPB1\0\0\0\x04abcd", bytes(5000)])
def test_junk_is_malformed(vn: World, data: bytes) -> None:
    assert code(post(data)) == "malformed"


def test_too_large_is_refused_by_its_announcement_alone(vn: World) -> None:
    vn["VN"].ledger.limits = vn["VN"].ledger.limits.model_copy(update={"bundle_bytes": 65_536})
    response = post(bytes(65_537))
    assert response.status_code == 413
    assert code(response) == "too-large"


def test_an_unknown_sender_is_refused_before_the_body_is_read(vn: World, monkeypatch: pytest.MonkeyPatch) -> None:
    kid, key = vn["VN"].cards[-1].sealing_key(vn.clock())
    data = seal_inner(
        Signer.from_seed(bytes(32)), to="VN", mailbox="A" * 22, sealing_kid=kid, sealing_key=key, card="", inner=b"{}"
    )
    monkeypatch.setattr(vn["VN"].ledger, "receive", lambda data: pytest.fail("the ledger was asked"))
    assert code(post(data)) == "key-unknown"


def test_over_the_rate_the_peer_is_told_when_to_come_again(vn: World) -> None:
    vn["KH"].open("VN")
    data = bundle(vn)
    limits = vn["VN"].ledger.limits.model_copy(update={"bundles_per_minute": 1})
    vn["VN"].ledger.use_limits(limits)
    assert post(data).status_code == 200
    response = post(data)
    assert response.status_code == 429
    assert code(response) == "rate"
    assert int(response["Retry-After"]) > 0


def test_a_closed_link_takes_nothing_and_loses_nothing(vn: World) -> None:
    vn["KH"].open("VN")
    data = bundle(vn)
    status.set_paused("KH", True)
    response = post(data)
    assert response.status_code == 503
    assert code(response) == "paused"
    status.set_paused("KH", False)
    assert post(data).status_code == 200


def test_no_more_peers_than_places_are_served_at_once(vn: World) -> None:
    elsewhere = [f"192.0.2.{number}" for number in range(carrier.PEERS_AT_ONCE)]
    try:
        assert all(carrier._peers.take(address) for address in elsewhere)
        assert code(post(b"TPB1")) == "busy"
    finally:
        for address in elsewhere:
            carrier._peers.give_back(address)
    assert code(post(b"TPB1")) == "malformed"


def test_one_address_never_takes_all_places(vn: World) -> None:
    """Four bundles that were sent a byte a minute kept all other peers out."""
    taken = 0
    try:
        while carrier._peers.take("192.0.2.7"):
            taken += 1
        assert 0 < taken < carrier.PEERS_AT_ONCE
        assert code(post(b"TPB1")) == "malformed"
    finally:
        for _ in range(taken):
            carrier._peers.give_back("192.0.2.7")


@pytest.mark.parametrize("length", ["\u00b2", "9" * 5000, "-1", ""])
def test_a_length_that_is_none_is_malformed(vn: World, length: str) -> None:
    assert code(post(b"TPB1", CONTENT_LENGTH=length)) == "malformed"


def test_a_full_disk_is_told_as_busy_and_nothing_is_kept(vn: World, monkeypatch: pytest.MonkeyPatch) -> None:
    import errno

    def full(data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    vn["KH"].open("VN")
    data = bundle(vn)
    with monkeypatch.context() as broken:
        broken.setattr(vn["VN"].ledger, "receive", full)
        assert code(post(data)) == "busy"
    assert post(data).status_code == 200


def test_the_card_is_given_to_anyone(vn: World) -> None:
    response = Client().get(CARD_PATH)
    assert response.content.decode() == vn["VN"].cards[-1].token.text


@pytest.mark.parametrize(("method", "path"), [("get", BUNDLE_PATH), ("post", CARD_PATH), ("post", f"{BLOB_PATH}/x")])
def test_other_methods_are_refused(vn: World, method: str, path: str) -> None:
    assert getattr(Client(), method)(path).status_code == 405


def ask(world: World, party: str, entry: str, digest: str, span: str = "bytes=0-", to: str = "VN") -> HttpResponse:
    token = write_fetch(world[party].signer, sender=party, to=to, at=world.clock(), entry=entry, digest=digest)
    return Client().get(f"{BLOB_PATH}/{digest}", headers={"Authorization": f"Tripoint {token}", "Range": span})


@pytest.fixture
def named(vn: World, tmp_path: Path) -> tuple[World, str, str, bytes]:
    """A file of VN's in a dossier with KH; LA takes no part."""
    data = bytes(range(256)) * 2048
    store = BlobStore(tmp_path)
    ref = store.put(data)
    vn["VN"].ledger.blobs = tmp_path
    entry = vn["VN"].open("KH").entry.id
    ledger = vn["VN"].ledger
    ledger.writer.run(lambda: ledger.store.add_blobs(1, entry, "VN", [(ref.digest, ref.size)]))
    return vn, entry, ref.digest, data


def test_a_participant_fetches_a_file_in_stretches(named: tuple[World, str, str, bytes]) -> None:
    world, entry, digest, data = named
    got = b""
    while len(got) < len(data):
        response = ask(world, "KH", entry, digest, f"bytes={len(got)}-")
        assert response.status_code == 206
        assert len(response.content) <= CHUNK_BYTES
        assert response["Content-Range"].endswith(f"/{len(data)}")
        got += response.content
    assert got == data


def test_nobody_else_gets_it(named: tuple[World, str, str, bytes]) -> None:
    world, entry, digest, _ = named
    assert code(ask(world, "LA", entry, digest)) == "absent"


def test_a_question_is_answered_once_and_only_by_whom_it_is_for(named: tuple[World, str, str, bytes]) -> None:
    world, entry, digest, _ = named
    token = write_fetch(world["KH"].signer, sender="KH", to="VN", at=world.clock(), entry=entry, digest=digest)
    headers = {"Authorization": f"Tripoint {token}", "Range": "bytes=0-9"}
    assert Client().get(f"{BLOB_PATH}/{digest}", headers=headers).status_code == 206
    assert code(Client().get(f"{BLOB_PATH}/{digest}", headers=headers)) == "replay"
    assert code(ask(world, "KH", entry, digest, to="LA")) == "recipient"


@pytest.mark.parametrize("span", ["", "bytes=x-", "bytes=999999999-", "items=0-1"])
def test_a_range_that_is_none_is_refused(named: tuple[World, str, str, bytes], span: str) -> None:
    world, entry, digest, _ = named
    assert ask(world, "KH", entry, digest, span).status_code == 400


def test_figures_are_for_this_machine_or_for_those_in_charge(vn: World) -> None:
    local = Client().get("/metrics")
    assert local.status_code == 200
    assert b"tripoint_entries" in local.content
    assert Client().get("/metrics", REMOTE_ADDR="192.0.2.7").status_code == 302
    assert Client().get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 302
