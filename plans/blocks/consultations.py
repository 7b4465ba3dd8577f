"""Block `medlemssamrad`: that the members were heard, when and about what, and what each of them said."""

from __future__ import annotations

from django.utils.html import escape

from finsam.documents.options import BlockOptions, Choice, KeysField
from finsam.documents.registry import Group, block
from finsam.facts.book import Book
from finsam.facts.tables import Html
from finsam.organisation.models import Member
from finsam.organisation.queries import members
from plans import queries
from plans.blocks.common import bullets, chosen, gone, paragraph, teach
from plans.models.consultations import Consultation
from plans.texts import wording

NOT_SAID = "uppgift saknas"
NOW, BEFORE = "aret", "fore"


def _offered(book: Book) -> list[tuple[str, str]]:
    """This year's consultations, and then last year's."""
    now, before = (book.read(queries.consultations, year) for year in (book.year, book.year - 1))
    return [(key, str(consultation)) for key, consultation in (now | before | now).items()]


class ConsultationOptions(BlockOptions):
    """Of which year, and which."""

    when = Choice(
        "Samråd som hölls", (NOW, "dokumentets år"), (BEFORE, "året före, om årets plan och budget")
    )
    consultations = KeysField(label="Samråd", help_text="Inga valda: alla det året, i sin ordning.")

    offered = {"consultations": _offered}


@block(
    "medlemssamrad",
    label="Medlemssamråd",
    group=Group.YEAR,
    options=ConsultationOptions,
    help="När medlemmarna hördes, om vad, och vad var och en sa. Den som inget inspel har får ”uppgift saknas”.",
    edit_url="consultations",
)
def consultations_block(book: Book, options: dict, _) -> list[Html]:
    """Each consultation with every party's view, in the members' order."""
    year = book.year - (options["when"] == BEFORE)
    consultations, missing = chosen(options["consultations"], book.read(queries.consultations, year))
    pieces = gone("medlemssamrad", "Samrådet", missing, year)
    if not consultations:
        text = f"Det finns inga medlemssamråd för {year} ännu. Lägg till dem under Medlemssamråd."
        return pieces or teach("medlemssamrad", text)
    parties = book.read(members)
    return [
        *pieces,
        *(
            Html(f"medlemssamrad-{consultation.key}", told(consultation, parties, year))
            for consultation in consultations
        ),
    ]


def told(consultation: Consultation, parties: list[Member], year: int) -> str:
    """`Budget 2025, 15 oktober 2024, Kramfors.` with what was taken up, and a bullet for each member."""
    head = ", ".join(
        filter(None, (consultation.name.strip().rstrip("."), consultation.when, consultation.where))
    )
    others = (
        f" Tillsammans med {escape(consultation.others.strip().rstrip('.'))}."
        if consultation.others.strip()
        else ""
    )
    said = {view.member_id: view.text for view in consultation.viewpoints.all()}
    views = [
        f"<strong>{escape(member.name)}:</strong> {wording.HTML.text(said.get(member.pk, NOT_SAID))}"
        for member in parties
        if member.pk in said or member.is_in(year)
    ]
    led_to = paragraph("<strong>Vad det ledde till:</strong>") + consultation.follow_up
    return (
        paragraph(f"<strong>{escape(head)}.</strong>{others}")
        + consultation.text
        + bullets(views)
        + (led_to if consultation.follow_up else "")
    )
