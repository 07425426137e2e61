"""The printed letter: what it shows, what it carries, and what hostile text can do to it (nothing)."""

import hashlib
import io
import re
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.documents.specimens import ENTRY, RECORD, TEXT, specimen, words

from tripoint.documents import letter as forms
from tripoint.documents.errors import DocumentRefused
from tripoint.documents.letter import Block, Name, Pair, Paragraph, Subject, Translation, print_letter
from tripoint.documents.typeset import qr

A4_WIDTH = 595.3
RIGHT_MARGIN = 51.0  # 18 mm
OVERHANG = 4.0  # a comma or a hyphen at the end of a justified line may stand out by half its width


def pages(pdf: bytes) -> list[str]:
    text = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    return text.split("\f")[:-1]


def reading_copy(pdf: bytes) -> str:
    """Return the pages that are marked in English as the reading copy."""
    return "".join(page for page in pages(pdf) if "READING COPY" in page)


def words_on_paper(pdf: bytes) -> list[tuple[float, str]]:
    """Return each word with its right edge in points."""
    text = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    return [(float(edge), word) for edge, word in re.findall(r'xMax="([\d.]+)"[^>]*>(.*?)</word>', text)]


def attachment(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return document.attachments["record.tripoint"].get_file().read_bytes()


def with_text(text: str, language: str = "en"):
    return specimen("VN", "LA", ("en",), paragraphs=(Paragraph(text, language),))


def test_the_original_comes_first_and_the_reading_copy_after_it_is_marked():
    found = pages(print_letter(specimen("LA", "VN", ("lo", "vi"))))
    assert "BẢN ĐỌC" not in found[0]
    reading = "".join(page for page in found if "BẢN ĐỌC" in page)
    assert "Bản gốc của văn bản này bằng tiếng Lào." in reading
    assert "Đã ký ở bản gốc." in reading
    assert "CỘNG HÒA DÂN CHỦ NHÂN DÂN LÀO" in reading


def test_the_vietnamese_letter_has_national_heading_number_place_and_date():
    first = pages(print_letter(specimen()))[0]
    for line in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Số: VN-KH-2026-0417",
        "Hà Nội, ngày 16 tháng 11 năm 2026",
        "Kính gửi: Bộ Nội vụ Campuchia",
        "KT. CỤC TRƯỞNG",
        "Nơi nhận:",
    ):
        assert line in first


def test_the_day_is_the_senders_own():
    late = specimen("VN", "LA", ("en",), written=datetime.fromisoformat("2026-11-16T20:00:00+00:00"))
    assert "Ha Noi, 17 November 2026" in pages(print_letter(late))[0]


def test_a_letter_between_officers_of_one_language_has_no_reading_copy():
    assert "READING COPY" not in "".join(pages(print_letter(specimen("VN", "LA", ("en",)))))


def test_a_text_without_translation_stands_in_its_original_and_names_its_language():
    letter = specimen("VN", "LA", ("vi", "en"), paragraphs=(Paragraph(TEXT["vi"], "vi"),))
    reading = reading_copy(print_letter(letter))
    assert "Not translated. The original text, in Vietnamese:" in reading
    assert "Đối tượng có thể dùng tên" in reading


def test_a_translation_says_whether_a_person_has_checked_it():
    machine = Translation("en", "By machine.", checked=False)
    person = Translation("en", "By a person.", checked=True)
    letter = specimen("VN", "LA", ("vi", "en"), paragraphs=(Paragraph("Chữ.", "vi", (machine, person)),))
    reading = reading_copy(print_letter(letter))
    assert "checked by a person." in reading
    assert "By a person." in reading
    assert "By machine." not in reading
    letter = replace(letter, paragraphs=(Paragraph("Chữ.", "vi", (machine,)),))
    assert "by machine, not checked" in reading_copy(print_letter(letter))


