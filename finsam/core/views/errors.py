"""Pages for when something is not there, not allowed, or lost on the way: each says what to do."""

import sys
from functools import wraps

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage import default_storage
from django.db import InterfaceError, OperationalError
from django.http import JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from finsam.core.logs import visits
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
    return render(request, "404.html", {"reason": reason, "number": visits.number()}, status=404)


@without_database
def forbidden(request, exception=None):
    """403 with the reason."""
    reason = str(exception) if exception else ""
    return render(request, "403.html", {"reason": reason, "number": visits.number()}, status=403)


@without_database
def too_many(request):
    """429: much is asked for, or tried, from the same place in a short time."""
    request.retry_after = 60
    return render(request, "429.html", {"number": visits.number()}, status=429)


def server_error(request):
    """500, with nothing that could fail again; 503 when the fault is that the database is away, with what was written."""
    if isinstance(sys.exc_info()[1], AWAY):
        request.retry_after = 30
        return render(None, "503.html", {"number": visits.number(), **_to_send_again(request)}, status=503)
    return render(None, "500.html", {"number": visits.number()}, status=500)


def bad_request(request, exception=None):
    """400: what was sent isn't a request that can be read, or it was for another site."""
    return render(None, "400.html", {"number": visits.number()}, status=400)


def keep_what_was_written(request, reason: str):
    """A post that can't be received now is shown again, whole, to be sent once the visitor is back.

    Only what was sent from one of our own pages: otherwise another site could fill in a form here and ask
    the visitor to press the button.
    """
    if not _from_here(request):
        return forbidden(request, "Formuläret skickades inte från den här webbplatsen.")
    return _shown_again(request, reason)


def second_step_first(request, reason: str):
    """A post of a person who has to set up a second step before she writes is shown again, whole, to be sent after that.

    What a script has sent it keeps itself: it is told why in the way that it asks.
    """
    if "json" in request.headers.get("Accept", ""):
        return JsonResponse(
            {"said": [f"{reason} Gör det i en annan flik. Det du har skrivit står kvar."]}, status=403
        )
    return _shown_again(request, reason, status=428 if request.htmx else 403, needs_second_step=True)


def _shown_again(request, reason: str, *, status: int = 403, needs_second_step: bool = False):
    """All that was posted but secrets, in a form that sends it once more."""
    context = {"reason": reason, "needs_second_step": needs_second_step, **_sent(request)}
    return render(request, "resume.html", context, status=status)


def _from_here(request) -> bool:
    """Whether a form was sent from one of our own pages."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _to_send_again(request) -> dict:
    """What a page that knows nothing of the visitor sends again of what was written; nothing where it can't be.

    A form with a password in it is not: the password isn't sent back, and without it the form is another.
    """
    if request.method != "POST" or not _from_here(request):
        return {}
    try:
        if _SECRET & request.POST.keys() - {"csrfmiddlewaretoken"}:
            return {}
        return {**_sent(request), "csrf_token": get_token(request)}
    except Exception:  # it could not be read to its end
        return {}


def _sent(request) -> dict:
    """The fields of a form as they were sent, the texts among them, and where to."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if name.rpartition("-")[2] not in _SECRET
        for value in values
    ]
    return {
        "fields": fields,
        "texts": [prose.plain(value) for _, value in fields if " " in value.strip()],
        "action": request.get_full_path(),
        "files": bool(request.FILES),
        "number": visits.number(),
    }


def csrf_failure(request, reason=""):
    """The form was opened in another session: show what was written, with a fresh token."""
    return keep_what_was_written(
        request, "Sidan hade varit öppen för länge, eller så har du loggat in på nytt."
    )
