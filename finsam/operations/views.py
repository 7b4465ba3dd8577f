"""Drift: how the installation is, for whoever looks after it. It shows nothing of what a förbund holds."""

from __future__ import annotations

import logging

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from finsam.core.tasks import schedule
from finsam.core.tasks.counters import DRAWN, NOT_SENT
from finsam.core.tasks.models import Counter, Worker
from finsam.operations import state
from finsam.operations.backup import last_attempt, last_backup
from finsam.operations.health.registry import all_tried, forget
from finsam.organisation.views.installation import administers

log = logging.getLogger(__name__)


@administers
def home(request: HttpRequest) -> HttpResponse:
    """Health, versions, the last backup, the queue, letters that failed, the schedule."""
    counters = {row.name: row for row in Counter.objects.all()}
    made, tried = last_backup(), last_attempt()
    queue = state.queue_now()
    context = {
        "checks": all_tried(),
        "versions": state.versions(),
        "backup_at": made.at if made else None,
        "backup_failed": tried if tried and tried.error else None,
        "queue": queue,
        "oldest_minutes": round(queue.oldest_seconds / 60),
        "failed": state.failed_tasks(),
        "letters": counters.get(NOT_SENT),
        "drawn": counters.get(DRAWN),
        "schedule": schedule.standing(),
        "workers": Worker.living(),
        "now": timezone.now(),
    }
    return render(request, "operations/home.html", context)


@require_POST
@administers
def retry(request: HttpRequest, number: str) -> HttpResponse:
    """Have a failed task tried again."""
    if state.try_again(str(number)):
        log.warning("A failed task is tried again by hand: %s", number)
        messages.success(request, "Arbetet ligger i kön igen.")
    else:
        messages.warning(request, "Arbetet går inte att göra igen härifrån, eller så är det redan i kön.")
    return HttpResponseRedirect(reverse("operations"))


@require_POST
@administers
def run(request: HttpRequest, name: str) -> HttpResponse:
    """Have something in the schedule done at once."""
    entry = schedule.SCHEDULE.get(name)
    if entry is None:
        messages.warning(request, "Det finns inte i schemat.")
    else:
        schedule.queue_now(name)
        log.warning("Scheduled work is done by hand: %s", name)
        messages.success(request, f"”{entry.label}” ligger i kön.")
    return HttpResponseRedirect(reverse("operations"))


@require_POST
@administers
def look(request: HttpRequest) -> HttpResponse:
    """Try the health anew."""
    forget()
    return HttpResponseRedirect(reverse("operations"))
