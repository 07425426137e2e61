"""Posts: who holds them, and how an administrator opens, closes and fills them."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tripoint.directory import actions
from tripoint.directory.actions import Actor
from tripoint.directory.models import Deputy, Holding, Post, Role
from tripoint.web.access import OfficerRequest, requires
from tripoint.web.directory.forms import GivePost, LastDay, NameDeputy, PostForm
from tripoint.web.directory.views.browse import office_or_404


def actor(request: OfficerRequest) -> Actor:
    """Who acts in this request, in which post."""
    return Actor(request.user, request.post)


def tried(form: BaseForm, action: Callable[[], object]) -> bool:
    """Run an action; put what it refuses beside the form's fields. Whether it was done."""
    try:
        action()
    except ValidationError as refused:
        known = getattr(refused, "error_dict", None)
        if known is None:
            form.add_error(None, refused)
        else:
            for name, errors in known.items():
                form.add_error(name if name in form.fields else None, errors)
        return False
    return True


@requires(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def new_post(request: OfficerRequest, code: str) -> HttpResponse:
    """Open a post in an office of the own party."""
    office = office_or_404(code)
    # Whoever opens a post writes its title in the language of the ministry; the others wait for a native reader.
    fresh = Post(office=office, confirmed=sorted({"en", settings.NODE.language}))
    form = PostForm(request.POST or None, instance=fresh, initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        post = form.save(commit=False)
        if tried(form, lambda: actions.open_post(actor(request), post)):
            messages.success(request, _("The post is open. Now say who holds it."))
            return redirect("directory:post", number=post.pk)
    status = 422 if form.errors else 200
    return render(request, "directory/new-post.html", {"form": form, "office": office}, status=status)


@requires(Role.ADMINISTRATOR)
@require_safe
def post(request: OfficerRequest, number: int) -> HttpResponse:
    """One post with everyone who held, holds and will hold it."""
    return _page(request, _own_post(number), GivePost(initial=_today()), LastDay(initial=_last_day()))


@requires(Role.ADMINISTRATOR)
@require_POST
def give(request: OfficerRequest, number: int) -> HttpResponse:
    """Give the post to an officer."""
    shown, form = _own_post(number), GivePost(request.POST)
    if form.is_valid() and tried(
        form,
        lambda: actions.begin_holding(
            actor(request), form.cleaned_data["officer"], shown, form.cleaned_data["first_day"]
        ),
    ):
        messages.success(request, _("The officer holds this post from the day you gave."))
        return _back(shown)
    return _page(request, shown, form, LastDay(initial=_last_day()))


@requires(Role.ADMINISTRATOR)
@require_POST
def close(request: OfficerRequest, number: int) -> HttpResponse:
    """Give the post its last day."""
    shown, form = _own_post(number), LastDay(request.POST)
    if form.is_valid() and tried(
        form, lambda: actions.close_post(actor(request), shown, form.cleaned_data["last_day"])
    ):
        messages.success(request, _("The post has its last day, and so have those who hold it."))
        return _back(shown)
    shown.refresh_from_db()
    return _page(request, shown, GivePost(initial=_today()), form)


@requires(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: OfficerRequest, number: int) -> HttpResponse:
    """Give a holding its last day."""
    holding = get_object_or_404(Holding.objects.select_related("post__office", "officer"), pk=number)
    office_or_404(holding.post.office_id)
    form = LastDay(request.POST or None, initial=_last_day())
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        if tried(form, lambda: actions.end_holding(actor(request), holding, last_day)):
            messages.success(request, _("The officer holds this post until the day you gave."))
            return _back(holding.post)
    status = 422 if form.errors else 200
    return render(request, "directory/end-holding.html", {"form": form, "holding": holding}, status=status)


@requires(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def name_deputy(request: OfficerRequest, number: int) -> HttpResponse:
    """Say which post signs in place of this one."""
    shown = _own_post(number)
    form = NameDeputy(request.POST or None, instance=Deputy(post=shown), initial={"valid_from": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        deputy = form.save(commit=False)
        if tried(form, lambda: actions.name_deputy(actor(request), deputy)):
            messages.success(request, _("The post signs in its place from the day you gave."))
            return _back(shown)
    status = 422 if form.errors else 200
    return render(request, "directory/name-deputy.html", {"form": form, "post": shown}, status=status)


@requires(Role.ADMINISTRATOR)
@require_http_methods(["GET", "HEAD", "POST"])
def end_deputy(request: OfficerRequest, number: int) -> HttpResponse:
    """Give a deputy its last day."""
    deputy = get_object_or_404(Deputy.objects.select_related("post__office", "deputy__office"), pk=number)
    office_or_404(deputy.post.office_id)
    form = LastDay(request.POST or None, initial=_last_day())
    if request.method == "POST" and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        if tried(form, lambda: actions.end_deputy(actor(request), deputy, last_day)):
            messages.success(request, _("The post signs in its place until the day you gave."))
            return _back(deputy.post)
    status = 422 if form.errors else 200
    return render(request, "directory/end-deputy.html", {"form": form, "deputy": deputy}, status=status)


def _own_post(number: int) -> Post:
    found = get_object_or_404(Post.objects.select_related("office__party"), pk=number)
    office_or_404(found.office_id)
    return found


def _page(request: OfficerRequest, shown: Post, give_form: GivePost, close_form: LastDay) -> HttpResponse:
    today = timezone.localdate()
    holdings = shown.holdings.select_related("officer").order_by("-valid_from")
    context = {
        "post": shown,
        "roles": [Role(role).label for role in shown.roles],
        "today": today,
        "holdings": [(one, one.valid_until is None or one.valid_until > today) for one in holdings],
        "deputies": [
            (one, one.valid_until is None or one.valid_until > today)
            for one in shown.deputies.select_related("deputy__office").order_by("-valid_from")
        ],
        "is_open": shown.valid_until is None or shown.valid_until >= today,
        "give_form": give_form,
        "close_form": close_form,
    }
    status = 422 if give_form.errors or close_form.errors else 200
    return render(request, "directory/post.html", context, status=status)


def _back(shown: Post) -> HttpResponseRedirect:
    return redirect("directory:post", number=shown.pk)


def _today() -> dict[str, datetime.date]:
    return {"first_day": timezone.localdate()}


def _last_day() -> dict[str, datetime.date]:
    return {"last_day": timezone.localdate()}
