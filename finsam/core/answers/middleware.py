"""The last word on every answer, of pages, files and static files alike."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from finsam.core.answers.policy import ADMIN, FOR_EVERYBODY, LEADS_ELSEWHERE, ORIGINS, elsewhere

PAGE, FILE = "no-store, private", "private, no-cache"


class PolicyMiddleware:
    """Which policy an answer goes with, where it isn't the usual one; stands next inside of the one that writes it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        match = getattr(request, "resolver_match", None)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            response._csp_exempt = (
                True  # the page that the browser has kept goes by the nonce that it came with
            )
        elif match is not None and match.app_name == "admin":
            response._csp_replace = ADMIN
        elif match is not None and getattr(match.func, "for_everybody", False):
            response._csp_replace = FOR_EVERYBODY
        elif match is not None and match.url_name in LEADS_ELSEWHERE:
            response._csp_update = {"form-action": elsewhere()}
        for name, value in ORIGINS.items():
            response.headers.setdefault(name, value)
        return response


class AnswerMiddleware:
    """Who may keep an answer, and when to come back. Static files are answered before this.

    No page is kept in a browser: after signing out, its back button shows nothing. A file may lie in the visitor's own
    browser, which asks each time whether it still holds; it is thrown out when she signs out.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        kept = FILE if "Content-Disposition" in response.headers else PAGE
        response.headers.setdefault("Cache-Control", kept)
        if getattr(request, "signed_out", False):
            response.headers["Clear-Site-Data"] = '"cache"'
        wait = getattr(request, "retry_after", None)
        if wait and response.status_code == 200:
            response.status_code = 429
        if wait:
            response.headers["Retry-After"] = str(wait)
        return response


@receiver(user_logged_out)
def _signed_out(sender, request, **kwargs):
    if request is not None:
        request.signed_out = True
