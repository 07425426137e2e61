"""Accounts: one spelling per user name, names by script, passwords never in clear."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from tripoint.directory.models import Officer

pytestmark = pytest.mark.django_db


def make(**fields: str) -> Officer:
    fields = {"username": "kh.desk", "name_latn": "Sok Dara", "name_khmr": "សុខ ដារ៉ា", **fields}
    return Officer.objects.create_user(password="a long pass phrase", **fields)


def test_a_reader_sees_the_name_in_his_script_and_else_in_latin_letters() -> None:
    officer = make()
    assert officer.display_name("km") == "សុខ ដារ៉ា"
    assert officer.display_name("vi") == "Sok Dara"
    assert officer.display_name("lo") == "Sok Dara"


def test_an_account_is_found_whatever_the_case_and_width_of_the_name_typed() -> None:
    officer = make()
    assert Officer.objects.get_by_natural_key(" KH.Desk ") == officer
    assert Officer.objects.get_by_natural_key("ｋｈ.desk") == officer


def test_two_accounts_cannot_differ_by_case_only() -> None:
    make()
    with pytest.raises(ValidationError):
        make(username="KH.DESK")


@pytest.mark.parametrize("username", ["", "kh desk", "kh..desk", "кh.desk", "kh.desk/", ".kh"])
def test_user_names_with_blanks_foreign_letters_or_loose_dots_are_refused(username: str) -> None:
    with pytest.raises(ValidationError):
        make(username=username)


def test_the_password_is_not_kept_in_clear_and_opens_the_account() -> None:
    officer = make()
    assert "pass phrase" not in officer.password
    assert officer.check_password("a long pass phrase")
    assert not officer.check_password("a long pass phrasE")