def test_wording_that_no_native_speaker_confirmed_is_marked_and_explained():
    unsure = forms.Words({"en": "Online fraud", "vi": "lừa đảo"}, frozenset({"vi"}))
    block = Block(words("Basis", "Căn cứ", "", ""), (Pair(words("Offence", "Tội danh", "", ""), unsure, "0701"),))
    found = "".join(pages(print_letter(specimen("VN", "LA", ("vi",), blocks=(block,)))))
    assert "lừa đảo° (Online fraud) 0701" in found
    assert "° Từ ngữ chưa được người bản ngữ xác nhận." in found
    assert "°" not in "".join(pages(print_letter(specimen("VN", "KH", ("vi",), blocks=()))))


@pytest.mark.parametrize("languages", [("vi", "km"), ("lo", "vi"), ("km", "lo"), ("en",)])
def test_every_page_of_an_exercise_letter_says_so_and_no_page_of_a_real_one(languages):
    long = (Paragraph("\n\n".join([TEXT[languages[0]]] * 20), languages[0]),)
    exercise = pages(print_letter(specimen(languages=languages, paragraphs=long)))
    assert len(exercise) > 2
    assert all(page.count("EXERCISE") == 2 for page in exercise)
    real = pages(print_letter(specimen(languages=languages, paragraphs=long, exercise=False)))
    assert not any("EXERCISE" in page for page in real)


def test_the_record_is_attached_byte_for_byte_whatever_its_bytes():
    assert attachment(print_letter(specimen())) == RECORD
    every_byte = bytes(range(256)) * 64
    assert attachment(print_letter(specimen(record=every_byte))) == every_byte


def test_the_file_is_an_archive_pdf_that_runs_nothing():
    with pikepdf.open(io.BytesIO(print_letter(specimen()))) as document:
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert document.Root.StructTreeRoot is not None
        assert "/OpenAction" not in document.Root
        assert "/JavaScript" not in document.Root.get("/Names", {})


def test_the_same_letter_gives_the_same_bytes():
    assert print_letter(specimen()) == print_letter(specimen())
    assert print_letter(specimen()) != print_letter(specimen(reference="VN-KH-2026-0418"))


def test_another_process_gives_the_same_bytes():
    program = (
        "import hashlib, sys; from tests.documents.specimens import specimen; "
        "from tripoint.documents.letter import print_letter; "
        "sys.stdout.write(hashlib.sha256(print_letter(specimen())).hexdigest())"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        check=True,
        cwd=root,
        env={"PYTHONPATH": f"{root}/src:{root}", "TZ": "America/Lima", "PYTHONHASHSEED": "417"},
    )
    assert done.stdout.decode() == hashlib.sha256(print_letter(specimen())).hexdigest()


def test_the_digest_is_printed_in_groups_of_four_on_each_copy():
    groups = " ".join(ENTRY[i : i + 4] for i in range(0, 43, 4))
    pdf = print_letter(specimen("VN", "LA", ("vi", "en")))
    text = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert " ".join(text.split()).count(groups) == 2


@pytest.mark.parametrize("lines", range(1, 30))
def test_a_signature_never_stands_alone_on_a_page(lines):
    paragraph = Paragraph("Line of the letter. " * 5 * lines + "\n\nThe end of the text.", "en")
    found = pages(print_letter(specimen("VN", "LA", ("en",), paragraphs=(paragraph,))))
    signed = next(page for page in found if "DEPUTY DIRECTOR" in page)
    assert "The end of the text." in signed
    assert "With high respect." in signed


def test_the_qr_code_differs_with_reference_and_entry():
    assert qr("VN-KH-2026-0417", ENTRY) != qr("VN-KH-2026-0418", ENTRY) != qr("VN-KH-2026-0418", ENTRY[::-1])


@pytest.mark.parametrize(
    "attack",
    [
        '#read("/etc/passwd")',
        '#eval("1+1")',
        '#include "/etc/passwd"',
        '#import "@preview/cetz:0.3.0"',
        '#image("/etc/hostname")',
        "$ sum_(k=1)^n k $",
        "*bold* _emph_ `raw` = heading",
        '"); panic("x',
        "\\u{41} \\# <label> @ref // note /* note */",
        '{"exercise": false}',
    ],
)
def test_markup_in_a_text_is_printed_as_it_was_typed(attack):
    letter = with_text(attack)
    letter = replace(
        letter,
        subjects=(Subject((Name(attack, "en"),), (Pair(words(attack, "", "", ""), attack, attack),)),),
        signature=replace(letter.signature, name=attack),
    )
    found = re.sub(r"\s+", "", "".join(pages(print_letter(letter))))
    assert found.count(re.sub(r"\s+", "", attack)) >= 3
    assert "root:x:0" not in found


