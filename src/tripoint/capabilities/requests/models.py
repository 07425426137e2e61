"""The tables of requests. Those computed from entries hold codes, times and ids, and never content; only the projectors
write them. Drafts and the counter of references are node records outside the ledger."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.book_models import Book, BookCounter, BookLine  # noqa: F401 - likewise
from tripoint.capabilities.requests.consent.models import (  # noqa: F401 - Django looks for them here
    ConsentAsk,
    EmergencyProposal,
    EmergencyUse,
)
from tripoint.capabilities.requests.linking.models import Link  # noqa: F401 - likewise
from tripoint.capabilities.requests.list_models import ListMapping, ListWork  # noqa: F401 - likewise
from tripoint.capabilities.requests.oral.entries import WITHIN
from tripoint.capabilities.requests.routes.models import Approval, RouteRow  # noqa: F401 - Django looks for them here
from tripoint.capabilities.requests.translations import models as translations  # noqa: F401 - likewise
from tripoint.ledger.encoding import LAST
from tripoint.ledger.models import ID

REFERENCE = 32
OFFICE = 40
CODE = 32
OPEN = models.Q(is_open=True)
KEY = ID + 2


def row_key(identifier: str, party: str) -> str:
    """The key of what concerns an entry or dossier and one party."""
    return f"{identifier}{party}"


class Phase(models.TextChoices):
    """Where a request stands, for lists; computed from both sides' columns."""

    SENT = "sent", _("Sent, not yet received")
    RECEIVED = "received", _("Received, not yet taken")
    TAKEN = "taken", _("Taken")
    CLARIFICATION = "clarification", _("Waiting for a clarification")
    PART_ANSWERED = "part-answered", _("Answered in part")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CLOSED = "closed", _("Closed")


