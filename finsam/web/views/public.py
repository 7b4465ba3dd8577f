"""What everybody sees without signing in: public editions, and whether a file is one of them."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from http import HTTPStatus

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from finsam.core.tenancy.everybody import for_everybody
from finsam.core.views.files import named
from finsam.editions.models import FileForm
from finsam.editions.public import reading
from finsam.editions.public.told import checksums, described, digest_in, standing
from finsam.web.views.editions import file_answer

_UNKNOWN = (
    "Här finns ingen offentlig handling med den koden. Den kan ha skrivits fel, eller så har förbundet inte gjort "
    "handlingen offentlig: fråga förbundet."
)


@for_everybody
def home(request):
    """The förbund that have made something public."""
    return render(request, "web/public/home.html", {"names": reading.forbund_names()})


@for_everybody
def forbund(request, owner):
    """What a förbund has made public, newest first."""
    editions = _of(owner)
    context = {"owner": owner, "name": editions[0].edition.forbund_name, "editions": editions}
    return render(request, "web/public/forbund.html", context)


@for_everybody
def checksum_list(request, owner):
    """Every public file's SHA-256, for `sha256sum --check --ignore-missing`; also those that are withdrawn, which are marked."""
    lines = [f"# {_of(owner)[0].edition.forbund_name}: offentliga handlingar.\n"]
    for public in _of(owner):
        lines.append(f"# {public.edition}. {standing(public)}\n")
        lines.append(checksums(reading.files_of(public)))
    response = HttpResponse("".join(lines), content_type="text/plain; charset=utf-8")
    return named(response, "SHA256SUMS", shown=True)


def _of(owner: str) -> list[reading.PublicEdition]:
    editions = reading.of_forbund(owner)
    if not editions:
        raise Http404("Här finns inga offentliga handlingar.")
    return editions


@for_everybody
def edition(request, code):
    """The permanent page of a public edition: what it is, whether it holds, and its files."""
    public = public_edition(code)
    files = reading.files_of(public)
    context = {
        "public": public,
        "edition": public.edition,
        "standing": standing(public),
        "later": reading.replaced_by(public),
        "files": files,
        "readable": bool(reading.content_key(public)),
        "traced": not public.withdrawn and any(file.form == FileForm.TRAIL for file in files),
    }
    return render(request, "web/public/edition.html", context)


@for_everybody
def edition_file(request, code, form):
    """A public file, byte for byte as it was stored; of a withdrawn edition none, which is said."""
    public = public_edition(code)
    if form not in reading.FORMS:
        raise Http404("Filen finns inte.")
    if public.withdrawn:
        context = {"public": public, "edition": public.edition, "standing": standing(public)}
        return render(request, "web/public/withdrawn.html", context, status=HTTPStatus.GONE)
    file = reading.file_of(public, form)
    if file is None:
        raise Http404("Filen finns inte.")
    response = file_answer(request, file, shown=tuple(reading.FORMS))
    if form == FileForm.HTML:
        response["Content-Security-Policy"] = _closed(bytes(file.content))
    return response


def _closed(page: bytes) -> str:
    """The policy of a stored page: it runs nothing and fetches nothing, whatever stands in it, and is styled by what it brought."""
    styles = [sha256(style).digest() for style in re.findall(rb"<style>(.*?)</style>", page, re.DOTALL)]
    let_in = " ".join(f"'sha256-{b64encode(style).decode()}'" for style in styles) or "'none'"
    return (
        f"default-src 'none'; style-src {let_in}; img-src data:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; sandbox allow-popups"
    )


def public_edition(code: str) -> reading.PublicEdition:
    """The edition by its code, public now or once; 404 for what never was."""
    public = reading.by_code(code.lower())
    if public is None:
        raise Http404(_UNKNOWN)
    return public


@for_everybody
def verify(request):
    """Is this document genuine? By its SHA-256, which the browser works out, or the code on its cover."""
    asked = request.GET.get("summa", "").strip()
    digest = digest_in(asked)
    context = {"asked": asked[:200], "digest": digest, "known": []}
    if asked and not digest:
        code = asked.lower()
        if code.isalnum() and reading.by_code(code) is not None:
            return HttpResponseRedirect(reverse("public-edition", kwargs={"code": code}))
        context["problem"] = (
            "Det är varken en kontrollsumma (64 tecken, siffror och a–f) eller koden för en offentlig handling. "
            "Se efter att allt kom med, och försök igen."
        )
    context["known"] = [
        (described(file), standing(public), public, reading.replaced_by(public))
        for public, file in reading.by_digest(digest)
    ]
    return render(request, "web/public/verify.html", context)
