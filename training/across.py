"""Invent Chinese names in Latin letters, and Vietnamese names in Lao and Khmer letters."""

import json
import random
from pathlib import Path

from training.material import Pair
from tripoint.screening.names.chinese import read
from tripoint.screening.names.vietnamese import onset_and_rime, split_tone
from tripoint.text import bare

_FAMILY = (
    "王李張刘陳楊黃赵吳周徐孫马朱胡郭何林高罗鄭梁謝宋唐許韩馮鄧曹彭曾萧田潘袁蔡蒋余杜葉程蘇魏呂丁任沈姚盧"
    "鍾姜江洪邱方石莊廖白温"
)
_GIVEN = (
    "志雄美娟永宏文君淑慧國強明英俊傑德源伟芳丽敏静军洋勇艳杰娜涛超秀霞平刚桂玉兰华建家俊浩子轩雨涵梓晨欣"
    "怡嘉豪詩婷宗漢彦廷承恩耀輝榮發成龍鳳祥瑞麟天賜金水木火土春夏秋冬仁義禮智信福祿壽康安寧長江海山川"
)
_ENGLISH_NAMES = """
Alan Alice Andrew Anna Benjamin Catherine Charles Christine Daniel David Denise Desmond Edward Emily Eric
Frankie George Grace Helen Henry Irene James Jane Jason Jasper Jennifer Jessica John Joseph Josephine Judy
Karen Kenneth Kevin Lawrence Linda Lucy Margaret Martin Mary Michael Nancy Patrick Paul Peter Philip Raymond
Richard Robert Sam Sandra Sarah Simon Stephen Susan Teresa Thomas Tony Vincent Vivian William Winnie
"""
_ENGLISH = _ENGLISH_NAMES.split()
_WADE = (
    ("zhi", "chih"), ("chi", "ch'ih"), ("shi", "shih"), ("xi", "hsi"), ("xu", "hsu"), ("qi", "chi"), ("ji", "chi"),
    ("zh", "ch"), ("qu", "chu"), ("ju", "chu"), ("z", "ts"), ("c", "ts"), ("b", "p"), ("d", "t"), ("g", "k"), ("r", "j"),
)  # fmt: skip


def _wade(syllable: str) -> str:
    for start, written in _WADE:
        if syllable.startswith(start) and not syllable.startswith("ch"):
            syllable = written + syllable[len(start) :]
            break
    for old, new in (("ian", "ien"), ("ong", "ung"), ("ie", "ieh"), ("ui", "uei" if syllable[0] in "kg" else "ui")):
        if syllable.endswith(old):
            syllable = syllable[: -len(old)] + new
            break
    return syllable.replace("'", "")


def _vary(syllable: str, rng: random.Random) -> str:
    for old, new in (
        ("i", "ee"),
        ("oo", "u"),
        ("u", "oo"),
        ("ch", "c"),
        ("k", "c"),
        ("eo", "io"),
        ("a", "ah"),
        ("o", "oh"),
    ):
        if rng.random() < 0.07 and old in syllable:
            return syllable.replace(old, new, 1)
    return syllable


def _latin_chinese(characters: str, rng: random.Random, english: str | None) -> str:
    readings = read(characters)
    choice = rng.randrange(4)
    syllables = list(readings[0] if choice < 2 else rng.choice(readings[1:-1] or readings))
    if choice == 1:
        syllables = [_wade(syllable) for syllable in syllables]
    if choice >= 2:
        syllables = [_vary(syllable, rng) for syllable in syllables]
    family, given = syllables[0].replace(" ", ""), syllables[1:]
    joined = {0: "".join(given), 1: "-".join(given), 2: "-".join(given), 3: " ".join(given)}[choice].capitalize()
    style = rng.randrange(4)
    family = family.upper() if style == 0 else family.capitalize()
    if english:
        roll = rng.random()
        if roll < 0.35:
            return f"{english} {family}"
        return f"{english} {family} {joined}" if roll < 0.8 else f"{family} {joined} {english}"
    return f"{family} {joined}" if style != 1 else f"{joined} {family}"


