"""Addresses of the pages of duty."""

from django.urls import path

from tripoint.capabilities.border import views

app_name = "border"

urlpatterns = [
    path("", views.duty, name="duty"),
    path("hand-over", views.hand_over, name="hand-over"),
    path("hand-over/<str:entry>", views.page, name="page"),
    path("hand-over/<str:entry>/accept", views.accept, name="accept"),
    path("roster", views.add_shift, name="add-shift"),
    path("roster/<str:entry>/cancel", views.cancel_shift, name="cancel-shift"),
    path("hotlines", views.hotlines, name="hotlines"),
    path("hotlines/publish", views.publish_line, name="publish-line"),
    path("hotlines/call", views.log_call, name="log-call"),
    path("alerts", views.alerts, name="alerts"),
]
