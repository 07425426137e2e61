"""The pages of approval routes, through the door: configured, signed step by step, approved by telephone, confirmed."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from tests.capabilities.requests.test_pages import FIELDS, Node, desk, node, signed_in
from tests.web.people import hold, office, someone

from tripoint.capabilities.requests.models import HomeState, RequestDraft, RequestState
from tripoint.capabilities.requests.routes.models import Approval, RouteRow
from tripoint.directory import actions
from tripoint.directory.actions import Actor
from tripoint.directory.models import Deputy, DirectoryChange, Officer, Role

__all__ = ["desk", "node"]
DAY = datetime.date(2020, 1, 1)
STEPS = {"step1_role": "officer", "step1_office": "KH-GDI", "step2_role": "any"}


def elsewhere(officer: Officer, *roles: str) -> Officer:
    """Moves the officer to another office."""
    post = officer.holdings.get().post
    post.office, post.roles = office("KH-GDI"), [*roles] or post.roles
    post.save()
    return officer


def configured(node: Node, **changes: str) -> None:
    """A route of two steps, set by an administrator on the page."""
    office("KH-GDI")
    client = signed_in(someone((Role.ADMINISTRATOR,), "admin"))
    answer = client.post("/requests/routes/new", {"office": "KH-MOI", "phone_hours": "24", **STEPS, **changes})
    assert answer.status_code == 302, answer.context["form"].errors
    page = client.get("/requests/routes").content.decode()
    assert "End this route" in page


def submitted(desk: Officer) -> str:
    """A draft on its route."""
    answer = signed_in(desk).post("/requests/new/trace", {**FIELDS, "submit": "1"})
    assert answer.status_code == 302
    return str(RequestDraft.objects.get().pk)


def test_a_route_is_set_shown_on_the_draft_and_signed_step_by_step(node: Node, desk: Officer) -> None:
    configured(node)
    page = signed_in(desk).get("/requests/new/trace").content.decode()
    assert "2 steps" in page
    draft = submitted(desk)
    first = signed_in(elsewhere(someone((Role.OFFICER,), "first")))
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    assert f"/requests/release/{draft}" in first.get("/").content.decode()
    assert "Sign this step" in first.get(f"/requests/release/{draft}").content.decode()
    assert "for another post" in chief.get(f"/requests/release/{draft}").content.decode()
    to_sign, _heading, to_record = chief.get("/requests/release").content.decode().partition('id="calls"')
    assert f"/requests/release/{draft}" not in to_sign
    assert f"/requests/release/{draft}" in to_record  # the route permits an approval by telephone, which he may record
    assert first.post(f"/requests/release/{draft}", {"decision": "release", "text": ""}).status_code == 302
    assert "Step 2 of 2" in chief.get("/requests/release").content.decode()
    values = {"decision": "step-before", "text": "ពិនិត្យម្តងទៀត"}
    assert chief.post(f"/requests/release/{draft}", {**values, "text": ""}).status_code == 422
    assert chief.post(f"/requests/release/{draft}", values).status_code == 302
    assert "ពិនិត្យម្តងទៀត" in first.get(f"/requests/release/{draft}").content.decode()
    first.post(f"/requests/release/{draft}", {"decision": "release", "text": ""})
    answer = chief.post(f"/requests/release/{draft}", {"decision": "release", "text": ""})
    assert answer["Location"] == f"/requests/{RequestState.objects.get().dossier}"


def test_the_author_sees_how_far_the_draft_is_and_the_remark_it_came_back_with(node: Node, desk: Officer) -> None:
    draft, author = submitted(desk), signed_in(desk)
    assert author.get(f"/requests/draft/{draft}")["Location"] == f"/requests/release/{draft}"
    page = author.get(f"/requests/release/{draft}").content.decode()
    assert "Waits for this step" in page
    assert 'value="release"' not in page
    chief = signed_in(someone((Role.SUPERVISOR,), "chief"))
    chief.post(f"/requests/release/{draft}", {"decision": "return", "text": "សូមបន្ថែម"})
    assert "សូមបន្ថែម" in author.get(f"/requests/draft/{draft}").content.decode()


def test_an_officer_of_another_office_sees_no_draft_that_is_not_his_to_sign(node: Node, desk: Officer) -> None:
    draft = submitted(desk)
    for role in (Role.OFFICER, Role.SUPERVISOR, Role.DUTY_OFFICER):
        client = signed_in(elsewhere(someone((role,), f"other-{role.value.replace('_', '-')}")))
        assert client.get(f"/requests/release/{draft}").status_code == 404
        answer = client.post(f"/requests/release/{draft}", {"decision": "release", "text": ""})
        assert answer.status_code == 404
    assert not RequestState.objects.exists()


def test_a_substitute_signs_within_its_dates_and_not_outside(node: Node, desk: Officer) -> None:
    draft, chief = submitted(desk), someone((Role.SUPERVISOR,), "chief")
    post, stand_in = chief.holdings.get().post, elsewhere(someone((Role.OFFICER,), "stand-in"))
    today = timezone.localdate()
    row = Deputy.objects.create(
        post=post, deputy=stand_in.holdings.get().post, manner="substitute", valid_from=today - datetime.timedelta(9),
        valid_until=today - datetime.timedelta(2),
    )  # fmt: skip
    client = signed_in(stand_in)
    assert client.get(f"/requests/release/{draft}").status_code == 404
    row.valid_until = today + datetime.timedelta(2)
    row.save()
    assert "You sign for" in client.get(f"/requests/release/{draft}").content.decode()
    assert client.post(f"/requests/release/{draft}", {"decision": "release", "text": ""}).status_code == 302
    approval = Approval.objects.get()
    assert (approval.manner, approval.as_post) == ("substitute", post.pk)
    opening = node.kh.ledger.content(RequestState.objects.get().dossier)
    assert "substitute" in opening.title.en


def test_an_approval_by_telephone_waits_on_today_until_the_approver_confirms(node: Node, desk: Officer) -> None:
    configured(node, step1_role="supervisor", step1_office="", step2_role="")
    draft = submitted(desk)
    chief, duty = someone((Role.SUPERVISOR,), "chief"), signed_in(someone((Role.DUTY_OFFICER,), "duty"))
    clerk = signed_in(someone((Role.OFFICER,), "clerk"))
    for reader, finds in ((duty, True), (clerk, False), (signed_in(desk), False)):
        assert (draft in reader.get("/requests/release").content.decode()) is finds  # else nobody could record it
    page = duty.get(f"/requests/release/{draft}").content.decode()
    assert "Record the approval" in page
    at = timezone.localtime(HomeState.objects.get(draft=draft).submitted_at).strftime("%Y-%m-%dT%H:%M")
    values = {"decision": "call", "approver": str(chief.pk), "at": at}
    assert duty.post(f"/requests/release/{draft}", {**values, "approver": str(desk.pk)}).status_code == 422
    answer = duty.post(f"/requests/release/{draft}", values)
    assert answer.status_code == 302, answer.context["call"].errors
    approval = Approval.objects.get()
    boss = signed_in(chief)
    assert f"/requests/approvals/{approval.entry}" in boss.get("/").content.decode()
    assert duty.get(f"/requests/approvals/{approval.entry}").status_code == 404
    watcher = signed_in(someone((Role.AUDITOR,), "auditor"))
    assert "Not confirmed" in watcher.get("/requests/approvals").content.decode()
    Approval.objects.update(confirm_by=timezone.now() - datetime.timedelta(hours=1))
    assert "was not confirmed" in duty.get("/").content.decode()  # late: the office sees it too
    assert "Not confirmed in time" in watcher.get("/requests/approvals").content.decode()
    path = f"/requests/approvals/{approval.entry}"
    assert boss.post(path, {"decision": "deny", "text": ""}).status_code == 422
    assert boss.post(path, {"decision": "confirm", "text": ""}).status_code == 302
    assert "Confirmed" in watcher.get("/requests/approvals").content.decode()
    assert f"/requests/approvals/{approval.entry}" not in boss.get("/").content.decode()


def test_only_administrators_change_routes_and_auditors_look(node: Node) -> None:
    configured(node)
    entry = RouteRow.objects.get().entry
    for roles, status in (((Role.AUDITOR,), 200), ((Role.SUPERVISOR,), 403)):
        client = signed_in(someone(roles, f"one-{roles[0].value}"))
        assert client.get("/requests/routes").status_code == status
        assert client.get("/requests/routes/new").status_code == 403
        assert client.post(f"/requests/routes/{entry}/end").status_code == 403
    admin = signed_in(Officer.objects.get(username="admin"))
    assert admin.post("/requests/routes/new", {"phone_hours": "0", "step1_office": "KH-GDI"}).status_code == 422
    assert admin.post("/requests/routes/new", {"phone_hours": "99", "step1_role": "any"}).status_code == 422
    assert admin.post("/requests/routes/new", {"phone_hours": "0", "step1_role": "officer"}).status_code == 422
    assert admin.post(f"/requests/routes/{entry}/end").status_code == 302
    assert admin.post(f"/requests/routes/{entry}/end").status_code == 404
    assert "Earlier" in admin.get("/requests/routes").content.decode()


def test_an_administrator_names_a_substitute_and_ends_it(node: Node) -> None:
    admin = someone((Role.ADMINISTRATOR,), "admin")
    chief, deputy = someone((Role.SUPERVISOR,), "chief"), someone((Role.OFFICER,), "deputy")
    auditor = someone((Role.AUDITOR,), "auditor")
    post, other = chief.holdings.get().post, deputy.holdings.get().post
    client = signed_in(admin)
    path = f"/directory/posts/{post.pk}/deputies"
    values = {"deputy": str(other.pk), "manner": "by-order", "valid_from": "2026-01-01", "valid_until": ""}
    wrong = auditor.holdings.get().post
    assert client.post(path, {**values, "deputy": str(wrong.pk)}).status_code == 422
    assert client.post(path, values).status_code == 302
    assert client.post(path, values).status_code == 422  # once for a time
    assert "Who signs in its place" in client.get(f"/directory/posts/{post.pk}").content.decode()
    row = Deputy.objects.get()
    assert client.post(f"/directory/deputies/{row.pk}/end", {"last_day": "2026-02-01"}).status_code == 302
    changes = list(DirectoryChange.objects.order_by("pk").values_list("change", "by"))
    assert changes == [("deputy_named", admin.pk), ("deputy_ended", admin.pk)]
    assert signed_in(chief).post(path, values).status_code == 403
    acts = Actor(admin, admin.holdings.get().post)
    own = Deputy(post=post, deputy=hold(admin, (Role.OFFICER,)), manner="substitute", valid_from=DAY)
    with pytest.raises(ValidationError):  # nobody gives it to himself
        actions.name_deputy(acts, own)
