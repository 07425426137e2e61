"""How an alert reaches a person: a mail server of the ministry's own, a command for an SMS gateway. Both bounded.

The text names the reference and the urgency. Neither way is trusted: each call ends within BOUND seconds whatever the
other end does, and what it prints is never read.
"""

from __future__ import annotations

import os
import signal
import smtplib
import socket
import ssl
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

from tripoint.node.config import NodeConfig

BOUND = 15.0  # seconds for one mail or one run of the command
CONNECT = 5.0  # seconds for the mail server to answer the telephone


class NotDelivered(Exception):
    """The word did not go out; `code` says why: refused, unreachable, stalled, tls, sign-in, failed, missing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def by_mail(config: NodeConfig, to: str, subject: str, text: str) -> None:
    """Hands one message to the configured server. Raises NotDelivered."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = config.alert_from, to, subject
    message.set_content(text)
    host, _, port = config.smtp.rpartition(":")
    rung = threading.Event()
    held: list[socket.socket] = []

    def hang_up() -> None:
        rung.set()
        for one in held:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    watch = threading.Timer(BOUND, hang_up)  # a server may answer a letter at a time and never finish
    watch.daemon = True
    watch.start()
    try:
        _mail(config, host, int(port), message, held)
    except (smtplib.SMTPAuthenticationError, smtplib.SMTPNotSupportedError) as error:
        raise NotDelivered("sign-in" if config.smtp_user else "tls") from error
    except smtplib.SMTPServerDisconnected as error:  # it hung up, or we did upon it
        raise NotDelivered("stalled") from error
    except ssl.SSLError as error:
        raise NotDelivered("tls") from error
    except smtplib.SMTPException as error:
        raise NotDelivered("refused") from error
    except TimeoutError as error:
        raise NotDelivered("stalled") from error
    except (OSError, ValueError) as error:
        raise NotDelivered("stalled" if rung.is_set() else "unreachable") from error
    finally:
        watch.cancel()


def _mail(config: NodeConfig, host: str, port: int, message: EmailMessage, held: list[socket.socket]) -> None:
    line = socket.create_connection((host, port), CONNECT)
    held.append(line)
    context = ssl.create_default_context()
    if config.smtp_tls == "tls":
        line = context.wrap_socket(line, server_hostname=host)
        held[:] = [line]
    server = _Server(line)
    try:
        server.ehlo_or_helo_if_needed()
        if config.smtp_tls == "starttls":
            server._host = host  # type: ignore[attr-defined]  # the name that starttls checks the certificate against
            if not server.has_extn("starttls"):  # or somebody between took the offer out
                raise ssl.SSLError("the server offers no STARTTLS")
            server.starttls(context=context)
            if server.sock is not None:
                held[:] = [server.sock]
        if config.smtp_user:
            server.login(config.smtp_user, Path(config.smtp_password_file).read_text(encoding="utf-8").strip())
        server.send_message(message)
        with suppress(smtplib.SMTPException, OSError):  # it has the message: how it says goodbye is its affair
            server.quit()
    finally:
        server.close()


class _Server(smtplib.SMTP):
    """A conversation over a socket that is open already, so that it can be ended from outside at any moment."""

    def __init__(self, line: socket.socket) -> None:
        super().__init__(timeout=CONNECT)
        self.sock = line
        line.settimeout(CONNECT)
        code, said = self.getreply()
        if code != 220:
            raise smtplib.SMTPConnectError(code, said)


def by_command(argv: Sequence[str], phone: str, text: str) -> None:
    """Runs the command without a shell; on its standard input the number, then the text. Raises NotDelivered.

    It gets no environment of the node's, and with all it started it is ended after BOUND seconds.
    """
    try:
        run = subprocess.Popen(  # noqa: S603 - what the administrator configured, no shell
            list(argv), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
            env={"PATH": os.defpath, "LANG": "C.UTF-8"}, start_new_session=True,
        )  # fmt: skip
    except OSError as error:
        raise NotDelivered("missing") from error
    try:
        run.communicate(f"{phone}\n{text}\n".encode(), timeout=BOUND)
    except subprocess.TimeoutExpired as error:
        raise NotDelivered("stalled") from error
    finally:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    if run.returncode != 0:
        raise NotDelivered("failed")
