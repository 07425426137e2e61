"""Address of the page of read counts."""

from django.urls import path

from tripoint.capabilities.reads import views

app_name = "reads"

urlpatterns = [path("", views.reports, name="reports")]
