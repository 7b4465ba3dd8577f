"""The förbund comes from the address: find it, check the visitor, and close off everybody else's data."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.urls import Resolver404, resolve

from finsam.core.caching import pages
from finsam.core.caching.computed import visit
from finsam.core.sign_in.second_step import IN_SESSION
from finsam.core.tenancy.access import SAFE_METHODS, TenantContext
from finsam.core.tenancy.scope import inside
from finsam.core.views.errors import keep_what_was_written, not_found


class ForbundMiddleware:
    """Puts `request.tenant`, and what she has to set up, on every request whose address names a förbund, within that förbund's scope."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.tenant = request.second_step = None
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self.get_response(request)
        # Also where no view is asked: what the answer is and how it is told of need not look the address up again.
        request.resolver_match = match
        kwargs = match.kwargs
        if "forbund" not in kwargs:
            return self.get_response(request)
        if not request.user.is_authenticated:
            if request.method in SAFE_METHODS:
                return redirect_to_login(request.get_full_path())
            return keep_what_was_written(request, "Du har loggats ut.")
        try:
            two_steps = IN_SESSION in request.session
            request.tenant = TenantContext.of(
                request.user, kwargs["forbund"], kwargs.get("year"), two_steps=two_steps
            )
        except Http404 as error:
            return not_found(request, error)
        request.second_step = request.tenant.second_step
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
