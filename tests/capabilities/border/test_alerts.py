"""Alerts to who is on duty: reference and urgency alone, by a real mail server and a real command, each bounded."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F
from tests.capabilities.border.conftest import who
from tests.capabilities.requests.calls import a_call
from tests.capabilities.requests.ministries import OFFICES, Ministries, Ministry, person, trace_form
from tests.capabilities.requests.test_pages import DESK, Node, signed_in
from tests.capabilities.requests.three import three, to_us
from tests.web.people import someone

from tripoint.capabilities.border import actions, alerts, delivery
from tripoint.capabilities.border.models import Alert, AlertCursor
from tripoint.capabilities.requests import actions as requests
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.directory.models import Officer, Role
from tripoint.node import NodeConfig, chores
from tripoint.node.config import ConfigRefused

__all__ = ["three"]
HOUR = timedelta(hours=1)
PHONE, MAIL = "+855 23 000 111", "duty@example.kh"
Talk = Callable[[socket.socket, list[str]], None]


def well_behaved(line: socket.socket, said: list[str]) -> None:
    """A mail server that takes one message."""
    reader = line.makefile("rb")
    line.sendall(b"220 ready\r\n")
    for raw in reader:
        word = raw.decode().split()[0].upper()
        if word == "DATA":
            line.sendall(b"354 go on\r\n")
            for text in reader:
                if text == b".\r\n":
                    break
                said.append(text.decode().strip())
        elif word == "QUIT":
            line.sendall(b"221 bye\r\n")
            return
        line.sendall(b"250 ok\r\n")


def never_finishes(line: socket.socket, said: list[str]) -> None:
    """Answers a line at a time, each in time, without end."""
    line.sendall(b"220 ready\r\n")
    with pytest.raises(OSError):
        while True:
            line.sendall(b"250-and more\r\n")
            threading.Event().wait(0.02)


def silent(line: socket.socket, said: list[str]) -> None:
    """Says nothing at all."""
    line.recv(1)


def refuses(line: socket.socket, said: list[str]) -> None:
    """Takes no recipient."""
    reader = line.makefile("rb")
    line.sendall(b"220 ready\r\n")
    for raw in reader:
        line.sendall(b"550 no such mailbox\r\n" if raw.upper().startswith(b"RCPT") else b"250 ok\r\n")


@contextmanager
def mail_server(talk: Talk) -> Iterator[tuple[str, list[str]]]:
    """A socket on loopback that talks to each caller; gives its address and what it was told."""
    said: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                line, _address = server.accept()
            except OSError:
                return
            with line:
                try:
                    talk(line, said)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.getsockname()[1]}", said
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join(10)


def config(**values: object) -> NodeConfig:
    more = {"smtp_tls": "none", "alert_from": "tripoint@example.kh", **values}
    return NodeConfig(party="KH", exercise=True, **more)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def _looked(kh: Ministry, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first look only remembers where it stands; a busy machine is no stalling server."""
    monkeypatch.setattr(delivery, "BOUND", 120.0)
    monkeypatch.setattr(delivery, "CONNECT", 60.0)
    AlertCursor.objects.create(name=alerts.CURSOR, applied=0)


def pressing(node: Node) -> str:
    """A request that cannot wait."""
    form = trace_form(to_office=DESK, urgency="IMMEDIATE", urgency_ground="LIFE")
    dossier = node.vn.request(form)
    node.carry()
    return dossier


def test_a_pressing_arrival_reaches_who_is_on_duty_by_mail_without_a_name(
    node: Node, kh: Ministry, chief: Officer, day: Officer
) -> None:
    now = kh.ledger.now()
    actions.roster(kh.ledger, who(chief), now - HOUR, now + HOUR, PHONE, on_duty=str(day.pk), email=MAIL)
    pressing(node)
    node.vn.request(trace_form(to_office=DESK))  # seven days: it waits for the morning
    node.carry()
    assert alerts.notice(kh.ledger, ["mail"]) == 1
    assert alerts.notice(kh.ledger, ["mail"]) == 0
    with mail_server(well_behaved) as (address, said):
        assert alerts.send_due(kh.ledger, config(smtp=address)) == 1
        assert alerts.send_due(kh.ledger, config(smtp=address)) == 0
    text = "\n".join(said)
    assert f"To: {MAIL}" in text
    assert "VN-KH-20" in text
    assert Alert.objects.get().state == "sent"
    for word in (person().names[0].name, "Nguy", day.name_latn, "SCAM", "174"):
        assert word not in text


