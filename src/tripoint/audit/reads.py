"""Writing the read log. What cannot be logged may not be read (design, invariant 7)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import DatabaseError

from tripoint.audit.models import ReadKind, ReadLog
from tripoint.directory.models import Officer, Post


class ReadNotLogged(Exception):
    """The read could not be recorded, so it must not take place; the page answers 503."""


def log_found(officer: Officer, post: Post, found: Iterable[tuple[str, str]], kind: str = ReadKind.SEARCH) -> None:
    """Record that a list showed `officer` these dossiers, each with the party that opened it. Call it before showing.

    Raises ReadNotLogged when the records cannot be written.
    """
    rows = [
        ReadLog(officer=officer, post=post, office_id=post.office_id, party=party, dossier=dossier, kind=kind)
        for party, dossier in found
    ]
    try:
        ReadLog.objects.bulk_create(rows, batch_size=500)
    except DatabaseError as error:
        raise ReadNotLogged from error


def log_read(
    officer: Officer,
    post: Post,
    *,
    party: str,
    dossier: str,
    entry: str | None = None,
    kind: str = ReadKind.SCREEN,
    protected: bool = False,
) -> ReadLog:
    """Record that `officer`, acting in `post`, sees `dossier` (or one `entry` of it). Call it before showing anything.

    `party` is the ISO 3166-1 code of the party that wrote the item; `kind` a value of ReadKind; `protected` marks a
    legal or protection read, which is left out of the counts that the partner receives.
    Raises ReadNotLogged when the record cannot be written.
    """
    try:
        return ReadLog.objects.create(
            officer=officer,
            post=post,
            office_id=post.office_id,
            party=party,
            dossier=dossier,
            entry=entry,
            kind=kind,
            protected=protected,
        )
    except DatabaseError as error:
        raise ReadNotLogged(f"dossier {dossier} was not shown because the read log cannot be written") from error
