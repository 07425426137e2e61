"""Posts and holdings decide what an officer may do, day by day."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from tripoint.directory.holdings import holdings_of, holdings_on, may_act_in, roles_on
from tripoint.directory.models import Holding, Level, Office, Officer, Party, Post, Role

pytestmark = pytest.mark.django_db

FIRST = datetime.date(2025, 7, 1)
LAST = datetime.date(2025, 12, 31)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def office() -> Office:
    party = Party.objects.create(code="VN", name_en="Viet Nam", name_vi="Việt Nam", confirmed=["vi"])
    return Office.objects.create(code="VN-C02", party=party, level=Level.DEPARTMENT, name_en="Criminal Police")


@pytest.fixture
def officer() -> Officer:
    return Officer.objects.create_user("vn.desk", "correct horse battery", name_latn="Trần Văn Mẫu", language="vi")


def test_a_holding_counts_on_its_first_and_last_day_and_not_outside_them(office: Office, officer: Officer) -> None:
    post = Post.objects.create(office=office, name_en="Desk officer", roles=[Role.OFFICER])
    Holding.objects.create(officer=officer, post=post, valid_from=FIRST, valid_until=LAST)
    assert roles_on(officer, FIRST) == {"officer"}
    assert roles_on(officer, LAST) == {"officer"}
    assert roles_on(officer, FIRST - DAY) == frozenset()
    assert roles_on(officer, LAST + DAY) == frozenset()


def test_a_post_or_office_that_has_ended_gives_no_roles_though_the_holding_runs_on(
    office: Office, officer: Officer
) -> None:
    post = Post.objects.create(office=office, name_en="Desk officer", roles=[Role.OFFICER], valid_until=LAST)
    Holding.objects.create(officer=officer, post=post, valid_from=FIRST)
    assert [held.post for held in holdings_on(officer, LAST)] == [post]
    assert holdings_on(officer, LAST + DAY) == []
    Office.objects.filter(pk=office.pk).update(valid_until=FIRST)
    assert holdings_on(officer, FIRST + DAY) == []


def test_a_closed_account_holds_nothing(office: Office, officer: Officer) -> None:
    post = Post.objects.create(office=office, name_en="Auditor", roles=[Role.AUDITOR])
    Holding.objects.create(officer=officer, post=post, valid_from=FIRST)
    officer.is_active = False
    assert holdings_on(officer, FIRST) == []


def test_an_officer_may_act_only_in_a_post_that_is_his_own_that_day(office: Office, officer: Officer) -> None:
    own = Post.objects.create(office=office, name_en="Desk officer", roles=[Role.OFFICER])
    other = Post.objects.create(office=office, name_en="Administrator", roles=[Role.ADMINISTRATOR])
    Holding.objects.create(officer=officer, post=own, valid_from=FIRST)
    assert may_act_in(officer, own.pk, FIRST) == own
    assert may_act_in(officer, other.pk, FIRST) is None
    assert may_act_in(officer, own.pk, FIRST - DAY) is None


def test_the_same_post_is_not_held_twice_by_one_officer_at_a_time(office: Office, officer: Officer) -> None:
    post = Post.objects.create(office=office, name_en="Desk officer", roles=[Role.OFFICER])
    Holding.objects.create(officer=officer, post=post, valid_from=FIRST, valid_until=LAST)
    with pytest.raises(ValidationError) as refused:
        Holding(officer=officer, post=post, valid_from=LAST).full_clean()
    assert refused.value.error_dict["__all__"][0].code == "overlap"
    Holding(officer=officer, post=post, valid_from=LAST + DAY).full_clean()


def test_the_database_itself_refuses_a_row_that_ends_before_it_begins(office: Office, officer: Officer) -> None:
    post = Post.objects.create(office=office, name_en="Desk officer", roles=[Role.OFFICER])
    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(officer=officer, post=post, valid_from=LAST, valid_until=FIRST)


def test_many_officers_are_looked_up_with_one_question(
    office: Office, officer: Officer, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    post = Post.objects.create(office=office, name_en="Desk officer", roles=[Role.OFFICER])
    other = Officer.objects.create_user("vn.other", "correct horse battery", name_latn="Other")
    closed = Officer.objects.create_user("vn.closed", "correct horse battery", name_latn="Closed", is_active=False)
    for one in (officer, closed):
        Holding.objects.create(officer=one, post=post, valid_from=FIRST)
    with django_assert_num_queries(1):
        held = holdings_of([officer, other, closed], FIRST)
        assert [one.post.office.party.code for one in held[officer.pk]] == ["VN"]
    assert held[other.pk] == held[closed.pk] == []
