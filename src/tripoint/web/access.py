"""Who may open which page. Every view declares it with one of the decorators here; a view that does not is refused.

@requires(Role.SUPERVISOR)          a signed-in officer whose present post carries one of these roles
@requires_post                      a signed-in officer, in whatever post
@requires_account                   a signed-in officer, even without a post in force (account, choice of post)
@open_to_anyone                     everybody: sign-in, language, health
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from tripoint.directory.models import Officer, Post, Role

P = ParamSpec("P")
R = TypeVar("R", bound=HttpRequest)


class OfficerRequest(HttpRequest):
    """A request as a view sees it once access was checked: the officer, and the post acted in."""

    user: Officer  # anonymous requests do not get this far
    post: Post


@dataclass(frozen=True)
class Access:
    """What a view declares about who may open it."""

    anyone: bool = False
    any_post: bool = False
    roles: frozenset[str] = frozenset()

    def admits(self, post: Post | None) -> bool:
        """Whether an officer acting in `post` may open the view; None stands for no post in force."""
        if self.anyone:
            return True
        if post is None:
            return not self.any_post and not self.roles
        return not self.roles or bool(self.roles.intersection(post.roles))


def requires(*roles: str) -> Callable[[Callable[Concatenate[R, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Let in officers whose present post carries one of `roles` (values of Role, at least one)."""
    unknown = set(roles) - set(Role.values)
    if not roles or unknown:
        raise ValueError(f"not roles: {sorted(unknown)}" if unknown else "name at least one role")
    return _guard(Access(any_post=True, roles=frozenset(str(role) for role in roles)))


def requires_post(view: Callable[Concatenate[R, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in every officer who acts in a post that is in force."""
    return _guard(Access(any_post=True))(view)


def requires_account(view: Callable[Concatenate[R, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in every signed-in officer, with or without a post."""
    return _guard(Access())(view)


def open_to_anyone(view: Callable[Concatenate[R, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in everybody, signed in or not. For the door itself, not for anything behind it."""
    return _guard(Access(anyone=True))(view)


def access_of(view: object) -> Access | None:
    """What `view` declares, or None when it declares nothing."""
    found = getattr(view, "access", None)
    return found if isinstance(found, Access) else None


def _guard(
    access: Access,
) -> Callable[[Callable[Concatenate[R, P], HttpResponseBase]], Callable[..., HttpResponseBase]]:
    def decorate(view: Callable[Concatenate[R, P], HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            turned_away = _turn_away(request, access)
            return turned_away if turned_away is not None else view(request, *args, **kwargs)

        guarded.access = access  # type: ignore[attr-defined]  # read by access_of
        return guarded

    return decorate


def _turn_away(request: HttpRequest, access: Access) -> HttpResponseBase | None:
    """The answer for someone who may not come in, or None. Raises PermissionDenied for a wrong role."""
    if access.anyone:
        return None
    if not request.user.is_authenticated:
        back = request.get_full_path() if request.method == "GET" else reverse("web:today")
        return HttpResponseRedirect(f"{reverse('web:sign-in')}?{urlencode({'next': back})}")
    post = getattr(request, "post", None)
    if access.admits(post):
        return None
    if post is None:
        return HttpResponseRedirect(reverse("web:posts"))
    raise PermissionDenied
