"""The database of a run: förbund of the demo, each with its part, and what people send."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse

from archive.packing.contents import package
from budget.models import Amount
from finsam.core import audit, services
from finsam.core.models import Access, AuditEntry, Forbund, Owned, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside, scopes_disabled
from finsam.demo.loader import remove_forbund
from finsam.documents.models import Document, Section
from tools.bench.visitors import cookie_of

WRITES, DECIDES, PACKED = "kramfors", "lekeberg-orebro", "finnveden"  # who has which part
YEAR, PACKED_YEAR, DOCUMENT = 2024, 2025, "verksamhetsplan"
SECTIONS = 3  # of a document that is drawn again and again


@dataclass
class World:
    """What there is before anybody does anything."""

    folder: Path
    session: str = ""
    section: str = ""
    text: str = ""
    lines: tuple[str, ...] = ()
    series: str = "budget-2024"
    package: Path = Path()
    logged: int = 0  # how often its förbund had been read in before
    packed: dict[str, int] = field(
        default_factory=dict
    )  # how many rows of each kind the package's förbund has

    def url(self, name: str, **more: str) -> str:
        """Where an act is done."""
        owner = DECIDES if name.endswith("-step") else WRITES
        name = name.removesuffix("-of-step")
        place: dict[str, Any] = {"forbund": owner, "year": YEAR, **more}
        if name.startswith(("document", "section")):
            place["key"] = DOCUMENT
        if name.startswith("section"):
            place["section"] = self.section
        if name == "budget-amounts":
            place["series"] = self.series
        return reverse(name, kwargs=place)

    def sie(self, number: int) -> tuple[str, bytes]:
        """The year's books as another file each time: its checksum, and its bytes."""
        base = settings.BASE_DIR / "fixtures" / WRITES / "bokforing" / "2024-09.se"
        content = base.read_bytes().replace(
            b'#PROGRAM "Ekonomi" 4.2', f'#PROGRAM "Ekonomi" 4.2.{number}'.encode()
        )
        return sha256(content).hexdigest(), content

    def fields(self, page: str) -> dict[str, str]:
        """What the preview of books sends when nothing is changed in it."""
        from lxml import html

        forms = [
            form for form in html.fromstring(page).forms if form.method == "POST" and "file" in form.fields
        ]
        return {name: value for name, value in forms[0].form_values() if name != "csrfmiddlewaretoken"}


def count(forbund: Forbund) -> dict[str, int]:
    """How many rows of each kind a förbund owns."""
    from django.apps import apps

    with inside(forbund):
        return {
            model._meta.label: model._base_manager.filter(forbund=forbund).count()
            for model in apps.get_models()
            if issubclass(model, Owned)
        }


def fill(folder: Path, *, ready: bool) -> World:
    """Tables and förbund, unless the database is `ready`; documents made short, a person, and a year's package."""
    if not ready:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_forbund", WRITES, DECIDES, PACKED, stdout=StringIO())
    world = World(folder)
    with scopes_disabled():
        user = User.objects.create_user("dodas@example.se", name="Den Som Skriver")
        for key in (WRITES, DECIDES):
            forbund = Forbund.objects.get(key=key)
            with inside(forbund):
                services.save(
                    Access(user=user, forbund=forbund, role=Role.FORBUNDSCHEF),
                    by=audit.SYSTEM,
                    verb="bjöd in",
                )
                document = Document.objects.get(fiscal_year__year=YEAR, key=DOCUMENT)
                shorten(document)
        owner = Forbund.objects.get(key=WRITES)
        with inside(owner):
            section = Section.objects.filter(document__fiscal_year__year=YEAR).first()
            world.section, world.text = section.key, section.prose
            amounts = Amount.objects.filter(series__key=world.series, line__children=None).select_related(
                "line"
            )
            world.lines = tuple(amount.line.key for amount in amounts[:2])
        world.session = cookie_of(user)
        packed = Forbund.objects.get(key=PACKED)
        world.package = folder / "package.zip"
        with inside(packed):
            world.package.write_bytes(package(packed, PACKED_YEAR, inside=True))
        remove_forbund(packed)
        read_in = AuditEntry.objects.filter(forbund_key=PACKED, verb="läste in", kind="core.forbund")
        world.logged = read_in.count()
    return world


def shorten(document: Document) -> None:
    """Leave a few sections, so that it is soon drawn."""
    for section in list(document.sections.all())[SECTIONS:]:
        services.delete(section, by=audit.SYSTEM)
