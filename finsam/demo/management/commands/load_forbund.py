"""`manage.py load_forbund kramfors …` or `--all`: read förbund from fixtures/ when they are absent."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from finsam.core.models import Forbund
from finsam.demo.loader import Loader, LoadError


class Command(BaseCommand):
    """Loads förbund that are absent; edits are never overwritten unless --reset asks for it."""

    help = "Läs in förbund från fixtures/. Den som redan finns rörs inte, om inte --reset anges."

    def add_arguments(self, parser):
        parser.add_argument("forbund", nargs="*", help="mappens namn under fixtures/")
        parser.add_argument("--all", action="store_true", help="alla mappar")
        parser.add_argument("--reset", action="store_true", help="ta bort och läs in på nytt")
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *args, **options):
        names = options["forbund"]
        if options["all"]:
            names = sorted(path.parent.name for path in options["folder"].glob("*/forbund.yaml"))
        for name in names:
            folder = options["folder"] / name
            if not folder.is_dir():
                raise CommandError(f"Mappen {folder} finns inte.")
            existing = Forbund.objects.filter(key=name)
            if existing and not options["reset"]:
                self.stdout.write(f"{name}: finns redan")
                continue
            loader = Loader(folder)
            try:
                forbund = loader.reload(existing.first())
            except LoadError as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{name}: {forbund} inläst")
            for label in loader.left_out:
                self.stdout.write(
                    f"{name}: ”{label}” följde inte med: det som uppdraget gäller finns inte i filerna"
                )