def _chinese(people: int, rng: random.Random) -> list[Pair]:
    out = []
    names = [rng.choice(_FAMILY) + "".join(rng.sample(_GIVEN, rng.choice([2, 2, 2, 1]))) for _ in range(people)]
    for name in names:
        english = rng.choice(_ENGLISH) if rng.random() < 0.35 else None
        out.append(Pair(name, _latin_chinese(name, rng, english), True, "made", 0, False, "", ""))
        for _ in range(4):
            other = list(rng.choice(names))
            roll = rng.random()
            if roll < 0.4:
                other[0] = name[0]
            elif roll < 0.8:
                other = [other[0], *name[1:]]
            shown = "".join(other)
            if shown == name or len(shown) < 2 or read(shown) == read(name):
                continue
            out.append(Pair(name, _latin_chinese(shown, rng, english or None), False, "made", 1, False, "", ""))
    return out


_LAO_ONSETS = {
    "b": "ບ", "c": "ກ", "k": "ກ", "q": "ກ", "qu": "ກວ", "ch": "ຈ", "tr": "ຈ", "d": "ຢ", "gi": "ຢ", "r": "ຣ", "đ": "ດ",
    "g": "ກ", "gh": "ກ", "h": "ຮ", "kh": "ຄ", "l": "ລ", "m": "ມ", "n": "ນ", "ng": "ງ", "ngh": "ງ", "nh": "ຍ", "p": "ປ",
    "ph": "ຟ", "s": "ຊ", "x": "ຊ", "t": "ຕ", "th": "ທ", "v": "ວ", "": "ອ",
}  # fmt: skip
_KHMER_ONSETS = {
    "b": "ប", "c": "ក", "k": "គ", "qu": "ក្វ", "ch": "ជ", "tr": "ត្រ", "d": "យ៉", "gi": "យ៉", "r": "រ", "đ": "ដ", "g":
    "ហ្គ", "gh": "ហ្គ", "h": "ហ", "kh": "ខ", "l": "ល", "m": "ម", "n": "ន", "ng": "ង", "ngh": "ង", "nh": "ញ", "p": "ប៉",
    "ph": "ផ", "s": "ស", "x": "ស", "t": "ត", "th": "ថ", "v": "វ៉", "": "អ",
}  # fmt: skip
_LAO_RIMES = (
    ("oan", "{}ວນ"), ("uyê", "{}ວຽ"), ("iê", "{}ຽ"), ("yê", "{}ຽ"), ("ươ", "ເ{}ືອ"), ("ưa", "ເ{}ືອ"), ("uô", "{}ວ"),
    ("ua", "{}ົວ"), ("ia", "ເ{}ຍ"), ("oa", "{}ວາ"), ("uâ", "{}ວ"), ("uê", "ເ{}ວ"), ("uy", "{}ວີ"), ("anh", "ແ{}ງ"),
    ("ach", "ແ{}ກ"), ("ai", "{}າຍ"), ("ay", "ໄ{}"), ("ao", "{}າວ"), ("au", "{}າວ"), ("âu", "{}ົວ"), ("ây", "ໄ{}"), ("ă",
    "{}ັ"), ("a", "{}າ"), ("â", "ເ{}ິ"), ("ê", "ເ{}"), ("e", "ແ{}"), ("inh", "{}ິງ"), ("i", "{}ີ"), ("y", "{}ີ"), ("ô",
    "ໂ{}"), ("o", "{}ອ"), ("ơ", "ເ{}ີ"), ("ư", "{}ຶ"), ("u", "{}ູ"),
)  # fmt: skip
_KHMER_RIMES = (
    ("uyê", "{}្វៀ"), ("iê", "{}ៀ"), ("yê", "{}ៀ"), ("ươ", "{}ឿ"), ("ưa", "{}ឿ"), ("uô", "{}ួ"), ("ua", "{}ួ"), ("ia",
    "{}ៀ"), ("oa", "{}្វា"), ("uâ", "{}ួ"), ("uê", "{}្វេ"), ("uy", "{}្វី"), ("ai", "{}ៃ"), ("ay", "{}ៃ"), ("ao",
    "{}ៅ"), ("au", "{}ៅ"), ("âu", "{}ូវ"), ("ây", "{}ី"), ("ă", "{}ា"), ("a", "{}ា"), ("â", "{}ឹ"), ("ê", "{}េ"), ("e",
    "{}ែ"), ("i", "{}ិ"), ("y", "{}ី"), ("ô", "{}ុ"), ("o", "{}ុ"), ("ơ", "{}ើ"), ("ư", "{}ឹ"), ("u", "{}ូ"),
)  # fmt: skip
_LAO_CODAS = {
    "c": "ກ",
    "ch": "ກ",
    "m": "ມ",
    "n": "ນ",
    "ng": "ງ",
    "nh": "ງ",
    "p": "ບ",
    "t": "ດ",
    "i": "ຍ",
    "y": "ຍ",
    "u": "ວ",
    "o": "ວ",
    "": "",
}
_KHMER_CODAS = {
    "c": "ក",
    "ch": "ច",
    "m": "ម",
    "n": "ន",
    "ng": "ង",
    "nh": "ញ",
    "p": "ប",
    "t": "ត",
    "i": "យ",
    "y": "យ",
    "u": "វ",
    "o": "វ",
    "": "",
}


