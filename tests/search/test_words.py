"""Words: one writing finds another, and nothing typed breaks them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripoint.search.words import LONGEST_WORD, MOST_WANTED, MOST_WORDS, wanted, words


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("Đề nghị xác minh nơi ở của Nguyễn Văn Ví Dụ", "nguyen van vi du"),
        ("Nguyễn Văn Ví Dụ", "VÍ DỤ"),
        ("nguyen van vi du", "Nguyễn Văn"),
        ("ທ່ານ ວິໄລ ຫຼ້າຄຳຟອງ ຢູ່ສະຫວັນນະເຂດ", "ຫລ້າຄໍາຟອງ"),  # the older spelling of ຫຼ and ຳ
        ("ທ່ານວິໄລຫຼ້າຄຳຟອງຢູ່ສະຫວັນນະເຂດ", "ສະຫວັນນະເຂດ"),  # no space anywhere
        ("សូមជួយស្វែងរកឈ្មោះ វី ឌូ នៅខេត្តស្វាយរៀង", "ស្វាយរៀង"),
        ("សូម\u200bជួយ\u200bស្វែងរក", "ស្វែងរក"),  # zero-width spaces, as editors put them
        ("ចំនួន ១២៣៤៥៦៧", "1234567"),  # Khmer digits
        ("陈伟明, 越南胡志明市", "胡志明"),
        ("สมชาย ใจดี จังหวัดมุกดาหาร", "มุกดาหาร"),
        ("ကိုအောင်မြင့်", "အောင်မြင့်"),
        ("passport B 1234567 issued", "B1234567"),
        ("passport B1234567 issued", "b 1234567"),
        ("passport B1234567 issued", "1234567"),
        ("biển số 29A-123.45", "29a12345"),
        ("biển số 29A-12345", "29A-123.45"),
        ("gọi +84 90 123 4567 sau 8 giờ", "0901234567"),
        ("gọi 0901.234.567", "+84 901234567"),
        ("VN-KH-2026-0012", "vn-kh-2026-0012"),
        ("born 1991-05-04", "1991-05-04"),
        ("ວັນທີ 2026", "2026"),
        ("ຄ", "ຄ"),
    ],
)
def test_what_is_meant_is_found(text: str, looked_for: str) -> None:
    asked = wanted(looked_for)
    assert asked
    assert set(asked) <= words(text), set(asked) - words(text)


@pytest.mark.parametrize(
    ("text", "looked_for"),
    [
        ("Nguyễn Văn Ví Dụ", "Nguyễn Thị"),
        ("ຫຼ້າຄຳຟອງ", "ຟອງຄຳ"),  # the same clusters in another order
        ("ស្វាយរៀង", "រៀងស្វាយ"),
        ("B1234567", "B1234568"),
        ("+84 90 123 4567", "0901234568"),
        ("VN-KH-2026-0012", "VN-KH-2026-0013"),
    ],
)
def test_what_is_not_there_is_not_found(text: str, looked_for: str) -> None:
    assert not set(wanted(looked_for)) <= words(text)


@pytest.mark.parametrize("nothing", ["", "   ", "—", "!?…", "\u200b\u200d", "\ud800"])
def test_no_word_is_no_search(nothing: str) -> None:
    assert wanted(nothing) == ()


@given(st.text(max_size=300))
def test_any_text_has_bounded_words_and_is_found_by_itself(text: str) -> None:
    found, asked = words(text), wanted(text)
    assert len(asked) <= MOST_WANTED
    assert all(0 < len(word) <= LONGEST_WORD + 1 for word in found)
    assert set(asked) <= found


def test_a_text_without_end_has_an_end() -> None:
    assert len(words(" ".join(f"w{n}" for n in range(3 * MOST_WORDS)))) == MOST_WORDS
    assert max(map(len, words("a" * 100_000))) == LONGEST_WORD
