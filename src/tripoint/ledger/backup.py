"""Backup and restore. The log and the keys are two files: whoever has only the log can read no content.

The log holds every table that is not a projection, the sealed contents and the files' ciphertexts; the key file holds the
contents' wrapped keys and the node's keyring. A key file is refused after 35 days, so that what was erased stays
erased. Rows are written as JSON lines, the same for SQLite and PostgreSQL.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction

from .errors import LedgerError
from .models import ContentKey

KEY_LIFETIME = timedelta(days=35)  # design: no restorable backup after 35 days can produce what was erased
FORMAT = 1
_BATCH = 500
_NOT_KEPT = {"sessions.Session", "contenttypes.ContentType", "admin.LogEntry"}


class BackupError(LedgerError):
    """A backup cannot be written or read; the message says why and what to do."""


def kept_models(projections: Iterable[type[models.Model]]) -> list[type[models.Model]]:
    """The tables of the log, in an order that respects their foreign keys; projections and sessions are left out."""
    left_out = set(projections) | {ContentKey}
    chosen = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model not in left_out and model._meta.label not in _NOT_KEPT and model._meta.managed
    ]
    ordered: list[type[models.Model]] = []
    while chosen:
        ready = [model for model in chosen if not (_needs(model) & (set(chosen) - {model}))]
        if not ready:
            raise BackupError("tables refer to each other in a circle")
        ordered += ready
        chosen = [model for model in chosen if model not in ready]
    return ordered


def _needs(model: type[models.Model]) -> set[type[models.Model]]:
    return {
        field.related_model
        for field in model._meta.concrete_fields
        if field.is_relation and isinstance(field.related_model, type)
    }


def write_backup(
    *,
    using: str,
    projections: Iterable[type[models.Model]],
    folder: Path,
    blobs: Path | None,
    keyring: Sequence[Path],
    now: datetime,
) -> tuple[Path, Path]:
    """Writes `log-TIME.zip` and `keys-TIME.zip` into `folder`; returns them. Key files past 35 days there are deleted."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    log, keys = folder / f"log-{stamp}.zip", folder / f"keys-{stamp}.zip"
    with _Snapshot(using):
        with _new_archive(log) as out:
            _about(out, "log", now)
            for model in kept_models(projections):
                _write_table(out, using, model)
            _write_blobs(out, blobs)
        with _new_archive(keys) as out:
            _about(out, "keys", now, log=_digest_of(log))
            _write_table(out, using, ContentKey)
            for path in keyring:
                out.write(path, f"keyring/{path.name}")
    for old in folder.glob("keys-*.zip"):
        if _made(old) + KEY_LIFETIME < now:
            old.unlink()
    return log, keys


class _Snapshot:
    """One consistent view of the database while it goes on being written."""

    def __init__(self, using: str) -> None:
        self._connection = connections[using]
        self._atomic: Any = None

    def __enter__(self) -> None:
        if self._connection.vendor == "postgresql":
            self._atomic = transaction.atomic(using=self._connection.alias)
            self._atomic.__enter__()
            with self._connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            return
        self._connection.ensure_connection()
        with self._connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            cursor.execute("SELECT 1 FROM ledger_state LIMIT 1")

    def __exit__(self, *error: object) -> None:
        if self._atomic is not None:
            self._atomic.__exit__(*error)
            return
        with self._connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


