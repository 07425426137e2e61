"""The machine-readable zone: ICAO's own specimens, and every changed digit noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripoint.subjects import UnreadableZone, check_digit, read_mrz

# The specimens printed in ICAO Doc 9303 part 4 (passport) and part 5 (card).
PASSPORT = """P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<
L898902C36UTO7408122F1204159ZE184226B<<<<<10"""
CARD = """I<UTOD231458907<<<<<<<<<<<<<<<
7408122F1204159UTO<<<<<<<<<<<6
ERIKSSON<<ANNA<MARIA<<<<<<<<<<"""


def test_icaos_passport_specimen_is_read_without_a_failed_digit() -> None:
    zone = read_mrz(PASSPORT)
    assert (zone.family, zone.given, zone.number) == ("ERIKSSON", "ANNA MARIA", "L898902C3")
    assert (zone.country, zone.nationality, zone.birth, zone.sex, zone.expires) == (
        "UTO",
        "UTO",
        "740812",
        "F",
        "120415",
    )
    assert zone.failed == ()


def test_icaos_card_specimen_is_read_without_a_failed_digit() -> None:
    zone = read_mrz(CARD)
    assert (zone.family, zone.given, zone.number, zone.birth) == ("ERIKSSON", "ANNA MARIA", "D23145890", "740812")
    assert zone.failed == ()


def test_a_misread_letter_names_the_field_it_stands_in() -> None:
    assert read_mrz(PASSPORT.replace("7408122F", "7408132F")).failed == ("birth", "all")
    assert read_mrz(PASSPORT.replace("L898902C3", "L898902G3")).failed == ("number", "all")


@given(st.integers(0, 8), st.sampled_from("0123456789"))
def test_no_single_changed_digit_of_the_number_passes(place: int, digit: str) -> None:
    number = "123456789"
    changed = number[:place] + digit + number[place + 1 :]
    assert (check_digit(changed) == check_digit(number)) == (changed == number)


@pytest.mark.parametrize(
    "text", ["", "P<UTO", PASSPORT + "\nX", PASSPORT.replace("L", "ລ"), PASSPORT.replace("C", "é")]
)
def test_what_is_no_zone_is_refused(text: str) -> None:
    with pytest.raises(UnreadableZone):
        read_mrz(text)
