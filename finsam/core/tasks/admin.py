"""Who works can be seen in the administration; what waits can't, for a letter on its way may hold a link that lets somebody in."""

from django.contrib import admin
from django_tasks_db.models import DBTaskResult

from finsam.core.admin import LoggedAdmin
from finsam.core.tasks.models import Worker

admin.site.unregister(DBTaskResult)


@admin.register(Worker)
class WorkerAdmin(LoggedAdmin):
    """The processes that do tasks."""

    list_display = ("name", "seen_at")
