"""How a running time limit is shown: words first, then the share of time used, then the limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from tripoint.web.dates import length_of_time, local, moment, time_of_day

# Less than a tenth of the time, or less than this, is left: the clock is shown as "soon".
SOON_SHARE = 0.9
SOON_LEFT = timedelta(hours=3)


@dataclass(frozen=True)
class Clock:
    """A limit as a row or a page shows it. `state` is one of late, soon, run, wait, pause, done; `used` 0 to 100."""

    state: str
    words: str
    used: int
    limit: str = ""


def running(
    begun: datetime, due: datetime, *, taken: bool = True, rule: str = "", now: datetime | None = None
) -> Clock:
    """A clock that runs from `begun` to `due`; `rule` says where the limit comes from ("3 working days").

    `taken` False shows the ring of a matter that nobody has begun.
    """
    now = now or timezone.now()
    whole = max((due - begun).total_seconds(), 1.0)
    share = min(max((now - begun).total_seconds() / whole, 0.0), 1.0)
    # Words of one part stay on one line; the line breaks between the parts.
    limit = " · ".join(part.replace(" ", "\u00a0") for part in (_due(due, now), rule) if part)
    if now > due:
        return Clock("late", _("%(time)s overdue") % {"time": length_of_time(now - due)}, 100, limit)
    words = _("%(time)s left") % {"time": length_of_time(due - now)}
    if share >= SOON_SHARE or due - now < SOON_LEFT:
        return Clock("soon", words, round(share * 100), limit)
    return Clock("run" if taken else "wait", words, round(share * 100), limit)


def paused(begun: datetime, due: datetime, since: datetime, words: str) -> Clock:
    """A clock that stands still since `since`; `words` says why ("Paused, waiting for a clarification")."""
    whole = max((due - begun).total_seconds(), 1.0)
    share = min(max((since - begun).total_seconds() / whole, 0.0), 1.0)
    return Clock("pause", words, round(share * 100), _("paused since %(time)s") % {"time": moment(since)})


def not_begun(words: str, limit: str = "") -> Clock:
    """No clock yet: sent and not received, say."""
    return Clock("wait", words, 0, limit)


def finished(words: str, limit: str = "") -> Clock:
    """The matter is answered or closed."""
    return Clock("done", words, 100, limit)


def _due(due: datetime, now: datetime) -> str:
    if local(due).date() == local(now).date():
        return _("due today %(time)s") % {"time": time_of_day(due)}
    return _("due %(time)s") % {"time": moment(due)}
