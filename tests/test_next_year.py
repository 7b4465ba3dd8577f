"""Next year from last: what follows in each förbund, what doesn't, and what is left alone when it is done again.

What still says something of the old year afterwards is in `tests/web/test_leftovers.py`.
"""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from budget.models import Amount, Layout, LayoutColumn, Series, Spread
from finsam.core.models import AuditEntry, FiscalYear, YearOwned
from finsam.core.services import delete, save
from finsam.documents.books import open_book
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from followup.accounts.models import BalanceAmount, Note
from followup.events.models import Event
from followup.statistics.models import StatTable, StatValue
from followup.surveys.models import SurveyRound
from plans.models import (
    ExternalProject,
    Goal,
    GoalPart,
    InsatsShare,
    InsatsYear,
    Meeting,
    Risk,
    RiskMeasure,
    WheelItem,
)
from plans.rollover import same_weekday, working_day
from tests import clients
from tests.clients import OWN, words
from tests.factories import begun

# Every model that belongs to a year: it follows, or there is a reason why it doesn't.
FOLLOW = {
    "budget.AccountRule", "budget.DeviationLimits", "budget.Layout", "budget.Series", "documents.Document", "followup.BalanceRule", "followup.Note", "followup.ReportDate",
    "followup.StatTable",
    "followup.SurveyRound", "organisation.KommunShare", "plans.Control", "plans.ExternalProject", "plans.Goal", "plans.InsatsYear",
    "plans.Meeting", "plans.Risk", "plans.WheelItem",
}  # fmt: skip
_COMPARED = ("followup.AcceptedDifference", "followup.ReportedFigure", "followup.SharedFigure")
STAY = dict.fromkeys(_COMPARED, "is of its year's figures") | {
    "auditors.Assessment": "was judged of its year",
    "auditors.Dispatch": "was sent of the year's own report",
    "auditors.MemberDecision": "was decided of its year",
    "auditors.Question": "was asked of its year",
    "auditors.Sample": "is drawn from the year's own books",
    "budget.ClosedMonth": "is of the year's own books",
    "budget.DeviationComment": "was said of the year's outcome",
    "budget.LedgerImport": "is what was booked in the year",
    "budget.GeneralDeduction": "is decided anew each year",
    "budget.Requisition": "is what was paid in the year",
    "budget.Scenario": "was tried on the year's budget",
    "documents.Explanation": "explains the figures of its year",
    "documents.KeptSentence": "is looked at anew each year",
    "followup.AdjustmentAmount": "is what happened in the year",
    "followup.BalanceAmount": "is what there was on a day",
    "followup.Event": "is what happened in the year",
    "followup.GoalReport": "is what came of the year's goals",
    "followup.InsatsReport": "is what the huvudman answered for a period",
    "followup.Investment": "is what was bought in the year",
    "followup.Personnel": "is how many were employed in the year",
    "followup.YearBooks": "is what the year's books say",
    "plans.Consultation": "was held in the year",
}


def test_every_kind_of_thing_of_a_year_follows_or_has_a_reason():
    found = {model._meta.label for model in apps.get_models() if issubclass(model, YearOwned)}
    assert found == FOLLOW | set(STAY)
    assert not FOLLOW & set(STAY)


def counted(year: int) -> dict[str, int]:
    """How many there are of some kinds in a year."""
    own = {
        model: model.objects.filter(fiscal_year__year=year)
        for model in (InsatsYear, Goal, Risk, Meeting, Series)
    }
    counts = {model.__name__: rows.count() for model, rows in own.items()}
    return counts | {"Section": Section.objects.filter(document__fiscal_year__year=year).count()}


def unresolved(forbund, year: int) -> list[str]:
    """What the plan of a year can't fill in."""
    plan = Document.objects.get(fiscal_year__year=year, kind="verksamhetsplan")
    return [missing.reason for missing in resolve(plan, open_book(forbund, year)).missing]


