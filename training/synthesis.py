"""Invent persons and spell their names as clerks do, to learn from more persons than the labelled ones.

Lao names are put together from common morphemes and spelled by drawing from ``spellings.txt``; Vietnamese names from the
frequencies of parts; every other pair is made from the names of the labelled persons that are not held out: two forms of one
person, or a form with one part exchanged for a similar part of somebody else.
"""

import json
import random
import unicodedata
from collections import defaultdict
from pathlib import Path

from rapidfuzz import fuzz, process

from training.material import Pair
from training.respelling import respell_vietnamese, with_tone
from tripoint.screening.names import khmer, lao, thai
from tripoint.screening.names.fold import fold_word
from tripoint.text import Script, bare, dominant_script, normalise

_MORPHEMES = """
ວິໄລ ຫຼ້າ ຄຳ ຟອງ ທອງ ສີ ສະຫວັນ ວົງ ໄຊ ພົມ ພອນ ບຸນ ມະນີ ແກ້ວ ເພັດ ຈັນ ສຸກ ສົມ ສອນ ສະໝອນ ດວງ ດາລາ
ວິຫານ ໄຊຍະ ລັດ ວຽງ ພັນ ສິງ ສິນ ແສງ ອຸດົມ ອຳພອນ ຈຳປາ ພູ ມາລາ ມາລີ ຂັນ ຄູນ ຈິດ ຕັນ ທະວີ ທຳມະ ນາງ ນວນ
ນິດ ບົວ ປານ ປະເສີດ ພິມ ພຸດ ພວງ ມິດ ຍາລາດ ລຸນ ລາດ ວັນ ວັດ ວັດທະນາ ວິທູນ ສັກ ສຸດທິ ສຸລິຍະ ສຸວັນ ໄກສອນ
ໄຂ ຮັກ ເຮືອງ ຫອມ ໜູ ອິນທະ ອາລຸນ ອຸ່ນ ອ່ອນ ກອງ ກິດຕິ ເກດ ງາມ ເງິນ ຊຽງ ໂຄດ ຂຽວ ໃຈ ເນດ ນະຄອນ ທິລາດ ທອນ
ບັນດິດ ບຸບຜາ ໂພທິ ພະໄຊ ພູທອນ ພົນ ພົງ ເມືອງ ມຸນຕີ ຣັດສະໝີ ລິນ ວິສຸກ ວິຊຽນ ສຸພາ ສຸລິວົງ ສີສຸກ ສີວິໄລ
ແສນ ໂສພາ ຫຼວງ ຫຼຽນ ອານຸສອນ ອິນ ອຸທອນ ອຸໄທ ແພງ ເພັງ ເວດ ຄົມ ຄອນ ຄຳໄຊ ຈະເລີນ ສະຫງວນ ທອງລຸນ ດີ ໂດດ ເທບ
ບຸນມີ ປັນຍາ ພະຈັນ ຜິວ ມຸກ ຢອດ ລາວ ວົງສາ ວົງໄຊ ສາຍ ສຸລິ ອ້ວນ ເອກ ກຽງ ກຸ່ມ ເກີດ ຂວັນ ຄ້າຍ ງອນ ຈັນທາ
ຊາຍ ແຊັງ
"""
_THAI_PARTS = """
สม ชัย พงศ์ พร ศักดิ์ วรรณ สุ ธนา วิ ศรี ทอง บุญ จันทร์ รัตน์ นันท์ ณัฐ ปิยะ กิตติ์ อนันต์ ประเสริฐ
วงศ์ สุข ธีระ ภัทร มณี เพชร แก้ว ดวง ใจ ชาติ นิติ วิทยา อรุณ พิมพ์ กาญจนา ชนะ วัฒนา สิทธิ์ กุล ไพร
ลักษณ์ เดือน อำพร มาลี เกียรติ
"""
_THAI = _THAI_PARTS.split()
# Common Khmer family names, and parts of given names.
_KHMER_FAMILIES = """
ជា ចាន់ សុខ កែវ គង់ ហេង លឹម តាន់ ប៉ែន ព្រំ មាស នួន អ៊ុក អ៊ុំ រស់ សំ សាន់ ស៊ន ស៊ូ តេង ទេព ថោង យិន យុន ឈន ឈឹម ឈួន
ខៀវ ខឹម ឃុន ងួន ង៉ែត ម៉ៅ មុំ ម៉ម សួន សេង សៀង វង្ស វ៉ា វ៉ន ហុង ហោ ឡាយ ឡុង ឡេង អៀង អ៊ឹម អ៊ូ ឱម ឌី ប៉ុល ប៊ុន ផន ពៅ
ភឹម ម៉េង ម៉ក់ យឹម រិន លី លន់ លាង ទូច ទិត ទុំ កុយ គាត ឃឹម ចេង ឆាយ ឆេង ជិន ញឹម តុប ទន់ ធន់ នាក់ ប្រាក់ ផៃ ផូ ភោគ
"""
_KHMER_PARTS = """
សុ ភា ដារ៉ា វុទ្ធី បូរី រតនា មុនី វិសាល សំណាង ភារម្យ ចាន់ ថា វណ្ណ សារ៉ាត់ សារិន ចិន្តា ធារ៉ា ពិសិដ្ឋ កុសល បញ្ញា
សុជាតា ស្រី មុំ ពៅ នាង ផល្លី ផល្លា ផល ផាត ផានី ច័ន្ទ មករា មេសា នារី នារិទ្ធ រិទ្ធី បូផា មាលា មាលី ឧត្តម សម្បត្តិ
សេរី វឌ្ឍនា វីរៈ សំអាត ចំរើន ហួរ គន្ធា រស្មី សុខ ណារ៉ុង រ៉ុង រឿន ជាតិ ប៊ុន ធឿន ឡេង ណា នី រី លីន ម៉ាឡា វី វ៉ាន់ ណុល
ណាត រ៉ា រ៉េត ស៊ីម ស៊ីណា សំបូរ ភឿន ភក្ដី មង្គល មាន យុទ្ធ រដ្ឋ លក្ខិណា វាសនា វិជ្ជា សុវត្ថិ ហេង អេង
"""
_KEYS = {
    "a": "qsz", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k":
    "jl", "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "wa", "r": "et", "s": "ad", "t": "ry", "u": "yi",
    "v": "cb", "w": "qe", "x": "zc", "y": "tu", "z": "xa",
}  # fmt: skip


