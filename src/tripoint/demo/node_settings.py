"""Settings of a node in the demonstration: the node's own, and the demo doors beside them."""

from __future__ import annotations

from tripoint.demo.plan import Plan
from tripoint.node.config import ConfigRefused
from tripoint.web.settings import *  # noqa: F403  everything else is the node's own
from tripoint.web.settings import CONTENT_SECURITY_POLICY, INSTALLED_APPS, MIDDLEWARE, NODE

if not (NODE.exercise and NODE.is_loopback and NODE.one_click_sign_in):
    raise ConfigRefused("demo doors open only on an exercise node on loopback that sets one_click_sign_in")

INSTALLED_APPS = [*INSTALLED_APPS, "tripoint.demo"]
ROOT_URLCONF = "tripoint.demo.node_urls"
# The start page shows two nodes' pages side by side.
MIDDLEWARE = [one for one in MIDDLEWARE if not one.endswith("XFrameOptionsMiddleware")]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {**CONTENT_SECURITY_POLICY["DIRECTIVES"], "frame-ancestors": [Plan.from_environment().url]}
}
