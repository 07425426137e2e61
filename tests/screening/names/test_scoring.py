"""The scorer's promises that hold whatever the model is."""

import pickle

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tripoint.screening import names
from tripoint.screening.names.index_packed import check_packed

_HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.characters(min_codepoint=0x0E00, max_codepoint=0x0EFF),
        st.characters(min_codepoint=0x1780, max_codepoint=0x17FF),
        st.sampled_from("aeiouyngthcdđơưạ-<' 0123456789"),
    ),
    max_size=300,
)


@settings(max_examples=200, deadline=None)
@given(_HOSTILE, _HOSTILE)
def test_no_string_makes_it_raise_and_every_score_is_a_probability(a: str, b: str) -> None:
    assert 0.0 <= names.similarity(a, b) <= 1.0


@settings(max_examples=50, deadline=None)
@given(st.lists(_HOSTILE, min_size=1, max_size=8))
def test_a_batch_scores_as_its_members_do(texts: list[str]) -> None:
    query = names.prepare("Vilay Lakhamphong")
    prepared = [names.prepare(text) for text in texts]
    batch = names.PreparedBatch.from_arrays(names.PreparedBatch.pack(prepared).arrays())
    assert len(batch) == len(texts)
    picked = np.arange(len(texts), dtype=np.int64)[::-1].copy()
    scores = names.score_many(query, batch, picked)
    assert scores.dtype == np.float32
    assert [round(float(score), 5) for score in scores] == [
        round(names.similarity(query, prepared[i]), 5) for i in picked
    ]


@settings(max_examples=300, deadline=None)
@given(_HOSTILE)
def test_what_is_packed_is_whole(text: str) -> None:
    batch = names.PreparedBatch.pack([names.prepare(text)])
    check_packed(batch.packed, batch.ends)


def test_every_chinese_character_packs_whole() -> None:
    characters = [chr(code) for code in range(0x4E00, 0xA000)]
    texts = ["".join(characters[at : at + 3]) for at in range(0, len(characters), 3)]
    batch = names.PreparedBatch.pack([names.prepare(text) for text in texts])
    check_packed(batch.packed, batch.ends)


@given(_HOSTILE)
def test_a_prepared_name_survives_pickling_and_bounds_its_forms(text: str) -> None:
    prepared = names.prepare(text)
    assert pickle.loads(pickle.dumps(prepared)) == prepared
    assert prepared.original == text
    assert len(prepared.forms) <= 6
    assert len(prepared.skeletons) <= len(prepared.forms)
    assert all(form.isascii() and form == " ".join(form.split()) for form in prepared.forms)
