"""The roles that a post can carry. What each may do is decided where it is asked, not here."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a post entitles its holder to; a post carries one or more."""

    OFFICER = "officer", _("Desk officer")
    SUPERVISOR = "supervisor", _("Supervisor")
    LEGAL_REVIEWER = "legal_reviewer", _("Legal reviewer")
    REGISTRAR = "registrar", _("Registrar")
    TRANSLATOR = "translator", _("Translator")
    DUTY_OFFICER = "duty_officer", _("Duty officer")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")
