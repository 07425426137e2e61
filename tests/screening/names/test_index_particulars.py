"""Birth dates, sexes, nationalities and documents beside the names of an index."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tripoint.screening.names import Particulars
from tripoint.screening.names.index import NameIndex
from tripoint.screening.names.index_particulars import NOTHING, read_particulars, read_text, write_text

BORN_60 = Particulars(birth_date="1960-02-03", sex="m", nationalities=frozenset({"KH"}))
BORN_85 = Particulars(birth_date="1985-07-09", sex="m", nationalities=frozenset({"KH"}))


def test_particulars_of_the_person_sought_bring_the_right_namesake_first() -> None:
    index = NameIndex.build([("1", "Sok Dara", BORN_60), ("2", "សុខ ដារ៉ា", BORN_85), ("3", "Sok Dara")])
    hits = index.search("Sok Dara", particulars=Particulars(birth_date="1985-07"))
    assert hits[0].id == "2"
    assert hits[-1].id == "1"
    assert hits[0].score > index.search("Sok Dara")[0].score


def test_a_hit_tells_the_reasons_of_its_particulars() -> None:
    index = NameIndex.build([("1", "Sok Dara", BORN_60)])
    (hit,) = index.search("Sok Dara", particulars=BORN_60)
    assert {"born_same_day", "sex_same"} <= {reason.code for reason in hit.reasons}
    (hit,) = index.search("Sok Dara")
    assert not any(reason.code.startswith("born") for reason in hit.reasons)


def test_a_document_finds_its_bearer_under_another_name() -> None:
    bearer = Particulars(documents=frozenset({"N 123-4567"}))
    index = NameIndex.build([("1", "Khamtay Siphandone", bearer), *((str(n), f"Sok Dara {n}") for n in range(2, 40))])
    sought = Particulars(documents=frozenset({"n1234567"}))
    hits = {hit.id: hit for hit in index.search("Sok Dara", 50, sought)}
    assert "document_same" in {reason.code for reason in hits["1"].reasons}
    assert "1" not in {hit.id for hit in index.search("Sok Dara", 50)}


def test_particulars_outlive_saving_and_merging(tmp_path: Path) -> None:
    index = NameIndex.build([("1", "Sok Dara", BORN_60)])
    for number in range(5):
        index.add(f"a{number}", f"Vong Phoumi {number}", Particulars(documents=frozenset({f"P00000{number}"})))
    index.save(tmp_path / "names.index")
    opened = NameIndex.open(tmp_path / "names.index")
    assert opened.search("Sok Dara")[0].particulars == BORN_60
    hits = opened.search("nobody", particulars=Particulars(documents=frozenset({"P000003"})))
    assert [hit.id for hit in hits] == ["a3"]


def test_fields_of_lists_are_read_in_the_languages_of_the_region() -> None:
    found = read_particulars(
        {"sex": "Nữ", "nationality": "Lào; kh, Atlantis", "documents": "N1; P2", "birth_date": " 1970 "}
    )
    assert found == Particulars("1970", "f", frozenset({"LA", "KH"}), frozenset({"N1", "P2"}))
    assert read_particulars({"sex": "ຊາຍ"}).sex == "m"
    assert read_particulars({"sex": "?", "nationality": "???"}) == NOTHING


@given(st.builds(Particulars, st.text(), st.text(), st.frozensets(st.text()), st.frozensets(st.text())))
def test_particulars_come_back_from_their_text(particulars: Particulars) -> None:
    assert read_text(write_text(particulars)) == particulars


@pytest.mark.parametrize("text", ["", "{", "[]", "[1,2,3]", "null", "[[[", '["a","b",1,2]', "[" * 20_000])
def test_other_text_means_that_nothing_is_known(text: str) -> None:
    assert read_text(text) == NOTHING
