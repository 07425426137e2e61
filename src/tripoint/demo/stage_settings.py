"""Settings of the start page: Tripoint's look and languages; it asks the nodes, not a database, and nobody signs in here."""

from __future__ import annotations

from urllib.parse import urlsplit

from tripoint.demo.plan import Plan
from tripoint.web import settings as node

PLAN = Plan.from_environment()

DEBUG = False
NODE = node.NODE
SECRET_KEY = PLAN.key
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
ROOT_URLCONF = "tripoint.demo.stage_urls"
INSTALLED_APPS = [*node.INSTALLED_APPS, "tripoint.demo"]  # for their templates and words; their tables are not read
MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "tripoint.demo.stage_language.Language",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "tripoint.demo.stage_language.frame",
            ],
            "builtins": node.TEMPLATES[0]["OPTIONS"]["builtins"],  # type: ignore[index]
        },
    }
]
DATABASES = node.DATABASES
AUTH_USER_MODEL = node.AUTH_USER_MODEL
DEFAULT_AUTO_FIELD = node.DEFAULT_AUTO_FIELD
LANGUAGES = node.LANGUAGES
LANGUAGE_CODE = node.LANGUAGE_CODE
USE_I18N = USE_TZ = True
TIME_ZONE = NODE.time_zone
FORMAT_MODULE_PATH = node.FORMAT_MODULE_PATH
CSRF_COOKIE_NAME = "tripoint_demo_csrf"
LANGUAGE_COOKIE_NAME = "tripoint_demo_language"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        **node.CONTENT_SECURITY_POLICY["DIRECTIVES"],
        "frame-src": [f"http://{urlsplit(station.url).netloc}" for station in PLAN.stations],
    }
}
STATIC_URL = "/static/"
STATIC_ROOT = NODE.folder.parent / "start-page" / "static"
STORAGES = node.STORAGES
LOGGING = node.LOGGING
