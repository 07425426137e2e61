"""A page with a form that takes an attachment, as a capability would show it."""

from __future__ import annotations

from django.http import HttpResponse
from django.template import Context, Template
from django.template.context_processors import csrf
from django.urls import path
from django.utils.translation import get_language

from tripoint.documents.errors import DocumentRefused
from tripoint.web import uploads, urls
from tripoint.web.access import OfficerRequest, requires_post

PAGE = Template(
    '{% extends "web/frame.html" %}{% load uploads %}{% block title %}Form{% endblock %}{% block content %}'
    '<div class="wrap narrow page"><h1>Form</h1><form method="post" enctype="multipart/form-data" class="fields">'
    "{% csrf_token %}{% attachment errors upload %}<p>{{ got }}</p><button class='btn main'>Send</button></form></div>"
    "{% endblock %}"
)


@requires_post
def form(request: OfficerRequest) -> HttpResponse:
    from tripoint.web.context import frame

    said: dict[str, object] = {"upload": request.POST.get("attachment_upload", request.GET.get("upload", ""))}
    if request.method == "POST":
        try:
            made = uploads.from_form(request)
        except DocumentRefused as refused:
            said["errors"] = [refused.message(get_language() or "en")]
        else:
            said["got"] = f"{made.media_type} {made.width}x{made.height}" if made else "nothing"
    return HttpResponse(PAGE.render(Context({"request": request, **frame(request), **csrf(request), **said})))


urlpatterns = [path("form", form, name="form"), *urls.urlpatterns]
handler403 = urls.handler403
