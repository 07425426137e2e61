"""`tripoint bench exchange`: how many entries a second go from one node to another, signed, sealed and receipted."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tripoint.bench import processes
from tripoint.bench.two_nodes import RunningNode, TwoNodes

if TYPE_CHECKING:
    from tripoint.ledger.ledger import Ledger

DOSSIERS = 100
BATCH = 256  # entries in one append: the most that the measure allows
CONTENT_BYTES = 1_024
OTHER_MEMBERS = 64  # bytes of a content beside its text: names, language, pseudonym
SINGLES = 200
TEXTS = 4_096  # different texts; ten times what one bundle holds
FLUSHES = 200
GIVE_UP = 300.0  # seconds without a new receipt
# Words in which such notes are written, drawn at random: compression then finds about what it finds in real text.
TEXT = (
    "đối tượng đã rời khỏi địa bàn tỉnh biên giới ngày hôm qua theo lời khai nhân chứng xe tải biển số hộ chiếu điện thoại "
    "tài khoản ngân hàng cửa khẩu đường mòn lúc giờ sáng cùng hai người khác chưa rõ danh tính đề nghị xác minh "
    "ជនសង្ស័យ បាន ចាកចេញ ពី ខេត្ត ព្រំដែន ម្សិលមិញ តាម សាក្សី រថយន្ត ស្លាកលេខ លិខិតឆ្លងដែន ទូរស័ព្ទ គណនី ធនាគារ ច្រក "
    "ຜູ້ຕ້ອງສົງໄສ ໄດ້ ອອກ ຈາກ ແຂວງ ຊາຍແດນ ມື້ວານ ຕາມ ພະຍານ ລົດ ປ້າຍ ໜັງສືຜ່ານແດນ ໂທລະສັບ ບັນຊີ ທະນາຄານ ດ່ານ "
    "the subject left province border yesterday according to witness truck plate passport telephone account bank gate"
)


@dataclass(frozen=True)
class Parts:
    """Process ids by what they do."""

    author: int
    courier: int
    receiver: int


def measure(entries: int, database: str, say: Callable[[str], None]) -> dict[str, Any]:
    """Runs two nodes, carries `entries` note entries from one to the other, and returns the figures."""
    say("Making two nodes")
    with TwoNodes(database) as nodes:
        here, there = nodes.nodes
        flushes = flush_rate(here.folder)
        from tripoint.web import setup

        setup(here.folder)
        from tripoint.node.runtime import ledger

        ours = ledger()
        parts = _parts(here, there)
        say("Opening dossiers")
        dossiers = _open(ours, there.party)
        single = _singles(ours, dossiers)
        _wait(ours, there.party, DOSSIERS + SINGLES)
        visible = _seconds_to_peer(ours, there.party, dossiers[0])
        before_bytes = _carried(there.party)
        before = {name: processes.cpu(pid) for name, pid in vars(parts).items()}
        say(f"Carrying {entries:,} entries")
        batches = _batches(ours, dossiers, entries)
        first = next(batches)
        began = time.monotonic()
        for batch in chain([first], batches):
            ours.append(_author(), batch)
        appended = time.monotonic()
        _wait(ours, there.party, DOSSIERS + SINGLES + 1 + entries)
        ended = time.monotonic()
        time.sleep(6.0)  # the courier writes its counters at most every few seconds
        after = {name: processes.cpu(pid) for name, pid in vars(parts).items()}
        sizes = _memory(there)
        return {
            "database": "sqlite" if database == "sqlite" else "postgresql",
            "entries": entries,
            "entries_per_second": round(entries / (ended - began), 1),
            "seconds": round(ended - began, 3),
            "appended_per_second": round(entries / (appended - began), 1),
            "single_appends_per_second": round(single, 1),
            "raw_flushes_per_second": round(flushes, 1),
            "seconds_until_visible_at_peer": round(visible, 3),
            "bytes_on_the_wire_per_entry": round((_carried(there.party) - before_bytes) / entries, 1),
            "content_bytes": CONTENT_BYTES,
            "cpu_microseconds_per_entry": {
                "append": _each(before, after, "author", entries),
                "bundle_and_receipt": _each(before, after, "courier", entries),
                "receive": _each(before, after, "receiver", entries),
            },
            "node_memory_mb": sizes,
            "cores": os.cpu_count(),
        }


def flush_rate(folder: Path) -> float:
    """Appends of 4 KiB that this disk makes durable in a second, one after the other."""
    path = folder / "flush.probe"
    with path.open("wb", buffering=0) as file:
        began = time.monotonic()
        for _ in range(FLUSHES):
            file.write(bytes(4096))
            os.fsync(file.fileno())
        rate = FLUSHES / (time.monotonic() - began)
    path.unlink()
    return rate


def _author() -> Any:
    from tripoint.ledger.append import Author

    return Author("bench", frozenset({"officer"}), "BENCH")


def _open(ours: Ledger, peer: str) -> list[str]:
    from tripoint.ledger.append import Draft
    from tripoint.ledger.common_entries import EXERCISE, ExerciseFacts

    facts = ExerciseFacts(kind="exercise", participants=tuple(sorted((ours.party, peer))), exercise=True)
    return [item.entry.id for item in ours.append(_author(), [Draft(EXERCISE.name, facts) for _ in range(DOSSIERS)])]


@cache
def _words(number: int) -> str:
    """One of `TEXTS` texts, as long as a content of 1 KiB allows."""
    drawn = " ".join(random.Random(number).choices(TEXT.split(), k=220))  # noqa: S311 - test data
    return f"{number} {drawn}".encode()[: CONTENT_BYTES - OTHER_MEMBERS].decode("utf-8", "ignore")


def _note(dossier: str, officer: str, number: int) -> Any:
    from tripoint.ledger.append import Draft
    from tripoint.ledger.common_entries import NoteFacts, Text

    content = Text(language="vi", text=_words(number % TEXTS), officer=officer)
    return Draft("dossier.noted.v1", NoteFacts(), content, dossier=dossier)


def _batches(ours: Ledger, dossiers: list[str], entries: int) -> Iterator[list[Any]]:
    officers = [ours.pseudonym("bench", dossier) for dossier in dossiers]
    for number in range(TEXTS):  # drawing words is no part of what is measured
        _words(number)
    for start in range(0, entries, BATCH):
        numbers = range(start, min(start + BATCH, entries))
        yield [_note(dossiers[number % DOSSIERS], officers[number % DOSSIERS], number) for number in numbers]


def _singles(ours: Ledger, dossiers: list[str]) -> float:
    officer = ours.pseudonym("bench", dossiers[0])
    drafts = [_note(dossiers[0], officer, number) for number in range(SINGLES)]
    began = time.monotonic()
    for draft in drafts:
        ours.append(_author(), [draft])
    return SINGLES / (time.monotonic() - began)


def _seconds_to_peer(ours: Ledger, peer: str, dossier: str) -> float:
    """From the append of one entry to the receipt that says that the peer has it."""
    time.sleep(1.0)
    batch = [_note(dossier, ours.pseudonym("bench", dossier), 1)]
    began = time.monotonic()
    ours.append(_author(), batch)
    _wait(ours, peer, DOSSIERS + SINGLES + 1)
    return time.monotonic() - began


def _wait(ours: Ledger, peer: str, position: int) -> None:
    last, moved = -1, time.monotonic()
    while True:
        rows = ours.store.query(
            "SELECT receipted FROM ledger_feed WHERE peer = %s AND outgoing = %s ORDER BY epoch DESC LIMIT 1",
            [peer, True],
        )
        receipted = int(rows[0][0]) if rows else 0
        if receipted >= position:
            return
        if receipted != last:
            last, moved = receipted, time.monotonic()
        if time.monotonic() - moved > GIVE_UP:
            raise RuntimeError(f"no receipt for {GIVE_UP:.0f} seconds; {receipted} of {position} were receipted")
        time.sleep(0.01)


def _carried(peer: str) -> int:
    from tripoint.carriers.models import PeerStatus

    row = PeerStatus.objects.get(party=peer)
    return int(row.sent_bytes + row.received_bytes)


def _parts(here: RunningNode, there: RunningNode) -> Parts:
    if here.process is None or there.process is None:
        raise RuntimeError("both nodes must be served")
    courier = [pid for pid, line in processes.children(here.process.pid).items() if "carry(" in line]
    receiver = [
        pid
        for pid, line in processes.children(there.process.pid).items()
        if "carry(" not in line and "resource_tracker" not in line
    ]
    return Parts(os.getpid(), courier[0], receiver[0])


def _memory(node: RunningNode) -> dict[str, float]:
    if node.process is None:
        raise RuntimeError("the node must be served")
    sizes = [processes.memory(pid) for pid in (node.process.pid, *processes.children(node.process.pid))]
    return {
        "resident": round(sum(size[0] for size in sizes) / 1e6, 1),
        "proportional": round(sum(size[1] for size in sizes) / 1e6, 1),
    }


def _each(before: dict[str, float], after: dict[str, float], name: str, entries: int) -> float:
    return round((after[name] - before[name]) / entries * 1e6, 1)
