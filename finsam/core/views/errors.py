"""Pages for when something is not there, not allowed, or lost on the way: each says what to do."""

import sys
from functools import wraps

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.shortcuts import render

from finsam.core.text import prose

AWAY = (OperationalError, InterfaceError)  # the database can't be reached, or can't answer just now

# Fields that are never sent back: secrets, and what Django puts there itself.
_SECRET = {"csrfmiddlewaretoken", "password", "password1", "password2", "oldpassword", "code"}


def without_database(view):
    """A page that has no data of its own is shown also when the database is away, as to a stranger."""

    @wraps(view)
    def shown(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except AWAY:
            request.tenant, request.user = None, AnonymousUser()
            if hasattr(request, "session"):
                request.session._session_cache = {}  # as if read: she is still signed in when the database is back
                request._messages = default_storage(request)
            return view(request, *args, **kwargs)

    return shown


@without_database
def not_found(request, exception=None):
    """404: also for what the visitor may not know exists."""
    reason = (
        str(exception)
        if exception is not None and exception.args and isinstance(exception.args[0], str)
        else ""
    )
    return render(request, "404.html", {"reason": reason}, status=404)


@without_database
def forbidden(request, exception=None):
    """403 with the reason."""
    return render(request, "403.html", {"reason": str(exception) if exception else ""}, status=403)


@without_database
def too_many(request):
    """429: many tries from the same place in a short time."""
    request.retry_after = 60
    return render(request, "429.html", status=429)


def server_error(request):
    """500, with nothing that could fail again; 503 when the fault is that the database is away."""
    if isinstance(sys.exc_info()[1], AWAY):
        request.retry_after = 30
        return render(None, "503.html", status=503)
    return render(None, "500.html", status=500)


def keep_what_was_written(request, reason: str):
    """A post that can't be received now is shown again, whole, to be sent once the visitor is back.

    Only what was sent from one of our own pages: otherwise another site could fill in a form here and ask
    the visitor to press the button.
    """
    if request.headers.get("Origin") != f"{request.scheme}://{request.get_host()}":
        return forbidden(request, "Formuläret skickades inte från den här webbplatsen.")
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name.rpartition("-")[2] not in _SECRET
        for value in values
    ]
    context = {
        "reason": reason,
        "fields": fields,
        "texts": [prose.plain(value) for _, value in fields if " " in value.strip()],
        "action": request.get_full_path(),
        "files": bool(request.FILES),
    }
    return render(request, "resume.html", context, status=403)


def csrf_failure(request, reason=""):
    """The form was opened in another session: show what was written, with a fresh token."""
    return keep_what_was_written(
        request, "Sidan hade varit öppen för länge, eller så har du loggat in på nytt."
    )
