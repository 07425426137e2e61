"""The sentences for what keeps an arrangement from being made; see `tripoint.capabilities.requests.problems`."""

from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.problems import SENTENCES

SENTENCES.update(
    {
        "limits-order": _("What is urgent takes no longer than what is not."),
        "effective": _("Choose a first day after today, within a year."),
        "span": _("Every day lies within the calendar, and a calendar covers two years at most."),
        "days-order": _("Name each day once: it is either a holiday or worked."),
        "day-unread": _("A line is no date. Write one date to a line, day/month/year."),
        "compared": _("Compare each day with the government's announcement, then say so here."),
        "moving-day": _("This holiday moves from year to year. Enter the announced date, or say that it is left out."),
        "state-accepted": _("Your party has accepted this already."),
        "state-committed": _("Your party is bound to this already: propose other limits instead."),
        "state-not-accepted": _("Both parties must have accepted first."),
        "state-proposed": _("Your party's earlier proposal is still open. Withdraw it before you propose another."),
        "no-peer": _("No partner is known to this node. Add its card first."),
        "offices-order": _("Name each office once."),
        "offices-empty": _("Choose what the office sends or receives, or take it out."),
        "offices-decided": _("Another officer has decided about this already."),
    }
)
