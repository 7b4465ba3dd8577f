"""`manage.py render_document kramfors 2024 verksamhetsplan --output plan.pdf [--format pdf|html|xlsx|docx] [--inner] [--made TIME]`.

The time that stands in the file is that of `--made`, or of SOURCE_DATE_EPOCH, so that a rendition can come out the same
again; else it is now. What is decided and stored comes out as it was stored, whatever time is given.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from finsam.core.models import Forbund
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document
from finsam.editions.queries import stored
from finsam.rendering.files import CONTENT_TYPES, render


class Command(BaseCommand):
    """Writes a document to a file, for scripts."""

    help = "Skriv ett dokument till en fil."

    def add_arguments(self, parser):
        parser.add_argument("forbund")
        parser.add_argument("year", type=int)
        parser.add_argument("kind")
        parser.add_argument("--output", type=Path, required=True)
        parser.add_argument("--format", choices=sorted(CONTENT_TYPES), default="pdf")
        parser.add_argument("--inner", action="store_true", help="den inre utgåvan, där små antal visas")
        parser.add_argument("--made", help="tiden som står i filen, 2024-11-13T10:00; annars nu")

    def handle(self, *args, forbund, year, kind, output, **options):
        owner = Forbund.objects.filter(key=forbund).first()
        if owner is None:
            known = ", ".join(Forbund.objects.values_list("key", flat=True)) or "inga"
            raise CommandError(f"Förbundet ”{forbund}” finns inte. Förbund som finns: {known}.")
        with inside(owner):
            documents = Document.objects.filter(forbund=owner).select_related("forbund__logo", "fiscal_year")
            document = documents.filter(kind=kind, fiscal_year__year=year).first()
            if document is None:
                known = (
                    ", ".join(f"{document.kind} {document.fiscal_year}" for document in documents) or "inga"
                )
                raise CommandError(
                    f"{owner} har inget dokument ”{kind} {year}”. Dokument som finns: {known}."
                )
            output.parent.mkdir(parents=True, exist_ok=True)
            made = _made(options["made"], os.environ.get("SOURCE_DATE_EPOCH", ""))
            kept = stored(document, options["format"], inside=options["inner"])
            output.write_bytes(
                kept or render(document, options["format"], inside=options["inner"], made=made)
            )
        self.stdout.write(f"{output}")


def _made(given: str | None, epoch: str) -> datetime | None:
    """The time to stand in the file, if one is given. Raises CommandError."""
    try:
        if given:
            moment = datetime.fromisoformat(given)
            return timezone.make_aware(moment) if timezone.is_naive(moment) else moment
        return datetime.fromtimestamp(int(epoch), UTC) if epoch else None
    except (ValueError, OverflowError, OSError) as error:
        raise CommandError(f"”{given or epoch}” är ingen tid. Skriv den som 2024-11-13T10:00.") from error
