"""Whom and what a request is about: persons with their names by script, vehicles, papers, phones, accounts.

Models after FollowTheMoney's schemata (names of properties in JSON are theirs where they have one). There is
deliberately no field for ethnicity, religion, politics or family networks, and an unknown field is refused (safeguard S6).
"""

from tripoint.subjects.birth import BirthDateUnclear, is_partial_date, parse_birth_date, parse_document_date
from tripoint.subjects.display import display_name, names_for, subject_title
from tripoint.subjects.identifiers import Concern, concerns_about
from tripoint.subjects.mrz import MachineReadableZone, UnreadableZone, check_digit, read_mrz
from tripoint.subjects.persons import Address, Document, Person, PersonName
from tripoint.subjects.things import (
    AnySubject,
    BankAccount,
    CryptoWallet,
    Paper,
    Phone,
    Subject,
    SubjectType,
    UserAccount,
    Vehicle,
    parse_phone_number,
    type_of,
)

__all__ = [
    "Address",
    "AnySubject",
    "BankAccount",
    "BirthDateUnclear",
    "Concern",
    "CryptoWallet",
    "Document",
    "MachineReadableZone",
    "Paper",
    "Person",
    "PersonName",
    "Phone",
    "Subject",
    "SubjectType",
    "UnreadableZone",
    "UserAccount",
    "Vehicle",
    "check_digit",
    "concerns_about",
    "display_name",
    "is_partial_date",
    "names_for",
    "parse_birth_date",
    "parse_document_date",
    "parse_phone_number",
    "read_mrz",
    "subject_title",
    "type_of",
]
