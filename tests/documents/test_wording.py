"""The catalogues of this package are whole, and agree with the code."""

import ast
import re
from pathlib import Path

import pytest

import tripoint.documents
from tripoint.documents.wording import catalogue, read_catalogue, say

PACKAGE = Path(tripoint.documents.__file__).parent


def marked() -> set[str]:
    """Return every sentence that the package marks for translation or says."""
    found = set()
    for source in PACKAGE.glob("*.py"):
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
                assert isinstance(node.args[0], ast.Constant), f"{source.name}:{node.lineno}"
                found.add(node.args[0].value)
    return found


@pytest.mark.parametrize("language", ["vi", "lo", "km"])
def test_each_catalogue_has_every_sentence_and_none_that_is_not_said(language):
    assert set(catalogue(language)) == marked()


@pytest.mark.parametrize("language", ["vi", "lo", "km"])
def test_each_translation_keeps_the_places_of_its_sentence(language):
    for sentence, translation in catalogue(language).items():
        assert re.findall(r"\{\w+\}", sentence) == re.findall(r"\{\w+\}", translation), sentence
        assert translation != sentence


def test_a_catalogue_with_split_strings_is_read():
    text = (
        'msgid ""\nmsgstr "head\\n"\n\n#: x\nmsgid "one "\n"two"\n'
        'msgstr ""\n"mot "\n"hai \\"ba\\""\n\nmsgid "none"\nmsgstr ""\n'
    )
    assert read_catalogue(text) == {"one two": 'mot hai "ba"'}


def test_values_fill_their_places_and_an_unknown_language_is_an_error():
    assert say("vi", "pages: {number}", number=3) == "số trang: 3"
    assert say("en", "pages: {number}", number=3) == "pages: 3"
    with pytest.raises(ValueError):
        say("fr", "EXERCISE")