@contextmanager
def _new_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """A new archive, readable by its owner alone from its first byte on: accounts and sealed drafts stand in the log too."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with (
        os.fdopen(handle, "w+b") as file,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        yield archive


def _about(out: zipfile.ZipFile, kind: str, now: datetime, **more: str) -> None:
    out.writestr("about.json", json.dumps({"tripoint": FORMAT, "kind": kind, "made": now.isoformat(), **more}))


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _columns(model: type[models.Model]) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]


def _write_table(out: zipfile.ZipFile, using: str, model: type[models.Model]) -> None:
    quote = connections[using].ops.quote_name
    names = ", ".join(quote(column) for column in _columns(model))
    order = quote(model._meta.pk.column)
    name = f"tables/{model._meta.db_table}.jsonl"
    with out.open(name, "w", force_zip64=True) as stream, connections[using].chunked_cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {quote(model._meta.db_table)} ORDER BY {order}")
        while rows := cursor.fetchmany(_BATCH):
            for row in rows:
                stream.write(json.dumps([_out(value) for value in row], ensure_ascii=False).encode() + b"\n")


def _out(value: Any) -> Any:
    if isinstance(value, bytes | bytearray | memoryview):
        return {"b": base64.b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, dict | list):
        return {"j": value}
    return {"s": str(value)}


def _in(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, inner),) = value.items()
    if kind == "b":
        return base64.b64decode(inner)
    if kind == "t":
        return datetime.fromisoformat(inner)
    if kind == "d":
        return date.fromisoformat(inner)
    return json.dumps(inner) if kind == "j" else inner


def _write_blobs(out: zipfile.ZipFile, blobs: Path | None) -> None:
    if blobs is None or not blobs.is_dir():
        return
    for path in sorted(blobs.glob("??/*")):
        if path.is_file() and not path.name.endswith(".part"):
            out.write(path, f"blobs/{path.parent.name}/{path.name}", compress_type=zipfile.ZIP_STORED)


def _made(path: Path) -> datetime:
    return _about_of(path)[0]


def _about_of(path: Path) -> tuple[datetime, str]:
    """When a file was made, and the digest of the log that a key file belongs to ("" in a log)."""
    try:
        with zipfile.ZipFile(path) as archive:
            about = json.loads(archive.read("about.json"))
        return datetime.fromisoformat(about["made"]), str(about.get("log", ""))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
        raise BackupError(f"{path.name} is not a whole backup: {error}") from None


def read_backup(
    *,
    using: str,
    projections: Iterable[type[models.Model]],
    log: Path,
    keys: Path,
    blobs: Path,
    keyring_folder: Path,
    now: datetime,
) -> dict[str, int]:
    """Fills an empty, migrated database, the blob folder and the keyring from a backup; returns rows per table.

    Refuses a key file older than 35 days, files that do not belong together, and a database that is not empty.
    The caller then puts the ledger into its read-only state (`recovery.begin`) and rebuilds the projections.
    """
    made_log, (made_keys, digest) = _made(log), _about_of(keys)
    if made_log != made_keys:
        raise BackupError("the log and the key file were not made together; take the pair with the same time")
    # Entries are signed; accounts, posts and positions in the log are not, and the log may lie with somebody else.
    if digest != _digest_of(log):
        raise BackupError(
            "the log is not the one that the key file was made with: somebody changed it, or it is damaged"
        )
    if made_keys + KEY_LIFETIME < now:
        raise BackupError("the key file is older than 35 days; what was erased since must not come back")
    counts: dict[str, int] = {}
    with zipfile.ZipFile(log) as log_in, zipfile.ZipFile(keys) as keys_in:
        with transaction.atomic(using=using):
            for model in kept_models(projections):
                _empty_or_seeded(using, model)
                counts[model._meta.db_table] = _read_table(log_in, using, model)
            counts[ContentKey._meta.db_table] = _read_table(keys_in, using, ContentKey)
            _reset_sequences(using, kept_models(projections))
        _extract(log_in, "blobs/", blobs)
        _extract(keys_in, "keyring/", keyring_folder)
    return counts


def _empty_or_seeded(using: str, model: type[models.Model]) -> None:
    if model._meta.app_label == "ledger" and model._default_manager.using(using).exists():
        raise BackupError("the database already holds a ledger; restore into an empty one")
    model._default_manager.using(using).all().delete()


def _read_table(archive: zipfile.ZipFile, using: str, model: type[models.Model]) -> int:
    name = f"tables/{model._meta.db_table}.jsonl"
    if name not in archive.namelist():
        return 0
    connection = connections[using]
    columns = _columns(model)
    quote = connection.ops.quote_name
    sql = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(map(quote, columns))}) "
        f"VALUES ({', '.join(['%s'] * len(columns))})"
    )
    kinds = [field.get_internal_type() for field in model._meta.concrete_fields]
    count = 0
    with archive.open(name) as stream, connection.cursor() as cursor:
        for batch in _batches(stream):
            cursor.executemany(sql, [_row(connection, kinds, values) for values in batch])
            count += len(batch)
    return count


def _row(connection: Any, kinds: Sequence[str], values: Sequence[Any]) -> list[Any]:
    row = []
    for kind, value in zip(kinds, values, strict=True):
        plain = _in(value)
        if kind == "BooleanField" and plain is not None:
            plain = bool(plain)
        if kind == "DateTimeField" and isinstance(plain, str):
            plain = datetime.fromisoformat(plain)
        if isinstance(plain, datetime):
            aware = plain if plain.tzinfo else plain.replace(tzinfo=UTC)
            plain = connection.ops.adapt_datetimefield_value(aware)
        elif isinstance(plain, date):
            plain = plain.isoformat()
        row.append(plain)
    return row


def _batches(stream: IO[bytes]) -> Iterator[list[Any]]:
    batch: list[Any] = []
    for line in stream:
        batch.append(json.loads(line))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _reset_sequences(using: str, kept: Sequence[type[models.Model]]) -> None:
    connection = connections[using]
    statements = connection.ops.sequence_reset_sql(no_style(), list(kept))
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _extract(archive: zipfile.ZipFile, prefix: str, folder: Path) -> None:
    """Only plain names below `prefix` are written: an archive must not choose where files go."""
    for name in archive.namelist():
        parts = name.removeprefix(prefix).split("/")
        if not name.startswith(prefix) or any(part in ("", ".", "..") or "\\" in part for part in parts):
            continue
        target = folder.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as source, target.open("wb") as out:
            while chunk := source.read(1 << 20):
                out.write(chunk)
        target.chmod(0o600)