BEGUN = {
    ("kramfors", 2024): {"InsatsYear": 3, "Goal": 23, "Risk": 3, "Meeting": 6, "Series": 3, "Section": 33},
    ("lekeberg-orebro", 2024): {
        "InsatsYear": 4,
        "Goal": 17,
        "Risk": 0,
        "Meeting": 20,
        "Series": 3,
        "Section": 23,
    },
    ("degerfors-karlskoga", 2024): {
        "InsatsYear": 3,
        "Goal": 29,
        "Risk": 3,
        "Meeting": 0,
        "Series": 3,
        "Section": 21,
    },
    ("finnveden", 2025): {"InsatsYear": 2, "Goal": 17, "Risk": 0, "Meeting": 0, "Series": 3, "Section": 11},
}
# What no one has said of the new year yet: the contributions and the forecast aren't carried, and a plan of lumps has
# no amount for each line. Everything that was filled in last year is filled in.
UNSAID = {
    "kramfors": [],
    "lekeberg-orebro": ["Uppgiften ”Strukturell samverkan” är tom."],
    "degerfors-karlskoga": [
        "Uppgiften ”bidrag.totalt@2025” finns inte.",
        "Uppgiften ”bidrag.andring@2025” finns inte.",
    ],
    "finnveden": [
        "Uppgiften ”prognos.insats.samverkansteam-finnveden@2025” finns inte.",
        "Uppgiften ”prognos.resultat@2025” finns inte.",
    ],
}


# The next year's budget is what was planned for it, line by line as the four plans have it; the last year is planned anew.
STEPPED = {
    "kramfors": {
        "budget-2025": {"stegsam": -987000, "psykiatridagen": -20000},
        "plan-2026": {"nya-projekt": -1562000, "psykiatridagen": -20000},
        "plan-2027": {},
    },
    "lekeberg-orebro": {
        "budget-2025": {"insatser": -2500000, "administration-kansli": -1500000},
        "plan-2026": {"insatser": -2500000, "administration-kansli": -1500000},
        "plan-2027": {},
    },
    "degerfors-karlskoga": {
        "budget-2025": {"medlemsbidrag": 4536000, "forbundets-kostnader": -768000, "individ": -3128000, "struktur": -640000},
        "prognos-2026": {"medlemsbidrag": 4082400, "forbundets-kostnader": -968000, "individ": -2444400, "struktur": -670000},
        "prognos-2027": {},
    },
    "finnveden": {
        "budget-2026": {"samverkansteam-finnveden": -3433700, "it-sparet": 0, "verksamhetsutvecklare": -889000, "kansli": -570000},
        "plan-2027": {"samverkansteam-finnveden": -3533700, "it-sparet": 0, "verksamhetsutvecklare": -922000, "kansli": -590000},
        "plan-2028": {},
    },
}  # fmt: skip
# What the board's meetings become. Weekday and hour are kept; one that fell on a holiday stands elsewhere in its week.
BOARD = {
    "kramfors": [
        ("2025-01-24", "09:00"), ("2025-03-14", "09:00"), ("2025-06-04", "09:00"), ("2025-09-12", "09:00"), ("2025-10-02", "09:00"),
        ("2025-11-21", "09:00"),
    ],
    "lekeberg-orebro": [
        ("2025-03-26", "13:00"), ("2025-05-07", "13:00"), ("2025-06-11", "13:00"), ("2025-09-17", "09:00"), ("2025-10-22", "13:00"),
        ("2025-11-26", "13:00"),
    ],
    "degerfors-karlskoga": [],
    "finnveden": [],
}  # fmt: skip


def told(model, year: int, *names: str) -> list[tuple]:
    """What a year's things of a kind say, in their order; of a tree, in that of those beside each."""
    way = {"Section": "document__fiscal_year", "Amount": "series__fiscal_year"}.get(
        model.__name__, "fiscal_year"
    )
    order = ("parent__key", "order", "pk") if model is Goal else ("order", "pk")
    return list(model.objects.filter(**{f"{way}__year": year}).order_by(*order).values_list(*names))


