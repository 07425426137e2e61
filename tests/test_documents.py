"""What the documents cite exists: files, tests, commands with their options, make's targets."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path, PurePosixPath

import click
import pytest

from tripoint.cli import main

ROOT = Path(__file__).parent.parent
FILES = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")[
    :-1
]
DOCUMENTS = sorted(file for file in FILES if file.endswith(".md"))
TOP = {PurePosixPath(file).parts[0] for file in FILES if "/" in file}
TESTS = {
    file: re.findall(r"def (test_\w+)", (ROOT / file).read_text(encoding="utf-8"))
    for file in FILES
    if file.startswith("tests/") and file.endswith(".py")
}
CITED_TEST = re.compile(r"([\w/]+\.py)::(\w+)(…?)|…(\w+)…")


def text(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def code(document: str) -> list[str]:
    """Inline code, and the lines of code blocks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text(document), re.MULTILINE | re.DOTALL)
    prose = re.sub(r"^```.*?^```", "", text(document), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", prose) + [line for block in blocks for line in block.splitlines()]


def named(path: str) -> list[str]:
    """The files that `path` may mean: whole, or the end of a longer one; a folder means all in it."""
    whole = path.rstrip("/")
    return [file for file in FILES if f"/{file}".endswith(f"/{whole}") or f"/{whole}/" in f"/{file}"]


def is_of_the_project(path: str) -> bool:
    """Whether a cited path is one of ours; others are a node's folder, a material's, an address."""
    pure = PurePosixPath(path)
    return pure.suffix in {".py", ".md"} or ("/" in path and pure.parts[0] in TOP) or path.startswith("data/")


def test_there_is_something_to_check() -> None:
    assert {"README.md", "docs/threat-model.md"} <= set(DOCUMENTS)
    assert sum(map(len, TESTS.values())) > 100


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_names_exists(document: str) -> None:
    here = (ROOT / document).parent
    links = re.findall(r"\]\(([^)#]+)", text(document))
    wrong = [link for link in links if not link.startswith("https://") and not (here / link).exists()]
    paths = [found for found in code(document) if re.fullmatch(r"[\w.-]+(/[\w.-]+)*/?", found)]
    wrong += [path for path in paths if is_of_the_project(path) and not named(path)]
    assert wrong == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_test_that_a_document_names_exists(document: str) -> None:
    wrong = []
    for found in CITED_TEST.finditer("\n".join(code(document))):
        file, name, cut, part = found.groups()
        there = [test for one in (named(file) if file else TESTS) for test in TESTS.get(one, [])]
        if part:
            fits = any(part in test for test in there)
        else:
            fits = any(test.startswith(name) if cut else test == name for test in there)
        if not fits:
            wrong.append(found.group())
    assert wrong == []


def missing_in(shown: str) -> list[str]:
    """What of `COMMAND [COMMAND] … --option …` the command line does not know."""
    command: click.Command = main
    words = shown.split()
    while isinstance(command, click.Group) and words and re.fullmatch("[a-z-]+", words[0]):
        found = command.get_command(click.Context(command), words.pop(0))
        if found is None:
            return [shown]
        command = found
    known = {name for option in command.params for name in option.opts} | {"--help"}
    return [f"{shown}: {word}" for word in re.findall(r"--[a-z-]+", shown) if word not in known]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_command_that_a_document_shows_exists_with_its_options(document: str) -> None:
    lines = [re.sub(r"^sudo -u \w+ ", "", line) for line in code(document)]
    shown = [re.split(r" {2,}", line.removeprefix("tripoint "))[0] for line in lines if line.startswith("tripoint ")]
    assert [wrong for one in shown for wrong in missing_in(one)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_target_of_make_that_a_document_shows_exists(document: str) -> None:
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    shown = [one for line in code(document) for one in re.findall(r"(?:^|&& )make ([a-z-]+)", line)]
    assert [target for target in shown if target not in targets] == []


def test_a_command_or_option_that_is_not_there_is_noticed() -> None:
    assert missing_in("peer add card-VN-1.txt") == missing_in("serve --web-only") == []
    assert missing_in("peer remove VN") == ["peer remove VN"]
    assert missing_in("serve --fast") == ["serve --fast: --fast"]
