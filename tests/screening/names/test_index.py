"""Building, searching, changing, saving and opening an index of names."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tripoint.screening.names.index import NameIndex

GALLERY = [
    ("1", "ວິໄລ ຫຼ້າຄຳຟອງ"),
    ("2", "Khamtay Siphandone"),
    ("3", "ຄຳໄຕ ສີພັນດອນ"),
    ("4", "Nguyễn Văn Hùng"),
    ("5", "សុខ ដារ៉ា"),
    ("6", "Trần Thị Lan"),
]
PARTS = ["Kham", "Bounmy", "Sok", "Dara", "Lan", "Nguyễn", "ວິໄລ", "សុខ", "Vong", "Phoumi"]
names = st.lists(st.sampled_from(PARTS), min_size=1, max_size=4).map(" ".join)
ids = st.integers(0, 12).map(str)


def found(index: NameIndex, name: str, k: int = 10) -> list[tuple[str, str, float]]:
    return [(hit.id, hit.name, round(hit.score, 5)) for hit in index.search(name, k)]


def test_a_person_is_found_in_another_writing() -> None:
    index = NameIndex.build(GALLERY)
    assert index.search("Vilay Lakhamphong")[0].id == "1"
    assert {hit.id for hit in index.search("Khamtai Siphandon")[:2]} == {"2", "3"}


def test_a_person_with_several_names_is_one_hit_under_the_best_name() -> None:
    index = NameIndex.build([("7", "Phoumi Vongvichit"), ("7", "Bounmy Sok"), ("8", "Bounmy Soksan")])
    hits = index.search("Bounmy Sok")
    assert [hit.id for hit in hits] == ["7", "8"]
    assert hits[0].name == "Bounmy Sok"


def test_an_added_name_is_found_by_the_next_search_and_a_removed_one_is_not() -> None:
    index = NameIndex.build(GALLERY)
    index.add("9", "Anouvong Phommachanh")
    assert index.search("Anouvong Phommachan")[0].id == "9"
    assert index.remove("9") == 1
    assert all(hit.id != "9" for hit in index.search("Anouvong Phommachan"))
    assert index.remove("9") == 0
    assert len(index) == len(GALLERY)


@pytest.mark.parametrize("name", ["", " ", "-", "\0", "\ud800", "?" * 100_000, "1234", "\u200b"])
def test_a_name_without_letters_finds_nothing_and_breaks_nothing(name: str) -> None:
    index = NameIndex.build([*GALLERY, ("x", name)])
    assert index.search(name) == []


def test_an_empty_index_finds_nothing() -> None:
    assert NameIndex().search("Sok Dara") == []


@settings(max_examples=60, deadline=None)
@given(
    start=st.lists(st.tuples(ids, names), max_size=12),
    steps=st.lists(
        st.one_of(st.tuples(st.just("add"), ids, names), st.tuples(st.just("remove"), ids, names)), max_size=15
    ),
    query=names,
)
def test_a_changed_index_answers_like_one_built_afresh(
    start: list[tuple[str, str]], steps: list[tuple[str, str, str]], query: str
) -> None:
    index, rows = NameIndex.build(start), list(start)
    for step, id_, name in steps:
        if step == "add":
            index.add(id_, name)
            rows.append((id_, name))
        else:
            assert index.remove(id_) == sum(row[0] == id_ for row in rows)
            rows = [row for row in rows if row[0] != id_]
    assert len(index) == len(rows)
    assert found(index, query) == found(NameIndex.build(rows), query)


def test_building_with_two_workers_gives_the_same_index_and_reports_progress() -> None:
    rows = [(str(number), f"{PARTS[number % 10]} {PARTS[number // 10 % 10]} {number}") for number in range(40)]
    told: list[int] = []
    index = NameIndex.build(rows, workers=2, progress=told.append)
    assert told[-1] == 40
    assert found(index, "Sok Dara") == found(NameIndex.build(rows), "Sok Dara")


def test_an_opened_index_answers_like_the_saved_one_and_can_be_changed(tmp_path: Path) -> None:
    index = NameIndex.build(GALLERY)
    index.add("9", "Anouvong Phommachanh")
    index.remove("2")
    index.save(tmp_path / "names.index")
    opened = NameIndex.open(tmp_path / "names.index")
    for query in ("Khamtay Siphandone", "Anouvong", "Sok Dara"):
        assert found(opened, query) == found(index, query)
    assert opened.remove("9") == 1
    opened.add("2", "Khamtay Siphandone")
    assert {hit.id for hit in opened.search("Khamtay Siphandone")[:2]} == {"2", "3"}
    opened.save(tmp_path / "names.index")  # over the file that is mapped
    assert found(NameIndex.open(tmp_path / "names.index"), "Khamtay") == found(opened, "Khamtay")


def test_adding_one_by_one_keeps_few_segments() -> None:
    index = NameIndex.build(GALLERY)
    for number in range(130):
        index.add(str(number), f"Sok {number}")
    assert len(index._segments) <= 9


def test_names_that_come_and_go_leave_no_room_taken() -> None:
    index = NameIndex.build(GALLERY)
    for number in range(120):
        index.add("guest", f"Sok {PARTS[number % 10]}")
        assert index.remove("guest") == 1
    assert sum(map(len, index._segments)) < len(GALLERY) + 10
    assert found(index, "Sok Dara") == found(NameIndex.build(GALLERY), "Sok Dara")


def test_as_many_persons_are_found_as_were_asked_for() -> None:
    index = NameIndex.build((str(number), "Sok Dara") for number in range(500))
    assert [len(index.search("Sok Dara", k)) for k in (0, 1, 10, 250, 900)] == [0, 1, 10, 250, 500]
