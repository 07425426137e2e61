"""Peers and delivery: who may look, what it says about each peer, and that it reads well in every language."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page
from tests.browser import SHOTS, complaints, follow, needs_chromium
from tests.web.live import serving
from tests.web.people import PASSWORD, code, sign_in, someone

from tripoint.carriers.models import CourierPulse, PeerState, PeerStatus
from tripoint.directory.models import Officer, Party, Role
from tripoint.ledger.card import Endpoint
from tripoint.ledger.encoding import b64u, sha256
from tripoint.ledger.jws import Signer
from tripoint.ledger.models import Card, ContentState, Entry, Fork, Refusal
from tripoint.node import cards, keyring

NOW = datetime.now(UTC).replace(microsecond=0)
PEERS = ("LA", "VN", "TH")


def card_of(party: str) -> None:
    root = Signer.from_seed(os.urandom(32))
    config = settings.NODE.model_copy(update={"party": party})
    config._folder = settings.NODE.folder
    made = cards.sign_card(root, config, keyring.new_keyring(NOW, 2), now=NOW)
    assert made.body.endpoints == [Endpoint(url=config.url)]
    Card.objects.create(party=party, number=1, jws=made.token.text, root=b64u(made.root), seen_at=NOW)


def entry_of(party: str, verdict: int, reason: str, n: int) -> Entry:
    return Entry.objects.create(
        n=n, id=sha256(f"{party}{n}".encode()), dossier=sha256(b"d"), party=party, seq=n, type="request.opened.v1",
        time=NOW, jws=f"head.body{n}.signature", facts="{}", kid="k", verdict=verdict, code=reason, rules="2026.1",
        received_at=NOW, content_state=ContentState.NONE,
    )  # fmt: skip


def node_with_peers() -> None:
    """Three peers: one delivered, one not reached, one that refuses; refusals, held entries and a fork of VN's."""
    for party in ("KH", *PEERS):
        card_of(party)
    names = {"name_km": "ក្រសួងសន្តិសុខសាធារណៈ", "name_lo": "ກະຊວງປ້ອງກັນຄວາມສະຫງົບ", "name_vi": "Bộ Công an"}
    Party.objects.create(code="VN", name_en="Ministry of Public Security", **names)
    CourierPulse.objects.create(name="here", at=datetime.now(UTC))
    PeerStatus.objects.create(party="LA", state=PeerState.DELIVERED, last_success_at=NOW, sent_bytes=184_000)
    PeerStatus.objects.create(
        party="VN", state=PeerState.UNREACHABLE, error="certificate", detail="self-signed certificate", failures=3,
        failing_since=NOW - timedelta(hours=7), retry_at=NOW + timedelta(minutes=4),
        last_success_at=NOW - timedelta(hours=8),
    )  # fmt: skip
    PeerStatus.objects.create(party="TH", state=PeerState.REFUSED, error="feed-chain", failing_since=NOW)
    for reason, count in (("signature", 2), ("feed-gap", 1), ("rate", 140)):
        Refusal.objects.create(peer="VN", code=reason, hour=NOW, count=count, last_at=NOW, detail="key 5f2a", digest="")
    Refusal.objects.create(peer="", code="malformed", hour=NOW, count=31, last_at=NOW, detail="not a bundle", digest="")
    first, second = entry_of("VN", 0, "", 1), entry_of("VN", 1, "fork", 2)
    entry_of("VN", 1, "missing", 3)
    entry_of("VN", 2, "authority", 4)
    Fork.objects.create(
        dossier=first.dossier, party="VN", seq=4, first=first.id, second=second.id, noticed_at=NOW - timedelta(days=1)
    )


def admitted(*roles: str) -> Client:
    client = Client()
    sign_in(client, someone(roles))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.LEGAL_REVIEWER, Role.DUTY_OFFICER])
def test_other_posts_are_turned_away(role: str) -> None:
    node_with_peers()
    client = admitted(role)
    for name in ("peer", "card", "link"):
        assert client.get(reverse(f"carriers:{name}", args=["VN"])).status_code in (403, 405)
    assert client.get(reverse("carriers:peers")).status_code == 403


