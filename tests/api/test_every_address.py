"""Every address there is, of pages and of programs: closed to strangers, to other sites, to other offices; asking for a
page or an object changes nothing. What is excepted stands here by name, with its reason; a new address is taken in by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, UUIDConverter
from tests.api.conftest import Node
from tests.api.drafts import draft
from tests.capabilities.requests.calls import a_call
from tests.capabilities.requests.ministries import OFFICES, trace_form
from tests.capabilities.requests.test_attachments import photo
from tests.capabilities.requests.test_pages import DESK
from tests.web.people import sign_in, someone
from tests.web.test_access import OPEN

from tripoint.api.models import Scope
from tripoint.api.routes import Route, all_routes
from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.attachments import attach
from tripoint.capabilities.requests.permission import acting
from tripoint.capabilities.requests.translations import actions as translating
from tripoint.capabilities.requests.views.steps import STEPS
from tripoint.directory.models import Office, Officer, Post, Role
from tripoint.ledger.blobs import BlobStore
from tripoint.ledger.models import Entry

PEERS = {"tripoint/v1/bundle", "tripoint/v1/card", "tripoint/v1/blob/<str:digest>", "tripoint/v1/restore"}
"""Doors for other nodes: no cookie is looked at, what comes is signed (tests/carriers/test_door.py)."""
FROM_THE_DEMO = {"web:exercise-enter"}
"""Pressed on the demo's start page, at another port; not there unless the node is an exercise on its own machine."""
RECORDED = {"audit_readlog", "django_session"}
"""Every reading is logged; a session knows when its officer was last seen."""
_MARKS = {"screening_mark", "screening_unmarked", "screening_unnamed"}
COMPARED = {"requests:decide": _MARKS, "/v1/requests/{dossier}/leads": _MARKS}
"""Where leads are asked for, a matter is compared with what stands here: what came since is made ready for that at once."""
NONE_HERE = {"api:token", "api:accept-token", "border:page", "carriers:fork", "directory:end-deputy", "requests:broken",
             "tripoint/v1/blob/<str:digest>"}  # fmt: skip
"""Of these there is nothing in this world: a token, a hand-over, a fork, a deputy, a list with broken rows, a question."""
UNSAFE = ("post", "put", "patch", "delete")
NOBODY = "x" * 43
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def addresses(
    resolver: URLResolver | None = None, space: str = "", start: str = ""
) -> Iterator[tuple[str, str, URLPattern]]:
    """Name, route and pattern of every address."""
    for one in (resolver or get_resolver()).url_patterns:
        route = start + str(one.pattern)
        if isinstance(one, URLPattern):
            yield (f"{space}{one.name}" if one.name else route), route, one
        else:
            yield from addresses(one, f"{one.namespace}:" if one.namespace else space, route)


def filled(route: str, pattern: URLPattern, **values: str) -> str:
    """The path of an address: with these values, else with such as fit and nothing has."""
    for name, converter in pattern.pattern.converters.items():
        other = (
            "1" if isinstance(converter, IntConverter) else UNKNOWN if isinstance(converter, UUIDConverter) else NOBODY
        )
        for spelled in (f"<{kind}:{name}>" for kind in ("str", "slug", "int", "uuid")):
            route = route.replace(spelled, values.get(name, other))
    assert "<" not in route
    return f"/{route}"


# ---- strangers, other sites ----


@pytest.mark.django_db
def test_a_stranger_is_led_to_the_door_from_every_address() -> None:
    stranger, let_in = Client(REMOTE_ADDR="192.0.2.7"), {}  # figures are for this machine's own monitoring too
    for name, route, pattern in addresses():
        if name in OPEN | PEERS:
            continue
        for method in ("get", *UNSAFE):
            answer = getattr(stranger, method)(filled(route, pattern))
            if (name, answer.status_code) == ("metrics", 405) and method != "get":
                continue
            if answer.status_code != 302 or not answer["Location"].startswith("/sign-in?"):
                let_in[name, method] = answer.status_code
    assert let_in == {}


@pytest.mark.django_db
def test_no_address_takes_what_another_site_has_an_officers_browser_send(monkeypatch: pytest.MonkeyPatch) -> None:
    client, refused, taken = Client(enforce_csrf_checks=True), Counter[str](), {}
    client.force_login(someone(Role.values))
    plain = CsrfViewMiddleware._reject

    def counted(self: Any, request: Any, reason: str) -> Any:
        refused[reason] += 1
        return plain(self, request, reason)

    monkeypatch.setattr(CsrfViewMiddleware, "_reject", counted)  # for that reason, and not for a role
    for name, route, pattern in addresses():
        if name in PEERS | FROM_THE_DEMO:
            continue
        for method in UNSAFE:
            before = refused.total()
            answer = getattr(client, method)(filled(route, pattern))
            if answer.status_code != 403 or refused.total() != before + 1:
                taken[name, method] = answer.status_code
    assert taken == {}


