"""Static files, also for pages of another version of the program while the site's processes are exchanged one by one.

A file's name holds a hash of what it says, so a page of the version before asks for names that this one doesn't have, and a
page of the next for names that it can't know. Either is answered with the file of the same name as it is here, not to be kept.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise, which in production knows its files from the start."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """A static file, or what the site answers."""
        path = request.path_info
        if not self.autorefresh and path.startswith(self.static_prefix) and path not in self.files:
            # As ManifestStaticFilesStorage names them: `screen.0123456789ab.css`.
            name = self.get_name_without_hash(path.removeprefix(self.static_prefix))
            present = self.files.get(f"{self.static_prefix}{name}")
            if present is not None:
                response: Any = self.serve(present, request)
                response.headers["Cache-Control"] = "no-cache"
                return response
        return super().__call__(request)
