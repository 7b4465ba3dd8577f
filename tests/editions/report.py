"""The annual report of 2023 that ships with the demo, signed and stored; its spårbilaga on paper is drawn only where asked for."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from finsam.core.models import Forbund, User
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document
from finsam.editions.models import Edition
from finsam.editions.services import Decision, take_step
from finsam.rendering.pdf.pdf import to_pdf

KEY, YEAR = "degerfors-karlskoga", 2023
PAPER = 'body class="trail"'


def quickly(html: str, assets, made=None, **kwargs) -> bytes:
    """As `to_pdf`, but the spårbilaga, which is long, is a few bytes: its drawing is tried on a small document."""
    return b"%PDF-" + html[:40].encode() if PAPER in html else to_pdf(html, assets, made, **kwargs)


def signed_report(draw=quickly) -> Edition:
    """The report as the board signs it."""
    forbund = Forbund.objects.get(key=KEY)
    by = User.objects.create(email="klara@example.se", name="Klara Exempelsson")
    with inside(forbund):
        report = Document.objects.get(fiscal_year__year=YEAR, kind="arsredovisning")
        decision = Decision(date(2024, 3, 27), "9", "Styrelsens sammanträde 27 mars 2024")
        return take_step(document=report, step="underteckna", by=by, decision=decision, draw=draw)


# A figure of each kind that an auditor may ask about: its key, and how it is printed.
TEN = {
    "resultaträkning": ("bokslut.intakter@2023", "5 990 036"),
    "balansräkning": ("bokslut.kassa@2023", "1 609 476"),
    "kassaflöde": ("bokslut.kf.lopande@2023", "−566 584"),
    "driftredovisning": ("bokslut.drift.summa.netto@2023", "−795"),
    "not": ("utfall.bidrag-karlskoga@2023", "1 042 500"),
    "mål": ("resultat.budget-struktur.kostnad@2023", "621 166 kr"),
    "andel i texten": ("bokslut.andel.eget-kapital@2023", "13,0 %"),
    "statistik": ("stat.coachingteamet.inskrivna.pagaende@2023", "183"),
    "eget kapital": ("bokslut.eget-kapital@2023", "722 819"),
    "balanskrav": ("bokslut.balanskravsresultat@2023", "−795 108"),
}

WORTH = {"kr": Decimal(1), "tkr": Decimal(1000), "mnkr": Decimal(1_000_000), "%": Decimal("0.01")}


def near(value: Decimal, places: int) -> Decimal:
    """Rounded half away from zero."""
    step = Decimal(1).scaleb(-places)
    return value.quantize(step, rounding=ROUND_HALF_UP)


def worked_out(figure: dict, facts: dict[int, dict]) -> Decimal | None:
    """A figure's value from its parts, by arithmetic written here."""
    parts = [(Decimal(part["factor"]), facts[part["id"]]["value"]) for part in figure["parts"]]
    told = [factor * Decimal(value) for factor, value in parts if value is not None]
    if figure["op"] == "sum":
        return sum(told, Decimal(0)) if told else None
    if len(told) < len(parts):
        return None
    if figure["op"] == "ratio":
        return told[0] / told[1] if told[1] else None
    product = Decimal(1)
    for value in told:
        product *= value
    return near(product, 2) if figure["op"] == "portion" else product


def printed_number(text: str) -> Decimal:
    """The number in what is printed."""
    found = re.search(r"−?\d[\d\xa0 ]*(,\d+)?", text)
    return Decimal(re.sub(r"\s", "", found[0]).replace("−", "-").replace(",", "."))


def work_out(told: list[dict]) -> dict[str, int]:
    """Every figure of a spårbilaga worked out again and compared with what it says and prints; how many were tried."""
    facts = {one["id"]: one for one in told}
    tried = {"parts": 0, "printed": 0, "sources": 0}
    for figure in facts.values():
        value = None if figure["value"] is None else Decimal(figure["value"])
        if figure.get("parts"):
            made = worked_out(figure, facts)
            if figure["op"] == "ratio" and value is not None:
                assert abs(made - value) < Decimal("1e-20"), figure["key"]
            else:
                assert made == value, figure["key"]
            tried["parts"] += 1
        elif figure["op"] == "given" and value is not None:
            tried["sources"] += 1
            assert figure["entered"]["by"], figure["key"]
            assert figure["entered"]["at"], figure["key"]
        for place in figure.get("printed", ()):
            if "text" not in place:
                continue
            number, step = printed_number(place["text"]), Decimal(place["step"])
            shown = value / WORTH.get(place["unit"], Decimal(1)) * (-1 if place["turned"] else 1)
            assert near(shown / step, place["decimals"]) * step == number, (figure["key"], place)
            tried["printed"] += 1
    return tried
