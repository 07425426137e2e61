"""What leads contribute to Today: open requests of the office that may be on the matter of an earlier one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext

from tripoint.capabilities.requests.linking.leads import may_be_told
from tripoint.capabilities.requests.linking.models import Link
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.permission import may_see
from tripoint.capabilities.requests.screens import is_reader, ledger, who
from tripoint.capabilities.requests.worklist import to_answer, waited_for
from tripoint.screening.models import Lead
from tripoint.web import dates
from tripoint.web import today as page
from tripoint.web.access import OfficerRequest


def unjudged(request: OfficerRequest) -> Iterator[page.Row]:
    """The office's open requests with leads that nobody has judged, the newest first, with how many there are."""
    if not is_reader(request):
        return
    own, acting = ledger(), who(request)
    pairs: set[tuple[str, str]] = set()
    for mine in (to_answer(acting, own.party, own.using), waited_for(acting, own.party, own.using)):
        leads = Lead.objects.using(own.using).filter(Exists(mine.order_by().filter(dossier=OuterRef("dossier"))))
        pairs |= set(leads.order_by("-id").values_list("dossier", "other")[: page.ASKED])
    if not pairs:
        return
    ends = {end for pair in pairs for end in pair}
    said = Link.objects.using(own.using).filter(Q(one__in=ends) | Q(other__in=ends))
    judged = {frozenset(pair) for pair in said.values_list("one", "other")}
    states = {row.dossier: row for row in RequestState.objects.using(own.using).filter(dossier__in=ends)}
    counts: Counter[str] = Counter()
    for dossier, other in pairs:
        row, known = states.get(dossier), states.get(other)
        if row is None or known is None or frozenset((dossier, other)) in judged or row.reference == known.reference:
            continue
        counts[dossier] += may_be_told(known, own.party) or may_see(acting, known, own.party)
    for dossier, count in counts.items():
        if count:
            row = states[dossier]
            yield page.Row(
                gettext("Possibly the same matter: %(count)d") % {"count": count}, page.latest_first(row.opened_at),
                reverse("requests:dossier", args=[dossier]), reference=row.reference,
                party=row.partner_of(own.party), when=dates.when(row.opened_at),
            )  # fmt: skip


def register() -> None:
    """Puts leads on Today."""
    page.register(page.Section.HITS, unjudged)
