"""Django's description of the requests app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    """The app with label `requests`; it declares its types and its projectors to the ledger."""

    name = "tripoint.capabilities.requests"
    label = "requests"
    verbose_name = _("Requests")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Makes the types and projectors known, and puts the pages where officers look."""
        from tripoint.capabilities.requests import (  # noqa: F401
            api,
            consent_api,
            consent_entries,
            entries,
            home_entries,
            leads_api,
            linked,
            message_entries,
            oral_api,
            project,
            project_books,
            project_consent,
            project_home,
            project_raised,
            screened,
            today,
        )
        from tripoint.capabilities.requests.routes import project as routes  # noqa: F401
        from tripoint.capabilities.requests.translations import machine
        from tripoint.capabilities.requests.translations import project as translations  # noqa: F401
        from tripoint.capabilities.requests.views import consent_today, leads_today, oral_today, translations_today

        today.register()
        oral_today.register()
        consent_today.register()
        leads_today.register()
        translations_today.register()
        machine.register()
        api.register()
        oral_api.register()
        consent_api.register()
        leads_api.register()
