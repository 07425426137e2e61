"""Drafts by machine: asked for by an officer, made by the courier's process, read by an officer before they count.

What may not go to the machine is decided here, when it is asked and again when it leaves: handling code, languages,
length, and matters of victims, witnesses and protection never.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import cast

from tripoint.capabilities.requests import entries as e
from tripoint.capabilities.requests.actions.stating import Matter, matter, rows_of
from tripoint.capabilities.requests.consent import entries as c
from tripoint.capabilities.requests.homes import homes_of
from tripoint.capabilities.requests.models import Stop
from tripoint.capabilities.requests.permission import Acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted, Problem
from tripoint.capabilities.requests.translations import engine
from tripoint.capabilities.requests.translations.actions import Source, source
from tripoint.capabilities.requests.translations.models import MachineDraft
from tripoint.ledger.entry import parse_facts
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.models import Entry
from tripoint.node import chores, runtime
from tripoint.node.config import NodeConfig

EVERY = 2.0  # seconds between looks; one draft in each, so that other chores wait for one call at most
CLAIM = timedelta(minutes=2)  # how long one courier has a draft to itself
WAITS = (10, 60)  # seconds before the second and the third try, which is the last
KEPT = timedelta(days=7)
MOST_WAITING = 50
PROTECTED_PURPOSES = frozenset({"VICTIM", "WITNESS", "MISSING", "HUMANITARIAN"})
PROTECTED_ROLES = frozenset({"WITNESS", "INJURED", "AT-RISK", "MISSING"})
PROTECTED_OFFENCES = frozenset({"TIP", "FORCED"})
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft as the page shows it. `state`: waiting, done, failed; `texts` by place when it is done."""

    id: str
    state: str
    engine: str
    texts: Mapping[str, str]


def register() -> None:
    """Declares the chore."""
    chores.register("machine translation", EVERY, run)


def may_go(ledger: Ledger, config: NodeConfig, found: Matter, origin: Source, target: str) -> bool:
    """Whether the words of a statement may go to the configured machine. One answer for every reason: it tells nothing of
    a stop or a victim to who may not know."""
    if not config.translate_url or not {origin.language, target} <= set(config.translate_languages):
        return False
    if sum(map(len, origin.texts.values())) > config.translate_characters:
        return False
    kind = ledger.types.get(origin.row.type)
    if kind is None:
        return False
    codes = c.handling_of(kind.read_facts(parse_facts(origin.row.facts))) or (found.state.handling,)
    if not set(codes) <= set(config.translate_handling):
        return False
    return not _is_protected(ledger, found)


def _is_protected(ledger: Ledger, found: Matter) -> bool:
    row = Entry.objects.using(ledger.using).get(id=found.state.dossier)
    kind = ledger.types.get(row.type)
    opening = cast(e.OpenedFacts, kind.read_facts(parse_facts(row.facts))) if kind else None
    if opening is None or opening.purpose in PROTECTED_PURPOSES or found.stops:
        return True
    if any(home.possible_victim for home in found.homes):
        return True
    roles, offences = {one.role for one in opening.subjects}, {one.code for one in opening.offences}
    return bool(roles & PROTECTED_ROLES or offences & PROTECTED_OFFENCES)


def ask(ledger: Ledger, config: NodeConfig, who: Acting, dossier: str, item: str, target: str) -> None:
    """Asks for a draft, which the courier's process has made; one that failed is tried again.

    Raises ActionRefused: machine-not for what may not go there, machine-busy while too many wait.
    """
    found = matter(ledger, who, dossier)
    origin = source(ledger, dossier, item)
    if origin.language == target or not may_go(ledger, config, found, origin, target):
        raise ActionRefused(Problem("machine-not"))
    rows = MachineDraft.objects.using(ledger.using)
    if rows.filter(state="waiting").count() >= MOST_WAITING:
        raise ActionRefused(Problem("machine-busy"))
    now = ledger.now()
    again = {
        "state": "waiting",
        "code": "",
        "tries": 0,
        "next_at": now,
        "asked_at": now,
        "engine": config.translate_name,
    }
    row, is_new = rows.get_or_create(item=item, language=target, defaults={**again, "dossier": dossier})
    if not is_new and row.state == "failed":
        rows.filter(pk=row.pk, state="failed").update(**again)


def drafted(ledger: Ledger, item: str, target: str) -> Drafted | None:
    """The draft of a statement that the officer has been shown, if one was asked for."""
    row = MachineDraft.objects.using(ledger.using).filter(item=item, language=target).first()
    if row is None:
        return None
    texts = {}
    if row.state == "done" and row.sealed is not None:
        texts = json.loads(ledger.keys.unwrap(bytes(row.sealed), _bound(row)))
    return Drafted(str(row.pk), row.state, row.engine, texts)


def forget(ledger: Ledger, item: str, target: str) -> None:
    """Throws a draft away: it was handed in."""
    MachineDraft.objects.using(ledger.using).filter(item=item, language=target).delete()


def run(ledger: Ledger) -> None:
    """Has the draft made that has waited longest, and drops what nobody took."""
    config = runtime.config()
    rows = MachineDraft.objects.using(ledger.using)
    old = rows.filter(asked_at__lt=ledger.now() - KEPT)
    if old.exists():  # a delete would take the writer's place every time
        old.delete()
    if config.translate_url:
        make_due(ledger, config)


def make_due(ledger: Ledger, config: NodeConfig) -> bool:
    """Tries one draft that is due; returns whether there was one."""
    now = ledger.now()
    rows = MachineDraft.objects.using(ledger.using)
    row = rows.filter(state="waiting", next_at__lte=now).order_by("next_at", "pk").first()
    if row is None or rows.filter(pk=row.pk, state="waiting", next_at=row.next_at).update(next_at=now + CLAIM) != 1:
        return False
    try:
        sealed = _made(ledger, config, row)
    except engine.NotTranslated as why:
        last = row.tries >= len(WAITS) or why.code == "machine-not"
        wait = timedelta(seconds=0 if last else WAITS[row.tries])
        rows.filter(pk=row.pk).update(
            state="failed" if last else "waiting", code=why.code, tries=row.tries + 1, next_at=ledger.now() + wait
        )
        log.warning("The translation machine did not translate: %s", why.code)
    else:
        rows.filter(pk=row.pk).update(state="done", sealed=sealed, code="")  # none is left where the source was erased
    return True


def _made(ledger: Ledger, config: NodeConfig, row: MachineDraft) -> bytes:
    rows = rows_of(ledger.using, row.dossier)
    try:
        origin = source(ledger, row.dossier, row.item)
    except (ActionRefused, NotPermitted) as gone:
        raise engine.NotTranslated("machine-not") from gone
    if not rows:
        raise engine.NotTranslated("machine-not")
    homes = homes_of(ledger.using, rows[0], ledger.party)
    stops = Stop.objects.using(ledger.using).filter(dossier__in=[one.dossier for one in homes], lifted=False)
    if not may_go(ledger, config, Matter(rows[0], homes, tuple(stops), rows), origin, row.language):
        raise engine.NotTranslated("machine-not")
    words = engine.translate(config, list(origin.texts.values()), origin.language, row.language)
    clear = json.dumps(dict(zip(origin.texts, words, strict=True)), ensure_ascii=False).encode()
    return ledger.keys.wrap(clear, _bound(row))


def _bound(row: MachineDraft) -> str:
    return f"machine:{row.pk}"