def test_a_joint_request_alerts_each_addressee_once_and_a_reminder_the_one_reminded(
    three: Ministries, kh: Ministry
) -> None:
    vn, la = three["VN"], three["LA"]
    alerts.notice(la.ledger, ["mail"])
    dossier = vn.request(to_us(urgency="IMMEDIATE", urgency_ground="LIFE"))
    three.settle()
    assert [alerts.notice(one.ledger, ["mail"]) for one in (kh, la)] == [1, 1]
    la.answer(dossier, "NOT-FOUND", matched_by="none")
    three.settle()
    assert [alerts.notice(one.ledger, ["mail"]) for one in (kh, la)] == [0, 0]
    three.clock.go(days=2)
    requests.remind(vn.ledger, vn.desk, dossier, Words("vi"), "KH")
    three.settle()
    assert [alerts.notice(one.ledger, ["mail"]) for one in (kh, la)] == [1, 0]
    assert {one.office for one in Alert.objects.all()} == {DESK}


def test_the_text_is_in_the_language_of_who_is_on_duty(node: Node, kh: Ministry) -> None:
    pressing(node)
    alerts.notice(kh.ledger, ["mail"])
    alert = Alert.objects.get()
    texts = {language: alerts.words(alert, config(), language)[1] for language in ("en", "vi", "lo", "km")}
    assert len(set(texts.values())) == 4
    assert all(alert.reference in text for text in texts.values())


def test_while_nobody_is_on_duty_it_goes_to_the_mailbox_or_waits(node: Node, kh: Ministry) -> None:
    pressing(node)
    alerts.notice(kh.ledger, ["mail"])
    with mail_server(well_behaved) as (address, said):
        alerts.send_due(kh.ledger, config(smtp=address))
        row = Alert.objects.get()
        assert (row.state, row.code, row.tries) == ("waiting", "nobody", 1)
        assert row.next_at > kh.ledger.now()
        node.ministries.clock.go(minutes=2)
        assert alerts.send_due(kh.ledger, config(smtp=address, alert_mailbox="desk@example.kh")) == 1
    assert "To: desk@example.kh" in said


@pytest.mark.parametrize(("talk", "code"), [(never_finishes, "stalled"), (silent, "stalled"), (refuses, "refused")])
def test_a_mail_server_that_stalls_or_refuses_is_left_and_tried_again(
    node: Node, kh: Ministry, monkeypatch: pytest.MonkeyPatch, talk: Talk, code: str
) -> None:
    if code == "stalled":
        monkeypatch.setattr(delivery, "BOUND", 0.6)
        monkeypatch.setattr(delivery, "CONNECT", 0.4)
    pressing(node)
    alerts.notice(kh.ledger, ["mail"])
    with mail_server(talk) as (address, _said):
        alerts.send_due(kh.ledger, config(smtp=address, alert_mailbox=MAIL))
    row = Alert.objects.get()
    assert (row.state, row.code, row.tries) == ("waiting", code, 1)


def test_a_mail_server_that_is_gone_is_given_up_after_a_day(node: Node, kh: Ministry) -> None:
    with mail_server(silent) as (address, _said):
        pass
    pressing(node)
    alerts.notice(kh.ledger, ["mail"])
    alerts.send_due(kh.ledger, config(smtp=address, alert_mailbox=MAIL))
    assert Alert.objects.get().code == "unreachable"
    node.ministries.clock.go(hours=25)
    alerts.send_due(kh.ledger, config(smtp=address, alert_mailbox=MAIL))
    assert Alert.objects.get().state == "failed"


def script(folder: Path, body: str) -> tuple[str, ...]:
    """A command that runs `body`."""
    place = folder / "gateway.py"
    place.write_text(body, encoding="utf-8")
    return (sys.executable, "-I", str(place), str(folder / "out"))


def on_duty_here(kh: Ministry, chief: Officer, day: Officer) -> None:
    now = kh.ledger.now()
    actions.roster(kh.ledger, who(chief), now - HOUR, now + HOUR, PHONE, on_duty=str(day.pk))
    alerts.notice(kh.ledger, ["command"])


