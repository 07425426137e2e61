"""What a safeguard finds wrong, and how it is refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from tripoint.ledger.errors import Refused


class Coded(BaseModel):
    """Base of the coded values that safeguards read; they stand in the facts of entries."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that is not met. `code` begins with the safeguard ("s1-offence"), `field` names the fact at fault."""

    code: str
    field: str
    detail: str = ""

    @property
    def safeguard(self) -> str:
        """S1, S2 and so on."""
        return self.code.partition("-")[0].upper()


def refuse(findings: Iterable[Finding]) -> None:
    """Raises `Refused` with the first finding, if there is one: how admission voids an entry."""
    for one in findings:
        raise Refused(one.code, one.detail, one.field)
