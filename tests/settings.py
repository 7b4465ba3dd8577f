"""The site's own settings, made hostile: what production would shrug at fails here."""

import os

# The environment is read when finsam.settings is imported, so these come first.
os.environ["FINSAM_DEBUG"] = "1"
os.environ["FINSAM_ORIGIN"] = "http://testserver"
os.environ["FINSAM_ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["FINSAM_SECURITY_CONTACT"] = "sakerhet@example.se"

from finsam.settings import *  # noqa: F403 - a settings module is its names
from finsam.settings import LOGGING, MIDDLEWARE, TEMPLATES
from tests.hostile import UndefinedVariable

# Outermost, so that what other middleware writes is seen too. Static files are not asked for here, and
# WhiteNoise would look through its folders once for every client.
WHITENOISE = "finsam.core.views.static.StaticFiles"
MIDDLEWARE = [
    "tests.hostile.WatchedWrites",
    "tests.hostile.ReadOnlyRequests",
    *(one for one in MIDDLEWARE if one != WHITENOISE),
]
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()

# Hashing is slow on purpose; hundreds of tests that sign in need not pay for it.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Thousands of pages say no here, as they should; the way to each of them need not be written down.
LOGGING = LOGGING | {"loggers": LOGGING["loggers"] | {"django.request": {"level": "ERROR"}}}

# As on a site that isn't a demo.
ADMIN_NEEDS_TWO_STEPS = True

# Nothing drawn in an earlier run may answer for this one.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Nothing is collected in a test run; the finders serve what is asked for.
WHITENOISE_AUTOREFRESH = True

# One test asks for more pages than a person; what the limit does has tests of its own.
PUBLIC_PAGES_A_MINUTE = 10_000
