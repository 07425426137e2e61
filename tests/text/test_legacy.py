"""Vietnamese of the time before Unicode is recognised and read, and nothing else is touched."""

from __future__ import annotations

import pytest

from tripoint.text.legacy import TCVN3, TCVN3_LETTERS, VNI, decode, likely

NAMES = (
    "Nguyễn Văn Hùng", "Trần Thị Thúy", "Lê Quốc Dũng", "Đặng Hữu Phước", "Huỳnh Mỹ Lệ", "Vũ Ngọc Ánh", "Bùi Đức Thịnh",
    "Phạm Xuân Trường", "Dương Kỳ Anh", "Hồ Bửu Lộc", "Ngô Thế Vĩnh", "Tạ Thùy Dương",
)  # fmt: skip
_VNI = {
    "Nguyễn Văn Hùng": "Nguyeãn Vaên Huøng", "Trần Thị Thúy": "Traàn Thò Thuùy", "Lê Quốc Dũng": "Leâ Quoác Duõng",
    "Đặng Hữu Phước": "Ñaëng Höõu Phöôùc", "Huỳnh Mỹ Lệ": "Huyønh Myõ Leä", "Vũ Ngọc Ánh": "Vuõ Ngoïc AÙnh",
    "Bùi Đức Thịnh": "Buøi Ñöùc Thònh", "Phạm Xuân Trường": "Phaïm Xuaân Tröôøng", "Dương Kỳ Anh": "Döông Kyø Anh",
    "Hồ Bửu Lộc": "Hoà Böûu Loäc", "Ngô Thế Vĩnh": "Ngoâ Theá Vónh", "Tạ Thùy Dương": "Taï Thuøy Döông",
}  # fmt: skip
_TO_TCVN3 = {new: chr(old) for old, new in TCVN3_LETTERS.items()}


def in_tcvn3(text: str) -> str:
    """As a .VnTime font holds it; capitals with a tone are written small there."""
    return "".join(_TO_TCVN3.get(ord(one), _TO_TCVN3.get(ord(one.lower()), one)) for one in text)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_of_each_encoding_is_recognised_and_read(name: str) -> None:
    assert decode(_VNI[name], VNI) == name
    assert likely([_VNI[name], "1991", "Ha Noi"]) == VNI
    old = in_tcvn3(name)
    assert decode(old, TCVN3).lower() == name.lower()
    assert likely([old, "B1234567"]) == TCVN3


def test_a_known_text_of_the_time_is_read() -> None:
    assert decode("Céng hßa x· héi chñ nghÜa ViÖt Nam", TCVN3) == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert decode("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", VNI) == "Cộng hòa xã hội chủ nghĩa Việt Nam"
    assert decode("VIEÄT NAM, ÑAËNG", VNI) == "VIỆT NAM, ĐẶNG"


@pytest.mark.parametrize(
    "texts",
    [
        NAMES,
        ("Hélène Müller", "François Lefèvre", "José Núñez"),
        ("Lê Hà", "Hà Nội"),
        ("Lê", "Hà"),
        ("សុខ ដារ៉ា", "ຄຳລາ ບຸນມີ"),
        ("Nguyen Van A", "", "1991"),
        (),
    ],
)
def test_what_is_no_old_encoding_is_left(texts: tuple[str, ...]) -> None:
    assert likely(texts) == ""
