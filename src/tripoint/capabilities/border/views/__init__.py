"""The pages of duty, by concern."""

from tripoint.capabilities.border.views.alerts import alerts
from tripoint.capabilities.border.views.duty import accept, add_shift, cancel_shift, duty, hand_over, page
from tripoint.capabilities.border.views.hotlines import hotlines, log_call, publish_line

__all__ = [
    "accept",
    "add_shift",
    "alerts",
    "cancel_shift",
    "duty",
    "hand_over",
    "hotlines",
    "log_call",
    "page",
    "publish_line",
]
