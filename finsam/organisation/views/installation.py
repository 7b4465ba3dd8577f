"""Pages of the installation: begin it, make a förbund, invite its förbundschef. They show nothing of what a förbund holds."""

from __future__ import annotations

import logging
from functools import wraps

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters

from finsam.core import mail
from finsam.core.crud.forms import sent
from finsam.core.models import Access, FiscalYear, Forbund
from finsam.core.sign_in import second_step
from finsam.core.tenancy import invitations
from finsam.core.tenancy.access import SAFE_METHODS
from finsam.core.tenancy.permissions import Role
from finsam.core.values.collation import in_swedish
from finsam.core.views.errors import second_step_first
from finsam.organisation.installation import services as installation
from finsam.organisation.installation.forms import BeginForm, NewForbundForm, PersonForm

log = logging.getLogger(__name__)


def administers(view):
    """Guard a page of the installation: only who looks after it comes in."""

    @login_required
    @wraps(view)
    def guarded(request, **kwargs):
        if not request.user.has_perm(installation.ADMINISTERS):
            raise PermissionDenied("Den här sidan är för den som sköter installationen av Finsam.")
        if second_step.IN_SESSION not in request.session:
            request.second_step = second_step.missing_for_installation(request.user)
        if request.method not in SAFE_METHODS and request.second_step and request.second_step.overdue:
            return second_step_first(request, str(request.second_step))
        return view(request, **kwargs)

    return guarded


@sensitive_post_parameters()
def begin(request):
    """The first person of an empty installation: who knows the code in the site's log signs in for the first time."""
    if not installation.is_empty():
        return HttpResponseRedirect(reverse("home"))
    form = BeginForm(sent(request))
    if request.method == "POST" and form.is_valid():
        user = form.instance
        try:
            installation.begin(user=user, by=user)
        except (ValidationError, IntegrityError):  # sent twice, or two at once
            return HttpResponseRedirect(reverse("home"))
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(request, "Installationen är påbörjad. Lägg till det första förbundet.")
        return HttpResponseRedirect(reverse("installation"))
    if request.method == "GET":
        log.warning("Nobody can sign in yet. The code for beginning: %s", installation.setup_code())
    return render(
        request,
        "organisation/installation_begin.html",
        {"form": form},
        status=422 if request.method == "POST" else 200,
    )


@administers
def home(request):
    """The installation's förbund, whether their förbundschef has come in, and who looks after it."""
    chiefs: dict[int, list] = {}
    accesses = Access.objects.with_scopes_disabled().filter(role=Role.FORBUNDSCHEF)
    for access in accesses.select_related("user").order_by("pk"):
        chiefs.setdefault(access.forbund_id, []).append(access.user)
    years = FiscalYear.objects.with_scopes_disabled().order_by("year").values_list("forbund_id", "year")
    newest = dict(years)
    rows = [
        {
            "forbund": forbund,
            "year": newest.get(forbund.pk),
            "chiefs": chiefs.get(forbund.pk, []),
            "waiting": not any(user.has_usable_password() for user in chiefs.get(forbund.pk, [])),
        }
        for forbund in Forbund.objects.order_by(in_swedish("name"))
    ]
    context = {"rows": rows, "administrators": installation.administrators()}
    return render(request, "organisation/installation.html", context)


@administers
def new_forbund(request):
    """A förbund with its members and first year; its förbundschef gets a letter."""
    form = NewForbundForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            access = installation.make_forbund(form.instance, by=request.user, **form.told())
        except ValidationError as error:
            form.blame(error)
        else:
            return _letter(
                request,
                lambda: invitations.send(access, by=request.user),
                f"{access.forbund} är tillagt. ",
                access.user,
            )
    return render(
        request,
        "organisation/new_forbund.html",
        {"form": form},
        status=422 if request.method == "POST" else 200,
    )


@administers
def invite_chief(request, key):
    """The förbundschef's invitation again, while none has come in: the same person, or another address."""
    forbund = get_object_or_404(Forbund, key=key)
    refusal = installation.waiting_chief(forbund)
    form = PersonForm(sent(request))
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            access = installation.invite_chief(forbund=forbund, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            return _letter(request, lambda: invitations.send(access, by=request.user), "", access.user)
    context = {"form": form, "refusal": refusal, "title": f"Bjud in förbundschefen i {forbund.short_name}"}
    context["lead"] = (
        "Brevet skickas till adressen. Tidigare inbjudna kommer fortfarande in med sina egna brev."
    )
    return _invite_page(request, context)


@administers
def invite_administrator(request):
    """One more person who looks after the installation."""
    form = PersonForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            user = installation.invite_administrator(by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.blame(error)
        else:
            return _letter(
                request,
                lambda: installation.tell_administrator(user, by=request.user),
                f"{user} sköter nu installationen. ",
                user,
            )
    lead = "Den som sköter installationen lägger till förbund och bjuder in deras förbundschefer, men ser inget i dem."
    return _invite_page(
        request, {"form": form, "title": "Bjud in någon som sköter installationen", "lead": lead}
    )


def _invite_page(request, context: dict):
    status = 422 if request.method == "POST" else 200
    return render(request, "organisation/installation_invite.html", context, status=status)


def _letter(request, send, done: str, user) -> HttpResponseRedirect:
    """Send a letter, say how it went, and go home."""
    try:
        send()
    except mail.NotSent as error:
        messages.warning(request, f"{done}{error} Vänta en stund och bjud in {user} igen.")
    else:
        messages.success(request, f"{done}Ett brev är på väg till {user.email}.")
    return HttpResponseRedirect(reverse("installation"))