class Speller:
    """Spells phones in Latin, keeping to one habit for each phone within a name."""

    def __init__(self, rules: dict[str, dict[str, dict[str, float]]], rng: random.Random) -> None:
        self._rules = rules
        self._rng = rng

    def spell(self, words: list[list[str]], language: str) -> str:
        """Spell the phones of each word."""
        rng, habits, written = self._rng, {}, []
        long_a, long_o, mute = rng.random() < 0.12, rng.random() < 0.15, rng.random() < 0.22
        for word in words:
            out = ""
            for at, phone in enumerate(word):
                options = self._rules[language].get(phone)
                if not options:
                    continue
                if phone not in habits or rng.random() < 0.2:
                    choices, weights = zip(*options.items(), strict=True)
                    habits[phone] = rng.choices(choices, [weight**1.3 for weight in weights])[0]
                spelling = habits[phone].replace("-", "").rstrip("._")
                closes = at + 1 < len(word) and word[at + 1].endswith(".")
                if phone == "aa" and long_a and closes and spelling == "a":
                    spelling = "ar"
                if phone == "OO" and long_o and spelling == "o":
                    spelling = "or"
                if (
                    phone in ("n.", "m.", "l.")
                    and mute
                    and at
                    and word[at - 1] in ("OO", "aa", "uu", "ua", "ii", "EE", "oo")
                ):
                    spelling += "e"
                if phone == "ny" and at == 0 and rng.random() < 0.5:
                    spelling = rng.choice(["ny", "gn", "y", "nh"])
                out += spelling
            written.append(out.capitalize())
        return " ".join(written)


def slip(name: str, rng: random.Random) -> str:
    """Make one slip of the fingers."""
    at = rng.randrange(1, max(2, len(name)))
    at = min(at, len(name) - 1)
    char = name[at].lower()
    kind = rng.randrange(4)
    if kind == 0:
        return name[:at] + name[at + 1 :]
    if kind == 1:
        return name[:at] + rng.choice(_KEYS.get(char, "e")) + name[at:]
    if kind == 2 and at + 1 < len(name):
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    return name[:at] + rng.choice(_KEYS.get(char, "e")) + name[at + 1 :]


def _initialled(name: str, rng: random.Random) -> str:
    """Write a part, not the last, as an initial."""
    parts = name.split()
    if len(parts) < 2:
        return name
    at = rng.randrange(len(parts) - 1)
    return " ".join([*parts[:at], parts[at][0].upper() + rng.choice([".", ""]), *parts[at + 1 :]])


def _turned(name: str, rng: random.Random) -> str:
    parts = name.split()
    if len(parts) < 2:
        return name
    choice = rng.randrange(4)
    if choice == 0:
        return " ".join(parts[1:] + parts[:1])
    if choice == 1:
        return f"{parts[0].upper()}, {' '.join(parts[1:])}"
    if choice == 2:
        return " ".join(parts[-1:] + parts[:-1])
    return rng.choice(["-", ""]).join(parts) if len(parts) == 2 else name.upper()


