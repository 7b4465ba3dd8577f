"""What a visit may ask with: pages are read, and forms are sent. Nothing else is in use, and nothing else is looked at."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpResponse, HttpResponseNotAllowed

METHODS = ("GET", "HEAD", "POST")
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
BY_PROGRAMS = "/api/"  # answers programs in their own form, also when it refuses
NO_FORM = "Det som skickades är inget formulär. Gå tillbaka till sidan och skicka det därifrån."


class AskedMiddleware:
    """Refuses other methods (405), and what is sent as something else than a form (415)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(BY_PROGRAMS):
            return self.get_response(request)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        sends = request.headers.get("content-length") not in (None, "", "0")
        if request.method == "POST" and sends and request.content_type not in FORMS:
            text = "text/plain; charset=utf-8"
            return HttpResponse(NO_FORM, content_type=text, status=HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        return self.get_response(request)
