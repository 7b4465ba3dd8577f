"""Gunicorn's own logs, in the form of the others, and without what a visitor has sent."""

import logging
from datetime import timedelta
from typing import Any

from gunicorn import glogging

from finsam.core.logs.formats import formatter
from finsam.core.logs.hiding import HideLinks, without_links


class GunicornLogger(glogging.Logger):
    """Gunicorn's logs, the one of each visit among them: it tells neither who asked, nor from where, nor what for."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for log in (self.access_log, self.error_log):
            log.addFilter(HideLinks())
            for handler in log.handlers:
                handler.setFormatter(formatter()())

    def atoms(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> dict[str, Any]:
        """What a line may be made of: nothing of headers, and the address as the site's own log has it."""
        atoms: dict[str, Any] = super().atoms(resp, (), environ, request_time)
        path = environ.get("finsam.address") or without_links(environ.get("RAW_URI", "").partition("?")[0])
        atoms |= {"r": f"{environ.get('REQUEST_METHOD')} {path} {environ.get('SERVER_PROTOCOL')}", "U": path}
        return atoms | {"q": "", "f": "-", "a": "-", "u": "-", "h": "-"}

    def access(self, resp: Any, req: Any, environ: dict[str, Any], request_time: timedelta) -> None:
        """A line of a visit, with its number."""
        if not self.access_log_enabled:
            return
        told = {"request_id": environ.get("finsam.request_id"), "status": str(resp.status)[:3]}
        told["duration_ms"] = round(request_time.total_seconds() * 1000)
        line = self.cfg.access_log_format % self.atoms_wrapper_class(
            self.atoms(resp, req, environ, request_time)
        )
        self.access_log.log(logging.INFO, "%s", line, extra={"told": told})
