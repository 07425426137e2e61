"""Django's description of the carriers app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CarriersConfig(AppConfig):
    """The app with label `carriers`."""

    name = "tripoint.carriers"
    label = "carriers"
    verbose_name = _("Peers and delivery")
    default_auto_field = "django.db.models.BigAutoField"