@pytest.mark.parametrize(("key", "old"), BEGUN)
def test_each_förbunds_next_year_is_begun_on_its_page_and_once(db, key, old):
    chiefs, place = clients.signed_in(clients.chief(key)), f"/{key}/{old}/nasta-ar/"
    assert chiefs.post(place)["Location"] == f"/{key}/{old + 1}/fran-forra-aret/"
    with clients.in_scope(key):
        assert counted(old + 1) == BEGUN[key, old]
        plan = Document.objects.get(fiscal_year__year=old + 1)
        assert (plan.status, plan.dnr, plan.decided_on, plan.paragraph) == ("utkast", "", None, "")
        assert unresolved(plan.forbund, old + 1) == UNSAID[key]
        entry = AuditEntry.objects.latest("pk")
        assert (entry.verb, entry.label) == ("började", f"{old + 1} från {old}")
        assert entry.after["mål"] == BEGUN[key, old]["Goal"]
        for model, *names in (
            (
                Section,
                "key",
                "title",
                "level",
                "block",
                "prose",
                "after",
            ),  # none is bound to a year that is named
            (Goal, "key", "text", "kind", "parent__key", "insats_year__key"),
            (Risk, "key", "name", "text", "consequence"),
            (WheelItem, "key", "name", "month"),
            (Layout, "key"),
        ):
            assert told(model, old + 1, *names) == told(model, old, *names), model
        series = Series.objects.filter(fiscal_year__year=old + 1)
        amounts = {row.key: dict(row.amounts.values_list("line__key", "amount")) for row in series}
        assert set(amounts) == set(STEPPED[key])
        for name, lines in STEPPED[key].items():
            assert bool(lines) == bool(amounts[name])
            assert {line: amounts[name].get(line) for line in lines} == lines
        meetings = Meeting.objects.filter(fiscal_year__year=old + 1)
        board = meetings.filter(body__key__startswith="styrelse", name__startswith="Styrelsemöte")
        assert [(str(row.date), f"{row.start:%H:%M}") for row in board] == BOARD[key]
        assert [row.date for row in meetings if working_day(row.date) != row.date] == []
        before = counted(old + 1), AuditEntry.objects.count(), FiscalYear.objects.count()
    assert chiefs.post(place).status_code == 302
    with clients.in_scope(key):
        assert begun(key, old).empty
        assert (counted(old + 1), AuditEntry.objects.count(), FiscalYear.objects.count()) == before


@pytest.fixture
def kramfors(db):
    """Kramfors with 2025 begun."""
    with clients.in_scope(OWN):
        begun(OWN, 2024)
        yield clients.chief()


def test_the_budget_is_what_was_planned_and_the_plan_is_a_step_on(kramfors):
    told = {
        series.key: (series.kind, series.about, series.opening_from and series.opening_from.key)
        for series in Series.objects.filter(fiscal_year__year=2025)
    }
    assert told == {
        "budget-2025": ("budget", 2025, "budget-2024"),
        "plan-2026": ("plan", 2026, "budget-2025"),
        "plan-2027": ("plan", 2027, "plan-2026"),
    }
    amount = Amount.objects.get(
        series__fiscal_year__year=2025, series__key="budget-2025", line__key="stegsam"
    )
    assert amount.amount == Decimal(-987000)
    assert not Amount.objects.filter(series__key="plan-2027").exists()
    columns = LayoutColumn.objects.filter(layout__fiscal_year__year=2025, layout__key="resultatbudget")
    assert [(column.label, column.series.key) for column in columns] == [
        ("Budget 2024", "budget-2024"),
        ("Budget 2025", "budget-2025"),
        ("Budget 2026", "plan-2026"),
        ("Budget 2027", "plan-2027"),
    ]


