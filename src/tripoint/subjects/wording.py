"""What a screen says about a date or a document number, in the reader's language.

Kept apart from the models, which a verifier uses without a web framework.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from tripoint.subjects.birth import BirthDateUnclear
from tripoint.subjects.identifiers import Concern


def say_birth_date(unclear: BirthDateUnclear) -> str:
    """What is wrong with a typed date of birth, and what to write instead."""
    hints = unclear.hints
    match unclear.code:
        case "buddhist_era":
            return _(
                "%(typed)s looks like a year of the Buddhist era. If so, write %(common)s, the year of the common calendar."
            ) % {"typed": hints["typed"], "common": hints["common"]}
        case "no_such_day":
            return _("There is no such date: %(typed)s. If it comes from the lunar calendar, write the year alone.") % {
                "typed": hints["typed"]
            }
        case "future":
            return _("%(date)s is still to come.") % {"date": hints["date"]}
        case "too_old":
            return _("Born in %(year)s, the person would be %(age)s years old. Look at the year again.") % {
                "year": hints["year"],
                "age": hints["age"],
            }
        case "short_year":
            return _("Write the year with four digits.")
        case _other:
            return _("Write a year (1991), a month (05/1991) or a day (04/05/1991).")


def say_concern(concern: Concern) -> str:
    """Why an officer should look at a document again. A warning: the number is kept as it was typed."""
    values = {"number": concern.number, **concern.hints}
    match concern.code:
        case "passport_format":
            return _("%(number)s does not look like a passport number of that country. Look at it again.") % values
        case "card_format":
            return _("%(number)s does not look like a card number of that country. Look at it again.") % values
        case "number_and_birth":
            return (
                _("The number %(number)s belongs to someone born in %(year)s. Compare it with the date of birth.")
                % values
            )
        case "number_and_sex":
            return _("The number %(number)s and the sex do not go together. Look at both again.") % values
        case _other:
            return (
                _("The document %(number)s was issued before the person was born. Look at both dates again.") % values
            )
