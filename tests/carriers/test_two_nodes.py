"""Two real nodes with real servers, couriers and sockets: what a peer's absence, a cut and a changed address do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.api.drafts import draft
from tests.api.example import follow, run, tokens_of

from tripoint.bench import processes
from tripoint.bench.two_nodes import RunningNode, TwoNodes

pytestmark = pytest.mark.slow
DATABASE = os.environ.get("TRIPOINT_TEST_DATABASE", "sqlite")
WITHIN = 60.0  # seconds; on an idle machine all of this takes one or two

BEGIN = """
import json, os
from tripoint.web import setup
setup()
from tripoint.node.runtime import ledger
from tripoint.ledger.append import Author, Draft
from tripoint.ledger.common_entries import EXERCISE, ExerciseFacts, NoteFacts, Text
from tripoint.ledger.models import Entry, Refusal
from tripoint.carriers import status
from tripoint.carriers.models import PeerStatus
ours = ledger()
author = Author("an officer", frozenset({"officer"}), "desk")
def open_dossier():
    facts = ExerciseFacts(kind="exercise", participants=("KH", "VN"), exercise=True)
    return ours.append(author, [Draft(EXERCISE.name, facts)])[0].entry.id
def note(dossier, words="a note"):
    text = Text(language="en", text=words, officer=ours.pseudonym("an officer", dossier))
    return ours.append(author, [Draft("dossier.noted.v1", NoteFacts(), text, dossier=dossier)])[0].entry.id
def held(entry):
    return Entry.objects.filter(id=entry, verdict=0).exists()
"""


@pytest.fixture(scope="module")
def nodes() -> Iterator[TwoNodes]:
    before = os.environ.get("TRIPOINT_PASSPHRASE_FILE")
    with TwoNodes(DATABASE) as made:
        yield made
    if before is None:
        os.environ.pop("TRIPOINT_PASSPHRASE_FILE", None)
    else:
        os.environ["TRIPOINT_PASSPHRASE_FILE"] = before


def at(nodes: TwoNodes, node: RunningNode, code: str) -> Any:
    """Runs `code` at a node, beside its server; it sets `answer`."""
    environment = {**nodes._environment, "TRIPOINT_NODE": str(node.folder)}
    script = f"{BEGIN}\n{code}\nprint(json.dumps(answer))"
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def arrives(nodes: TwoNodes, node: RunningNode, entry: str) -> bool:
    """Waits at a node for an entry."""
    wait = f"import time\nuntil = time.monotonic() + {WITHIN}\n"
    wait += f"while not held({entry!r}) and time.monotonic() < until: time.sleep(0.05)\nanswer = held({entry!r})"
    return bool(at(nodes, node, wait))


def test_what_one_states_the_other_holds_and_receipts(nodes: TwoNodes) -> None:
    here, there = nodes.nodes
    entry = at(nodes, here, "answer = note(open_dossier())")
    assert arrives(nodes, there, entry)
    until = time.monotonic() + WITHIN
    while time.monotonic() < until:
        receipted = at(nodes, here, "answer = ours.store.query('SELECT MAX(receipted) FROM ledger_feed')[0][0]")
        if receipted >= 2:
            break
    assert receipted >= 2
    assert at(nodes, there, f"answer = ours.content({entry!r}).text") == "a note"


def test_a_peer_that_was_away_gets_everything_in_order_when_it_is_back(nodes: TwoNodes) -> None:
    here, there = nodes.nodes
    nodes.stop(there)
    entries = at(nodes, here, "d = open_dossier(); answer = [note(d, str(i)) for i in range(20)]")
    until = time.monotonic() + WITHIN
    state: list[str] = []
    while time.monotonic() < until and state[:1] != ["unreachable"]:
        state = at(nodes, here, "r = PeerStatus.objects.get(party='VN'); answer = [r.state, r.error]")
    assert state == ["unreachable", "connection"]
    nodes.start(there)
    assert arrives(nodes, there, entries[-1])
    assert at(nodes, there, f"answer = [held(one) for one in {entries!r}]") == [True] * 20


def test_an_attached_file_is_fetched_in_pieces_and_opens(nodes: TwoNodes) -> None:
    here, there = nodes.nodes
    made = at(
        nodes,
        here,
        """
from tripoint.ledger.blobs import BlobStore, seal_blob
data, key = bytes(range(256)) * 3000, bytes(32)
ref = BlobStore(ours.blobs).put(seal_blob(data, key))
entry = open_dossier()
n = Entry.objects.get(id=entry).n
ours.writer.run(lambda: ours.store.add_blobs(n, entry, "KH", [(ref.digest, ref.size)]))
answer = [entry, ref.digest, ref.size]
""",
    )
    entry, digest, size = made
    assert arrives(nodes, there, entry)
    fetched = at(
        nodes,
        there,
        f"""