def test_months_follow_with_the_budget_unless_the_plan_says_other(db):
    with clients.in_scope(OWN):
        budget, plan = (Series.objects.get(key=key) for key in ("budget-2024", "plan-2025"))
        lines = [amount.line for amount in Amount.objects.filter(series=budget).select_related("line")[:2]]
        for series, line, month in ((budget, lines[0], "feb"), (plan, lines[1], "nov")):
            Spread.objects.create(
                forbund=line.forbund, series=series, line=line, key=line.key, way="egen", **{month: 5}
            )
        begun(OWN, 2024)
        told = [(row.series.key, row.line_id, row.feb, row.nov) for row in Spread.objects.order_by("pk")[2:]]
        assert told == [("budget-2025", lines[1].pk, 0, 5), ("plan-2026", lines[1].pk, 0, 5)]


def test_parts_follow_what_they_are_parts_of(kramfors):
    for model, way in ((GoalPart, "goal"), (RiskMeasure, "risk"), (InsatsShare, "insats_year")):
        counts = [
            model.objects.filter(**{f"{way}__fiscal_year__year": year}).count() for year in (2024, 2025)
        ]
        assert counts[0] == counts[1] > 0
    for goal in Goal.objects.filter(fiscal_year__year=2025):
        assert goal.parent is None or goal.parent.fiscal_year.year == 2025
        assert goal.insats_year is None or goal.insats_year.fiscal_year.year == 2025


def test_meetings_keep_weekday_and_hour(kramfors):
    meetings = Meeting.objects.filter(fiscal_year__year=2025)
    assert [str(meeting.date) for meeting in meetings] == [
        "2025-01-24", "2025-03-14", "2025-06-04", "2025-09-12", "2025-10-02", "2025-11-21",
    ]  # fmt: skip
    assert {str(meeting.start) for meeting in meetings} == {"09:00:00"}


@pytest.mark.parametrize(
    ("day", "moved"),
    [
        (date(2025, 4, 16), date(2025, 4, 16)),
        (date(2025, 4, 18), date(2025, 4, 16)),  # långfredag, after skärtorsdag
        (date(2025, 5, 1), date(2025, 5, 2)),  # after valborg: Friday is nearest
        (
            date(2025, 5, 29),
            date(2025, 5, 28),
        ),  # Kristi himmelsfärd; the Friday after it is a day like others
        (date(2026, 6, 19), date(2026, 6, 18)),  # midsommarafton
        (date(2024, 12, 24), date(2024, 12, 23)),
        (date(2026, 1, 1), date(2026, 1, 2)),
    ],
)
def test_no_meeting_on_a_holiday_or_its_eve(day, moved):
    assert working_day(day) == moved


@pytest.mark.parametrize(
    ("day", "year", "same"),
    [
        (date(2024, 3, 15), 2025, date(2025, 3, 14)),
        (date(2020, 12, 31), 2021, date(2021, 12, 30)),  # week 53
        (date(2024, 1, 1), 2025, date(2025, 1, 6)),  # Monday of week 1 is still in 2024
        (date(2024, 12, 31), 2025, date(2025, 1, 7)),  # week 1 of 2025 by ISO 8601
    ],
)
def test_the_same_weekday_is_within_the_year(day, year, same):
    assert same_weekday(day, year) == same


def test_what_ends_stays(db):
    with clients.in_scope("lekeberg-orebro"):
        rollover = begun("lekeberg-orebro", 2024)
        kept = ExternalProject.objects.filter(fiscal_year__year=2025).values_list("key", flat=True)
        assert list(kept) == ["inkluderingslyftet", "framtid"]
        told = [sentence for kind in rollover.kinds for sentence in kind.told]
        assert (
            "”Att öka upptäckten av psykiskt, fysiskt och sexuellt våld” följer inte med, för den slutar 31 december 2023."
            in [sentence.replace("\u00a0", " ") for sentence in told]
        )
        told_again = [sentence for kind in begun("lekeberg-orebro", 2024).kinds for sentence in kind.told]
        assert any("slutar 31" in sentence for sentence in told_again)
        assert any("är helgdag eller afton" in sentence for sentence in told_again)
        renewed = InsatsYear.objects.get(fiscal_year__year=2025, insats__key="coachingteamet-orebro")
        assert (renewed.start, renewed.end) == (date(2025, 1, 1), date(2025, 12, 31))


