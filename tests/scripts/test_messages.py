"""The check of the translations finds what is missing, unsure, or would put the wrong thing into a sentence."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path
from types import ModuleType

import polib
import pytest

pytestmark = pytest.mark.skipif(shutil.which("xgettext") is None, reason="NOT RUN: gettext is not installed")
SCRIPT = Path(__file__).parents[2] / "scripts" / "messages.py"


@pytest.fixture
def messages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, looking at an empty source folder with one part."""
    spec = importlib.util.spec_from_file_location("messages", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "SOURCE", tmp_path)
    part = tmp_path / "part"
    part.mkdir()
    (part / "apps.py").write_text('_("Hello")\n_("%(count)s new")\nngettext("%(n)s day", "%(n)s days", n)\n')
    (part / "page.html").write_text('{% load i18n %}{% translate "From a page" %}{% translate "to" context "party" %}')
    return module


def translate(module: ModuleType, part: Path, **changes: str) -> None:
    """Fill every catalogue of `part`; `changes` replaces the translation of a text, by its first word."""
    for language in module.LANGUAGES:
        path = module.catalogue(part, language)
        po = polib.pofile(str(path))
        for entry in po:
            said = changes.get(entry.msgid.split()[0].strip("%()s"), entry.msgid)
            if entry.msgid_plural:
                entry.msgstr_plural = {0: entry.msgid_plural}
            else:
                entry.msgstr = said
        po.save(str(path))


def test_a_complete_catalogue_has_no_faults(messages: ModuleType, tmp_path: Path) -> None:
    part = tmp_path / "part"
    texts = messages.extract(part)
    assert {text.msgid for text in texts} == {"Hello", "%(count)s new", "%(n)s day", "From a page", "to"}
    assert len(messages.faults(part, texts)) == 3  # one catalogue per language is missing
    messages.update(part, texts)
    assert len(messages.faults(part, texts)) == 3 * len(texts)
    translate(messages, part)
    assert messages.faults(part, texts) == []
    messages.compile_all()
    assert messages.catalogue(part, "lo").with_suffix(".mo").exists()


def test_other_placeholders_and_fuzzy_ones_are_faults(messages: ModuleType, tmp_path: Path) -> None:
    part = tmp_path / "part"
    texts = messages.extract(part)
    messages.update(part, texts)
    translate(messages, part, count="new")
    assert [fault.split(": ")[1] for fault in messages.faults(part, texts)] == ["other placeholders"] * 3
    translate(messages, part)
    path = messages.catalogue(part, "km")
    po = polib.pofile(str(path))
    po[0].flags.append("fuzzy")
    po.save(str(path))
    assert [fault.split(": ")[1] for fault in messages.faults(part, texts)] == ["fuzzy"]


def test_updating_keeps_what_is_translated_and_drops_what_is_gone(messages: ModuleType, tmp_path: Path) -> None:
    part = tmp_path / "part"
    messages.update(part, messages.extract(part))
    translate(messages, part, Hello="ສະບາຍດີ")
    (part / "apps.py").write_text('_("Hello")\n_("Farewell")\n')
    messages.update(part, messages.extract(part))
    po = polib.pofile(str(messages.catalogue(part, "lo")))
    assert {entry.msgid: entry.msgstr for entry in po if entry.msgid in ("Hello", "Farewell", "%(count)s new")} == {
        "Hello": "ສະບາຍດີ",
        "Farewell": "",
    }


def test_two_parts_may_not_translate_the_same_text_differently(messages: ModuleType, tmp_path: Path) -> None:
    for name, said in (("part", "one"), ("other", "two")):
        part = tmp_path / name
        part.mkdir(exist_ok=True)
        (part / "apps.py").write_text('_("Hello")\n')
        messages.update(part, messages.extract(part))
        translate(messages, part, Hello=said)
    assert len(messages.quarrels()) == 3
