"""What the pages of requests share: who acts, the clock as it is shown, choices from code lists, refusals as pages."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from tripoint import reference
from tripoint.audit.models import ReadKind
from tripoint.capabilities.requests.addressing import declared_to_us
from tripoint.capabilities.requests.clock import Clock
from tripoint.capabilities.requests.colleagues import desk_holdings
from tripoint.capabilities.requests.entries import UNRECORDED
from tripoint.capabilities.requests.labels import office_labels
from tripoint.capabilities.requests.models import RequestState
from tripoint.capabilities.requests.permission import Acting, acting
from tripoint.capabilities.requests.problems import ActionRefused, NotPermitted
from tripoint.capabilities.requests.reading import Reading, read
from tripoint.capabilities.requests.routes.people import standing
from tripoint.directory.models import Level, Office, Role
from tripoint.ledger.ledger import Ledger
from tripoint.node import runtime
from tripoint.web import clock as shown
from tripoint.web.access import OfficerRequest

READERS = (
    Role.OFFICER, Role.SUPERVISOR, Role.DUTY_OFFICER, Role.LEGAL_REVIEWER, Role.REGISTRAR, Role.TRANSLATOR,
)  # fmt: skip
WRITERS = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY_OFFICER)
DECIDERS = (Role.SUPERVISOR, Role.DUTY_OFFICER, Role.LEGAL_REVIEWER)
Choices = list[tuple[str, str]]


def ledger() -> Ledger:
    """The node's ledger."""
    return runtime.ledger()


def who(request: OfficerRequest) -> Acting:
    """The officer in the post acted in."""
    return acting(request.user, request.post)


def signer(request: OfficerRequest) -> Acting:
    """The same with the posts that he or she stands in for today: where routes are signed."""
    return standing(who(request), timezone.localdate())  # the directory's days are the ministry's own


def today() -> date:
    """The day that codes are looked up for."""
    return timezone.now().astimezone(UTC).date()


def choices(list_name: str, *, codes: Iterable[str] | None = None, empty: str | None = None) -> Choices:
    """The codes of a list that are open today, labelled for the reader; `codes` restricts them."""
    language = get_language() or "en"
    found = [(one.code, one.label(language).text) for one in reference.codes(list_name, today())]
    if codes is not None:
        wanted = set(codes)
        found = [one for one in found if one[0] in wanted]
    return found if empty is None else [("", empty), *found]


def fitting_grounds(state: RequestState) -> Choices:
    """Grounds of a refusal that go with a request's purpose; of a call without its record that one too."""
    found = reference.codes("refusal_grounds", today())
    fitting = [one.code for one in found if {"*", state.purpose} & set(one.words("purposes"))]
    return choices("refusal_grounds", codes=[*fitting, *([UNRECORDED] if state.is_unrecorded else [])])


def instruments_of(party: str, *others: str) -> list[str]:
    """The codes of instruments of today between a party and another, or these."""
    found = ((one.code, set(one.words("parties"))) for one in reference.codes("instruments", today()))
    return [code for code, parties in found if len(parties) > 1 and {party, *others} <= parties]


def offices_of(party: str, *, besides: str = "") -> Choices:
    """The offices of a party that are in force, labelled for the reader."""
    language = get_language() or "en"
    rows = Office.objects.on(today()).filter(party_id=party).exclude(pk=besides)
    return [(row.code, f"{row.name_in(language)} ({row.code})") for row in rows]


def addressable(partner: str, kind: str) -> Choices:
    """The offices of a partner that a request of the kind may be addressed to: its entry office first, where it declared
    one; all of them, where it declared nothing."""
    held = declared_to_us(ledger(), partner)
    if held is None:
        return offices_of(partner)
    codes = held.receiving(kind)
    labels = office_labels(codes, get_language() or "en")
    found = [(code, f"{labels[code].text} ({code})") for code in codes]
    return [(codes[0], _("%(office)s: entry office") % {"office": found[0][1]}), *found[1:]]


def officers_of(office: str) -> Choices:
    """Who works on requests in an office today, with the post; each officer once."""
    language = get_language() or "en"
    found: dict[str, str] = {}
    for one in desk_holdings(office):
        post = one.post.title(language)
        found.setdefault(str(one.officer_id), f"{one.officer.display_name(language)} ({post})")
    return sorted(found.items(), key=lambda one: one[1])


def offices_above(code: str) -> Choices:
    """The offices above one, the nearest first, as the directory knows them; at the end the party's ministry."""
    office = Office.objects.filter(pk=code).first()
    if office is None:
        return []
    found: dict[str, Office] = {}
    above = office.parent
    while above is not None and above.pk not in found:
        found[above.pk] = above
        above = above.parent
    for ministry in Office.objects.on(today()).filter(party_id=office.party_id, level=Level.MINISTRY):
        found.setdefault(ministry.pk, ministry)
    found.pop(code, None)
    language = get_language() or "en"
    return [(row.code, f"{row.name_in(language)} ({row.code})") for row in found.values() if row.is_valid_on(today())]


def clock_shown(clock: Clock, state: RequestState) -> shown.Clock:
    """A request's clock in words."""
    if clock.begun is None or clock.due is None:
        return shown.not_begun(_("Sent, not yet received"))
    if clock.finished:
        late = clock.is_late(timezone.now())
        return shown.finished(_("Answered late") if late else _("Answered in time"))
    if not state.is_open:
        return shown.finished(str(state.get_phase_display()))
    if clock.paused_since:
        return shown.paused(clock.begun, clock.due, clock.paused_since, _("Paused for a clarification"))
    return shown.running(clock.begun, clock.due, taken=state.taken_at is not None, rule=_rule(clock))


def _rule(clock: Clock) -> str:
    if clock.until:
        return _("extended")
    if clock.hours:
        return ngettext("%d hour", "%d hours", clock.hours) % clock.hours
    days = clock.working_days or 0
    return ngettext("%d working day", "%d working days", days) % days


def refuse(refused: NotPermitted) -> Exception:
    """What to raise for what an officer may not do: 404 for what he or she may not know of, else 403."""
    if refused.problems[0].code == "not-found":
        return Http404()
    return PermissionDenied()


def say_refused(request: OfficerRequest, refused: ActionRefused) -> None:
    """Tells on the next page why nothing was done."""
    for one in refused.problems:
        messages.error(request, one.sentence)


def read_for(request: OfficerRequest, dossier: str, kind: str = ReadKind.SCREEN) -> Reading:
    """The dossier for a page, logged. Raises Http404 or PermissionDenied for what the officer may not read."""
    try:
        return read(ledger(), request.user, request.post, dossier, kind)
    except NotPermitted as refused:
        raise refuse(refused) from refused


def is_reader(request: OfficerRequest) -> bool:
    """Whether the post reads requests: for what every page shows."""
    return not set(READERS).isdisjoint(request.post.roles)