# ---- what belongs to an office ----


@pytest.fixture
def matters(node: Node) -> dict[str, str]:
    """An office's matters, with all that hangs on them: a request with a file, to be translated; a call; drafts."""
    desk = someone((Role.OFFICER,), "desk")
    who = acting(desk, desk.holdings.get().post)
    file, _cleaned = attach(node.vn.ledger, photo())
    received = node.vn.request(trace_form(to_office=DESK, file=file.ref, attachment=file.content))
    node.carry()
    theirs, ours = node.vn.ledger.blobs, node.kh.ledger.blobs
    assert theirs is not None
    assert ours is not None
    BlobStore(ours).put(BlobStore(theirs).read(file.ref.digest))
    ask = translating.ask_party(node.vn.ledger, node.vn.desk, received, received, "en", "KH", Words("vi"))
    node.carry()
    called = actions.call(node.kh.ledger, who, a_call(addressee="VN", to_office=OFFICES["VN"]))
    draft = actions.save(node.kh.ledger, who, trace_form(addressee="VN", to_office=OFFICES["VN"]))
    submitted = actions.save(node.kh.ledger, who, trace_form(addressee="VN", to_office=OFFICES["VN"]))
    actions.submit(node.kh.ledger, who, submitted)
    return {"dossier": received, "entry": received, "ask": ask, "called": called.entry.id, "draft": str(draft),
            "submitted": str(submitted)}  # fmt: skip


def elsewhere() -> Officer:
    """An officer with every role at a desk, of an office that none of it concerns."""
    Office.objects.create(code="KH-FAR", party_id="KH", name_en="Another office", level="department")
    officer = someone((Role.OFFICER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.TRANSLATOR), "far")
    Post.objects.filter(holdings__officer=officer).update(office_id="KH-FAR")
    return officer


