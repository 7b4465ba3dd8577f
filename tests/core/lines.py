"""All that a site writes in its log, for a test to look through."""

import json
import logging
from contextlib import contextmanager

from finsam.core.logs.formats import Json
from finsam.core.logs.hiding import HideLinks

LOUD = ("finsam.visits", "finsam.core.tasks", "finsam.sign_in", "django.request", "django.security", "finsam")


class Lines:
    """What has been written to a file, which also a worker's children write to."""

    def __init__(self, path):
        self.path = path

    @property
    def text(self):
        return self.path.read_text()

    def all(self):
        """Each line, which must be JSON."""
        return [json.loads(line) for line in self.text.splitlines()]

    def of(self, logger):
        return [line for line in self.all() if line["logger"] == logger]


@contextmanager
def written(path, formatter=Json):
    """As production logs: every logger at its level there, one handler, our filter and form."""
    handler = logging.FileHandler(path)
    handler.addFilter(HideLinks())
    handler.setFormatter(formatter())
    root = logging.getLogger()
    before = {name: logging.getLogger(name).level for name in LOUD}
    for name in LOUD:
        logging.getLogger(name).setLevel(logging.INFO)
    root.addHandler(handler)
    try:
        yield Lines(path)
    finally:
        root.removeHandler(handler)
        handler.close()
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
