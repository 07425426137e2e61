"""Whom a request is about: persons, their names by script, dates of birth as far as known, documents, addresses.

Models after FollowTheMoney's schemata Person, Passport, Identification and Address (names of properties in JSON are
theirs where they have one). There is deliberately no field for ethnicity, religion, politics or family networks, and an
unknown field is refused (safeguard S6).
"""

from tripoint.subjects.birth import BirthDateUnclear, is_partial_date, parse_birth_date
from tripoint.subjects.display import display_name, names_for
from tripoint.subjects.identifiers import Concern, concerns_about
from tripoint.subjects.mrz import MachineReadableZone, UnreadableZone, check_digit, read_mrz
from tripoint.subjects.persons import Address, Document, Person, PersonName

__all__ = [
    "Address",
    "BirthDateUnclear",
    "Concern",
    "Document",
    "MachineReadableZone",
    "Person",
    "PersonName",
    "UnreadableZone",
    "check_digit",
    "concerns_about",
    "display_name",
    "is_partial_date",
    "names_for",
    "parse_birth_date",
    "read_mrz",
]
