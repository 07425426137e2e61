"""A program does what the screens do: it drafts, a second officer's program releases, others answer."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from tests.api.conftest import Node
from tests.api.drafts import draft
from tests.capabilities.requests.calls import a_call
from tests.capabilities.requests.ministries import OFFICES, officer, trace_form
from tests.capabilities.requests.test_attachments import photo
from tests.capabilities.requests.test_pages import DESK, arrived
from tests.web.people import someone

from tripoint.api.models import Scope, TokenUse
from tripoint.audit.models import ReadKind, ReadLog
from tripoint.capabilities.requests import actions
from tripoint.capabilities.requests.form import RequestForm
from tripoint.capabilities.requests.models import RequestState, Stop
from tripoint.capabilities.requests.routes.steps import Route, RouteStep
from tripoint.directory.models import Office, Role


def item(**more: Any) -> dict[str, Any]:
    return {"subject": 0, "result": "AT-ADDRESS", "matched_by": "document", "handling": "H1", "source": "A",
            "information": "1", **more}  # fmt: skip


def test_a_draft_is_written_submitted_and_released_by_a_second_officer(node: Node, program: Any) -> None:
    desk, chief = program("desk"), program("chief", Role.SUPERVISOR)
    made = desk.send("/drafts", draft())
    assert made.status_code == 201, made.content
    number = made.json()["draft"]
    assert made["Location"] == f"/api/v1/drafts/{number}"
    assert desk.get(f"/drafts/{number}").json()["form"]["text"] == draft()["text"]
    assert desk.send(f"/drafts/{number}", draft(text="Khác."), "put").status_code == 200
    assert desk.send(f"/drafts/{number}/submit").json()["state"] == "submitted"
    refused = program("desk").send(f"/drafts/{number}/release")  # another token of the same officer
    assert (refused.status_code, refused.json()["code"]) == (403, "not-permitted")
    assert [one["draft"] for one in chief.get("/drafts").json()["items"]] == [number]
    released = chief.send(f"/drafts/{number}/release")
    assert released.status_code == 201, released.content
    row = RequestState.objects.get()
    assert released.json()["reference"] == row.reference == "KH-VN-2026-0001"
    node.carry()
    assert node.vn.state(row.dossier).phase == "received"
    node.vn.answer(row.dossier)
    node.carry()
    found = desk.get(f"/requests/{row.dossier}").json()
    assert [one["type"] for one in found["entries"]] == ["request.opened.v1", "request.answered.v1"]
    assert found["entries"][1]["content"]["text"] == "ចម្លើយ"
    assert desk.send(f"/requests/{row.dossier}/close", {"usefulness": "DECISIVE"}).status_code == 201
    again = desk.send(f"/requests/{row.dossier}/close", {"usefulness": "DECISIVE"})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")


def test_a_call_is_stated_at_once_and_its_record_is_begun(node: Node, program: Any) -> None:
    desk, said = program("desk"), a_call(addressee="VN", to_office=OFFICES["VN"])
    body = said.model_dump(mode="json", exclude={"file", "attachment"})
    assert program("lawyer", Role.LEGAL_REVIEWER).send("/calls", body).status_code == 403
    made = desk.send("/calls", body)
    assert made.status_code == 201, made.content
    again = desk.send("/calls", body)
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    node.carry()
    dossier = made.json()["dossier"]
    assert node.vn.state(dossier).is_unrecorded
    shown = desk.get(f"/requests/{dossier}").json()["request"]
    assert shown["recorded_at"] is None
    assert shown["record_due"] > shown["called_at"]
    begun = desk.send(f"/requests/{dossier}/record")
    assert begun.status_code == 201, begun.content
    form = desk.get(f"/drafts/{begun.json()['draft']}").json()["form"]
    assert (form["call"], form["text"]) == (dossier, said.text)
    refused = desk.send("/calls", {**body, "urgency": "NORMAL", "called_at": None})
    assert {one["code"] for one in refused.json()["errors"]} == {"required"}


def test_who_releases_cannot_be_who_wrote_it(node: Node, program: Any) -> None:
    chief = program("chief", Role.SUPERVISOR)
    number = chief.send("/drafts", draft()).json()["draft"]
    chief.send(f"/drafts/{number}/submit")
    refused = program("chief").send(f"/drafts/{number}/release")
    assert refused.status_code in (403, 422)
    assert [one["code"] for one in refused.json()["errors"]] == ["s12-second-officer"]
    assert not RequestState.objects.exists()


def test_a_draft_on_a_longer_route_is_signed_step_by_step(node: Node, program: Any) -> None:
    desk, first, second = program("desk"), program("first", Role.SUPERVISOR), program("second", Role.SUPERVISOR)
    ruler = officer("KH", "administrator", office=DESK)
    actions.set_route(node.kh.ledger, ruler, Route(steps=(RouteStep(), RouteStep())), office=DESK)
    number = desk.send("/drafts", draft()).json()["draft"]
    desk.send(f"/drafts/{number}/submit")
    early = first.send(f"/drafts/{number}/release")
    assert [one["code"] for one in early.json()["errors"]] == ["route-not-last"]
    assert first.send(f"/drafts/{number}/approve").json() == {"draft": number, "released": None}
    assert first.send(f"/drafts/{number}/approve").status_code in (403, 409, 422)  # nobody signs twice
    told = [one["type"] for one in second.get("/events?start=true").json()["items"]]
    assert told == ["home.release-submitted.v1", "home.step-approved.v1"]
    released = second.send(f"/drafts/{number}/approve").json()["released"]
    assert RequestState.objects.get().dossier == released["dossier"]


def test_the_safeguards_hold_and_name_the_member(node: Node, program: Any) -> None:
    desk = program("desk")
    number = desk.send("/drafts", draft(offences=[], basis=[])).json()["draft"]
    refused = desk.send(f"/drafts/{number}/submit", {}, **{"accept-language": "vi"})
    assert refused.status_code == 422
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["type"] == "urn:tripoint:problem:refused"
    assert {"s1-offence", "s1-basis"} <= {one["code"] for one in refused.json()["errors"]}
    assert "tội" in refused.json()["errors"][0]["title"]


def test_an_arrived_request_is_taken_asked_back_extended_and_answered(node: Node, program: Any) -> None:
    dossier, desk = arrived(node), program("desk")
    path = f"/requests/{dossier}"
    assert desk.get(path).json()["steps"][0] == "take"
    assert desk.send(f"{path}/take").status_code == 201
    assert desk.send(f"{path}/take").json()["errors"][0]["code"] == "state-taken"
    asks = desk.get("/reference/clarification_asks").json()["items"]
    assert desk.send(f"{path}/ask-back", {"asks": [asks[0]["code"]], "text": "?"}).status_code == 201
    grounds = desk.get("/reference/extension_grounds").json()["items"]
    assert desk.send(f"{path}/extend", {"ground": grounds[0]["code"], "until": "2026-03-20"}).status_code == 201
    assert desk.send(f"{path}/notes", {"text": "for the night shift", "language": "en"}).status_code == 201
    body = {"scope": "whole", "items": [item()], "language": "km", "text": "ចម្លើយ"}
    assert desk.send(f"{path}/answer", body).status_code == 201
    second = desk.send(f"{path}/answer", body)
    assert second.json()["errors"][0]["code"] == "state-final"
    home = desk.get(path).json()["home"]
    assert [one["content"]["text"] for one in home if one["type"] == "home.noted.v1"] == ["for the night shift"]
    node.carry()
    assert node.vn.state(dossier).phase == "answered"


def test_every_reading_is_logged_under_the_officer_and_the_token(node: Node, program: Any) -> None:
    dossier, desk = arrived(node), program("desk")
    desk.get(f"/requests/{dossier}")
    read = ReadLog.objects.get()
    assert (read.officer, read.post, read.kind, read.party) == (desk.officer, desk.post, ReadKind.MACHINE, "VN")
    use = TokenUse.objects.get()
    assert (use.route, use.dossier, use.status) == ("/v1/requests/{dossier}", dossier, 200)


def test_a_token_of_another_office_finds_nothing(node: Node, program: Any) -> None:
    dossier = arrived(node)
    Office.objects.create(code="KH-PREY", party_id="KH", name_en="Another", level="province")
    other = program("other", office="KH-PREY")
    assert other.get("/requests").json()["items"] == []
    for answer in (
        other.get(f"/requests/{dossier}"),
        other.get(f"/requests/{dossier}/entries/{dossier}/file"),
        other.send(f"/requests/{dossier}/take"),
        other.send(f"/requests/{dossier}/notes", {"text": "x"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    nowhere = other.get(f"/requests/{'x' * 43}")
    assert nowhere.json() == other.get(f"/requests/{dossier}").json()
    assert not ReadLog.objects.exists()


def test_a_draft_of_another_officer_finds_nothing(node: Node, program: Any) -> None:
    number = program("desk").send("/drafts", draft()).json()["draft"]
    other = program("other")
    assert other.get(f"/drafts/{number}").status_code == 404
    assert other.send(f"/drafts/{number}", draft(), "put").status_code == 404
    assert other.send(f"/drafts/{number}/submit").status_code == 404
    assert other.get("/drafts/not-a-draft").status_code == 404


def test_a_stopped_matter_is_not_told_of(node: Node, program: Any) -> None:
    from tripoint.capabilities.requests.actions.stating import Words
    from tripoint.capabilities.requests.permission import acting

    dossier, desk = arrived(node), program("desk")
    lawyer = someone((Role.LEGAL_REVIEWER,), "lawyer")
    cursor = desk.get("/events?start=true").json()["cursor"]
    who = acting(lawyer, lawyer.holdings.get().post)
    actions.stop(node.kh.ledger, who, dossier, "FEAR-OF-RETURN", Words("en", "fears return"))
    assert Stop.objects.count() == 1
    assert desk.get(f"/requests/{dossier}").json()["home"] == []
    assert desk.get(f"/events?after={cursor}").json()["items"] == []
    body = {"scope": "whole", "items": [item()], "text": "x"}
    refused = desk.send(f"/requests/{dossier}/answer", body)
    assert [one["code"] for one in refused.json()["errors"]] == ["under-review"]


def test_lists_are_filtered_and_paged_by_a_cursor(node: Node, program: Any) -> None:
    made = []
    for _count in range(5):
        node.ministries.clock.go(minutes=1)
        made.append(node.vn.request(trace_form(to_office=DESK)))
    node.carry()
    desk, seen, cursor = program("desk"), [], ""
    while True:
        page = desk.get(f"/requests?side=answer&limit=2&cursor={cursor}").json()
        seen += [one["dossier"] for one in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    assert seen == made[::-1]
    assert len(desk.get("/requests?party=VN&phase=received").json()["items"]) == 5
    assert desk.get("/requests?party=LA").json()["items"] == []
    assert len(desk.get("/requests?reference=VN-KH-2026-0003").json()["items"]) == 1
    for wrong in ("limit=0", "limit=x", "cursor=abc", "nothing=1", "side=other", "limit=1&limit=2"):
        answer = desk.get(f"/requests?{wrong}")
        assert (answer.status_code, answer.json()["code"]) == (400, "query"), wrong


def test_a_photo_is_sent_in_pieces_and_goes_with_the_draft(node: Node, program: Any) -> None:
    desk, chief, data = program("desk"), program("chief", Role.SUPERVISOR), photo()
    begun = desk.send("/uploads", {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()})
    upload = begun.json()["upload"]
    half = len(data) // 2
    raw = {"content-type": "application/octet-stream"}
    sent = desk.send(f"/uploads/{upload}?offset=0", data[:half], "patch", **raw)
    assert (sent.status_code, sent.json()["offset"]) == (200, half)
    gap = desk.send(f"/uploads/{upload}?offset={half + 5}", data[half:], "patch", **raw)
    assert (gap.status_code, gap["Upload-Offset"]) == (409, str(half))
    assert desk.get(f"/uploads/{upload}").json()["offset"] == half
    assert desk.send("/drafts", draft(upload=upload)).json()["code"] == "body"  # not whole yet
    whole = desk.send(f"/uploads/{upload}?offset={half}", data[half:], "patch", **raw)
    assert whole.json()["media_type"] == "image/jpeg"
    assert program("other").get(f"/uploads/{upload}").status_code == 404
    number = desk.send("/drafts", draft(upload=upload)).json()["draft"]
    desk.send(f"/drafts/{number}/submit")
    dossier = chief.send(f"/drafts/{number}/release").json()["dossier"]
    line = desk.get(f"/requests/{dossier}").json()["entries"][0]
    assert "key" not in line["content"]["attachments"][0]
    file = desk.get(f"/requests/{dossier}/entries/{line['id']}/file")
    assert (file["Content-Type"], file.content[:2]) == ("image/jpeg", b"\xff\xd8")


def test_what_a_form_can_say_a_program_can_send(node: Node) -> None:
    from tripoint.capabilities.requests.api import Draft

    kept = set(RequestForm.model_fields) - set(Draft.model_fields)
    assert kept == {"file", "attachment"}
    assert "'key'" not in str(Draft.model_json_schema())


@pytest.mark.parametrize("scope", Scope.values)
def test_each_scope_opens_its_own_routes_alone(node: Node, program: Any, scope: str) -> None:
    dossier, one = arrived(node), program("desk", scopes=[scope])
    calls = {
        "read": one.get(f"/requests/{dossier}"),
        "draft": one.send("/drafts", draft()),
        "release": one.send(f"/drafts/{'0' * 8}-0000-4000-8000-{'0' * 12}/release"),
        "answer": one.send(f"/requests/{dossier}/take"),
        "home": one.send(f"/requests/{dossier}/notes", {"text": "x"}),
        "events": one.get("/events"),
    }
    closed = {name for name, answer in calls.items() if answer.status_code == 403 and answer.json()["code"] == "scope"}
    assert closed == set(Scope.values) - {scope}


def test_a_message_is_said_and_told_of(node: Node, program: Any) -> None:
    dossier, desk = arrived(node), program("desk")
    graded = {"handling": "H0", "source": "A", "information": "1"}
    said = desk.send(f"/requests/{dossier}/messages", {"language": "km", "text": "គាត់នៅទីនេះ", "graded": graded})
    assert said.status_code == 201, said.content
    long = desk.send(f"/requests/{dossier}/messages", {"text": "x" * 501, "graded": graded})
    assert long.status_code in (400, 422)
    assert "request.message.v1" in [one["type"] for one in desk.get("/events?start=true").json()["items"]]
    assert desk.get(f"/requests/{dossier}").json()["entries"][-1]["content"]["text"] == "គាត់នៅទីនេះ"


def test_a_translation_is_asked_found_and_handed_in(node: Node, program: Any) -> None:
    dossier, desk = arrived(node), program("desk")
    ask = {"item": dossier, "into": "km", "to_office": DESK, "text": "x"}
    assert desk.send(f"/requests/{dossier}/ask-translation", {**ask, "of": "VN"}).status_code == 422
    asked = desk.send(f"/requests/{dossier}/ask-translation", ask).json()["entry"]
    (row,) = desk.get("/translations").json()["items"]
    assert (row["asked"], row["item_type"], row["to_do"], row["state"]) == (asked, "request.opened.v1", True, "open")
    said = {"item": dossier, "into": "km", "texts": {"text": "ម៉ាស៊ីន"}, "asked": asked}
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"texts": {"subjects.0.name": "x"}}, "translation-place"), ({"into": "vi"}, "translation-language"),
        ({"made": "machine"}, "translation-engine"), ({"shared": True}, "translation-asked"),
    ]  # fmt: skip
    for change, code in wrong:
        refused = desk.send(f"/requests/{dossier}/translate", {**said, **change})
        assert [one["code"] for one in refused.json()["errors"]] == [code]
    made = desk.send(f"/requests/{dossier}/translate", {**said, "made": "machine", "engine": "Argos 1.9"})
    assert made.status_code == 201, made.content
    found = next(one for one in desk.get(f"/requests/{dossier}").json()["home"] if one["id"] == made.json()["entry"])
    assert (found["facts"]["made"], found["facts"]["engine"]) == ("machine", "Argos 1.9")
    assert found["content"]["text"] == "ម៉ាស៊ីន"
    assert program("other", Role.OFFICER).get("/translations").status_code == 200
    late = desk.send(f"/requests/{dossier}/decline-translation", {"asked": asked, "text": "x"})
    assert [one["code"] for one in late.json()["errors"]] == ["translation-done"]
