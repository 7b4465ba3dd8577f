"""The site as in production, on this machine: its own error pages, and nothing kept from an earlier run."""

from finsam.settings import *  # noqa: F403 - a settings module is its names
from finsam.settings import MIDDLEWARE

DEBUG = False  # Django's own yellow pages are not what people meet
MIDDLEWARE = ["tests.hostile.ReadOnlyRequests", *MIDDLEWARE]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # slow hashing is another test's matter
# All tests of a minute come from one place; what the limit does has tests of its own.
PUBLIC_PAGES_A_MINUTE = 10_000
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
