"""The ledger's tables. Only the store writes them; everything else reads.

Hot tables carry `n`, the order in which this node took an entry, as their key: contents and keys are then written at
the end of their tables, whatever the random ids.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

ID = 43  # letters of a base64url SHA-256


# What others carried and nobody has shown to be its author's: any peer can make any number of them, so they stand apart.
UNSHOWN = models.Q(code="unproven")
ODD = models.Q(verdict__gt=0) & ~UNSHOWN


class ContentState(models.IntegerChoices):
    """What this node holds of an entry's describing part."""

    NONE = 0
    PRESENT = 1
    ERASED = 2
    REFUSED = 3
    WITHHELD = 4  # carried without its key: the sender had erased it


class Dossier(models.Model):
    """A dossier of which this party is a participant; `id` is the id of its opening entry."""

    id = models.CharField(max_length=ID, primary_key=True)
    kind = models.CharField(max_length=32)
    opener = models.CharField(max_length=2)
    participants = models.CharField(max_length=64)  # codes joined by commas, sorted
    opened_n = models.BigIntegerField()
    exercise = models.BooleanField(default=False)

    class Meta:
        db_table = "ledger_dossier"


class Participant(models.Model):
    """One party of one dossier; the courier joins on it."""

    dossier = models.CharField(max_length=ID)
    party = models.CharField(max_length=2)

    class Meta:
        db_table = "ledger_participant"
        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "party"], name="ledger_participant_once")]


class Entry(models.Model):
    """An entry as signed, with what this node recorded about it."""

    n = models.BigIntegerField(primary_key=True)
    id = models.CharField(max_length=ID, unique=True)
    dossier = models.CharField(max_length=ID)
    party = models.CharField(max_length=2)
    seq = models.IntegerField()
    type = models.CharField(max_length=96)
    time = models.DateTimeField()
    jws = models.TextField()
    facts = models.TextField()
    kid = models.CharField(max_length=ID)
    verdict = models.SmallIntegerField()
    code = models.CharField(max_length=32)
    applied = models.BigIntegerField(null=True)  # order of application; `n` unless the entry was held first
    rules = models.CharField(max_length=16)  # this node's rules version when it judged
    received_at = models.DateTimeField()
    content_state = models.SmallIntegerField(choices=ContentState.choices)

    class Meta:
        db_table = "ledger_entry"
        indexes: ClassVar = [
            models.Index(fields=["dossier", "party", "seq"], name="ledger_entry_place"),
            models.Index(fields=["applied"], name="ledger_entry_applied"),
            models.Index(fields=["party", "n"], name="ledger_entry_odd", condition=ODD),
            models.Index(fields=["party", "kid", "n"], name="ledger_entry_unproven", condition=UNSHOWN),
        ]


