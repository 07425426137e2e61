"""The code lists: what was published stays, every row has a source, labels say whether they are confirmed."""

from __future__ import annotations

import datetime
import unicodedata

import pytest
from tests.reference.freeze import fingerprint, frozen

from tripoint import reference

TODAY = datetime.date(2026, 11, 22)
EVERY_CODE = [code for name in reference.lists() for code in reference.codes(name)]


def test_no_code_that_was_published_is_gone_or_means_something_else() -> None:
    now = {(code.list, code.code): fingerprint(code) for code in EVERY_CODE}
    changed = {key for key, (print_then, _) in frozen().items() if now.get(key) != print_then}
    assert changed == set()


def test_every_code_is_frozen_so_that_a_new_one_comes_with_a_new_version() -> None:
    published = frozen()
    assert {(code.list, code.code) for code in EVERY_CODE} == set(published)
    assert max(since for _, since in published.values()) == reference.version


def test_every_row_has_an_english_label_a_source_and_a_confidence() -> None:
    assert [code for code in EVERY_CODE if not (code.names.get("en") and code.source and code.confidence)] == []


def test_a_language_is_confirmed_only_where_there_is_a_label_in_it() -> None:
    assert [code for code in EVERY_CODE if not code.confirmed <= set(code.names)] == []


@pytest.mark.parametrize(("language", "first", "last"), [("lo", "\u0e80", "\u0eff"), ("km", "\u1780", "\u17ff")])
def test_lao_and_khmer_labels_are_in_their_own_writing(language: str, first: str, last: str) -> None:
    latin_by_nature = {"channels": {"TRIPOINT"}}
    strange = [
        code
        for code in EVERY_CODE
        if language in code.names
        and code.code not in latin_by_nature.get(code.list, set())
        and not any(first <= letter <= last for letter in code.names[language])
    ]
    assert strange == []


def test_labels_are_in_normal_form_c_without_invisible_spaces() -> None:
    texts = [text for code in EVERY_CODE for text in code.names.values()]
    assert [text for text in texts if text != unicodedata.normalize("NFC", text).strip() or "\u200b" in text] == []


def test_labels_of_the_lists_that_officers_choose_from_exist_in_all_four_languages() -> None:
    partly = {"gates", "nationalities", "penalties"}
    missing = [code for code in EVERY_CODE if code.list not in partly and set(code.names) != {"en", "vi", "lo", "km"}]
    assert missing == []


def test_a_label_says_when_it_is_not_confirmed_and_brings_code_and_english() -> None:
    label = reference.label("offences", "TIP", "km")
    assert (label.confirmed, label.code, label.english, label.language) == (
        False,
        "TIP",
        "Trafficking in persons",
        "km",
    )
    assert reference.label("offences", "TIP", "vi").confirmed


def test_a_missing_translation_falls_back_to_english_and_says_so() -> None:
    label = reference.label("gates", "VN-LA-01", "km")
    assert (label.text, label.language, label.confirmed) == (label.english, "en", False)


def test_an_unknown_list_or_code_is_refused_by_name() -> None:
    with pytest.raises(reference.UnknownCode, match="no code list 'offense'"):
        reference.codes("offense")
    with pytest.raises(reference.UnknownCode, match="no code 'BLASPHEMY'"):
        reference.get("offences", "BLASPHEMY")


def test_a_closed_code_can_still_be_read_but_not_used_today() -> None:
    assert reference.label("provinces", "VN-24", "vi").text == "Quảng Bình"
    assert not reference.is_open("provinces", "VN-24", TODAY)
    assert reference.is_open("provinces", "VN-24", datetime.date(2025, 6, 30))
    with pytest.raises(reference.UnknownCode, match="not open"):
        reference.get("provinces", "VN-24", on=TODAY)


def test_codes_that_one_list_names_of_another_exist_there() -> None:
    pointers = {
        ("subject_roles", "purposes"): "purposes",
        ("urgency_grounds", "shortest"): "urgencies",
        ("articles", "instrument"): "instruments",
        ("articles", "purposes"): "purposes",
        ("instruments", "purposes"): "purposes",
        ("gates", "province_a"): "provinces",
        ("gates", "province_b"): "provinces",
        ("liaison_offices", "province"): "provinces",
        ("liaison_offices", "counterparts"): "liaison_offices",
        ("offices", "parent"): "offices",
        ("offices", "replaced_by"): "offices",
        ("provinces", "replaced_by"): "provinces",
        ("provinces", "formed_from"): "provinces",
        ("police_levels", "replaced_by"): "police_levels",
    }
    for (source, column), target in pointers.items():
        for code in reference.codes(source):
            for word in code.words(column):
                assert reference.get(target, word)
    for code in reference.codes("refusal_grounds"):
        assert all(word == "*" or reference.get("purposes", word) for word in code.words("purposes"))