def of_matters(matters: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Name and path of each address of something in a matter; a step's address once for each step."""
    for name, route, pattern in addresses():
        if not name.startswith("requests:") or not set(pattern.pattern.converters) & {"dossier", "draft", "ask"}:
            continue
        values = {**matters, "ending": "csv"}
        if name == "requests:called":
            values["dossier"] = matters["called"]
        if name == "requests:decide":
            values["draft"] = matters["submitted"]
        for step in STEPS if name == "requests:step" else ("",):
            yield f"{name} {step}".strip(), filled(route, pattern, **{**values, "step": step})


@pytest.mark.django_db
def test_nothing_of_a_matter_is_there_for_an_office_that_it_does_not_concern(matters: dict[str, str]) -> None:
    far = Client()
    sign_in(far, elsewhere())
    shown = {}
    for name, path in of_matters(matters):
        for method in ("get", "post"):
            answer = getattr(far, method)(path)
            if answer.status_code not in (404, 405):
                shown[name, method] = answer.status_code
    assert shown == {}


# ---- asking changes nothing ----


def tables() -> dict[str, Counter[Any]]:
    """What stands in each table."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            rows = cursor.fetchall()
            found[name] = Counter(
                repr([bytes(one) if isinstance(one, memoryview) else one for one in row]) for row in rows
            )
    return found


@pytest.mark.django_db
def test_asking_for_a_page_changes_nothing(matters: dict[str, str]) -> None:
    desk, client = Officer.objects.get(username="desk"), Client()
    Post.objects.filter(holdings__officer=desk).update(roles=Role.values)
    sign_in(client, desk)
    paths = []
    for name, route, pattern in addresses():
        whose = pattern.pattern.converters.get("number")
        given = {
            "partner": "VN", "party": "VN", "year": "2026", "code": "KH" if name == "directory:party" else DESK,
            "number": str(desk.pk if isinstance(whose, UUIDConverter) else desk.holdings.get().post_id),
        }  # fmt: skip
        if not name.startswith("requests:"):
            paths.append((name, filled(route, pattern, **given)))
    changed, unseen, last = {}, set(), tables()
    for name, path in [*paths, *of_matters(matters)]:
        status = client.get(path).status_code
        if status >= 400 and status != 405:  # what is only posted to is not asked for
            unseen.add(name)
        now = tables()
        touched = {table for table in now if now[table] != last[table]} - RECORDED - COMPARED.get(name, set())
        if touched:
            changed[name] = touched
        last = now
    assert changed == {}
    assert unseen == NONE_HERE


# ---- programs ----

FOR_ALL = {"/v1/me", "/v1/directory/parties", "/v1/directory/offices", "/v1/directory/declarations", "/v1/reference",
           "/v1/reference/{list}"}  # fmt: skip
"""What every token may ask: for whom it acts, the directory and the code lists, which hold nothing of a matter."""


def path_of(route: Route, **values: str) -> str:
    """A route's path: with these values, else with such as nothing has."""
    path = route.path
    for name in ("dossier", "entry", "draft", "upload", "list"):
        path = path.replace(f"{{{name}}}", values.get(name, UNKNOWN if name == "draft" else NOBODY))
    assert "{" not in path
    return path


@pytest.mark.django_db
def test_no_route_answers_without_a_token_or_under_another_scope(program: Any) -> None:
    tokens, answered = {}, {}
    assert {route.path for route in all_routes() if not route.scopes} == FOR_ALL
    for place, route in enumerate(all_routes()):
        method, path = route.method.lower(), path_of(route)
        for header in ({}, {"authorization": "Bearer tp_nobody"}, {"authorization": "Basic YTpi"}):
            address = f"192.0.2.{place + 1}"  # who tries often from one address is slowed down
            answer = getattr(Client(), method)(f"/api{path}", headers=header, REMOTE_ADDR=address, secure=True)
            if answer.status_code != 401:
                answered[method, path] = answer.status_code
        if not route.scopes:
            continue
        if route.scopes not in tokens:
            name = f"without{len(tokens)}"
            tokens[route.scopes] = program(name, scopes=[one for one in Scope.values if one not in route.scopes])
        bearer = {"authorization": f"Bearer {tokens[route.scopes].text}"}
        answer = getattr(Client(), method)(f"/api{path}", headers=bearer)
        if (answer.status_code, answer.json()["code"]) != (403, "scope"):
            answered[method, path, "scope"] = answer.status_code
    assert answered == {}


def bodies(matters: dict[str, str]) -> dict[str, Any]:
    """By the last word of a path, what a program would send there."""
    graded = {"handling": "H1", "source": "A", "information": "1"}
    item, said = {"item": matters["entry"]}, {"language": "en", "text": "x"}
    return {
        "take": None, "approve": None, "release": None, "record": None, "{draft}": draft(), "submit": said, "return": said,
        "ask-back": {"asks": ["PHOTO"]}, "refuse": {"ground": "OTHER"}, "remind": said, "withdraw": {"reason": "FOUND"},
        "answer": {"scope": "whole", "items": [{"subject": 0, "result": "NOT-FOUND", **graded}]}, "close": {},
        "extend": {"ground": "OTHER", "until": "2026-04-01"}, "redirect": {"to_office": "KH-FAR", "reason": "MATTER"},
        "give": {"asked": matters["entry"], "graded": graded, **said}, "messages": {"graded": graded, **said},
        "ask-translation": {**item, "into": "en", "to_office": "KH-FAR"}, "notes": said, "assign": {"to_office": "KH-FAR"},
        "translate": {**item, "into": "en", "texts": {"text": "x"}}, "decline-translation": {"asked": matters["ask"], **said},
        "ask-consent": {**item, "use": "EVIDENCE"}, "answer-consent": {"asked": matters["ask"], "decision": "given"},
        "recall": {"entry": matters["entry"], "reason": "recall"},
        "leads": {"judged": "same", "reference": "VN-KH-2026-0001", **said},
    }  # fmt: skip


@pytest.mark.django_db
def test_no_program_of_another_office_finds_a_matter_or_learns_that_there_is_one(
    matters: dict[str, str], program: Any
) -> None:
    elsewhere()
    far = program("far")
    shown, sent = {}, bodies(matters)
    entries = Entry.objects.count()
    for route in all_routes():
        if not any(name in route.path for name in ("{dossier}", "{draft}", "{entry}")):
            continue
        answers = []
        for values in (matters, {**matters, "draft": matters["submitted"]}, {}):
            path = path_of(route, **values).removeprefix("/v1")
            if route.method in ("GET", "DELETE"):
                answers.append(far.get(path) if route.method == "GET" else far.client.delete(
                    f"/api/v1{path}", headers={"authorization": f"Bearer {far.text}"}
                ))  # fmt: skip
            else:
                answers.append(far.send(path, sent[route.path.rsplit("/", 1)[1]], route.method.lower()))
        told = {(one.status_code, one.content) for one in answers}
        if len(told) != 1 or answers[0].status_code != 404:
            shown[route.method, route.path] = told
    assert shown == {}
    assert Entry.objects.count() == entries


@pytest.mark.django_db
def test_asking_for_an_object_changes_nothing(matters: dict[str, str], program: Any) -> None:
    desk = program("desk")
    program_tables = RECORDED | {"api_tokenuse", "api_token"}  # every use is noted, and when it was last used
    changed, unseen, last = {}, set(), tables()
    for route in all_routes():
        if route.method != "GET":
            continue
        path = path_of(route, **matters, list="purposes").removeprefix("/v1")
        answer = desk.get(f"{path}?use=RECORD" if path.endswith(("/file", "/export")) else path)
        if answer.status_code >= 400:
            unseen.add(route.path)
        now = tables()
        touched = (
            {table for table in now if now[table] != last[table]} - program_tables - COMPARED.get(route.path, set())
        )
        if touched:
            changed[route.path] = touched
        last = now
    assert changed == {}
    assert unseen == {"/v1/uploads/{upload}"}
