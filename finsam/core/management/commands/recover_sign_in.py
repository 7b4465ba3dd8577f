"""`manage.py recover_sign_in`: a person back in who has lost what she signs in with, whoever she is."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from finsam.core import audit
from finsam.core.models import User
from finsam.core.sign_in import recovery
from finsam.core.tenancy.invitations import password_link


class Command(BaseCommand):
    """For those who can't be helped from a förbund: in several, or who look after the installation."""

    help = "Ta bort en persons lösenord, tvåstegsverifiering och inloggningar, och skriv ut länken för att välja nytt."

    def add_arguments(self, parser):
        parser.add_argument("email", help="personens e-postadress")

    def handle(self, *args, email, **options):
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user is None:
            raise CommandError(f"Ingen har adressen {email}, eller så är kontot avstängt.")
        recovery.recover_anybody(user=user, by=audit.SYSTEM)
        self.stdout.write(
            f"Inloggningen för {user} är återställd. Ge personen länken på ett säkert sätt, den gäller en gång:\n"
            f"{settings.ORIGIN}{password_link(user)}"
        )
