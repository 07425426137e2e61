"""What commands that work on a node share: which folder, unlocking, and errors said in plain words."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from tripoint.node.config import VARIABLE, ConfigRefused, NodeConfig

if TYPE_CHECKING:
    from tripoint.ledger.ledger import Ledger

P = ParamSpec("P")
R = TypeVar("R")

node_option = click.option(
    "--node",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    envvar=VARIABLE,
    required=True,
    help=f"The node's folder; default: what {VARIABLE} names.",
)


def plainly(command: Callable[P, R]) -> Callable[P, R]:
    """Turns what can go wrong with a node into one sentence and exit code 1; anything else is a fault and shows itself."""

    @wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except click.ClickException:
            raise
        except Exception as error:
            said = explanation(error)
            if said is None:
                raise
            raise click.ClickException(said) from error

    return guarded


def explanation(error: BaseException) -> str | None:
    """What an administrator should know and do about `error`; None for a fault of the program."""
    from django.db import DatabaseError, OperationalError

    from tripoint.ledger.errors import Busy, LedgerReadOnly, Refused
    from tripoint.node.locked_file import LockedFileRefused
    from tripoint.node.passphrase import NoPassphrase
    from tripoint.node.tables import NoTables

    if isinstance(error, ConfigRefused | NoPassphrase | LockedFileRefused):
        return str(error)
    if isinstance(error, Refused):
        detail = f" ({error.detail})" if error.detail else ""
        return f"Refused: {error.code}{detail}. {error.diagnostics()}"
    if isinstance(error, LedgerReadOnly):
        return "This node was restored and takes no statements until its administrators have confirmed the new epoch."
    said = str(error)
    if (isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT)) or "disk is full" in said:
        return "The disk is full. Nothing was lost or half written. Make room and run the command again."
    if isinstance(error, OSError) and error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{error.filename} may not be written or read by this account ({error.strerror})."
    if isinstance(error, Busy) or "database is locked" in said:
        return "The database is in use by another process for too long. Nothing was changed; run the command again."
    if isinstance(error, OperationalError | DatabaseError | NoTables):
        return f"The database does not answer: {said.strip().splitlines()[0]}"
    return None


def settings_of(folder: Path) -> NodeConfig:
    """The settings of the node in `folder`, which becomes this process's node. Raises ConfigRefused."""
    config = NodeConfig.load(folder.absolute())
    os.environ[VARIABLE] = str(folder.absolute())
    return config


def set_up(folder: Path) -> NodeConfig:
    """Starts Django for the node in `folder`; models may be imported afterwards."""
    config = settings_of(folder)
    from tripoint.web import setup

    setup(config.folder)
    return config


def open_ledger(folder: Path) -> Ledger:
    """The ledger of the node in `folder`, its keys unlocked."""
    set_up(folder)
    from tripoint.node.runtime import ledger

    return ledger()
