"""`manage.py demo`: four real förbund, people to sign in as, and their plans and årsredovisning as PDF."""

from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from finsam.core import audit, services
from finsam.core.models import Access, Forbund, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside, scopes_disabled
from finsam.demo.steps import FILLING, STORING, run_steps
from finsam.documents.models import SETTLED, Document
from finsam.editions.public.services import make_public
from finsam.editions.queries import stored
from finsam.editions.services import store_settled
from finsam.rendering.files import file_name, hidden_in, render
from finsam.rendering.pdf.pdf import to_pdf

PASSWORD = "prova-finsam-2024"  # noqa: S105 - the demo's own, refused outside development
NAMES = {
    Role.FORBUNDSCHEF: "Klara Exempelsson",
    Role.EKONOM: "Egon Siffersson",
    Role.ORDFORANDE: "Orvar Klubbestad",
    Role.PRESIDIUM: "Petra Förberedd",
    Role.LEDAMOT: "Lovisa Bordsäter",
    Role.ERSATTARE: "Edvin Reservman",
    Role.BEREDNING: "Bertil Beredberg",
    Role.REVISOR: "Rut Granskblad",
    Role.INSATSANSVARIG: "Iris Insatslund",
    Role.ADMINISTRATOR: "Adam Ordningsgård",
}


class Command(BaseCommand):
    """Loads what is absent, never overwrites an edit, and says where to go."""

    help = "Ladda demon: förbund, användare och PDF:er i var/demo/."

    def add_arguments(self, parser):
        parser.add_argument(
            "--reset", action="store_true", help="läs in förbunden på nytt; ändringar försvinner"
        )
        parser.add_argument(
            "--users-only", action="store_true", help="bara personerna, inga förbund och PDF:er"
        )
        parser.add_argument("--no-pdf", action="store_true", help="rita inga PDF:er")
        parser.add_argument("--port", default="8000")

    def handle(self, *args, **options):
        if not settings.DEBUG:
            raise CommandError("Demon har kända lösenord och körs bara med FINSAM_DEBUG=1.")
        if not options["users_only"]:
            reset = ["--reset"] if options["reset"] else []
            call_command("load_forbund", "--all", *reset, stdout=self.stdout)
        with scopes_disabled():
            self.people()
            for forbund in Forbund.objects.all():
                with inside(forbund):
                    run_steps(forbund)
                    if not options["users_only"]:
                        run_steps(forbund, FILLING)
            if not options["no_pdf"] and not options["users_only"]:
                self.documents()
        self.stdout.write(
            f"\nÖppna http://127.0.0.1:{options['port']}/ och logga in med lösenordet {PASSWORD}:"
        )
        for role, name in NAMES.items():
            self.stdout.write(
                f"  {role.value}@demo.example   {name}, {Role(role).label.lower()} i alla förbund"
            )
        self.stdout.write(f"  chef@<förbund>.example   bara ett förbund: {', '.join(self.keys())}")
        self.stdout.write(
            "Demons förbund kräver inte tvåstegsverifiering (inställningen finns på sidan Förbundet), för lösenordet är känt."
        )

    def keys(self) -> list[str]:
        """Every förbund's key."""
        return list(Forbund.objects.values_list("key", flat=True))

    def people(self) -> None:
        """One person per role in every förbund, and one förbundschef of each who sees no other."""
        for forbund in Forbund.objects.all():
            for role, name in NAMES.items():
                self.person(f"{role.value}@demo.example", name, forbund, role)
            self.person(
                f"chef@{forbund.key}.example", f"Chef i {forbund.short_name}", forbund, Role.FORBUNDSCHEF
            )

    def person(self, email: str, name: str, forbund: Forbund, role: Role) -> None:
        """A user with a known password and a role, made when absent."""
        user = User.objects.filter(email=email).first() or User.objects.create_user(
            email, PASSWORD, name=name
        )
        if not Access.objects.filter(user=user, forbund=forbund, role=role).exists():
            with inside(forbund):
                services.save(Access(user=user, forbund=forbund, role=role), by=audit.SYSTEM, verb="bjöd in")

    def documents(self) -> None:
        """Every document as PDF in var/demo/, drawn again only when its content has changed.

        The file is the rendition that may be published; where that hides small counts, the inner one lies beside it.
        """
        folder = settings.VAR_DIR / "demo"
        folder.mkdir(parents=True, exist_ok=True)
        documents = Document.objects.select_related("forbund__logo", "fiscal_year")
        for forbund in Forbund.objects.all():
            with inside(forbund):
                run_steps(forbund, STORING)
        for document in documents.order_by("forbund__key", "fiscal_year__year", "kind", "revision"):
            with inside(document.forbund):
                self.decided(document)
                hidden = len(hidden_in(document))
                self.draw(
                    document,
                    folder,
                    f" (att publicera: {hidden} uppgifter om små grupper visas inte)" if hidden else "",
                )
                if hidden:
                    self.draw(document, folder, " (inre utgåva: alla antal visas)", inside=True)

    def decided(self, document: Document) -> None:
        """What was decided before it was read from a file is stored as it is, once, and everybody may read it."""
        if document.status in SETTLED and document.stored_at is None:
            by = User.objects.get(email="forbundschef@demo.example")
            edition = store_settled(document=document, by=by, draw=to_pdf)
            make_public(edition=edition, by=by)
            document.refresh_from_db()

    def draw(self, document: Document, folder: Path, words: str, *, inside: bool = False) -> None:
        """One file, and a line that says which rendering it is."""
        target = folder / file_name(document, "pdf", inside=inside)
        kept = stored(document, "pdf", inside=inside)
        target.write_bytes(kept or render(document, "pdf", inside=inside))
        words += " (handling, så som den lagrades)" if kept else ""
        self.stdout.write(f"{target.relative_to(settings.BASE_DIR)}{words}")
