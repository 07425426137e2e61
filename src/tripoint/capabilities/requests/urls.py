"""Addresses of the pages of requests."""

from django.urls import path

from tripoint.capabilities.requests.views import ageing, dossier, drafting, finding, lists, steps

app_name = "requests"

urlpatterns = [
    path("", lists.request_list, name="list"),
    path("ageing", ageing.table, name="ageing"),
    path("find", finding.find, name="find"),
    path("find/table", finding.table, name="find-table"),
    path("find/timeline", finding.timeline, name="timeline"),
    path("find/views", finding.save_view, name="save-view"),
    path("find/views/<uuid:view>", finding.forget_view, name="forget-view"),
    path("release", lists.queue, name="queue"),
    path("release/<uuid:draft>", drafting.decide, name="decide"),
    path("new", drafting.choose, name="new"),
    path("new/<slug:kind>", drafting.new, name="new-of"),
    path("draft/<uuid:draft>", drafting.edit, name="edit"),
    path("<str:dossier>", dossier.dossier, name="dossier"),
    path("<str:dossier>/export", dossier.export, name="export"),
    path("<str:dossier>/letter/<str:entry>", dossier.letter, name="letter"),
    path("<str:dossier>/file/<str:entry>", dossier.attachment, name="attachment"),
    path("<str:dossier>/<slug:step>", steps.step, name="step"),
]
