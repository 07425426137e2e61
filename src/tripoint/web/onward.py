"""Where a form may lead on to: pages of this node, nothing else."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def safe_address(request: HttpRequest, address: str | None) -> str:
    """`address` if it leads to this node, else Today's."""
    if address and url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return address
    return reverse("web:today")
