"""Rules of the house that the import contracts cannot say: domain packages know nothing of pages."""

from __future__ import annotations

import ast
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src" / "tripoint"
PAGES = ("django.http", "django.shortcuts", "django.views", "django.template", "tripoint.web")
ABOVE = {"cli", "demo", "bench", "web", "api"}
SCREENS = {"views", "urls", "templatetags", "forms", "screens", "today"}
LONGEST = 400  # lines; a hand-written module beyond this is split by concern


def imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def modules() -> list[Path]:
    found = [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]
    assert len(found) > 10
    return found


def test_domain_packages_import_nothing_of_pages() -> None:
    wrong = []
    for path in modules():
        inside = path.relative_to(SOURCE)
        rooms = {part.removesuffix(".py") for part in inside.parts}
        if inside.parts[0] in ABOVE or rooms & SCREENS:
            continue
        for name in imported(path):
            if any(name == page or name.startswith(page + ".") for page in PAGES):
                wrong.append(f"{inside} imports {name}")
    assert wrong == []


def test_no_module_is_too_long_to_read() -> None:
    long = [f"{path.relative_to(SOURCE)}" for path in modules() if len(path.read_text().splitlines()) > LONGEST]
    assert long == []
