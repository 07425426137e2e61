"""The description is what is served, what is kept, and what is done."""

from __future__ import annotations

import json
from pathlib import Path

from django.test import Client

from tripoint.api import openapi
from tripoint.api.routes import all_routes

DOCS = Path(__file__).parents[2] / "docs"


def test_the_kept_description_is_the_one_that_is_served() -> None:
    served = Client().get("/api/openapi.json")
    assert served.status_code == 200
    assert served.content == openapi.text()
    kept = (DOCS / "openapi.json").read_bytes()
    assert served.content == kept, "write docs/openapi.json anew: scripts/openapi"
    again = Client().get("/api/openapi.json", headers={"if-none-match": served["ETag"]})
    assert again.status_code == 304


def test_every_reference_in_it_leads_somewhere() -> None:
    document = json.loads(openapi.text())
    assert document["openapi"] == "3.1.0"

    def references(value: object) -> set[str]:
        if isinstance(value, dict):
            own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
            return own.union(*map(references, value.values()))
        return set().union(*map(references, value)) if isinstance(value, list) else set()

    for reference in references(document):
        place = document
        for part in reference.removeprefix("#/").split("/"):
            place = place[part.replace("~1", "/").replace("~0", "~")]
    names = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(set(names)) == len(names) == len(all_routes())


def test_names_in_it_do_not_depend_on_where_the_code_stands() -> None:
    """Of two models of one name, each is called by its module, so a moved file would change the description."""
    assert [name for name in json.loads(openapi.text())["components"]["schemas"] if "__" in name] == []


def test_the_readable_page_names_every_route() -> None:
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    for route in all_routes():
        assert f"`{route.method} {route.path}`" in page, route
