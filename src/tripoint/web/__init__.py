"""The pages of a node: sign-in, Today, audit, and the frame that every capability's screens stand in."""

from __future__ import annotations

import os
from pathlib import Path


def setup(folder: Path | None = None) -> None:
    """Start Django for the node in `folder`, or in the one TRIPOINT_NODE names. Call it before importing any model.

    Raises tripoint.node.ConfigRefused when the node's settings cannot be used.
    """
    import django

    if folder is not None:
        os.environ["TRIPOINT_NODE"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tripoint.web.settings")
    django.setup()
