"""The door for programs: tokens, limits, strict bodies, one form of refusal, and calls that are not done twice."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from tests.api.conftest import Node
from tests.api.drafts import draft
from tests.capabilities.requests.test_pages import arrived, signed_in
from tests.web.people import PASSWORD, SECRET, hold, someone

from tripoint.api import door, idempotency, tokens
from tripoint.api.models import KeptAnswer, Scope, Token, TokenUse
from tripoint.api.rate import Buckets
from tripoint.capabilities.requests.models import RequestDraft
from tripoint.directory.actions import Actor
from tripoint.directory.models import Change, DirectoryChange, Holding, Role
from tripoint.web import totp


def code(answer: Any) -> tuple[int, str]:
    assert answer["Content-Type"] == "application/problem+json", answer.content
    assert answer.json()["type"] == f"urn:tripoint:problem:{answer.json()['code']}"
    assert answer.json()["status"] == answer.status_code
    return answer.status_code, answer.json()["code"]


def test_only_a_token_in_force_opens(node: Node, program: Any) -> None:
    one = program("desk")
    assert one.get("/me").json()["office"] == "KH-MOI"
    for text in ("", "tp_x", one.text[:-1] + ("A" if one.text[-1] != "A" else "B"), one.text + "A", "tp_" + "a" * 200):
        answer = Client().get("/api/v1/me", headers={"authorization": f"Bearer {text}"})
        assert code(answer) == (401, "token")
        assert answer["WWW-Authenticate"].startswith("Bearer")
    token = Token.objects.get()
    assert one.text not in json.dumps(list(Token.objects.values()), default=str)
    assert one.text[-43:] not in json.dumps(list(Token.objects.values()), default=str)

    def opens() -> bool:
        return bool(one.get("/me").status_code == 200)

    Token.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert not opens()
    Token.objects.update(expires_at=token.expires_at)
    assert opens()
    one.officer.is_active = False
    one.officer.save()
    assert not opens()
    one.officer.is_active = True
    one.officer.save()
    Holding.objects.filter(officer=one.officer).update(valid_until=datetime.date(2020, 1, 2))
    assert not opens()
    Holding.objects.filter(officer=one.officer).update(valid_until=None)
    assert opens()
    tokens.revoke(Actor(one.officer, one.post), token)  # the officer's own to end
    assert not opens()


def test_a_session_opens_nothing_here_and_a_token_no_page(node: Node, program: Any) -> None:
    one = program("desk")
    one.officer.set_password(PASSWORD)
    one.officer.save()
    totp.pair(one.officer, SECRET)
    browser = signed_in(one.officer)
    assert browser.get("/requests/").status_code == 200
    assert code(browser.get("/api/v1/requests")) == (401, "token")
    assert code(browser.post("/api/v1/drafts", json.dumps(draft()), content_type="application/json")) == (401, "token")
    page = Client().get("/requests/", headers={"authorization": f"Bearer {one.text}"})
    assert (page.status_code, page["Location"].partition("?")[0]) == (302, "/sign-in")
    answer = one.get("/me")
    assert answer.cookies == {}
    assert answer["Cache-Control"] == "no-store"


def test_a_token_is_refused_over_plain_http_from_elsewhere(node: Node, program: Any) -> None:
    one = program("desk")
    headers = {"authorization": f"Bearer {one.text}"}
    assert code(Client(REMOTE_ADDR="10.1.2.3").get("/api/v1/me", headers=headers)) == (403, "https-required")
    passed_on = {**headers, "x-forwarded-for": "10.1.2.3"}
    assert code(Client().get("/api/v1/me", headers=passed_on)) == (403, "https-required")
    secure = Client(REMOTE_ADDR="10.1.2.3").get("/api/v1/me", headers=headers, secure=True)
    assert secure.status_code == 200
    assert code(Client().get("/api/v1/me", headers={**headers, "host": "evil.example"})) == (400, "host")


def test_refusals_speak_the_four_languages(node: Node) -> None:
    said = {
        language: Client().get("/api/v1/me", headers={"accept-language": language}).json()["title"]
        for language in ("en", "vi", "lo", "km")
    }
    assert len(set(said.values())) == 4
    weighed = Client().get("/api/v1/me", headers={"accept-language": "en;q=0.2, km;q=0.9, fr"})
    assert weighed.json()["title"] == said["km"]
    assert weighed["Content-Language"] == "km"
    assert Client().get("/api/v1/me").json()["title"] == said[settings.NODE.language]


BAD = [
    (b'{"text": "a", "text": "b"}', "application/json", (400, "json")),
    (b'{"years": 1.5}', "application/json", (400, "json")),
    (b"[1]", "application/json", (400, "json")),
    (b'{"a":' * 40 + b"1" + b"}" * 40, "application/json", (400, "json")),
    (b'{"text": "\xff"}', "application/json", (400, "json")),
    (b'{"text": "\\ud800"}', "application/json", (400, "json")),
    (b'{"unknown": 1}', "application/json", (422, "body")),
    (b'{"years": "5"}', "application/json", (422, "body")),
    (b'{"years": 9}', "application/json", (422, "body")),
    (b"years=1", "application/x-www-form-urlencoded", (415, "media-type")),
    (b"{}", "text/plain", (415, "media-type")),
    (b'{"text": "' + b"x" * (4 * 1024 * 1024) + b'"}', "application/json", (413, "too-large")),
]


@pytest.mark.parametrize(("body", "media", "expected"), BAD)
def test_a_body_is_read_strictly(node: Node, program: Any, body: bytes, media: str, expected: tuple[int, str]) -> None:
    answer = program("desk").send("/drafts", body, **{"content-type": media})
    assert code(answer) == expected
    assert b"xxxx" not in answer.content
    assert not RequestDraft.objects.exists()


def test_a_wrong_path_and_a_wrong_method_are_told_apart(node: Node, program: Any) -> None:
    one = program("desk")
    assert code(one.get("/nothing")) == (404, "not-found")
    assert code(one.get("/requests/" + "x" * 500)) == (404, "not-found")
    answer = one.send("/me", method="delete")
    assert code(answer) == (405, "method")
    assert answer["Allow"] == "GET"
    assert code(Client().get("/api")) == (401, "token")


def test_a_post_is_done_once_and_answered_alike(node: Node, program: Any) -> None:
    one = program("desk")
    first = one.send("/drafts", draft(), **{"idempotency-key": "letter-0001"})
    again = one.send("/drafts", draft(), **{"idempotency-key": "letter-0001"})
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first["Location"] == again["Location"]
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert RequestDraft.objects.count() == 1
    other = one.send("/drafts", draft(text="another"), **{"idempotency-key": "letter-0001"})
    assert code(other) == (422, "key-reused")
    elsewhere = one.send(f"/drafts/{first.json()['draft']}/submit", draft(), **{"idempotency-key": "letter-0001"})
    assert elsewhere.status_code == 422
    assert program("other").send("/drafts", draft(), **{"idempotency-key": "letter-0001"}).status_code == 201
    for key in ("", "short", "with blank 12", "x" * 129):
        assert code(one.send("/drafts", draft(), **{"idempotency-key": key})) == (400, "key-missing")
    kept = bytes(KeptAnswer.objects.filter(token__officer=one.officer).get().sealed)
    assert first.json()["draft"].encode() not in kept


def test_a_call_under_way_or_cut_off_is_not_done_again(node: Node, program: Any) -> None:
    one = program("desk")
    one.send("/drafts", draft(), **{"idempotency-key": "letter-0001"})
    KeptAnswer.objects.update(status=0)
    answer = one.send("/drafts", draft(), **{"idempotency-key": "letter-0001"})
    assert code(answer) == (409, "key-running")
    assert int(answer["Retry-After"]) > 0
    KeptAnswer.objects.update(at=timezone.now() - idempotency.UNDER_WAY)
    assert code(one.send("/drafts", draft(), **{"idempotency-key": "letter-0001"})) == (409, "outcome-unknown")
    assert RequestDraft.objects.count() == 1
    KeptAnswer.objects.update(at=timezone.now() - idempotency.KEPT - datetime.timedelta(seconds=1))
    idempotency.forget_old(node.kh.ledger)
    assert not KeptAnswer.objects.exists()


def test_what_was_refused_may_be_sent_again(node: Node, program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    dossier, one = arrived(node), program("desk")
    key = {"idempotency-key": "letter-0001"}
    monkeypatch.setattr(node.kh.ledger, "read_only", lambda: True)
    answer = one.send(f"/requests/{dossier}/take", **key)
    assert code(answer) == (503, "unavailable")
    assert answer["Retry-After"]
    monkeypatch.undo()
    assert one.send(f"/requests/{dossier}/take", **key).status_code == 201


def test_the_store_of_answers_is_bounded(node: Node, program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idempotency, "MOST_KEPT", 2)
    one = program("desk")
    assert [one.send("/drafts", draft()).status_code for _count in range(3)] == [201, 201, 429]


def test_a_token_that_calls_too_often_waits(node: Node, program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(door, "_calls", Buckets(2, clock=lambda: now[0]))
    monkeypatch.setattr(door, "_wrong", Buckets(1, clock=lambda: now[0]))
    one, other = program("desk"), program("other")
    assert [one.get("/me").status_code for _count in range(3)] == [200, 200, 429]
    answer = one.get("/me")
    assert code(answer) == (429, "rate")
    assert answer["Retry-After"] == "30"
    assert other.get("/me").status_code == 200
    now[0] += 30
    assert one.get("/me").status_code == 200
    assert [code(Client().get("/api/v1/me"))[0] for _count in range(2)] == [401, 429]


def test_an_unchanged_answer_is_not_sent_again(node: Node, program: Any) -> None:
    dossier, one = arrived(node), program("desk")
    first = one.get(f"/requests/{dossier}")
    second = one.get(f"/requests/{dossier}", **{"if-none-match": first["ETag"]})
    assert (second.status_code, second.content) == (304, b"")
    assert TokenUse.objects.filter(dossier=dossier).count() == 2  # it was read all the same
    one.send(f"/requests/{dossier}/take")
    third = one.get(f"/requests/{dossier}", **{"if-none-match": first["ETag"]})
    assert third.status_code == 200
    assert third["ETag"] != first["ETag"]


def test_what_cannot_be_noted_is_not_told(node: Node, program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import DatabaseError

    def full(**values: object) -> None:
        raise DatabaseError("disk full")

    dossier, one = arrived(node), program("desk")
    monkeypatch.setattr(TokenUse.objects, "create", full)
    answer = one.get(f"/requests/{dossier}")
    assert code(answer) == (503, "unavailable")
    assert dossier.encode() not in answer.content


def test_a_fault_shows_no_page_and_no_detail(node: Node, program: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from tripoint.capabilities.requests import told

    def broken(*values: object) -> None:
        raise RuntimeError("a secret detail")

    dossier, one = arrived(node), program("desk")
    monkeypatch.setattr(told, "dossier", broken)
    answer = one.get(f"/requests/{dossier}")
    assert code(answer) == (500, "fault")
    assert b"secret" not in answer.content


def test_who_makes_tokens_and_for_whom(node: Node, administrator: Actor) -> None:
    from django.core.exceptions import PermissionDenied, ValidationError

    desk = someone((Role.OFFICER,), "desk")
    post = desk.holdings.get().post
    with pytest.raises(PermissionDenied):
        tokens.make(Actor(desk, post), desk, post, "x", [Scope.READ], 30)
    with pytest.raises(ValidationError, match="own account"):
        own = hold(administrator.officer, (Role.OFFICER,))
        tokens.make(administrator, administrator.officer, own, "x", [Scope.READ], 30)
    for officer, held, scopes, days in (
        (desk, own, [Scope.READ], 30), (desk, post, [], 30), (desk, post, ["all"], 30), (desk, post, [Scope.READ], 367),
    ):  # fmt: skip
        with pytest.raises(ValidationError):
            tokens.make(administrator, officer, held, "x", scopes, days)
    token, _text = tokens.make(administrator, desk, post, "x", [Scope.READ], 30)
    with pytest.raises(PermissionDenied):
        other = someone((Role.OFFICER,), "other")
        tokens.revoke(Actor(other, other.holdings.get().post), token)
        tokens.accept(Actor(other, other.holdings.get().post), token)
    with pytest.raises(PermissionDenied):
        tokens.accept(administrator, token)
    tokens.accept(Actor(desk, post), token)
    tokens.revoke(administrator, token)
    made = list(DirectoryChange.objects.filter(change__startswith="token").order_by("id").values_list("change", "by"))
    admin = administrator.officer.pk
    assert made == [(Change.TOKEN_MADE, admin), (Change.TOKEN_ACCEPTED, desk.pk), (Change.TOKEN_REVOKED, admin)]
