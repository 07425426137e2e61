"""A node's own cards: the first, and later ones when keys, address or authority change. The root key signs each."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tripoint.ledger.card import Card, CardBody, CardKey, Endpoint, Limits, Revocation, write_card
from tripoint.ledger.encoding import b64u, time_text
from tripoint.ledger.jws import Signer
from tripoint.ledger.seal import SealingKey

from . import certificates
from .config import NodeConfig
from .keyring import Keyring

MAILBOX_BYTES = 16


def sign_card(
    root: Signer,
    config: NodeConfig,
    keyring: Keyring,
    *,
    earlier: CardBody | None = None,
    revoke: Mapping[str, datetime] | None = None,
    limits: Limits | None = None,
    now: datetime | None = None,
) -> Card:
    """The next card of the node, signed by its root key.

    It lists the keyring's keys, every earlier signing key (closed, so that old entries can still be checked), and the
    revocations so far with those of `revoke` (key id → since when it must not be believed).
    """
    issued = (now or datetime.now(UTC)).replace(microsecond=0)
    members: dict[str, Any] = {
        "party": config.party,
        "number": earlier.number + 1 if earlier else 1,
        "issued": time_text(issued),
        "exercise": config.exercise,
        "versions": [1],
        "mailbox": earlier.mailbox if earlier else b64u(os.urandom(MAILBOX_BYTES)),
        "keys": [*_signing(keyring, earlier, issued), *_sealing(keyring, issued)],
        "revoked": [
            *(earlier.revoked if earlier else []),
            *(Revocation(kid=kid, at=time_text(at)) for kid, at in (revoke or {}).items()),
        ],
        "endpoints": [endpoint(config)],
        "limits": limits or (earlier.limits if earlier else default_limits()),
    }
    return write_card(root, **members)


def default_limits() -> Limits:
    """What a node takes from one peer unless its administrator says otherwise."""
    return Limits.model_validate({})


def endpoint(config: NodeConfig) -> Endpoint:
    """Where peers reach the node."""
    authority = config.folder / certificates.AUTHORITY
    return Endpoint(
        url=config.url,
        authority=authority.read_text(encoding="ascii") if config.is_https and authority.exists() else None,
    )


def save_card(folder: Path, card: Card) -> Path:
    """Writes the card to `card-PARTY-NUMBER.txt` in the node's folder, to be given to peers."""
    path = folder / f"card-{card.party}-{card.number}.txt"
    path.write_text(card.token.text + "\n", encoding="ascii")
    return path


def _signing(keyring: Keyring, earlier: CardBody | None, issued: datetime) -> list[CardKey]:
    signer = Signer.from_seed(keyring.signing)
    keys = []
    current = None
    for key in earlier.keys if earlier else []:
        if key.use != "sign":
            continue
        if key.kid == signer.kid:
            current = key
        else:
            keys.append(key if key.until else key.model_copy(update={"until": time_text(issued)}))
    return [
        *keys,
        current or CardKey(use="sign", kid=signer.kid, public=b64u(signer.public), since=time_text(issued), until=None),
    ]


def _sealing(keyring: Keyring, issued: datetime) -> list[CardKey]:
    keys = []
    for one in keyring.sealing:
        if one.until is not None and one.until <= issued:
            continue  # nobody may seal to it any more; the node still opens what is under way
        public = SealingKey(one.seeds)
        until = time_text(one.until) if one.until else None
        keys.append(
            CardKey(use="seal", kid=public.kid, public=b64u(public.public), since=time_text(one.since), until=until)
        )
    return keys
