"""Drafts on the node: what an officer has typed and not yet sent. Sealed, the officer's own, gone when sent."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from tripoint.directory.models import Officer
from tripoint.web.models import Draft
from tripoint.web.sealing import SealBroken, seal, unseal

PURPOSE = "draft"
FORM = re.compile(r"[a-z][a-z0-9_.-]{0,59}(:[A-Za-z0-9_-]{1,58})?")
LARGEST = 256 * 1024  # bytes of JSON; the longest form with every text full is well below
MOST = 100  # drafts of one officer: a hundred open matters, and no way to fill the disk with names of forms
Values = dict[str, list[str]]


class DraftRefused(Exception):
    """The draft is too large, has a name that no form has, or is not a set of fields."""


def save(officer: Officer, form: str, values: Values) -> datetime:
    """Keep `values` (field name to its values) as the officer's draft of `form`, and say when it was kept.

    `form` names the form and the dossier: "request.new", "answer:<dossier id>". Raises DraftRefused.
    """
    if not FORM.fullmatch(form):
        raise DraftRefused("no form has this name")
    clear = json.dumps(values, ensure_ascii=False).encode()
    if len(clear) > LARGEST:
        raise DraftRefused("the draft is too large")
    mine = Draft.objects.filter(officer=officer)
    if mine.count() >= MOST and not mine.filter(form=form).exists():
        raise DraftRefused("too many drafts; send or delete one")
    sealed = seal(PURPOSE, _owner(officer, form), clear)
    draft, _ = Draft.objects.update_or_create(officer=officer, form=form, defaults={"sealed": sealed})
    return draft.saved_at


def load(officer: Officer, form: str) -> Values | None:
    """The officer's draft of `form`, or None when there is none or its seal is broken."""
    draft = Draft.objects.filter(officer=officer, form=form).first()
    if draft is None:
        return None
    try:
        values: Values = json.loads(unseal(PURPOSE, _owner(officer, form), bytes(draft.sealed)))
    except SealBroken:
        return None
    return values


def as_initial(typed: Values, *, several: Collection[str] = ()) -> dict[str, Any]:
    """What was typed as a form's initial values; the boxes named in `several` hold more than one."""
    return {name: values if name in several else values[-1] for name, values in typed.items() if values}


def discard(officer: Officer, form: str) -> None:
    """Forget the draft: it was sent, or thrown away."""
    Draft.objects.filter(officer=officer, form=form).delete()


def forget(forms: Sequence[str]) -> None:
    """Forget every officer's draft of these forms: what they were about has been erased."""
    Draft.objects.filter(form__in=forms).delete()


def _owner(officer: Officer, form: str) -> str:
    return f"{officer.pk} {form}"
