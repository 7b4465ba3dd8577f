"""Lists of what is planned."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.timezone import localdate

from finsam.core.crud.tables import KeyLinkColumn, OwnedTable, PeriodColumn
from finsam.core.tenancy.access import address
from finsam.core.values import periods
from finsam.documents.books import open_book
from finsam.facts.figures import Format
from finsam.organisation.queries import members
from plans import queries
from plans.models.consultations import Consultation
from plans.models.goals import GoalLevel
from plans.models.insatser import InsatsKind, InsatsYear
from plans.models.year import ExternalProject, Meeting, Risk, WheelItem
from plans.texts import wording

NUMBER = {"td": {"class": "num"}, "th": {"class": "num"}}


def late(day, *, passed: bool) -> str:
    """A day, and in words that it has passed without the thing being done."""
    return (
        format_html("{}<br><strong>Försenat</strong>", periods.long_date(day))
        if passed
        else periods.long_date(day)
    )


class KindTable(OwnedTable):
    """The förbund's own kinds of insats."""

    intro = "Förbundets egna kategorier av insatser. Var och en räknas nationellt som individinriktad eller strukturövergripande."
    example = "”Processtödjande insats”, som räknas som strukturövergripande."

    name = KeyLinkColumn("insats-categories")

    Meta = OwnedTable.of(InsatsKind, "name", "national")


class InsatsTable(OwnedTable):
    """The year's insatser with kind, owner, participants, money and goals."""

    intro = "Det förbundet finansierar under året: för vem, hur, med vilka mål och för hur mycket."
    example = "Coachingteamet, en individstödjande insats som kommunen äger, för 40 deltagare."
    select_related = ("insats", "forbund", "fiscal_year")
    prefetch_related = ("shares__kind",)

    name = KeyLinkColumn(
        "insatser", "show", accessor="pk", verbose_name="insats", order_by=("title", "insats__name")
    )
    kind = tables.Column(accessor="pk", verbose_name="kategori", orderable=False)
    owner = tables.Column()
    participants = tables.Column(accessor="pk", verbose_name="deltagare", orderable=False)
    budget = tables.Column(accessor="pk", verbose_name="budget, kr", orderable=False, attrs=NUMBER)
    goals = tables.Column(accessor="pk", verbose_name="mål", orderable=False, attrs=NUMBER)

    Meta = OwnedTable.of(InsatsYear, "name", "kind", "owner", "participants", "budget", "goals")

    def __init__(self, *args, tenant, **kwargs):
        self.book = open_book(tenant.forbund, tenant.fiscal_year.year)
        self.tree = self.book.read(queries.goals, tenant.fiscal_year.year)
        super().__init__(*args, tenant=tenant, **kwargs)

    def render_name(self, record):
        return str(record)

    def render_kind(self, record):
        return wording.kind_line(record) or "–"

    def render_participants(self, record):
        return wording.participants_text(record) or "–"

    def render_budget(self, record):
        fact = wording.budget_fact(record, self.book)
        if fact is None:
            return "–"
        return format_html(
            '<a class="fact" href="{}">{}</a>',
            address(self.tenant, "fact", key=fact.key),
            Format.read("kr utan enhet").text(fact),
        )

    def render_goals(self, record):
        return sum(
            1 for goal in self.tree if goal.insats_year_id == record.pk and goal.level != GoalLevel.GROUP
        )


class RiskTable(OwnedTable):
    """The year's risks."""

    intro = "Vad som kan hindra förbundet från att nå sina mål, hur allvarligt det är och vad ni gör åt det."
    example = "”Få remisser”, medel, med åtgärden att informera handläggarna två gånger om året."
    prefetch_related = ("measures",)

    name = KeyLinkColumn("risks", verbose_name="risk")
    measures = tables.Column(accessor="pk", verbose_name="åtgärder", orderable=False)
    review_on = tables.Column()
    score = tables.Column(accessor="pk", verbose_name="sannolikhet × påverkan", orderable=False, attrs=NUMBER)

    Meta = OwnedTable.of(Risk, "name", "level", "score", "owner", "review_on", "measures")

    def render_review_on(self, value):
        return late(value, passed=value < localdate())

    def render_measures(self, record):
        texts = [measure.text for measure in record.measures.all()]
        if len(texts) == 1:
            return texts[0]
        return f"{len(texts)} åtgärder" if texts else "Ingen än"

    def render_score(self, record):
        if record.likelihood is None or record.impact is None:
            return "–"
        return f"{record.likelihood} × {record.impact} = {record.likelihood * record.impact}"


