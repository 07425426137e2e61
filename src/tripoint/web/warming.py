"""Reads once, before the first request, what a fresh process would otherwise read while an officer waits."""

from __future__ import annotations

import logging
from pathlib import Path

from django.conf import settings
from django.db import OperationalError, connection
from django.template import Engine
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.translation import gettext, override

import tripoint
from tripoint import reference
from tripoint.node import runtime
from tripoint.web import dates

OURS = Path(tripoint.__file__).parent
log = logging.getLogger(__name__)


def warm() -> None:
    """Imports all views, reads the code lists and every language's texts and addresses, compiles the templates.

    Then unlocks the keys. What is broken here would break pages, so its error is raised; only a database that does not
    answer yet is left for the requests to meet.
    """
    _import_views(get_resolver())
    for name in reference.lists():
        reference.codes(name)
    for language, _name in settings.LANGUAGES:
        with override(language):  # catalogues, reversed addresses and the ways to write a day are kept by language
            gettext("Today")
            reverse("web:today")
            dates.day_in_full(timezone.now())
    for name in template_names():
        get_template(name)
    _ = Engine.get_default().template_context_processors  # imported when first asked for
    _unlock()


def _unlock() -> None:
    try:
        runtime.ledger()
    except OperationalError:
        log.warning("The database does not answer yet; the keys are unlocked with the first page that needs them.")
    finally:
        connection.close()  # no request is answered on this thread


def _import_views(resolver: URLResolver) -> None:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            _import_views(one)


def template_names() -> list[str]:
    """The product's own templates, as a view names them."""
    folders = [Path(folder) for folder in get_app_template_dirs("templates") if Path(folder).is_relative_to(OURS)]
    return sorted(file.relative_to(folder).as_posix() for folder in folders for file in folder.rglob("*.html"))
