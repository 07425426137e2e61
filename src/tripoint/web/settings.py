"""Django's settings for one node, computed from its `node.toml`. The folder is named by TRIPOINT_NODE."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any
from urllib.parse import unquote, urlsplit

import django.conf.locale
from csp.constants import NONE, SELF

from tripoint.node import NodeConfig

NODE = NodeConfig.from_environment()

DEBUG = False
SECRET_KEY = NODE.secret_key()
ALLOWED_HOSTS = sorted({NODE.host, "localhost", "127.0.0.1", "[::1]"} if NODE.is_loopback else {NODE.host})
ROOT_URLCONF = "tripoint.web.urls"
WSGI_APPLICATION = "tripoint.web.wsgi.application"

# ---- what is installed: a part that is not shipped (the names library alone, a node without requests) is left out ----
PARTS = (
    "tripoint.web",
    "tripoint.web.directory",
    "tripoint.capabilities.arrangements",
    "tripoint.capabilities.reads",
    "tripoint.api",
    "tripoint.capabilities.requests",
    "tripoint.capabilities.statistics",
    "tripoint.capabilities.border",
    "tripoint.carriers",
    "tripoint.search",
    "tripoint.screening",
    "tripoint.audit",
    "tripoint.safeguards",
    "tripoint.subjects",
    "tripoint.documents",
    "tripoint.directory",
    "tripoint.reference",
    "tripoint.ledger",
)


def _is_shipped(part: str) -> bool:
    try:
        return find_spec(part) is not None
    except ModuleNotFoundError:
        return False


INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "csp",
    *(part for part in PARTS if _is_shipped(part)),
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Before sessions and compression: programs bring no cookies, and what is told them is not compressed beside secrets.
    *(["tripoint.api.door.MachineDoor"] if _is_shipped("tripoint.api") else []),
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tripoint.web.middleware.SessionLimits",
    "tripoint.web.middleware.Language",
    "tripoint.web.middleware.ActingPost",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "tripoint.web.middleware.PlainRefusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tripoint.web.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "tripoint.web.templatetags.tripoint",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"


# ---- database ----
def _database() -> dict[str, Any]:
    # A connection is kept: opening one costs more than a page's queries.
    shared: dict[str, Any] = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    if NODE.database == "sqlite":
        return {
            **shared,
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": NODE.sqlite_file,
            "OPTIONS": {
                # IMMEDIATE takes the write lock at the start, so that two writers wait instead of failing half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,  # seconds to wait for another writer
                # FULL: a commit is on disk before it is answered. secure_delete: erased content leaves no bytes behind.
                # The log is folded into the file every 32 MB (8,000 pages), not every 4 MB in the middle of a delivery.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                "PRAGMA wal_autocheckpoint=8000;",
            },
            "TEST": {"NAME": NODE.folder / "test.sqlite"},
        }
    url = urlsplit(NODE.database)
    return {
        **shared,
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.strip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": url.hostname or "",
        "PORT": str(url.port or ""),
    }


DATABASES = {"default": _database()}

# ---- languages: Django knows no Lao ----
django.conf.locale.LANG_INFO["lo"] = {"bidi": False, "code": "lo", "name": "Lao", "name_local": "ລາວ"}
LANGUAGES = [("vi", "Tiếng Việt"), ("lo", "ລາວ"), ("km", "ខ្មែរ"), ("en", "English")]
# Not the node's own language: Django falls back to LANGUAGE_CODE for its own texts, and a Lao page would show
# Vietnamese month names. The node's language is applied by middleware.
LANGUAGE_CODE = "en"
USE_I18N = True
USE_TZ = True
TIME_ZONE = NODE.time_zone
FORMAT_MODULE_PATH = "tripoint.web.formats"

# ---- signing in ----
AUTH_USER_MODEL = "directory.Officer"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
LOGIN_URL = "web:sign-in"
# Memory-hard and in the standard library; the others are read so that an account can be brought along.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# ---- cookies: several nodes may stand on one host with different ports, and cookies do not know ports ----
SESSION_COOKIE_NAME = f"{NODE.cookie_prefix}_session"
CSRF_COOKIE_NAME = f"{NODE.cookie_prefix}_csrf"
LANGUAGE_COOKIE_NAME = f"{NODE.cookie_prefix}_language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = NODE.is_https
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SESSION_COOKIE_AGE = NODE.session_hours * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "tripoint.web.refusals.csrf_failed"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ---- what a browser may load: from this node alone, nothing inline ----
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if NODE.is_https:
    # Not on loopback: a browser would apply it to every port of localhost, and the exercise nodes there speak plain http.
    SECURE_HSTS_SECONDS = 365 * 24 * 3600 if NODE.host not in ("localhost", "127.0.0.1", "::1") else 0
    CSRF_TRUSTED_ORIGINS = [NODE.url]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if NODE.is_loopback else None

# ---- static files: named by their content, so that a browser keeps them for good ----
STATIC_URL = "/static/"
STATIC_ROOT = NODE.folder / "web" / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = False

# ---- files sent with a form stay in memory until they are cleaned and sealed: none lies readable in a temporary folder
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024  # one file of 20 MiB and its form; a larger one is not read

# ---- limits on what is sent to a page; blobs have their own door with its own limits ----
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        # Whoever asks for pages that are not there, or by another host's name, writes nothing into the log: it would fill
        # the disk with a stranger's words. Faults of the program are errors, and stay.
        "django.request": {"level": "ERROR"},
        "django.security": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
