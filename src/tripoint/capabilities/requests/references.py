"""Reference numbers such as VN-KH-2026-0417: asker, addressee, year, number. The asker's node gives them, each once."""

from __future__ import annotations

from django.db import transaction

from tripoint.capabilities.requests.models import ReferenceCounter, RequestState


def next_reference(using: str, party: str, addressee: str, year: int) -> str:
    """The next reference; a number that is not used after all stays out.

    The counter is a node record. After a restore it may lag behind what the ledger holds, so what stands there is
    passed over.
    """
    with transaction.atomic(using=using):
        counters = ReferenceCounter.objects.using(using)
        counters.get_or_create(addressee=addressee, year=year)
        counter = counters.select_for_update().get(addressee=addressee, year=year)
        while True:
            counter.last += 1
            reference = f"{party}-{addressee}-{year}-{counter.last:04d}"
            if not RequestState.objects.using(using).filter(reference=reference, asker=party).exists():
                break
        counter.save(using=using)
    return reference
