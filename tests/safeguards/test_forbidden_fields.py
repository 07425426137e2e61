"""S6: no field asks for it, and free text that reads like it puts a question to the author."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from tripoint.ledger.registry import TYPES
from tripoint.safeguards.forbidden_fields import FORBIDDEN, questions
from tripoint.subjects import Person


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("Đối tượng là người Thượng, theo đạo Tin lành", "vi", "origin"),
        ("Đối tượng theo đạo TIN LÀNH", "vi", "faith"),
        ("Tham gia tổ chức phản động lưu vong", "vi", "politics"),
        ("Cho biết thân nhân và họ hàng", "vi", "family"),
        ("ຜູ້ກ່ຽວແມ່ນຊົນເຜົ່າມົ້ງ", "lo", "origin"),
        ("ລາວນັບຖືສາສະໜາຄຣິສ", "lo", "faith"),
        ("ຂໍຂໍ້ມູນຍາດພີ່ນ້ອງ", "lo", "family"),
        ("គាត់ជាជនជាតិភាគតិច", "km", "origin"),
        ("គាត់ជាសកម្មជនគណបក្សប្រឆាំង", "km", "politics"),
        ("សូមព័ត៌មានអំពីសាច់ញាតិ", "km", "family"),
        ("He is a Montagnard and a pastor", "en", "origin"),
        ("An activist of the opposition", "en", "politics"),
        ("Đối tượng là dissident", "vi", "politics"),  # a word of another language
    ],
)
def test_it_asks_about_text_that_reads_like_it(text: str, language: str, topic: str) -> None:
    assert topic in [one.topic for one in questions(text, language)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Đối tượng lừa đảo qua mạng, thuê phòng ở quận 7, Phnôm Pênh.", "vi"),
        ("ຂໍກວດສອບທີ່ຢູ່ ແລະ ເບີໂທລະສັບ.", "lo"),
        ("សូមពិនិត្យអាសយដ្ឋាន និងលេខទូរស័ព្ទ។", "km"),
        ("Please check the address. He races cars and embraced the offer.", "en"),
    ],
)
def test_it_leaves_ordinary_text_alone(text: str, language: str) -> None:
    assert questions(text, language) == ()


def test_spelling_does_not_hide_a_word() -> None:
    import unicodedata

    assert questions(unicodedata.normalize("NFD", "phản động"), "vi")


def _fields(model: type[BaseModel], seen: set[type]) -> Iterator[str]:
    if model in seen:
        return
    seen.add(model)
    for name, field in model.model_fields.items():
        yield f"{model.__name__}.{name}"
        for inner in _models(field.annotation):
            yield from _fields(inner, seen)


def _models(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)


def test_no_field_of_any_entry_or_person_asks_for_it() -> None:
    seen: set[type] = set()
    names = list(_fields(Person, seen))
    for kind in TYPES.types.values():
        for model in (kind.facts, kind.content):
            if model is not None:
                names += _fields(model, seen)
    assert len(names) > 100
    allowed = {"PersonName.family"}  # the part of a name
    for name in names:
        words = set(re.split(r"[._]", name.partition(".")[2].lower()))
        assert name in allowed or not words & FORBIDDEN, name
