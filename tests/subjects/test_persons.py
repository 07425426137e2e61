"""The models: bounded, closed, with no field for what a person is or believes (safeguard S6)."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from tripoint.subjects import Address, Document, Person, PersonName

NAME = {"script": "Latn", "language": "vi", "lastName": "Nguyễn", "middleName": "Văn", "firstName": "Mẫu"}


def person(**more: Any) -> Person:
    return Person.model_validate({"names": [NAME], **more})


def test_a_person_goes_to_json_and_back_with_followthemoney_names() -> None:
    whole = person(
        alias=[{"script": "Latn", "name": "Tư Mẫu"}],
        birthDate="1991-05",
        sex="M",
        nationality=["VN"],
        documents=[{"type": "PASSPORT", "number": "C1234567", "country": "VN", "startDate": "2020", "endDate": "2030"}],
        address={"full": "12 đường Mẫu", "province": "VN-24", "country": "VN", "date": "2019"},
    )
    written = whole.model_dump(mode="json", exclude_none=True)
    assert written["names"][0] == NAME
    assert written["birthDate"] == "1991-05"
    assert written["documents"][0]["schema"] == "Passport"
    assert Person.model_validate(written) == whole


@pytest.mark.parametrize(
    "field",
    ["ethnicity", "religion", "political", "politics", "family", "spouse", "children", "union", "tribe", "note"],
)
def test_fields_about_origin_belief_politics_or_family_are_refused(field: str) -> None:
    with pytest.raises(ValidationError) as refused:
        person(**{field: "x"})
    assert refused.value.errors()[0]["type"] == "extra_forbidden"


def test_every_model_refuses_unknown_fields_and_change() -> None:
    for model in (Person, PersonName, Document, Address):
        assert issubclass(model, BaseModel)
        assert model.model_config["extra"] == "forbid"
        assert model.model_config["frozen"] is True


@pytest.mark.parametrize(
    "name",
    [
        {"script": "Latn"},
        {"script": "Latn", "firstName": " "},
        {"script": "Latn", "name": "A B", "firstName": "A"},
        {"script": "Klingon", "name": "A"},
        {"script": "Latn", "name": "A" * 121},
        {"script": "Latn", "name": "A\u202eB"},
        {"script": "Latn", "name": "A\x00B"},
        {"script": "Latn", "name": "A", "language": "vie"},
    ],
)
def test_names_without_a_part_with_control_letters_or_too_long_are_refused(name: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Person.model_validate({"names": [name]})


def test_a_name_is_stored_in_one_composition_and_keeps_khmer_word_marks() -> None:
    assert PersonName(script="Latn", name="Nguye\u0302\u0303n").name == "Nguyễn"
    assert PersonName(script="Khmr", name="សុខ\u200bដារ៉ា").name == "សុខ\u200bដារ៉ា"


@pytest.mark.parametrize(
    "more",
    [
        {"names": []},
        {"names": [NAME, NAME]},
        {"birthDate": "2534"},
        {"sex": "male"},
        {"nationality": ["VNM"]},
        {"nationality": ["VN", "VN"]},
        {"nationality": ["VN", "LA", "KH", "TH", "CN"]},
        {"documents": [{"type": "PASSPORT", "number": "", "country": "VN"}]},
        {"documents": [{"type": "SECRET", "number": "1", "country": "VN"}]},
        {"documents": [{"type": "PASSPORT", "schema": "Identification", "number": "1", "country": "VN"}]},
        {"documents": [{"type": "PASSPORT", "number": "1", "country": "VN", "startDate": "2020", "endDate": "2019"}]},
        {"address": {}},
        {"address": {"province": "VN-99"}},
        {"address": {"province": "VN-24", "country": "LA"}},
    ],
)
def test_what_contradicts_itself_or_the_code_lists_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        person(**more)


def test_an_address_may_name_a_province_of_old() -> None:
    address = person(address={"province": "VN-24", "date": "2019"}).address
    assert address is not None
    assert address.province == "VN-24"


def test_a_document_may_be_issued_and_expire_in_dates_of_different_exactness() -> None:
    document = Document.model_validate(
        {"type": "ID-CARD", "number": "1", "country": "LA", "startDate": "2020-05-04", "endDate": "2020"}
    )
    assert document.expires == "2020"


def test_an_error_that_ends_in_a_log_names_nobody() -> None:
    with pytest.raises(ValidationError) as caught:
        Person.model_validate({"names": [{"script": "Latn", "name": "Nguyễn Văn Thử", "nickname": "Sáu Thử"}]})
    assert "Thử" not in str(caught.value)


def test_an_error_about_a_described_statement_quotes_nothing_of_it() -> None:
    from tripoint.capabilities.requests.contents import OpenedContent

    with pytest.raises(ValidationError) as caught:
        OpenedContent.model_validate({"text": ["Nguyễn Văn Thử lives here"], "subjects": "Nguyễn Văn Thử"})
    assert "Thử" not in str(caught.value)
