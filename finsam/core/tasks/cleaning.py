"""What is thrown away at night: sessions and cached things that have run out, and old rows of the schedule."""

from __future__ import annotations

from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.cache.backends.db import DatabaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from finsam.core.tasks.models import ScheduledRun
from finsam.core.tasks.schedule import KEPT, Daily, scheduled


@scheduled("sessioner", label="Utgångna inloggningar tas bort", at=Daily(3, 10))
def clear_sessions() -> str:
    """Django's `clearsessions`."""
    call_command("clearsessions")
    return "Utgångna inloggningar är borttagna."


@scheduled("cache", label="Utgånget i cachen tas bort", at=Daily(3, 20))
def clear_cache() -> str:
    """What has run out; Django itself throws it away only when the cache is full."""
    backend = caches[DEFAULT_CACHE_ALIAS]
    gone = 0
    if isinstance(backend, DatabaseCache):
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(backend._table)
            cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [timezone.now()])  # noqa: S608 - Django's own name
            gone = cursor.rowcount
    elif isinstance(backend, FileBasedCache):
        for path in backend._list_cache_files():
            try:
                with open(path, "rb") as file:
                    gone += backend._is_expired(file)  # it deletes what has run out
            except FileNotFoundError:
                continue
    return f"{gone} utgångna är borttagna."


@scheduled("schema", label="Gamla rader i schemat tas bort", at=Daily(3, 30))
def clear_schedule() -> str:
    """How things went is seen for a while; the newest row of each stays, since it tells what has been done."""
    newest = [
        run.pk
        for name in ScheduledRun.objects.order_by().values_list("name", flat=True).distinct()
        if (run := ScheduledRun.objects.filter(name=name).first()) is not None
    ]
    old = ScheduledRun.objects.filter(due_at__lt=timezone.now() - KEPT).exclude(pk__in=newest)
    gone, _ = old.delete()
    return f"{gone} gamla rader är borttagna."
