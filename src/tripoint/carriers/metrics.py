"""Figures about delivery for Prometheus (text format 0.0.4): parties and codes, never a person or a matter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from tripoint.ledger.models import Entry, Fork, LedgerState, Refusal
from tripoint.ledger.peers import Peers
from tripoint.ledger.store import Store
from tripoint.node import runtime

from . import delivery
from .models import CourierPulse, PeerState, PeerStatus

Sample = tuple[dict[str, str], float]


def text() -> str:
    """All figures; asks the database a handful of questions, none of which grows with the number of entries."""
    party = runtime.config().party
    store = Store(runtime.USING)
    now = datetime.now(UTC)
    records = {row.party: row for row in PeerStatus.objects.all()}
    lags = {peer: delivery.lag(store, party, peer) for peer in Peers(store, party).parties()}
    success = {peer: row.last_success_at for peer, row in records.items() if row.last_success_at}
    pulse = CourierPulse.objects.order_by("-at").values_list("at", flat=True).first()
    next_n = LedgerState.objects.filter(name="next_n").values_list("value", flat=True).first()
    lines = [
        *_figure("tripoint_entries", "gauge", "Entries taken so far", [({}, float(next_n or 1) - 1)]),
        *_figure(
            "tripoint_peer_lag_entries",
            "gauge",
            "Entries the peer has not receipted",
            [({"peer": peer}, lag.entries) for peer, lag in lags.items()],
        ),
        *_figure(
            "tripoint_peer_lag_seconds",
            "gauge",
            "Age of the oldest entry the peer has not receipted",
            [({"peer": peer}, (now - lag.since).total_seconds() if lag.since else 0.0) for peer, lag in lags.items()],
        ),
        *_figure(
            "tripoint_peer_reachable",
            "gauge",
            "1 unless the courier could not reach the peer at its last try",
            [({"peer": peer}, float(row.state != PeerState.UNREACHABLE)) for peer, row in records.items()],
        ),
        *_figure(
            "tripoint_peer_last_success_timestamp_seconds",
            "gauge",
            "When the peer last took something",
            [({"peer": peer}, at.timestamp()) for peer, at in success.items()],
        ),
        *_figure(
            "tripoint_courier_last_round_timestamp_seconds",
            "gauge",
            "When the courier last went round",
            [({}, pulse.timestamp())] if pulse else [],
        ),
        *_figure(
            "tripoint_not_applied_entries",
            "gauge",
            "Entries held, void or declined here",
            [({"verdict": word}, Entry.objects.filter(verdict=number).count()) for number, word in _VERDICTS],
        ),
        *_figure("tripoint_forks", "gauge", "Forks proved", [({}, Fork.objects.count())]),
        *_figure("tripoint_refusals_total", "counter", "What was refused at the door", _refusals()),
    ]
    return "\n".join(lines) + "\n"


_VERDICTS = ((1, "held"), (2, "void"), (3, "declined"))


def _refusals() -> list[Sample]:
    counts: dict[tuple[str, str], int] = {}
    for peer, code, count in Refusal.objects.values_list("peer", "code", "count"):
        counts[peer, code] = counts.get((peer, code), 0) + count
    return [({"peer": peer or "unknown", "code": code}, count) for (peer, code), count in sorted(counts.items())]


def _figure(name: str, kind: str, what: str, samples: Iterable[Sample]) -> list[str]:
    lines = [f"# HELP {name} {what}", f"# TYPE {name} {kind}"]
    for labels, value in samples:
        inside = ",".join(f'{key}="{label}"' for key, label in labels.items())
        lines.append(f"{name}{{{inside}}} {value:.15g}" if inside else f"{name} {value:.15g}")
    return lines
