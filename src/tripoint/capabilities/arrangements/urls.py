"""Addresses of the pages of limits and calendars."""

from django.urls import path

from tripoint.capabilities.arrangements.views import limits, offices

app_name = "arrangements"

urlpatterns = [
    path("", limits.limits, name="limits"),
    path("propose/<str:partner>", limits.propose, name="propose"),
    path("proposal/<str:proposal>/<slug:word>", limits.answer, name="answer"),
    path("calendar/<int:year>", limits.calendar, name="calendar"),
    path("offices", offices.offices, name="offices"),
    path("offices/declare", offices.declare, name="declare"),
    path("offices/<str:proposal>/<slug:word>", offices.decide, name="decide-offices"),
]
