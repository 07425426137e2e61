"""Brings the static files into the node's folder, each named by its content and compressed once."""

from __future__ import annotations

from django.core.management import call_command


def collect() -> None:
    """Copy, name and compress what changed since the last start; takes well under a second."""
    call_command("collectstatic", interactive=False, verbosity=0)
