"""Pages outside a förbund's years: which förbund, and how accessible the site is."""

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from finsam.core import services
from finsam.core.addresses import year_address
from finsam.core.models import Access, FiscalYear, User
from finsam.core.tenancy.access import TenantContext, require_permission
from finsam.core.tenancy.permissions import Permission, Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.core.values.collation import in_swedish
from finsam.core.views.errors import AWAY, without_database

ADMINISTERS = "core.add_forbund"  # Django's own right: who has it makes förbund, and sees none for it


def home(request):
    """The visitor's förbund to choose from; with only one, straight in. `?valj` always shows the choice.

    Where nobody can sign in yet, the way to begin; who looks after the installation is shown the way to it.
    """
    if not request.user.is_authenticated:
        if _nobody_yet():
            return HttpResponseRedirect(reverse("installation-begin"))
        return redirect_to_login(request.get_full_path())
    today = timezone.localdate()
    with scopes_disabled():
        accesses = [
            access
            for access in Access.objects.filter(user=request.user)
            .select_related("forbund")
            .order_by(in_swedish("forbund__name"))
            if access.valid_on(today)
        ]
        newest = dict(FiscalYear.objects.order_by("year").values_list("forbund_id", "year"))
    choices: dict = {}
    for access in accesses:
        choices.setdefault(access.forbund, []).append(str(Role(access.role).label))
    administers = request.user.has_perm(ADMINISTERS)
    if len(choices) == 1 and not administers and "valj" not in request.GET:
        return HttpResponseRedirect(reverse("forbund-start", kwargs={"forbund": next(iter(choices)).key}))
    rows = [
        {"forbund": forbund, "roles": ", ".join(roles), "year": newest.get(forbund.pk)}
        for forbund, roles in choices.items()
    ]
    return render(request, "core/home.html", {"rows": rows, "administers": administers})


def _nobody_yet() -> bool:
    """Whether nobody can sign in; not that, when the database can't say."""
    try:
        return not User.objects.exists()
    except AWAY:
        return False


@require_permission(write=Permission.EDIT_FORBUND)
def forbund_start(request):
    """On to the förbund's newest year; without any, the place to open the first."""
    tenant: TenantContext = request.tenant
    newest = tenant.years.first()
    if newest:
        return HttpResponseRedirect(start_of(tenant, newest.year))
    year = timezone.localdate().year
    problem = ""
    if request.method == "POST":
        try:
            services.open_year(forbund=tenant.forbund, year=year, by=request.user)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            return HttpResponseRedirect(start_of(tenant, year))
    context = {"year": year, "problem": problem, "refusal": tenant.refusal(Permission.EDIT_FORBUND)}
    return render(request, "core/first_year.html", context)


def start_of(tenant: TenantContext, year: int) -> str:
    """The first page of a year."""
    return year_address(tenant.forbund, year, "start")


@without_database
def accessibility(request):
    """Tillgänglighetsredogörelse."""
    return render(request, "core/accessibility.html")
