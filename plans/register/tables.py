"""Lists of the register."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.timezone import localdate

from finsam.core.crud.tables import KeyLinkColumn, OwnedTable
from finsam.core.values.periods import long_date
from plans.register.models import Control, Decision, SteeringDocument, decided
from plans.tables import late


class DecisionTable(OwnedTable):
    """The year's decisions under what is left of earlier years."""

    intro = "Vad styrelsen har beslutat, vem som ser till att det blir gjort och hur långt det har kommit. Ett beslut som inte är genomfört står kvar i listan år efter år tills det är det, eller tills ni skriver varför det upphör."
    example = "”Se över delegationsordningen”, § 45, förbundschefen, klart senast 31 mars."
    select_related = ("meeting__body", "person")

    name = KeyLinkColumn("decisions", verbose_name="beslut")
    date = tables.Column(accessor="pk", verbose_name="beslutat", order_by=("date", "pk"))
    owner = tables.Column(accessor="pk", verbose_name="ansvarig", orderable=False)
    due = tables.Column(verbose_name="klart senast")
    status = tables.Column()

    Meta = OwnedTable.of(Decision, "name", "date", "owner", "due", "status")

    def group_by(self, record):
        this = self.tenant.fiscal_year.year
        return f"Beslut {this}" if record.date.year == this else f"Kvar från {record.date.year}"

    def render_date(self, record):
        return record.when

    def render_owner(self, record):
        return record.answerable or "–"

    def render_due(self, record):
        return late(record.due, passed=record.closed_on is None and record.due < localdate())

    def render_status(self, record):
        return record.told_after(localdate().year)


class SteeringDocumentTable(OwnedTable):
    """The förbund's styrdokument."""

    intro = "Reglementen, policyer, riktlinjer och planer som styrelsen har beslutat: hur länge de gäller, när de ska ses över, vem som ansvarar och var de finns."
    example = "”Riktlinjer för medelsförvaltning”, beslutade 24 november 2023, ses över vartannat år."
    select_related = ("person",)

    name = KeyLinkColumn("steering-documents", verbose_name="styrdokument")
    decided_on = tables.Column(verbose_name="beslutat")
    valid_until = tables.Column(verbose_name="gäller till")
    review_on = tables.Column(verbose_name="ses över senast")
    owner = tables.Column(accessor="pk", verbose_name="ansvarig", orderable=False)
    kept = tables.Column(orderable=False)

    Meta = OwnedTable.of(SteeringDocument, "name", "decided_on", "valid_until", "review_on", "owner", "kept")

    def render_decided_on(self, record):
        return decided(record.decided_on, record.paragraph)

    def render_valid_until(self, value):
        return long_date(value)

    def render_review_on(self, value):
        return late(value, passed=value < localdate())

    def render_owner(self, record):
        return record.answerable or "–"


class ControlTable(OwnedTable):
    """The year's plan of internal control with its results."""

    intro = "Årets internkontrollplan: vilka risker ni kontrollerar, hur, hur ofta och av vem, och vad som kom fram. Planen följer med till nästa år, med resultatet tomt."
    example = (
        "Risken ”fakturor betalas två gånger”, kontrollen ”stickprov på tio fakturor”, två gånger om året."
    )
    select_related = ("person",)

    name = KeyLinkColumn("controls", verbose_name="kontroll")
    risk = tables.Column(orderable=False)
    frequency = tables.Column(orderable=False)
    owner = tables.Column(accessor="pk", verbose_name="ansvarig", orderable=False)
    outcome = tables.Column(verbose_name="resultat", empty_values=())

    Meta = OwnedTable.of(Control, "name", "risk", "frequency", "owner", "outcome")

    def render_owner(self, record):
        return record.answerable or "–"

    def render_outcome(self, record):
        told = record.get_outcome_display() or "Inte gjord än"
        return f"{told}. Åtgärd återstår." if record.measure and not record.measure_done_on else told
