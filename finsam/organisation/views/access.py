"""Who may come in: invite, change the time, send the mail again, remove."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from finsam.core import mail, services
from finsam.core.crud.editor import Editor
from finsam.core.crud.forms import sent
from finsam.core.crud.tables import OwnedTable
from finsam.core.models import Access
from finsam.core.sign_in import recovery
from finsam.core.tenancy import invitations, rules
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import ROLES, Permission, Role
from finsam.organisation.forms import INVITED, AccessForm, InvitationForm

PERMISSION = Permission.MANAGE_ACCESS


def _last_one(access: Access) -> str | None:
    return rules.removing_access(access, today=timezone.localdate())


# Changing the time and removing are like every other object's; the list and inviting are pages of their own.
editor = Editor(
    name="access",
    form=AccessForm,
    table=OwnedTable,
    write=PERMISSION,
    read=PERMISSION,
    segment="atkomst",
    intro="Här står vilka som kommer in i förbundet och vad de får göra.",
    section="access",
    check_delete=_last_one,
    list_template="organisation/access.html",
    form_template="organisation/access_edit.html",
)


@require_permission(PERMISSION, kept=False)  # it tells who has signed in
def access_list(request):
    """The people, grouped by role with what the role allows."""
    tenant, today = request.tenant, timezone.localdate()
    accesses = tenant.all(Access).select_related("user")
    groups = [
        {
            "role": Role(role),
            "info": info,
            "acting": role == Role.ACTING,
            "accesses": [
                {
                    "access": access,
                    "valid": access.valid_on(today),
                    "waiting": not access.user.has_usable_password(),
                    "unsent": access.key == request.GET.get("brev"),
                }
                for access in accesses
                if access.role == role
            ],
        }
        for role, info in ROLES.items()
    ]
    return render(request, "organisation/access.html", {"groups": groups})


@require_permission(PERMISSION, PERMISSION)
def invite(request):
    """Give a person a role, and tell her by mail."""
    form = InvitationForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            access = services.invite(forbund=request.tenant.forbund, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            for name, errors in (
                error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
            ).items():
                form.add_error(name if name in form.fields else None, errors)
        else:
            return _letter(request, access, f"{access.user} är inbjuden. ")
    context = {"form": form, "roles": [(label, ROLES[role].description) for role, label in INVITED]}
    return render(
        request, "organisation/invite.html", context, status=422 if request.method == "POST" else 200
    )


@require_permission(PERMISSION, PERMISSION)
def send_again(request, key):
    """The invitation once more, to somebody who has not chosen a password yet."""
    access = request.tenant.get(Access, key=key)
    if request.method == "POST":
        return _letter(request, access)
    return HttpResponseRedirect(address(request.tenant, "access"))


@require_permission(PERMISSION, PERMISSION)
def recover(request, key):
    """Let a person in anew who has lost what she signs in with; or who can."""
    tenant = request.tenant
    access = tenant.get(Access, key=key)
    refusal = recovery.refusal(access.user, forbund=tenant.forbund, by=request.user)
    if refusal or request.method != "POST":
        context = {"access": access, "refusal": refusal}
        status = 422 if request.method == "POST" else 200
        return render(request, "organisation/access_recover.html", context, status=status)
    user = recovery.recover(access=access, by=request.user)
    try:
        recovery.tell(user, forbund=tenant.forbund, by=request.user)
    except mail.NotSent as error:
        messages.warning(
            request, f"Inloggningen för {user} är återställd. {error} Vänta en stund och återställ igen."
        )
    else:
        messages.success(
            request,
            f"Inloggningen för {user} är återställd. Ett brev med en länk är på väg till {user.email}.",
        )
    return HttpResponseRedirect(address(tenant, "access"))


def _letter(request, access: Access, done: str = "") -> HttpResponseRedirect:
    """Send the letter of an access and say how it went; the list offers to send again what couldn't be sent."""
    place = address(request.tenant, "access")
    try:
        invitations.send(access, by=request.user)
    except mail.NotSent as error:
        stands = f"{access.user} har fått rollen och den gäller" if done else "Rollen gäller fortfarande"
        messages.warning(
            request,
            f"{done}{error} {stands}. Vänta en stund och välj ”Skicka brevet igen” vid namnet.",
        )
        return HttpResponseRedirect(f"{place}?brev={access.key}#atkomst-{access.key}")
    messages.success(request, f"{done}Ett brev är på väg till {access.user.email}.")
    return HttpResponseRedirect(place)
