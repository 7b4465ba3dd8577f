"""The register: decisions that stand until they are closed, styrdokument, the internal control, and the matrix of risks."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from finsam.core.audit import SYSTEM
from finsam.core.models import FiscalYear
from finsam.core.rollover import begin, planned
from finsam.core.tenancy.permissions import Permission
from finsam.facts.book import Book
from finsam.facts.tables import Chart, Html, Table
from finsam.organisation.models import Person
from finsam.rendering.charts import charts
from finsam.web.missing import needs_by
from plans.models import Control, Decision, DecisionStatus
from tests.plans.small import NBSP, YEAR, html_of, pieces
from tests.plans.test_pages import PLACE, rows, sign_in, text_of
from tests.rendering.svgread import assert_readable, parsed, texts

MARCH = date(YEAR, 3, 1)


@pytest.fixture
def chief(plan):
    return sign_in(plan.forbund, "forbundschef")


def needed(plan) -> dict[str, tuple[str, bool, date | None]]:
    """What the year needs: why, whether it is done, and its last day."""
    items = needs_by(plan.book(), frozenset({Permission.EDIT_PLAN}))
    return {item.what: (item.why, item.done, item.due) for item in items}


def table_of(found: list) -> Table:
    return next(piece for piece in found if isinstance(piece, Table))


def words(table: Table, key: str) -> dict[str, str]:
    """A row's cells in words."""
    return {name: cell.text or cell.html for name, cell in table.row(key).cells.items()}


# A decision and how far it has come


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"status": "genomfort"}, "Ett beslut som är genomfört eller upphör har en dag för det"),
        ({"closed_on": MARCH}, "Ett beslut som är genomfört eller upphör har en dag för det"),
        ({"status": "upphor", "closed_on": MARCH}, "Skriv varför beslutet upphör."),
        ({"reason": "Ångrade oss."}, "Skriv varför beslutet upphör."),
        ({"due": date(YEAR, 2, 1)}, "Beslutet kan inte vara klart innan det är fattat."),
        ({"status": "genomfort", "closed_on": date(YEAR, 2, 1)}, "kan inte vara klart innan det är fattat"),
    ],
)
def test_a_decision_that_cant_be(plan, fields, sentence):
    with pytest.raises(ValidationError, match=sentence):
        plan.decision("Ny webbplats", MARCH, **fields)


def test_who_answers_is_a_person_or_a_role(plan):
    person = Person.objects.create(forbund=plan.forbund, name="Provperson")
    assert plan.decision("Ett", MARCH, owner="Förbundschefen").answerable == "Förbundschefen"
    assert plan.decision("Två", MARCH, person=person).answerable == "Provperson"
    assert plan.decision("Tre", MARCH).answerable == ""
    with pytest.raises(ValidationError, match="Ange den ansvariga på ett sätt"):
        plan.decision("Fyra", MARCH, person=person, owner="Förbundschefen")


def test_the_day_is_the_meetings(plan):
    meeting = plan.meeting(plan.body("Styrelsen"), MARCH)
    decision = plan.decision("Ny webbplats", MARCH, meeting=meeting, paragraph="§ 45")
    assert decision.when == f"1{NBSP}mars {YEAR}, §{NBSP}45, Styrelsen"
    with pytest.raises(ValidationError, match="Ange samma dag, eller välj ett annat möte"):
        plan.decision("Annat", date(YEAR, 3, 2), meeting=meeting)


def test_a_decision_stands_in_each_year_until_it_is_closed(plan, chief):
    FiscalYear.objects.create(forbund=plan.forbund, year=YEAR + 1, key=str(YEAR + 1))
    plan.decision("Kvar sedan länge", date(YEAR - 3, 3, 1))
    plan.decision(
        "Klart för länge sedan", date(YEAR - 3, 3, 1), status="genomfort", closed_on=date(YEAR - 1, 3, 1)
    )
    plan.decision("Klart i år", MARCH, status="genomfort", closed_on=date(YEAR, 5, 3))
    plan.decision("Om ett år", date(YEAR + 1, 1, 15))
    this = text_of(chief.get(f"{PLACE}/beslut/"))
    assert f"Kvar från {YEAR - 3} Kvar sedan länge" in this
    assert f"Genomfört 3 maj {YEAR}" in this
    assert "Klart för länge sedan" not in this
    assert "Om ett år" not in this
    following = text_of(chief.get(f"/norra-an/{YEAR + 1}/beslut/"))
    assert "Kvar sedan länge" in following
    assert "Om ett år" in following
    assert "Klart i år" not in following


