"""Pages about a person's own sign-in: where she is signed in."""

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from finsam.core.sign_in import sessions


@login_required
def places(request):
    """Dina inloggningar: where she is signed in, and the buttons that end it there."""
    if request.method == "POST":
        return _end(request)
    return render(
        request,
        "core/sign_in/places.html",
        {"places": sessions.places(request.user, request.session.session_key)},
    )


def _end(request):
    """End all the others, or the one that was chosen."""
    here = request.session.session_key
    if "others" in request.POST:
        sessions.end(request.user, but=here)
        messages.success(request, "Alla andra inloggningar är avslutade.")
    else:
        chosen = request.POST.get("place", "")
        row = UserSession.objects.filter(user=request.user, pk=chosen if chosen.isdecimal() else 0).first()
        if row is None or row.session_key == here:
            raise Http404("Inloggningen finns inte.")
        row.end()
        messages.success(request, f"Inloggningen med {row.user_agent} är avslutad.")
    return HttpResponseRedirect(reverse("sign-in-places"))
