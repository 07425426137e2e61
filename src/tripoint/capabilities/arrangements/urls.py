"""Addresses of the pages of limits and calendars."""

from django.urls import path

from tripoint.capabilities.arrangements import views

app_name = "arrangements"

urlpatterns = [
    path("", views.limits, name="limits"),
    path("propose/<str:partner>", views.propose, name="propose"),
    path("proposal/<str:proposal>/<slug:word>", views.answer, name="answer"),
    path("calendar/<int:year>", views.calendar, name="calendar"),
]
