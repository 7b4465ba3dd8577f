"""Who works can be seen in the administration; what waits can't, for a letter on its way may hold a link that lets somebody in."""

from django.contrib import admin

from finsam.core.admin import LoggedAdmin
from finsam.core.tasks.models import Counter, ScheduledRun, Worker


@admin.register(Worker)
class WorkerAdmin(LoggedAdmin):
    """The processes that do tasks."""

    list_display = ("name", "seen_at")


@admin.register(Counter)
class CounterAdmin(LoggedAdmin):
    """How often things have happened."""

    list_display = ("name", "count", "seconds", "last_at")


@admin.register(ScheduledRun)
class ScheduledRunAdmin(LoggedAdmin):
    """What was due, and how it went."""

    list_display = ("name", "due_at", "begun_at", "finished_at", "said", "fault")
    list_filter = ("name",)
