"""Books are read in: a file is sent, what it says is shown, and then it is made the year's books."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import render

from budget.ledger.importing import uploads
from budget.ledger.importing.forms import ChoiceForm, UploadForm
from budget.ledger.importing.preview import Preview, preview, what_next
from budget.ledger.importing.whose import written
from budget.ledger.queries import with_rules
from budget.ledger.services import current, read_in
from budget.models import Standing
from finsam.core.tenancy.access import address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.periods import MONTHS, long_date

WRITE = Permission.EDIT_BUDGET
FEW = 10  # remarks that are shown without being asked for
NOT_HELD = "Filen är inte kvar: den hålls en timme, och bara för den som valde den. Välj den igen."


@require_permission(WRITE, WRITE, kept=False)
def import_books(request):
    """Choose a file; with one, see what it would make of the year, change how it is divided, and read it in."""
    tenant = request.tenant
    if request.method == "POST" and "file" not in request.POST:
        return _sent(request)
    token = (request.POST if request.method == "POST" else request.GET).get("file", "")
    if request.method == "POST" and "cancel" in request.POST:
        uploads.release(tenant, token)
        return HttpResponseRedirect(address(tenant, "ledger"))
    upload = uploads.held(tenant, token)
    if upload is None:
        context = {"form": UploadForm(), "problem": NOT_HELD if token else ""}
        return _upload_page(request, context, status=422 if request.method == "POST" else 200)
    chosen = ChoiceForm(
        request.POST if request.method == "POST" else request.GET, upload=upload, tenant=tenant
    )
    valid = chosen.is_valid()
    to_month = chosen.cleaned_data.get("to_month", upload.to_month)
    if upload.source == "table":
        upload.signs = chosen.cleaned_data.get("signs") or upload.signs
    shown = preview(upload, tenant, chosen.choice, to_month, token)
    problem = ""
    if request.method == "POST" and valid and not shown.stops:
        if shown.question and "ours" not in request.POST:
            problem = "Svara först på frågan om vems bokföring det är: kryssa i rutan längst ner."
        else:
            try:
                return _read(request, shown, token)
            except ValidationError as error:
                problem = " ".join(error.messages)
    context = {
        "section": "budget",
        "upload": upload,
        "token": token,
        "form": chosen,
        "preview": shown,
        "few": len(upload.remarks) <= FEW,
        "problem": problem,
        "organisation": written(upload.organisation),
        "period": " till ".join(map(long_date, upload.year))
        if upload.year
        else f"Filen säger inget år. Den läses in som {tenant.here.year}.",
        "to_month_name": MONTHS[to_month - 1],
        "kept": [
            (name, chosen[name].value() or "")
            for name in chosen.fields
            if name != "keeps_vouchers" or chosen[name].value()
        ],
        "back_url": address(tenant, "ledger"),
        "again_url": address(tenant, "ledger-import"),
    }
    return render(
        request, "budget/ledger_preview.html", context, status=422 if request.method == "POST" else 200
    )


def _sent(request):
    """Judge the file that was chosen; one that can be used is held, and its preview is shown."""
    tenant = request.tenant
    form = UploadForm(request.POST, request.FILES)
    context: dict = {"form": form}
    if form.is_valid():
        upload = uploads.read_file(form.cleaned_data["file"])
        if not upload.reasons:
            token = uploads.hold(tenant, upload)
            if token is not None:
                return HttpResponseRedirect(f"{address(tenant, 'ledger-import')}?file={token}")
            context["problem"] = "Filen kunde inte hållas kvar just nu. Försök igen om en stund."
        else:
            context |= {"refused": upload}
    return _upload_page(request, context, status=422)


def _upload_page(request, context: dict, status: int):
    shown = {
        "section": "budget",
        "back_url": address(request.tenant, "ledger"),
        "problem": "",
        "refused": None,
    }
    return render(request, "budget/ledger_import.html", shown | context, status=status)


def _read(request, shown: Preview, token: str):
    """Make it the year's books, and say what came of it and what remains."""
    tenant = request.tenant
    before = current(tenant.here)
    row = read_in(fiscal_year=tenant.here, snapshot=shown.snapshot, file=shown.file, by=request.user)
    uploads.release(tenant, token)
    if before is not None and row.pk == before.pk:
        messages.info(request, "Samma fil är redan inläst på samma sätt. Ingenting är ändrat.")
    elif row.standing == Standing.WAITING:
        messages.warning(
            request,
            "Filen är inläst men gäller inte än: den ändrar månader som är stängda. Godkänn eller avvisa den här.",
        )
    else:
        year = tenant.here.year
        ledger = with_rules(tenant.forbund, {year: row})[year]
        messages.success(request, f"{row} är inläst. {what_next(row, ledger)}")
    return HttpResponseRedirect(address(tenant, "ledger"))
