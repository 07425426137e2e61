"""Django's description of the directory's pages."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DirectoryPagesConfig(AppConfig):
    """The app with label `directory_pages`; the tables are the directory's own."""

    name = "tripoint.web.directory"
    label = "directory_pages"
    verbose_name = _("Directory pages")

    def ready(self) -> None:
        """Put the pages into the navigation."""
        from tripoint.directory.models import Role
        from tripoint.web.navigation import Item, Place, register

        register(Item(_("Directory"), "directory:parties", "address-book", 60))
        administrators = frozenset({Role.ADMINISTRATOR.value})
        register(Item(_("Officers"), "directory:officers", "user", 80, Place.NODE, administrators))
        watchers = frozenset({Role.ADMINISTRATOR.value, Role.AUDITOR.value})
        register(Item(_("Changes of the directory"), "directory:changes", "eye", 85, Place.NODE, watchers))
