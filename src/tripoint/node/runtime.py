"""The running node's ledger, one per process, unlocked once.

Capabilities declare their types and projectors when Django's apps are ready; so Django must be set up before
`ledger()` is called.
"""

from __future__ import annotations

import threading
from pathlib import Path

from django.apps import apps
from django.conf import settings

from tripoint.ledger.errors import Refused
from tripoint.ledger.keys import NodeKeys
from tripoint.ledger.ledger import Ledger

from . import keyring
from .config import NodeConfig
from .passphrase import passphrase

RULES = "2026.3"  # version of safeguards and code lists that this program applies (docs/protocol.md, "Rules")
USING = "default"

_guard = threading.Lock()
_ledger: Ledger | None = None
appended = threading.Event()
"""Set after a commit of this process that may have something to send; a courier in the same process clears it."""


def config() -> NodeConfig:
    """The settings of the node that this process serves."""
    found = settings.NODE
    if not isinstance(found, NodeConfig):
        raise TypeError("settings.NODE is the node's configuration")
    return found


def ledger() -> Ledger:
    """The node's ledger; unlocks its keys on the first call.

    Raises NoPassphrase or LockedFileRefused with a sentence for the administrator.
    """
    global _ledger
    with _guard:
        if _ledger is None:
            node = config()
            _ledger = open_ledger(node.folder, keyring.load(node.folder, passphrase()).node_keys())
        return _ledger


def open_ledger(folder: Path, keys: NodeKeys, using: str = USING) -> Ledger:
    """A ledger of the node in `folder` with unlocked `keys` on the database `using`; limits are those of its card."""
    if not apps.ready:
        raise RuntimeError("set Django up first: tripoint.web.setup()")
    node = NodeConfig.load(folder)
    opened = Ledger(
        using=using,
        party=node.party,
        keys=keys,
        rules=RULES,
        exercise=node.exercise,
        blobs=folder / "blobs",
        on_commit=appended.set,
    )
    try:
        limits = opened.peers.card(node.party).body.limits
    except Refused:  # before `tripoint init` has signed the first card
        return opened
    opened.use_limits(limits)
    return opened


def use(opened: Ledger | None) -> None:
    """Makes `opened` this process's ledger (None: forget it), for tests and for commands that hold the keys already."""
    global _ledger
    with _guard:
        _ledger = opened
