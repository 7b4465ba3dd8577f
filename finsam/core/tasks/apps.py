"""The queue as a Django app."""

from finsam.core import declaring


class TasksConfig(declaring.DomainApp):
    """Tasks, their limits, and who does them."""

    name = "finsam.core.tasks"
    label = "tasks"
    verbose_name = "Arbete i bakgrunden"
    emptied = ("tasks.worker", "tasks.counter", "tasks.scheduledrun")
    declares = ("cleaning",)
