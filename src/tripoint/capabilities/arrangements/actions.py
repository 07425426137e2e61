"""What officers can do about limits and calendars: propose, accept, put in force, withdraw; publish the calendar."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from tripoint.capabilities.arrangements import entries as e
from tripoint.capabilities.arrangements import problems  # noqa: F401 - brings the sentences of these refusals
from tripoint.capabilities.arrangements.models import Arrangement, Assent, Bulletin, Proposal
from tripoint.capabilities.requests.actions.stating import origin, state
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.ledger.agreement import AssentFacts
from tripoint.ledger.append import Draft
from tripoint.ledger.entry import parse_entry
from tripoint.ledger.ledger import Ledger

KEPT = timedelta(days=30 * 365)  # facts without a person; what two parties agreed is kept like a treaty


def propose(
    ledger: Ledger, who: Acting, partner: str, *, hours: int, urgent_days: int, normal_days: int, effective: date
) -> str:
    """Proposes limits to a partner from the day `effective` on; returns the proposal's id.

    Raises ActionRefused: no-peer, state-proposed while an own proposal is open, limits-order, effective.
    """
    if not who.has(e.AGREES):
        raise NotPermitted(Problem("role"))
    if partner not in ledger.peers.parties():
        raise ActionRefused(Problem("no-peer", "partner"))
    first, second = sorted((ledger.party, partner))
    waiting = Proposal.objects.using(ledger.using).filter(
        first=first, second=second, proposer=ledger.party, adopted_at=None
    )
    if any(is_open(ledger.using, one) for one in waiting):
        raise ActionRefused(Problem("state-proposed"))
    known = Arrangement.objects.using(ledger.using).filter(first=first, second=second).order_by("dossier").first()
    opening = Draft(e.OPENED, e.ArrangementFacts(participants=(first, second), exercise=ledger.exercise))
    place: str | Draft = known.dossier if known else opening
    facts = e.LimitsFacts(
        **origin(ledger, who, place), hours=hours, urgent_days=urgent_days, normal_days=normal_days,
        effective=effective,
    )  # fmt: skip
    proposed = Draft(e.LIMITS.proposed, facts, dossier=place, retain=kept(ledger))
    return state(ledger, who, [proposed] if known else [opening, proposed])[-1].entry.id


def accept(ledger: Ledger, who: Acting, proposal: str) -> None:
    """Accepts the partner's proposal and binds this party to it; the partner's own word puts it in force."""
    found = _proposal(ledger, who, proposal)
    facts = _assent(ledger, who, found)
    accepted = Draft(e.LIMITS.accepted, facts, None, found.dossier, (proposal,), kept(ledger))
    bound = Draft(e.LIMITS.committed, facts, None, found.dossier, (proposal, accepted), kept(ledger))
    state(ledger, who, [accepted, bound])


def put_in_force(ledger: Ledger, who: Acting, proposal: str) -> None:
    """Binds the proposer to what the partner has accepted. Raises ActionRefused("state-not-accepted") before that."""
    found = _proposal(ledger, who, proposal)
    said = Assent.objects.using(ledger.using).filter(proposal=proposal).exclude(party=ledger.party).first()
    if said is None or said.word not in ("accepted", "committed"):
        raise ActionRefused(Problem("state-not-accepted"))
    facts, accepted = _assent(ledger, who, found), _acceptance(ledger, found, said)
    state(ledger, who, [Draft(e.LIMITS.committed, facts, None, found.dossier, (proposal, accepted), kept(ledger))])


def withdraw(ledger: Ledger, who: Acting, proposal: str) -> None:
    """Takes this party's proposal or acceptance back, as long as it is not bound. Raises ActionRefused."""
    found = _proposal(ledger, who, proposal)
    facts = _assent(ledger, who, found)
    state(ledger, who, [Draft(e.LIMITS.withdrawn, facts, None, found.dossier, (proposal,), kept(ledger))])


def publish_calendar(
    ledger: Ledger, who: Acting, first: date, last: date, holidays: Collection[date], worked: Collection[date] = ()
) -> str:
    """States this party's days off from `first` to `last` to all its peers; returns the entry's id.

    It counts for days that begin after a peer has receipted it. Raises ActionRefused: no-peer, span, days-order.
    """
    if not who.has(e.CONFIRMS_CALENDAR):
        raise NotPermitted(Problem("role"))
    place, opening = bulletin(ledger)
    facts = e.CalendarFacts(
        **origin(ledger, who, place), first=first, last=last, holidays=tuple(sorted(set(holidays))),
        worked=tuple(sorted(set(worked))),
    )  # fmt: skip
    published = Draft(e.CALENDAR, facts, dossier=place, retain=kept(ledger))
    return state(ledger, who, [*opening, published])[-1].entry.id


def bulletin(ledger: Ledger, readers: Collection[str] = ()) -> tuple[str | Draft, tuple[Draft, ...]]:
    """Where this party publishes to its present peers, or those of `readers`, and the opening to be written before
    where there is none yet.

    Raises ActionRefused("no-peer"), also for a reader that is none.
    """
    peers = set(readers) or set(ledger.peers.parties())
    if not peers or not peers <= set(ledger.peers.parties()):
        raise ActionRefused(Problem("no-peer"))
    own = Bulletin.objects.using(ledger.using).filter(party=ledger.party, readers=" ".join(sorted(peers)))
    known = own.order_by("-opened_at", "dossier").first()
    if known is not None:
        return known.dossier, ()
    participants = tuple(sorted({ledger.party, *peers}))
    opening = Draft(e.BULLETIN_OPENED, e.BulletinFacts(participants=participants, exercise=ledger.exercise))
    return opening, (opening,)


def is_open(using: str, proposal: Proposal) -> bool:
    """Whether a proposal may still come into force: not adopted, and no party has taken its word back."""
    if proposal.adopted_at is not None:
        return False
    return not Assent.objects.using(using).filter(proposal=proposal.entry, word="withdrawn").exists()


def _proposal(ledger: Ledger, who: Acting, proposal: str) -> Proposal:
    found = Proposal.objects.using(ledger.using).filter(pk=proposal).first()
    if found is None or ledger.party not in (found.first, found.second):
        raise NotPermitted(Problem("not-found"))
    if not who.has(e.AGREES):
        raise NotPermitted(Problem("role"))
    return found


def _acceptance(ledger: Ledger, found: Proposal, said: Assent) -> str:
    """The id of the other party's acceptance; a commitment names it."""
    if said.word == "accepted":
        return said.entry
    rows = ledger.store.query("SELECT jws FROM ledger_entry WHERE id = %s", [said.entry])
    named = [one for one in parse_entry(rows[0][0]).re if one != found.entry]
    return named[0]


def _assent(ledger: Ledger, who: Acting, found: Proposal) -> AssentFacts:
    return AssentFacts(proposal=found.entry, **origin(ledger, who, found.dossier))


def kept(ledger: Ledger) -> date:
    """Until when what is published or agreed is kept."""
    return (ledger.now() + KEPT).date()
