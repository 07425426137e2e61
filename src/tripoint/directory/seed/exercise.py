"""Invented officers for an exercise node: one for each role at least, in offices that exist, with names that say EXERCISE."""

from __future__ import annotations

import base64
import datetime
import secrets
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass

from django.contrib.auth.hashers import BasePasswordHasher, get_hasher, make_password
from django.db import transaction

from tripoint.directory.models import Holding, Office, Officer, Post
from tripoint.directory.passwords import new_password
from tripoint.directory.roles import Role
from tripoint.directory.seed.titles import TITLES
from tripoint.node import NodeConfig

TOTP_SECRET_BYTES = 20  # RFC 4226, section 4, R6: 160 bits recommended

MARK = {"latn": "EXERCISE", "laoo": "ຝຶກຊ້ອມ", "khmr": "សមយុទ្ធ"}
"""What stands behind every invented name, by script, so that no one takes it for a person."""


class NotAnExercise(Exception):
    """Invented officers were asked for on a node that is not marked as an exercise."""


@dataclass(frozen=True, slots=True)
class ExerciseAccount:
    """One invented officer, with what is needed to sign in. Password and secret are stored nowhere in clear."""

    officer: Officer
    username: str
    password: str
    totp_secret: str  # base32
    roles: tuple[str, ...]
    office: str
    language: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A post that an exercise fills: who sits there is named by `key`, which is also the title's."""

    key: str
    roles: tuple[Role, ...]
    place: str  # which of the party's offices: desk, ministry, legal or border


SEATS = (
    Seat("desk", (Role.OFFICER,), "desk"),
    Seat("supervisor", (Role.SUPERVISOR,), "desk"),
    Seat("legal", (Role.LEGAL_REVIEWER,), "legal"),
    Seat("legal2", (Role.LEGAL_REVIEWER,), "legal"),
    Seat("registrar", (Role.REGISTRAR,), "desk"),
    Seat("translator", (Role.TRANSLATOR,), "desk"),
    Seat("border", (Role.DUTY_OFFICER, Role.OFFICER), "border"),
    Seat("border2", (Role.DUTY_OFFICER, Role.OFFICER), "border"),
    Seat("auditor", (Role.AUDITOR,), "ministry"),
    Seat("admin", (Role.ADMINISTRATOR,), "ministry"),
)

PLACES = {
    "VN": {"desk": "VN-C02", "ministry": "VN-MPS", "legal": "VN-V03", "border": "VN-BLO-MOC-BAI"},
    "KH": {"desk": "KH-GCNP", "ministry": "KH-MOI", "legal": "KH-MOI", "border": "KH-BLO-BAVET"},
    "LA": {"desk": "LA-CRIM", "ministry": "LA-MPS", "legal": "LA-CAB", "border": "LA-BLO-DANSAVAN"},
}

LANGUAGE_OF_PARTY = {"VN": "vi", "KH": "km", "LA": "lo"}

# Common given and family names put together at random; no officer of any service is meant.
NAMES: dict[str, dict[str, tuple[str, str]]] = {
    "VN": {
        "desk": ("Trần Thị Mai", ""), "supervisor": ("Lê Văn Sơn", ""), "legal": ("Phạm Thu Hà", ""),
        "legal2": ("Đỗ Quang Vinh", ""), "registrar": ("Vũ Thị Lan", ""), "translator": ("Hoàng Minh Đức", ""),
        "border": ("Bùi Văn Hải", ""), "border2": ("Phan Quốc Tuấn", ""), "auditor": ("Đặng Thị Nga", ""),
        "admin": ("Ngô Văn Bình", ""),
    },
    "KH": {
        "desk": ("Sok Dara", "សុខ ដារ៉ា"), "supervisor": ("Chan Sophea", "ចាន់ សុភា"),
        "legal": ("Keo Vanna", "កែវ វណ្ណា"), "legal2": ("Heng Pisey", "ហេង ពិសី"),
        "registrar": ("Meas Sreymom", "មាស ស្រីមុំ"), "translator": ("Nhem Bopha", "ញ៉ែម បុប្ផា"),
        "border": ("Prak Rithy", "ប្រាក់ រិទ្ធី"), "border2": ("Long Samnang", "ឡុង សំណាង"),
        "auditor": ("Ouk Chenda", "អ៊ុក ចិន្តា"), "admin": ("Tep Borey", "ទេព បូរី"),
    },
    "LA": {
        "desk": ("Bounmy Vongsa", "ບຸນມີ ວົງສາ"), "supervisor": ("Khamla Sisouk", "ຄຳຫຼ້າ ສີສຸກ"),
        "legal": ("Chanthala Phommy", "ຈັນທະລາ ພົມມີ"), "legal2": ("Somchay Inthavong", "ສົມໄຊ ອິນທະວົງ"),
        "registrar": ("Noy Keomany", "ນ້ອຍ ແກ້ວມະນີ"), "translator": ("Dala Souvanh", "ດາລາ ສຸວັນ"),
        "border": ("Vieng Thammavong", "ວຽງ ທຳມະວົງ"), "border2": ("Souk Phetsavan", "ສຸກ ເພັດສະຫວັນ"),
        "auditor": ("Manivone Lath", "ມະນີວອນ ລາດ"), "admin": ("Kongkeo Sayasone", "ກອງແກ້ວ ໄຊຍະສອນ"),
    },
}  # fmt: skip


