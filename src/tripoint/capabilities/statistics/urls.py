"""Addresses of the pages of figures."""

from django.urls import path

from tripoint.capabilities.statistics import views

app_name = "statistics"

urlpatterns = [path("", views.counts, name="counts"), path("table", views.table, name="table")]
