"""How a person's name is written on a screen or a letter: the reader's script first, then the author's, then others."""

from __future__ import annotations

from tripoint.subjects.persons import Person, PersonName
from tripoint.subjects.things import AnySubject, BankAccount, CryptoWallet, Paper, Phone, UserAccount, Vehicle

SCRIPT_OF_LANGUAGE = {"vi": "Latn", "en": "Latn", "lo": "Laoo", "km": "Khmr"}

FAMILY_FIRST_LANGUAGES = frozenset({"vi", "km", "zh", "ko", "ja", "hu"})
FAMILY_FIRST_SCRIPTS = frozenset({"Khmr", "Hani", "Kore", "Jpan"})


def written(name: PersonName) -> str:
    """One name in its own order, by its language; where that is not known, by its script.

    Vietnamese, Khmer and Chinese names begin with the family, Lao and other names with the given name.
    """
    if name.name:
        return name.name
    family_first = name.language in FAMILY_FIRST_LANGUAGES if name.language else name.script in FAMILY_FIRST_SCRIPTS
    ordered = (name.family, name.middle, name.given) if family_first else (name.given, name.middle, name.family)
    return " ".join(part for part in ordered if part)


def names_for(person: Person, language: str) -> tuple[PersonName, ...]:
    """The person's names, best for a reader of `language` first; the rest as the author ordered them.

    A name in the reader's script wins; among those, one that follows the reader's own language.
    """
    script = SCRIPT_OF_LANGUAGE.get(language, "Latn")
    return tuple(sorted(person.names, key=lambda name: (name.script != script, name.language != language)))


def display_name(person: Person, language: str) -> str:
    """The one name to show to a reader of `language`: in his or her script, or else as the author wrote it first."""
    return written(names_for(person, language)[0])


def subject_title(subject: AnySubject, language: str) -> str:
    """The one line by which a subject is known to a reader of `language`: a name, a plate, a number."""
    match subject:
        case Person():
            return display_name(subject, language)
        case Vehicle():
            return " ".join(
                filter(None, (subject.plate and f"{subject.plate} ({subject.country})", subject.model))
            ) or str(subject.vin or subject.frame or subject.engine)
        case Paper():
            return f"{subject.number} ({subject.country})"
        case Phone():
            return (
                subject.number or f"IMEI {subject.imei}" if subject.number or subject.imei else f"IMSI {subject.imsi}"
            )
        case UserAccount():
            return f"{subject.username} · {subject.service}"
        case BankAccount():
            return subject.iban or f"{subject.number} · {subject.bank}"
        case CryptoWallet():
            return subject.address
