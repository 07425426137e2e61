"""Which address leads to which view. Every capability that is shipped brings its own list."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from tripoint.web import carrier
from tripoint.web.views import account, audit, device, door, drafts, exercise, passkeys, today, uploads, verify

app_name = "web"

own: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("today/live", today.today_live, name="today-live"),
    path("sign-in", door.sign_in, name="sign-in"),
    path("sign-in/pair", door.pair_authenticator, name="pair"),
    path("sign-in/passkey", passkeys.enter, name="passkey-enter"),
    path("sign-in/passkey/options", passkeys.options, name="passkey-options"),
    path("sign-in/exercise", exercise.enter, name="exercise-enter"),
    path("sign-out", door.sign_out, name="sign-out"),
    path("language", door.choose_language, name="language"),
    path("health", door.health, name="health"),
    path("account", account.account, name="account"),
    path("account/password", account.change_password, name="password"),
    path("account/passkeys", passkeys.own, name="passkeys"),
    path("account/passkeys/new", passkeys.new, name="new-passkey"),
    path("account/passkeys/add", passkeys.add, name="add-passkey"),
    path("account/passkeys/<int:number>/remove", passkeys.remove, name="remove-passkey"),
    path("account/posts", account.posts, name="posts"),
    path("account/sign-out-everywhere", account.sign_out_everywhere, name="sign-out-everywhere"),
    path("drafts/<str:form>", drafts.draft, name="draft"),
    path("device", device.here, name="device"),
    path("device/words", device.words, name="device-words"),
    path("worker.js", device.worker, name="worker"),
    path("uploads", uploads.begin, name="uploads"),
    path("uploads/<str:upload>", uploads.upload, name="upload"),
    path("verify", verify.verify, name="verify"),
    path("audit", audit.reads, name="audit"),
    path("audit/reads.csv", audit.reads_csv, name="audit-reads-csv"),
    path("audit/counts", audit.counts, name="audit-counts"),
    path("audit/sign-ins", audit.sign_ins, name="audit-sign-ins"),
    path("audit/sign-ins.csv", audit.sign_ins_csv, name="audit-sign-ins-csv"),
]

# Parts that bring pages or machine doors of their own: "<part>.urls", under the prefix given.
PREFIXES = {
    "tripoint.capabilities.arrangements": "arrangements/",
    "tripoint.capabilities.reads": "read-counts/",
    "tripoint.capabilities.border": "duty/",
    "tripoint.capabilities.requests": "requests/",
    "tripoint.capabilities.statistics": "figures/",
    "tripoint.web.directory": "directory/",
    "tripoint.carriers": "peers/",
    "tripoint.api": "tokens/",
}


def _brought_along() -> list[URLResolver]:
    return [
        path(prefix, include(f"{part}.urls"))
        for part, prefix in PREFIXES.items()
        if part in settings.INSTALLED_APPS and find_spec(f"{part}.urls") is not None
    ]


# For machines: what peers' nodes and the ministry's own monitoring ask for.
doors: list[URLPattern | URLResolver] = [
    path("tripoint/v1/bundle", carrier.bundle),
    path("tripoint/v1/card", carrier.card),
    path("tripoint/v1/blob/<str:digest>", carrier.blob),
    path("tripoint/v1/restore", carrier.restore),
    path("metrics", carrier.metrics),
]

urlpatterns: list[URLPattern | URLResolver] = [path("", include((own, app_name))), *doors, *_brought_along()]

handler400 = "tripoint.web.refusals.bad_request"
handler403 = "tripoint.web.refusals.forbidden"
handler404 = "tripoint.web.refusals.not_found"
handler500 = "tripoint.web.refusals.server_error"
