"""Invented officers: only on an exercise node, marked as such, with secrets that are stored nowhere in clear."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from django.db import connection

from tripoint.directory.holdings import roles_on
from tripoint.directory.models import Officer, Role
from tripoint.directory.seed import NotAnExercise, seed_directory, seed_exercise
from tripoint.node import NodeConfig

pytestmark = pytest.mark.django_db

FIRST_DAY = datetime.date(2026, 11, 22)


@pytest.fixture(autouse=True)
def _offices() -> None:
    seed_directory()


@pytest.mark.parametrize("party", ["VN", "KH", "LA"])
def test_every_role_is_filled_in_every_party(party: str) -> None:
    paired: dict[str, str] = {}
    accounts = seed_exercise(
        NodeConfig(party=party, exercise=True),
        FIRST_DAY,
        lambda officer, secret: paired.update({officer.username: secret}),
    )
    roles = {role for account in accounts for role in roles_on(account.officer, FIRST_DAY)}
    assert roles == set(Role.values)
    assert all(account.username.startswith(f"{party.lower()}.") for account in accounts)
    assert paired == {account.username: account.totp_secret for account in accounts}
    assert len({account.password for account in accounts}) == len(accounts)


def test_two_legal_reviewers_are_there_because_a_yes_needs_two_people() -> None:
    accounts = seed_exercise(NodeConfig(party="VN", exercise=True), FIRST_DAY, lambda *_: None)
    reviewers = {one.username for one in accounts if Role.LEGAL_REVIEWER in one.roles}
    assert len(reviewers) == 2


@pytest.mark.parametrize(
    ("party", "script", "mark"), [("VN", "vi", "EXERCISE"), ("KH", "km", "សមយុទ្ធ"), ("LA", "lo", "ຝຶກຊ້ອມ")]
)
def test_every_name_says_exercise_in_its_own_script(party: str, script: str, mark: str) -> None:
    for account in seed_exercise(NodeConfig(party=party, exercise=True), FIRST_DAY, lambda *_: None):
        assert mark in account.officer.display_name(script)
        assert "EXERCISE" in account.officer.display_name("en")


def test_a_real_node_refuses_invented_officers() -> None:
    with pytest.raises(NotAnExercise):
        seed_exercise(NodeConfig(party="VN", exercise=False), FIRST_DAY, lambda *_: None)
    assert not Officer.objects.exists()


def test_a_second_run_gives_the_same_officers_new_passwords() -> None:
    node = NodeConfig(party="LA", exercise=True)
    first = seed_exercise(node, FIRST_DAY, lambda *_: None)
    second = seed_exercise(node, FIRST_DAY, lambda *_: None)
    assert Officer.objects.count() == len(first) == len(second)
    officer = Officer.objects.get(username=first[0].username)
    assert officer.check_password(second[0].password)
    assert not officer.check_password(first[0].password)
    assert officer.holdings.count() == 1


def test_no_password_stands_in_the_database(tmp_path: Path) -> None:
    account = seed_exercise(NodeConfig(party="VN", exercise=True), FIRST_DAY, lambda *_: None)[0]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM directory_officer")
        stored = repr(cursor.fetchall())
    assert account.username in stored
    assert account.password not in stored
    assert account.totp_secret not in stored