def _in_letters(word: str, lao: bool) -> str:
    letters, _ = split_tone(word.lower())
    parted = onset_and_rime(letters)
    if parted is None:
        return ""
    onset, rime = parted
    first = (_LAO_ONSETS if lao else _KHMER_ONSETS).get(onset, "")
    for start, shape in _LAO_RIMES if lao else _KHMER_RIMES:
        if rime.startswith(start):
            rest = rime[len(start) :]
            codas = _LAO_CODAS if lao else _KHMER_CODAS
            if rest not in codas:
                return ""
            if lao and start == "a" and rest:
                shape = "{}ັ" if rest in "ng nh m n" else "{}າ"
            if lao and start == "o" and rest:
                shape = "{}ອ"
            if lao and start == "ô" and rest:
                shape = "{}ົ" if rest == "ng" and len(word) % 2 else "ໂ{}"
            return shape.format(first) + codas[rest]
    return ""


def _vietnamese(folder: Path, people: int, rng: random.Random) -> list[Pair]:
    shares = json.loads((folder / "train" / "vn_parts.json").read_text(encoding="utf-8"))

    def draw(kind: str) -> str:
        words, weights = zip(*shares[kind], strict=True)
        return str(rng.choices(words, [weight**0.6 for weight in weights])[0])

    out = []
    for _ in range(people):
        parts = [draw("surname"), *([draw("middle")] if rng.random() < 0.85 else []), draw("given")]
        lao = rng.random() < 0.5
        native = [_in_letters(part, lao) for part in parts]
        if not all(native):
            continue
        joint = rng.choice([" ", " ", ""]) if lao else " "
        shown = joint.join(native) if lao or len(native) < 3 else f"{native[0]} {''.join(native[1:])}"
        name = " ".join(parts)
        name = bare(name).title() if rng.random() < 0.2 else name
        out.append(Pair(name, shown, True, "made", 0, False, "", ""))
        for _ in range(4):
            near = list(parts)
            at = rng.randrange(len(parts))
            kind = "surname" if at == 0 else "given"
            near[at] = draw(kind)
            if bare(near[at]) != bare(parts[at]):
                out.append(Pair(" ".join(near), shown, False, "made", 1, False, "", ""))
    return out


def invent_across(folder: Path, people: int, rng: random.Random) -> list[Pair]:
    """Invent Chinese persons with Latin spellings, and Vietnamese ones with Lao and Khmer spellings."""
    return _chinese(people, rng) + _vietnamese(folder, people, rng)
