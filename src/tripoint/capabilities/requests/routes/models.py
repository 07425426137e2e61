"""The projected tables of approval routes: what is configured, and who signed what."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tripoint.ledger.models import ID

OFFICE = 40
CODE = 32
OFFICER = 36


class RouteRow(models.Model):
    """A route as it was set, until it ended. Empty members fit every draft; `route` is `steps.Route` as JSON."""

    entry = models.CharField(max_length=ID, primary_key=True)
    dossier = models.CharField(max_length=ID)
    for_office = models.CharField(max_length=OFFICE, blank=True)
    kind = models.CharField(max_length=CODE, blank=True)
    urgency = models.CharField(max_length=CODE, blank=True)
    handling = models.CharField(max_length=CODE, blank=True)
    route = models.JSONField()
    set_by = models.CharField(max_length=OFFICER)
    set_at = models.DateTimeField()
    ended_by = models.CharField(max_length=OFFICER, blank=True)
    ended_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        db_table = "requests_route"
        app_label = "requests"

    def __str__(self) -> str:
        return self.entry


class Approval(models.Model):
    """A signed step of a draft's route. `stands` until the draft went back behind it."""

    entry = models.CharField(max_length=ID, primary_key=True)
    dossier = models.CharField(max_length=ID, db_index=True)  # the home dossier
    draft = models.CharField(max_length=OFFICER)
    digest = models.CharField(max_length=ID)
    step = models.IntegerField()
    author = models.CharField(max_length=OFFICER)
    office = models.CharField(max_length=OFFICE)  # in which the officer signed
    officer = models.CharField(max_length=OFFICER)
    as_post = models.IntegerField(null=True)
    as_office = models.CharField(max_length=OFFICE)  # of the capacity that counted
    manner = models.CharField(max_length=12)
    at = models.DateTimeField()
    stands = models.BooleanField(default=True)
    # by telephone
    approver = models.CharField(max_length=OFFICER, blank=True)
    approved_at = models.DateTimeField(null=True)
    confirm_by = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)

    class Meta:
        db_table = "requests_approval"
        app_label = "requests"
        indexes: ClassVar = [
            models.Index(
                fields=["approver", "confirm_by"], name="requests_to_confirm",
                condition=models.Q(manner="telephone", confirmed_at__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.entry
