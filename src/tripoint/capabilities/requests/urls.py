"""Addresses of the pages of requests."""

from django.urls import path

from tripoint.capabilities.requests.views import (
    ageing,
    answering,
    approving,
    books,
    dossier,
    drafting,
    finding,
    listing,
    lists,
    routes,
    steps,
    taking,
    translations,
)

app_name = "requests"

urlpatterns = [
    path("", lists.request_list, name="list"),
    path("ageing", ageing.table, name="ageing"),
    path("find", finding.find, name="find"),
    path("find/table", finding.table, name="find-table"),
    path("find/timeline", finding.timeline, name="timeline"),
    path("find/views", finding.save_view, name="save-view"),
    path("find/views/<uuid:view>", finding.forget_view, name="forget-view"),
    path("translations", translations.queue, name="translations"),
    path("translations/<str:ask>/take", translations.take, name="take-translation"),
    path("translations/<str:ask>/decline", translations.decline, name="decline-translation"),
    path("release", lists.queue, name="queue"),
    path("release/<uuid:draft>", approving.decide, name="decide"),
    path("books", books.books, name="books"),
    path("books/written", books.set_book, name="set-book"),
    path("approvals", approving.calls, name="calls"),
    path("approvals/<str:approval>", approving.confirm, name="confirm"),
    path("routes", routes.routes, name="routes"),
    path("routes/new", routes.new_route, name="new-route"),
    path("routes/<str:entry>/end", routes.end_route, name="end-route"),
    path("new", drafting.choose, name="new"),
    path("new/<slug:kind>", drafting.new, name="new-of"),
    path("draft/<uuid:draft>", drafting.edit, name="edit"),
    path("draft/<uuid:draft>/subjects", listing.subjects, name="subjects"),
    path("draft/<uuid:draft>/broken-rows.<slug:ending>", listing.broken, name="broken"),
    path("<str:dossier>", dossier.dossier, name="dossier"),
    path("<str:dossier>/file-for", taking.file_for, name="file-for"),
    path("<str:dossier>/export", taking.export, name="export"),
    path("<str:dossier>/subjects", answering.subjects, name="answers"),
    path("<str:dossier>/subjects.<slug:ending>", answering.sheet, name="sheet"),
    path("<str:dossier>/letter/<str:entry>", taking.letter, name="letter"),
    path("<str:dossier>/file/<str:entry>", taking.attachment, name="attachment"),
    path("<str:dossier>/translation/<str:entry>", translations.translate, name="translate"),
    path("<str:dossier>/translation/<str:entry>/ask", translations.ask, name="ask-translation"),
    path("<str:dossier>/<slug:step>", steps.step, name="step"),
]
