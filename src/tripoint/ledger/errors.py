"""Refusals of the ledger: one base error, one code per reason, and what to do next.

The codes are part of the protocol (docs/protocol.md, "Refusals"); the test vectors name them.
"""

from __future__ import annotations


class LedgerError(Exception):
    """Base of every error that the ledger raises on purpose."""


class Refused(LedgerError):
    """Something was not taken: a token, an entry, a bundle, a draft.

    `code` is one of the protocol's refusal codes; `detail` is an English sentence for a log, never shown
    to the other side; `field` names the member at fault where there is one; `peer` the party whose signature was
    on it, once that was checked.
    """

    peer = ""

    def __init__(self, code: str, detail: str = "", field: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.field = field

    def diagnostics(self) -> str:
        """What an administrator should know and do, in English."""
        return ADVICE.get(self.code, "The item was refused and nothing of it was kept.")


class KeysLocked(LedgerError):
    """The node's private keys have not been unlocked."""


class LedgerReadOnly(LedgerError):
    """The node was restored from a backup and has not yet opened its new epoch."""


class Busy(LedgerError):
    """The database could not be written in time; nothing was changed, the caller may try again."""


ADVICE = {
    "too-large": "The item exceeds a size limit of this node's card. The sender must split it.",
    "malformed": "The bytes are not in the protocol's format; a damaged file or another program's output.",
    "base64": "A base64url part is not in its one canonical spelling; the bytes were changed or written by a faulty program.",
    "json": "A JSON part is not strict JSON: duplicate member, number that is no integer, or broken text.",
    "json-deep": "A JSON part is nested deeper than 16 levels.",
    "member": "A member is missing, unknown or of the wrong kind.",
    "typ": "The token is of another kind than expected here.",
    "alg": "The token does not use Ed25519.",
    "key-unknown": "No card of that party lists this key. Ask the partner for its newest card and compare fingerprints.",
    "key-revoked": "The key was revoked by its owner. What it signed later is not taken.",
    "signature": "The signature does not fit the bytes: they were changed after signing, or another key signed them.",
    "party-unknown": "No peer with this code is configured here. If it should be, add its card after comparing fingerprints.",
    "recipient": "The bundle is addressed to another party. Nothing was opened.",
    "sender": "The party inside the seal is not the party whose key signed the outside.",
    "digest": "A digest does not fit the bytes it stands for: they were changed.",
    "seal": "The seal does not open: the bytes were changed, or sealed to a key that this node no longer has.",
    "bomb": "The compressed part unpacks to more than the limit. Treat the sender's node as faulty or hostile.",
    "padding": "The padding is not all zero or not of the prescribed size.",
    "feed-gap": "Entries before this bundle have not come. The sender resumes from the position in the receipt.",
    "feed-chain": "The sender's feed is not the one received so far under this epoch. Its database was put back or its node is "
    "faulty; its administrator must run 'tripoint restore' so that a new epoch opens.",
    "feed-epoch": "The epoch is older than the one in use, or the new epoch does not name the old position.",
    "participant": "An entry belongs to a dossier of which this party, or its author, is no participant.",
    "opening-missing": "An entry's dossier is not known here and its opening was not sent along.",
    "rate": "The peer sends more than its agreed rate. Nothing is lost: it will try again later.",
    "time": "The time in a question is more than ten minutes off. Set the clock of this node and of the peer's by a time server.",
    "replay": "A question that was answered before came again. Somebody may have recorded it.",
    "paused": "An administrator has closed the link to this peer. Nothing is lost: it goes on when the link is opened.",
    "exercise": "Exercise and real nodes do not exchange entries.",
    "card-old": "A newer card of this party is known.",
    "card-fork": "Two different cards of this party bear one number. Do not trust either before talking to its administrators.",
    "card-root": "The card is not signed by the root key whose fingerprint was compared.",
    "read-only": "This node was restored and waits for its administrators to confirm the new epoch.",
    "prev": "The entry's number and its link to the author's entry before it do not fit together.",
    "type-unknown": "This node's version does not know the entry's type; it is kept and judged after an update.",
    "rules-unknown": "The entry was written under newer rules than this node's; it is kept and judged after an update.",
    "missing": "The entry names others that have not come, or that are not of its dossier; it is kept and judged later.",
    "facts": "The coded part does not follow the type's form.",
    "content": "The describing part does not follow the type's form; it was not kept.",
    "authority": "The author's party is not entitled to make this statement in this dossier.",
    "role": "The officer's post does not allow this action.",
    "re": "The entry names other entries that this type may not name, or does not name those it must.",
    "kind": "This type does not belong in a dossier of this kind.",
    "state": "The author's own earlier entries in this dossier do not allow this statement.",
    "recall": "An entry of this type cannot be recalled.",
    "fork": "The author signed two entries with one number in this dossier. It is frozen there until people settle it.",
    "time-format": "A time or date is not in the prescribed form.",
    "policy": "This node's own policy declines entries of this kind.",
    "restore": "The statement about positions after a restore does not fit what is recorded here.",
}
