"""Officers for the tests, with a post, a password and an authenticator."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

import pyotp
from django.test import Client
from django.urls import reverse

from tripoint.directory.models import Holding, Level, Office, Officer, Party, Post, Role
from tripoint.web import totp
from tripoint.web.models import Credentials

PASSWORD = "five grey herons wade"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def office(code: str = "KH-MOI") -> Office:
    """An office of the node under test."""
    party, _ = Party.objects.get_or_create(
        code="KH",
        defaults={
            "name_en": "Ministry of Interior",
            "name_km": "ក្រសួងមហាផ្ទៃ",
            "name_vi": "Bộ Nội vụ Campuchia",
            "name_lo": "ກະຊວງພາຍໃນກຳປູເຈຍ",
        },
    )
    found, _ = Office.objects.get_or_create(
        code=code,
        defaults={
            "party": party,
            "level": Level.DEPARTMENT,
            "name_en": "International Cooperation Office",
            "name_km": "ការិយាល័យសហប្រតិបត្តិការអន្តរជាតិ",
            "name_vi": "Phòng Hợp tác quốc tế",
            "name_lo": "ຫ້ອງການຮ່ວມມືສາກົນ",
        },
    )
    return found


def hold(officer: Officer, roles: Sequence[str], title: str = "Duty officer") -> Post:
    """Give the officer one more post."""
    names = {"name_km": "មន្ត្រីប្រចាំការ", "name_vi": "Cán bộ trực", "name_lo": "ເຈົ້າໜ້າທີ່ປະຈຳການ"}
    post = Post.objects.create(office=office(), name_en=title, roles=list(roles), **names)
    Holding.objects.create(officer=officer, post=post, valid_from=datetime.date(2020, 1, 1))
    return post


def someone(
    roles: Sequence[str] | None = (Role.OFFICER,),
    username: str = "sok.dara",
    *,
    paired: bool = True,
    language: str = "en",
) -> Officer:
    """An officer; `roles` None holds no post."""
    officer = Officer.objects.create_user(
        username, PASSWORD, name_latn="Sok Dara", name_khmr="សុខ ដារ៉ា", name_laoo="ສຸກ ດາລາ", language=language
    )
    if roles is not None:
        hold(officer, roles)
    if paired:
        totp.pair(officer, SECRET)
    return officer


def code(officer: Officer | None = None) -> str:
    """The code that the app shows now; earlier use of it is forgotten, so that a test need not wait half a minute."""
    if officer is not None:
        Credentials.objects.filter(officer=officer).update(totp_step=0)
    return pyotp.TOTP(SECRET).now()


def sign_in(client: Client, officer: Officer) -> None:
    """Through the door, as a person does."""
    answer = client.post(
        reverse("web:sign-in"), {"username": officer.username, "password": PASSWORD, "code": code(officer)}
    )
    assert answer.status_code == 302, answer.content.decode()
