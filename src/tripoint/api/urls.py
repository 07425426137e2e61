"""Addresses of the page of tokens. Programs call /api, which stands before these (door.py)."""

from django.urls import path

from tripoint.api import views

app_name = "api"

urlpatterns = [
    path("", views.tokens, name="tokens"),
    path("new", views.new, name="new-token"),
    path("<slug:number>", views.token, name="token"),
    path("<slug:number>/accept", views.accept, name="accept-token"),
    path("<slug:number>/revoke", views.revoke, name="revoke-token"),
]
