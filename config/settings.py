"""Settings, all of them from the environment. `.env.example` documents each variable.

PV_MODE chooses the defaults: `demo` (a first run on one machine), `test`, or `production`, which has no default for a
secret and refuses to start without it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if env.str("PV_MODE", default="") != "test":  # what a developer keeps there is not for tests
    environ.Env.read_env(BASE_DIR / ".env")

MODE = env.str("PV_MODE", default="demo")
if MODE not in {"demo", "test", "production"}:
    raise ImproperlyConfigured(f"PV_MODE is {MODE!r}; it must be demo, test or production.")
PRODUCTION = MODE == "production"
VAR = Path(env.str("PV_VAR", default=str(BASE_DIR / "var")))


def needed_in_production(name: str, default: str) -> str:
    """The variable's value; its default only outside production."""
    value = env.str(name, default="" if PRODUCTION else default)
    if PRODUCTION and not value:
        raise ImproperlyConfigured(f"{name} is not set. Production does not start without it; see .env.example.")
    return value


DEBUG = env.bool("DEBUG", default=False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG is on. Production does not start with it.")

SECRET_KEY = needed_in_production("SECRET_KEY", default="only-for-demonstrations-and-tests-" + "x" * 32)
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is shorter than 50 characters.")
ALLOWED_HOSTS = [
    host.strip() for host in needed_in_production("ALLOWED_HOSTS", default="127.0.0.1,localhost").split(",")
]
BASE_URL = needed_in_production("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "django_structlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "accounts",
    "outcomes",
    "scorecards",
    "engagements",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "accounts.middleware.private_pages",
    "accounts.middleware.isolated_names",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.session_lifetime",
    "accounts.middleware.actor",
    "accounts.middleware.storable_addresses",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.page",
            ],
        },
    }
]

# --- Database ---------------------------------------------------------------------------------------------------------
DATABASE_URL = needed_in_production("DATABASE_URL", default=f"sqlite:///{VAR / 'proven-value.sqlite3'}")
DATABASES: dict[str, dict[str, Any]] = {"default": env.db_url_config(DATABASE_URL)}
# Migrations run as the owner of the tables; this is the role that the application connects as.
DATABASE_APP_ROLE = env.str("DATABASE_APP_ROLE", default="")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;"
        ),
    }
else:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "connect_timeout": 5,
            "options": "-c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000",
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People and sessions ----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "confirm_login_code": "accounts.adapter.ConfirmLoginCodeForm",
    "request_login_code": "accounts.adapter.RequestLoginCodeForm",
    "reset_password": "accounts.adapter.ResetPasswordForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# How often something may be tried in a time, by client address (ip), by address or account (key), by who is signed in (user).
# They are counted in the cache, which all web processes share (CACHE_URL).
ACCOUNT_RATE_LIMITS: dict[str, str] = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "request_login_code": "20/m/ip,3/10m/key",
    "reset_password": "20/m/ip,3/10m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
    "invitation": "30/m/ip",
    "benchmark": "120/m/ip,60/m/key",
    "shared_document": "30/m/ip,10/m/key",
}
# Proxies of ours in front of the site. Only what they added to X-Forwarded-For is believed; without one, nobody is.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
PASSWORD_RESET_TIMEOUT = 60 * 60
CUSTOMER_INVITATION_DAYS = 14
MEMBER_INVITATION_DAYS = 7
# A session ends 12 hours after it began, and 4 hours after it was last used: a working day, and a long lunch.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 4 * 60 * 60
SESSION_SEEN_SECONDS = 5 * 60
# The second factor: an app that shows codes, passkeys, and recovery codes that are shown once.
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_ADAPTER = "accounts.second_factor.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Proven Value"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BASE_URL.startswith("https://")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

# --- Languages, time --------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# --- Files ------------------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
if not PRODUCTION:
    STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # nothing is collected there; the server only looks
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
STORAGE_URL = env.str("STORAGE_URL", default="")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.str("PV_MEDIA", default=str(VAR / "media"))},
    },
    "staticfiles": {
        "BACKEND": (
            "whitenoise.storage.CompressedManifestStaticFilesStorage"
            if PRODUCTION
            else "django.contrib.staticfiles.storage.StaticFilesStorage"
        )
    },
}
if STORAGE_URL:
    from urllib.parse import urlsplit

    _storage = urlsplit(STORAGE_URL)
    STORAGES["default"] = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "access_key": _storage.username,
            "secret_key": _storage.password,
            "bucket_name": _storage.path.strip("/"),
            "endpoint_url": f"https://{_storage.hostname}" + (f":{_storage.port}" if _storage.port else ""),
            "default_acl": "private",
            "file_overwrite": True,
        },
    }
EVIDENCE_LIMIT = env.int("EVIDENCE_LIMIT", default=20 * 1024 * 1024)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "accounts.uploads.RefuseLargeUploads",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Background work --------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = needed_in_production("CELERY_BROKER_URL", default="filesystem://")
BROKER_FOLDER = Path(env.str("PV_BROKER_FOLDER", default=str(VAR / "broker")))
REPORT_LEASE_SECONDS = env.int("REPORT_LEASE_SECONDS", default=90)
IMPORT_LEASE_SECONDS = env.int("IMPORT_LEASE_SECONDS", default=180)
IMPORT_AT_ONCE_BYTES = env.int("IMPORT_AT_ONCE_BYTES", default=64 * 1024)
IMPORT_FILE_DAYS = env.int("IMPORT_FILE_DAYS", default=30)
MAIL_DAYS = env.int("MAIL_DAYS", default=30)
MAIL_LEASE_SECONDS = env.int("MAIL_LEASE_SECONDS", default=60)
REPUBLISH_SECONDS = env.int("REPUBLISH_SECONDS", default=30)
WORK_ATTEMPTS = env.int("WORK_ATTEMPTS", default=5)
DISPATCH_INTERVAL_SECONDS = env.float("DISPATCH_INTERVAL_SECONDS", default=0.5)
WORKER_DATA_LIMIT = env.int("WORKER_DATA_LIMIT", default=1024 * 1024 * 1024)

# --- Mail -------------------------------------------------------------------------------------------------------------
EMAIL_URL = needed_in_production("EMAIL_URL", default="consolemail://")
vars().update(env.email_url_config(EMAIL_URL))
if MODE == "test":
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEFAULT_FROM_EMAIL = needed_in_production("DEFAULT_FROM_EMAIL", default="Proven Value <proven-value@localhost>")
EMAIL_TIMEOUT = 10
DEV_MAIL = not PRODUCTION
DEMO_SIGN_IN = MODE == "demo"  # one click per person of the demonstration: accounts/demonstration.py

METRICS_TOKEN = env.str("METRICS_TOKEN", default="")

# --- Security ---------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

CACHE_URL = needed_in_production("CACHE_URL", default="locmemcache://")
CACHES = {"default": env.cache_url_config(CACHE_URL)}
if PRODUCTION and "redis" not in CACHES["default"]["BACKEND"]:
    raise ImproperlyConfigured("CACHE_URL names no Redis. Limits of sign-in are counted there for all web processes.")

# --- Logs -------------------------------------------------------------------------------------------------------------
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"structured": {"()": "config.logs.formatter"}},
    "handlers": {"standard": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "loggers": {
        # The request's own log line has the error; the broker of a first run has no host to name.
        "django.request": {"level": "CRITICAL"},
        "kombu.connection": {"level": "ERROR"},
    },
    "root": {"handlers": ["standard"], "level": env.str("LOG_LEVEL", default="WARNING" if not PRODUCTION else "INFO")},
}
