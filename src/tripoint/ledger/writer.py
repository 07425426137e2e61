"""One writer at a time, and many small jobs in one commit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import InterfaceError, OperationalError, connections, transaction

from .errors import Busy

T = TypeVar("T")
_LOCK_KEY = 0x54524950  # "TRIP": the advisory lock that makes this node's processes take turns on PostgreSQL
LOCK_SECONDS = 20.0  # how long to wait for another process of this node, as `timeout` says for SQLite
MAX_GROUP = 64


class _Job:
    def __init__(self, work: Callable[[], Any]) -> None:
        self.work = work
        self.done = threading.Event()
        self.result: Any = None
        self.error: BaseException | None = None


class Writer:
    """Runs jobs that write the ledger of one database, several in one transaction when they wait together.

    Threads of a process queue here; processes take turns by the database's own lock (SQLite `BEGIN IMMEDIATE`,
    PostgreSQL an advisory lock). A job that raises is rolled back alone.
    """

    def __init__(self, using: str) -> None:
        self.using = using
        self._jobs: list[_Job] = []
        self._guard = threading.Lock()
        self._turn = threading.Lock()

    def run(self, work: Callable[[], T]) -> T:
        """Runs `work` inside a transaction and returns when it is on disk. Raises what `work` raises, or `Busy`."""
        job = _Job(work)
        with self._guard:
            self._jobs.append(job)
        with self._turn:
            if not job.done.is_set():
                with self._guard:
                    group, self._jobs = self._jobs[:MAX_GROUP], self._jobs[MAX_GROUP:]
                if job not in group:  # more than a group was waiting before this one
                    group.append(job)
                    with self._guard:
                        self._jobs.remove(job)
                self._commit(group)
        if job.error is not None:
            raise job.error
        result: T = job.result
        return result

    def _commit(self, group: list[_Job]) -> None:
        try:
            with transaction.atomic(using=self.using):
                self._lock()
                for job in group:
                    self._attempt(job, alone=len(group) == 1)
                if connections[self.using].needs_rollback:
                    # A full disk or a cut connection took the whole transaction away under one job; Django would now
                    # roll back without a word, and the other jobs would be taken for written.
                    raise OperationalError("the transaction was lost")
        except BaseException as error:  # the commit failed: nothing of the group is on disk
            wrapped = _busy(error)
            for job in group:
                job.error = job.error or wrapped
        finally:
            for job in group:
                job.done.set()

    def _attempt(self, job: _Job, *, alone: bool) -> None:
        if alone:
            job.result = job.work()
            return
        try:
            with transaction.atomic(using=self.using):
                job.result = job.work()
        except Exception as error:
            job.error = _busy(error)

    def _lock(self) -> None:
        connection = connections[self.using]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{int(LOCK_SECONDS * 1000)}ms"])
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK_KEY])


def _busy(error: BaseException) -> BaseException:
    if isinstance(error, OperationalError | InterfaceError | transaction.TransactionManagementError):
        return Busy(str(error))
    return error