def test_it_is_followed_up_and_closed_on_its_page(plan, chief):
    decision = plan.decision("Ny webbplats", MARCH)
    place = f"{PLACE}/beslut/{decision.key}/"
    fields = {"name": "Ny webbplats", "date": str(MARCH), "version": "1", "owner": "", "text": ""}
    answer = chief.post(place, {**fields, "status": "genomfort", **rows("c0")})
    assert answer.status_code == 422
    assert "har en dag för det" in text_of(answer)
    note = {"date": "2024-05-02", "text": "Klar och provad."}
    answer = chief.post(
        place, {**fields, "status": "genomfort", "closed_on": "2024-05-03", **rows("c0", note)}
    )
    assert answer.status_code == 302
    decision.refresh_from_db()
    assert decision.status == DecisionStatus.DONE
    assert [str(note) for note in decision.notes.all()] == [f"2{NBSP}maj {YEAR}: Klar och provad."]


def test_a_report_says_how_far_a_decision_had_come_when_the_year_ended(plan):
    plan.decision(
        "Ny webbplats", MARCH, (date(YEAR, 4, 1), "Upphandlad."), (date(YEAR + 1, 1, 9), "Klar."),
        status="genomfort", closed_on=date(YEAR + 1, 1, 9), due=date(YEAR, 12, 1), owner="Förbundschefen",
    )  # fmt: skip
    plan.decision("Resor", MARCH, status="upphor", closed_on=date(YEAR, 5, 3), reason="Allt sker på distans.")
    plan.decision("Attest", MARCH, status="genomfort", closed_on=date(YEAR, 6, 3))
    told = pieces("beslutslogg", plan.book())
    table = table_of(told)
    assert words(table, "2024-03-01-ny-webbplats") == {
        "nar": f"1{NBSP}mars {YEAR}",
        "ansvarig": "Förbundschefen",
        "klart": f"1{NBSP}december {YEAR}",
        "status": "Pågår",
        "uppfoljning": f"<ul><li><p>1{NBSP}april {YEAR}: Upphandlad.</p></li></ul>",
    }
    assert words(table, "2024-03-01-resor")["status"] == f"Upphör 3{NBSP}maj {YEAR}: Allt sker på distans."
    counts = html_of(plan.book(), told[0].html)
    assert counts == "<p>Beslut att följa upp: 3. Genomförda: 1. Upphörda: 1. Kvar: 1.</p>"
    (left,) = pieces("beslutslogg", plan.book(), which="kvar")
    assert [row.label for row in left.rows] == ["Ny webbplats"]


# Styrdokument


def test_a_styrdokument_is_told_in_the_years_that_it_holds(plan):
    plan.steering_document(
        "Attestreglemente",
        decided_on=date(YEAR - 1, 11, 24),
        paragraph="12",
        kept="Diariet",
        owner="Kansliet",
    )
    plan.steering_document("Gammal policy", valid_until=date(YEAR - 1, 12, 31))
    plan.steering_document("Kommande policy", decided_on=date(YEAR + 1, 1, 15))
    table = table_of(pieces("styrdokument", plan.book()))
    assert [row.label for row in table.rows] == ["Attestreglemente"]
    assert words(table, "attestreglemente") == {
        "beslutat": f"24{NBSP}november {YEAR - 1}, §{NBSP}12", "ansvarig": "Kansliet", "finns": "Diariet",
    }  # fmt: skip


# Internal control


def test_the_plan_of_controls_and_what_came_of_it(plan):
    plan.control("Stickprov på fakturor", frequency="två gånger om året", outcome="utan-avvikelse")
    plan.control(
        "Behörigheter", outcome="storre-avvikelse", comment="Två fanns kvar.", measure="Gå igenom listan."
    )
    plan.control("Säkerhetskopior")
    (meant,) = pieces("internkontroll", plan.book())
    assert [column.label for column in meant.columns] == ["Risk", "Hur ofta"]
    counts, table = pieces("internkontroll", plan.book(), show="resultat")
    assert html_of(plan.book(), counts.html) == (
        "<p>Kontroller i planen: 3. Utan avvikelse: 1. Med avvikelse: 1. Inte utförda: 1.</p>"
    )
    assert words(table, "behorigheter")["resultat"] == "Större avvikelse. Två fanns kvar."
    assert words(table, "sakerhetskopior")["resultat"] == "Inte utförd"


@pytest.mark.parametrize("key", ["beslutslogg", "styrdokument", "internkontroll", "riskmatris"])
def test_of_nothing_a_block_says_where_to_begin(plan, key):
    (piece,) = pieces(key, plan.book())
    assert isinstance(piece, Html)
    assert " under " in piece.html