@pytest.mark.django_db
def test_an_auditor_looks_and_does_not_act() -> None:
    node_with_peers()
    client = admitted(Role.AUDITOR)
    page = client.get(reverse("carriers:peer", args=["VN"]))
    assert page.status_code == 200
    assert b"Close the link" not in page.content
    assert client.post(reverse("carriers:link", args=["VN"]), {"wish": "close"}).status_code == 403
    assert not PeerStatus.objects.filter(paused=True).exists()


@pytest.mark.django_db
def test_the_list_says_how_each_peer_stands() -> None:
    node_with_peers()
    text = admitted(Role.ADMINISTRATOR).get(reverse("carriers:peers")).content.decode()
    for words in ("All delivered", "Not reached", "Refused by the partner", "Somebody may be in between"):
        assert words in text
    assert "The courier is not running" not in text


@pytest.mark.django_db
def test_a_courier_that_does_not_run_is_an_alarm() -> None:
    node_with_peers()
    CourierPulse.objects.update(at=NOW - timedelta(minutes=5))
    text = admitted(Role.ADMINISTRATOR).get(reverse("carriers:peers")).content.decode()
    assert "The courier is not running" in text


@pytest.mark.django_db
def test_refusals_come_with_their_code_and_what_to_do() -> None:
    node_with_peers()
    text = admitted(Role.ADMINISTRATOR).get(reverse("carriers:peer", args=["VN"])).content.decode()
    assert "feed-gap" in text
    assert "tripoint restore" in text
    assert "140" in text


@pytest.mark.django_db
def test_a_fork_is_handed_out_with_both_signed_entries() -> None:
    node_with_peers()
    client = admitted(Role.AUDITOR)
    found = Fork.objects.get()
    proof = client.get(reverse("carriers:fork", args=["VN", found.pk])).json()
    assert proof["entries"] == ["head.body1.signature", "head.body2.signature"]
    assert client.get(reverse("carriers:fork", args=["LA", found.pk])).status_code == 404


@pytest.mark.django_db
def test_an_administrator_closes_and_opens_the_link() -> None:
    node_with_peers()
    client = admitted(Role.ADMINISTRATOR)
    address = reverse("carriers:link", args=["VN"])
    client.post(address, {"wish": "close"})
    assert PeerStatus.objects.get(party="VN").paused
    assert "Link closed by you" in client.get(reverse("carriers:peers")).content.decode()
    client.post(address, {"wish": "open"})
    client.post(address, {"wish": "try"})
    row = PeerStatus.objects.get(party="VN")
    assert (row.paused, row.retry_at) == (False, None)


@pytest.mark.django_db
def test_unknown_parties_are_not_found() -> None:
    node_with_peers()
    client = admitted(Role.ADMINISTRATOR)
    for name in ("peer", "card"):
        assert client.get(reverse(f"carriers:{name}", args=["ZZ"])).status_code == 404
    assert client.post(reverse("carriers:link", args=["KH"]), {"wish": "close"}).status_code == 404


def signed_in(page: Page, site: str, officer: Officer) -> None:
    page.goto(f"{site}/sign-in")
    page.fill("[name=username]", officer.username)
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=code]", code(officer))
    follow(page, "main button.main")


LABELS_IN_ANOTHER_FACE = """cells => cells.filter(cell => {
  const label = getComputedStyle(cell, "::before");
  return label.content !== "none" && label.fontFamily !== getComputedStyle(document.body).fontFamily;
}).map(cell => cell.dataset.label)"""


@pytest.mark.browser
@needs_chromium
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("language", ["en", "vi", "lo", "km"])
def test_the_pages_fit_and_axe_finds_nothing_worth_mending(browser: Browser, language: str, width: int) -> None:
    node_with_peers()
    officer = someone((Role.ADMINISTRATOR,), language=language)
    page = browser.new_page(viewport={"width": width, "height": 900})
    with serving() as site:
        signed_in(page, site, officer)
        for name, address in (("peers", "/peers/"), ("peer", "/peers/VN")):
            answer = page.goto(site + address)
            assert answer is not None
            assert answer.status == 200
            if SHOTS:
                page.screenshot(path=f"{SHOTS}/{name}-{language}-{width}.png", full_page=True)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} overflows at {width}"
            assert page.locator(".list td").evaluate_all(LABELS_IN_ANOTHER_FACE) == [], "a label may have no glyphs"
            assert complaints(page) == []
    page.close()
