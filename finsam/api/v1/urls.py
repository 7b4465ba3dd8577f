"""Addresses of the first version, under /api/v1/. They stay; what is new gets addresses of its own, or a next version."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from finsam.api.v1 import documentation
from finsam.api.v1.endpoints import SCOPES, api
from finsam.api.v1.guard import guarded, nothing_here

UNKEPT = ("api-file",)  # bytes that are stored once already; they have a tag of their own


def _guarded(pattern: URLPattern) -> URLPattern:
    """An address of the API behind its guard. One that isn't in SCOPES can't be added."""
    name = str(pattern.name)
    view = guarded(pattern.callback, SCOPES[name], kept=name not in UNKEPT)
    return path(str(pattern.pattern), view, name=name)


V1 = [
    path("", documentation.page, name="api-documentation"),
    path("openapi.json", documentation.schema, name="api-schema"),
    *(
        _guarded(pattern)
        for pattern in api.urls[0]
        if isinstance(pattern, URLPattern) and pattern.name in SCOPES
    ),
    re_path("", nothing_here, name="api-nothing"),
]
