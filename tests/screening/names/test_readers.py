"""Each writing is read as phones by its own rules."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripoint.screening.names import chinese, khmer, lao, myanmar, thai
from tripoint.screening.names.mrz import read_name_field
from tripoint.screening.names.titles import strip_titles
from tripoint.text import normalise


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("ວິໄລ", "w i l ai"),
        ("ຫຼ້າຄຳຟອງ", "l aa kh a m. f OO ng."),
        ("ສະຫວັນ", "s a w a n."),
        ("ດວງ", "d ua ng."),
        ("ເມືອງ", "m va ng."),
        ("ແກ້ວ", "k EE w."),
        ("ວຽງ", "w ia ng."),
    ],
)
def test_lao_is_read(word: str, phones: str) -> None:
    assert lao.read(normalise(word)) == phones.split()


@pytest.mark.parametrize(
    ("word", "phones"),
    [
        ("ជា", "c aa2"),  # the same vowel sign, two series
        ("ដា", "d aa1"),
        ("សុខា", "s u1 kh aa1"),
        ("ហ៊ុន", "h u2 n."),
        ("បុប្ផា", "b u1 p. ph aa1"),
        ("ប៉ុល", "p u1 l."),
    ],
)
def test_khmer_is_read_with_its_series(word: str, phones: str) -> None:
    assert khmer.read(normalise(word)) == phones.split()


@pytest.mark.parametrize(
    ("word", "phones"),
    [("วัฒน์", "w a t."), ("อุดม", "u d o m."), ("มิตร", "m i t."), ("พงศ์", "ph o ng.")],
)
def test_thai_is_read_with_silent_letters(word: str, phones: str) -> None:
    assert thai.read(normalise(word)) == phones.split()


def test_both_forms_of_a_chinese_character_read_alike() -> None:
    assert chinese.read("黃麥") == chinese.read("黄麦")
    assert ("wong", "chi", "hung") in chinese.read("黃志雄")


def test_burmese_is_read() -> None:
    assert myanmar.read("အောင်")[0] == "O"


@pytest.mark.parametrize("reader", [lao.read, khmer.read, thai.read, myanmar.read])
@pytest.mark.parametrize("block", [0x0E00, 0x0E80, 0x1780, 0x1000])
def test_noise_in_any_writing_is_read_in_bounded_time(reader, block: int) -> None:  # type: ignore[no-untyped-def]
    noise = "".join(chr(block + (i * 37) % 128) for i in range(160))
    assert len(reader(normalise(noise))) < 4000


@given(st.text(alphabet=st.characters(min_codepoint=0x0E00, max_codepoint=0x17FF), max_size=80))
def test_readers_never_raise(text: str) -> None:
    for reader in (lao.read, khmer.read, thai.read, myanmar.read, chinese.read):
        reader(text)


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("P<LAOLAKHAMPHONG<<VILAY<<<<<<<<<<<<<<<<<<<<<", "LAKHAMPHONG VILAY"),
        ("NGUYEN<<THI<BINH<<<<", "NGUYEN THI BINH"),
        ("SOUPHANOUVONG<<", "SOUPHANOUVONG"),
        ("<<<", ""),
    ],
)
def test_a_machine_readable_line_gives_its_name(line: str, name: str) -> None:
    assert read_name_field(line) == name


@pytest.mark.parametrize(
    ("name", "left", "sure"),
    [
        ("Samdech Akka Moha Sena Padei Techo Hun Sen", "Hun Sen", True),
        ("សម្តេចអគ្គមហាសេនាបតីតេជោ ហ៊ុន សែន", "ហ៊ុន សែន", True),
        ("ທ່ານ ນາງ ປານີ ຢາທໍ່ຕູ້", "ປານີ ຢາທໍ່ຕູ້", True),
        ("PGS.TS. Lương Cường", "Lương Cường", True),
        ("Thao Phet Phomphiphak", "Phet Phomphiphak", False),  # Thao is a family name too
        ("Tạ Ngọc Tấn", "Tạ Ngọc Tấn", True),  # a family name, not the rank tá
        ("Nguyễn Anh", "Nguyễn Anh", True),
        ("Bà", "Bà", True),
    ],
)
def test_titles_come_off_the_front(name: str, left: str, sure: bool) -> None:
    found = strip_titles(normalise(name))
    assert (found.name, found.sure) == (normalise(left), sure)
