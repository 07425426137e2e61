"""A node's certificate serves TLS to whoever pins its authority, and to nobody else."""

from __future__ import annotations

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from tripoint.node import certificates, keyring
from tripoint.node.keyring import Keyring

NOW = datetime.now(UTC)


def node(folder: Path, hosts: list[str], party: str = "KH") -> Keyring:
    ring = certificates.make_authority(folder, keyring.new_keyring(NOW), party, NOW)
    certificates.make_certificate(folder, ring, hosts, NOW)
    return ring


def shake_hands(folder: Path, ring: Keyring, authority: str, host: str) -> str | None:
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / certificates.CERTIFICATE, folder / certificates.PRIVATE_KEY, ring.tls_password)
    client = ssl.create_default_context(cadata=authority)
    ours, theirs = socket.socketpair()

    def serve() -> None:
        try:
            with server.wrap_socket(theirs, server_side=True) as opened:
                opened.recv(1)
        except (ssl.SSLError, OSError):
            pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client.wrap_socket(ours, server_hostname=host) as opened:
            return opened.version()
    finally:
        ours.close()
        thread.join()


def authority(folder: Path) -> str:
    return (folder / certificates.AUTHORITY).read_text(encoding="ascii")


@pytest.mark.parametrize(
    "host", ["node.example", "localhost", "127.0.0.1", "a" * 60 + ".node.example", "នគរបាល.example"]
)
def test_a_pinned_authority_admits_the_nodes_own_host(tmp_path: Path, host: str) -> None:
    ring = node(tmp_path, [host])
    asked = host if host.isascii() else host.encode("idna").decode()
    assert shake_hands(tmp_path, ring, authority(tmp_path), asked) == "TLSv1.3"


def test_another_host_is_refused(tmp_path: Path) -> None:
    ring = node(tmp_path, ["node.example"])
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tmp_path, ring, authority(tmp_path), "other.example")


def test_another_authority_is_refused(tmp_path: Path) -> None:
    ring = node(tmp_path / "a", ["node.example"])
    node(tmp_path / "b", ["node.example"])
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(tmp_path / "a", ring, authority(tmp_path / "b"), "node.example")


def test_it_is_renewed_before_it_ends_and_when_the_address_changes(tmp_path: Path) -> None:
    ring = node(tmp_path, ["node.example"])
    first = (tmp_path / certificates.CERTIFICATE).read_bytes()
    assert not certificates.renew_if_due(tmp_path, ring, ["node.example"], NOW)
    assert certificates.renew_if_due(tmp_path, ring, ["node.example"], NOW + timedelta(days=340))
    second = (tmp_path / certificates.CERTIFICATE).read_bytes()
    assert second != first
    assert certificates.renew_if_due(tmp_path, ring, ["new.example"], NOW)
    again = x509.load_pem_x509_certificate((tmp_path / certificates.CERTIFICATE).read_bytes())
    assert again.not_valid_after_utc - NOW <= certificates.SERVER_LIFE


def test_private_keys_lie_locked(tmp_path: Path) -> None:
    node(tmp_path, ["node.example"])
    text = (tmp_path / certificates.PRIVATE_KEY).read_text()
    assert "ENCRYPTED PRIVATE KEY" in text
    assert (tmp_path / certificates.PRIVATE_KEY).stat().st_mode & 0o077 == 0
