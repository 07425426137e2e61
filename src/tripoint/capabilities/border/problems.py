"""The sentences for what keeps a duty action from being done; see `tripoint.capabilities.requests.problems`."""

from django.utils.translation import gettext_lazy as _

from tripoint.capabilities.requests.problems import SENTENCES

SENTENCES.update(
    {
        "shift-times": _("A shift ends after it begins, and within a month."),
        "shift-who": _("Choose an officer or a post, not both."),
        "shift-twice": _("This officer is on duty at that time already."),
        "shift-over": _("This shift is over: it stays in the book."),
        "state-pending": _("A colleague's hand-over waits to be accepted. Accept it first."),
        "state-replaced": _("A newer hand-over has taken its place. Open the duty page again."),
        "hand-over-accepted": _("A colleague has accepted this hand-over already."),
        "hand-over-own": _("Who handed over does not accept. The next officer does."),
        "number": _("Write the number with its country code, such as +855 23 000 000."),
        "line": _("Choose a line that stands in the directory."),
    }
)
