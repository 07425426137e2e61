"""Three ministries with real keys, cards and databases of their own, their officers, and the bundles between them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.ledger.databases import Databases

from tripoint import reference
from tripoint.capabilities.requests import actions, entries, home_entries
from tripoint.capabilities.requests.actions.stating import Words
from tripoint.capabilities.requests.form import Asked, RequestForm
from tripoint.capabilities.requests.models import Clarification, Receipted, RequestState
from tripoint.capabilities.requests.permission import Acting
from tripoint.ledger.card import new_card_members, write_card
from tripoint.ledger.encoding import b64u
from tripoint.ledger.jws import Signer
from tripoint.ledger.keys import NodeKeys
from tripoint.ledger.ledger import Ledger
from tripoint.ledger.seal import SealingKey
from tripoint.safeguards import RULES
from tripoint.safeguards.data_stays_home import Graded
from tripoint.safeguards.offence_gate import Basis, Offence, Penalty
from tripoint.subjects import Person, PersonName

MONDAY = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # 09:00 in the three capitals
OFFICES = {"VN": "VN-C02", "KH": "KH-GCNP", "LA": "LA-MPS"}
__all__ = ["entries", "home_entries"]


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = MONDAY

    def __call__(self) -> datetime:
        return self.now

    def go(self, **span: float) -> None:
        """Moves on."""
        self.now += timedelta(**span)


def officer(party: str, *roles: str, office: str = "") -> Acting:
    """An officer in a post."""
    return Acting(str(uuid.uuid4()), frozenset(roles), office or OFFICES[party], f"{party} {roles[0]}", phone="+84 000")


def person(name: str = "Nguyễn Văn Ví Dụ") -> Person:
    """An invented person."""
    return Person(
        names=(PersonName(script="Latn", language="vi", name=name),), birth_date="1991-05", nationality=("VN",)
    )


def neutral(*yes: str) -> dict[str, bool]:
    """Answers to the neutrality questions."""
    return {code.code: code.code in yes for code in reference.codes("neutrality_questions")}


def trace_form(**changes: Any) -> RequestForm:
    """A complete request of Viet Nam to Cambodia: where is this suspect?"""
    values: dict[str, Any] = {
        "addressee": "KH",
        "to_office": OFFICES["KH"],
        "purpose": "CRIMINAL",
        "asks": ("WHEREABOUTS", "ADDRESS"),
        "subjects": (Asked(role="SUSPECT", person=person()),),
        "graded": Graded(handling="H1", source="B", information="2"),
        "offences": (Offence(code="SCAM", penalty=Penalty(kind="term", months=180)),),
        "laws": ("Điều 174",),
        "basis": (Basis(instrument="VNKH-MLA", place="4"),),
        "neutrality": neutral(),
        "language": "vi",
        "text": "Đề nghị xác minh nơi ở của người này.",
    }
    return RequestForm(**{**values, **changes})


def missing_form(**changes: Any) -> RequestForm:
    """A complete request about a missing person."""
    values: dict[str, Any] = {
        "purpose": "MISSING", "offences": (), "laws": (), "basis": (),
        "subjects": (Asked(role="MISSING", person=person()),),
    }  # fmt: skip
    return trace_form(**{**values, **changes})


@dataclass
class Ministry:
    """One party."""

    code: str
    clock: Clock
    blobs: Path
    alias: str = ""  # the database
    root: Signer = field(default_factory=lambda: Signer.from_seed(os.urandom(32)))
    signer: Signer = field(default_factory=lambda: Signer.from_seed(os.urandom(32)))
    ledger: Ledger = field(init=False)
    desk: Acting = field(init=False)
    other_desk: Acting = field(init=False)
    chief: Acting = field(init=False)
    other_chief: Acting = field(init=False)
    lawyers: tuple[Acting, Acting, Acting] = field(init=False)

    def __post_init__(self) -> None:
        self.alias = self.alias or f"ministry_{self.code.lower()}"
        self.sealing = SealingKey.generate()[0]
        self.ledger = Ledger(
            using=self.alias, party=self.code,
            keys=NodeKeys(self.signer, [self.sealing], self.code.encode() * 16, os.urandom(32)),
            rules=RULES, exercise=True, clock=self.clock, blobs=self.blobs,
        )  # fmt: skip
        self.desk, self.other_desk = officer(self.code, "officer"), officer(self.code, "officer")
        self.chief, self.other_chief = officer(self.code, "supervisor"), officer(self.code, "supervisor")
        self.lawyers = tuple(officer(self.code, "legal_reviewer") for _ in range(3))  # type: ignore[assignment]

    def card(self) -> str:
        """Its first card."""
        members = new_card_members(
            party=self.code, number=1, issued=self.clock(), exercise=True, mailbox=b64u(self.code.encode() * 8),
            signing=self.signer.public, sealing=self.sealing.public, endpoints=[], earlier=None,
        )  # fmt: skip
        return write_card(self.root, **members).token.text

    def request(self, form: RequestForm | None = None) -> str:
        """A request drafted at the desk and released by the chief; returns the dossier."""
        draft = actions.save(self.ledger, self.desk, form or trace_form())
        actions.submit(self.ledger, self.desk, draft)
        return actions.release(self.ledger, self.chief, draft).entry.id

    def state(self, dossier: str) -> RequestState:
        """The projected row."""
        return RequestState.objects.using(self.alias).get(dossier=dossier)

    def tables(self) -> list[Any]:
        """Everything projected from shared entries, in comparable form."""
        found = []
        for model, key in ((RequestState, "key"), (Clarification, "asked"), (Receipted, "key")):
            found.append(list(model.objects.using(self.alias).order_by(key).values()))
        return found

    def answer(self, dossier: str, result: str = "AT-ADDRESS", scope: str = "whole", **more: Any) -> str:
        """An answer about the one person."""
        item = entries.AnswerItem(
            subject=0, result=result, handling="H1", source="A", information="1",
            **{"matched_by": "document", **more},
        )  # fmt: skip
        return actions.answer(self.ledger, self.desk, dossier, scope, [item], Words("km", "ចម្លើយ"))


class Ministries:
    """KH, LA and VN, each knowing the others."""

    def __init__(
        self, databases: Databases, folder: Path, codes: Sequence[str] = ("KH", "LA", "VN"), *, introduce: bool = True
    ) -> None:
        self.clock, self.databases = Clock(), databases
        self.all: dict[str, Ministry] = {}
        for code in codes:
            alias = f"ministry_{code.lower()}"
            databases.open(alias, databases.copy(alias))
            self.all[code] = Ministry(code, self.clock, folder / code)
        cards = [one.card() for one in self.all.values()] if introduce else []
        for one in self.all.values():
            for card in cards:
                one.ledger.add_card(card, pin=True)

    def __getitem__(self, code: str) -> Ministry:
        return self.all[code]

    def carry(self, sender: str, to: str) -> int:
        """One bundle with its receipt; returns the number of entries."""
        outgoing = self[sender].ledger.next_bundle(to)
        if outgoing is None:
            return 0
        receipt = self[to].ledger.receive(outgoing.data)
        self[sender].ledger.take_receipt(to, receipt.token.text, outgoing.fill)
        return outgoing.count

    def settle(self, codes: Sequence[str] = ("KH", "LA", "VN")) -> None:
        """Carries until nothing is left."""
        while sum(self.carry(one, other) for one in codes for other in codes if one != other):
            pass

    def close(self) -> None:
        """Ends the connections."""
        for one in self.all.values():
            self.databases.close(one.alias)
