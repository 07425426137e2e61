"""Finding requests: by words in them, by codes, by time; among those that the officer may see."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import connections
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from tripoint.capabilities.requests.clock import zone_of
from tripoint.capabilities.requests.models import HomeState, Phase, RequestState
from tripoint.ledger.ledger import Ledger
from tripoint.search.index import find as find_words

FEW = 200  # ids in a query as marks, by which the database chooses its way best
LONGEST = 200  # characters of what is looked for
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")
_REFERENCE = re.compile(r"[A-Z]{2}-([A-Z]{2}(-[0-9]{0,4}(-[0-9]{0,7})?)?|[0-9]{2,4}(-[0-9]{0,7})?)")
CODED = ("partner", "request_kind", "phase", "purpose", "offence", "urgency")
WAYS = ("", "out", "in")
STATES = ("", "open", "late", "over")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an officer looks for. Empty members are no condition; `since` and `until` are days of the opening."""

    q: str = ""
    way: str = ""  # "out": asked by this party; "in": asked of it
    state: str = ""  # "open", "late", "over"
    partner: str = ""
    request_kind: str = ""
    phase: str = ""
    purpose: str = ""
    offence: str = ""
    urgency: str = ""
    since: date | None = None
    until: date | None = None

    @classmethod
    def read(cls, values: Mapping[str, str]) -> Wanted:
        """From an address's parameters; what makes no sense is no condition."""
        coded = {name: values.get(name, "").strip() for name in CODED}
        return cls(
            q=values.get("q", "").strip()[:LONGEST],
            way=values.get("way", "") if values.get("way", "") in WAYS else "",
            state=values.get("state", "") if values.get("state", "") in STATES else "",
            since=_day(values.get("since", "")), until=_day(values.get("until", "")),
            **{name: code if _CODE.fullmatch(code) else "" for name, code in coded.items()},
        )  # fmt: skip

    def parameters(self) -> dict[str, str]:
        """For an address: the conditions that are set."""
        every = {name: getattr(self, name) for name in ("q", "way", "state", *CODED, "since", "until")}
        return {name: str(value) for name, value in every.items() if value}

    @property
    def is_reference(self) -> bool:
        """Whether the beginning of a reference is looked for."""
        return bool(_REFERENCE.fullmatch(self.q.upper()))


@dataclass(frozen=True, slots=True)
class Findings:
    """`rows` before the question who may see them. `by_words`: at most a few thousand that hold the words looked for;
    `is_cut`: so many dossiers hold them that the oldest are left out; `has_words`: what was typed holds a word at all."""

    rows: QuerySet[RequestState]
    by_words: bool = False
    is_cut: bool = False
    has_words: bool = True


def find(ledger: Ledger, wanted: Wanted, now: datetime) -> Findings:
    """The requests that meet all conditions."""
    rows = _coded(RequestState.objects.using(ledger.using), wanted, ledger.party, now)
    if not wanted.q:
        return Findings(rows)
    if wanted.is_reference:  # a range and not LIKE: an index answers it
        start = wanted.q.upper()
        return Findings(rows.filter(reference__gte=start, reference__lt=f"{start}~"))
    found = find_words(ledger, wanted.q)
    if found is None:
        return Findings(rows.none(), has_words=False)
    ids = _with_homes(ledger, found.dossiers)
    return Findings(rows.filter(dossier__in=among(ledger, ids)), by_words=True, is_cut=found.is_cut)


def _with_homes(ledger: Ledger, dossiers: Sequence[str]) -> list[str]:
    """Requests among `dossiers`, and those that a home dossier among them is about."""
    homes = HomeState.objects.using(ledger.using).filter(dossier__in=among(ledger, dossiers))
    about, references = [], []
    for one in homes.values_list("about", "reference"):
        about.append(one[0])
        references.append(one[1])
    named = RequestState.objects.using(ledger.using).filter(reference__in=among(ledger, list(filter(None, references))))
    return [*dossiers, *filter(None, about), *named.values_list("dossier", flat=True)]


def among(ledger: Ledger, texts: Sequence[str]) -> Sequence[str] | RawSQL:
    """What a column is to be one of. Thousands go as one parameter, which costs a query less than a mark for each."""
    if len(texts) <= FEW:
        return texts
    is_server = connections[ledger.using].vendor == "postgresql"
    unpacked = "jsonb_array_elements_text(%s::jsonb)" if is_server else "json_each(%s)"
    return RawSQL(f"SELECT value FROM {unpacked}", [json.dumps(texts)])  # noqa: S608, S611 - constants


def _coded(rows: QuerySet[RequestState], wanted: Wanted, party: str, now: datetime) -> QuerySet[RequestState]:
    if wanted.way:
        rows = rows.filter(**{"asker" if wanted.way == "out" else "addressee": party})
    if wanted.partner:
        rows = rows.filter(Q(asker=wanted.partner) | Q(addressee=wanted.partner))
    for name in ("request_kind", "purpose", "offence", "urgency"):
        if getattr(wanted, name):
            rows = rows.filter(**{name: getattr(wanted, name)})
    if wanted.phase in Phase.values:
        rows = rows.filter(phase=wanted.phase)
    if wanted.state == "open":
        rows = rows.filter(is_open=True)
    elif wanted.state == "over":
        rows = rows.filter(is_open=False)
    elif wanted.state == "late":
        late = Q(is_open=True, due_at__lt=now, paused_since=None)
        rows = rows.filter(late | Q(answered_at__gt=F("due_at")) | Q(refused_at__gt=F("due_at")))
    zone = zone_of(party)
    if wanted.since:
        rows = rows.filter(opened_at__gte=datetime.combine(wanted.since, time.min, zone))
    if wanted.until:
        rows = rows.filter(opened_at__lt=datetime.combine(wanted.until + timedelta(days=1), time.min, zone))
    return rows


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if 1900 < found.year < 9000 else None
