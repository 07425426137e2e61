"""Addresses of the pages about peers and delivery, under `peers/`."""

from django.urls import path

from tripoint.carriers import views

app_name = "carriers"

urlpatterns = [
    path("", views.peers, name="peers"),
    path("<str:party>", views.peer, name="peer"),
    path("<str:party>/card", views.card, name="card"),
    path("<str:party>/link", views.link, name="link"),
    path("<str:party>/fork/<int:number>", views.fork, name="fork"),
]
