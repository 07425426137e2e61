"""The steps of an approval route, and in which capacity somebody signs one. Pure: facts in, verdicts out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from tripoint.capabilities.requests.entries import OfficeCode

MOST_STEPS = 5
MOST_PHONE_HOURS = 72  # an approval by telephone is confirmed within three days at the latest
RELEASERS = frozenset({"supervisor", "duty_officer"})
SIGNERS = RELEASERS | {"officer", "legal_reviewer", "registrar", "translator"}
"""Roles that a step before the last may ask for. The last one releases, which is for RELEASERS alone."""

RoleName = Annotated[str, Field(pattern=r"^[a-z]+(_[a-z]+)*$", max_length=24)]
PostNumber = Annotated[int, Field(ge=1)]
Manner = Literal["self", "substitute", "by-order", "telephone"]


class Capacity(BaseModel):
    """What counts for a step: a post with its office and roles, the signer's own or the one that he or she stands for."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    post: PostNumber | None = None
    office: OfficeCode
    roles: tuple[RoleName, ...] = Field(max_length=16)


class RouteStep(BaseModel):
    """Who signs: `post`, else `role` (None: whoever releases) in `office` (None: the author's)."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    role: RoleName | None = None
    office: OfficeCode | None = None
    post: PostNumber | None = None

    def is_met_by(self, capacity: Capacity, author_office: str, *, last: bool) -> bool:
        """Whether somebody in this capacity may sign. The `last` step takes a releasing role besides."""
        roles = frozenset(capacity.roles)
        if last and not roles & RELEASERS:
            return False
        if self.post is not None:
            return capacity.post == self.post
        if capacity.office != (self.office or author_office):
            return False
        return self.role in roles if self.role else bool(roles & RELEASERS)


class Route(BaseModel):
    """One to five steps in order; `phone_hours` until an approval by telephone must be confirmed, 0 permits none."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    steps: tuple[RouteStep, ...] = Field((RouteStep(),), min_length=1, max_length=MOST_STEPS)
    phone_hours: int = Field(0, ge=0, le=MOST_PHONE_HOURS)


DEFAULT = Route()
"""One second officer of the author's own office, as long as no route is configured."""
