"""What an administrator does on the pages: posts, holdings, accounts; each recorded, none for himself."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from tests.web.people import PASSWORD, hold, sign_in, someone

from tripoint.directory.models import Change, DirectoryChange, Holding, Office, Officer, Post, Role
from tripoint.directory.seed import seed_directory
from tripoint.web.models import Credentials

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _offices() -> None:
    seed_directory()


@pytest.fixture
def administrator() -> Officer:
    return someone([Role.ADMINISTRATOR], username="kh.admin")


@pytest.fixture
def desk(client: Client, administrator: Officer) -> Client:
    sign_in(client, administrator)
    return client


def test_every_administrators_page_is_closed_to_other_roles(client: Client) -> None:
    officer = someone([role for role in Role.values if role != Role.ADMINISTRATOR])
    post = officer.holdings.get().post
    sign_in(client, officer)
    for name, args in (
        ("new-post", ["KH-MOI"]),
        ("post", [post.pk]),
        ("officers", []),
        ("new-account", []),
        ("officer", [officer.pk]),
        ("end-holding", [officer.holdings.get().pk]),
    ):
        assert client.get(reverse(f"directory:{name}", args=args)).status_code == 403, name
    for name, args in (
        ("give-post", [post.pk]),
        ("close-post", [post.pk]),
        ("renew-account", [officer.pk]),
        ("open-account", [officer.pk]),
    ):
        assert client.post(reverse(f"directory:{name}", args=args)).status_code == 403, name
    assert not DirectoryChange.objects.exists()


def test_a_post_is_opened_given_and_closed_with_dates(desk: Client, administrator: Officer) -> None:
    officer = someone(None, username="kh.new")
    answer = desk.post(
        reverse("directory:new-post", args=["KH-GCNP"]),
        {"name_en": "Desk officer", "roles": ["officer", "translator"], "valid_from": "2026-01-01"},
    )
    post = Post.objects.get(office="KH-GCNP")
    assert answer["Location"] == reverse("directory:post", args=[post.pk])
    assert post.roles == ["officer", "translator"]
    desk.post(reverse("directory:give-post", args=[post.pk]), {"officer": officer.username, "first_day": "2026-02-01"})
    holding = Holding.objects.get(post=post)
    assert (holding.officer, holding.valid_from) == (officer, datetime.date(2026, 2, 1))
    desk.post(reverse("directory:close-post", args=[post.pk]), {"last_day": "2026-12-31"})
    post.refresh_from_db()
    holding.refresh_from_db()
    assert post.valid_until == holding.valid_until == datetime.date(2026, 12, 31)
    made = list(DirectoryChange.objects.order_by("id").values_list("change", "by"))
    assert made == [
        (Change.POST_OPENED, administrator.pk),
        (Change.HOLDING_BEGUN, administrator.pk),
        (Change.POST_CLOSED, administrator.pk),
        (Change.HOLDING_ENDED, administrator.pk),
    ]


def test_a_post_is_refused_at_the_field_when_its_dates_or_roles_do_not_fit(desk: Client) -> None:
    address = reverse("directory:new-post", args=["KH-GCNP"])
    good = {"name_en": "Auditor", "roles": ["auditor"], "valid_from": "2026-01-01"}
    for wrong, message in (
        ({"roles": []}, "This field is required"),
        ({"roles": ["auditor", "officer"]}, "carries no other role"),
        ({"valid_from": ""}, "This field is required"),
        ({"valid_until": "2025-01-01"}, "before the first day"),
        ({"name_en": ""}, "This field is required"),
    ):
        answer = desk.post(address, {**good, **wrong})
        assert answer.status_code == 422
        assert message in answer.content.decode()
    assert not Post.objects.filter(office="KH-GCNP").exists()


def test_no_post_is_opened_in_an_office_that_has_ended_or_at_a_partner(desk: Client) -> None:
    Office.objects.filter(pk="KH-CCOS").update(valid_until=datetime.date(2026, 1, 31))
    form = {"name_en": "Desk", "roles": ["officer"], "valid_from": "2026-02-01"}
    ended = desk.post(reverse("directory:new-post", args=["KH-CCOS"]), form)
    assert "does not exist on this day" in ended.content.decode()
    assert desk.post(reverse("directory:new-post", args=["VN-MPS"]), form).status_code == 404


def test_nobody_gives_himself_a_post(desk: Client, administrator: Officer) -> None:
    post = hold(someone(None, username="kh.other"), [Role.SUPERVISOR])
    answer = desk.post(
        reverse("directory:give-post", args=[post.pk]),
        {"officer": administrator.username, "first_day": "2026-01-01"},
    )
    assert answer.status_code == 422
    assert "Nobody changes their own account or posts" in answer.content.decode()
    assert not administrator.holdings.filter(post=post).exists()


def test_an_administrator_cannot_close_the_post_he_acts_in_or_end_his_own_holding(
    desk: Client, administrator: Officer
) -> None:
    own = administrator.holdings.get()
    today = timezone.localdate().isoformat()
    assert desk.post(reverse("directory:close-post", args=[own.post_id]), {"last_day": today}).status_code == 422
    assert desk.post(reverse("directory:end-holding", args=[own.pk]), {"last_day": today}).status_code == 422
    own.refresh_from_db()
    assert own.valid_until is None


def test_a_holding_that_ends_today_still_counts_today_and_not_tomorrow(desk: Client) -> None:
    officer = someone([Role.OFFICER])
    holding = officer.holdings.get()
    desk.post(reverse("directory:end-holding", args=[holding.pk]), {"last_day": timezone.localdate().isoformat()})
    holding.refresh_from_db()
    assert holding.valid_until == timezone.localdate()
    assert holding.is_valid_on(timezone.localdate())


def test_a_last_day_before_the_first_is_refused(desk: Client) -> None:
    holding = someone([Role.OFFICER]).holdings.get()
    answer = desk.post(reverse("directory:end-holding", args=[holding.pk]), {"last_day": "2019-12-31"})
    assert answer.status_code == 422
    assert "before the first day" in answer.content.decode()


def test_an_issued_account_signs_in_with_the_password_shown_once_and_opens_nothing(desk: Client) -> None:
    form = {"username": "KH.Sok.Dara", "name_latn": "Sok Dara", "name_khmr": "សុខ ដារ៉ា", "language": "km"}
    page = desk.post(reverse("directory:new-account"), form).content.decode()
    officer = Officer.objects.get(username="kh.sok.dara")
    password = page.split("First password")[1].split("<dd")[1].split(">")[1].split("<")[0]
    assert officer.check_password(password)
    again = desk.post(reverse("directory:new-account"), form)
    assert again.status_code == 422
    assert password not in desk.get(reverse("directory:officer", args=[officer.pk])).content.decode()
    fresh = Client()
    answer = fresh.post(reverse("web:sign-in"), {"username": "kh.sok.dara", "password": password, "code": ""})
    assert answer["Location"].startswith(reverse("web:pair"))


def test_a_renewed_account_loses_password_authenticator_and_sessions(desk: Client) -> None:
    officer = someone([Role.OFFICER])
    theirs = Client()
    sign_in(theirs, officer)
    assert theirs.get(reverse("web:today")).status_code == 200
    desk.post(reverse("directory:renew-account", args=[officer.pk]))
    officer.refresh_from_db()
    assert not officer.check_password(PASSWORD)
    assert not Credentials.objects.filter(officer=officer).exists()
    assert theirs.get(reverse("web:today")).status_code == 302


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(desk: Client) -> None:
    officer = someone([Role.OFFICER])
    theirs = Client()
    sign_in(theirs, officer)
    desk.post(reverse("directory:open-account", args=[officer.pk]), {"open": "no"})
    assert theirs.get(reverse("web:today")).status_code == 302
    desk.post(reverse("directory:open-account", args=[officer.pk]), {"open": "yes"})
    officer.refresh_from_db()
    assert officer.is_active
    assert set(DirectoryChange.objects.values_list("change", flat=True)) == {
        Change.ACCOUNT_CLOSED,
        Change.ACCOUNT_REOPENED,
    }


def test_nobody_renews_or_closes_his_own_account(desk: Client, administrator: Officer) -> None:
    desk.post(reverse("directory:renew-account", args=[administrator.pk]))
    desk.post(reverse("directory:open-account", args=[administrator.pk]), {"open": "no"})
    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.check_password(PASSWORD)


def test_an_auditor_reads_the_changes_and_can_make_none(client: Client) -> None:
    sign_in(client, someone([Role.AUDITOR]))
    assert client.get(reverse("directory:changes")).status_code == 200
    assert client.get(reverse("directory:officers")).status_code == 403


def test_changes_are_made_by_post_only(desk: Client) -> None:
    officer = someone([Role.OFFICER])
    post = officer.holdings.get().post
    for name, number in (("give-post", post.pk), ("close-post", post.pk), ("renew-account", officer.pk)):
        assert desk.get(reverse(f"directory:{name}", args=[number])).status_code == 405


def test_a_long_list_of_officers_costs_as_many_questions_as_a_short_one(
    desk: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(30):
        Officer.objects.create_user(f"kh.n{number}", "correct horse battery", name_latn=f"Number {number}")
    with django_assert_max_num_queries(12):
        answer = desk.get(reverse("directory:officers"))
    assert "Number 29" in answer.content.decode()
