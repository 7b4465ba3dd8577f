"""API-nycklar: the programs that a förbund has let in, for whoever decides who comes in."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from finsam.api import queries
from finsam.api import services as tokens
from finsam.api.forms import ApiTokenForm
from finsam.api.models import ApiToken
from finsam.core import services
from finsam.core.crud.editor import version_in
from finsam.core.crud.forms import sent
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission

PERMISSION = Permission.MANAGE_ACCESS


@require_permission(PERMISSION, PERMISSION, kept=False)  # it tells when each was last used
def page(request):
    """The tokens, and a form for a new one. The answer to a post shows the new token, the only time it is shown."""
    tenant, today = request.tenant, timezone.localdate()
    sees_counts = Permission.READ_COUNTS in tenant.permissions
    form = ApiTokenForm(sent(request), sees_counts=sees_counts)
    made, token = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            made, token = tokens.make(forbund=tenant.forbund, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.blame(error)
        else:
            form = ApiTokenForm(sees_counts=sees_counts)
    rows = [(row, used, row.holds_on(today)) for row, used in queries.tokens(tenant.forbund)]
    context = {"form": form, "rows": rows, "made": made, "token": token}
    status = 422 if request.method == "POST" and made is None else 200
    return render(request, "api/tokens.html", context, status=status)


@require_permission(PERMISSION, PERMISSION, kept=False)
def end(request, key):
    """Ask, and then end a token at once."""
    tenant = request.tenant
    row = tenant.get(ApiToken, key=key)
    if request.method == "POST":
        try:
            tokens.end(token=row, by=request.user, version=version_in(request.POST.get("version", "")))
        except services.StaleSave as error:
            messages.warning(request, f"{error} Se hur det är nu, och försök igen.")
        except services.Gone:
            messages.info(request, "Nyckeln var redan avslutad.")
        else:
            messages.success(request, f"Nyckeln ”{row.name}” är avslutad och släpper inte in någon mer.")
        return HttpResponseRedirect(address(tenant, "api-tokens"))
    return render(request, "api/token_end.html", {"token": row, "section": "api-tokens"})
