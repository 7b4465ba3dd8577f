"""How the kommuner split their quarter in a year: all of them at once."""

from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render

from finsam.core import services
from finsam.core.crud.editor import tell_saved
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.organisation.forms import KommunSharesForm


@require_permission(write=Permission.EDIT_FORBUND)
def kommun_shares(request):
    """One field per kommun; together they are 100 %, or none is known."""
    tenant = request.tenant
    form = KommunSharesForm(request.POST or None, tenant=tenant)
    if request.method == "POST" and form.is_valid():
        children = [services.Child(share, remove=removed) for share, removed in form.changed_shares()]
        seen = tenant.fiscal_year.version
        try:
            services.save(
                tenant.fiscal_year, by=request.user, children=children, version=form.cleaned_data["version"]
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        except services.StaleSave as error:
            form.data = {**form.data.dict(), "version": str(error.current.version)}
            form.add_error(None, "Någon annan har sparat under tiden. Kontrollera andelarna och spara igen.")
        else:
            sentence = f"Kommunernas fördelning för {tenant.fiscal_year.year} har sparats."
            tell_saved(request, sentence, changed=tenant.fiscal_year.version != seen)
            return HttpResponseRedirect(address(tenant, "kommun-shares"))
    context = {
        "form": form,
        "refusal": tenant.refusal(Permission.EDIT_FORBUND),
        "members_url": address(tenant, "members"),
        "list_url": address(tenant, "contributions"),
    }
    return render(
        request, "finsam/kommun_shares.html", context, status=422 if request.method == "POST" else 200
    )
