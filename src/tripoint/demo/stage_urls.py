"""The start page's addresses."""

from __future__ import annotations

from django.urls import path

from tripoint.demo import stage_views

app_name = "stage"

urlpatterns = [
    path("", stage_views.start, name="start"),
    path("live", stage_views.live, name="live"),
    path("language", stage_views.language, name="language"),
    path("link", stage_views.link, name="link"),
    path("more", stage_views.more, name="more"),
    path("carry", stage_views.carry, name="carry"),
    path("bring", stage_views.bring, name="bring"),
    path("flip", stage_views.flip, name="flip"),
    path("bundle", stage_views.save_bundle, name="bundle"),
    path("dossier", stage_views.save_dossier, name="dossier"),
    path("seen", stage_views.seen, name="seen"),
    path("protocol", stage_views.protocol, name="protocol"),
]
