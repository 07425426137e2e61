"""A node's own addresses, and the demo doors."""

from __future__ import annotations

from django.urls import path

from tripoint.demo import node_views
from tripoint.web.urls import handler400, handler403, handler404, handler500
from tripoint.web.urls import urlpatterns as of_the_node

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns = [
    path("demo/enter", node_views.enter),
    path("demo/state", node_views.state),
    path("demo/link", node_views.link),
    path("demo/bundle", node_views.bundle),
    path("demo/receive", node_views.receive),
    path("demo/receipt", node_views.receipt),
    path("demo/file", node_views.dossier_file),
    path("demo/ask", node_views.ask),
    *of_the_node,
]
