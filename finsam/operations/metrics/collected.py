"""How the installation is, in numbers. All sites and workers share a database, so each site tells the same of it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from finsam.core.tasks.counters import DRAWN, NOT_SENT
from finsam.core.tasks.models import Counter, Worker
from finsam.core.tasks.schedule import standing
from finsam.operations.health.registry import all_tried
from finsam.operations.state import queue_now, seconds_since_backup


class Installation(Collector):
    """Read anew for each page."""

    def collect(self) -> Iterator[Metric]:
        """What can't be read, because the database is away, is left out."""
        health = GaugeMetricFamily("finsam_health", "1 when a check is well, else 0", labels=["check"])
        for checked in all_tried():
            health.add_metric([checked.name], float(checked.ok))
        yield health
        try:
            yield from self._of_database()
        except (DatabaseError, InterfaceError):
            return

    def _of_database(self) -> Iterator[Metric]:
        queue = queue_now()
        tasks = GaugeMetricFamily("finsam_queue_tasks", "Tasks in the queue", labels=["state"])
        for state, count in (
            ("waiting", queue.waiting),
            ("running", queue.running),
            ("failed", queue.failed),
        ):
            tasks.add_metric([state], count)
        yield tasks
        yield GaugeMetricFamily(
            "finsam_queue_oldest_seconds",
            "How long the oldest task that is due has waited",
            value=queue.oldest_seconds,
        )
        yield GaugeMetricFamily(
            "finsam_workers", "Workers that have been heard of lately", value=Worker.living().count()
        )
        rows = {row.name: row for row in Counter.objects.all()}
        drawn, failed = rows.get(DRAWN), rows.get(NOT_SENT)
        yield CounterMetricFamily(
            "finsam_documents_drawn", "Documents drawn", value=drawn.count if drawn else 0
        )
        yield CounterMetricFamily(
            "finsam_documents_drawn_seconds",
            "Seconds that drawing them took",
            value=drawn.seconds if drawn else 0,
        )
        yield CounterMetricFamily(
            "finsam_letters_failed", "Tries to send a letter that failed", value=failed.count if failed else 0
        )
        faulty = GaugeMetricFamily(
            "finsam_schedule_faulty", "1 when scheduled work failed last", labels=["work"]
        )
        for row in standing():
            faulty.add_metric([row.entry.name], float(row.is_faulty))
        yield faulty
        age = seconds_since_backup()
        if age is not None:
            yield GaugeMetricFamily("finsam_backup_age_seconds", "Since the last backup", value=age)