def test_only_what_is_empty_is_filled(kramfors):
    """What was removed stays removed while others of its kind remain; an emptied section is a place without text."""
    delete(Risk.objects.filter(fiscal_year__year=2025).first(), by=kramfors)
    removed, emptied, kept = Section.objects.filter(document__fiscal_year__year=2025).exclude(prose="")[:3]
    text, removed_key = emptied.prose, removed.key
    delete(removed, by=kramfors)
    kept.prose, emptied.prose = "<p>Eget.</p>", ""
    save(kept, by=kramfors)
    save(emptied, by=kramfors)
    done = begun(OWN, 2024)
    assert {kind.label: kind.count for kind in done.kinds if kind.count} == {"Avsnitt i verksamhetsplan": 1}
    assert Risk.objects.filter(fiscal_year__year=2025).count() == 2
    sections = {
        section.key: section.prose for section in Section.objects.filter(document__fiscal_year__year=2025)
    }
    assert (sections[emptied.key], sections[kept.key]) == (text, "<p>Eget.</p>")
    assert removed_key not in sections


def test_a_decided_plan_is_not_filled(kramfors):
    plan = Document.objects.get(fiscal_year__year=2025)
    section = plan.sections.exclude(prose="").first()
    section.prose = ""
    save(section, by=kramfors)
    plan.status, plan.decided_on = "beslutad", date(2024, 11, 22)
    save(plan, by=kramfors)
    assert begun(OWN, 2024).empty
    section.refresh_from_db()
    assert section.prose == ""


def test_a_year_opened_by_hand_is_filled(db):
    with clients.in_scope(OWN):
        chief = clients.chief()
        forbund = FiscalYear.objects.get(year=2024).forbund
        opened = save(FiscalYear(forbund=forbund, year=2025, key="2025"), by=chief)
        save(Risk(forbund=forbund, fiscal_year=opened, name="Egen", text="Egen risk"), by=chief)
        begun(OWN, 2024)
        assert counted(2025) == BEGUN["kramfors", 2024] | {"Risk": 1}


def test_nothing_is_written_when_a_copy_breaks_a_promise(db):
    with clients.in_scope(OWN):
        Goal.objects.filter(fiscal_year__year=2024).update(name="")
        with pytest.raises(ValidationError):
            begun(OWN, 2024)
        assert not FiscalYear.objects.filter(year=2025).exists()


def test_figures_bound_to_a_year_are_a_step_on_and_told(db):
    with clients.in_scope(OWN):
        section = Section.objects.filter(document__fiscal_year__year=2024).exclude(prose="").first()
        section.prose = '<p>Budgeten är <data value="budget.intakter@2024"></data>, före <data value="budget.intakter@-1"></data>.</p>'
        save(section, by=clients.chief())
        done = begun(OWN, 2024)
        copy = Section.objects.get(document__fiscal_year__year=2025, key=section.key)
        assert 'value="budget.intakter@2025"' in copy.prose
        assert 'value="budget.intakter@-1"' in copy.prose
        told = [sentence for kind in done.kinds for sentence in kind.told]
        assert f"En siffra i ”{section}” var bunden till 2024 och hämtas nu från 2025." in told


def test_the_pages_tell_what_is_done(db):
    chiefs = clients.signed_in(clients.chief())
    page = chiefs.get("/kramfors/2024/nasta-ar/").content.decode()
    assert "Börja 2025 från 2024" in page
    with clients.in_scope(OWN):
        assert not FiscalYear.objects.filter(year=2025).exists()
    done = chiefs.post("/kramfors/2024/nasta-ar/")
    assert (done.status_code, done["Location"]) == (302, "/kramfors/2025/fran-forra-aret/")
    page = chiefs.get(done["Location"]).content.decode()
    assert "2025 är påbörjat från 2024." in page
    assert "Verksamheten ska säkras från 2024." in page
    assert "Avsnitt: Projekt/Insatser 2025 och framåt" in page
    assert "/kramfors/2025/dokument/verksamhetsplan/avsnitt/ekonomi/" in page
    again = chiefs.post("/kramfors/2024/nasta-ar/", follow=True).content.decode()
    assert "Inget har ändrats: 2025 har redan allt som 2024 kan ge." in again


