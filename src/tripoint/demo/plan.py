"""What the start page knows of the nodes: written once by the launcher, read by the start page and by each node."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

VARIABLE = "TRIPOINT_DEMO_PLAN"


@dataclass(frozen=True, slots=True)
class Account:
    """An exercise officer as printed by `tripoint demo --json`."""

    username: str
    password: str
    totp_secret: str
    role: str
    office: str


@dataclass(frozen=True, slots=True)
class Station:
    """One node of the demonstration."""

    party: str
    url: str
    folder: str
    users: tuple[Account, ...]

    def user(self, key: str) -> str:
        """The username of the officer in the seat `key`, such as "desk"."""
        return f"{self.party.lower()}.{key}"


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole demonstration. `key` is known to the start page and its nodes only and opens their demo doors."""

    url: str
    key: str
    started: str  # RFC 3339
    kept: bool  # whether the folder stays after the end
    stations: tuple[Station, ...]

    def station(self, party: str) -> Station:
        """The node of a party; KeyError for another."""
        for station in self.stations:
            if station.party == party:
                return station
        raise KeyError(party)

    def save(self, path: Path) -> None:
        """Writes the plan, readable by its owner only."""
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(self)), "utf-8")

    @classmethod
    def load(cls, path: Path) -> Plan:
        """Reads a plan."""
        value = json.loads(path.read_text("utf-8"))
        stations = tuple(
            Station(one["party"], one["url"], one["folder"], tuple(Account(**user) for user in one["users"]))
            for one in value.pop("stations")
        )
        return cls(stations=stations, **value)

    @classmethod
    def from_environment(cls) -> Plan:
        """The plan of this process; RuntimeError outside a demonstration."""
        path = os.environ.get(VARIABLE)
        if not path:
            raise RuntimeError(f"{VARIABLE} is not set: this process is not part of a demonstration")
        return cls.load(Path(path))