class RequestState(models.Model):
    """A request as it stands with one addressee. The asker's entries write the asker's columns, the addressee's the
    addressee's, in their order.

    A dossier has a row for each addressee, and a node keeps those that its party asks or answers: of the others in a
    joint request it has the entries, and no receipt or clock.
    """

    key = models.CharField(max_length=KEY, primary_key=True)  # `row_key`: dossier and addressee
    dossier = models.CharField(max_length=ID)
    # from the opening
    reference = models.CharField(max_length=REFERENCE)
    request_kind = models.CharField(max_length=16)
    asker = models.CharField(max_length=2)
    addressee = models.CharField(max_length=2)
    exercise = models.BooleanField()
    office = models.CharField(max_length=OFFICE)
    to_office = models.CharField(max_length=OFFICE)
    purpose = models.CharField(max_length=CODE)
    urgency = models.CharField(max_length=CODE)
    handling = models.CharField(max_length=4)
    offence = models.CharField(max_length=16, blank=True)  # the first one
    subjects = models.IntegerField()
    opened_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)  # of a request by telephone
    # the asker's
    asker_last_at = models.DateTimeField()
    record = models.CharField(max_length=ID, blank=True)  # the entry that records the call
    recorded_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawal_reason = models.CharField(max_length=CODE, blank=True)
    closed_at = models.DateTimeField(null=True)
    usefulness = models.CharField(max_length=CODE, blank=True)
    reminders = models.IntegerField(default=0)
    reminded_at = models.DateTimeField(null=True)
    # null where nobody was turned to: an index of the few others then answers "which are with this office"
    escalated_to = models.CharField(max_length=OFFICE, null=True)  # noqa: DJ001 - as said
    escalated_at = models.DateTimeField(null=True)
    # by what each side had declared about its offices when the request was received; see `addressing`
    entry_office = models.CharField(max_length=OFFICE, blank=True)  # shown to it instead of to_office
    asker_copy = models.CharField(max_length=OFFICE, null=True)  # noqa: DJ001 - null where nobody is copied, as above
    addressee_copy = models.CharField(max_length=OFFICE, null=True)  # noqa: DJ001 - likewise
    # the addressee's
    addressee_last_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    taken_office = models.CharField(max_length=OFFICE, blank=True)
    redirected_to = models.CharField(max_length=OFFICE, blank=True)
    extended_until = models.DateField(null=True)
    extensions = models.IntegerField(default=0)
    part_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=CODE, blank=True)
    refused_at = models.DateTimeField(null=True)
    refusal_ground = models.CharField(max_length=CODE, blank=True)
    # computed from the above, the clarifications and the receipts
    delivered_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # by the limits and the calendar that hold between the two
    limit_hours = models.IntegerField(null=True)  # the rule that gave it
    limit_days = models.IntegerField(null=True)
    paused_since = models.DateTimeField(null=True)
    addressee_office = models.CharField(max_length=OFFICE)
    phase = models.CharField(max_length=16, choices=Phase.choices)
    is_open = models.BooleanField()
    last_at = models.DateTimeField()

    class Meta:
        db_table = "requests_state"
        indexes: ClassVar = [
            # Partial ones, as SQLite cannot look a bare condition "is_open" up in an index. With the party before the
            # office and the id behind the time, lists are counted, merged and filtered from the index alone.
            models.Index(fields=["addressee", "due_at", "key"], condition=OPEN, name="requests_to_answer"),
            models.Index(
                fields=["addressee", "addressee_office", "due_at", "key"], condition=OPEN, name="requests_at_office"
            ),
            models.Index(fields=["asker", "due_at", "key"], condition=OPEN, name="requests_waited_for"),
            models.Index(fields=["asker", "office", "due_at", "key"], condition=OPEN, name="requests_from_office"),
            models.Index(fields=["addressee", "addressee_office", "last_at", "key"], name="requests_at_latest"),
            models.Index(fields=["asker", "office", "last_at", "key"], name="requests_from_latest"),
            models.Index(fields=["addressee", "addressee_office", "reference"], name="requests_at_reference"),
            models.Index(fields=["asker", "office", "reference"], name="requests_from_reference"),
            models.Index(fields=["last_at", "key"], name="requests_latest"),
            models.Index(fields=["reference"], name="requests_reference"),
            models.Index(fields=["dossier"], name="requests_dossier"),
            models.Index(
                fields=["escalated_to", "last_at", "key"],
                condition=models.Q(escalated_to__isnull=False),
                name="requests_with_office",
            ),
            models.Index(
                fields=["asker", "office", "called_at"],
                condition=models.Q(called_at__isnull=False),
                name="requests_called",
            ),
            *(
                models.Index(
                    fields=[copy, "last_at", "key"],
                    condition=models.Q(**{f"{copy}__isnull": False}),
                    name=f"requests_{copy}",
                )
                for copy in ("asker_copy", "addressee_copy")
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def shown_to(self) -> str:
        """The office that the request came to: the one addressed, unless its party shows the kind to its entry office."""
        return self.entry_office or self.to_office

    def copy_of(self, party: str) -> str | None:
        """The centre of a party that is copied."""
        return self.asker_copy if party == self.asker else self.addressee_copy

    def partner_of(self, party: str) -> str:
        """The other one of asker and addressee."""
        return self.addressee if party == self.asker else self.asker

    @property
    def is_ended(self) -> bool:
        """Whether the asker has withdrawn or closed it: nothing more is owed to it."""
        return bool(self.withdrawn_at or self.closed_at)

    @property
    def is_unrecorded(self) -> bool:
        """Whether it was asked by telephone and its record has not come."""
        return self.called_at is not None and not self.record

    @property
    def record_due(self) -> datetime | None:
        """Until when the record of the call is owed."""
        return self.called_at and min(self.called_at, LAST) + WITHIN


class Clarification(models.Model):
    """A question back by `addressee`; `given` is the asker's reply to it."""

    asked = models.CharField(max_length=ID, primary_key=True)
    dossier = models.CharField(max_length=ID, db_index=True)
    addressee = models.CharField(max_length=2)
    asked_at = models.DateTimeField()
    given = models.CharField(max_length=ID, blank=True)
    given_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "requests_clarification"

    def __str__(self) -> str:
        return self.asked


class Receipted(models.Model):
    """When an entry that moves a clock was receipted by `party`, by the time in the receipt."""

    key = models.CharField(max_length=KEY, primary_key=True)  # `row_key`: entry and party
    entry = models.CharField(max_length=ID)
    party = models.CharField(max_length=2)
    dossier = models.CharField(max_length=ID, db_index=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "requests_receipted"

    def __str__(self) -> str:
        return self.entry


class Raised(models.Model):
    """A matter that an officer raised with the supervisors of `office`; `home` is its home dossier."""

    entry = models.CharField(max_length=ID, primary_key=True)
    home = models.CharField(max_length=ID, db_index=True)
    office = models.CharField(max_length=OFFICE, db_index=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "requests_raised"

    def __str__(self) -> str:
        return self.entry


class ReleaseState(models.TextChoices):
    """Where a draft's release stands."""

    NONE = "", _("Not submitted")
    SUBMITTED = "submitted", _("Waiting for release")
    RETURNED = "returned", _("Returned")
    RELEASED = "released", _("Released")


class HomeState(models.Model):
    """What this party keeps to itself about a matter. It leaves the node in no feed."""

    dossier = models.CharField(max_length=ID, primary_key=True)
    about = models.CharField(max_length=ID, blank=True, db_index=True)  # the shared dossier
    reference = models.CharField(max_length=REFERENCE, blank=True, db_index=True)
    draft = models.CharField(max_length=36, blank=True, db_index=True)
    digest = models.CharField(max_length=ID, blank=True)
    office = models.CharField(max_length=OFFICE, blank=True)
    release = models.CharField(max_length=12, blank=True, choices=ReleaseState.choices)
    submitted_by = models.CharField(max_length=36, blank=True)
    submitted_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=36, blank=True)
    route = models.JSONField(null=True)  # as it was fixed when the draft was submitted
    step = models.IntegerField(default=0)  # the one that waits; 0: none
    step_role = models.CharField(max_length=24, blank=True)  # empty: whoever releases
    step_office = models.CharField(max_length=OFFICE, blank=True)
    step_post = models.IntegerField(null=True)
    assigned_officer = models.CharField(max_length=36, blank=True)
    assigned_office = models.CharField(max_length=OFFICE, blank=True)
    possible_victim = models.BooleanField(default=False)
    readers = models.JSONField(default=list)  # offices that may read beside those on the request's route
    last_at = models.DateTimeField()

    class Meta:
        db_table = "requests_home"
        indexes: ClassVar = [
            models.Index(fields=["release", "step_office"], name="requests_release_queue"),
            models.Index(fields=["assigned_office"], name="requests_assigned"),
        ]

    def __str__(self) -> str:
        return self.dossier


class Reader(models.Model):
    """An office that may read a matter beside those on its route: it signed a step, or the matter was shared with it."""

    entry = models.CharField(max_length=ID)
    home = models.CharField(max_length=ID, db_index=True)  # the home dossier
    office = models.CharField(max_length=OFFICE, db_index=True)
    shared = models.BooleanField()

    class Meta:
        db_table = "requests_reader"

    def __str__(self) -> str:
        return f"{self.office}: {self.home}"


class Stop(models.Model):
    """A protection stop (S3) in a home dossier, until it is lifted."""

    entry = models.CharField(max_length=ID, primary_key=True)
    dossier = models.CharField(max_length=ID, db_index=True)  # the home dossier
    officer = models.CharField(max_length=36)
    lifted = models.BooleanField(default=False)

    class Meta:
        db_table = "requests_stop"

    def __str__(self) -> str:
        return self.entry


class Review(models.Model):
    """A legal reviewer's last word on a draft as it stood."""

    entry = models.CharField(max_length=ID, primary_key=True)
    dossier = models.CharField(max_length=ID, db_index=True)
    digest = models.CharField(max_length=ID)
    officer = models.CharField(max_length=36)
    agreed = models.BooleanField()

    class Meta:
        db_table = "requests_review"

    def __str__(self) -> str:
        return self.entry


class RequestDraft(models.Model):
    """A request that is being written or waits for release. The payload is sealed under the node's storage key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=36, db_index=True)
    office = models.CharField(max_length=OFFICE)
    kind = models.CharField(max_length=16)
    call = models.CharField(max_length=ID, blank=True, db_index=True)  # the call that it records
    sealed = models.BinaryField()
    digest = models.CharField(max_length=ID)
    state = models.CharField(max_length=12, default="draft")  # draft, submitted, returned
    home = models.CharField(max_length=ID, blank=True)
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "requests_draft"
        ordering: ClassVar = ["-updated_at"]

    def __str__(self) -> str:
        return str(self.id)


class ReferenceCounter(models.Model):
    """The last number used in references of this party to another, by year. Numbers may be left out, never doubled.

    `addressee` is empty for requests to several.
    """

    addressee = models.CharField(max_length=2, blank=True)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        db_table = "requests_reference_counter"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["addressee", "year"], name="requests_reference_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.addressee}-{self.year}"


class SavedView(models.Model):
    """What an officer looks for again, with its name; sealed under the node's storage key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=36, db_index=True)
    sealed = models.BinaryField()
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "requests_saved_view"

    def __str__(self) -> str:
        return str(self.id)
