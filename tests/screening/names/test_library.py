"""The library stands on its own, and a long or hostile string costs no more than a name."""

import subprocess
import sys

from tripoint.screening import names
from tripoint.screening.names.prepared import LONGEST_NAME


def _loaded_by(module: str) -> set[str]:
    code = f"import sys, {module}; print(' '.join(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_text_needs_neither_numba_nor_a_web_framework() -> None:
    assert _loaded_by("tripoint.text").isdisjoint({"numba", "numpy", "django"})


def test_names_need_no_web_framework() -> None:
    assert "django" not in _loaded_by("tripoint.screening.names")


def test_a_million_letters_cost_no_more_than_a_long_name() -> None:
    names.similarity("warm up", "the compiled code")
    for text in (
        "a" * 1_000_000,
        "<" * 1_000_000,
        "ក្" * 500_000,
        "Nguyễn " * 200_000,
        "ໂ" * 1_000_000,
        "Ã¡»" * 300_000,
    ):
        assert 0.0 <= names.similarity(text, text) <= 1.0
        names.compare(text, "Vilay Lakhamphong")
        assert names.prepare(text).forms == names.prepare(text[:LONGEST_NAME]).forms


def test_the_order_of_the_two_names_hardly_matters() -> None:
    pairs = [("ວິໄລ ຫຼ້າຄຳຟອງ", "Vilay Lakhamphong"), ("Nguyễn Thị Bình", "Binh Nguyen Thi"), ("Hun Sen", "ហ៊ុន ម៉ាណែត")]
    for a, b in pairs:
        assert abs(names.similarity(a, b) - names.similarity(b, a)) < 0.2
