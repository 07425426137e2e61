"""Entry types: what may be said, by whom, about what; declared by capabilities, known to admission by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from .encoding import dump_json, is_id, parse_json
from .entry import MAX_CONTENT, Entry, Item, is_party, parse_facts
from .errors import Refused

Writers = Literal["opener", "others", "any"]
Recall = Literal["owner", "agreed", "never"]
SYSTEM_ROLE = "system"  # statements that the node itself makes: compliance, decline
MAX_PARTICIPANTS = 16


class Facts(BaseModel):
    """Base of every type's coded part: codes, dates, numbers, digests; no free text, no subject."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Content(BaseModel):
    """Base of every type's describing part: subjects, text, signatory, attachment keys; erasable."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class OpeningFacts(Facts):
    """Facts that every opening has: they fix the dossier's kind and participants for good."""

    kind: str = Field(pattern=r"^[a-z][a-z0-9-]{0,31}$")
    participants: tuple[str, ...] = Field(min_length=1, max_length=MAX_PARTICIPANTS)
    exercise: bool
    succeeds: str | None = None

    @field_validator("participants")
    @classmethod
    def _participants(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if list(value) != sorted(set(value)) or not all(map(is_party, value)):
            raise ValueError("participants are party codes, sorted, each once")
        return value

    @field_validator("succeeds")
    @classmethod
    def _succeeds(cls, value: str | None) -> str | None:
        if value is not None and not is_id(value):
            raise ValueError("succeeds is a dossier id")
        return value


@dataclass(frozen=True, slots=True)
class Known:
    """An entry held here, as admission and rules see it; its facts are read when asked for."""

    id: str
    dossier: str
    party: str
    seq: int
    type: str
    time: datetime
    verdict: int
    code: str
    facts_text: str

    @classmethod
    def of(cls, item: Item, verdict: int, code: str) -> Known:
        """An entry that has just been judged."""
        entry = item.entry
        return cls(
            entry.id, entry.dossier, entry.party, entry.seq, entry.type, entry.time, int(verdict), code, item.facts_text
        )

    @property
    def is_opening(self) -> bool:
        """An opening is its own dossier."""
        return self.id == self.dossier

    def facts(self) -> dict[str, Any]:
        """The coded part."""
        return parse_facts(self.facts_text)


@dataclass(frozen=True, slots=True)
class Named:
    """An applied entry that a statement names, or an earlier one of its author."""

    entry: Known
    facts: Facts


@dataclass(frozen=True, slots=True)
class Statement:
    """All that a rule may look at: admission is the same everywhere because it sees nothing else."""

    entry: Entry
    facts: Facts
    opening: OpeningFacts
    opener: str
    own: Sequence[Named]
    named: Sequence[Named]


@dataclass(frozen=True, slots=True)
class EntryType:
    """A versioned kind of statement.

    `kinds`: dossier kinds it belongs in (empty: every kind). `writers`: whose it is to say. `re`: types it may name;
    `re_least`: how many it must name at least. `needs_own`: the rule reads the author's earlier entries.
    `rule` raises `Refused` (code `state` or a safeguard's code). `roles`: roles of a post that may write it here.
    `derived`: the member of the facts with the id of the entry whose content its own is made from: erased with it.
    """

    name: str
    facts: type[Facts]
    content: type[Content] | None = None
    kinds: frozenset[str] = frozenset()
    writers: Writers = "any"
    recall: Recall = "owner"
    roles: frozenset[str] = frozenset()
    opens: bool = False
    re: frozenset[str] = frozenset()
    re_least: int = 0
    re_any: bool = False
    needs_own: bool = False
    derived: str = ""
    rule: Callable[[Statement], None] | None = None

    def read_facts(self, value: dict[str, Any]) -> Facts:
        """The typed facts; raises `Refused("facts")` naming the field."""
        try:
            return self.facts.model_validate_json(dump_json(value), strict=True)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise Refused("facts", f"{self.name}: {first['msg']}", ".".join(map(str, first["loc"]))) from None

    def read_content(self, text: str) -> Content:
        """The typed content; raises `Refused`, content or json, naming the field and never its value."""
        if self.content is None:
            raise Refused("content", f"{self.name} has no content")
        parse_json(text, MAX_CONTENT)  # pydantic's own reader takes the last of two members and lone surrogates
        try:
            return self.content.model_validate_json(text, strict=True)
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            raise Refused("content", f"{self.name}: {first['msg']}", ".".join(map(str, first["loc"]))) from None


@dataclass
class TypeRegistry:
    """The types that this node knows."""

    types: dict[str, EntryType] = field(default_factory=dict)

    def register(self, *types: EntryType) -> None:
        """Adds types; a name stands for one type for good."""
        for one in types:
            if self.types.get(one.name, one) != one:
                raise ValueError(f"{one.name} is declared twice")
            self.types[one.name] = one

    def get(self, name: str) -> EntryType | None:
        """The type of that name, or None when this version does not know it."""
        return self.types.get(name)

    def derived(self) -> dict[str, str]:
        """The types whose content is made from another entry's, with the member that names that entry."""
        return {name: one.derived for name, one in self.types.items() if one.derived}


TYPES = TypeRegistry()
