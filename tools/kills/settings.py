"""The site as in production, with its files, its letters and what it keeps for a while in a folder of the run."""

import os
from pathlib import Path

from finsam.settings import *  # noqa: F403 - a settings module is its names
from finsam.settings import CACHES, STORAGES

FOLDER = Path(os.environ["FINSAM_KILLS"])
# Nothing is collected here, and no page of a run is looked at.
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
STATIC_ROOT = FOLDER / "static"
if CACHES["default"]["BACKEND"].endswith("FileBasedCache"):  # a database keeps its own
    CACHES["default"]["LOCATION"] = str(FOLDER / "cache")
# A letter that is sent is a file.
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(FOLDER / "letters")
