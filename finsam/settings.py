"""All settings, read from the environment; production is loud about what is missing.

FINSAM_DEBUG=1        development and demo: readable errors, mail to the console, a throwaway key
FINSAM_SECRET_KEY     required in production
FINSAM_SECRET_KEY_FALLBACKS  former secret keys, comma separated: what they signed holds until they are taken away
FINSAM_ALLOWED_HOSTS  required in production, comma separated
FINSAM_ORIGIN         required in production, https://… : the address people type
DATABASE_URL          default: SQLite in var/
FINSAM_DATABASE_ROLE  the lower role in PostgreSQL that sites and workers sign in as; `manage.py database_roles` makes it
FINSAM_DATABASE_ROLE_PASSWORD  its password, only where that command is run
FINSAM_BACKUP_RECIPIENT  whom `manage.py backup` encrypts to: age1… or a line of an SSH public key; several with commas
EMAIL_URL             required in production, smtp+tls://user:password@host:587
FINSAM_MAIL_FROM      the sender of invitations
FINSAM_MAIL_TIMEOUT   seconds to wait for the mail server, default: 10
FINSAM_FONTS          the folder of Open Sans' TrueType files
CACHE_URL             default: the database when that is PostgreSQL, so that all processes share it; else files in var/cache
FINSAM_PROXY          default 0: how many web servers of our own a visit passes before it comes here. Each must add
                      the address it was called from to X-Forwarded-For and set X-Forwarded-Proto. Too few, and all
                      people are one and are locked out together; too many, and anybody can say who they are.
FINSAM_ADMIN          where Django's administration is, default: admin/ ; empty closes it
FINSAM_OIDC_SERVER    sign-in by OpenID Connect, such as a broker of BankID: the issuer's address, https://…
FINSAM_OIDC_CLIENT_ID, FINSAM_OIDC_SECRET: what the provider knows us by. It is told to come back to
                      <FINSAM_ORIGIN>/konto/oidc/extern/login/callback/
FINSAM_OIDC_NAME      what stands on the button, such as BankID
FINSAM_OIDC_TWO_STEPS the values of acr or amr that count as two steps, comma separated; without, the second is asked for
FINSAM_SECURITY_CONTACT  where weaknesses are reported, comma separated: an e-mail address or https://…; told on /sakerhet/
                      and in /.well-known/security.txt, which isn't there without
FINSAM_LOG_FORMAT     json or text, default: JSON lines in production, text in development
FINSAM_SLOW_PAGE_MS   milliseconds from which a page is told of in the log as slow, default: 3000; 0 never
FINSAM_SLOW_QUERY_MS  the same of a question to the database, default: 500
FINSAM_METRICS_TOKEN  what Prometheus says to read /matt/, and who is told each health check; without it /matt/ is closed
FINSAM_OTEL=1         a span of each visit for OpenTelemetry, sent where OTEL_EXPORTER_OTLP_ENDPOINT says (extra `telemetry`)
FINSAM_SENTRY_DSN     a Sentry project to tell of faults; FINSAM_SENTRY_ENVIRONMENT, default: production

Each of them, EMAIL_URL and DATABASE_URL too, may stand in a file instead: NAME_FILE is its path, as with Docker's secrets.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from finsam.core.answers import policy
from finsam.core.logs import formats
from finsam.core.sign_in.oidc import configuration as oidc
from finsam.operations.environment import Env, keys
from finsam.operations.security.contacts import contacts
from finsam.operations.telemetry import faults

env = Env()
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
# Signs nothing, but what it signed holds: sessions, links and calendars outlive a change of key (docs/operations.md).
SECRET_KEY_FALLBACKS = keys(env.str("FINSAM_SECRET_KEY_FALLBACKS", default=""))
PROXIES = env.int("FINSAM_PROXY", default=0)
ADMIN = env.str("FINSAM_ADMIN", default="admin/")
if ADMIN.startswith("/") or (ADMIN and not ADMIN.endswith("/")):
    raise ImproperlyConfigured("FINSAM_ADMIN is a path such as admin/, without / in front, or empty.")
SECURITY_CONTACTS = contacts(env.str("FINSAM_SECURITY_CONTACT", default=""))
ADMIN_NEEDS_TWO_STEPS = not DEBUG  # a demo's administrator has no phone

INSTALLED_APPS = [
    "finsam.core",  # before what it has commands instead of
    "finsam.core.sign_in.administration.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "bootstrap",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "django_prose_editor",
    "django_tables2",
    "django_tasks",
    "django_tasks_db",
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
    "auditors",
    "archive",
    "finsam.operations",
    "finsam.api",
]

MIDDLEWARE = [
    "finsam.core.logs.middleware.VisitMiddleware",
    "csp.middleware.CSPMiddleware",  # these first: static files and refusals are answers too
    "finsam.core.answers.middleware.PolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "finsam.operations.inside.InsideMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "finsam.core.views.static.StaticFiles",
    "finsam.core.answers.middleware.AnswerMiddleware",
    "finsam.core.answers.asked.AskedMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "finsam.core.sign_in.sessions.LastUsedMiddleware",
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
                "finsam.core.answers.policy.nonce",
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
        transaction_mode="IMMEDIATE", init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
    )
else:
    DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True)
    # Seconds: one that is away is said, and one that was lost on the way (a machine that died) is not waited for for ever.
    _patience = {"connect_timeout": 5, "keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3,
                 "tcp_user_timeout": 25_000}  # fmt: skip
    DATABASES["default"]["OPTIONS"] = _patience | DATABASES["default"].get("OPTIONS", {})
BACKUP_RECIPIENT = env.str("FINSAM_BACKUP_RECIPIENT", default="")
DATABASE_ROLE = env.str("FINSAM_DATABASE_ROLE", default="")
DATABASE_ROLE_PASSWORD = env.str("FINSAM_DATABASE_ROLE_PASSWORD", default="")
# Shared by processes, kept over restarts, free to throw away. A migration makes the table (finsam/core/tasks).
_SHARED_CACHE = (
    f"filecache://{VAR_DIR / 'cache'}?max_entries=10000"
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")
    else "dbcache://finsam_cache?max_entries=10000"
)
CACHES = {"default": env.cache("CACHE_URL", default=_SHARED_CACHE)}
if CACHES["default"]["BACKEND"].endswith(".FileBasedCache"):
    CACHES["default"]["BACKEND"] = "finsam.core.caching.files.ForgivingFileBasedCache"
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
        "NAME": "finsam.core.sign_in.passwords.LengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "finsam.core.sign_in.accounts.AccountAdapter"
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
# A client tries ten times a minute in all, and five times in five minutes for one account (finsam.core.sign_in.accounts).
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
}
# From one place, of the pages that need no sign-in (finsam.core.tenancy.everybody). A kommun's whole house is one place, where
# a board of fifteen may read a report together, each turning a page or following a figure every third second.
PUBLIC_PAGES_A_MINUTE = 300
WRONG_LINKS_A_MINUTE = (
    10  # from one place, before links that are right aren't answered either; so with tokens
)
API_CALLS_A_MINUTE = {"token": 120, "place": 300}  # with one token, and from one place (finsam.api)
MFA_ADAPTER = "finsam.core.sign_in.authenticators.MFAAdapter"
MFA_FORMS = {
    "add_webauthn": "finsam.core.sign_in.authenticators.AddPasskeyForm",
    "authenticate_webauthn": "finsam.core.sign_in.authenticators.AuthenticatePasskeyForm",
    "edit_webauthn": "finsam.core.sign_in.authenticators.EditPasskeyForm",
    "login_webauthn": "finsam.core.sign_in.authenticators.LoginPasskeyForm",
    "reauthenticate_webauthn": "finsam.core.sign_in.authenticators.ReauthenticatePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG  # http://localhost:8000
MFA_TOTP_ISSUER = "Finsam"
SOCIALACCOUNT_ADAPTER = "finsam.core.sign_in.oidc.accounts.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS = oidc.providers(
    {name: env.str(name, default="") for name in (*oidc.NAMES, oidc.TWO_STEPS)}
)

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
# A file with books in it may name people: it never touches the disk. No more than this of it is taken into memory.
FILE_UPLOAD_HANDLERS = ["finsam.core.uploads.receiving.InMemory"]
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
# A cookie that no other host of the domain can set; of the form's token, our scripts read the newest.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (
    f"{'__Host-' if SESSION_COOKIE_SECURE else ''}{name}" for name in ("sessionid", "csrftoken")
)
CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy.DIRECTIVES}
PERMISSIONS_POLICY = policy.PERMISSIONS
SESSION_COOKIE_AGE = 12 * 60 * 60
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

LOGGING = formats.settings()
SLOW_PAGE_MS = env.int("FINSAM_SLOW_PAGE_MS", default=3000)
SLOW_QUERY_MS = env.int("FINSAM_SLOW_QUERY_MS", default=500)
METRICS_TOKEN = env.str("FINSAM_METRICS_TOKEN", default="")
if METRICS_TOKEN:
    MIDDLEWARE.insert(1, "django_prometheus.middleware.PrometheusBeforeMiddleware")
    MIDDLEWARE.append("django_prometheus.middleware.PrometheusAfterMiddleware")
OTEL = env.bool("FINSAM_OTEL", default=False)
if SENTRY_DSN := env.str("FINSAM_SENTRY_DSN", default=""):
    faults.tell(SENTRY_DSN, environment=env.str("FINSAM_SENTRY_ENVIRONMENT", default="production"))
