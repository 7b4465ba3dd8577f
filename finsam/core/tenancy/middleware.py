"""The förbund comes from the address: find it, check the visitor, and close off everybody else's data."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.urls import Resolver404, resolve

from finsam.core.caching import pages
from finsam.core.caching.computed import visit
from finsam.core.tenancy.access import SAFE_METHODS, TenantContext
from finsam.core.tenancy.scope import inside
from finsam.core.views.errors import keep_what_was_written, not_found


class AnswerMiddleware:
    """What holds for every answer: who may keep it, and when to come back.

    Nothing is kept in a browser: after signing out, its back button shows nothing. Static files are answered before this.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        wait = getattr(request, "retry_after", None)
        if wait and response.status_code == 200:
            response.status_code = 429
        if wait:
            response.headers["Retry-After"] = str(wait)
        return response


class ForbundMiddleware:
    """Puts `request.tenant` on every request whose address names a förbund, within that förbund's scope."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.tenant = None
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        kwargs = match.kwargs
        if "forbund" not in kwargs:
            return self.get_response(request)
        if not request.user.is_authenticated:
            if request.method in SAFE_METHODS:
                return redirect_to_login(request.get_full_path())
            return keep_what_was_written(request, "Du har loggats ut.")
        try:
            request.tenant = TenantContext.of(request.user, kwargs["forbund"], kwargs.get("year"))
        except Http404 as error:
            return not_found(request, error)
        looking = request.method in SAFE_METHODS
        with inside(request.tenant.forbund), visit(request.tenant.forbund, keeps=looking) as present:
            if getattr(match.func, "kept", False):
                visit_before = request.session.get("last_visit", "") if match.func.by_visit else ""
                return pages.answer(request, present, lambda: self._rendered(request), visit_before)
            return self._rendered(request)

    def _rendered(self, request):
        response = self.get_response(request)
        if hasattr(response, "render") and not response.is_rendered:
            response.render()
        return response

    def process_exception(self, request, exception):
        """What isn't there is said on our own page, in development too."""
        if request.tenant is not None and isinstance(exception, Http404):
            return not_found(request, exception)
        return None
