"""All settings, read from the environment; production is loud about what is missing.

FINSAM_DEBUG=1        development and demo: readable errors, mail to the console, a throwaway key
FINSAM_SECRET_KEY     required in production
FINSAM_ALLOWED_HOSTS  required in production, comma separated
FINSAM_ORIGIN         required in production, https://… : the address people type
DATABASE_URL          default: SQLite in var/
EMAIL_URL             required in production, smtp+tls://user:password@host:587
FINSAM_MAIL_FROM      the sender of invitations
FINSAM_MAIL_TIMEOUT   seconds to wait for the mail server, default: 10
FINSAM_FONTS          the folder of Open Sans' TrueType files
CACHE_URL             default: the database when that is PostgreSQL, so that all processes share it; else files in var/cache
FINSAM_PROXY          default 0: how many web servers of our own a visit passes before it comes here. Each must add
                      the address it was called from to X-Forwarded-For and set X-Forwarded-Proto. Too few, and all
                      people are one and are locked out together; too many, and anybody can say who they are.
"""

from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
DEBUG = env.bool("FINSAM_DEBUG", default=False)


def required(name: str, development: str) -> str:
    """An environment variable that production can't do without."""
    value = env.str(name, default=development if DEBUG else "")
    if not value:
        raise ImproperlyConfigured(f"Set {name} (or FINSAM_DEBUG=1 for development).")
    return value


SECRET_KEY = required("FINSAM_SECRET_KEY", "development-only-" + "x" * 50)
ALLOWED_HOSTS = required("FINSAM_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
ORIGIN = required("FINSAM_ORIGIN", "http://127.0.0.1:8000")
PROXIES = env.int("FINSAM_PROXY", default=0)

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_prose_editor",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
    "finsam.core",
    "finsam.core.tasks",
    "finsam.documents",
    "finsam.checks",
    "finsam.rendering",
    "finsam.editions",
    "finsam.comments",
    "finsam.web",
    "finsam.organisation",
    "finsam.demo",
    "plans",
    "budget",
    "followup",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "finsam.core.tenancy.middleware.AnswerMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "finsam.core.tenancy.middleware.ForbundMiddleware",
]

ROOT_URLCONF = "finsam.urls"
WSGI_APPLICATION = "finsam.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["finsam.core.templatetags.swedish"],
        },
    }
]

VAR_DIR = BASE_DIR / "var"
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'finsam.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    VAR_DIR.mkdir(exist_ok=True)
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        transaction_mode="IMMEDIATE", init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
    )
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault(
        "connect_timeout", 5
    )  # seconds: one that is away is said
# Shared by processes, kept over restarts, free to throw away. A migration makes the table (finsam/core/tasks).
_SHARED_CACHE = (
    f"filecache://{VAR_DIR / 'cache'}?max_entries=10000"
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else "dbcache://finsam_cache?max_entries=10000"
)
CACHES = {"default": env.cache("CACHE_URL", default=_SHARED_CACHE)}
# What is done beside the pages, by `manage.py worker`.
TASKS = {"default": {"BACKEND": "finsam.core.tasks.queue.Backend", "QUEUES": []}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "core.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "finsam.core.tenancy.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation is sent to the address, which verifies it
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a letter when the password or the two-step verification changes
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES
# A client tries ten times a minute in all, and five times in five minutes for one account (finsam.core.tenancy.sign_in).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
}
PUBLIC_PAGES_A_MINUTE = (
    60  # from one place, of the pages that need no sign-in (finsam.core.tenancy.everybody)
)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Finsam"

EMAIL_CONFIG = env.email_url(
    "EMAIL_URL", default="consolemail://" if DEBUG else required("EMAIL_URL", "consolemail://")
)
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = env.int(
    "FINSAM_MAIL_TIMEOUT", default=10
)  # seconds; a mail server that doesn't answer holds nobody up
DEFAULT_FROM_EMAIL = env.str("FINSAM_MAIL_FROM", default="finsam@localhost")

LANGUAGE_CODE = "sv"
TIME_ZONE = "Europe/Stockholm"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # else years print as "2 026"; amounts have a filter of their own

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
FONTS_DIR = Path(env.str("FINSAM_FONTS", default="/usr/share/fonts/truetype/open-sans"))
STATICFILES_DIRS = [BASE_DIR / "static", *([("fonts", FONTS_DIR)] if FONTS_DIR.is_dir() else [])]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
# A file with books in it may name people: one of the size that is read never touches the disk.
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a budget with many lines and columns is one form

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "components/list.html"

SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ORIGIN.startswith("https://")
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SESSION_COOKIE_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
CSRF_TRUSTED_ORIGINS = [ORIGIN]
CSRF_FAILURE_VIEW = "finsam.core.views.errors.csrf_failure"
SESSION_COOKIE_AGE = 12 * 60 * 60
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"links": {"()": "finsam.core.logs.HideLinks"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["links"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
