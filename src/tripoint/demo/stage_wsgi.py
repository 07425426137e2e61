"""The start page as a WSGI application."""

from __future__ import annotations

import django

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - Django must be set up first

from tripoint.web.static_files import collect  # noqa: E402 - likewise

collect()
application = get_wsgi_application()
