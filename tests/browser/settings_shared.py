"""As tests.browser.settings, with the cache where several processes share it."""

from finsam.settings import CACHES as SHARED
from tests.browser.settings import *  # noqa: F403 - a settings module is its names

CACHES = SHARED
