"""What an administrator may do to the directory, wherever it is asked from."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from tripoint.directory import actions
from tripoint.directory.actions import Actor
from tripoint.directory.models import Change, DirectoryChange, Holding, Level, Office, Officer, Party, Post, Role

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 22)
LATER = datetime.date(2026, 12, 24)


def officer(username: str) -> Officer:
    return Officer.objects.create_user(username, "correct horse battery", name_latn=username)


def held(who: Officer, role: str, office: Office) -> Post:
    post = Post.objects.create(office=office, name_en=role, roles=[role], valid_from=datetime.date(2020, 1, 1))
    Holding.objects.create(officer=who, post=post, valid_from=datetime.date(2020, 1, 1))
    return post


@pytest.fixture
def own() -> Office:
    party = Party.objects.create(code="VN", name_en="Viet Nam")
    return Office.objects.create(code="VN-MPS", party=party, level=Level.MINISTRY, name_en="Ministry")


@pytest.fixture
def foreign() -> Office:
    party = Party.objects.create(code="KH", name_en="Cambodia")
    return Office.objects.create(code="KH-MOI", party=party, level=Level.MINISTRY, name_en="Ministry")


@pytest.fixture
def administrator(own: Office) -> Actor:
    who = officer("vn.admin")
    return Actor(who, held(who, Role.ADMINISTRATOR, own))


@pytest.mark.parametrize("role", [role for role in Role.values if role != Role.ADMINISTRATOR])
def test_no_other_role_changes_anything(own: Office, role: str) -> None:
    who, other = officer("vn.desk"), officer("vn.other")
    post = held(who, role, own)
    actor = Actor(who, post)
    for attempt in (
        lambda: actions.open_post(actor, Post(office=own, name_en="X", roles=["officer"], valid_from=DAY)),
        lambda: actions.close_post(actor, post, DAY),
        lambda: actions.begin_holding(actor, other, post, DAY),
        lambda: actions.end_holding(actor, other.holdings.first() or who.holdings.get(), DAY),
        lambda: actions.issue_account(actor, Officer(username="vn.new", name_latn="New")),
        lambda: actions.renew_account(actor, other, lambda _: None),
        lambda: actions.set_account_open(actor, other, False),
    ):
        with pytest.raises(PermissionDenied):
            attempt()
    assert not DirectoryChange.objects.exists()
    assert Post.objects.count() == Holding.objects.count() == 1


def test_a_partners_directory_is_the_partners(administrator: Actor, foreign: Office) -> None:
    with pytest.raises(PermissionDenied):
        actions.open_post(administrator, Post(office=foreign, name_en="X", roles=["officer"], valid_from=DAY))


def test_a_holding_given_for_later_never_begins_when_the_post_is_closed_before(
    administrator: Actor, own: Office
) -> None:
    post = Post.objects.create(office=own, name_en="Desk", roles=["officer"], valid_from=DAY)
    holding = actions.begin_holding(administrator, officer("vn.desk"), post, LATER)
    actions.close_post(administrator, post, DAY)
    holding.refresh_from_db()
    post.refresh_from_db()
    assert not any(post.is_valid_on(day) and holding.is_valid_on(day) for day in (DAY, LATER))
    assert holding.valid_until == LATER


def test_what_has_ended_is_not_ended_again_and_a_refusal_leaves_no_trace(administrator: Actor, own: Office) -> None:
    post = Post.objects.create(office=own, name_en="Desk", roles=["officer"], valid_from=DAY)
    actions.close_post(administrator, post, DAY)
    with pytest.raises(ValidationError):
        actions.close_post(administrator, post, LATER)
    post.refresh_from_db()
    assert post.valid_until == DAY
    assert DirectoryChange.objects.count() == 1


def test_a_closed_account_is_given_no_post(administrator: Actor, own: Office) -> None:
    post = Post.objects.create(office=own, name_en="Desk", roles=["officer"], valid_from=DAY)
    who = officer("vn.desk")
    actions.set_account_open(administrator, who, False)
    with pytest.raises(ValidationError) as refused:
        actions.begin_holding(administrator, who, post, DAY)
    assert refused.value.error_dict["officer"][0].code == "closed"


def test_closing_what_is_closed_records_nothing(administrator: Actor) -> None:
    who = officer("vn.desk")
    actions.set_account_open(administrator, who, True)
    assert not DirectoryChange.objects.exists()


def test_an_account_with_a_name_that_is_taken_is_not_issued(administrator: Actor) -> None:
    officer("vn.desk")
    with pytest.raises(ValidationError):
        actions.issue_account(administrator, Officer(username="vn.desk", name_latn="Another"))
    assert not DirectoryChange.objects.filter(change=Change.ACCOUNT_ISSUED).exists()


def test_passwords_given_out_differ_and_open_the_account_once_stored(administrator: Actor) -> None:
    first = actions.issue_account(administrator, Officer(username="vn.a", name_latn="A"))
    second = actions.issue_account(administrator, Officer(username="vn.b", name_latn="B"))
    assert first != second
    assert Officer.objects.get(username="vn.a").check_password(first)
    assert not Officer.objects.get(username="vn.a").check_password(second)


def test_a_command_on_the_machine_is_recorded_without_an_administrator(administrator: Actor) -> None:
    who = officer("vn.rescue")
    actions.record_made_on_machine(who, administrator.post, DAY)
    change = DirectoryChange.objects.get()
    assert (change.by, change.officer, change.post) == (None, who, administrator.post)
