"""Terms: the small pieces of a name by which the index finds candidates.

A name has several forms (phonetic keys, parts separated by spaces) and skeletons (their consonants). From these come,
as numbers below BUCKETS:

- every three neighbouring letters of the form written without spaces, so that joined and split parts agree;
- every three of the skeleton, likewise;
- each part;
- each pair of parts, whatever their order, in four coarsenesses: as folded, by consonants, with like sounds merged, and
  by first consonants and vowel only. Pairs are rare, so they find a turned-round or half misspelled name among many;
- the first consonants of all parts, whatever their order.

A name's terms are the set of these over all its forms. Which kinds are worth their room was measured: docs/names-index.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numba import njit
from numpy.typing import NDArray

BUCKETS = 1 << 18
LENGTH_POWER = 0.85  # best of 0.5, 0.7, 0.85 and 1 for recall among the first 50 of 150,000 names
_TRIPLES = 1 << 15  # three letters of five bits
_HASHED = 2 * _TRIPLES  # triples of forms, triples of skeletons, then everything that is hashed
_PAIRED = 5  # parts of a name whose pairs are taken
_PART, _PAIR, _BONES, _LIKE, _ONSETS, _INITIALS = 1, 2, 3, 4, 5, 6


class Keyed(Protocol):
    """What the index needs of a prepared name."""

    @property
    def forms(self) -> tuple[str, ...]:
        """Phonetic keys, best first."""

    @property
    def skeletons(self) -> tuple[str, ...]:
        """Consonants of the keys."""


def collect_terms(
    names: Sequence[Keyed],
) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.float32]]:
    """Terms of many names: (terms, offsets, scales).

    Name i has the distinct, sorted terms[offsets[i]:offsets[i + 1]]. scales[i] is 1 / length ** LENGTH_POWER, so that
    a name does not win by being long or by having many forms; its length is the geometric mean of how many terms its
    average form has and how many it has in all.
    """
    pieces = []
    for name in names:
        pieces.append("\n".join(name.forms))
        pieces.append("\n".join(name.skeletons))
    text = np.frombuffer("\0".join([*pieces, ""]).encode("ascii", "replace"), np.uint8)
    limit = 3 * len(text) + (3 * _PAIRED * (_PAIRED - 1) // 2 + 2) * sum(piece.count("\n") + 1 for piece in pieces)
    terms = np.empty(limit, np.uint32)
    offsets = np.zeros(len(names) + 1, np.int64)
    scales = np.ones(len(names), np.float32)
    filled = _collect(text, terms, offsets, scales)
    return terms[:filled].copy(), offsets, scales


def _like_sounds() -> NDArray[np.uint8]:
    """For each byte the letter that stands for all sounds like it; 0 where it is left out."""
    table = np.arange(256, dtype=np.uint8)
    for letter, like in zip(b"eobdgcrfvj", b"iuptkslpui", strict=True):
        table[letter] = like
    table[ord("h")] = 0
    return table


_LIKE_SOUNDS = _like_sounds()


@njit(cache=True, nogil=True)
def _collect(text, terms, offsets, scales):  # type: ignore[no-untyped-def]  # compiled
    at = 0
    filled = 0
    for name in range(len(offsets) - 1):
        first = filled
        forms = 0
        for field in range(2):
            while True:  # one form after the other
                end = at
                while text[end] != 10 and text[end] != 0:
                    end += 1
                filled = _triples(text[at:end], field, terms, filled)
                filled = _parts(text[at:end], field, terms, filled)
                forms += field == 0
                at = end + 1
                if text[end] == 0:
                    break
        added = filled - first
        own = np.sort(terms[first:filled])
        filled = first
        for index in range(len(own)):
            if index == 0 or own[index] != own[index - 1]:
                terms[filled] = own[index]
                filled += 1
        offsets[name + 1] = filled
        scales[name] = max(1.0, np.sqrt(added / forms * (filled - first))) ** -LENGTH_POWER
    return filled


@njit(cache=True, nogil=True)
def _triples(form, field, terms, filled):  # type: ignore[no-untyped-def]  # compiled
    """Every three letters of a form without its spaces, with an end before and after."""
    before, previous, seen = np.uint32(0), np.uint32(0), 0
    for byte in form:
        if byte == 32:
            continue
        letter = np.uint32(byte - 96) if 97 <= byte <= 122 else np.uint32(27 + byte % 5)
        seen += 1
        if seen > 1:
            terms[filled] = field * _TRIPLES + (before << 10 | previous << 5 | letter)
            filled += 1
        before, previous = previous, letter
    if seen:
        terms[filled] = field * _TRIPLES + (before << 10 | previous << 5)
        filled += 1
    return filled


@njit(cache=True, nogil=True)
def _parts(form, field, terms, filled):  # type: ignore[no-untyped-def]  # compiled
    """The parts of a form (field 0) or a skeleton (field 1), their pairs and their first letters."""
    whole, like = np.zeros(16, np.uint64), np.zeros(16, np.uint64)
    onset, initials = np.zeros(16, np.uint64), np.zeros(16, np.uint64)
    parts = 0
    start = 0
    while start < len(form) and parts < 16:
        end = start
        while end < len(form) and form[end] != 32:
            end += 1
        if end > start:
            whole[parts] = _hash(form[start:end])
            initials[parts] = form[start]
            if field == 0:
                like[parts], onset[parts] = _merge_like_sounds(form[start:end])
            parts += 1
        start = end + 1
    if field == 0:
        for part in range(parts):
            terms[filled] = _bucket(whole[part], _PART)
            filled += 1
        filled = _pairs(np.sort(whole[:parts]), _PAIR, terms, filled)
        filled = _pairs(np.sort(like[:parts]), _LIKE, terms, filled)
        filled = _pairs(np.sort(onset[:parts]), _ONSETS, terms, filled)
    else:
        filled = _pairs(np.sort(whole[:parts]), _BONES, terms, filled)
        if parts:
            together = np.uint64(0)
            for initial in np.sort(initials[:parts]):
                together = (together + initial) * np.uint64(1099511628211)
            terms[filled] = _bucket(together, _INITIALS)
            filled += 1
    return filled


@njit(cache=True, nogil=True)
def _pairs(hashes, kind, terms, filled):  # type: ignore[no-untyped-def]  # compiled
    for one in range(min(len(hashes), _PAIRED)):
        for other in range(one + 1, min(len(hashes), _PAIRED)):
            terms[filled] = _bucket(hashes[one] * np.uint64(31) + hashes[other], kind)
            filled += 1
    return filled


@njit(cache=True, nogil=True)
def _merge_like_sounds(part):  # type: ignore[no-untyped-def]  # compiled
    """Hashes of a part with like sounds merged, and of its beginning up to the first vowel."""
    merged = np.zeros(len(part), np.uint8)
    length = 0
    at = 0
    while at < len(part):
        letter = _LIKE_SOUNDS[part[at]]
        if part[at] == 110 and at + 1 < len(part) and part[at + 1] == 103:  # ng
            at += 1
        if letter and (length == 0 or merged[length - 1] != letter):
            merged[length] = letter
            length += 1
        at += 1
    if length and (merged[length - 1] == 107 or merged[length - 1] == 115):  # a final k or s is heard as t
        merged[length - 1] = 116
    onset = 0
    while onset < length:
        onset += 1
        if merged[onset - 1] == 97 or merged[onset - 1] == 105 or merged[onset - 1] == 117:
            break
    return _hash(merged[:length]), _hash(merged[:onset])


@njit(cache=True, nogil=True)
def _hash(letters):  # type: ignore[no-untyped-def]  # compiled
    """FNV-1a, 64 bits."""
    found = np.uint64(14695981039346656037)
    for letter in letters:
        found = (found ^ np.uint64(letter)) * np.uint64(1099511628211)
    return found


@njit(cache=True, nogil=True)
def _bucket(hashed, kind):  # type: ignore[no-untyped-def]  # compiled
    mixed = (hashed ^ np.uint64(kind) * np.uint64(0x9E3779B97F4A7C15)) * np.uint64(0xFF51AFD7ED558CCD)
    return np.uint32(_HASHED + (mixed ^ (mixed >> np.uint64(33))) % np.uint64(BUCKETS - _HASHED))
