"""The names engine and its index beside general matchers: quality by kind, time per pair, queries per second.

With `--data DIR` the cases are DIR/pairs_dev.csv (cat, a, b, y, hard), DIR/queries_dev.jsonl and the galleries
DIR/gallery_*.jsonl[.xz]; without it, the small file of cases beside this module. General matchers run in an
environment of their own, made under build/ from names_peers.txt when it is not there yet.
"""

from __future__ import annotations

import csv
import json
import lzma
import multiprocessing
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.tables import BUILD, Options, Table
from tripoint.screening.names import PreparedBatch, prepare, score_many
from tripoint.screening.names.index import NameIndex
from tripoint.screening.names.index_file import open_arrays, write_arrays

HERE = Path(__file__).parent
ENVIRONMENT = BUILD / "bench-names"
FALSE_ALARMS = 0.01  # the operating point at which recall is compared
PEER_GALLERY = 100_000  # names; brute force beyond that takes minutes
PEER_QUERIES = 100
COPIED, COPIES = 1_000_000, 10  # a gallery from this size on is also measured with ten copies of each name
Floats = NDArray[np.float64]


class Case(NamedTuple):
    """Two names, the kind of difference between them, and whether they are one person's."""

    kind: str
    a: str
    b: str
    same: bool
    near: bool  # differs by tone or by a swap only: reported apart, as a person could hardly tell


def run(options: Options) -> Iterator[Table]:
    """Measure pairs, then search."""
    cases = read_cases((options.data / "pairs_dev.csv") if options.data else HERE / "names_cases.csv")
    gallery, queries = read_search(options) if options.data else ([], [])
    sample = [queries[at] for at in np.random.default_rng(0).permutation(len(queries))[:PEER_QUERIES]]
    peers, refused = ask_peers(cases, gallery[:PEER_GALLERY], [query["q"] for query in sample])
    ours, pair_us, prepare_us = score_ours(cases)
    table = quality(cases, {"ours": ours} | {name: np.array(got) for name, got in peers["scores"].items()}, refused)
    if options.data:
        table.notes.append("ours has learned from these persons; docs/names.md has its figures on persons it had not")
    yield table
    yield times(pair_us, prepare_us, peers["pair_us"], refused)
    if gallery:
        yield search_table(gallery, queries, sample, peers, refused)


def read_cases(path: Path) -> list[Case]:
    """Read a case file: columns cat, a, b, y and, if there is one, hard (2 marks near names)."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Case(r["cat"], r["a"], r["b"], r["y"] == "1", r.get("hard") == "2") for r in csv.DictReader(file)]


def read_search(options: Options) -> tuple[list[tuple[str, str]], list[dict[str, str]]]:
    """The gallery (id, name), a million names with --long, and the queries."""
    assert options.data is not None
    stem = "gallery_1m" if options.long else "gallery_100k"
    path = next(path for path in sorted(options.data.glob(f"{stem}.jsonl*")))
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as file:
        gallery = [(row["id"], row["name"]) for row in map(json.loads, file)]
    queries = (options.data / "queries_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return gallery, [json.loads(line) for line in queries]


def score_ours(cases: list[Case]) -> tuple[Floats, float, float]:
    """Our scores, microseconds per prepared pair (one name against many, as in search) and per prepared name."""
    prepare("warm up"), score_many(prepare("warm up"), PreparedBatch.pack([prepare("warm")]), np.zeros(1, np.int64))
    began = time.thread_time()
    left, right = [prepare(case.a) for case in cases], [prepare(case.b) for case in cases]
    prepare_us = (time.thread_time() - began) / (2 * len(cases)) * 1e6
    batch = PreparedBatch.pack(right)
    scores = np.array([score_many(name, batch, np.array([at]))[0] for at, name in enumerate(left)], np.float64)
    every = np.random.default_rng(0).integers(0, len(right), 200)
    began = time.thread_time()
    for name in left[:: max(1, len(left) // 200)]:
        score_many(name, batch, every)
    pairs = len(left[:: max(1, len(left) // 200)]) * len(every)
    return scores, (time.thread_time() - began) / pairs * 1e6, prepare_us


def ask_peers(cases: list[Case], gallery: list[tuple[str, str]], queries: list[str]) -> tuple[dict[str, Any], str]:
    """General matchers' answers, and why some or all were not run (empty when all were)."""
    question = {
        "pairs": [[case.a, case.b] for case in cases],
        "gallery": [name for _, name in gallery],
        "queries": queries,
        "logic": True,
    }
    try:
        python = make_environment()
        done = subprocess.run(
            [python, HERE / "names_peers.py"], input=json.dumps(question), capture_output=True, text=True, timeout=1800
        )
        if done.returncode == 0:
            return json.loads(done.stdout), ""
        why = done.stderr.strip().splitlines()[-1:]
    except (OSError, subprocess.SubprocessError) as error:
        why = [str(error)]
    return {"scores": {}, "pair_us": {}, "found": {}, "query_ms": {}}, f"general matchers NOT RUN: {''.join(why)[:300]}"