def test_another_förbund_is_untouched(db):
    with clients.in_scope("degerfors-karlskoga"):
        before = {model: model.objects.count() for model in (FiscalYear, Goal, Section, Amount)}
    with clients.in_scope(OWN):
        begun(OWN, 2024)
    with clients.in_scope("degerfors-karlskoga"):
        assert {model: model.objects.count() for model in before} == before


def test_an_årsredovisning_is_begun_from_last_years(db):
    key = "degerfors-karlskoga"
    chiefs = clients.signed_in(clients.chief(key))
    assert "Börja årsredovisning 2024 från 2023" in chiefs.get(f"/{key}/2024/dokument/").content.decode()
    sent = chiefs.post(f"/{key}/2024/dokument/", {"kind": "arsredovisning", "from": "2023"})
    assert sent["Location"] == f"/{key}/2024/dokument/arsredovisning/"
    with clients.in_scope(key):
        report = Document.objects.get(fiscal_year__year=2024, kind="arsredovisning")
        assert (report.status, report.decided_on, report.sections.count()) == ("utkast", None, 51)
        for model, count in ((Note, 9), (StatTable, 17), (SurveyRound, 9), (Event, 0), (BalanceAmount, 0)):
            assert model.objects.filter(fiscal_year__year=2024).count() == count
        assert not StatValue.objects.filter(table__fiscal_year__year=2024).exists()
        asked = SurveyRound.objects.filter(fiscal_year__year=2024)
        assert {(one.sent, one.returned, one.status, one.until.year) for one in asked} == {
            (None, None, "utkast", 2024)
        }
    # What 2023 closed with, as the förbund's own årsredovisning of 2023 has it: compared with, and what 2024 opens from.
    printed = words(chiefs.get(f"/{key}/2024/dokument/arsredovisning/visa/"))
    for row in (
        "Belopp, kr Not 2024 2023 Verksamhetens intäkter 2 – 5 990 036 Verksamhetens kostnader 3 – −6 776 947",
        "Årets resultat – −795 108",
        "Belopp, kr Not 31 december 2024 31 december 2023",
        "Övriga materiella anläggningstillgångar 4 40 758",
        "Fordringar 5 562 942 Kassa och bank 6 1 609 476",
        "Summa tillgångar 2 213 177",
        "Eget kapital vid årets början 722 819 1 517 926",  # −795 108 + 1 517 926, in kronor and öre
        "Kortfristiga skulder 8 1 490 359",
        "Ökning (−) eller minskning (+) av kortfristiga fordringar – −130 183",
        "Likvida medel vid årets början – 2 176 061 Likvida medel vid årets slut – 1 609 476",
    ):
        assert row in printed
    entered = words(chiefs.get(f"/{key}/2024/bokslut/balans/"))
    assert "Balanspost 31 december 2024 31 december 2023 31 december 2022" in entered
    assert "Kundfordringar 21 630,49 49 930" in entered
    assert "Summa tillgångar 2 213 177,02 2 657 564,02" in entered
    # What was counted and answered is asked for anew, with last year's in grey under its field.
    for place, name, last in (
        ("statistik/inskrivna/varden", "v__kvinna", "114"),
        ("indikatorer/pagaende/svar", "s__1__alla__andel", "92 %"),
    ):
        page = chiefs.get(f"/{key}/2024/{place}/").text
        assert re.search(rf'name="{name}" value="" [^>]*aria-describedby="last-{name} "', page)
        told = f'<span class="last-year" id="last-{name}"><span class="visually-hidden">2023: </span>{last}</span>'
        assert told in page.replace("\u00a0", " ")
        assert "Det grå under en ruta är vad som stod 2023." in page
    again = chiefs.post(f"/{key}/2024/dokument/", {"kind": "arsredovisning", "from": "2023"})
    assert again.status_code == 302
    with clients.in_scope(key):
        assert Section.objects.filter(document=report).count() == 51
