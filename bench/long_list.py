"""A request about 500 persons: drafted, released, carried, taken, answered person by person, and back.

Two nodes are served; the officers' part runs the same code in a process of its own for each node. Node time is the
processor time of all processes of both nodes between a step's start and its end; the wall time has the courier's
looks and, on a busy machine, others' work in it.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

from bench.tables import Options, Table
from tripoint.bench import processes
from tripoint.bench.two_nodes import RunningNode, TwoNodes

SUBJECTS = 500
LIMIT_S = 3.0
GIVE_UP = 120.0  # seconds
LOOK = 0.02


class Step(NamedTuple):
    """Seconds of one step. `officer`: of the process in which the officer's code ran."""

    name: str
    officer_cpu: float
    wall: float


def run(options: Options) -> Iterator[Table]:
    """Make two nodes, send the list over and the answers back."""
    spawn = multiprocessing.get_context("spawn")
    with (
        TwoNodes(options.database, ("VN", "KH")) as nodes,
        ProcessPoolExecutor(1, spawn) as asker,
        ProcessPoolExecutor(1, spawn) as addressee,
    ):
        here, there = nodes.nodes
        for pool, node in ((asker, here), (addressee, there)):
            pool.submit(_open, node.folder).result()
        steps, began = [], _cpu(nodes.nodes)
        dossier, asked = asker.submit(_ask).result()
        steps.append(asked)
        steps.append(addressee.submit(_arrived, dossier).result())
        steps.append(addressee.submit(_answer, dossier).result())
        steps.append(asker.submit(_answered, dossier).result())
        served = _cpu(nodes.nodes) - began
    kind = "SQLite" if options.database == "sqlite" else "PostgreSQL"
    table = Table(f"A request about {SUBJECTS} persons, {kind}: seconds", ("step", "processor", "wall"))
    table.rows += [(one.name, one.officer_cpu, one.wall) for one in steps]
    table.rows.append(("both nodes' servers and couriers, meanwhile", served, None))
    total = served + sum(one.officer_cpu for one in steps)
    table.rows.append(("all", total, sum(one.wall for one in steps)))
    table.rows.append((f"all / limit of {LIMIT_S:.0f} s", total / LIMIT_S, None))
    return iter([table])


def _cpu(nodes: list[RunningNode]) -> float:
    pids = [node.process.pid for node in nodes if node.process is not None]
    return sum(processes.cpu(one) for pid in pids for one in (pid, *processes.children(pid)))


def _open(folder: Path) -> None:
    from datetime import date

    from django.conf import settings

    from tripoint.web import setup

    setup(folder)
    from tripoint.directory.seed import seed_directory, seed_exercise
    from tripoint.web import totp

    seed_directory()
    seed_exercise(settings.NODE, date(2020, 1, 1), totp.pair)


def _timed(name: str, do: Callable[[], str]) -> tuple[str, Step]:
    wall, cpu = time.perf_counter(), time.process_time()
    value = do()
    return value, Step(name, time.process_time() - cpu, time.perf_counter() - wall)


def _ask() -> tuple[str, Step]:
    from tripoint.capabilities.requests import actions
    from tripoint.demo import exercise
    from tripoint.node.runtime import ledger
    from tripoint.subjects import Person

    own = ledger()
    form = exercise.form(exercise.SCAM_RECRUITER)
    first = form.subjects[0]
    if not isinstance(first.subject, Person):
        raise TypeError("the story is about a person")
    names = first.subject.names
    people = [
        first.subject.model_copy(update={"names": (names[0].model_copy(update={"name": f"Giả Sử Thứ {place}"}),)})
        for place in range(SUBJECTS)
    ]
    form = form.model_copy(update={"subjects": tuple(first.model_copy(update={"subject": one}) for one in people)})
    desk = exercise.acting(own.party, "desk")

    def ask() -> str:
        draft = actions.save(own, desk, form)
        actions.submit(own, desk, draft)
        return actions.release(own, exercise.acting(own.party, "supervisor"), draft).entry.dossier

    return _timed("drafted, submitted, released", ask)


def _arrived(dossier: str) -> Step:
    from tripoint.capabilities.requests.models import RequestState

    return _timed("carried", lambda: _wait(lambda: RequestState.objects.filter(dossier=dossier).exists()))[1]


def _answer(dossier: str) -> Step:
    from tripoint.demo import exercise
    from tripoint.node.runtime import ledger

    own = ledger()

    def answer() -> str:
        exercise.take(own, dossier)
        return exercise.answer(own, dossier, "AT-ADDRESS", "km", "ចម្លើយ")

    return _timed("taken and answered", answer)[1]


def _answered(dossier: str) -> Step:
    from tripoint.capabilities.requests.models import RequestState

    rows = RequestState.objects.filter(dossier=dossier, answered_at__isnull=False)
    return _timed("the answer carried", lambda: _wait(rows.all().exists))[1]


def _wait(there: Callable[[], bool]) -> str:
    until = time.monotonic() + GIVE_UP
    while not there():
        if time.monotonic() > until:
            raise RuntimeError(f"nothing came for {GIVE_UP:.0f} seconds")
        time.sleep(LOOK)
    return ""