def seed_exercise(
    node: NodeConfig, first_day: datetime.date, pair: Callable[[Officer, str], object]
) -> tuple[ExerciseAccount, ...]:
    """Make the invented officers of the node's party, or give those that are there new passwords and secrets.

    `first_day` is the first day of their posts; `pair` stores a base32 TOTP secret as an officer's second factor. The
    offices must have been seeded. Raises NotAnExercise on a node whose settings do not say `exercise = true`, and
    KeyError for a party that has no invented officers.
    """
    if not node.exercise:
        raise NotAnExercise("invented officers are only for a node with exercise = true in node.toml")
    passwords = [new_password() for _ in SEATS]
    hashes = [make_password(password, hasher=_quick_hasher()) for password in passwords]
    with transaction.atomic():
        return tuple(
            _fill(node.party, seat, first_day, password, hashed, pair)
            for seat, password, hashed in zip(SEATS, passwords, hashes, strict=True)
        )


def _quick_hasher() -> BasePasswordHasher:
    """The node's hasher at a sixteenth of its cost: these passwords are random and guess-proof as they are, and a
    demonstration is to be ready soon. The first sign-in stores the usual hash."""
    hasher = copy(get_hasher())
    if hasattr(hasher, "work_factor"):
        hasher.work_factor = 2**10
    return hasher


def _fill(
    party: str,
    seat: Seat,
    first_day: datetime.date,
    password: str,
    hashed: str,
    pair: Callable[[Officer, str], object],
) -> ExerciseAccount:
    office = Office.objects.get(code=PLACES[party][seat.place])
    officer = _officer(party, seat)
    officer.password = hashed
    officer.full_clean()
    officer.save()
    post = _post(office, seat, first_day)
    Holding.objects.get_or_create(officer=officer, post=post, defaults={"valid_from": first_day})
    secret = base64.b32encode(secrets.token_bytes(TOTP_SECRET_BYTES)).decode("ascii")
    pair(officer, secret)
    return ExerciseAccount(
        officer, officer.username, password, secret, tuple(seat.roles), office.code, officer.language
    )


def _officer(party: str, seat: Seat) -> Officer:
    username = f"{party.lower()}.{seat.key}"
    latin, own = NAMES[party][seat.key]
    officer = Officer.objects.filter(username=username).first() or Officer(username=username)
    officer.name_latn = f"{latin} ({MARK['latn']})"
    officer.name_laoo = f"{own} ({MARK['laoo']})" if party == "LA" else ""
    officer.name_khmr = f"{own} ({MARK['khmr']})" if party == "KH" else ""
    officer.language, officer.is_active = LANGUAGE_OF_PARTY[party], True
    return officer


def _post(office: Office, seat: Seat, first_day: datetime.date) -> Post:
    second = " 2" if seat.key.endswith("2") else ""
    title = {language: text + second for language, text in TITLES[seat.key.rstrip("2")].items()}
    post, _ = Post.objects.get_or_create(
        office=office,
        name_en=title["en"],
        defaults={
            **{f"name_{language}": text for language, text in title.items() if language != "en"},
            "roles": [str(role) for role in seat.roles],
            "confirmed": ["en"],
            "valid_from": first_day,
        },
    )
    return post
