"""What a node records about delivery, outside the ledger: it says how things stand and proves nothing."""

from __future__ import annotations

from django.db import models


class PeerState(models.TextChoices):
    """How delivery to a peer stands, as the courier last saw it."""

    NEW = "new"  # the courier has not tried yet
    DELIVERED = "delivered"  # the peer has receipted everything
    SENDING = "sending"  # bundles are under way, the last was receipted
    UNREACHABLE = "unreachable"  # no connection; tried again at `retry_at`
    REFUSED = "refused"  # the peer answers and does not take what we send
    BY_FILE = "by-file"  # the card names no address: bundles travel as files


class PeerStatus(models.Model):
    """The courier's record of one peer. Times are UTC."""

    party = models.CharField(primary_key=True, max_length=2)
    paused = models.BooleanField(default=False)  # an administrator has closed the link, both ways
    state = models.CharField(max_length=16, choices=PeerState.choices, default=PeerState.NEW)
    checked_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failures = models.IntegerField(default=0)  # in a row
    error = models.CharField(max_length=32, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    retry_at = models.DateTimeField(null=True)
    sent_bytes = models.BigIntegerField(default=0)  # bodies, without what TLS and HTTP add
    received_bytes = models.BigIntegerField(default=0)

    class Meta:
        db_table = "carriers_peer_status"


class CourierPulse(models.Model):
    """One row per courier process: when it last went round, so that a page can say that none runs."""

    name = models.CharField(primary_key=True, max_length=64)
    at = models.DateTimeField()
    housekept_on = models.DateField(null=True)

    class Meta:
        db_table = "carriers_courier_pulse"