# Next year


def test_what_is_not_done_is_told_when_next_year_is_begun_and_stands_there(plan):
    plan.decision("Ny webbplats", date(YEAR - 1, 3, 1))
    plan.decision("Attest", MARCH, status="genomfort", closed_on=date(YEAR, 6, 3))
    plan.consultation("Budget 2025")
    plan.consultation("Budget 2026", follow_up="<p>Fler unga.</p>")
    told = {kind.label: kind.told for kind in planned(plan.fiscal_year).kinds}
    assert told["Beslut"] == [f"Inte genomfört, och står kvar bland besluten {YEAR + 1}: ”Ny webbplats”."]
    assert told["Medlemssamråd"][1:] == [
        "”Budget 2025” saknar uppföljning. Den efterfrågas under Vad saknas."
    ]


def test_controls_follow_with_their_results_to_come_and_what_is_not_mended(plan):
    done = {"outcome": "mindre-avvikelse", "comment": "En faktura.", "measure": "Rätta."}
    plan.control("Fakturor", owner="Ekonomen", **done, measure_done_on=date(YEAR, 9, 1))
    plan.control("Behörigheter", **done)
    rollover = begin(old=plan.fiscal_year, by=SYSTEM)
    copies = {
        row.name: (row.owner, row.outcome, row.comment, row.measure, row.measure_done_on)
        for row in Control.objects.filter(fiscal_year__year=YEAR + 1)
    }
    assert copies == {
        "Fakturor": ("Ekonomen", "", "", "", None),
        "Behörigheter": ("", "", "", "", None),
    }
    (kind,) = [kind for kind in rollover.kinds if kind.label == "Interna kontroller"]
    assert kind.told == [
        f"Åtgärden för ”Behörigheter” är inte klar. Den visas i internkontrollplanen {YEAR + 1} och efterfrågas "
        "under Vad saknas tills den är det."
    ]
    assert Decision.objects.count() == 0


def test_a_measure_noted_when_next_year_is_begun_already_is_not_lost(plan):
    control = plan.control("Behörigheter")
    plan.control("Säkerhetskopior")
    plan.control("Attest", outcome="ej-utford")
    begin(old=plan.fiscal_year, by=SYSTEM)
    control.outcome, control.measure = "storre-avvikelse", "Gå igenom listan."
    control.save()
    after = Book(plan.forbund, YEAR + 1)
    ask = f"Avsluta internkontrollen {YEAR}"
    items = {item.what: item for item in needs_by(after, frozenset({Permission.EDIT_PLAN}))}
    assert items[ask].why == "2 kontroller saknar resultat eller har en åtgärd som inte är klar."
    assert items[ask].href == f"/norra-an/{YEAR}/internkontroll/"
    _, left = pieces("internkontroll", after)
    assert words(left, f"{YEAR}-behorigheter") == {"ar": str(YEAR), "atgard": "Gå igenom listan."}
    control.measure_done_on = date(YEAR + 1, 5, 3)
    control.save()
    again = Book(plan.forbund, YEAR + 1)
    _, left = pieces("internkontroll", again)
    assert words(left, f"{YEAR}-behorigheter")["atgard"] == f"Gå igenom listan. Klar 3{NBSP}maj {YEAR + 1}."
    items = {item.what: item for item in needs_by(again, frozenset({Permission.EDIT_PLAN}))}
    assert items[ask].why == "”Säkerhetskopior” saknar resultat eller har en åtgärd som inte är klar."


def test_a_consultation_is_asked_for_in_every_later_year_until_it_is_answered(plan):
    early = FiscalYear.objects.create(forbund=plan.forbund, year=YEAR - 3, key=str(YEAR - 3))
    consultation = plan.consultation("Budget", fiscal_year=early)
    ask = f"Följ upp samråden {YEAR - 3}"
    assert ask in needed(plan)
    consultation.follow_up = "<p>Fler unga.</p>"
    consultation.save()
    assert ask not in needed(plan)


# What is missing


def test_nothing_is_asked_of_an_empty_register(plan):
    asked = {
        "Genomför besluten", "Se över styrdokumenten", "Se över riskerna", "Gör årets interna kontroller",
    }  # fmt: skip
    assert asked & set(needed(plan)) == set()