def test_the_command_gets_number_and_text_on_its_input_and_nothing_of_the_node(
    node: Node, kh: Ministry, chief: Officer, day: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRIPOINT_PASSPHRASE_FILE", "/secret")
    argv = script(tmp_path, "import sys, os\nopen(sys.argv[1], 'w').write(sys.stdin.read() + repr(dict(os.environ)))\n")
    pressing(node)
    on_duty_here(kh, chief, day)
    assert alerts.send_due(kh.ledger, config(alert_command=(*argv, "; touch /tmp/x $(id)"))) == 1
    number, text, environment = (tmp_path / "out").read_text(encoding="utf-8").split("\n", 2)
    assert number == PHONE.replace(" ", "")
    assert "VN-KH-20" in text
    assert "secret" not in environment
    assert "TRIPOINT" not in environment
    assert day.name_khmr not in text


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("import time\ntime.sleep(60)\n", "stalled"),
        # a child that outlives its parent, holding what it was given
        ("import subprocess, sys\nsubprocess.Popen(['/bin/sleep', '60'])\nsys.exit(3)\n", "failed"),
        ("import sys\nfor _ in range(400): sys.stdout.write('x' * 100_000)\nsys.exit(7)\n", "failed"),
        ("import os\nos.close(0)\nos._exit(1)\n", "failed"),
    ],
)  # fmt: skip
def test_a_command_that_hangs_prints_megabytes_or_fails_is_ended(
    node: Node, kh: Ministry, chief: Officer, day: Officer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    body: str, code: str,
) -> None:  # fmt: skip
    if code == "stalled":
        monkeypatch.setattr(delivery, "BOUND", 0.5)
    pressing(node)
    on_duty_here(kh, chief, day)
    alerts.send_due(kh.ledger, config(alert_command=script(tmp_path, body)))
    row = Alert.objects.get()
    assert (row.state, row.code) == ("waiting", code)


def test_a_command_that_is_not_there_is_said_so(node: Node, kh: Ministry, chief: Officer, day: Officer) -> None:
    pressing(node)
    on_duty_here(kh, chief, day)
    alerts.send_due(kh.ledger, config(alert_command=("/no/such/gateway",)))
    assert Alert.objects.get().code == "missing"


def test_two_couriers_do_not_both_send_one_alert(node: Node, kh: Ministry, monkeypatch: pytest.MonkeyPatch) -> None:
    pressing(node)
    alerts.notice(kh.ledger, ["mail"])
    sent: list[str] = []

    def other_courier(ledger: object, config: object, alert: Alert, now: object) -> None:
        sent.append(alert.reference)
        if len(sent) == 1:  # the other one looks while the first is talking
            alerts.send_due(kh.ledger, config)  # type: ignore[arg-type]

    monkeypatch.setattr(alerts, "_send", other_courier)
    alerts.send_due(kh.ledger, config(smtp="127.0.0.1:25"))
    assert len(sent) == 1


def test_reminders_and_escalations_alert_the_office_that_is_asked(node: Node, kh: Ministry) -> None:
    node.ministries.clock.go(days=-40)
    dossier = node.vn.request(trace_form(to_office="KH-GCNP"))
    node.carry()
    node.ministries.clock.go(days=40)
    alerts.notice(kh.ledger, ["mail", "command"])
    assert Alert.objects.count() == 0
    requests.remind(node.vn.ledger, node.vn.desk, dossier, Words("vi"))
    requests.escalate(node.vn.ledger, node.vn.desk, dossier, DESK, "OVERDUE", Words("vi"))
    node.carry()
    alerts.notice(kh.ledger, ["mail", "command"])
    assert sorted(Alert.objects.values_list("office", flat=True)) == ["KH-GCNP", "KH-GCNP", DESK, DESK]


def called(kh: Ministry) -> str:
    """A request by telephone of this desk; its dossier."""
    at = kh.ledger.now() - timedelta(minutes=10)
    said = a_call(addressee="VN", to_office=OFFICES["VN"], called_at=at)
    return requests.call(kh.ledger, kh.desk, said).entry.id