class SealedContent(models.Model):
    """Ciphertext of an entry's describing part."""

    n = models.BigIntegerField(primary_key=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "ledger_sealed_content"


class ContentKey(models.Model):
    """The key of a content, wrapped by the node's storage key; its row's end is the content's end."""

    n = models.BigIntegerField(primary_key=True)
    wrapped = models.BinaryField()
    retain = models.DateField(db_index=True)

    class Meta:
        db_table = "ledger_content_key"


class Head(models.Model):
    """The last entry of each party in each dossier, as a number to go on from."""

    dossier = models.CharField(max_length=ID)
    party = models.CharField(max_length=2)
    seq = models.IntegerField()
    entry = models.CharField(max_length=ID)

    class Meta:
        db_table = "ledger_head"
        constraints: ClassVar = [models.UniqueConstraint(fields=["dossier", "party"], name="ledger_head_once")]


class Awaited(models.Model):
    """A held entry and an id that must come, or be judged, first."""

    missing = models.CharField(max_length=ID, db_index=True)
    waiting = models.CharField(max_length=ID, db_index=True)

    class Meta:
        db_table = "ledger_awaited"
        constraints: ClassVar = [models.UniqueConstraint(fields=["missing", "waiting"], name="ledger_awaited_once")]


class Fork(models.Model):
    """Two entries of one party with one number in one dossier: proof, kept for good."""

    dossier = models.CharField(max_length=ID)
    party = models.CharField(max_length=2)
    seq = models.IntegerField()
    first = models.CharField(max_length=ID)
    second = models.CharField(max_length=ID)
    noticed_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_fork"
        constraints: ClassVar = [models.UniqueConstraint(fields=["first", "second"], name="ledger_fork_once")]


class Blob(models.Model):
    """An attached file that an applied entry names; the bytes are ciphertext in the node's blob folder."""

    digest = models.CharField(max_length=ID)
    n = models.BigIntegerField()
    dossier = models.CharField(max_length=ID)
    party = models.CharField(max_length=2)
    size = models.BigIntegerField()
    complete = models.BooleanField(default=False)
    erased = models.BooleanField(default=False)

    class Meta:
        db_table = "ledger_blob"
        constraints: ClassVar = [models.UniqueConstraint(fields=["digest", "n"], name="ledger_blob_once")]


class Card(models.Model):
    """Every card seen of every party; the highest number of a party holds."""

    party = models.CharField(max_length=2)
    number = models.IntegerField()
    jws = models.TextField()
    root = models.CharField(max_length=ID)
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_card"
        constraints: ClassVar = [models.UniqueConstraint(fields=["party", "number"], name="ledger_card_once")]


class Feed(models.Model):
    """How far a feed has got: `outgoing` from here to `peer`, or incoming from it.

    Outgoing: `position` and `chain` are the last numbered entry, `considered` the last `n` looked at, `receipted`
    the position of the last receipt. Incoming: position and chain of what was taken.
    """

    peer = models.CharField(max_length=2)
    outgoing = models.BooleanField()
    epoch = models.IntegerField()
    position = models.BigIntegerField(default=0)
    chain = models.CharField(max_length=ID)
    considered = models.BigIntegerField(default=0)
    receipted = models.BigIntegerField(default=0)
    receipted_chain = models.CharField(max_length=ID)
    previous = models.TextField(default="", blank=True)  # JSON of the old epoch's position and chain
    card_known = models.IntegerField(default=0)  # the number of our card that the peer holds

    class Meta:
        db_table = "ledger_feed"
        constraints: ClassVar = [models.UniqueConstraint(fields=["peer", "outgoing", "epoch"], name="ledger_feed_once")]


class FeedItem(models.Model):
    """One position of one feed. `delivered_at` is the `at` of the receipt that covers it."""

    peer = models.CharField(max_length=2)
    outgoing = models.BooleanField()
    epoch = models.IntegerField()
    position = models.BigIntegerField()
    n = models.BigIntegerField(db_index=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ledger_feed_item"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer", "outgoing", "epoch", "position"], name="ledger_feed_item_once")
        ]


class RemoteVerdict(models.Model):
    """An entry of ours that a peer's last receipt lists as held, void or declined there."""

    peer = models.CharField(max_length=2)
    entry = models.CharField(max_length=ID)
    verdict = models.CharField(max_length=8)
    code = models.CharField(max_length=64)

    class Meta:
        db_table = "ledger_remote_verdict"
        constraints: ClassVar = [models.UniqueConstraint(fields=["peer", "entry"], name="ledger_remote_verdict_once")]


class Receipt(models.Model):
    """A receipt, issued (`outgoing` false: for the peer's feed) or got (`outgoing` true: for ours)."""

    peer = models.CharField(max_length=2)
    outgoing = models.BooleanField()
    epoch = models.IntegerField()
    position = models.BigIntegerField()
    at = models.DateTimeField()
    jws = models.TextField()

    class Meta:
        db_table = "ledger_receipt"
        indexes: ClassVar = [
            models.Index(fields=["peer", "outgoing", "epoch", "position"], name="ledger_receipt_place")
        ]


class Wanted(models.Model):
    """An entry that a peer asked for and will get with the next bundle."""

    peer = models.CharField(max_length=2)
    entry = models.CharField(max_length=ID)

    class Meta:
        db_table = "ledger_wanted"
        constraints: ClassVar = [models.UniqueConstraint(fields=["peer", "entry"], name="ledger_wanted_once")]


class Refusal(models.Model):
    """What was refused at the door, counted by peer, code and hour so that a flood fills no disk."""

    peer = models.CharField(max_length=2, blank=True)
    code = models.CharField(max_length=32)
    hour = models.DateTimeField()
    count = models.IntegerField()
    last_at = models.DateTimeField()
    detail = models.CharField(max_length=200)
    digest = models.CharField(max_length=ID)

    class Meta:
        db_table = "ledger_refusal"
        constraints: ClassVar = [models.UniqueConstraint(fields=["peer", "code", "hour"], name="ledger_refusal_once")]


class LedgerState(models.Model):
    """Facts about this ledger itself: its state after a restore, what was declined by policy."""

    name = models.CharField(max_length=32, primary_key=True)
    value = models.TextField()

    class Meta:
        db_table = "ledger_state"
