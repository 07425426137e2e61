"""What a program is told when something is not done: problem details (RFC 9457) with a stable type and a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from tripoint.ledger.encoding import dump_json

PROBLEM_TYPE = "application/problem+json"
TYPE = "urn:tripoint:problem:"

SENTENCES = {
    "https-required": _("Use https. The token that was sent in clear should be revoked."),
    "host": _("This address does not belong to the node."),
    "token": _("Send a token in force: Authorization: Bearer tp_…"),
    "scope": _("This token may not be used for this. Ask the administrator for one that may."),
    "not-found": _("There is nothing here, or it is not for the token's office."),
    "method": _("This method is not offered here."),
    "not-permitted": _("The token's post does not permit this."),
    "rate": _("Too many calls. Wait as long as Retry-After says."),
    "length": _("Say how long the body is (Content-Length)."),
    "too-large": _("The body is too large."),
    "media-type": _("Send the body as the description says (Content-Type)."),
    "json": _("The body is not strict JSON: one object, no member twice, no fractions."),
    "body": _("The body does not fit the description. Correct the members named."),
    "query": _("The query does not fit the description. Correct the parameters named."),
    "key-missing": _("Send an Idempotency-Key of 8 to 128 letters, digits, dots, hyphens or underscores."),
    "key-reused": _("This Idempotency-Key was used for another call. Make a new one for each."),
    "key-running": _("The first call with this Idempotency-Key is under way. Come again."),
    "outcome-unknown": _("The node stopped during the first call with this key. Read what became of it; "
                         "if it was not done, send it with a new key."),
    "key-many": _("Too many calls are remembered for this token. Wait, or send fewer."),
    "refused": _("This cannot be done as it stands. Correct what is named."),
    "conflict": _("This does not go with where the matter stands. Read it again."),
    "file": _("The file cannot be taken."),
    "unavailable": _("The node cannot do this now. Nothing was changed; try again."),
    "fault": _("Something failed in the node. The administrator finds it in the log."),
}  # fmt: skip
"""Sentences by code; the code is the last part of the problem's type and never changes its meaning."""

STATUS = {
    "https-required": 403, "host": 400, "token": 401, "scope": 403, "not-found": 404, "method": 405,
    "not-permitted": 403, "rate": 429, "length": 411, "too-large": 413, "media-type": 415, "json": 400, "body": 422,
    "query": 400, "key-missing": 400, "key-reused": 422, "key-running": 409, "outcome-unknown": 409, "key-many": 429,
    "refused": 422, "conflict": 409, "file": 422, "unavailable": 503, "fault": 500,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing in the way: `code`, the member or parameter it stands at ("" for the whole), a sentence."""

    code: str
    field: str = ""
    title: str = ""


@dataclass(eq=False)
class ApiProblem(Exception):
    """Ends a call with a problem. `code` is a key of SENTENCES."""

    code: str
    faults: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 0

    @property
    def number(self) -> int:
        """The HTTP status."""
        return self.status or STATUS[self.code]

    def members(self) -> dict[str, Any]:
        """The problem's members, in the language in force."""
        said: dict[str, Any] = {
            "type": TYPE + self.code, "title": str(SENTENCES[self.code]), "status": self.number, "code": self.code,
        }  # fmt: skip
        if self.faults:
            said["errors"] = [
                {"code": one.code, "field": one.field, "title": str(one.title)} for one in self.faults[:100]
            ]
        return said


def response(problem: ApiProblem) -> HttpResponse:
    """The answer that says it."""
    return HttpResponse(
        dump_json(problem.members()), status=problem.number, content_type=PROBLEM_TYPE, headers=dict(problem.headers)
    )