def invent(folder: Path, rules: dict[str, dict[str, dict[str, float]]], people: int, rng: random.Random) -> list[Pair]:
    """Invent Lao and Vietnamese persons and pair their spellings.

    Args:
        people: how many of each.
    """
    speller = Speller(rules, rng)
    morphemes = _MORPHEMES.split()
    out: list[Pair] = []
    lao_people = []
    for _ in range(people):
        names = [
            "".join(rng.sample(morphemes, rng.choice([1, 2, 2]))),
            "".join(rng.sample(morphemes, rng.choice([2, 2, 3]))),
        ]
        lao_people.append(names)
    thai_people = [["".join(rng.sample(_THAI, 2)), "".join(rng.sample(_THAI, 2))] for _ in range(people // 2)]
    families, given = _KHMER_FAMILIES.split(), _KHMER_PARTS.split()
    khmer_people = [
        [rng.choice(families), "".join(rng.sample(given, rng.choice([1, 2, 2])))] for _ in range(people // 2)
    ]
    for language, group, reader in (
        ("lo", lao_people, lao.read), ("th", thai_people, thai.read), ("km", khmer_people, khmer.read)
    ):  # fmt: skip
        phones = {part: reader(normalise(part)) for person in group for part in person}

        def latin(person: list[str], language: str = language, phones: dict[str, list[str]] = phones) -> str:
            return speller.spell([phones[part] for part in person], language)

        keys = {part: fold_word("".join(phones[part])) for part in phones}
        for person in group:
            forms = [" ".join(person), latin(person), latin(person)]
            if language != "th":
                forms.append(respell_vietnamese([phones[part] for part in person], rng))
            for _ in range(2):
                a, b = rng.sample(forms, 2)
                if dominant_script(a) is Script.LATIN and dominant_script(b) is Script.LATIN and rng.random() < 0.4:
                    # A slip is mostly made while copying the very spelling that stands there.
                    b = rng.choice([slip, slip, slip, _turned, _turned, _initialled])(rng.choice([a, a, b]), rng)
                out.append(Pair(a, b, True, "made", 0, False, "", ""))
            for _ in range(4):
                near = list(person)
                at = rng.randrange(len(person))
                others = rng.sample(group, 25)
                pool = [other[at] for other in others if other[at] != person[at]]
                near[at] = max(pool, key=lambda part: fuzz.ratio(keys[part], keys[person[at]]))
                shown = rng.choice([" ".join(near), latin(near), latin(near)])
                if language != "th" and rng.random() < 0.2:
                    shown = respell_vietnamese([phones[part] for part in near], rng)
                first = rng.choice(forms)
                if (
                    dominant_script(shown) is Script.LATIN
                    and dominant_script(first) is Script.LATIN
                    and rng.random() < 0.2
                ):
                    shown = rng.choice([slip, _turned, _turned, _initialled])(shown, rng)
                out.append(Pair(first, shown, False, "made", 1, False, "", ""))
    out += _invent_khmer(folder, people, rng)
    out += _invent_vietnamese(folder, people, rng)
    return out


def _invent_khmer(folder: Path, people: int, rng: random.Random) -> list[Pair]:
    entries = json.loads((folder / "train" / "kname.json").read_text(encoding="utf-8"))
    families = sorted({(entry["surname"], entry["romanizedSurname"]) for entry in entries})
    given = sorted({(entry["givenName"], entry["romanizedGiven"]) for entry in entries})
    out = []
    for _ in range(people // 2):
        own = [rng.choice(families), rng.choice(given)]
        native, latin = (" ".join(part[side] for part in own) for side in (0, 1))
        other = rng.choice([slip, slip, slip, _turned, _turned, _initialled])(latin, rng)
        forms = rng.choice([(native, latin), (latin, other), (latin, other), (native, other)])
        out.append(Pair(*forms, True, "made", 0, False, "", ""))
        for _ in range(3):
            near = list(own)
            at = rng.randrange(2)
            pool = [part for part in rng.sample((families, given)[at], 12) if part[1] != own[at][1]]
            near[at] = max(pool, key=lambda part: fuzz.ratio(part[1], own[at][1]))
            shown = " ".join(part[1] for part in near)
            if rng.random() < 0.4:
                shown = rng.choice([slip, slip, _turned])(shown, rng)
            out.append(Pair(rng.choice([native, latin, latin]), shown, False, "made", 1, False, "", ""))
    return out


def _invent_vietnamese(folder: Path, people: int, rng: random.Random) -> list[Pair]:
    shares = json.loads((folder / "train" / "vn_parts.json").read_text(encoding="utf-8"))

    def draw(kind: str) -> str:
        words, weights = zip(*shares[kind], strict=True)
        return str(rng.choices(words, [weight**0.8 for weight in weights])[0])

    plain_pool = {kind: [(word, bare(word)) for word, _ in shares[kind]] for kind in shares}
    out = []
    for _ in range(people):
        middle = [draw("middle") for _ in range(rng.choice([1, 1, 1, 2, 0]))]
        parts = [draw("surname"), *middle, draw("given")]
        name = " ".join(parts)
        kinds = ["surname"] + ["middle"] * len(middle) + ["given"]
        other = rng.choice([bare(name).title(), bare(name).title(), name])
        roll = rng.random()
        if roll < 0.3:
            words = other.split()
            other = " ".join(words[1:] + words[:1])
        elif roll < 0.45:
            words = other.split()
            other = f"{words[0].upper()}, {' '.join(words[1:])}"
        elif roll < 0.5:
            other = other.upper()
        elif roll < 0.55:
            other = _initialled(other, rng)
        out.append(Pair(name, other, True, "made", 0, False, "", ""))
        for _ in range(4):
            near = list(parts)
            at = rng.randrange(len(parts))
            own = bare(parts[at])
            pool = [(word, plain) for word, plain in rng.sample(plain_pool[kinds[at]], 30) if plain != own]
            near[at] = max(pool, key=lambda item: fuzz.ratio(item[1], own))[0]
            shown = " ".join(near)
            if rng.random() < 0.5:
                shown = bare(shown).title()
            if rng.random() < 0.2:
                words = shown.split()
                shown = " ".join(words[1:] + words[:1])
            out.append(Pair(name, shown, False, "made", 1, False, "", ""))
        roll = rng.random()
        if roll < 0.35 and len(parts) > 2:
            swapped = (
                [parts[0], *parts[1:-1][::-1], parts[-1]]
                if len(parts) > 3 and roll < 0.1
                else [parts[0], parts[-1], *parts[1:-1]]
            )
            if swapped != parts:
                out.append(Pair(name, " ".join(swapped), False, "made", 2, False, "", ""))
        elif roll < 0.7:
            toned = _other_tone(name, rng)
            if toned != name:
                out.append(Pair(name, toned, False, "made", 2, False, "", ""))
    return out


def _other_tone(name: str, rng: random.Random) -> str:
    words = name.split()
    at = rng.randrange(len(words))
    letters = "".join(c for c in unicodedata.normalize("NFD", words[at]) if c not in "\u0301\u0300\u0309\u0303\u0323")
    words[at] = with_tone(unicodedata.normalize("NFC", letters), rng)
    return " ".join(words)


def recombine(cases: list[Pair], rng: random.Random, per_person: int = 12) -> list[Pair]:
    """Pair the forms of labelled persons with each other, and with near names made by exchanging a part.

    Args:
        cases: labelled pairs of persons that may be learned from.
    """
    forms: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        if case.same and case.category in (
            "lo-lat",
            "km-lat",
            "th-lat",
            "vi-lat",
            "vi-nat",
            "lat-lat",
            "vn-lo",
            "vn-km",
            "th-nat",
        ):
            forms[case.person] |= {case.a, case.b}
    pools: dict[tuple[str, str], list[str]] = defaultdict(list)
    for person, names in forms.items():
        for name in names:
            for part in name.replace("-", " ").split() if name.count("-") < 1 else []:
                pools[person[:2], dominant_script(name)].append(part)
    pools = {key: sorted(set(parts)) for key, parts in pools.items()}
    readers = {Script.LAO: lao.read, Script.KHMER: khmer.read, Script.THAI: thai.read}
    out = []
    for person, names in sorted(forms.items()):
        known = sorted(names)
        own_keys = {fold_word(part) for name in known for part in name.split()}
        for _ in range(min(per_person, len(known) * 2)):
            a, b = rng.choice(known), rng.choice(known)
            latin = dominant_script(a) is Script.LATIN and dominant_script(b) is Script.LATIN
            if latin and not person.startswith("VN"):
                b = rng.choice([slip, slip, slip, _turned, _turned, _initialled])(b, rng)
            if a != b:
                out.append(Pair(a, b, True, "made", 0, False, person, person))
            parts = b.split()
            pool = pools.get((person[:2], dominant_script(b)), [])
            if len(parts) < 2 or len(pool) < 10 or "," in b:
                continue
            at = rng.randrange(len(parts))
            near = process.extract(parts[at], rng.sample(pool, min(40, len(pool))), scorer=fuzz.ratio, limit=3)
            for word, _, _ in near:
                if fold_word(word) not in own_keys and dominant_script(word) in (*readers, Script.LATIN):
                    shown = " ".join([*parts[:at], word, *parts[at + 1 :]])
                    out.append(Pair(a, shown, False, "made", 1, False, person, person))
                    break
    return out
