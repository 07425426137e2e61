"""What stands in the top bar and the menu. A capability registers its entries when its app is ready."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.urls import reverse

from tripoint.web.access import Access

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Place(StrEnum):
    """Where an entry stands."""

    MAIN = "main"  # the top bar, and the first three in the bar at the foot of a phone
    NODE = "node"  # under the officer's menu: running the node and checking it


@dataclass(frozen=True)
class Item:
    """One entry: `url` a URL name, `icon` a symbol of the sprite without its "i-", `order` ascending."""

    label: StrOrPromise
    url: str
    icon: str
    order: int
    place: Place = Place.MAIN
    roles: frozenset[str] = frozenset()  # empty: every post


@dataclass(frozen=True)
class Shown:
    """An entry as a page shows it."""

    label: StrOrPromise
    address: str
    icon: str
    is_here: bool


_items: list[Item] = []


def register(item: Item) -> None:
    """Add an entry for all officers whose post has one of its roles. The same URL name again replaces it."""
    _items[:] = sorted([one for one in _items if one.url != item.url] + [item], key=lambda one: one.order)


def items_for(request: HttpRequest, place: Place) -> list[Shown]:
    """The entries that the officer's present post may open, in order."""
    post = getattr(request, "post", None)
    if post is None:
        return []
    admitted = [one for one in _items if one.place is place and Access(any_post=True, roles=one.roles).admits(post)]
    addresses = [reverse(one.url) for one in admitted]
    leading = [one for one in addresses if request.path == one or (one != "/" and request.path.startswith(one))]
    here = max(leading, key=len, default="")  # of two that lead here, the nearer one
    return [
        Shown(one.label, address, one.icon, address == here) for one, address in zip(admitted, addresses, strict=True)
    ]
