"""The page of the comparison, and what is handed out, withdrawn and accepted there."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from finsam.core.crud.editor import Editor
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.rendering.gathered import gathered, section
from finsam.rendering.html import context_of
from followup.comparison import services
from followup.comparison.catalogue import CATALOGUE
from followup.comparison.drawing import shown, together
from followup.comparison.forms import ReportedFigureForm
from followup.comparison.models import ComparisonAgreement, SharedFigure
from followup.comparison.tables import ReportedFigureTable

WRITE = Permission.EDIT_FOLLOWUP

reported = Editor(
    "reported-figures", "jamforelse/rapporter", ReportedFigureForm, ReportedFigureTable, write=WRITE
)


@require_permission(kept=False)  # what others hand out moves nothing of this förbund's
def page(request):
    """The figures of the catalogue in one picture with the others' where there are any, then each by itself."""
    tenant = request.tenant
    rows = shown(tenant.here)
    chart = together(rows)
    drawn = [section("alla", "", pieces=[chart] if chart else [])]
    drawn += [
        section(row.compared.key, row.compared.label, pieces=row.pieces(drawn=bool(chart) and row.in_grid))
        for row in rows
    ]
    document = gathered(
        drawn, forbund=tenant.forbund, year=tenant.here.year, kind="jamforelse", title="", subtitle=""
    )
    first, *made = context_of(document)["parts"]
    mine = {row.measure: row for row in tenant.all(SharedFigure)}
    context = {
        "rows": [
            {
                "row": row,
                "pieces": part["pieces"],
                "reasons": [line for line in row.drawn if line.reason],
                "own": next((line for line in row.drawn if line.own), None),
            }
            for row, part in zip(rows, made, strict=True)
        ],
        "together": first["pieces"],
        "others": any(row.others for row in rows),
        "agreement": ComparisonAgreement.objects.filter(forbund=tenant.forbund).first(),
        "figures": [(compared, mine.get(compared.key)) for compared in CATALOGUE],
        "fact_url": "",
        "paged": True,  # wide tables and charts are scrolled, also by key
        "refusal": tenant.refusal(WRITE),
    }
    return render(request, "followup/comparison.html", context)


@require_POST
@require_permission(write=WRITE)
def share(request):
    """Hand the year's figures out to the others that agree."""
    otherwise = {compared.key: request.POST.get(f"otherwise-{compared.key}", "") for compared in CATALOGUE}
    return _done(
        request,
        "Siffrorna är delade med de andra förbund som är med.",
        lambda: services.share(fiscal_year=request.tenant.here, otherwise=otherwise, by=request.user),
    )


@require_POST
@require_permission(write=WRITE)
def withdraw(request):
    """Take all that was handed out back."""
    return _done(
        request,
        "Förbundet är inte längre med, och ingen annan ser dess siffror.",
        lambda: services.withdraw(forbund=request.tenant.forbund, by=request.user),
    )


@require_POST
@require_permission(write=WRITE)
def accept(request):
    """Let a figure with another definition be drawn with the others, for a reason."""
    told = {name: request.POST.get(name, "") for name in ("measure", "whose", "otherwise", "reason")}
    return _done(
        request,
        "Siffran jämförs nu, med ditt skäl bredvid.",
        lambda: services.accept(fiscal_year=request.tenant.here, by=request.user, **told),
    )


def _done(request, sentence: str, action) -> HttpResponseRedirect:
    """Carry an action out and say how it went."""
    try:
        action()
    except ValidationError as error:
        for problem in error.messages:
            messages.warning(request, problem)
    else:
        messages.success(request, sentence)
    return HttpResponseRedirect(address(request.tenant, "comparison"))


urlpatterns = [
    path("jamforelse/", page, name="comparison"),
    path("jamforelse/dela/", share, name="comparison-share"),
    path("jamforelse/ga-ur/", withdraw, name="comparison-withdraw"),
    path("jamforelse/godta/", accept, name="comparison-accept"),
    *reported.urls(),
]
