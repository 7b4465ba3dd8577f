"""The pages of samples: what is drawn, what was found, what the kansli is asked to bring, and how anybody draws it again."""

from __future__ import annotations

from pathlib import Path
from pprint import pformat

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_POST

from auditors.sampling import queries, services
from auditors.sampling.forms import ResultForm, SampleForm
from auditors.sampling.models import Sample, SampleItem
from auditors.sampling.tables import drawn_table, method_table, selection
from finsam.core.audit import places
from finsam.core.crud.editor import tell_saved
from finsam.core.crud.forms import sent
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.periods import MONTHS
from finsam.core.views.csvfile import csv_answer
from finsam.core.views.files import saved_as
from finsam.rendering.answers import workbook_answer

AUDIT = Permission.AUDIT
SCRIPT = Path(__file__).with_name("redraw.py")
HEADS = ("id", "konto", "objekt", "manad", "serie", "nummer", "dag", "belopp")


@places.page_for(Sample)
def _page_of(tenant: TenantContext, sample: Sample) -> str:
    return places.address_of(tenant, sample, "samples-show", key=sample.key)


@places.page_for(SampleItem)
def _page_of_item(tenant: TenantContext, item: SampleItem) -> str:
    key = item.sample.key
    return places.address_of(tenant, item, "samples-note", key=key, drawn=item.key)


@require_permission(AUDIT)
def samples(request):
    """The year's samples."""
    year = request.tenant.here
    context = {
        "samples": queries.samples(year),
        "books": queries.books_in_force(year),
        "section": "examination",
    }
    return render(request, "auditors/samples.html", context)


@require_permission(AUDIT, AUDIT, kept=False)  # another seed is proposed each time
def new(request):
    """Choose what to draw from and how; see what the choice comes to; draw."""
    tenant = request.tenant
    sample = Sample(forbund=tenant.forbund, fiscal_year=tenant.here)
    form = SampleForm(sent(request), instance=sample, tenant=tenant)
    population, status = None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid() and "visa" in request.POST:
            population = _looked_at(form, sample)
            status = 200 if population else 422
        elif form.is_valid() and form.carry_out(services.draw_sample, sample, by=request.user):
            messages.success(request, "Stickprovet är draget.")
            return HttpResponseRedirect(address(tenant, "samples-show", key=sample.key))
    books = queries.books_in_force(tenant.here)
    context = {
        "form": form,
        "population": population,
        "books": books,
        "has_vouchers": bool(books and books.keeps_vouchers),
        "no_vouchers": services.NO_VOUCHERS,
        "section": "examination",
    }
    return render(request, "auditors/sample_form.html", context, status=status)


def _looked_at(form: SampleForm, sample: Sample) -> queries.Population | None:
    """What the choice comes to; a refusal is put in the form."""
    try:
        return services.complete(sample)
    except ValidationError as error:
        form.blame(error)
        return None


def _opened(request, key: str) -> queries.Opened:
    tenant = request.tenant
    sample = tenant.get(Sample, key=key)
    sample.forbund, sample.fiscal_year = tenant.forbund, tenant.here
    return queries.opened(sample)


@require_permission(AUDIT)
def show(request, key):
    """A sample: how it was drawn, its items with results, what they come to, and whether the books have changed since."""
    opened = _opened(request, key)
    context = {
        "opened": opened,
        "sample": opened.sample,
        "population": opened.population,
        "estimate": opened.estimate,
        "selection": selection(opened),
        "section": "examination",
    }
    return render(request, "auditors/sample.html", context)


