"""Reference numbers such as VN-KH-2026-0417: asker, addressee, year, number. The asker's node gives them, each once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from tripoint.capabilities.requests.form import Addressee, reference_of
from tripoint.capabilities.requests.models import ReferenceCounter, RequestState


def next_reference(using: str, party: str, to: Sequence[Addressee], year: int) -> str:
    """The next reference to one party, or to several, which have numbers of their own; one that is not used stays out.

    The counter is a node record. After a restore it may lag behind what the ledger holds, so what stands there is
    passed over.
    """
    addressee = to[0].party if len(to) == 1 else ""
    with transaction.atomic(using=using):
        counters = ReferenceCounter.objects.using(using)
        counters.get_or_create(addressee=addressee, year=year)
        counter = counters.select_for_update().get(addressee=addressee, year=year)
        while True:
            counter.last += 1
            reference = reference_of(party, to, year, counter.last)
            if not RequestState.objects.using(using).filter(reference=reference, asker=party).exists():
                break
        counter.save(using=using)
    return reference
