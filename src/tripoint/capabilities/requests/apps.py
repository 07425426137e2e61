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
            entries,
            home_entries,
            message_entries,
            project,
            project_books,
            project_home,
            project_raised,
            today,
        )
        from tripoint.capabilities.requests.consent import api as consent_api
        from tripoint.capabilities.requests.consent import entries as consent_entries  # noqa: F401
        from tripoint.capabilities.requests.consent import project as project_consent  # noqa: F401
        from tripoint.capabilities.requests.linking import api as leads_api
        from tripoint.capabilities.requests.linking import (
            linked,  # noqa: F401
            screened,  # noqa: F401
        )
        from tripoint.capabilities.requests.oral import api as oral_api
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
