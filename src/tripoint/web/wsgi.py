"""The WSGI application that the server runs, for the node that TRIPOINT_NODE names."""

from __future__ import annotations

from tripoint.web import setup

setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - Django must be set up first

from tripoint.web.slow_bodies import SlowBodies  # noqa: E402 - likewise
from tripoint.web.static_files import collect  # noqa: E402 - likewise
from tripoint.web.warming import warm  # noqa: E402 - likewise

collect()
application = SlowBodies(get_wsgi_application())
warm()  # the port opens afterwards, so nobody waits for what is read here
