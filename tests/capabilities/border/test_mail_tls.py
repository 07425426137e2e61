"""Alerts by a mail server that asks for encryption and a name: nothing is said before both, and to no stranger."""

from __future__ import annotations

import base64
import datetime
import ipaddress
import socket
import ssl
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.capabilities.border.test_alerts import MAIL, Talk, config, mail_server

from tripoint.capabilities.border import delivery
from tripoint.capabilities.border.delivery import NotDelivered

USER, PASSWORD = "tripoint", "five grey herons"


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delivery, "BOUND", 60.0)
    monkeypatch.setattr(delivery, "CONNECT", 30.0)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A mail server's own certificate for 127.0.0.1, with its key behind it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail")]), datetime.datetime.now(datetime.UTC)
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1)).add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True).sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("mail") / "mail.pem"
    plain = serialization.NoEncryption()
    file.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return file


def server(certificate: Path, *, at_once: bool, offers: bool = True) -> Talk:
    """A mail server that takes nothing before TLS (`at_once`, or by STARTTLS where it `offers` that) and a sign-in."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def talk(line: socket.socket, said: list[str]) -> None:
        try:
            _talk(context.wrap_socket(line, server_side=True) if at_once else line, said, secure=at_once)
        except ssl.SSLError:
            said.append("! no TLS")

    def _talk(line: socket.socket, said: list[str], *, secure: bool) -> None:
        signed_in, send = False, line.sendall
        reader = line.makefile("rb")
        if not secure or at_once:
            send(b"220 ready\r\n")
        for raw in reader:
            words = raw.decode().split()
            word = words[0].upper()
            if word == "EHLO":
                offered = b"AUTH PLAIN" if secure else b"STARTTLS" if offers else b"HELP"
                send(b"250-mail\r\n250 " + offered + b"\r\n")
            elif word == "STARTTLS" and offers and not secure:
                send(b"220 go on\r\n")
                return _again(context.wrap_socket(line, server_side=True), said)
            elif word == "AUTH" and secure:
                signed_in = base64.b64decode(words[2]).decode() == f"\0{USER}\0{PASSWORD}"
                send(b"235 welcome\r\n" if signed_in else b"535 no\r\n")
            elif word == "QUIT":
                send(b"221 bye\r\n")
                return None
            elif word == "DATA" and signed_in:
                send(b"354 go on\r\n")
                for text in reader:
                    if text == b".\r\n":
                        break
                    said.append(text.decode().strip())
                send(b"250 ok\r\n")
            else:
                said.append(f"! {word}" if not signed_in and word in ("MAIL", "RCPT", "DATA") else "")
                send(b"250 ok\r\n" if signed_in or word in ("HELO", "RSET") else b"530 sign in first\r\n")
        return None

    def _again(line: socket.socket, said: list[str]) -> None:
        with line:
            _talk(line, said, secure=True)

    return talk


def sent(tls: str, talk: Talk, secret: Path, password: str = PASSWORD) -> list[str]:
    """What the server heard of one alert; raises NotDelivered."""
    secret.write_text(f"{password}\n", encoding="utf-8")
    with mail_server(talk) as (address, said):
        settings = config(smtp=address, smtp_tls=tls, smtp_user=USER, smtp_password_file=str(secret))
        delivery.by_mail(settings, MAIL, "VN-KH-2026-0001", "IMMEDIATE")
    return said


@pytest.mark.parametrize(("tls", "at_once"), [("tls", True), ("starttls", False)])
def test_an_alert_goes_out_encrypted_and_signed_in(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tls: str, at_once: bool
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    said = sent(tls, server(certificate, at_once=at_once), tmp_path / "secret")
    assert "Subject: VN-KH-2026-0001" in said
    assert "IMMEDIATE" in said
    assert not [one for one in said if one.startswith("!")]


@pytest.mark.parametrize(
    ("tls", "make", "password", "trusted", "code"),
    [
        ("tls", {"at_once": True}, PASSWORD, False, "tls"),  # a certificate that nobody vouches for
        ("starttls", {"at_once": False}, PASSWORD, False, "tls"),
        ("starttls", {"at_once": False, "offers": False}, PASSWORD, True, "tls"),  # somebody took STARTTLS out
        ("tls", {"at_once": True}, "wrong", True, "sign-in"),
    ],
)
def test_nothing_is_said_to_a_stranger_in_the_clear_or_without_a_sign_in(
    certificate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tls: str, make: dict[str, bool], password: str,
    trusted: bool, code: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate) if trusted else "/dev/null")
    heard: list[str] = []
    plain: Callable[[socket.socket, list[str]], None] = server(certificate, **make)

    def talk(line: socket.socket, _said: list[str]) -> None:
        plain(line, heard)

    with pytest.raises(NotDelivered) as refused:
        sent(tls, talk, tmp_path / "secret", password)
    assert refused.value.code == code
    assert not [one for one in heard if "IMMEDIATE" in one or "VN-KH" in one or PASSWORD in one]
