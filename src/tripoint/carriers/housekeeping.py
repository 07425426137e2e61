"""What must happen once a day: retention, keys whose time is over, unfinished files."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime, timedelta

from tripoint.documents import resumable
from tripoint.ledger import erasure
from tripoint.ledger.blobs import BlobStore
from tripoint.ledger.ledger import Ledger
from tripoint.node import keyring, passphrase, runtime
from tripoint.node.locked_file import LockedFileRefused

from .models import CourierPulse

STALE = timedelta(days=35)  # an unfinished fetch that has not moved for this long
log = logging.getLogger(__name__)


def run_if_due(ledger: Ledger, name: str) -> bool:
    """Beats the pulse of the courier `name`; runs the day's work if no courier has done so today."""
    now = datetime.now(UTC)
    CourierPulse.objects.update_or_create(name=name, defaults={"at": now})
    CourierPulse.objects.filter(at__lt=now - STALE).delete()
    if CourierPulse.objects.filter(housekept_on=now.date()).exists():
        return False
    CourierPulse.objects.filter(name=name).update(housekept_on=now.date())
    keep_house(ledger, now)
    return True


def keep_house(ledger: Ledger, now: datetime) -> None:
    """Ends contents whose retention is over, destroys old sealing keys, sweeps unfinished files."""
    ended = erasure.expire(ledger, now.date())
    if ended:
        log.warning("The retention of %d contents is over; their keys were destroyed.", ended)
    if ledger.blobs is not None:
        BlobStore(ledger.blobs).sweep(time.time() - STALE.total_seconds())
    resumable.sweep(runtime.config().folder / resumable.FOLDER, now.timestamp())
    _destroy_old_sealing_keys(now)


def _destroy_old_sealing_keys(now: datetime) -> None:
    """Needs the passphrase from where the node got it; a node whose passphrase was typed keeps it in memory."""
    if passphrase.source() is None:
        return
    try:
        secret = passphrase.passphrase()
        folder = runtime.config().folder
        held = keyring.load(folder, secret)
        kept = held.without_ended(now)
        if kept != held:
            kept.save(folder, secret)
            log.warning("%d old sealing keys were destroyed.", len(held.sealing) - len(kept.sealing))
    except (passphrase.NoPassphrase, LockedFileRefused, OSError) as error:
        log.warning("Old sealing keys were not looked at: %s", error)