def test_what_waits_is_asked_for_with_its_first_day(plan):
    before = FiscalYear.objects.create(forbund=plan.forbund, year=YEAR - 1, key=str(YEAR - 1))
    plan.consultation("Budget", fiscal_year=before)
    plan.decision("Ny webbplats", date(YEAR - 1, 3, 1), due=date(YEAR, 2, 1))
    plan.decision("Attest", MARCH, due=date(YEAR, 6, 1))
    plan.decision("Resor", MARCH, status="genomfort", closed_on=date(YEAR, 6, 3))
    plan.steering_document("Policy", review_on=date(YEAR, 6, 1), valid_until=date(YEAR, 5, 1))
    plan.steering_document("Reglemente", review_on=date(YEAR + 1, 6, 1))
    plan.risk("Få remisser", review_on=date(YEAR, 9, 1))
    plan.control("Fakturor")
    items = needed(plan)
    assert items["Genomför besluten"] == (
        "2 av 3 är inte avslutade. 1 är från tidigare år.", False, date(YEAR, 2, 1),
    )  # fmt: skip
    assert items["Se över styrdokumenten"] == (
        "”Policy” ska ses över eller beslutas på nytt.", False, date(YEAR, 5, 1),
    )  # fmt: skip
    assert items["Se över riskerna"] == (
        "”Få remisser” ska bedömas på nytt. Skriv en ny dag när det är gjort.", False, date(YEAR, 9, 1),
    )  # fmt: skip
    assert items["Gör årets interna kontroller"] == (
        "1 av 1 saknar resultat eller har en åtgärd som inte är klar.", False, date(YEAR, 12, 31),
    )  # fmt: skip
    assert items[f"Följ upp samråden {YEAR - 1}"][1] is False


def test_the_start_page_shows_what_is_due_first(plan, chief):
    assert "Beslut att genomföra" not in text_of(chief.get(f"{PLACE}/"))
    plan.decision("Utan dag", MARCH)
    plan.decision("Ny webbplats", MARCH, due=date(YEAR, 6, 1), owner="Förbundschefen")
    coming = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    plan.decision("Resor", MARCH, due=coming)
    plan.decision("Till sist", MARCH)
    page = text_of(chief.get(f"{PLACE}/"))
    panel = page[page.index("Beslut att genomföra") :]
    assert "Ny webbplats , Förbundschefen Försenat , skulle vara klart 1 juni 2024" in panel
    assert panel.index("Ny webbplats") < panel.index("Resor") < panel.index("Utan dag")
    assert "(1 till väntar)" in panel


# The matrix of risks


def weighed(plan, *steps: tuple[int, int]) -> list:
    for number, (likelihood, impact) in enumerate(steps, 1):
        plan.risk(f"Risk {number}", likelihood=likelihood, impact=impact)
    return pieces("riskmatris", plan.book())


def test_the_matrix_draws_what_its_table_says(plan):
    plan.risk("Obedömd")
    chart, table, left = weighed(plan, (2, 5), (4, 4))
    assert isinstance(chart, Chart)
    assert [(row.lead, row.label, row.cells["varde"].fact.value) for row in table.rows] == [
        ("1", "Risk 1", 10),
        ("2", "Risk 2", 16),
    ]
    assert left.html == "<p>Inte bedömda med både sannolikhet och påverkan: ”Obedömd”.</p>"
    drawn = charts.svg(chart, accent="#1d5b79")
    assert parsed(drawn)[0].text == (
        "Riskmatris 2024: Risk 1 Sannolikhet 2, Risk 1 Påverkan 5, Risk 2 Sannolikhet 4, Risk 2 Påverkan 4."
    )
    assert "Uppåt: sannolikhet. Åt höger: påverkan." in texts(drawn)
    assert_readable(drawn)


def test_every_risk_has_its_number_in_the_square_where_it_stands(plan):
    chart, *_ = weighed(plan, *[(3, 3)] * 12, (5, 5))
    drawn = charts.svg(chart, accent="#1d5b79")
    circles = [one for one in parsed(drawn) if one.tag.endswith("circle")]
    assert len(circles) == 13
    assert {(float(one.get("cx")), float(one.get("cy"))) for one in circles[-1:]} == {(283.0, 33.0)}
    for one in circles[:12]:
        assert 138 <= float(one.get("cx")) <= 196
        assert 120 <= float(one.get("cy")) <= 178
    assert_readable(drawn)


def test_the_list_of_risks_shows_the_matrix_once_some_are_weighed(plan, chief):
    plan.risk("Obedömd")
    assert 'class="chart"' not in chief.get(f"{PLACE}/risker/").content.decode()
    plan.risk("Bedömd", likelihood=2, impact=5)
    assert 'class="chart"' in chief.get(f"{PLACE}/risker/").content.decode()
