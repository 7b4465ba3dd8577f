"""`manage.py remind`: mail those who have results to hand in or approve, and huvudmän their links. Meant to run once a week."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localdate

from finsam.core import mail
from followup.reporting.reminders import letters
from followup.requests import mailing


class Command(BaseCommand):
    """Sends one letter to each person; --dry-run prints them instead."""

    help = "Skicka påminnelser om resultat som ska lämnas eller godkännas. Körs lämpligen en gång i veckan."

    def add_arguments(self, parser):
        parser.add_argument("--days", type=int, default=14, help="så många dagar i förväg (14)")
        parser.add_argument("--dry-run", action="store_true", help="visa breven utan att skicka dem")

    def handle(self, *args, **options):
        mails = letters(localdate(), options["days"])
        unsent = []
        for letter in mails:
            if options["dry_run"]:
                self.stdout.write(f"Till: {', '.join(letter.to)}\n{letter.subject}\n\n{letter.body}\n")
                continue
            try:
                mail.send(letter, at_once=True)
            except mail.NotSent:
                unsent += letter.to
        sent = "skulle skickas" if options["dry_run"] else "skickades"
        self.stdout.write(f"{len(mails) - len(unsent)} brev {sent}.")
        if not options["dry_run"]:
            asked, unasked = mailing.send_due(localdate())
            self.stdout.write(f"Länkar skickade till huvudmän: {len(asked)}.")
            unsent += unasked
        if unsent:
            raise CommandError(
                f"{len(unsent)} brev kunde inte skickas: {', '.join(unsent)}. De andra fick sina."
            )
