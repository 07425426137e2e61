"""Pages that a device keeps and shows where there is no link: empty forms, in which nothing of a person or matter stands."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from tripoint.web.access import Access


@dataclass(frozen=True, slots=True)
class Shell:
    """`pattern`: the paths (a regular expression without slashes escaped) in whose place the page `view` is shown.

    `roles`: who may open the page, as its view says; a device of others does not ask for it.
    """

    paths: str
    view: str
    roles: frozenset[str]

    @property
    def pattern(self) -> str:
        """The regular expression as a script writes it."""
        return self.paths.replace("/", r"\/")

    @property
    def address(self) -> str:
        """Where the page is."""
        return reverse(self.view)


_shells: list[Shell] = []


def register(shell: Shell) -> None:
    """Add a page; the same again changes nothing."""
    if shell not in _shells:
        _shells.append(shell)


def shells() -> tuple[Shell, ...]:
    """Those that are there."""
    return tuple(_shells)


def shells_for(request: HttpRequest) -> list[Shell]:
    """Those that the officer's present post may open."""
    post = getattr(request, "post", None)
    return [one for one in _shells if post is not None and Access(any_post=True, roles=one.roles).admits(post)]
