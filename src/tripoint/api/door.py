"""The door under /api: it stands before sessions and cookies, so that none is looked at; a token alone opens it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.utils import translation
from pydantic import BaseModel, ValidationError

from tripoint.api import idempotency, openapi, tokens
from tripoint.api.models import TokenUse
from tripoint.api.problem import ApiProblem, Fault, response
from tripoint.api.rate import PER_MINUTE, WRONG_PER_MINUTE, Buckets
from tripoint.api.routes import Answer, Body, Call, Route, find
from tripoint.api.tokens import Bearer
from tripoint.audit.reads import ReadNotLogged
from tripoint.documents.errors import DocumentRefused
from tripoint.ledger.encoding import dump_json, parse_json, sha256
from tripoint.ledger.errors import Busy, KeysLocked, LedgerReadOnly, Refused
from tripoint.node import runtime
from tripoint.web.door import address_of

PREFIX = "/api"
DESCRIPTION = "/openapi.json"
COME_AGAIN = "5"  # seconds
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
MAX_LENGTH_DIGITS = 10
UPLOADS = {"upload-unknown": 404, "upload-gap": 409, "upload-many": 429, "upload-full": 507, "busy": 503}
log = logging.getLogger(__name__)
_calls, _wrong = Buckets(PER_MINUTE), Buckets(WRONG_PER_MINUTE)


class MachineDoor:
    """Answers everything under /api and passes on the rest."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Take the next layer."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """One call."""
        path = request.path_info
        if path != PREFIX and not path.startswith(PREFIX + "/"):
            return self.get_response(request)
        with translation.override(language_of(request)):
            answer = _guarded(request, path.removeprefix(PREFIX))
            answer.headers["Content-Language"] = translation.get_language() or settings.LANGUAGE_CODE
        answer.headers["Cache-Control"] = "no-store"  # a client may keep the ETag, nobody else keeps the answer
        answer.headers["Vary"] = "Authorization, Accept-Language"
        answer.headers["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'"
        return answer


def language_of(request: HttpRequest) -> str:
    """The best of the four languages by Accept-Language and its weights, else the node's own."""
    known, wanted = dict(settings.LANGUAGES), []
    for place, part in enumerate(request.headers.get("Accept-Language", "")[:200].split(",")):
        name, _, weight = part.partition(";")
        code = name.strip().split("-")[0].lower()
        try:
            share = float(weight.strip().removeprefix("q=") or 1) if weight else 1.0
        except ValueError:
            continue
        if code in known and 0 < share <= 1:
            wanted.append((-share, place, code))
    return min(wanted)[2] if wanted else str(settings.NODE.language)


def _guarded(request: HttpRequest, path: str) -> HttpResponse:
    """The answer, whatever goes wrong."""
    try:
        return _answer(request, path)
    except ApiProblem as problem:
        return response(problem)
    except Exception:  # the door never shows a page; the log has what happened
        log.exception("A call of %s failed", path[:80])
        return response(ApiProblem("fault"))


def _answer(request: HttpRequest, path: str) -> HttpResponse:
    if not (request.is_secure() or _is_local(request)):
        raise ApiProblem("https-required")
    try:
        request.get_host()
    except DisallowedHost:
        raise ApiProblem("host") from None
    if path == DESCRIPTION:
        if request.method not in ("GET", "HEAD"):
            raise ApiProblem("method", headers={"Allow": "GET, HEAD"})
        return _tagged(request, HttpResponse(openapi.text(), content_type="application/json"))
    bearer = _bearer(request)
    found = find(request.method or "", path)
    if isinstance(found, frozenset):
        if not found:
            raise ApiProblem("not-found")
        raise ApiProblem("method", headers={"Allow": ", ".join(sorted(found))})
    route, values = found
    if route.scopes and route.scopes.isdisjoint(bearer.token.scopes):
        raise ApiProblem("scope", [Fault("scope", ", ".join(sorted(route.scopes)))])
    data = _body(request, route) if request.method in WITH_BODY else b""
    if request.method != "POST":
        return _tagged(request, _do(request, route, bearer, values, data))
    return idempotency.once(
        runtime.ledger(), bearer.token, request.headers.get("Idempotency-Key", "")[:200], "POST", path, data,
        lambda: _do(request, route, bearer, values, data),
    )  # fmt: skip


def _bearer(request: HttpRequest) -> Bearer:
    """The caller. Whoever tries tokens is slowed down by address, before the database is asked."""
    address = address_of(request) or ""
    scheme, _, text = request.headers.get("Authorization", "")[:200].partition(" ")
    found = tokens.find(text.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        wait = _wrong.wait(address)
        if wait:
            raise ApiProblem("rate", headers={"Retry-After": str(wait)})
        raise ApiProblem("token", headers={"WWW-Authenticate": 'Bearer realm="tripoint"'})
    wait = _calls.wait(found.token.pk)
    if wait:
        raise ApiProblem("rate", headers={"Retry-After": str(wait)})
    tokens.used(found.token, address_of(request))
    return found


def _body(request: HttpRequest, route: Route) -> bytes:
    """The bytes that were sent, bounded before they are read."""
    announced = request.META.get("CONTENT_LENGTH") or ""
    if not (announced.isascii() and announced.isdigit() and len(announced) <= MAX_LENGTH_DIGITS):
        raise ApiProblem("length")
    if int(announced) > route.most:
        raise ApiProblem("too-large")
    wanted = "application/octet-stream" if route.raw else "application/json"
    if int(announced) and request.content_type != wanted:
        raise ApiProblem("media-type", [Fault("media-type", "Content-Type", wanted)])
    try:
        data = request.read(int(announced))
    except (UnreadablePostError, OSError):
        raise ApiProblem("unavailable", headers={"Retry-After": COME_AGAIN}) from None
    if len(data) != int(announced):
        raise ApiProblem("length")
    return data


def _do(
    request: HttpRequest, route: Route, bearer: Bearer, values: Mapping[str, str], data: bytes
) -> HttpResponse:  # fmt: skip
    try:
        call = Call(
            request, bearer, values, query=_query(request, route), body=_read(route, data),
            data=data if route.raw else b"",
        )  # fmt: skip
        answer = route.do(call)
        if answer.is_told:
            _note(request, route, bearer, answer.status, answer.dossier)
        return _said(answer)
    except ApiProblem as problem:
        if problem.number in (403, 404):
            _note(request, route, bearer, problem.number, values.get("dossier", "")[:43])
        raise
    except DocumentRefused as refused:
        status = UPLOADS.get(refused.code, 422)
        said = refused.message(translation.get_language() or "en")
        retry = {"Retry-After": COME_AGAIN} if status in (429, 503, 507) else {}
        raise ApiProblem("file", [Fault(refused.code, "", said)], retry, status) from refused
    except (ReadNotLogged, Busy, KeysLocked, LedgerReadOnly, DatabaseError) as error:
        log.warning("A call was not served: %s", error)
        raise ApiProblem("unavailable", headers={"Retry-After": COME_AGAIN}) from error


def _query(request: HttpRequest, route: Route) -> Any:
    given = dict(request.GET.lists())
    wrong = [Fault("repeated", name[:80]) for name, one in given.items() if len(one) != 1]
    if wrong:
        raise ApiProblem("query", wrong)
    try:
        return (route.query or NoQuery).model_validate({name: one[0] for name, one in given.items()})
    except ValidationError as error:
        raise ApiProblem("query", faults_of(error)) from None


class NoQuery(Body):
    """Of a route without parameters."""


def _read(route: Route, data: bytes) -> BaseModel | None:
    """The body as its model; one JSON object, strictly read."""
    if route.body is None:
        if data and not route.raw:
            parse = _parsed(data, route)
            if parse:
                raise ApiProblem("body", [Fault("extra_forbidden", name[:80]) for name in sorted(parse)[:20]])
        return None
    _parsed(data or b"{}", route)
    try:
        return route.body.model_validate_json(data or b"{}", strict=True)
    except ValidationError as error:
        raise ApiProblem("body", faults_of(error)) from None


def _parsed(data: bytes, route: Route) -> dict[str, Any]:
    try:
        return parse_json(data, route.most)
    except Refused as refused:
        raise ApiProblem("json", [Fault(refused.code)]) from None


def faults_of(error: ValidationError) -> list[Fault]:
    """What a model refused, by member, without the values."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    return [Fault(one["type"], ".".join(map(str, one["loc"]))[:200]) for one in found]


def _note(request: HttpRequest, route: Route, bearer: Bearer, status: int, dossier: str) -> None:
    """Writes the use of the token down; what cannot be written down is not told."""
    TokenUse.objects.create(
        token=bearer.token, method=route.method, route=route.path, dossier=dossier, status=status,
        address=address_of(request),
    )  # fmt: skip


def _said(answer: Answer) -> HttpResponse:
    if answer.said is None:
        return HttpResponse(answer.data, status=answer.status, content_type=answer.media, headers=dict(answer.headers))
    content = dump_json(answer.said.model_dump(mode="json"))
    return HttpResponse(content, status=answer.status, content_type=answer.media, headers=dict(answer.headers))


def _tagged(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """With an ETag; 304 when the program has this very answer, nothing but headers for HEAD."""
    if request.method in ("GET", "HEAD") and answer.status_code == 200:
        tag = f'"{sha256(answer.content)}"'
        known = request.headers.get("If-None-Match", "")[:2_000]
        if tag in [one.strip().removeprefix("W/") for one in known.split(",")]:
            answer = HttpResponse(status=304)
            del answer.headers["Content-Type"]
        answer.headers["ETag"] = tag
    if request.method == "HEAD":
        answer.headers.setdefault("Content-Length", str(len(answer.content)))
        answer.content = b""
    return answer


def _is_local(request: HttpRequest) -> bool:
    """From this machine and not passed on by a proxy, whose requests all come from this machine."""
    passed_on = any(name in request.headers for name in ("X-Forwarded-For", "X-Forwarded-Proto", "Forwarded", "Via"))
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and not passed_on