def make_environment() -> Path:
    """Make the general matchers' environment if it is not there; raises when it cannot be made."""
    python = ENVIRONMENT / "bin" / "python"
    ready = ENVIRONMENT / ".ready"
    wanted = (HERE / "names_peers.txt").read_text(encoding="utf-8")
    if not ready.is_file() or ready.read_text(encoding="utf-8") != wanted:
        uv = shutil.which("uv", path=f"{Path(sys.executable).parent}") or shutil.which("uv") or "uv"
        ENVIRONMENT.parent.mkdir(exist_ok=True)
        subprocess.run([uv, "venv", "-q", "--clear", "--python", "3.11", ENVIRONMENT], check=True)
        install = [uv, "pip", "install", "-q", "--require-hashes", "--python", python, "-r", HERE / "names_peers.txt"]
        subprocess.run(install, check=True, timeout=1200)
        ready.write_text(wanted, encoding="utf-8")
    return python


def quality(cases: list[Case], scores: dict[str, Floats], refused: str) -> Table:
    """Recall at one per cent false alarms, with one threshold for all kinds, and the area under the curve."""
    kinds = np.array([case.kind for case in cases])
    same = np.array([case.same for case in cases])
    near = np.array([case.near for case in cases])
    columns = tuple(f"{name} {what}" for name in scores for what in ("recall", "AUC"))
    table = Table("Names: recall at 1 % false alarms (one threshold) and AUC", ("kind", "positives", *columns))
    thresholds = {name: threshold(got[~same & ~near]) for name, got in scores.items()}
    for kind in ["all", *sorted(set(kinds))]:
        here = np.ones(len(cases), bool) if kind == "all" else kinds == kind
        cells: list[str | float | int | None] = [kind, int((here & same).sum())]
        for name, got in scores.items():
            positives, negatives = got[here & same], got[here & ~same & ~near]
            cells.append(float((positives > thresholds[name]).mean()) if len(positives) else None)
            cells.append(area(positives, negatives))
        table.rows.append(tuple(cells))
    for name, got in scores.items():
        if near.any():
            above = float((got[near & ~same] > thresholds[name]).mean())
            table.notes.append(f"{name}: {above:.2f} of the tone-only and swapped near names are above its threshold")
    table.notes += [refused] if refused else []
    return table


def times(pair_us: float, prepare_us: float, peers: dict[str, float], refused: str) -> Table:
    """Microseconds a pair, one core."""
    table = Table("Names: microseconds on one core", ("matcher", "a pair", "a name, once", "pairs, times ours"))
    table.rows.append(("ours, prepared", pair_us, prepare_us, 1.0))
    table.rows += [(name, us, None, us / pair_us) for name, us in peers.items()]
    table.notes += [refused] if refused else []
    return table


