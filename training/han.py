"""Make ``data/han.csv``: how Chinese characters are read in the languages of the region.

    python training/han.py UNIHAN_FOLDER TAIBUN_DATA_FOLDER OUT.csv

UNIHAN_FOLDER holds Unihan_Readings.txt and Unihan_Variants.txt (Unicode licence); TAIBUN_DATA_FOLDER holds
prons.msgpack of the package taibun (MIT). Columns: character, Mandarin (pinyin without tones), Cantonese (in the
style of the Hong Kong identity card), Hokkien (in the style of Singapore), Vietnamese. Only characters of GB 2312
and of the frequent half of Big5 are kept.
"""

import csv
import re
import sys
import unicodedata
from pathlib import Path

import msgpack

_CANTONESE_INITIALS = (("gw", "kw"), ("kw", "kw"), ("ng", "ng"), ("z", "ch"), ("c", "ch"), ("g", "k"), ("j", "y"))
_CANTONESE_FINALS = (
    ("oeng", "eung"), ("oek", "euk"), ("eoi", "ui"), ("eon", "un"), ("eot", "ut"), ("yun", "uen"), ("yut", "uet"),
    ("yu", "u"), ("aai", "ai"), ("aau", "au"), ("aa", "a"), ("ou", "o"), ("oe", "eu"),
)  # fmt: skip
_HOKKIEN = (
    ("tsh", "ch"), ("ts", "ch"), ("nn", ""), ("iunn", "io"), ("iau", "iau"), ("ian", "ian"), ("ua", "ua"), ("oo", "o"),
)  # fmt: skip


def _toneless(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("ü", "v"))
    return "".join(char for char in letters if char.isascii() and char.isalpha()).lower()


def _pinyin(text: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", text) if c == "\u0308" or c.isascii())
    return plain.replace("u\u0308", "yu").lower()


def _cantonese(jyutping: str) -> str:
    sound = jyutping.rstrip("123456")
    initial, final = "", sound
    for start, written in _CANTONESE_INITIALS:
        if sound.startswith(start) and len(sound) > len(start):
            initial, final = written, sound[len(start) :]
            break
    else:
        match = re.match("[bpmfdtnlhswk]", sound)
        if match and len(sound) > 1:
            initial, final = match[0], sound[1:]
    for start, written in _CANTONESE_FINALS:
        if final.startswith(start):
            final = written + final[len(start) :]
            break
    return (
        "yu" + final[1:]
        if initial == "y" and final.startswith("u") and not final.startswith("ung")
        else initial + final
    )


def _hokkien(reading: str) -> str:
    sound = _toneless(reading)
    for start, written in _HOKKIEN:
        sound = sound.replace(start, written)
    return sound


def _is_common(char: str) -> bool:
    big5 = char.encode("big5", "ignore")
    return len(char.encode("gb2312", "ignore")) == 2 or (len(big5) == 2 and big5[0] <= 0xC6)


def main(unihan: Path, taibun: Path, out: Path) -> None:
    """Read the two sources and write the table."""
    readings: dict[str, dict[str, str]] = {}
    for line in (unihan / "Unihan_Readings.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("U+"):
            code, field, value = line.split("\t")
            if field in ("kMandarin", "kCantonese", "kVietnamese"):
                readings.setdefault(chr(int(code[2:], 16)), {})[field] = value.split()[0]
    variants: dict[str, list[str]] = {}
    for line in (unihan / "Unihan_Variants.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("U+"):
            code, field, value = line.split("\t")
            if field in ("kSimplifiedVariant", "kTraditionalVariant", "kSemanticVariant", "kZVariant"):
                for other in value.split():
                    variants.setdefault(chr(int(code[2:], 16)), []).append(chr(int(other.split("<")[0][2:], 16)))
    hokkien = msgpack.unpackb((taibun / "prons.msgpack").read_bytes(), raw=False, strict_map_key=False)
    rows = []
    for char in sorted(readings):
        family = [char, *variants.get(char, [])]
        if not any(map(_is_common, family)):
            continue
        found = {}
        for field in ("kMandarin", "kCantonese", "kVietnamese"):
            found[field] = next((readings[c][field] for c in family if field in readings.get(c, {})), "")
        min_nan = next((hokkien[c][0] for c in family if hokkien.get(c)), "")
        rows.append(
            (
                char, _pinyin(found["kMandarin"]), _cantonese(found["kCantonese"]), _hokkien(min_nan),
                unicodedata.normalize("NFC", found["kVietnamese"]).lower(),
            )
        )  # fmt: skip
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("character", "mandarin", "cantonese", "hokkien", "vietnamese"))
        writer.writerows(rows)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
