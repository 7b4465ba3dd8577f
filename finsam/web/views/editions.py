"""A document's way to what is decided, and the editions that were stored on it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from finsam.core.addresses import year_address
from finsam.core.crud.forms import sent
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.views.files import named, unless_had
from finsam.documents.models import Document
from finsam.editions import queries
from finsam.editions.forms import WithdrawForm
from finsam.editions.models import Edition, EditionFile, FileForm
from finsam.editions.public.reading import of_edition
from finsam.editions.public.services import make_public, withdraw
from finsam.editions.public.told import standing
from finsam.editions.services import revise
from finsam.editions.states import Step, step_of, way_of
from finsam.rendering.files import CONTENT_TYPES

INNER = "inre"  # the rendition in the address
RESTS_ON = (FileForm.DATA, FileForm.RECORD)  # what the pages rest on, which is more than they print
TYPES = {
    **CONTENT_TYPES,
    FileForm.DATA: "application/json",
    FileForm.RECORD: "application/json",
    FileForm.TRAIL: "application/pdf",
    FileForm.TRAIL_DATA: "application/json",
}


def steps_for(tenant: TenantContext, document: Document) -> list[tuple[str, Step]]:
    """The steps that the visitor can take with a document, by their names."""
    names = way_of(document.kind).steps_from(document.status, tenant.permissions)
    return [(name, step_of(document.kind, name)) for name in names]


@require_POST
@require_permission(write=Permission.EDIT_PLAN)
def document_revise(request, key):
    """Begin a revision of what is decided."""
    tenant = request.tenant
    try:
        revision = revise(document=tenant.get(Document, key=key), by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return HttpResponseRedirect(address(tenant, "document", key=key))
    messages.success(
        request,
        f"{revision} är påbörjad som ett utkast. Det som är beslutat ligger kvar och gäller tills revideringen är beslutad.",
    )
    return HttpResponseRedirect(address(tenant, "document", key=revision.key))


@require_permission()
def editions(request):
    """Handlingar: everything that has been stored of the förbund's documents, of all years."""
    tenant = request.tenant
    stored = queries.of_forbund(tenant.forbund)
    digests = queries.pdf_digests(stored)
    rows = [
        (shown, year_address(tenant.forbund, shown.year, "edition", code=shown.code), digests[shown.pk])
        for shown in stored
    ]
    return render(request, "web/editions.html", {"editions": rows})


def edition_of(tenant: TenantContext, code: str) -> Edition:
    """An edition of the förbund and year by its code, or Http404."""
    rows = Edition.objects.filter(forbund_key=tenant.forbund.key, year=tenant.here.year, code=code)
    shown: Edition | None = rows.first()
    if shown is None:
        raise Http404("Handlingen finns inte.")
    return shown


@require_permission()
def edition(request, code):
    """One edition: who decided it and when, and its files with their SHA-256."""
    tenant = request.tenant
    shown = edition_of(tenant, code)
    files = [file for file in queries.files_of(shown) if may_have(tenant, file)]
    public = of_edition(shown)
    traced = any(file.form == FileForm.TRAIL_DATA for file in files)
    context = {
        "edition": shown,
        "files": files,
        "public": public,
        "standing": standing(public),
        "traced": traced,
    }
    context["may"] = tenant.may[Permission.EDIT_PLAN]
    return render(request, "web/edition.html", context)


@require_POST
@require_permission(write=Permission.EDIT_PLAN)
def edition_release(request, code):
    """Make an edition public for everybody."""
    shown = edition_of(request.tenant, code)
    try:
        make_public(edition=shown, by=request.user)
    except ValidationError as error:
        messages.info(request, " ".join(error.messages))
    else:
        messages.success(request, f"{shown} är nu offentlig. Alla kan läsa den utan att logga in.")
    return HttpResponseRedirect(address(request.tenant, "edition", code=code))


@require_permission(Permission.EDIT_PLAN, Permission.EDIT_PLAN)
def edition_withdraw(request, code):
    """Say what it means to withdraw a public edition; a post with a reason does it."""
    shown = edition_of(request.tenant, code)
    public, back = of_edition(shown), address(request.tenant, "edition", code=code)
    if public is None or public.withdrawn:
        messages.info(request, "Handlingen är inte offentlig, så det finns inget att återkalla.")
        return HttpResponseRedirect(back)
    form = WithdrawForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            withdraw(edition=shown, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            form.add_error("reason", error.messages)
        else:
            messages.success(
                request, f"{shown} är återkallad. Dess sida säger det, och filerna lämnas inte ut."
            )
            return HttpResponseRedirect(back)
    context = {"edition": shown, "form": form, "back": back}
    return render(request, "web/withdraw.html", context, status=422 if request.method == "POST" else 200)


def may_have(tenant: TenantContext, file: EditionFile) -> bool:
    """Whether the visitor may have a file: what shows small counts, or rests on them, is for those who see them."""
    return not (file.inside or file.form in RESTS_ON) or Permission.READ_COUNTS in tenant.permissions


@require_permission(kept=False)
def edition_file(request, code, form):
    """A file of an edition, byte for byte as it was stored."""
    tenant = request.tenant
    shown = edition_of(tenant, code)
    inside = request.GET.get("utgava") == INNER or form == FileForm.RECORD
    if inside or form in RESTS_ON:
        tenant.require(Permission.READ_COUNTS)
    file = queries.file_of(shown, form, inside=inside)
    if file is None:
        raise Http404("Filen finns inte.")
    return file_answer(request, file)


def file_answer(
    request, file: EditionFile, name: str = "", *, shown: tuple[str, ...] = (FileForm.PDF, FileForm.TRAIL)
) -> HttpResponse:
    """The stored bytes as a download; a PDF, or another form that is `shown`, in the browser."""
    response = HttpResponse(bytes(file.content), content_type=TYPES[file.form])
    named(response, name or file.name, shown=file.form in shown)
    return unless_had(request, response, file.sha256)
