"""Settings. The few things that differ between installations come from the environment; the rest is decided here."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from psycopg import conninfo

from heartline.kernel import look
from heartline.project.lanes import CONNECTIONS

PACKAGE = Path(__file__).resolve().parent.parent
DEBUG = os.environ.get("HEARTLINE_DEBUG") == "1"

DATA = Path(
    os.environ.get("HEARTLINE_DATA")
    or Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "heartline"
)


def _secret() -> str:
    """The signing key: made once, kept readable by its owner only."""
    path = DATA / "secret"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = os.environ.get("HEARTLINE_SECRET_KEY") or _secret()
ALLOWED_HOSTS = os.environ.get("HEARTLINE_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
_HTTPS = [host for host in ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]", "*")]
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in _HTTPS]

# Database: PostgreSQL and nothing else. The command line sets DATABASE_URL to the embedded server when there is none.
DATABASE_CONNINFO = os.environ.get("DATABASE_URL", f"postgresql://heartline@/heartline?host={DATA / 'postgres'}")
_parts: dict[str, Any] = conninfo.conninfo_to_dict(DATABASE_CONNINFO)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _parts.pop("dbname", "heartline"),
        "USER": _parts.pop("user", ""),
        "PASSWORD": _parts.pop("password", ""),
        "HOST": _parts.pop("host", ""),
        "PORT": _parts.pop("port", ""),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,  # transaction pooling
        "OPTIONS": {**_parts, "pool": {"min_size": 1, "max_size": CONNECTIONS, "timeout": 10}},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "heartline.kernel",
    "heartline.people",
    "heartline.channels",
    "heartline.conversations",
    "heartline.scheduling",
    "heartline.doors.portal",
    "heartline.doors.desk",
    "heartline.doors.fhir",
    "heartline.doors.simulator",
    "heartline.doors.chat",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",  # allauth's passkey pages use it
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "lucide",
    "procrastinate.contrib.django",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "heartline.people.middleware.ConfinementMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "heartline.project.urls"
ASGI_APPLICATION = "heartline.project.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "heartline.people.context.people",
            ],
            "builtins": ["heartline.kernel.templatetags.facts", "heartline.kernel.templatetags.ui"],
        },
    }
]

# Languages
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", "English"),
    ("es", "Español"),
    ("zh-hans", "简体中文"),
    ("vi", "Tiếng Việt"),
    ("ar", "العربية"),
]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files
STATIC_URL = f"/static/{look.VERSION}/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 0 if DEBUG else look.A_YEAR
WHITENOISE_IMMUTABLE_FILE_TEST = "(?!)" if DEBUG else ""  # none, or all: their address has their version
WHITENOISE_AUTOREFRESH = DEBUG
MEDIA_ROOT = DATA / "media"
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

# Sessions and cookies. Idle sessions end (people.middleware); the cookie itself lives a working day.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(_HTTPS)
if _HTTPS:  # the prefix makes browsers refuse these cookies from plain HTTP and from sister hosts
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
CSRF_FAILURE_VIEW = "heartline.kernel.pages.form_expired"
IDLE_MINUTES_PATIENT = 20
IDLE_MINUTES_STAFF = 30

# Headers
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31536000 if _HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Throttles count in the database: the same for every process.
CACHES = {"default": {"BACKEND": "heartline.kernel.counters.Counters", "LOCATION": "heartline_cache"}}

# Sign-in
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "display_name")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
from heartline.people.signin.settings import *  # noqa: E402, F403 - allauth's many settings, in one place

# Mail. Without EMAIL_URL, messages are kept in the data directory, where the demo shows them.
_email = urlsplit(os.environ.get("EMAIL_URL", ""))
if _email.scheme in ("smtp", "smtps", "smtp+tls"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = _email.hostname or "localhost"
    EMAIL_PORT = _email.port or {"smtp": 25, "smtps": 465, "smtp+tls": 587}[_email.scheme]
    EMAIL_HOST_USER = unquote(_email.username or "")
    EMAIL_HOST_PASSWORD = unquote(_email.password or "")
    EMAIL_USE_SSL = _email.scheme == "smtps"
    EMAIL_USE_TLS = _email.scheme == "smtp+tls"
else:
    EMAIL_BACKEND = "heartline.kernel.outbox.EmailBackend"
EMAIL_TIMEOUT = 20  # seconds
OUTBOX = DATA / "outbox"
IMAP_URL = os.environ.get("IMAP_URL", "")  # where answers to our e-mail arrive
DEFAULT_FROM_EMAIL = os.environ.get("HEARTLINE_FROM", "Heartline <no-reply@localhost>")

# Text messages and WhatsApp (channels.twilio.account says what stands in it). Without it, the demo has its simulator.
HEARTLINE_TWILIO_URL = os.environ.get("HEARTLINE_TWILIO_URL", "")
HEARTLINE_META_URL = os.environ.get("HEARTLINE_META_URL", "")  # Messenger, Instagram (channels.meta.account)
HEARTLINE_TRANSLATE_URL = os.environ.get("HEARTLINE_TRANSLATE_URL", "")  # a machine for it (channels.libretranslate)
HEARTLINE_MAIL_SECRETS = os.environ.get("HEARTLINE_MAIL_SECRETS", "").split()  # letters by webhook are signed with one
HEARTLINE_SYSTEMS = os.environ.get("HEARTLINE_SYSTEMS", "").split()  # that may write to us: NAME:SECRET NAME:SECRET …

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")
PROCRASTINATE_WORKER_DEFAULTS = {"delete_jobs": "successful"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
