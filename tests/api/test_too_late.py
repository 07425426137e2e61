"""A program of another office, and one that comes too late, is told so in a sentence; nothing is changed."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.conftest import Node
from tests.api.test_requests import item
from tests.capabilities.requests.test_pages import arrived

from tripoint.capabilities.requests import actions
from tripoint.directory.models import Office
from tripoint.ledger.models import Entry

BODY = {"scope": "whole", "items": [item()], "language": "km", "text": "ចម្លើយ"}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "There is nothing here, or it is not for the token's office."), ("vi", "cơ quan"), ("km", "ការិយាល័យ"),
        ("lo", "ຫ້ອງການ"),
    ],
)  # fmt: skip
def test_a_token_of_another_office_is_told_so_in_its_language(
    node: Node, program: Any, language: str, sentence: str
) -> None:
    dossier = arrived(node)
    Office.objects.create(code="KH-PREY", party_id="KH", name_en="Another", level="province")
    count = Entry.objects.count()
    other = program("other", office="KH-PREY")
    refused = other.send(f"/requests/{dossier}/answer", BODY, **{"accept-language": language})
    said = refused.json()
    assert (refused.status_code, refused["Content-Type"]) == (404, "application/problem+json")
    assert sentence.lower() in said["title"].lower(), said
    assert dossier not in refused.content.decode()
    assert Entry.objects.count() == count


def test_programs_that_answer_too_late_are_told_why(node: Node, program: Any) -> None:
    dossier, first, second = arrived(node), program("desk"), program("colleague")
    path = f"/requests/{dossier}/answer"
    assert first.send(path, BODY).status_code == 201
    late = second.send(path, BODY)
    assert (late.status_code, [one["code"] for one in late.json()["errors"]]) == (409, ["state-final"])
    node.carry()
    actions.close(node.vn.ledger, node.vn.desk, dossier, "USEFUL")
    node.carry()
    closed = second.send(path, {**BODY, "scope": "supplement"})
    assert (closed.status_code, [one["code"] for one in closed.json()["errors"]]) == (409, ["state-closed"])
