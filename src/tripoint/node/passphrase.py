"""Where the passphrase that unlocks a node's keys comes from, so that the node restarts by itself after a power cut.

In this order: systemd's credential `tripoint-passphrase` (systemd.exec(5), LoadCredential), the file that
TRIPOINT_PASSPHRASE_FILE names, a question at the terminal.
"""

from __future__ import annotations

import getpass
import os
import sys
from pathlib import Path

CREDENTIAL = "tripoint-passphrase"
VARIABLE = "TRIPOINT_PASSPHRASE_FILE"
MAX_BYTES = 4_096


class NoPassphrase(Exception):
    """Nobody and nothing here can say the passphrase; the text says how to give it."""


def source() -> Path | None:
    """The file that holds the passphrase, or None when it must be asked for."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if folder and (Path(folder) / CREDENTIAL).exists():
        return Path(folder) / CREDENTIAL
    named = os.environ.get(VARIABLE)
    return Path(named) if named else None


def passphrase() -> str:
    """The passphrase of the node's keys. Raises NoPassphrase when no file has it and no person can be asked."""
    path = source()
    if path is not None:
        return read(path)
    if not sys.stdin.isatty():
        raise NoPassphrase(
            f"The node's keys are locked and nobody can be asked. Give the passphrase as systemd's credential "
            f"{CREDENTIAL!r} or in a file named by {VARIABLE}."
        )
    return getpass.getpass("Passphrase of the node's keys: ")


def read(path: Path) -> str:
    """The passphrase in a file: its first line. Raises NoPassphrase."""
    try:
        with path.open("rb") as file:
            line = file.read(MAX_BYTES).split(b"\n")[0].decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NoPassphrase(f"The passphrase in {path} cannot be read: {error}") from None
    if not line:
        raise NoPassphrase(f"{path} is empty; its first line must be the passphrase.")
    return line


def hand_down() -> None:
    """Asks now, if it must be asked, and lets this process's children read the answer without asking again.

    It lies in memory only (memfd_create(2)) and ends with this process.
    """
    if source() is not None:
        return
    os.environ[VARIABLE] = str(in_memory(CREDENTIAL, passphrase().encode("utf-8")))


def in_memory(name: str, data: bytes) -> Path:
    """A path under which this process and its children, as the same user, read `data` while this process lives."""
    handle = os.memfd_create(name, os.MFD_CLOEXEC)
    os.write(handle, data)
    return Path(f"/proc/{os.getpid()}/fd/{handle}")
