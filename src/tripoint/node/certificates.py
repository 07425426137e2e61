"""The node's own certificate authority and its server certificate.

Peers find the authority in the node's card, signed by its root key, and trust it for this node's address alone.
Authorship never comes from TLS: entries and bundles carry their own signatures.
"""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from .keyring import Keyring
from .locked_file import write_private

AUTHORITY = Path("keys") / "authority.pem"
CERTIFICATE = Path("keys") / "server.pem"
PRIVATE_KEY = Path("keys") / "server.key"
AUTHORITY_LIFE = timedelta(days=10 * 365)
SERVER_LIFE = timedelta(days=397)  # CA/Browser Forum, baseline requirements 6.3.2: what browsers accept
RENEW_BEFORE = timedelta(days=60)
BACKDATED = timedelta(days=2)  # a peer's clock may be a day off
MAX_COMMON_NAME = 64  # RFC 5280, ub-common-name; longer names stand in subjectAltName alone


def make_authority(folder: Path, keyring: Keyring, party: str, now: datetime) -> Keyring:
    """Makes the node's authority, writes `keys/authority.pem`, and returns the keyring with its private key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Tripoint node of {party}")])
    certificate = (
        _builder(name, name, key.public_key(), now, AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(for_authority=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    write_private(folder / AUTHORITY, certificate.public_bytes(serialization.Encoding.PEM))
    der = key.private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return replace(keyring, authority=der, tls_password=secrets.token_urlsafe(32))


def make_certificate(folder: Path, keyring: Keyring, hosts: list[str], now: datetime) -> None:
    """Writes a server certificate for `hosts` (names or addresses) and its key, locked by the keyring's password."""
    authority_key = serialization.load_der_private_key(keyring.authority, None)
    if not isinstance(authority_key, ec.EllipticCurvePrivateKey):
        raise TypeError("the authority's key is an elliptic curve key")
    authority = x509.load_pem_x509_certificate((folder / AUTHORITY).read_bytes())
    key = ec.generate_private_key(ec.SECP256R1())
    first = hosts[0]
    short = len(first.encode("utf-8")) <= MAX_COMMON_NAME
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, first)] if short else [])
    life = min(SERVER_LIFE, authority.not_valid_after_utc - now)
    certificate = (
        _builder(subject, authority.subject, key.public_key(), now, life)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(for_authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_name(host) for host in hosts]), critical=not short)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(keyring.tls_password.encode()),
    )
    write_private(folder / PRIVATE_KEY, private)
    write_private(folder / CERTIFICATE, certificate.public_bytes(serialization.Encoding.PEM))


def renew_if_due(folder: Path, keyring: Keyring, hosts: list[str], now: datetime) -> bool:
    """Makes a new server certificate when there is none for `hosts` or it ends soon; returns whether it did."""
    if not certificate_is_due(folder, hosts, now):
        return False
    make_certificate(folder, keyring, hosts, now)
    return True


def certificate_is_due(folder: Path, hosts: list[str], now: datetime) -> bool:
    """Whether the server certificate is missing, names other hosts, or ends within `RENEW_BEFORE`."""
    try:
        certificate = x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes())
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, x509.ExtensionNotFound):
        return True
    if not (folder / PRIVATE_KEY).exists() or set(names) != {_name(host) for host in hosts}:
        return True
    return certificate.not_valid_after_utc - now < RENEW_BEFORE


def unlocked_key(folder: Path, keyring: Keyring) -> bytes:
    """The server's private key as PEM without a password; keep it in memory only."""
    key = serialization.load_pem_private_key((folder / PRIVATE_KEY).read_bytes(), keyring.tls_password.encode())
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, public: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    start = now.astimezone(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - BACKDATED)
        .not_valid_after(start + life)
    )


def _usage(*, for_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not for_authority,
        key_cert_sign=for_authority,
        crl_sign=for_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        return x509.DNSName(host.encode("idna").decode("ascii"))