def search_table(
    gallery: list[tuple[str, str]],
    queries: list[dict[str, str]],
    sample: list[dict[str, str]],
    peers: dict[str, Any],
    refused: str,
) -> Table:
    """Recall among the first ten, queries per second and 99th percentile, one core."""
    table = Table(
        f"Names: search among {len(gallery):,}",
        ("matcher", "queries", "recall@1", "recall@10", "queries/s", "p50 ms", "p99 ms"),
    )
    began = time.perf_counter()
    built = NameIndex.build(gallery)
    build_s = time.perf_counter() - began
    path = BUILD / "bench-names.index"
    BUILD.mkdir(exist_ok=True)
    built.save(path)
    del built
    # A process of its own, so that memory is what opening and searching take.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        opened = pool.submit(measure_opened, path, queries).result()
    table.rows.append(opened_row("ours", opened))
    table.notes.append(f"ours: built in {build_s:.0f} s on one core, {told_size(path, opened)}")
    table.notes.append("queries/s and milliseconds are processor time on one core")
    if len(gallery) >= COPIED:
        copies = write_copies(path)
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            opened = pool.submit(measure_opened, copies, queries[::6]).result()
        table.rows.append(opened_row(f"ours, {COPIES} copies of each name", opened))
        table.notes.append(f"{COPIES} copies: {told_size(copies, opened)}")
        copies.unlink()
    path.unlink()
    ids_of = [id_ for id_, _ in gallery]
    for name, found in peers["found"].items():
        hits = [[ids_of[row] for row in rows] for rows in found]
        one = np.mean([query["pid"] == ids[0] for query, ids in zip(sample, hits, strict=True)])
        ten = np.mean([query["pid"] in ids for query, ids in zip(sample, hits, strict=True)])
        ms = peers["query_ms"][name]
        label = f"{name}, brute force" + (f" over the first {PEER_GALLERY:,}" if len(gallery) > PEER_GALLERY else "")
        table.rows.append((label, len(sample), float(one), float(ten), 1000 / ms, ms, None))
    table.notes += [refused] if refused else []
    return table


def opened_row(label: str, opened: dict[str, Any]) -> tuple[str | float | int | None, ...]:
    """A row of the search table."""
    ranks, ms = opened["ranks"], opened["ms"]
    first, ten = float(np.mean(ranks == 0)), float(np.mean(ranks < 10))
    return label, len(ms), first, ten, 1000 / float(np.mean(ms)), *(float(np.percentile(ms, at)) for at in (50, 99))


def told_size(path: Path, opened: dict[str, Any]) -> str:
    """Size of the file, time to open it, memory."""
    return (
        f"{path.stat().st_size / 1e6:,.0f} MB, opened in {opened['open_s']:.1f} s, {opened['peak_mb']:,.0f} MB of memory "
        f"at most after all queries ({opened['idle_mb']:.0f} MB before opening)"
    )


def write_copies(path: Path) -> Path:
    """Write an index with every segment COPIES times: what a larger gallery costs, without preparing its names."""
    arrays, meta = open_arrays(path)
    own = int(meta["segments"])
    copied: dict[str, Any] = {"frequencies": np.array(arrays["frequencies"]) * COPIES}
    for name, array in arrays.items():
        number, _, part = name.partition(".")
        for copy in range(COPIES if part else 0):
            copied[f"{int(number) + copy * own}.{part}"] = array
    target = path.with_suffix(".copies")
    write_arrays(target, copied, {**meta, "segments": own * COPIES})
    return target


def measure_opened(path: Path, queries: list[dict[str, str]]) -> dict[str, Any]:
    """Open a saved index and ask every query: ranks (99: not among ten), processor milliseconds, memory in MB."""
    NameIndex.build([("1", "warm up")]).search("warm up")
    idle = peak_memory()
    began = time.perf_counter()
    index = NameIndex.open(path)
    open_s = time.perf_counter() - began
    index.search("warm up")  # compiles for read-only arrays, once after an installation
    ranks, ms = [], []
    for query in queries:
        began = time.thread_time()  # processor time: what others run on this machine does not count
        ids = [hit.id for hit in index.search(query["q"], 10)]
        ms.append((time.thread_time() - began) * 1000)
        ranks.append(ids.index(query["pid"]) if query["pid"] in ids else 99)
    return {"open_s": open_s, "ranks": np.array(ranks), "ms": np.array(ms), "idle_mb": idle, "peak_mb": peak_memory()}


def peak_memory() -> float:
    """The most memory this process held resident so far, mapped files counted, in MB (Linux)."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM:"))


def threshold(negatives: Floats) -> float:
    """The lowest threshold that FALSE_ALARMS of the negatives exceed at most."""
    falling = np.sort(negatives)[::-1]
    return float(falling[min(len(falling) - 1, int(FALSE_ALARMS * len(falling)))]) if len(falling) else 1.0


def area(positives: Floats, negatives: Floats) -> float | None:
    """How often a positive scores above a negative; ties count half."""
    if not len(positives) or not len(negatives):
        return None
    falling = np.sort(negatives)
    below, upto = np.searchsorted(falling, positives, "left"), np.searchsorted(falling, positives, "right")
    return float((below + upto).mean() / (2 * len(negatives)))