import time
from tripoint.ledger.blobs import BlobStore
n = Entry.objects.get(id={entry!r}).n
ours.writer.run(lambda: ours.store.add_blobs(n, {entry!r}, "KH", [({digest!r}, {size})]))
note({entry!r}, "so that the courier looks")
store, until = BlobStore(ours.blobs), time.monotonic() + {WITHIN}
while not store.has({digest!r}) and time.monotonic() < until: time.sleep(0.1)
answer = store.open({digest!r}, bytes(32)) == bytes(range(256)) * 3000
""",
    )
    assert fetched


def test_a_request_is_filed_at_one_node_and_answered_at_the_other(nodes: TwoNodes, tmp_path: Path) -> None:
    here, there = nodes.nodes
    desk, chief = tokens_of(nodes, here)
    partner, _ = tokens_of(nodes, there)
    (tmp_path / "request.json").write_text(json.dumps(draft()), encoding="utf-8")
    number = run(here, desk, "file", str(tmp_path / "request.json"))
    released = json.loads(run(here, chief, "release", number))

    dossier = follow(there, partner, "request.opened.v1")
    assert dossier == released["dossier"]
    arrived = json.loads(run(there, partner, "read", dossier))
    assert arrived["entries"][0]["content"]["text"] == draft()["text"]
    answer = {
        "scope": "whole", "language": "vi", "text": "Đã xác minh.",
        "items": [{"subject": 0, "result": "AT-ADDRESS", "matched_by": "document", "handling": "H1", "source": "A",
                   "information": "1"}],
    }  # fmt: skip
    (tmp_path / "answer.json").write_text(json.dumps(answer), encoding="utf-8")
    run(there, partner, "answer", dossier, str(tmp_path / "answer.json"))

    assert follow(here, desk, "request.answered.v1") == dossier
    found = json.loads(run(here, desk, "read", dossier))
    assert found["request"]["phase"] == "answered"
    assert found["entries"][-1]["content"]["text"] == "Đã xác minh."


def test_a_closed_link_holds_and_goes_on_when_it_is_opened(nodes: TwoNodes) -> None:
    here, there = nodes.nodes
    at(nodes, there, "answer = status.set_paused('KH', True)")
    entry = at(nodes, here, "answer = note(open_dossier())")
    until, error = time.monotonic() + WITHIN, ""
    while time.monotonic() < until and error != "paused":
        error = at(nodes, here, "answer = PeerStatus.objects.get(party='VN').error")
    assert error == "paused"
    assert not at(nodes, there, f"answer = held({entry!r})")
    at(nodes, there, "answer = status.set_paused('KH', False)")
    assert arrives(nodes, there, entry)


def test_a_courier_that_was_killed_is_started_again(nodes: TwoNodes) -> None:
    here, there = nodes.nodes
    assert here.process is not None
    courier = next(pid for pid, line in processes.children(here.process.pid).items() if "carry(" in line)
    os.kill(courier, 9)
    entry = at(nodes, here, "answer = note(open_dossier())")
    assert arrives(nodes, there, entry)


def test_a_server_with_another_certificate_is_not_talked_to(nodes: TwoNodes) -> None:
    here, there = nodes.nodes
    nodes.stop(there)
    other = (
        "from datetime import UTC, datetime; from pathlib import Path; from tripoint.node import certificates as c, keyring as k;"
        f"f = Path({str(there.folder)!r}); n = datetime.now(UTC);"
        f"p = Path({str(nodes.folder / 'passphrase')!r}).read_text().strip();"
        "r = c.make_authority(f, k.load(f, p), 'VN', n); c.make_certificate(f, r, ['localhost'], n); r.save(f, p)"
    )
    kept = {path: path.read_bytes() for path in (there.folder / "keys").iterdir()}
    subprocess.run([sys.executable, "-c", other], check=True, env=nodes._environment)
    nodes.start(there)
    entry = at(nodes, here, "answer = note(open_dossier())")
    until, error = time.monotonic() + WITHIN, ""
    while time.monotonic() < until and error != "certificate":
        error = at(nodes, here, "status.try_now('VN'); answer = PeerStatus.objects.get(party='VN').error")
    assert error == "certificate"
    assert not at(nodes, there, f"answer = held({entry!r})")
    nodes.stop(there)
    for path, data in kept.items():
        path.write_bytes(data)
    nodes.start(there)
    assert arrives(nodes, there, entry)


def test_a_node_stays_under_300_megabytes_and_ends_cleanly(nodes: TwoNodes) -> None:
    here, _ = nodes.nodes
    assert here.process is not None
    group = [here.process.pid, *processes.children(here.process.pid)]
    assert sum(processes.memory(pid)[0] for pid in group) < 300 * 10**6
    here.process.terminate()
    assert here.process.wait(20) == 0
    assert [pid for pid in group if Path(f"/proc/{pid}").exists()] == []
    nodes.start(here)


def test_a_node_is_backed_up_restored_and_takes_back_what_its_peer_holds(nodes: TwoNodes, tmp_path: Path) -> None:
    here, there = nodes.nodes
    nodes.command("backup", "--node", str(here.folder), str(tmp_path))
    entry = at(nodes, here, "answer = note(open_dossier(), 'after the backup')")
    assert arrives(nodes, there, entry)
    nodes.stop(here)
    log, keys = next(tmp_path.glob("log-*.zip")), next(tmp_path.glob("keys-*.zip"))
    fresh = nodes.folder / "restored"
    database = nodes._new_database(here)
    nodes.command("restore", "from", str(fresh), "--log", str(log), "--keys", str(keys), "--database", database)
    restored = RunningNode(here.party, fresh, here.port)
    assert not at(nodes, restored, f"answer = held({entry!r})")
    assert "came back" in nodes.command("restore", "ask", "--node", str(fresh))
    assert at(nodes, restored, f"answer = ours.content({entry!r}).text") == "after the backup"
    nodes.command("restore", "confirm", "--node", str(fresh), "--yes")
    here.folder = fresh
    nodes.start(here)
    later = at(nodes, here, "answer = note(open_dossier(), 'in the new epoch')")
    assert arrives(nodes, there, later)
    assert "were folded" in nodes.command("rebuild", "--node", str(fresh))
