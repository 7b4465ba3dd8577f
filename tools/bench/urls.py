"""The site's addresses, and beside them what its pages are compared with."""

from django.conf import settings
from django.db import connection
from django.http import HttpResponse
from django.urls import include, path

from finsam.core.tenancy.access import require_permission
from finsam.urls import handler403, handler404, handler429, handler500

__all__ = ["handler403", "handler404", "handler429", "handler500", "urlpatterns"]


def count_queries(get_response):
    """Middleware that says in a header how often the database was asked."""

    def answer(request):
        count = 0

        def counted(execute, sql, params, many, context):
            nonlocal count
            count += 1
            return execute(sql, params, many, context)

        with connection.execute_wrapper(counted):
            response = get_response(request)
        response.headers["X-Queries"] = str(count)
        return response

    return answer


def empty(request):
    """A session and a user are looked up, as for every page, and nothing else is done."""
    return HttpResponse(
        f"<!doctype html><p>{request.user.pk}", headers={"X-Seen": str(bool(request.session))}
    )


def for_whoever_is_signed_in(request):
    """A file of the run, after session and user have been looked up."""
    if not request.user.is_authenticated:
        return HttpResponse(status=403)
    content = (settings.WHITENOISE_ROOT / "draft.pdf").read_bytes()
    return HttpResponse(content, "application/pdf", headers={"Content-Disposition": "inline"})


# The same file behind the door of the förbund's own pages: what a drawn PDF would cost if it were only a file.
behind_the_door = require_permission()(for_whoever_is_signed_in)


urlpatterns = [
    path("bench/empty/", empty),
    path("bench/draft.pdf", for_whoever_is_signed_in),
    path("<slug:forbund>/<int:year>/bench/draft.pdf", behind_the_door),
    path("", include("finsam.urls")),
]
