"""Code lists, instruments, provinces, gates and liaison offices, in four languages, each row with its source.

    from tripoint import reference
    reference.codes("offences", on=day)          # to offer in a form
    reference.get("offences", "TIP", on=day)     # to check what an entry says
    reference.label("offences", "TIP", "km")     # to show it

What a purpose owes, which instrument binds whom, how a province of old is called today and how long an answer may take
have functions of their own.
"""

from tripoint.reference.instruments import Instrument, binding, instrument, thresholds
from tripoint.reference.lists import (
    LANGUAGES,
    VERSION,
    Code,
    Label,
    UnknownCode,
    codes,
    get,
    is_open,
    label,
    lists,
    terms,
)
from tripoint.reference.penalties import Penalty, penalties
from tripoint.reference.provinces import Province, province, provinces, resolve_police_level, resolve_province
from tripoint.reference.purposes import Purpose, purpose, purposes
from tripoint.reference.urgencies import Urgency, permits, urgencies, urgency

version = VERSION

__all__ = [
    "LANGUAGES",
    "VERSION",
    "Code",
    "Instrument",
    "Label",
    "Penalty",
    "Province",
    "Purpose",
    "UnknownCode",
    "Urgency",
    "binding",
    "codes",
    "get",
    "instrument",
    "is_open",
    "label",
    "lists",
    "penalties",
    "permits",
    "province",
    "provinces",
    "purpose",
    "purposes",
    "resolve_police_level",
    "resolve_province",
    "terms",
    "thresholds",
    "urgencies",
    "urgency",
    "version",
]
