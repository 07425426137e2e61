"""Browsing: any officer sees the directory as it stood on a day, and only administrators see what changes it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.web.people import hold, sign_in, someone

from tripoint.directory.models import Office, Role
from tripoint.directory.seed import seed_directory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _offices() -> None:
    seed_directory()


@pytest.fixture
def desk(client: Client) -> Client:
    sign_in(client, someone([Role.OFFICER]))
    return client


def text(client: Client, address: str, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_nobody_sees_the_directory_without_signing_in(client: Client) -> None:
    for name in ("parties", "provinces", "officers", "changes"):
        answer = client.get(reverse(f"directory:{name}"))
        assert answer.status_code == 302
        assert reverse("web:sign-in") in answer["Location"]


def test_the_own_party_stands_first(desk: Client) -> None:
    page = text(desk, reverse("directory:parties"))
    assert page.index("parties/KH") < page.index("parties/LA") < page.index("parties/VN")


def test_a_party_shows_the_provinces_of_the_day_asked_for(desk: Client) -> None:
    address = reverse("directory:party", args=["VN"])
    now = text(desk, address)
    assert 'offices/VN-PROV-G44"' in now
    then = text(desk, address, on="2020-01-01")
    assert 'offices/VN-PROV-24?on=2020-01-01"' in then
    assert "VN-PROV-G44" not in then
    assert "VN-DISTRICT" in then


def test_a_search_finds_names_without_their_marks_and_says_when_there_are_none(desk: Client) -> None:
    address = reverse("directory:party", args=["VN"])
    assert "VN-BLO-MOC-BAI" in text(desk, address, q="moc bai")
    assert "No office of that day has these words" in text(desk, address, q="zzz")


def test_an_unreadable_day_is_told_at_the_field_and_today_is_shown(desk: Client) -> None:
    page = text(desk, reverse("directory:party", args=["VN"]), on="31.31.2020")
    assert "Enter a valid date" in page
    assert "VN-PROV-G44" in page


def test_an_office_of_old_says_who_does_its_work_now(desk: Client) -> None:
    page = text(desk, reverse("directory:office", args=["VN-PROV-24"]))
    assert "is not in force" in page
    assert reverse("directory:office", args=["VN-PROV-G44"]) in page


def test_a_liaison_office_shows_the_one_across_the_border(desk: Client) -> None:
    page = text(desk, reverse("directory:office", args=["KH-BLO-BAVET"]))
    assert reverse("directory:office", args=["VN-BLO-MOC-BAI"]) in page


def test_a_provincial_office_lists_its_gates(desk: Client) -> None:
    assert "Mộc Bài – Bavet" in text(desk, reverse("directory:office", args=["KH-PROV-20"]))


def test_posts_of_a_partner_are_not_shown_and_own_ones_are(desk: Client) -> None:
    own = Office.objects.get(code="KH-MOI")
    assert own.posts.exists()
    assert "Duty officer" in text(desk, reverse("directory:office", args=["KH-MOI"]))
    assert "<h2>Posts</h2>" not in text(desk, reverse("directory:office", args=["VN-MPS"]))


def test_only_an_administrator_is_offered_to_open_a_post(client: Client) -> None:
    officer = someone([Role.OFFICER])
    sign_in(client, officer)
    address = reverse("directory:office", args=["KH-MOI"])
    assert "Open a post" not in text(client, address)
    other = Client()
    sign_in(other, someone([Role.ADMINISTRATOR], username="kh.admin"))
    assert "Open a post" in text(other, address)


def test_an_unknown_office_or_party_is_not_found(desk: Client) -> None:
    assert desk.get(reverse("directory:office", args=["VN-NOWHERE"])).status_code == 404
    assert desk.get(reverse("directory:party", args=["XX"])).status_code == 404


def test_a_province_of_old_is_resolved_forward_and_backward(desk: Client) -> None:
    address = reverse("directory:provinces")
    assert "offices/VN-PROV-G44" in text(desk, address, province="VN-24", on="2026-01-01")
    backward = text(desk, address, province="VN-G44", on="2020-01-01")
    assert "VN-PROV-24" in backward
    assert "VN-PROV-25" in backward
    assert "Select a valid choice" in text(desk, address, province="VN-99")


@pytest.mark.parametrize("language", ["vi", "lo", "km", "en"])
def test_every_page_opens_in_every_language(client: Client, language: str) -> None:
    administrator = someone([Role.ADMINISTRATOR], language=language)
    sign_in(client, administrator)
    post = hold(administrator, [Role.OFFICER])
    client.post(reverse("web:posts"), {"post": administrator.holdings.first().post_id})  # type: ignore[union-attr]
    for address in (
        reverse("directory:parties"),
        reverse("directory:party", args=["LA"]),
        reverse("directory:office", args=["LA-PROV-SV"]),
        reverse("directory:provinces"),
        reverse("directory:officers"),
        reverse("directory:officer", args=[administrator.pk]),
        reverse("directory:new-account"),
        reverse("directory:post", args=[post.pk]),
        reverse("directory:new-post", args=["KH-MOI"]),
        reverse("directory:changes"),
    ):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert f'lang="{language}"' in answer.content.decode()


def test_an_unconfirmed_name_carries_the_mark_with_code_and_english(client: Client) -> None:
    sign_in(client, someone([Role.OFFICER], language="km"))
    page = text(client, reverse("directory:office", args=["LA-CRIM"]))
    assert 'class="unconfirmed"' in page
    assert "Criminal Police Department" in page
