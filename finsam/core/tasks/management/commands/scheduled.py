"""`manage.py scheduled`: what is done at certain times; with a name, do it now."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from finsam.core.tasks import schedule
from finsam.core.tasks.models import ScheduledRun
from finsam.core.values.periods import long_date


class Command(BaseCommand):
    """Lists the schedule, or does one thing of it by hand, in this process."""

    help = "Visa det som görs på bestämda tider. Med ett namn: gör det nu."

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", help="det som ska göras nu")

    def handle(self, *args, name, **options):
        if name is None:
            for row in schedule.standing():
                following = timezone.localtime(row.next_at)
                self.stdout.write(
                    f"{row.entry.name:12} {row.entry.label}, {row.entry.at.said()}."
                    f" Nästa gång {long_date(following.date())} kl. {following:%H.%M}. Senast: {row.state}"
                )
            return
        if name not in schedule.SCHEDULE:
            raise CommandError(f"Inget heter {name}. Det här finns: {', '.join(sorted(schedule.SCHEDULE))}.")
        run = ScheduledRun.objects.create(name=name, due_at=timezone.now())
        self.stdout.write(schedule.do(run))
