"""What may stand in a log: a link that lets somebody in may not."""

import logging
import re

from gunicorn import glogging

_LINKS = re.compile(r"(/password/reset/key/)[^\s/?#\"'&]+", re.IGNORECASE)


def without_links(text: str) -> str:
    """The text with the secret part of each link that chooses a password left out."""
    return _LINKS.sub(r"\1…", text)


class HideLinks(logging.Filter):
    """Takes the secrets out of whatever is logged: addresses, referring pages, and what an error says."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = without_links(record.getMessage()), None
        return True


class GunicornLogger(glogging.Logger):
    """Gunicorn's own logs, the one of each visit among them, with the same filter."""

    def setup(self, cfg):
        super().setup(cfg)
        for log in (self.access_log, self.error_log):
            log.addFilter(HideLinks())
