"""A verifier written from docs/protocol.md alone agrees with every test vector, and shares no code with the product."""

import ast
import json
import shutil
import subprocess
import sys
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VECTORS = ROOT / "protocol" / "vectors"
PARTS = sorted((ROOT / "protocol").glob("verifier*.py"))
KINDS = ("bundles", "cards", "deliveries", "dossiers", "items", "receipts")


def run(path):
    command = [sys.executable, "-E", ROOT / "protocol" / "verifier.py", path]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(VECTORS, tmp_path / "vectors"))


def encode(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


def decode(text):
    return urlsafe_b64decode(text + "==")


def edit(folder, kind, name, change):
    """Changes one case, and leaves the other kinds out."""
    for path in folder.glob("*.json"):
        if path.stem not in (kind, "keys"):
            path.unlink()
    path = folder / f"{kind}.json"
    cases = json.loads(path.read_text("utf-8"))
    change(next(case for case in cases if case["name"] == name))
    path.write_text(json.dumps(cases), "utf-8")


def test_agrees_on_every_vector():
    found = run(VECTORS)
    counts = {kind: len(json.loads((VECTORS / f"{kind}.json").read_text("utf-8"))) for kind in KINDS}
    assert found.stdout.splitlines() == [f"{kind}: {count} of {count} agree" for kind, count in counts.items()]
    assert found.returncode == 0, found.stderr


@pytest.mark.parametrize(
    ("kind", "name", "member"),
    [
        ("cards", "card", "card"),
        ("receipts", "receipt", "receipt"),
        ("bundles", "first bundle", "bundle"),
    ],
)
def test_differs_when_a_byte_of_a_good_vector_is_changed(copy, kind, name, member):
    def change(case):
        text = case[member]
        case[member] = text[:-40] + ("A" if text[-40] != "A" else "B") + text[-39:]

    edit(copy, kind, name, change)
    found = run(copy)
    assert found.returncode == 1
    assert f"  {name}: ok expected, " in found.stdout


def test_differs_when_the_facts_of_an_item_are_others(copy):
    edit(
        copy, "items", "entry with content", lambda case: case["item"].update(facts='{"salt":"JmrYdL__2QWFIzVnQ3CHEw"}')
    )
    assert "  entry with content: ok expected, digest found" in run(copy).stdout


def test_differs_when_a_delivery_names_its_entries_in_another_order(copy):
    edit(copy, "deliveries", "delivery of two", lambda case: case["delivery"]["ids"].reverse())
    assert "  delivery of two: ok expected, digest found" in run(copy).stdout


@pytest.mark.parametrize("kind", KINDS)
def test_differs_when_a_refusal_is_expected_that_is_none(copy, kind):
    def change(case):
        case |= {"problems": ["fork"]} if kind == "dossiers" else {"expect": "sender"}

    first = json.loads((VECTORS / f"{kind}.json").read_text("utf-8"))[0]["name"]
    edit(copy, kind, first, change)
    found = run(copy)
    assert found.returncode == 1
    assert f"  {first}: " in found.stdout


def test_refuses_a_signature_under_a_key_of_small_order(copy):
    """Under such a key everything is signed. Some libraries take that, and nodes must not differ."""
    neutral = bytes([1, *bytes(31)])

    def change(case):
        _, body, _ = case["card"].split(".")
        card = json.loads(decode(body)) | {"root": encode(neutral)}
        jwk = f'{{"crv":"Ed25519","kty":"OKP","x":"{encode(neutral)}"}}'
        head = {"alg": "Ed25519", "kid": encode(sha256(jwk.encode()).digest()), "typ": "tripoint-card"}
        parts = (json.dumps(head).encode(), json.dumps(card).encode(), neutral + bytes(32))
        case["card"] = ".".join(map(encode, parts))

    edit(copy, "cards", "card of a party not yet pinned", change)
    assert "  card of a party not yet pinned: ok expected, signature found" in run(copy).stdout


def test_says_in_words_what_a_dossier_file_shows(tmp_path):
    path = tmp_path / "dossier.json"
    text = json.loads((VECTORS / "dossiers.json").read_text("utf-8"))[0]["file"]
    path.write_text(text, "utf-8")
    found = run(path)
    assert found.returncode == 0, found.stderr
    assert "VN 2, dossier.noted.v1: applied" in found.stdout
    assert "Sound: " in found.stdout
    path.write_text(text.replace("destroyed", "never-held"), "utf-8")
    found = run(path)
    assert found.returncode == 1
    assert "something is not what was signed" in found.stdout
    assert "Sound" not in found.stdout


def test_is_small_and_stands_alone():
    assert len((ROOT / "protocol" / "verifier.py").read_text("utf-8").splitlines()) < 150
    assert sum(len(path.read_text("utf-8").splitlines()) for path in PARTS) < 490
    allowed = {*sys.stdlib_module_names, "cryptography", "joserfc", *(path.stem for path in PARTS)}
    for path in PARTS:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [node.module] if isinstance(node, ast.ImportFrom) else [name.name for name in node.names]
                assert {name.split(".")[0] for name in names} <= allowed, path.name
