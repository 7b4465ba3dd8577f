"""Ändringsloggen: who changed what, when, and what it said before."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from finsam import audit
from finsam.doors import door
from finsam.forms import LogFilter
from finsam.models import AuditEntry
from finsam.roles import Permission

PER_PAGE = 50


@door(Permission.READ_LOG)
def log(request):
    """The förbund's changes, newest first, filtered and by day."""
    entries = AuditEntry.objects.filter(forbund_key=request.visit.forbund.key)
    form = LogFilter(request.GET, entries=entries)
    page = Paginator(form.narrow(entries), PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "entry": entry,
            "day": timezone.localdate(entry.at),
            "time": timezone.localtime(entry.at).time(),
            "verb": audit.VERBS.get(entry.verb, entry.verb),
            "kind": audit.kind_name(entry.kind),
            "sentences": audit.sentences(entry),
        }
        for entry in page
    ]
    context = {
        "form": form,
        "page": page,
        "rows": rows,
        "filtered": any(form.data.get(name) for name in form.fields),
    }
    return render(request, "finsam/log.html", context)
