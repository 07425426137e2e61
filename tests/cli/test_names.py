"""`tripoint names`, as a person runs it."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tripoint.cli import main
from tripoint.cli.names import safe_cell
from tripoint.screening.names.reasons import codes, say

GALLERY = "id,name\nL1,ວິໄລ ຫຼ້າຄຳຟອງ\nK1,សុខ ដារ៉ា\nV1,Nguyễn Phú Trọng\nX1,=cmd|' /C calc'!A0\n"


@pytest.fixture
def gallery(tmp_path: Path) -> Path:
    path = tmp_path / "gallery.csv"
    path.write_text(GALLERY, encoding="utf-8")
    return path


ENGLISH = {"LC_ALL": "C", "LC_MESSAGES": "", "LANG": ""}


def run(*arguments: object, **environment: str) -> Result:
    return CliRunner(env=ENGLISH | environment).invoke(main, ["names", *map(str, arguments)])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_compare_gives_a_score_a_band_and_reasons() -> None:
    result = run("compare", "Vi-lay Lạ-khăm-phong", "ວິໄລ ຫຼ້າຄຳຟອງ")
    assert result.exit_code == 0
    assert "strong" in result.stdout.splitlines()[0]
    assert "never a decision" in result.stderr


# A word of each language that no other of them has: "decision", and what stands for it.
DECISION = {"en": "decision", "vi": "quyết định", "lo": "ການຕັດສິນ", "km": "សេចក្តីសម្រេច"}


@pytest.mark.parametrize(
    ("language", "environment"),
    [
        ("vi", {"LC_ALL": "vi_VN.UTF-8"}),
        ("lo", {"LC_ALL": "", "LC_MESSAGES": "lo_LA", "LANG": "vi_VN.UTF-8"}),
        ("km", {"LC_ALL": "", "LANG": "km"}),
        ("en", {"LC_ALL": "C.UTF-8", "LANG": "vi_VN.UTF-8"}),
        ("en", {"LC_ALL": "", "LANG": "kmr_TR.UTF-8"}),  # Kurdish
        ("en", {"LC_ALL": "", "LANG": ""}),
    ],
)
def test_a_command_speaks_the_language_of_its_environment(language: str, environment: dict[str, str]) -> None:
    assert DECISION[language] in run("compare", "Sar Kheng", "Sar Kheng", **environment).stderr


@pytest.mark.parametrize("language", ["en", "vi", "lo", "km"])
def test_every_command_speaks_the_language_that_it_is_given(gallery: Path, tmp_path: Path, language: str) -> None:
    (tmp_path / "list.csv").write_text("id,name\n1,Vilay Lakhamphong\n2\n3,1234\n", "utf-8")
    spoken = ("--language", language)
    elsewhere = {"LC_ALL": "vi_VN" if language == "en" else "C"}
    searched = run("search", "--gallery", gallery, "1234", *spoken, **elsewhere)
    assert searched.stdout.strip() == say("nobody", language)
    made = run("index", gallery, "--out", tmp_path / "made", *spoken, **elsewhere)
    assert say("names_written", language, count="4", file=str(tmp_path / "made")) in made.stderr
    told = run(
        "screen", tmp_path / "list.csv", "--gallery", gallery, "--out", tmp_path / "out.csv", *spoken, **elsewhere
    )
    assert say("screened", language, persons="2", hits="1", none="1") in told.stderr
    assert say("rows_unread", language, count="1") in told.stderr
    assert DECISION[language] in told.stderr
    outcomes = {row["line"]: row["outcome"] for row in rows(tmp_path / "out.csv")}
    unread = say("columns_differ", language, count="2")
    assert outcomes["2"] == say("hit", language)
    assert outcomes["3"] == say("not_read", language, reason=unread)
    assert outcomes["4"] == say("nothing_found", language)
    refused = run("search", "--gallery", tmp_path / "out.csv", "--name-column", "who", "x", *spoken, **elsewhere)
    assert say("no_column", language, file="out.csv", column="'who'", columns="").split(".csv")[1][:8] in refused.stderr


@pytest.mark.parametrize(
    ("language", "command"), [("vi", "screen"), ("lo", "compare"), ("km", "search"), ("en", "index")]
)
def test_help_is_told_in_the_language_asked_for(language: str, command: str) -> None:
    shown = " ".join(run(command, "--language", language, "--help", LC_ALL="C").stdout.split())
    wrapped = "".join(shown.split())  # long words of Lao and Khmer are broken at the edge
    assert "".join(say(f"help_{command}", language).split()) in wrapped
    assert "".join(say("help_language", language).split()) in wrapped
    listed = "".join(run("--help", LC_ALL=f"{language}_XX").stdout.split())
    assert "".join(say("help_names", language).split()) in listed
    assert "help_" not in listed + wrapped


def test_every_word_is_there_in_four_languages() -> None:
    for code in codes():
        assert len({say(code, language) for language in DECISION}) == 4, code


@pytest.mark.parametrize("language", ["en", "vi", "lo", "km"])
def test_reasons_are_told_in_four_languages(language: str) -> None:
    result = run("compare", "--language", language, "Samdech Krolahom Sar Kheng", "Sar Kheng")
    assert result.exit_code == 0
    assert result.stdout.count("  - ") >= 1


def test_search_finds_a_person_in_a_list(gallery: Path) -> None:
    result = run("search", "--gallery", gallery, "Vilay Lakhamphong")
    assert result.exit_code == 0
    assert "L1" in result.stdout.splitlines()[0]
    assert "4 rows read" in result.stderr


def test_search_reads_a_prepared_index(gallery: Path, tmp_path: Path) -> None:
    made = run("index", gallery, "--out", tmp_path / "names.index")
    assert "4 names written" in made.stderr
    result = run("search", "--gallery", tmp_path / "names.index", "Sok Dara")
    assert "K1" in result.stdout.splitlines()[0]


def test_a_damaged_index_is_refused_in_words(gallery: Path, tmp_path: Path) -> None:
    path = tmp_path / "names.index"
    run("index", gallery, "--out", path)
    path.write_bytes(path.read_bytes()[:-64])
    result = run("search", "--gallery", path, "Sok Dara")
    assert result.exit_code == 1
    assert "the copy is not complete" in result.stderr


def test_a_birth_date_tells_namesakes_apart(tmp_path: Path) -> None:
    path = tmp_path / "gallery.csv"
    path.write_text("id,name,dob\n1,Sok Dara,1960-02-03\n2,Sok Dara,1985-07-09\n", encoding="utf-8")
    result = run("search", "--gallery", path, "--birth-date", "1985-07-09", "សុខ ដារ៉ា")
    assert " 2  Sok Dara" in result.stdout.splitlines()[0]


def test_search_says_when_nobody_is_like_it(gallery: Path) -> None:
    assert "Nobody" in run("search", "--gallery", gallery, "1234").stdout


def test_screen_accounts_for_every_line_of_the_list(gallery: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(
        "id,name\n1,Vilay Lakhamphong\n2\n3,Wolfgang Quetz\n4,Nguyeenx Phus Trongj\n", "utf-8"
    )
    result = run("screen", tmp_path / "list.csv", "--gallery", gallery, "--out", tmp_path / "result.csv")
    assert result.exit_code == 0, result.stderr
    found = rows(tmp_path / "result.csv")
    assert {row["line"] for row in found} == {"2", "3", "4", "5"}
    best = {row["line"]: row for row in reversed(found)}
    assert (best["2"]["gallery_id"], best["2"]["band"]) == ("L1", "strong")
    assert best["3"]["outcome"] == "not read: the row does not have 2 columns like the first line"
    assert best["4"]["outcome"] == "nothing found"
    assert best["5"]["gallery_id"] == "V1"
    assert "3 persons screened: 2 with hits, 1 with none" in result.stderr
    assert "Rows that could not be read: 1" in result.stderr
    assert "1 x the row does not have 2 columns" in result.stderr


def test_screen_writes_no_formula(gallery: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("id,name\n+1,=cmd|' /C calc'!A0\n", "utf-8")
    run("screen", tmp_path / "list.csv", "--gallery", gallery, "--out", tmp_path / "result.csv")
    for row in rows(tmp_path / "result.csv"):
        assert row["id"] == "'+1"
        assert row["name"] == "'=cmd|' /C calc'!A0"
        assert not any((cell or "x")[0] in "=+-@\t" for cell in row.values())


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n=1", "＝1", "a\r\n=1"])
def test_a_cell_never_begins_like_a_formula(cell: str) -> None:
    assert safe_cell(cell)[0] not in "=+-@\t\r\n＝ "
    assert "\n" not in safe_cell(cell)


@pytest.mark.parametrize("cell", ["", "Sok Dara", "O'Neil", "ວິໄລ", "2.5", "a=b"])
def test_an_ordinary_cell_stays_as_it_is(cell: str) -> None:
    assert safe_cell(cell) == cell


def test_a_list_without_names_is_refused_and_no_result_is_left(gallery: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("a,b\n1,2\n", "utf-8")
    result = run("screen", tmp_path / "list.csv", "--gallery", gallery, "--out", tmp_path / "result.csv")
    assert result.exit_code == 1
    assert "--name-column" in result.stderr
    assert not (tmp_path / "result.csv").exists()
    assert not list(tmp_path.glob(".*"))
