"""Files as they are handed out to be saved: made ones, and those that people have sent."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from finsam.core.answers.middleware import FILE
from finsam.core.models import Uploaded


def saved_as(name: str, content: bytes | str, content_type: str) -> HttpResponse:
    """A file that the browser saves under a name instead of showing it."""
    return named(HttpResponse(content, content_type=content_type), name)


def named(response: HttpResponse, name: str, *, shown: bool = False) -> HttpResponse:
    """The answer under a name, whatever letters it has: to be saved, or `shown` in the browser."""
    disposition = content_disposition_header(not shown, name) or "inline"
    response.headers["Content-Disposition"] = disposition
    return response


def as_sent(stored: Uploaded, name: str) -> HttpResponse:
    """A file to be saved: whatever it holds, the browser runs nothing of it. `name` is what it is saved as, without ending."""
    response = saved_as(f"{name}.{stored.ending}", bytes(stored.content), "application/octet-stream")
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def unless_had(request: HttpRequest, response: HttpResponse, digest: str) -> HttpResponse:
    """A file whose content has a SHA-256: 304 for a browser that has it already, which it may keep but asks each time."""
    response["ETag"] = etag = f'"{digest}"'
    response["Cache-Control"] = FILE  # a 304 takes it over
    answer: HttpResponse = get_conditional_response(request, etag=etag, response=response) or response
    return answer
