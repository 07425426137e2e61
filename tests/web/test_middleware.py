"""Sessions end, cookies are careful, and pages stay out of caches."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.people import PASSWORD, hold, sign_in, someone

from tripoint.audit.models import SignInEvent, SignInLog
from tripoint.directory.models import Holding, Role
from tripoint.web.middleware import SEEN_AT, SIGNED_IN_AT

pytestmark = pytest.mark.django_db


def earlier(client: Client, key: str, by: datetime.timedelta) -> None:
    session = client.session
    session[key] = (timezone.now() - by).isoformat()
    session.save()


def is_in(client: Client) -> bool:
    return client.get(reverse("web:account")).status_code == 200


def test_an_idle_session_ends(client: Client) -> None:
    sign_in(client, someone())
    earlier(client, SEEN_AT, datetime.timedelta(minutes=settings.NODE.session_idle_minutes - 1))
    assert is_in(client)
    earlier(client, SEEN_AT, datetime.timedelta(minutes=settings.NODE.session_idle_minutes + 1))
    assert not is_in(client)
    assert "Your session has ended" in client.get(reverse("web:sign-in")).content.decode()


def test_a_page_that_asks_by_itself_does_not_keep_a_session_alive(client: Client) -> None:
    sign_in(client, someone())
    earlier(client, SEEN_AT, datetime.timedelta(minutes=5))
    before = client.session[SEEN_AT]
    client.get(reverse("web:today-live"), headers={"X-Poll": "1"})
    assert client.session[SEEN_AT] == before
    client.get(reverse("web:today"))
    assert client.session[SEEN_AT] > before


def test_a_session_ends_however_busy_it_is(client: Client) -> None:
    sign_in(client, someone())
    earlier(client, SIGNED_IN_AT, datetime.timedelta(hours=settings.NODE.session_hours, minutes=1))
    assert not is_in(client)


def test_signing_out_everywhere_ends_every_session(client: Client) -> None:
    officer = someone()
    other = Client()
    sign_in(client, officer)
    sign_in(other, officer)
    client.post(reverse("web:sign-out-everywhere"))
    assert not is_in(client)
    assert not is_in(other)
    sign_in(client, officer)
    assert is_in(client)


def test_a_new_password_ends_the_sessions_elsewhere(client: Client) -> None:
    officer = someone()
    other = Client()
    sign_in(client, officer)
    sign_in(other, officer)
    fresh = {"new_password": "seven brown otters swim", "again": "seven brown otters swim"}
    wrong = client.post(reverse("web:password"), {**fresh, "present_password": "no"})
    assert "This is not your present password" in wrong.content.decode()
    assert client.post(reverse("web:password"), {**fresh, "present_password": PASSWORD}).status_code == 302
    assert is_in(client)
    assert not is_in(other)
    assert SignInLog.objects.filter(event=SignInEvent.PASSWORD_CHANGED).exists()


def test_who_finds_a_session_open_cannot_guess_the_password_without_end(client: Client) -> None:
    officer = someone()
    sign_in(client, officer)
    fresh = {"new_password": "seven brown otters swim", "again": "seven brown otters swim"}
    for _ in range(5):
        client.post(reverse("web:password"), {**fresh, "present_password": "no"})
    locked = client.post(reverse("web:password"), {**fresh, "present_password": PASSWORD})
    assert "too many failed attempts" in locked.content.decode()
    officer.refresh_from_db()
    assert officer.check_password(PASSWORD)


def test_the_new_password_is_no_way_to_ask_for_the_present_one(client: Client) -> None:
    sign_in(client, someone())
    guess = {"new_password": PASSWORD, "again": PASSWORD, "present_password": "no"}
    answer = client.post(reverse("web:password"), guess).content.decode()
    assert "This is not your present password" in answer
    assert "This is the present password" not in answer
    same = client.post(reverse("web:password"), {**guess, "present_password": PASSWORD}).content.decode()
    assert "This is the present password" in same


def test_an_officer_acts_in_the_post_chosen_and_only_while_it_is_held(client: Client) -> None:
    officer = someone(roles=[Role.OFFICER])
    auditor = hold(officer, [Role.AUDITOR], "Auditor")
    sign_in(client, officer)
    assert client.get(reverse("web:today")).headers["Location"] == reverse("web:posts")
    client.post(reverse("web:posts"), {"post": auditor.pk})
    assert client.get(reverse("web:audit")).status_code == 200
    Holding.objects.filter(post=auditor).update(valid_until=timezone.localdate() - datetime.timedelta(days=1))
    assert client.get(reverse("web:audit")).headers["Location"] == reverse("web:posts")
    for strange in (str(auditor.pk), "0", "x", ""):
        assert client.post(reverse("web:posts"), {"post": strange}).status_code == 200
    assert client.get(reverse("web:today")).status_code == 302


def test_cookies_are_named_after_the_node_and_kept_from_scripts_and_other_sites(client: Client) -> None:
    sign_in(client, someone())
    client.get(reverse("web:account"))
    names = set(client.cookies)
    assert {"tripoint_kh_session", "tripoint_kh_csrf"} <= names
    assert all(name.startswith("tripoint_kh_") for name in names)
    for cookie in client.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"
        assert not cookie["secure"]  # the node under test speaks plain http on loopback


def test_pages_are_kept_by_no_cache_and_load_from_this_node_only(client: Client) -> None:
    sign_in(client, someone())
    answer = client.get(reverse("web:today"))
    assert answer.headers["Cache-Control"] == "no-store"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    page = answer.content.decode()
    assert "style=" not in page
    assert "<style" not in page
    assert "onclick" not in page


def test_the_database_waits_for_the_disk_and_wipes_what_is_erased() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL is set up by its administrator")
    with connection.cursor() as cursor:
        found = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in
                 ("journal_mode", "synchronous", "secure_delete", "foreign_keys")}  # fmt: skip
    assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "foreign_keys": 1}
