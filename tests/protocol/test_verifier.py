"""A verifier written from docs/protocol.md alone agrees with every test vector, and shares no code with the product."""

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "protocol" / "vectors"
VERIFIER = ROOT / "protocol" / "verifier.py"
KINDS = sorted(path.stem for path in VECTORS.glob("*.json") if path.stem != "keys")


def read(path):
    return json.loads(path.read_text("utf-8"))


def run(path, verifier=VERIFIER):
    command = [sys.executable, "-E", verifier, path]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(VECTORS, tmp_path / "vectors"))


def edit(folder, kind, name, change):
    """Changes one case, and leaves the other kinds out."""
    for path in folder.glob("*.json"):
        if path.stem not in (kind, "keys"):
            path.unlink()
    path = folder / f"{kind}.json"
    cases = read(path)
    change(next(case for case in cases if case["name"] == name))
    path.write_text(json.dumps(cases), "utf-8")


def test_agrees_on_every_vector():
    found = run(VECTORS)
    count = sum(len(read(VECTORS / f"{kind}.json")) for kind in KINDS)
    assert count > 500
    assert found.stdout == f"{count} of {count} vectors agree\n"
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_good_and_broken_cases_whose_names_differ(kind):
    cases = read(VECTORS / f"{kind}.json")
    good = [case for case in cases if case["expect"] == "ok" or kind == "dossiers"]
    assert good
    assert len(cases) > len([case for case in cases if case["expect"] == "ok"])
    names = [case["name"] for case in cases]
    assert len(set(names)) >= len(names) - (kind == "questions"), "only a question asked again bears its first name"


@pytest.mark.parametrize(
    ("kind", "name", "member"),
    [
        ("cards", "card", "card"),
        ("receipts", "receipt", "receipt"),
        ("bundles", "first bundle", "bundle"),
        ("parcels", "a receipt, a bundle and a file", "file"),
    ],
)
def test_differs_when_a_byte_of_a_good_vector_is_changed(copy, kind, name, member):
    def change(case):
        text = case[member]
        case[member] = text[:-40] + ("A" if text[-40] != "A" else "B") + text[-39:]

    edit(copy, kind, name, change)
    found = run(copy)
    assert found.returncode == 1
    assert f"{kind}: {name}: ok expected, " in found.stdout


def test_differs_when_the_facts_of_an_item_are_others(copy):
    facts = '{"salt":"JmrYdL__2QWFIzVnQ3CHEw"}'
    edit(copy, "items", "entry with content", lambda case: case["item"].update(facts=facts))
    assert "entry with content: ok expected, digest found" in run(copy).stdout


def test_differs_when_a_delivery_names_its_entries_in_another_order(copy):
    edit(copy, "deliveries", "delivery of two", lambda case: case["delivery"]["ids"].reverse())
    assert "delivery of two: ok expected, digest found" in run(copy).stdout


@pytest.mark.parametrize("kind", KINDS)
def test_differs_when_a_refusal_is_expected_that_is_none(copy, kind):
    first = read(VECTORS / f"{kind}.json")[0]["name"]
    expect = {"problems": ["fork"], "verdicts": {}} if kind == "dossiers" else "sender"
    edit(copy, kind, first, lambda case: case.update(expect=expect))
    found = run(copy)
    assert found.returncode == 1
    assert f"{kind}: {first}: " in found.stdout


def test_checks_a_dossier_file(tmp_path):
    path = tmp_path / "dossier.json"
    text = read(VECTORS / "dossiers.json")[0]["file"]
    path.write_text(text, "utf-8")
    found = json.loads(run(path).stdout)
    assert found["problems"] == []
    assert set(found["verdicts"].values()) == {"applied"}
    path.write_text(text.replace("destroyed", "never-held"), "utf-8")
    assert json.loads(run(path).stdout) == {"problems": ["digest"], "verdicts": {}}


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ('"seq":<1-2147483647>', '"seq":<1-9>', "items"),
        ('"retain":<date>', '"retain":<any>', "items"),
        ("`dossier.closed.v1` | opener", "`dossier.closed.v1` | any", "dossiers"),
        ("| 1 or more, any | none |", "| any | none |", "dossiers"),
    ],
)
def test_the_lists_in_the_document_decide(tmp_path, before, after, kind):
    """What the document says there is what is checked: with another word in it, vectors differ."""
    text = (ROOT / "docs" / "protocol.md").read_text("utf-8")
    assert before in text
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "protocol.md").write_text(text.replace(before, after), "utf-8")
    (tmp_path / "protocol").mkdir()
    found = run(VECTORS, Path(shutil.copy(VERIFIER, tmp_path / "protocol")))
    assert found.returncode == 1, found.stderr
    assert f"{kind}: " in found.stdout


def test_is_one_small_file_that_stands_alone():
    assert [path.name for path in VERIFIER.parent.glob("verif*.py")] == ["verifier.py"]
    text = VERIFIER.read_text("utf-8")
    assert len(text.splitlines()) < 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = [node.module] if isinstance(node, ast.ImportFrom) else [name.name for name in node.names]
            assert {name.split(".")[0] for name in names} <= {*sys.stdlib_module_names, "cryptography"}
