"""The forms of approval routes: a route for the administrator, and an approval that was given by telephone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.forms import RequestsForm
from tripoint.capabilities.requests.kinds import KINDS
from tripoint.capabilities.requests.labels import label
from tripoint.capabilities.requests.pairs import kind_title
from tripoint.capabilities.requests.routes.people import Approver
from tripoint.capabilities.requests.routes.steps import MOST_PHONE_HOURS, MOST_STEPS, SIGNERS, Route, RouteStep
from tripoint.capabilities.requests.screens import Choices, choices, offices_of, today
from tripoint.directory.models import Post, Role

IN = {"class": "in"}


class CallForm(RequestsForm):
    """Who approved by telephone, and when."""

    places = {"approved_at": "at", "capacity": "approver"}
    approver = forms.ChoiceField(label=_("Who approved"))
    at = forms.DateTimeField(
        label=_("When you called"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={**IN, "type": "datetime-local"}),
        help_text=_("The approver is asked to confirm it."),
    )

    def __init__(self, *args: Any, approvers: list[Approver], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["approver"].choices = [  # type: ignore[attr-defined]
            (one.officer, f"{one.name} · {one.capacity.office}") for one in approvers
        ]
        self.fields["at"].initial = timezone.localtime().replace(second=0, microsecond=0)

    def clean_at(self) -> datetime:
        """The time of the call in UTC."""
        at: datetime = self.cleaned_data["at"]
        return at.astimezone(UTC)


def kind_choices() -> Choices:
    """The kinds of requests, labelled for the reader."""
    return [(name, str(kind_title(name))) for name in KINDS]


class RouteForm(RequestsForm):
    """A route: for which drafts, and its steps. A row in which nothing is chosen is no step."""

    places = {"route": "step1_role"}
    office = forms.ChoiceField(label=_("Office"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    urgency = forms.ChoiceField(label=_("Urgency"), required=False)
    handling = forms.ChoiceField(label=_("Handling"), required=False)
    phone_hours = forms.IntegerField(
        label=_("Hours until an approval by telephone must be confirmed"), min_value=0, max_value=MOST_PHONE_HOURS,
        initial=0, help_text=_("0: no step of this route may be approved by telephone."),
        widget=forms.NumberInput(attrs={"class": "in short"}),
    )  # fmt: skip

    def __init__(self, *args: Any, party: str, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        every = [("", _("every"))]
        offices = offices_of(party)
        listed = {"office": offices, "kind": kind_choices(), "urgency": choices("urgencies"),
                  "handling": choices("handling_codes")}  # fmt: skip
        for name, found in listed.items():
            self.fields[name].choices = [*every, *found]  # type: ignore[attr-defined]
        roles = [("", "—"), ("any", _("Whoever releases")), *((r, words) for r, words in Role.choices if r in SIGNERS)]
        posts = Post.objects.on(today()).filter(office__party=party).select_related("office")
        named = [("", "—"), *((str(one.pk), f"{one.office_id} · {one.title(language)}") for one in posts)]
        for number in range(1, MOST_STEPS + 1):
            self.fields[f"step{number}_role"] = forms.ChoiceField(label=_("Role"), choices=roles, required=False)
            self.fields[f"step{number}_office"] = forms.ChoiceField(
                label=_("in the office"), choices=[("", _("of the author")), *offices], required=False
            )
            self.fields[f"step{number}_post"] = forms.ChoiceField(label=_("or one post"), choices=named, required=False)
        self.fields["step1_role"].initial = "any"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The boxes of each step, for the page."""
        names = ("role", "office", "post")
        return [
            {"number": number, **{name: self[f"step{number}_{name}"] for name in names}}
            for number in range(1, MOST_STEPS + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Puts the steps together as `route`."""
        cleaned = super().clean()
        steps = []
        for number in range(1, MOST_STEPS + 1):
            role, office, post = (cleaned.get(f"step{number}_{name}", "") for name in ("role", "office", "post"))
            if post:
                steps.append(RouteStep(post=int(post)))
            elif role:
                steps.append(RouteStep(role=None if role == "any" else role, office=office or None))
            elif office:
                self.add_error(f"step{number}_role", _("Choose the role that signs in this office, or one post."))
        if not steps:
            self.add_error("step1_role", _("Give one to five steps, the first one first."))
        elif not self.errors:
            cleaned["route"] = Route(steps=tuple(steps), phone_hours=cleaned["phone_hours"])
        return cleaned


def route_about(for_office: str, kind: str, urgency: str, handling: str, language: str) -> list[str]:
    """For which drafts a route is, in words; empty for every draft."""
    found = []
    if for_office:
        found.append(label("offices", for_office, language).text)
    found += [words for name, words in kind_choices() if name == kind]
    found += [
        label(name, code, language).text
        for name, code in (("urgencies", urgency), ("handling_codes", handling))
        if code
    ]
    return found
