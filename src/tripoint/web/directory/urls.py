"""Addresses of the directory's pages."""

from __future__ import annotations

from django.urls import path

from tripoint.web.directory.views import accounts, browse, posts, provinces

app_name = "directory"

urlpatterns = [
    path("", browse.parties, name="parties"),
    path("parties/<str:code>", browse.party, name="party"),
    path("offices/<str:code>", browse.office, name="office"),
    path("offices/<str:code>/posts/new", posts.new_post, name="new-post"),
    path("posts/<int:number>", posts.post, name="post"),
    path("posts/<int:number>/close", posts.close, name="close-post"),
    path("posts/<int:number>/give", posts.give, name="give-post"),
    path("posts/<int:number>/deputies", posts.name_deputy, name="name-deputy"),
    path("deputies/<int:number>/end", posts.end_deputy, name="end-deputy"),
    path("holdings/<int:number>/end", posts.end, name="end-holding"),
    path("provinces", provinces.resolve, name="provinces"),
    path("officers", accounts.officers, name="officers"),
    path("officers/new", accounts.new_account, name="new-account"),
    path("officers/<uuid:number>", accounts.officer, name="officer"),
    path("officers/<uuid:number>/renew", accounts.renew, name="renew-account"),
    path("officers/<uuid:number>/open", accounts.set_open, name="open-account"),
    path("changes", accounts.changes, name="changes"),
]