def test_an_overdue_record_of_a_call_is_told_once_to_the_office_that_owes_it(
    node: Node, kh: Ministry, chief: Officer, day: Officer
) -> None:
    called(kh)
    assert alerts.notice_owed(kh.ledger, ["mail"]) == 0  # there is a day for it
    node.ministries.clock.go(hours=24)
    now = kh.ledger.now()
    actions.roster(kh.ledger, who(chief), now - HOUR, now + HOUR, PHONE, on_duty=str(day.pk), email=MAIL)
    assert alerts.notice_owed(kh.ledger, ["mail"]) == 1
    assert alerts.notice_owed(kh.ledger, ["mail"]) == 0
    with mail_server(well_behaved) as (address, said):
        assert alerts.send_due(kh.ledger, config(smtp=address)) == 1
        assert alerts.send_due(kh.ledger, config(smtp=address)) == 0
    text = "\n".join(said)
    assert f"To: {MAIL}" in text
    assert "KH-VN-20" in text
    assert said.count(f"To: {MAIL}") == 1
    for word in ("mất tích", "Sok", day.name_latn, "MISSING", kh.desk.name):
        assert word not in text
    node.ministries.clock.go(days=31)
    pressing(node)
    alerts.notice(kh.ledger, ["mail"])  # what is a month old is gone
    assert alerts.notice_owed(kh.ledger, ["mail"]) == 0
    assert Alert.objects.filter(reference__startswith="KH-VN").count() == 0


def test_a_record_that_is_owed_no_more_is_not_told(node: Node, kh: Ministry) -> None:
    dossier = called(kh)
    node.ministries.clock.go(hours=24)
    assert alerts.notice_owed(kh.ledger, ["mail", "command"]) == 2  # nobody is on duty: both wait
    assert set(Alert.objects.values_list("office", flat=True)) == {DESK}
    requests.withdraw(kh.ledger, kh.desk, dossier, "FOUND")
    assert alerts.notice_owed(kh.ledger, ["mail", "command"]) == 0
    assert Alert.objects.count() == 0


def test_the_first_look_alerts_of_nothing_that_was_there(node: Node, kh: Ministry) -> None:
    AlertCursor.objects.all().delete()
    pressing(node)
    assert alerts.notice(kh.ledger, ["mail"]) == 0
    pressing(node)
    assert alerts.notice(kh.ledger, ["mail"]) == 1
    Alert.objects.update(made_at=F("made_at") - timedelta(days=31))
    pressing(node)
    alerts.notice(kh.ledger, ["mail"])
    assert Alert.objects.count() == 1  # what is a month old is gone


def test_the_courier_s_chore_looks_with_the_node_s_own_settings(node: Node, kh: Ministry) -> None:
    AlertCursor.objects.all().delete()
    chores.CHORES["alerts"].run(kh.ledger)
    before = AlertCursor.objects.get().applied
    pressing(node)
    chores.CHORES["alerts"].run(kh.ledger)
    assert AlertCursor.objects.get().applied > before
    assert Alert.objects.count() == 0  # no mail server and no command are set


def test_an_administrator_sees_why_an_alert_waits(node: Node, kh: Ministry, day: Officer) -> None:
    pressing(node)
    alerts.notice(kh.ledger, ["mail"])
    alerts.send_due(kh.ledger, config(smtp="127.0.0.1:1"))
    client = signed_in(someone((Role.ADMINISTRATOR,), "admin"))
    assert "Nobody is on duty by the roster" in client.get("/duty/alerts").content.decode()
    assert signed_in(day).get("/duty/alerts").status_code == 403


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({"smtp": "mail.example.kh:25"}, "alert_from"),
        ({"smtp": "mail.example.kh:25", "alert_from": "a@b.kh", "smtp_tls": "none"}, "smtp_tls"),
        ({"alert_command": ["send-sms"]}, "whole path"),
        ({"alert_mailbox": "a@b.kh\nBcc: c@d.kh"}, "address"),
    ],
)
def test_settings_that_are_unsafe_are_refused_by_name(tmp_path: Path, values: dict[str, object], word: str) -> None:
    import json

    lines = [f"{key} = {json.dumps(value)}" for key, value in {"party": "KH", "exercise": True, **values}.items()]
    (tmp_path / "node.toml").write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(ConfigRefused, match=word):
        NodeConfig.load(tmp_path)


def test_what_is_set_for_alerts_is_kept_in_the_node_s_file(tmp_path: Path) -> None:
    config(smtp="127.0.0.1:25", alert_command=("/usr/bin/true", "a b")).save(tmp_path)
    found = NodeConfig.load(tmp_path)
    assert (found.alert_command, found.smtp) == (("/usr/bin/true", "a b"), "127.0.0.1:25")
