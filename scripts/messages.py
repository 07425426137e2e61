"""Extracts, checks and compiles the translations. Each part of the program keeps its own catalogues in `locale/`.

messages                     compile every catalogue to the .mo file that Django reads
messages --update [FOLDER]   first add new texts to the catalogues (below FOLDER) and drop those that are gone
messages --check             fail, naming each text, unless every language is complete and nothing is fuzzy
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import django
import polib
from django.conf import settings
from django.utils.translation import templatize

SOURCE = Path("src/tripoint")
LANGUAGES = ("vi", "lo", "km")
# CLDR: Vietnamese, Lao and Khmer have one form.
PLURALS = "nplurals=1; plural=0;"
# As Django's makemessages names them.
KEYWORDS = (
    "gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "pgettext:1c,2", "npgettext:1c,2,3", "pgettext_lazy:1c,2",
    "npgettext_lazy:1c,2,3",
)  # fmt: skip
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def parts() -> list[Path]:
    """Folders that keep catalogues: every package with texts of its own."""
    found = {path.parent for path in SOURCE.rglob("locale") if path.is_dir()}
    for path in SOURCE.rglob("apps.py"):
        found.add(path.parent)
    return sorted(found)


def extract(part: Path) -> polib.POFile:
    """The texts in the Python files and templates of `part`, without those of parts inside it."""
    inner = [other for other in parts() if other != part and part in other.parents]
    with tempfile.TemporaryDirectory() as scratch:
        files = []
        for path in sorted([*part.rglob("*.py"), *part.rglob("*.html"), *part.rglob("*.txt")]):
            if any(other in path.parents for other in inner):
                continue
            text = path.read_text(encoding="utf-8")
            if path.suffix != ".py":
                text = templatize(text, origin=str(path))
            copy = Path(scratch) / (str(path.relative_to(SOURCE)).replace("/", "__") + ".py")
            copy.write_text(text, encoding="utf-8")
            files.append(copy)
        pot = Path(scratch) / "django.pot"
        command = ["xgettext", "-L", "Python", "--from-code=UTF-8", "--no-location", "-o", str(pot)]
        command += [f"--keyword={keyword}" for keyword in KEYWORDS] + [str(path) for path in files]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - fixed command, our own files
        return polib.pofile(str(pot)) if pot.exists() else polib.POFile()


def catalogue(part: Path, language: str) -> Path:
    """Where the translations of `part` into `language` stand."""
    return part / "locale" / language / "LC_MESSAGES" / "django.po"


def update(part: Path, texts: polib.POFile) -> None:
    """Bring the catalogues of `part` up to `texts`; translations already made are kept."""
    wanted = {_name(text): text for text in texts}
    for language in LANGUAGES:
        path = catalogue(part, language)
        po = polib.pofile(str(path), wrapwidth=118) if path.exists() else polib.POFile(wrapwidth=118)
        po.metadata = {
            "Language": language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": PLURALS,
        }
        for entry in list(po):
            if _name(entry) not in wanted or entry.obsolete:
                po.remove(entry)
        known = {_name(entry) for entry in po}
        for name, text in wanted.items():
            if name not in known:
                text.flags = [flag for flag in text.flags if flag != "fuzzy"]
                text.msgstr_plural = {0: ""} if text.msgid_plural else {}
                po.append(text)
        path.parent.mkdir(parents=True, exist_ok=True)
        po.save(str(path))


def _name(entry: polib.POEntry) -> tuple[str | None, str]:
    return entry.msgctxt, entry.msgid


def faults(part: Path, texts: polib.POFile) -> list[str]:
    """What is missing, fuzzy, or has other placeholders than its source, one line each."""
    found = []
    for language in LANGUAGES:
        path = catalogue(part, language)
        if not path.exists():
            found.append(f"{path}: missing, {len(texts)} texts")
            continue
        po = polib.pofile(str(path))
        if PLURALS.replace(" ", "") != po.metadata.get("Plural-Forms", "").replace(" ", ""):
            found.append(f"{path}: Plural-Forms must be {PLURALS}")
        known = {_name(entry): entry for entry in po if not entry.obsolete}
        for text in texts:
            entry = known.get(_name(text))
            if entry is None:
                found.append(f"{path}: not there: {text.msgid!r}")
                continue
            said = entry.msgstr_plural.get(0, "") if text.msgid_plural else entry.msgstr
            if not said:
                found.append(f"{path}: empty: {text.msgid!r}")
            elif entry.fuzzy:
                found.append(f"{path}: fuzzy: {text.msgid!r}")
            elif _placeholders(said) != _placeholders(text.msgid_plural or text.msgid):
                found.append(f"{path}: other placeholders: {text.msgid!r}")
    return found


def quarrels() -> list[str]:
    """Texts that two parts translate differently; Django keeps one table, so that one of them would be lost."""
    found = []
    for language in LANGUAGES:
        said: dict[tuple[str | None, str], tuple[str, Path]] = {}
        for path in sorted(SOURCE.rglob(f"{language}/LC_MESSAGES/django.po")):
            for entry in polib.pofile(str(path)):
                if entry.obsolete or entry.msgid_plural or not entry.msgstr:
                    continue
                other, where = said.setdefault(_name(entry), (entry.msgstr, path))
                if other != entry.msgstr:
                    found.append(
                        f"{path}: {entry.msgid!r} is {entry.msgstr!r}, but {other!r} in {where}; give a context"
                    )
    return found


def _placeholders(text: str) -> set[str]:
    return {match.group(0) for match in PLACEHOLDER.finditer(text)}


def compile_all() -> None:
    """Write the .mo file beside each catalogue."""
    for path in sorted(SOURCE.rglob("django.po")):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def main() -> int:
    """Run as the command line asks; 1 when a check fails."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--update", nargs="?", const=SOURCE, type=Path, metavar="FOLDER")
    asked.add_argument("--check", action="store_true")
    options = asked.parse_args()
    found: list[str] = []
    if options.update or options.check:
        settings.configure(USE_I18N=True)
        django.setup()
        for part in parts():
            texts = extract(part)
            if options.update and len(texts) and part.is_relative_to(options.update):
                update(part, texts)
            if options.check and len(texts):
                found += faults(part, texts)
        if options.check:
            found += quarrels()
    if options.check:
        print("\n".join(found) or "Every text is there in every language.")
    else:
        compile_all()
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
