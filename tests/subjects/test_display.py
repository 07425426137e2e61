"""Names on the screen: the reader's script first, each name in the order of its own language."""

from __future__ import annotations

from tripoint.subjects import Person, PersonName, display_name, names_for
from tripoint.subjects.display import written

VIETNAMESE = PersonName(script="Latn", language="vi", given="Mẫu", middle="Văn", family="Nguyễn")
KHMER = PersonName(script="Khmr", given="ដារ៉ា", family="សុខ")
KHMER_IN_LATIN = PersonName(script="Latn", language="km", given="Dara", family="Sok")
LAO = PersonName(script="Laoo", given="ສົມໄຊ", family="ວົງສາ")
ENGLISH = PersonName(script="Latn", language="en", given="John", family="Doe")
UNKNOWN = PersonName(script="Latn", given="John", family="Doe")


def test_family_first_for_vietnamese_and_khmer_given_first_for_lao_and_english() -> None:
    assert written(VIETNAMESE) == "Nguyễn Văn Mẫu"
    assert written(KHMER) == "សុខ ដារ៉ា"
    assert written(KHMER_IN_LATIN) == "Sok Dara"
    assert written(LAO) == "ສົມໄຊ ວົງສາ"
    assert written(ENGLISH) == written(UNKNOWN) == "John Doe"


def test_a_name_that_cannot_be_taken_apart_is_shown_whole() -> None:
    assert written(PersonName(script="Laoo", name="ບຸນມີ")) == "ບຸນມີ"


def test_each_reader_sees_the_name_in_his_script_first() -> None:
    person = Person(names=(KHMER_IN_LATIN, KHMER, LAO))
    assert display_name(person, "km") == "សុខ ដារ៉ា"
    assert display_name(person, "lo") == "ສົມໄຊ ວົງສາ"
    assert display_name(person, "vi") == display_name(person, "en") == "Sok Dara"


def test_without_the_readers_script_the_authors_first_name_stands() -> None:
    person = Person(names=(VIETNAMESE, LAO))
    assert display_name(person, "km") == "Nguyễn Văn Mẫu"
    assert names_for(person, "km") == (VIETNAMESE, LAO)


def test_among_latin_names_the_one_of_the_readers_language_comes_first() -> None:
    person = Person(names=(KHMER_IN_LATIN, VIETNAMESE, KHMER))
    assert names_for(person, "vi") == (VIETNAMESE, KHMER_IN_LATIN, KHMER)
