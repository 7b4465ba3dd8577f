"""How the kommuner split their quarter in a year: all of them at once."""

from django.http import HttpResponseRedirect
from django.shortcuts import render

from finsam.core import services
from finsam.core.crud import last_year
from finsam.core.crud.editor import tell_saved
from finsam.core.crud.forms import sent
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.money import exact
from finsam.organisation.forms import KommunSharesForm
from finsam.organisation.models import KommunShare


@require_permission(write=Permission.EDIT_FORBUND)
def kommun_shares(request):
    """One field per kommun; together they are 100 %, or none is known."""
    tenant = request.tenant
    form = KommunSharesForm(sent(request), tenant=tenant)
    if request.method == "POST" and form.is_valid():
        children = [services.Child(share, remove=removed) for share, removed in form.changed_shares()]
        version = form.cleaned_data["version"]
        if form.carry_out(
            services.save, tenant.fiscal_year, by=request.user, children=children, version=version
        ):
            sentence = f"Kommunernas fördelning för {tenant.fiscal_year.year} har sparats."
            tell_saved(request, sentence, changed=form.changed)
            return HttpResponseRedirect(address(tenant, "kommun-shares"))
    for share in KommunShare.objects.filter(
        fiscal_year__year=tenant.here.year - 1, member__key__in=form.fields
    ).select_related("member", "fiscal_year"):
        last_year.tell(form.fields[share.member.key], share.fiscal_year, f"{exact(share.share)} %")
    context = {
        "form": form,
        "refusal": tenant.refusal(Permission.EDIT_FORBUND),
        "members_url": address(tenant, "members"),
        "list_url": address(tenant, "contributions"),
    }
    return render(
        request, "organisation/kommun_shares.html", context, status=422 if request.method == "POST" else 200
    )
