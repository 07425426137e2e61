"""Originator control as tables. An ask is its asker's row; the owner's answer, which names it, writes its last columns."""

from __future__ import annotations

from collections.abc import Sequence

from tripoint.capabilities.requests.consent import entries as c
from tripoint.capabilities.requests.consent.models import ConsentAsk, EmergencyProposal, EmergencyUse
from tripoint.ledger.projection import Applied, Projector, register


class Consents(Projector):
    """Folds what is asked, answered, used and proposed."""

    types = frozenset({c.ASKED, c.ANSWERED, c.USED, c.PROPOSED, c.DECIDED})
    tables = (ConsentAsk, EmergencyUse, EmergencyProposal)

    def apply(self, using: str, batch: Sequence[Applied]) -> None:
        """Folds `batch` in."""
        for one in batch:
            match one.facts:
                case c.ConsentAskedFacts() as facts:
                    ConsentAsk.objects.using(using).create(**_use(one, facts), asker=one.party)
                case c.ConsentAnsweredFacts(asked=asked, decision=decision, conditions=conditions):
                    ConsentAsk.objects.using(using).filter(pk=asked).update(
                        answer=one.id, decision=decision, conditions=list(conditions), answered_at=one.time
                    )
                case c.UsedFacts() as facts:
                    EmergencyUse.objects.using(using).create(**_use(one, facts), party=one.party)
                case c.UseProposedFacts(officer=officer, office=office) as facts:
                    EmergencyProposal.objects.using(using).create(**_use(one, facts), officer=officer, office=office)
                case c.DecidedFacts(proposal=proposal):
                    EmergencyProposal.objects.using(using).filter(pk=proposal).update(decided=True)
                case _:
                    pass


def _use(one: Applied, facts: c.ConsentAskedFacts | c.UsedFacts | c.UseProposedFacts) -> dict[str, object]:
    what = facts.what
    return {
        "entry": one.id, "dossier": one.dossier, "item": facts.item, "use": what.use,
        "recipient": what.recipient or "", "to_office": what.to_office or "", "purpose": what.purpose or "",
        "at": one.time,
    }  # fmt: skip


register(Consents())
