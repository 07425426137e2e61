"""Addresses of the pages of requests."""

from django.urls import path

from tripoint.capabilities.requests.views import ageing, dossier, drafting, lists, steps

app_name = "requests"

urlpatterns = [
    path("", lists.request_list, name="list"),
    path("ageing", ageing.table, name="ageing"),
    path("release", lists.queue, name="queue"),
    path("release/<uuid:draft>", drafting.decide, name="decide"),
    path("new", drafting.new, name="new"),
    path("draft/<uuid:draft>", drafting.edit, name="edit"),
    path("<str:dossier>", dossier.dossier, name="dossier"),
    path("<str:dossier>/export", dossier.export, name="export"),
    path("<str:dossier>/letter/<str:entry>", dossier.letter, name="letter"),
    path("<str:dossier>/file/<str:entry>", dossier.attachment, name="attachment"),
    path("<str:dossier>/<slug:step>", steps.step, name="step"),
]
