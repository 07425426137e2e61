"""Parties, their offices, and one office with its posts, as they stood on a day."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Count, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from tripoint import reference
from tripoint.directory.models import Holding, Level, Office, Party, Role
from tripoint.text import bare
from tripoint.web.access import OfficerRequest, requires_post
from tripoint.web.directory.forms import AsOf

PLACED = {Level.PROVINCE, Level.DISTRICT, Level.COMMUNE, Level.LIAISON, Level.GATE}
"""Levels that the party's page lists by place, below the tree of the centre."""


@dataclass
class Branch:
    """An office in the tree of a party, with the offices below it."""

    office: Office
    parts: list[Branch] = field(default_factory=list)


@requires_post
@require_safe
def parties(request: OfficerRequest) -> HttpResponse:
    """All parties, the own one first, with how many offices each has on the day."""
    form = AsOf(request.GET)
    in_force = Q(offices__valid_from__isnull=True) | Q(offices__valid_from__lte=form.day())
    not_ended = Q(offices__valid_until__isnull=True) | Q(offices__valid_until__gte=form.day())
    rows = Party.objects.annotate(number=Count("offices", filter=in_force & not_ended))
    found = sorted(rows, key=lambda party: (party.code != settings.NODE.party, party.code))
    return render(request, "directory/parties.html", {"form": form, "parties": found})


@requires_post
@require_safe
def party(request: OfficerRequest, code: str) -> HttpResponse:
    """The offices of one party: the centre as a tree, then provinces and liaison offices, then what has ended."""
    shown = get_object_or_404(Party, pk=code)
    form = AsOf(request.GET)
    day, words = form.day(), form.words()
    offices = [one for one in shown.offices.select_related("replaced_by") if not words or _matches(one, words)]
    present = [one for one in offices if one.is_valid_on(day)]
    language = get_language() or "en"
    context = {
        "form": form,
        "party": shown,
        "day": day,
        "words": words,
        "tree": _tree([one for one in present if one.level not in PLACED or not _is_placed(one)]),
        "provinces": _by_name([one for one in present if one.level == Level.PROVINCE and one.province], language),
        "liaison": _by_name([one for one in present if one.level in (Level.LIAISON, Level.GATE)], language),
        "ended": _by_name([one for one in offices if one.valid_until and one.valid_until < day], language),
        "number": len(present),
    }
    return render(request, "directory/party.html", context)


@requires_post
@require_safe
def office(request: OfficerRequest, code: str) -> HttpResponse:
    """One office on a day: names, where it stands, what it replaced, and in one's own party who holds which post."""
    shown = get_object_or_404(Office.objects.select_related("party", "parent", "replaced_by"), pk=code)
    form = AsOf(request.GET)
    day = form.day()
    is_own = shown.party_id == settings.NODE.party
    posts = list(shown.posts.all()) if is_own else []
    holdings = Holding.objects.on(day).filter(post__in=posts).select_related("officer")
    context = {
        "form": form,
        "office": shown,
        "day": day,
        "in_force": shown.is_valid_on(day),
        "is_own": is_own,
        "posts": [
            (post, [one.officer for one in holdings if one.post_id == post.pk])
            for post in posts
            if post.is_valid_on(day)
        ],
        "ended_posts": [post for post in posts if not post.is_valid_on(day)],
        "parts": [one for one in shown.parts.all() if one.is_valid_on(day)],
        "replaces": list(shown.replaces.all()),
        "gates": _gates(shown) if shown.level == Level.PROVINCE else [],
        "counterparts": _counterparts(shown),
        "may_administer": is_own and request.post.has_role(Role.ADMINISTRATOR),
        "names": [(language, getattr(shown, f"name_{language}")) for language in ("vi", "lo", "km", "en")],
    }
    return render(request, "directory/office.html", context)


def office_or_404(code: str) -> Office:
    """An office of the node's own party. Raises Http404, also for a partner's office."""
    found = Office.objects.filter(pk=code, party_id=settings.NODE.party).select_related("party").first()
    if found is None:
        raise Http404
    return found


def _is_placed(office: Office) -> bool:
    return bool(office.province)


def _matches(office: Office, words: str) -> bool:
    names = (office.code, office.name_en, office.name_vi, office.name_lo, office.name_km)
    return all(any(word in bare(name) for name in names) for word in bare(words).split())


def _by_name(offices: list[Office], language: str) -> list[Office]:
    return sorted(offices, key=lambda office: office.name_in(language))


def _tree(offices: list[Office]) -> list[Branch]:
    """The offices as a forest; one whose parent is not among them stands at the top."""
    branches = {office.code: Branch(office) for office in offices}
    top: list[Branch] = []
    for office in offices:
        parent = branches.get(office.parent_id or "")
        (parent.parts if parent else top).append(branches[office.code])
    # The ministry first, then what stands beside it.
    return sorted(top, key=lambda branch: (branch.office.level != Level.MINISTRY, branch.office.code))


def _gates(office: Office) -> list[reference.Code]:
    sides = ("province_a", "province_b")
    return [gate for gate in reference.codes("gates") if office.province in (gate.more[side] for side in sides)]


def _counterparts(office: Office) -> list[Office]:
    if office.level != Level.LIAISON:
        return []
    try:
        codes = reference.get("liaison_offices", office.code).words("counterparts")
    except reference.UnknownCode:  # one that this ministry has added itself
        return []
    return list(Office.objects.filter(pk__in=codes).select_related("party"))
