"""Django's description of the subjects package; it has texts of its own and no tables."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubjectsConfig(AppConfig):
    """The app with label `subjects`."""

    name = "tripoint.subjects"
    label = "subjects"
    verbose_name = _("Subjects")
