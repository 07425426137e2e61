"""The design's parts as template tags, loaded in every template: party mark, status, clock, icon, dates, fields."""

from __future__ import annotations

import secrets
from typing import Any

from django import template
from django.conf import settings
from django.forms import BoundField
from django.template import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tripoint.directory.models import NamedInFour, Officer, Post
from tripoint.web import dates
from tripoint.web.clock import Clock

register = template.Library()

DRAWN_PARTIES = {"KH", "LA", "VN"}  # whose third of the circle the sprite holds; others get the empty circle
SHAPES = {
    "late": "late", "soon": "soon", "run": "run", "go": "run", "wait": "wait", "pause": "pause", "done": "done",
    "cut": "cut",
}  # fmt: skip
ALARMS = {"late", "soon", "go"}
STATES = {
    "late": _("Late"), "soon": _("Due soon"), "run": _("Running"), "wait": _("Not begun"), "pause": _("Paused"),
    "done": _("Done"),
}  # fmt: skip

for name, function in (
    ("day_in_full", dates.day_in_full),
    ("day", dates.day),
    ("day_short", dates.day_short),
    ("month", dates.month),
    ("time_of_day", dates.time_of_day),
    ("moment", dates.moment),
    ("when", dates.when),
    ("number", dates.number),
    ("size", dates.size),
    ("length_of_time", dates.length_of_time),
):
    register.filter(name, function)


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon from the sprite, without meaning of its own: a word stands beside it."""
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', static("web/sprite.svg"), name)


@register.simple_tag
def shape(state: str) -> SafeString:
    """The shape of a state: triangle late, diamond soon, disc running, ring not begun, bars paused, tick done."""
    name = SHAPES[state]
    return format_html('<svg class="sh" aria-hidden="true"><use href="{}#s-{}"/></svg>', static("web/sprite.svg"), name)


@register.simple_tag
def status(state: str, words: object) -> SafeString:
    """Shape, word and colour, in this order."""
    css = f"st {state}" if state in ALARMS else "st"
    return format_html('<span class="{}">{}{}</span>', css, shape(state), words)


@register.simple_tag
def glyph(code: str, large: bool = False) -> SafeString:
    """The tripoint circle with the party's third filled."""
    symbol = code if code in DRAWN_PARTIES else "none"
    css = "glyph mine" if code == settings.NODE.party else "glyph"
    return format_html(
        '<svg class="{}{}" aria-hidden="true"><use href="{}#p-{}"/></svg>',
        css, " large" if large else "", static("web/sprite.svg"), symbol,
    )  # fmt: skip


@register.simple_tag
def party(code: str) -> SafeString:
    """The party's mark and its code; one's own in the accent."""
    css = "party mine" if code == settings.NODE.party else "party"
    return format_html('<span class="{}">{}{}</span>', css, glyph(code), code)


@register.inclusion_tag("parts/clock.html")
def clock(shown: Clock) -> dict[str, Any]:
    """Words first, then a bar of the time used, then the limit and its rule."""
    return {"clock": shown, "css": shown.state if shown.state in ("late", "soon", "pause") else ""}


@register.inclusion_tag("parts/field.html")
def field(box: BoundField, hint: object = "") -> dict[str, Any]:
    """Label, hint, message and box of a form field; `hint` replaces the field's own help text."""
    if not box.field.widget.attrs.get("class") and getattr(box.field.widget, "input_type", "") not in (
        "radio",
        "checkbox",
    ):
        box.field.widget.attrs["class"] = "in"
    marks = [f"{box.auto_id}_{mark}" for mark, on in (("hint", hint or box.help_text), ("error", box.errors)) if on]
    if marks:
        box.field.widget.attrs["aria-describedby"] = " ".join(marks)
    if box.errors:
        box.field.widget.attrs["aria-invalid"] = "true"
    group = getattr(box.field.widget, "use_fieldset", False)
    return {"box": box, "hint": hint or box.help_text, "group": group}


@register.inclusion_tag("parts/buttons.html")
def buttons(form: Any, label: object, **extra: Any) -> dict[str, Any]:
    """The bar below a form: what is wrong, with links, and the one filled button."""
    return {"form": form, "label": label, **extra}


@register.inclusion_tag("parts/wrong.html")
def wrong(form: Any, at_top: bool = False) -> dict[str, Any]:
    """How many fields are to be corrected, with a link to each; nothing where no single field is wrong."""
    found = [box for box in form if box.errors]
    return {"wrong": found, "count": len(found), "at_top": at_top}