def test_what_would_hide_or_turn_text_around_is_shown_as_its_code():
    found = "".join(pages(print_letter(with_text("pay \u202e0001\u202c now\x07\x00 \ud800 \U000e0041 \u5f20"))))
    for code in ("[U+202E]", "[U+202C]", "[U+0007]", "[U+0000]", "[U+D800]", "[U+E0041]", "[U+5F20]"):
        assert code in found


def test_a_pile_of_marks_on_one_letter_is_bounded():
    found = "".join(pages(print_letter(with_text("a" + "\u0301" * 40))))
    assert found.count("[U+0301]") >= 30


@pytest.mark.parametrize(
    "run", ["A" * 5000, "https://example.org/" + "a/b?c=%20&" * 300, "ກ" * 3000, "ក" * 3000, "Ắ" * 3000]
)
def test_a_word_without_end_stays_on_the_paper(run):
    letter = with_text(run)
    letter = replace(letter, blocks=(Block(words("x", "", "", ""), (Pair(words("y", "", "", ""), run),)),))
    assert max(edge for edge, _ in words_on_paper(print_letter(letter))) <= A4_WIDTH - RIGHT_MARGIN + OVERHANG


@pytest.mark.parametrize("language", ["vi", "lo", "km"])
def test_lines_of_each_language_end_before_the_margin(language):
    letter = specimen(languages=(language,), paragraphs=(Paragraph(TEXT[language].replace("\n", "") * 20, language),))
    assert max(edge for edge, _ in words_on_paper(print_letter(letter))) <= A4_WIDTH - RIGHT_MARGIN + OVERHANG


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(alphabet=st.characters(codec=None), max_size=300), st.sampled_from(["vi", "lo", "km", "en"]))
def test_any_text_at_all_can_be_printed(text, language):
    assert print_letter(with_text(text or "-", language)).startswith(b"%PDF-")


def test_every_character_that_the_fonts_are_said_to_show_prints():
    from tripoint.documents.script import _shown

    starts, ends = _shown()
    everything = [chr(code) for first, last in zip(*_shown(), strict=True) for code in range(first, last + 1)]
    assert len(starts) == len(ends) > 10
    assert len(everything) > 1000
    text = " ".join(everything)
    assert print_letter(with_text(text)).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reference": "VN KH"}, "letter-reference"),
        ({"reference": "A" * 65}, "letter-reference"),
        ({"record": b"x" * (forms.RECORD_MAX + 1)}, "letter-record"),
        ({"paragraphs": (Paragraph("x" * (forms.TEXT_MAX + 1), "vi"),)}, "letter-long"),
        ({"paragraphs": (Paragraph("x" * forms.TEXT_MAX, "vi"),) * 11}, "letter-long"),
        ({"paragraphs": (Paragraph("x", "vi"),) * forms.ITEMS_MAX}, "letter-long"),
    ],
)
def test_what_is_too_large_is_refused_with_its_code_in_each_language(changes, code):
    with pytest.raises(DocumentRefused) as caught:
        print_letter(specimen(**changes))
    assert caught.value.code == code
    messages = {caught.value.message(language) for language in ("vi", "lo", "km", "en")}
    assert len(messages) == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"entry": "short"},
        {"written": datetime(2026, 11, 16)},  # noqa: DTZ001 - a time without zone is the case
        {"languages": ("vi", "vi")},
        {"languages": ("fr",)},
        {"languages": ()},
    ],
)
def test_values_that_no_caller_should_pass_are_errors_of_the_program(changes):
    with pytest.raises(ValueError):
        print_letter(replace(specimen(), **changes))