class MeetingTable(OwnedTable):
    """The year's meetings, those that have been in grey."""

    intro = "Årets möten. Veckodagen räknas ut av datumet. Planen och årshjulet hämtar mötena härifrån."
    example = "Styrelsen 27 mars kl. 13.00–16.00, tema årsredovisning."
    select_related = ("body",)

    date = KeyLinkColumn("meetings", "show", verbose_name="dag")
    time = tables.Column(accessor="pk", verbose_name="tid", orderable=False)
    what = tables.Column(accessor="pk", verbose_name="möte", order_by=("body__name", "date"))
    place = tables.Column(empty_values=(None,))
    public = tables.Column(verbose_name="offentligt")

    class Meta(OwnedTable.Meta):
        model = Meeting
        fields = ("date", "time", "what", "theme", "place", "public")
        row_attrs = {"class": lambda record: "past" if record.date < localdate() else ""}

    def group_by(self, record):
        return periods.MONTHS[record.date.month - 1].capitalize()

    def render_date(self, value):
        return f"{periods.weekday(value).capitalize()} {value.day} {periods.MONTHS[value.month - 1]}"

    def render_time(self, record):
        return periods.clock(record.start, record.end)

    def render_what(self, record):
        return record.name or record.body.name

    def render_public(self, value):
        return "Ja" if value else ""


class ConsultationTable(OwnedTable):
    """The year's consultations, and how many of the members that have said something."""

    intro = "När förbundet hörde sina medlemmar, om vad, och vad var och en sa. Budgeten ska fastställas efter samråd med medlemmarna (23 § lagen (2003:1210)). Planen och årsredovisningen hämtar samråden härifrån."
    example = (
        "”Budget 2026”, 15 oktober, där regionen vill behålla bidraget och kommunerna vill se fler unga."
    )
    select_related = ("meeting", "forbund", "fiscal_year")
    prefetch_related = ("viewpoints",)

    name = KeyLinkColumn("consultations")
    when = tables.Column(accessor="pk", verbose_name="när", orderable=False)
    viewpoints = tables.Column(accessor="pk", verbose_name="inspel", orderable=False)

    Meta = OwnedTable.of(Consultation, "name", "when", "viewpoints")

    def __init__(self, *args, tenant, **kwargs):
        year = tenant.fiscal_year.year
        self.parties = {member.pk for member in members(tenant.forbund) if member.is_in(year)}
        super().__init__(*args, tenant=tenant, **kwargs)

    def render_when(self, record):
        return record.when or "Uppgift saknas"

    def render_viewpoints(self, record):
        heard = {viewpoint.member_id for viewpoint in record.viewpoints.all()}
        return f"{len(heard)} av {len(self.parties | heard)} medlemmar"


class WheelTable(OwnedTable):
    """The förbund's own points in the wheel."""

    intro = "Det som återkommer varje år: mötena, lagens datum och det ni själva lägger till."
    example = "”Nationella mätningen SIP”, november."

    name = KeyLinkColumn("wheel-items")
    month = tables.Column(verbose_name="när", order_by=("month", "order"))

    Meta = OwnedTable.of(WheelItem, "name", "month")

    def render_month(self, record):
        first = periods.MONTHS[record.month - 1]
        last = periods.MONTHS[record.last_month - 1] if record.last_month else first
        return first if last == first else f"{first}–{last}"


class ProjectTable(OwnedTable):
    """Projects that others pay for."""

    intro = "Projekt som förbundet deltar i utan att betala för dem."
    example = "Ett ESF-projekt som regionen äger."

    name = KeyLinkColumn("projects")
    period = PeriodColumn()

    Meta = OwnedTable.of(ExternalProject, "name", "financier", "owner", "period")
