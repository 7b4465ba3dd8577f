"""The förbund's tillgänglighetsredogörelse, for everybody."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import render

from finsam.core.models import Forbund
from finsam.core.tenancy.everybody import for_everybody
from finsam.core.tenancy.scope import inside
from finsam.editions.public.reading import of_forbund
from finsam.organisation.models import AccessibilityStatement


@for_everybody
def statement(request, owner):
    """What the förbund says; where it has said nothing, how it is reached, if it has made anything public."""
    forbund = Forbund.objects.filter(key=owner).first()
    if forbund is None:
        raise Http404("Här finns inga offentliga handlingar.")
    with inside(forbund):
        said = AccessibilityStatement.objects.filter(forbund=forbund).first()
    if said is None and not of_forbund(owner):
        raise Http404("Här finns inga offentliga handlingar.")
    return render(request, "organisation/public_statement.html", {"forbund": forbund, "said": said})
