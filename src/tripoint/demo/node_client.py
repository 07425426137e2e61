"""How the start page talks to the nodes: loopback only, with the demonstration's key."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from tripoint.demo.plan import Plan, Station

TIMEOUT = 5.0  # seconds; everything is on this machine


@dataclass(frozen=True, slots=True)
class Carried:
    """A sealed bundle that was taken from a node as a file."""

    data: bytes
    fill: str
    entries: int


class Nodes:
    """The nodes of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._http = httpx.Client(timeout=TIMEOUT, headers={"X-Demo-Key": plan.key}, trust_env=False)
        self._pool = ThreadPoolExecutor(max_workers=len(plan.stations))

    def entrance(self, party: str, seat: str, onward: str = "/") -> str:
        """The address that signs an exercise officer in with one click."""
        station = self.plan.station(party)
        query = urlencode({"key": self.plan.key, "officer": station.user(seat), "next": onward})
        return f"{station.url}/demo/enter?{query}"

    def states(self, dossier: str) -> dict[str, dict[str, Any] | None]:
        """Each node's state; None for a node that does not answer."""

        def one(station: Station) -> dict[str, Any] | None:
            try:
                answer = self._http.get(f"{station.url}/demo/state", params={"dossier": dossier})
                answer.raise_for_status()
                value: dict[str, Any] = answer.json()
            except (httpx.HTTPError, ValueError):
                return None
            return value

        found = self._pool.map(one, self.plan.stations)
        return {station.party: state for station, state in zip(self.plan.stations, found, strict=True)}

    def set_link(self, one: str, other: str, *, cut: bool) -> None:
        """Closes or opens the link between two nodes, on both sides."""
        for here, there in ((one, other), (other, one)):
            self._post(here, "link", {"peer": there, "cut": "1" if cut else "0"})

    def take_bundle(self, party: str, peer: str) -> Carried | None:
        """The bundle that waits at `party` for `peer`, or None."""
        answer = self._http.get(f"{self.plan.station(party).url}/demo/bundle", params={"peer": peer})
        if answer.status_code == httpx.codes.NOT_FOUND:
            return None
        answer.raise_for_status()
        return Carried(answer.content, answer.headers["X-Demo-Fill"], int(answer.headers["X-Demo-Entries"]))

    def bring_bundle(self, party: str, data: bytes) -> dict[str, Any]:
        """Hands a bundle to `party`'s node: `{"receipt", "position"}` or `{"refused", "detail"}`."""
        answer = self._http.post(f"{self.plan.station(party).url}/demo/receive", content=base64.b64encode(data))
        answer.raise_for_status()
        value: dict[str, Any] = answer.json()
        return value

    def bring_receipt(self, party: str, peer: str, receipt: str, fill: str) -> None:
        """Brings `peer`'s receipt home to `party`."""
        self._post(party, "receipt", {"peer": peer, "receipt": receipt, "fill": fill})

    def dossier_file(self, party: str, dossier: str) -> bytes | None:
        """The dossier as `party` exports it."""
        answer = self._http.get(f"{self.plan.station(party).url}/demo/file", params={"dossier": dossier})
        return answer.content if answer.status_code == httpx.codes.OK else None

    def ask(self, party: str) -> str:
        """Lets officers of `party` file one more exercise request; returns its dossier."""
        return str(self._post(party, "ask", {})["dossier"])

    def _post(self, party: str, door: str, data: dict[str, str]) -> dict[str, Any]:
        answer = self._http.post(f"{self.plan.station(party).url}/demo/{door}", data=data)
        answer.raise_for_status()
        value: dict[str, Any] = answer.json()
        return value
