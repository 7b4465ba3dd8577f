"""The site as in production, with addresses of the bench's own beside it and its files in a folder of the run."""

import os
from pathlib import Path

from finsam.settings import *  # noqa: F403 - a settings module is its names
from finsam.settings import CACHES, MIDDLEWARE, STORAGES

MIDDLEWARE = ["tools.bench.urls.count_queries", *MIDDLEWARE]
FOLDER = Path(os.environ["FINSAM_BENCH"])
ROOT_URLCONF = "tools.bench.urls"
STATIC_ROOT = FOLDER / "static"
WHITENOISE_ROOT = FOLDER / "files"  # what lies here is served as it is, by the same process as the pages
# As in production, but for packing the files, which takes a while and is asked for by no line.
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
}
if CACHES["default"]["BACKEND"].endswith("FileBasedCache"):  # a database keeps its own
    CACHES["default"]["LOCATION"] = str(FOLDER / "cache")
