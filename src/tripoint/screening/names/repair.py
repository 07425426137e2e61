"""Undo what machines and keyboards did to a name: broken encodings and unfinished typing methods.

Every repair is kept only if each word is a Vietnamese syllable after it and some word was none before; so a Lao or
English name that looks alike stays as it is.
"""

import re
import unicodedata
from collections.abc import Callable

from tripoint.screening.names.vietnamese import SURNAMES, is_syllable, split_tone
from tripoint.text.legacy import TCVN3_LETTERS

_TONE_MARKS = ("", "\u0301", "\u0300", "\u0309", "\u0303", "\u0323")
_WORDS = re.compile(r"[^\W\d_]+")


def _all_syllables(text: str) -> bool:
    words = _WORDS.findall(text)
    return bool(words) and all(is_syllable(word.lower()) for word in words)


# UTF-8 read as Windows-1252 or Latin-1. Bytes without a letter come through as C1 controls or as U+FFFD.
_BYTE_OF = {bytes([byte]).decode("cp1252", "ignore") or chr(byte): byte for byte in range(0x80, 0x100)}
_BYTE_OF |= {chr(byte): byte for byte in range(0x80, 0xA0)}
_MOJIBAKE = re.compile("[ÃÄÅÆÂáâàE][\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2010-\u203a\u20ac\u2122\ufffd ]")
_LOST = (0x8D, 0x81, 0x90, 0x9D, 0x8F)  # ọ ề Đ ờ ỏ: the letters that Vietnamese names lose, commonest first
_LOST_AFTER_C3 = (0x81, 0x8D, 0x9D, 0x8F, 0x90)  # Á Í Ý


def undo_mojibake(text: str) -> str:
    """Read again as UTF-8 what was read as Windows-1252; a byte that was lost is tried in the order of frequency."""
    if not _MOJIBAKE.search(text):
        return text
    out, at = [], 0
    while at < len(text):
        char = text[at]
        lead = _BYTE_OF.get(char, 0)
        size = 2 if 0xC2 <= lead <= 0xDF else 3 if 0xE0 <= lead <= 0xEF else 0
        if size and at + size <= len(text):
            found = _sequence(lead, text[at + 1 : at + size], text[at + size : at + size + 6])
            if found:
                out.append(found)
                at += size
                continue
        out.append(char)
        at += 1
    return "".join(out)


def _sequence(lead: int, rest: str, following: str) -> str:
    choices = [bytes([lead])]
    for char in rest:
        byte = 0xA0 if char == " " else _BYTE_OF.get(char, 0)
        lost = _LOST_AFTER_C3 if lead == 0xC3 else _LOST
        options = lost if char == "\ufffd" else (byte,)
        choices = [start + bytes([option]) for start in choices for option in options]
    decoded = []
    for raw in choices:
        try:
            letter = raw.decode()
        except UnicodeDecodeError:
            continue
        if letter.isalpha() or not letter.isascii():
            decoded.append(letter)
    if len(decoded) > 1 and following:
        tail = (_WORDS.match(following) or [""])[0]
        fits = [letter for letter in decoded if is_syllable((letter + tail).lower()) or letter == "Đ"]
        decoded = fits or decoded
    return decoded[0] if decoded else ""


def undo_tcvn3(text: str) -> str:
    """Give the Vietnamese that a text in the .VnTime encoding means, or the text itself."""
    if all(ord(char) < 0xA1 for char in text) or any(ord(char) > 0xFF for char in text):
        return text
    repaired = text.translate(TCVN3_LETTERS)
    return repaired if _all_syllables(repaired) and not _all_syllables(_visible(text)) else text


def _visible(text: str) -> str:
    # Capitals inside a word and the soft hyphen (ư in VN3) are no Vietnamese spelling.
    return re.sub("(?<=[a-zà-ÿ])[À-Þ]|\u00ad", "#q", text)


_VIQR_SIGN = re.compile(r"[A-Za-z][\^(+`'?~]|DD|dd")
_VIQR_VOWELS = {"a^": "â", "e^": "ê", "o^": "ô", "a(": "ă", "o+": "ơ", "u+": "ư", "dd": "đ"}
_VIQR_TONES = {"'": 1, "`": 2, "?": 3, "~": 4, ".": 5}


