"""A complete request of each kind, Viet Nam to Cambodia."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.capabilities.requests.ministries import OFFICES, missing_form, person, trace_form

from tripoint.capabilities.requests.form import Asked, Held, RequestForm
from tripoint.capabilities.requests.kinds import KindName
from tripoint.subjects import BankAccount, Paper, Phone, Vehicle

CRIMINAL_FREE: dict[str, Any] = {"offences": (), "laws": (), "basis": ()}
HELD = Held(
    since=date(2026, 2, 27), province="VN-G80", place="Trại tạm giam", notice="ASKED", told=date(2026, 2, 27),
    by="PERSON",
)  # fmt: skip
PASSPORT = Paper.of("PASSPORT", "N1234567", "KH", holder=person())
CAR = Vehicle(plate="2A-1234", country="KH", vin="1M8GDM9AXKP042788")


def form_of(kind: KindName, **changes: Any) -> RequestForm:
    """A complete request of this kind."""
    suspect = (Asked(role="SUSPECT", subject=person()),)
    made: dict[KindName, dict[str, Any]] = {
        "information": {"asks": ("MATTER", "CONVICTIONS"), "subjects": suspect},
        "identity": {"asks": ("IDENTITY",), "purpose": "IDENTITY", **CRIMINAL_FREE,
                     "subjects": (Asked(role="IDENTIFY", subject=person()),)},
        "trace": {},
        "document": {"asks": ("ISSUED", "HOLDER"), "subjects": (Asked(role="DOCUMENT", subject=PASSPORT),)},
        "vehicle": {"asks": ("KEEPER", "STOLEN"), "subjects": (Asked(role="STOLEN-VEHICLE", subject=CAR),)},
        "account": {"asks": ("SUBSCRIBER", "PRESERVE"),
                    "subjects": (Asked(role="PHONE", subject=Phone(number="+855123456789")),
                                 Asked(role="ACCOUNT", subject=BankAccount(number="000417", bank="Bank X")))},
        "custody": {"asks": ("IDENTITY", "CONSULATE"),
                    "subjects": (Asked(role="ACCUSED", subject=person(), held=HELD),)},
        "local-help": {"asks": ("GO", "SAFETY"), "purpose": "MISSING", **CRIMINAL_FREE, "urgency": "IMMEDIATE",
                       "urgency_ground": "LIFE", "help_province": "KH-12", "help_place": "phòng 3",
                       "life_in_danger": True, "subjects": ()},
    }  # fmt: skip
    base = missing_form if kind == "local-help" else trace_form
    return base(**{"request_kind": kind, **made[kind], **changes})


ANSWERS: dict[KindName, tuple[str, str]] = {
    "information": ("NO-RECORD", "none"), "identity": ("NATIONAL-YES", "photo"), "trace": ("AT-ADDRESS", "document"),
    "document": ("OTHER-HOLDER", "none"), "vehicle": ("STOLEN", "none"), "account": ("PRESERVED", "none"),
    "custody": ("CONSULATE-TOLD", "none"), "local-help": ("HELPED", "none"),
}  # fmt: skip
__all__ = ["ANSWERS", "HELD", "OFFICES", "form_of"]
