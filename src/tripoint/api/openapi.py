"""The description of the door (OpenAPI 3.1), made from the routes and the models that they read and write."""

from __future__ import annotations

import functools
import json
import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, models_json_schema

from tripoint.api.models import Scope
from tripoint.api.problem import PROBLEM_TYPE, SENTENCES, STATUS
from tripoint.api.routes import VALUE, Route, all_routes
from tripoint.ledger.registry import TYPES, EntryType

VERSION = "1"
REF = "#/components/schemas/{model}"
KINDS = frozenset({"request", "home"})  # dossiers whose entries a program is shown
INTRODUCTION = (
    "The same actions as the screens, under a token (docs/api.md). Every POST carries an Idempotency-Key; every refusal "
    "is problem+json (RFC 9457). The facts and contents of entries are those of x-entry-types, without the keys of files."
)


class Plain(GenerateJsonSchema):
    """Schemas without titles that only repeat the member's name."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Never."""
        return False


@functools.cache
def text() -> bytes:
    """The document as it is served and kept in docs/openapi.json: UTF-8, sorted, indented by one."""
    return (json.dumps(document(), ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def document() -> dict[str, Any]:
    """The document."""
    routes, types = all_routes(), _entry_types()
    models = _models(routes, types)
    refs, shared = models_json_schema(models, ref_template=REF, schema_generator=Plain)  # type: ignore[arg-type]  # both modes
    paths: dict[str, Any] = {}
    for route in routes:
        paths.setdefault(f"/api{route.path}", {})[route.method.lower()] = _operation(route, refs)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Tripoint", "version": VERSION, "description": INTRODUCTION},
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "tp_…, made on the node"}},
            "schemas": {**shared["$defs"], "Problem": _problem()},
            "responses": {"Problem": {"description": "Not done", "content": {PROBLEM_TYPE: {"schema": _ref("Problem")}}}},
        },
        "x-scopes": list(Scope.values),
        "x-entry-types": {
            one.name: {
                "facts": refs[one.facts, "serialization"],
                **({"content": refs[one.content, "serialization"]} if one.content else {}),
            }
            for one in types
        },
    }  # fmt: skip


def _entry_types() -> list[EntryType]:
    found = [one for one in TYPES.types.values() if one.kinds & KINDS and one.facts.__module__.startswith("tripoint.")]
    return sorted(found, key=lambda one: one.name)


def _models(routes: list[Route], types: list[EntryType]) -> list[tuple[type[BaseModel], str]]:
    found: dict[tuple[type[BaseModel], str], None] = {}
    for route in routes:
        if route.body is not None:
            found[route.body, "validation"] = None
        if route.said is not None:
            found[route.said, "serialization"] = None
    for one in types:
        found[one.facts, "serialization"] = None
        if one.content is not None:
            found[one.content, "serialization"] = None
    return list(found)


def _operation(route: Route, refs: Any) -> dict[str, Any]:
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string", "pattern": f"^{VALUE}$"}}
        for name in re.findall(r"\{(\w+)\}", route.path)
    ]
    if route.query is not None:
        asked = route.query.model_json_schema(ref_template=REF, schema_generator=Plain)
        needed = asked.get("required", [])
        for name, schema in asked["properties"].items():
            parameters.append({"name": name, "in": "query", "required": name in needed, "schema": schema})
    if route.method == "POST":
        schema = {"type": "string", "pattern": "^[A-Za-z0-9._-]{8,128}$"}
        parameters.append({"name": "Idempotency-Key", "in": "header", "required": True, "schema": schema})
    said: dict[str, Any] = {"description": "Done"}
    if route.said is not None:
        said["content"] = {route.media: {"schema": refs[route.said, "serialization"]}}
    elif route.media != "application/json":
        said["content"] = {route.media: {}}
    made: dict[str, Any] = {
        "operationId": _name(route),
        "summary": route.summary,
        "parameters": parameters,
        "responses": {str(route.status): said, "default": {"$ref": "#/components/responses/Problem"}},
        "x-scopes": sorted(route.scopes),
    }
    if route.raw:
        made["requestBody"] = {"required": True, "content": {"application/octet-stream": {}}}
    elif route.body is not None:
        schema = refs[route.body, "validation"]
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    return made


def _name(route: Route) -> str:
    words = re.sub(r"[^a-z]+", "_", route.path.removeprefix("/v1").lower()).strip("_")
    return f"{route.method.lower()}_{words}"


def _ref(name: str) -> dict[str, str]:
    return {"$ref": REF.format(model=name)}


def _problem() -> dict[str, Any]:
    fault = {"type": "object", "required": ["code", "field", "title"],
             "properties": {name: {"type": "string"} for name in ("code", "field", "title")}}  # fmt: skip
    return {
        "type": "object",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": {"type": "string", "description": "urn:tripoint:problem:<code>"},
            "title": {"type": "string", "description": "A sentence in the language of Accept-Language"},
            "status": {"type": "integer"},
            "code": {"type": "string", "enum": sorted(SENTENCES)},
            "errors": {"type": "array", "items": fault},
        },
        "x-status": dict(sorted(STATUS.items())),
    }