def _compose(word: str, tone: int) -> str:
    """Put a tone mark on its vowel: the marked one, else by the old rule on the last but one of an open rime."""
    if not tone:
        return word
    vowels = [i for i, char in enumerate(word) if char in "aăâeêioôơuưy"]
    if word.startswith(("qu", "gi")) and len(vowels) > 1:
        vowels = vowels[1:]
    if not vowels:
        return word
    marked = [i for i in vowels if word[i] in "ăâêôơư"]
    at = marked[-1] if marked else vowels[0]
    if not marked and len(vowels) > 1 and (vowels[-1] < len(word) - 1 or len(vowels) > 2):
        at = vowels[1]
    return unicodedata.normalize("NFC", word[: at + 1] + _TONE_MARKS[tone] + word[at + 1 :])


def _viqr_word(word: str) -> str:
    low, tone = word.lower(), 0
    for pair, letter in _VIQR_VOWELS.items():
        low = low.replace(pair, letter)
    for sign, value in _VIQR_TONES.items():
        if sign in low:
            low, tone = low.replace(sign, ""), value
    return _compose(low, tone)


_VNI_VOWELS = {"6": {"a": "â", "e": "ê", "o": "ô"}, "7": {"o": "ơ", "u": "ư"}, "8": {"a": "ă"}, "9": {"d": "đ"}}


def _vni_word(word: str) -> str:
    letters: list[str] = []
    tone = 0
    for char in word.lower():
        if char in "12345":
            tone = int(char)
        elif char in _VNI_VOWELS:
            for back in range(len(letters) - 1, -1, -1):
                if letters[back] in _VNI_VOWELS[char]:
                    letters[back] = _VNI_VOWELS[char][letters[back]]
                    break
            if char == "7" and letters[-2:] == ["u", "ơ"]:
                letters[-2] = "ư"
        else:
            letters.append(char)
    return _compose("".join(letters), tone)


_TELEX_TONES = {"s": 1, "f": 2, "r": 3, "x": 4, "j": 5}
_TELEX_VOWELS = {"aa": "â", "ee": "ê", "oo": "ô", "aw": "ă", "ow": "ơ", "uw": "ư", "dd": "đ"}


def _telex_word(word: str) -> str:
    low, tone = word.lower(), 0
    for at in range(len(low) - 1, 0, -1):
        if low[at] in _TELEX_TONES and any(char in "aeiouyw" for char in low[:at]):
            low, tone = low[:at] + low[at + 1 :], _TELEX_TONES[low[at]]
            break
    for pair, letter in _TELEX_VOWELS.items():
        low = low.replace(pair, letter)
    return _compose(low.replace("w", "ư"), tone)


def _undo_typing(text: str, decode: Callable[[str], str], characters: str) -> str:
    changed = []
    for word in re.findall(rf"[{characters}]+|[^{characters}]+", text):
        if word[0].isalpha():
            decoded = decode(word)
            plain = split_tone(decoded)[0]
            if not is_syllable(decoded) or not plain:
                return text
            changed.append(decoded[:1].upper() + decoded[1:] if word[:1].isupper() else decoded)
        else:
            changed.append(word)
    repaired = "".join(changed)
    words = [word.lower() for word in _WORDS.findall(repaired)]
    if len(words) < 2 or not any(word in _KNOWN for word in (words[0], words[-1])):
        return text
    # One doubled vowel in a name of two words is as likely an English or Chinese spelling (Lee).
    if len(words) == 2 and len(text) - len(repaired) <= 1 and _DOUBLED.search(text):
        return text
    return repaired


_DOUBLED = re.compile("aa|ee|oo", re.IGNORECASE)
_KNOWN = SURNAMES | {"bảo", "tòng"}


def undo_typing(text: str) -> str:
    """Give the Vietnamese that VIQR, VNI or Telex keystrokes mean, or the text itself.

    Each word must become a syllable, and the first or last word a family name.
    """
    if not text.isascii() or len(text) > 80:
        return text
    if _VIQR_SIGN.search(text):
        repaired = _undo_typing(text, _viqr_word, r"A-Za-z^(+`'?~.")
        if repaired != text:
            return repaired
    if any(char.isdigit() for char in text):
        repaired = _undo_typing(text, _vni_word, "A-Za-z0-9")
        if repaired != text:
            return repaired
    if not all(is_syllable(word.lower()) for word in _WORDS.findall(text)):
        return _undo_typing(text, _telex_word, "A-Za-z")
    return text


def repair(text: str) -> str:
    """Undo every damage that can be undone surely.

    Args:
        text: the name as it came, before normalising: the soft hyphen and no-break space carry meaning here.
    """
    return undo_typing(undo_tcvn3(undo_mojibake(text)))