@register.simple_tag
def term(code: str, words: object, english: object = "", confirmed: bool = True) -> SafeString:
    """A coded term. While no native reader has confirmed it, its code and the English stand quietly beside it."""
    if confirmed:
        return format_html("{}", words)
    english_part = format_html(' <span lang="en">{}</span>', english) if english and english != words else ""
    return format_html(
        '{} <span class="unconfirmed" title="{}">{}{}</span>',
        words, _("Translation not yet confirmed by a native reader"), code, english_part,
    )  # fmt: skip


@register.simple_tag
def shortened(identifier: str) -> SafeString:
    """The first figures of an id, with the whole of it to copy."""
    return format_html(
        '<span class="mono" title="{}">{}</span>'
        '<button type="button" class="copy" data-copy="{}" hidden>{}<span class="vh">{}</span></button>',
        identifier, f"{identifier[:8]}…", identifier, icon("copy"), _("Copy"),
    )  # fmt: skip


@register.simple_tag
def draft(form: str) -> SafeString:
    """Attributes for a `<form>` whose typing is kept as the draft `form` (see tripoint.web.drafts)."""
    return format_html(' data-draft="{}" data-draft-url="{}"', form, reverse("web:draft", args=[form]))


@register.simple_tag(takes_context=True)
def offline(context: Context, title: object) -> SafeString:
    """Attributes for a `<form>` that waits on the device, under this title, while there is no link; see {% once %}."""
    post = getattr(context.get("request"), "post", None)
    return format_html(' data-offline="{}" data-post="{}"', title, post.pk if post else "")


@register.simple_tag(takes_context=True)
def once(context: Context) -> SafeString:
    """The key under which the node takes this form a single time (tripoint.web.once)."""
    sent = context["request"].POST.get("once", "") if context.get("request") else ""
    return format_html('<input type="hidden" name="once" value="{}">', sent[:64] or secrets.token_urlsafe(16))


@register.inclusion_tag("parts/draft-state.html")
def draft_state(saved_at: Any = None) -> dict[str, Any]:
    """Where the draft stands, in words; `saved_at` when the node last saved it."""
    return {"saved_at": saved_at}


@register.simple_block_tag
def entry(
    content: str,
    party: str,
    what: object,
    at: Any,
    who: object = "",
    seal: object = "",
    state: str = "",
    first_of_day: bool = True,
    anchor: str = "",
) -> SafeString:
    """One entry on the spine: time, party mark, then who, what, signature state and the body.

    `seal` words of the signature's state; `state` "held", "declined", "void" or "forked" when it is not applied, or
    "unsigned" when the signature fails; `content` the coded pairs, text, attachments and ticks.
    """
    own = party == settings.NODE.party
    css = " ".join(part for part in ("own" if own else "", state) if part)
    day = format_html("<b>{}</b>", dates.day_short(at)) if first_of_day else ""
    alarm = state in ("unsigned", "forked")
    sealed = (
        format_html('<span class="seal{}">{}{}</span>', " late" if alarm else "",
                    icon("alert-circle" if alarm else "signature"), seal)
        if seal else ""
    )  # fmt: skip
    return format_html(
        '<li class="{}"{}><time datetime="{}">{}{}</time><span class="node">{}</span><article class="entry">'
        '<header><span class="vh">{}</span><b>{}</b>{}{}</header>{}</article></li>',
        css, format_html(' id="{}"', anchor) if anchor else "", at.isoformat(), day, dates.time_of_day(at),
        glyph(party), party, what,
        format_html('<span class="small quiet">{}</span>', who) if who else "", sealed, content,
    )  # fmt: skip


@register.simple_block_tag
def event(content: str, state: str, at: Any) -> SafeString:
    """A small line on the spine: what the machine notes (taken, clock paused)."""
    return format_html(
        '<li><time datetime="{}">{}</time><span class="node">{}</span><p class="event">{}</p></li>',
        at.isoformat(), dates.time_of_day(at), shape(state), content,
    )  # fmt: skip


@register.simple_tag
def tick(kind: str, words: object, at: Any = None) -> SafeString:
    """One step of delivery: kind "sent", "delivered" or "taken"; the last in the accent."""
    time = f" {dates.when(at)}" if at else ""
    name = "check" if kind == "sent" else "checks"
    return format_html('<span class="{}">{}{}{}</span>', "full" if kind == "taken" else "", icon(name), words, time)


@register.filter
def name_in(row: NamedInFour, language: str) -> str:
    """The name of a party, office or post in the reader's language."""
    return row.name_in(language)


@register.filter
def officer_name_in(officer: Officer, language: str) -> str:
    """An officer's name in the script that the reader reads."""
    return officer.display_name(language)


@register.filter
def title_in(post: Post, language: str) -> str:
    """What a post is called in the reader's language."""
    return post.title(language)


@register.filter
def office_in(post: Post, language: str) -> str:
    """The post's office in the reader's language."""
    return post.office.name_in(language)
