"""Vietnamese syllables: which strings are one, its tone, and how it sounds.

A Vietnamese syllable is onset, rime and tone; the lists are closed (Thompson, A Vietnamese Reference Grammar, 1987),
so a string can be tested. That test is what allows to undo typing methods and broken encodings without guessing.
"""

import re
import unicodedata
from functools import lru_cache

_ONSETS_TEXT = """
b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x
"""
_ONSETS = sorted(_ONSETS_TEXT.split(), key=len, reverse=True)
_RIMES_TEXT = """
a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây e ec em en eng eo ep et
ê êch êm ên êng ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu o oa oac oach oai oam oan
oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông
ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uên uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut
uy uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu
ynh
"""
_RIMES = frozenset(_RIMES_TEXT.split())
_TONES = {"\u0301": 1, "\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0323": 5}
_BARE_RIMES = frozenset(
    "".join(char for char in unicodedata.normalize("NFD", rime) if not "\u0300" <= char <= "\u036f") for rime in _RIMES
)
# Family names of 99 in 100 Vietnamese (Lê Trung Hoa, Họ và tên người Việt Nam, 2005), toneless forms beside them.
_SURNAMES_TEXT = """
nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đào đoàn trịnh trương lương mai tô
lâm hà cao châu phùng vương tạ quách thái tống tôn tăng lưu hứa la lã chu đậu kiều từ văn đồng nông tòng triệu
cù doãn giang hồng khổng kim lại lục mạc nghiêm ninh ông phó quang sầm tiêu tòng trà triệu ung viên vi xa âu
bạch bế can chế cung diệp điền đàm giáp hán khúc liễu ma ngụy nhan phí quản thạch thân thẩm thi trang tưởng uông
yên
"""
SURNAMES = frozenset(_SURNAMES_TEXT.split())


def split_tone(word: str) -> tuple[str, int]:
    """Part a lower-case word into its letters without tone mark (NFC) and its tone.

    Returns:
        The word with ă â ê ô ơ ư đ kept, and 0 for no mark, 1 sắc, 2 huyền, 3 hỏi, 4 ngã, 5 nặng (the VNI numbers).
    """
    if word.isascii():
        return word, 0
    tone, letters = 0, []
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char]
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)), tone


def _spelled(onset: str, vowel: str) -> bool:
    """Whether c or k, g or gh, ng or ngh is the right one before this vowel."""
    front = vowel in "eêiy"
    return not front if onset in ("c", "g", "ng") else front or onset not in ("k", "gh", "ngh")


@lru_cache(maxsize=8192)
def onset_and_rime(letters: str) -> tuple[str, str] | None:
    """Part a toneless lower-case syllable; None if it is not a Vietnamese syllable."""
    for onset in _ONSETS:
        if letters.startswith(onset):
            rime = letters[len(onset) :]
            if onset == "gi" and rime in ("", "n", "ng", "m", "p", "t", "a", "êng", "êt", "êc", "êm", "êu", "ên", "êp"):
                return "gi", "i" + rime
            if onset == "qu":
                rime = rime or "u"
                if rime in _RIMES and rime[0] in "aăâeêiyoơôu":
                    return onset, rime
            elif rime in _RIMES and _spelled(onset, rime[0]):
                return onset, rime
    return ("", letters) if letters in _RIMES else None


def is_syllable(word: str) -> bool:
    """Whether a lower-case word, with or without its tone, is a Vietnamese syllable with its vowel marks right."""
    return len(word) <= 9 and onset_and_rime(split_tone(word)[0]) is not None


@lru_cache(maxsize=8192)
def is_bare_syllable(word: str) -> bool:
    """Whether an ASCII lower-case word is a Vietnamese syllable whose marks were left out."""
    if len(word) > 7:
        return False
    for onset in _ONSETS:
        plain = "d" if onset == "đ" else onset
        if word.startswith(plain):
            rime = word[len(plain) :]
            if rime in _BARE_RIMES or (plain in ("gi", "qu") and rime in ("", "n", "ng", "a", "eng", "et", "em", "eu")):
                return True
    return word in _BARE_RIMES


_MARK_LETTERS = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]|[àáãèéìíòóõùúýĩũÀÁÃÈÉÌÍÒÓÕÙÚÝĨŨ]")


def has_marks(text: str) -> bool:
    """Whether a text (NFC) writes Vietnamese vowel or tone marks."""
    return _MARK_LETTERS.search(text) is not None


# How a syllable sounds, in phones; Ha Noi first. đ is d, d and gi are y (as Lao and Khmer write the southern sound).
_ONSET_PHONES = {
    "b": ["b"], "c": ["k"], "ch": ["c"], "d": ["y"], "đ": ["d"], "g": ["k"], "gh": ["k"], "gi": ["y"], "h": ["h"],
    "k": ["k"], "kh": ["kh"], "l": ["l"], "m": ["m"], "n": ["n"], "ng": ["ng"], "ngh": ["ng"], "nh": ["ny"], "p": ["p"],
    "ph": ["f"], "qu": ["k", "w"], "r": ["r"], "s": ["s"], "t": ["t"], "th": ["th"], "tr": ["c"], "v": ["w"],
    "x": ["x"], "": [],
}  # fmt: skip
_NUCLEI = (
    ("uyê", ["w", "ia"]), ("iê", ["ia"]), ("yê", ["ia"]), ("ươ", ["va"]), ("uô", ["ua"]), ("oo", ["OO"]), ("ưa",
    ["va"]), ("ia", ["ia"]), ("ua", ["ua"]), ("uơ", ["w", "qq"]), ("uâ", ["w", "q"]), ("uê", ["w", "ee"]), ("uy",
    ["w", "ii"]), ("oa", ["w", "aa"]), ("oă", ["w", "a"]), ("oe", ["w", "EE"]), ("a", ["aa"]), ("ă", ["a"]), ("â",
    ["q"]), ("e", ["EE"]), ("ê", ["ee"]), ("i", ["ii"]), ("y", ["ii"]), ("o", ["OO"]), ("ô", ["oo"]), ("ơ", ["qq"]),
    ("u", ["uu"]), ("ư", ["vv"]),
)  # fmt: skip
_CODA_PHONES = {
    "c": "k.", "ch": "k.", "m": "m.", "n": "n.", "ng": "ng.", "nh": "ng.", "p": "p.", "t": "t.", "i": "y.", "y": "y.",
    "u": "w.", "o": "w.",
}  # fmt: skip


def read(letters: str) -> list[str]:
    """Read a toneless marked syllable as phones; empty if it is none."""
    parted = onset_and_rime(letters)
    if parted is None:
        return []
    onset, rime = parted
    if rime.endswith(("anh", "ach")):  # heard as a long open e by Lao ears (ແທງ for Thanh)
        glide = ["w"] if rime[0] in "ou" else []
        return [*_ONSET_PHONES[onset], *glide, "EE", _CODA_PHONES[rime[-2:]]]
    for nucleus, phones in _NUCLEI:
        if rime.startswith(nucleus):
            coda = rime[len(nucleus) :]
            if coda in _CODA_PHONES or not coda:
                return _ONSET_PHONES[onset] + phones + ([_CODA_PHONES[coda]] if coda else [])
    return []
