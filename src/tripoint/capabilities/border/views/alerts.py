"""What became of alerts, for the administrator: references and codes, no person and no number."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tripoint.capabilities.border.models import Alert
from tripoint.directory.models import Role
from tripoint.node import runtime
from tripoint.web.access import OfficerRequest, requires

SHOWN = 100


@requires(Role.ADMINISTRATOR)
@require_safe
def alerts(request: OfficerRequest) -> HttpResponse:
    """The last alerts, and what is configured."""
    reasons = {
        "nobody": _("Nobody is on duty by the roster, or no address is known."),
        "refused": _("The mail server refused it. Look at its log and at alert_from."),
        "unreachable": _("The mail server cannot be reached. Check smtp in node.toml and the firewall."),
        "stalled": _("It did not finish within 15 seconds and was ended."),
        "tls": _("The mail server's encryption does not fit smtp_tls, or its certificate is not trusted."),
        "sign-in": _("The mail server does not take smtp_user and the password."),
        "failed": _("The command ended with an error. Run it by hand."),
        "missing": _("The command cannot be started. Check alert_command in node.toml."),
    }
    config = runtime.config()
    rows = [(one, reasons.get(one.code, one.code)) for one in Alert.objects.order_by("-made_at", "-pk")[:SHOWN]]
    context = {"rows": rows, "by_mail": bool(config.smtp), "by_command": bool(config.alert_command)}
    return render(request, "border/alerts.html", context)