@require_permission(AUDIT, AUDIT)
def note(request, key, drawn):
    """What was found of one item; saved, the next one without a result comes."""
    tenant, opened = request.tenant, _opened(request, key)
    row = tenant.get(SampleItem, sample=opened.sample, key=drawn)
    row.forbund, row.sample = tenant.forbund, opened.sample
    form = ResultForm(sent(request), instance=row, tenant=tenant)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data.get("version")
        if form.carry_out(services.note_result, row, by=request.user, version=version):
            tell_saved(request, "Resultatet är antecknat.", changed=form.changed)
            left = [other for other in opened.items if not other.result and other.pk != row.pk]
            after = next((other for other in left if other.order > row.order), next(iter(left), None))
            name, more = (
                ("samples-note", {"drawn": after.key})
                if after and "nasta" in request.POST
                else ("samples-show", {})
            )
            return HttpResponseRedirect(address(tenant, name, key=key, **more))
    item = opened.item(row)
    context = {
        "form": form,
        "stale": form.stale,
        "sample": opened.sample,
        "row": row,
        "item": item,
        "label": opened.population.label(item),
        "count": len(opened.items),
        "section": "examination",
    }
    return render(
        request, "auditors/sample_item.html", context, status=422 if request.method == "POST" else 200
    )


@require_POST
@require_permission(AUDIT, AUDIT)
def share(request, key):
    """Let the kansli see which items were drawn."""
    sample = request.tenant.get(Sample, key=key)
    services.share_sample(sample, by=request.user)
    messages.success(request, "Kansliet ser nu vilka poster som är dragna, och kan ta fram underlagen.")
    return HttpResponseRedirect(address(request.tenant, "samples-show", key=key))


@require_permission(AUDIT)
def population_csv(request, key):
    """The whole population, which the script reads."""
    opened = _opened(request, key)
    rows = (
        (
            item.id, item.account, item.object, MONTHS[item.month - 1] if item.month else "", item.series, item.number,
            item.day, item.amount,
        )
        for item in opened.population.items
    )  # fmt: skip
    name = f"{request.tenant.forbund.key}-{opened.sample.key}-{request.tenant.here.year}-population.csv"
    return csv_answer(name, HEADS, rows)


@require_permission(AUDIT)
def script(request, key):
    """What draws the sample again from its population with nothing but Python."""
    opened = _opened(request, key)
    plan = opened.sample.plan
    told = {
        "seed": plan.seed,
        "method": plan.method,
        "size": plan.size,
        "boundaries": list(plan.boundaries),
        "counts": list(plan.counts),
        "interval": plan.interval,
        "population": opened.sample.population_hash,
        "drawn": [row.item for row in opened.items],
    }
    written = f"SAMPLE: dict = {pformat(told, sort_dicts=False, width=110)}"
    lines = SCRIPT.read_text(encoding="utf-8").splitlines()
    content = "\n".join(written if line.startswith("SAMPLE: dict = {}") else line for line in lines)
    return saved_as(f"dra-om-{opened.sample.key}.py", content + "\n", "text/plain; charset=utf-8")


@require_permission(AUDIT)
def workbook(request, key):
    """The sample as an Excel workbook: how it was drawn, and the items with results."""
    opened, tenant = _opened(request, key), request.tenant
    return workbook_answer(
        [drawn_table(opened), method_table(opened)],
        name=f"{tenant.forbund.key}-{opened.sample.key}-{tenant.here.year}",
        title=f"{opened.sample.name} {tenant.here.year}",
        forbund=tenant.forbund.name,
    )


@require_permission(Permission.READ_LOG)
def requests(request):
    """What the auditors have drawn and shared: what they want to see the vouchers of. No results stand here."""
    year = request.tenant.here
    shared = queries.all_opened(year, shared=True)
    return render(request, "auditors/sample_requests.html", {"shared": shared, "section": "examination"})


urlpatterns = [
    path("granskning/stickprov/", samples, name="samples"),
    path("granskning/stickprov/nytt/", new, name="samples-new"),
    path("granskning/stickprov/<slug:key>/", show, name="samples-show"),
    path("granskning/stickprov/<slug:key>/dela/", share, name="samples-share"),
    path("granskning/stickprov/<slug:key>/population.csv", population_csv, name="samples-population"),
    path("granskning/stickprov/<slug:key>/dra-om.py", script, name="samples-script"),
    path("granskning/stickprov/<slug:key>/stickprov.xlsx", workbook, name="samples-xlsx"),
    path("granskning/stickprov/<slug:key>/<slug:drawn>/", note, name="samples-note"),
    path("granskning/underlag/", requests, name="sample-requests"),
]
