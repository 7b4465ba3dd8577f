"""The budget's pages: the tables as on paper, the grid of amounts, and its lists and forms."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from budget.models import Amount, Layout, LayoutRow, Line, Series
from finsam.core.models import AuditEntry, FiscalYear
from finsam.core.tenancy.scope import inside
from tests.budget.small import Budget

PLACE = "/norra-an/2024/budget"


def text_of(response) -> str:
    """The page's words, single-spaced."""
    html = re.sub(r"<(script|style|template)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html).replace("\u00a0", " ").replace("&nbsp;", " "))


def row_of(response, key: str) -> str:
    """The HTML of a line's row in the grid."""
    return re.search(rf'<tr id="{key}".*?</tr>', response.content.decode(), re.DOTALL)[0]


def sum_of(response, key: str) -> str:
    """What a computed place in the grid says."""
    found = re.search(rf'id="sum-{key}"[^>]*>(.*?)</span>', response.content.decode(), re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).replace("\u00a0", " ").strip()


def rows(prefix: str, *given: dict, initial: int = 0) -> dict:
    """A formset's fields as a browser posts them."""
    posted = {f"{prefix}-TOTAL_FORMS": str(len(given)), f"{prefix}-INITIAL_FORMS": str(initial)}
    return posted | {
        f"{prefix}-{place}-{name}": value for place, row in enumerate(given) for name, value in row.items()
    }


@pytest.fixture
def written(budget):
    """A budget with income from contributions, a group of two costs and a shared cost."""
    budget.series_ = budget.series(reads_contributions="beslutat", opening=100_000)
    budget.bidrag = budget.line("Bidrag", "intakt", payer=budget.payer("Regionen", 500_000))
    budget.insatser = budget.line("Insatser")
    budget.coach = budget.line("Coachteamet", parent=budget.insatser)
    budget.unga = budget.line("Unga", parent=budget.insatser)
    budget.chef = budget.line("Förbundschef", common=True)
    budget.del_ = budget.line("Förbundschef 30 %", share_of=budget.chef, share=30)
    budget.amount(budget.series_, budget.coach, -200_000)
    budget.amount(budget.series_, budget.chef, -100_000)
    return budget


# The grid


def test_the_grid_shows_the_tree_with_fields_and_sums(written, chief):
    page = chief.get(f"{PLACE}/belopp/budget-2024/")
    assert 'value="200\u00a0000"' in row_of(page, "coachteamet")
    assert "<input" in row_of(page, "unga")
    assert "<input" not in row_of(page, "insatser")
    assert sum_of(page, "insatser") == "200 000"
    assert "Hämtas från medlemsbidragen." in row_of(page, "bidrag")
    assert sum_of(page, "bidrag") == "500 000"
    assert "andel av en gemensam kostnad" in row_of(page, "forbundschef-30")
    assert sum_of(page, "forbundschef-30") == "30 000"
    assert sum_of(page, "summa-kostnader") == "230 000"
    assert sum_of(page, "summa-resultat") == "270 000"
    assert sum_of(page, "summa-utgaende") == "370 000"


def test_amounts_are_written_as_people_write_them(written, chief):
    posted = {"version": "1", "belopp-coachteamet": "210 000 kr", "belopp-unga": "1\u00a0000,50"}
    assert chief.post(f"{PLACE}/belopp/budget-2024/", posted, follow=True).status_code == 200
    amounts = dict(Amount.objects.values_list("line__key", "amount"))
    assert amounts["coachteamet"] == -210_000
    assert amounts["unga"] == Decimal("-1000.50")
    assert amounts["forbundschef"] == -100_000, "a field that wasn't sent is left alone"
    assert AuditEntry.objects.count() == 1


def test_an_emptied_field_takes_the_amount_away(written, chief):
    chief.post(f"{PLACE}/belopp/budget-2024/", {"version": "1", "belopp-coachteamet": ""})
    assert not Amount.objects.filter(line=written.coach).exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1.234", "kan läsas på två sätt"),
        ("tolv", "är inte ett belopp"),
        ("12345678901234", "är för stort"),
        ("1,234", "har för många decimaler"),
    ],
)
def test_a_bad_amount_is_a_sentence_and_nothing_is_saved(written, chief, text, sentence):
    posted = {"version": "1", "belopp-coachteamet": text, "belopp-unga": "500"}
    page = chief.post(f"{PLACE}/belopp/budget-2024/", posted)
    assert page.status_code == 422
    row = row_of(page, "coachteamet")
    assert sentence in row
    assert f'value="{text}"' in row
    assert 'aria-invalid="true"' in row
    assert not Amount.objects.filter(line=written.unga).exists()
    assert not AuditEntry.objects.exists()


def test_a_lump_and_lines_are_refused_beside_the_group(budget, chief):
    budget.series()
    group = budget.line("Insatser")
    budget.line("Coachteamet", parent=group)
    posted = {"version": "1", "belopp-insatser": "100", "belopp-coachteamet": "50"}
    page = chief.post(f"{PLACE}/belopp/budget-2024/", posted)
    assert page.status_code == 422
    assert "antingen ha ett eget belopp eller vara summan av sina rader" in row_of(page, "insatser")
    assert not Amount.objects.exists()
    del posted["belopp-coachteamet"]
    assert chief.post(f"{PLACE}/belopp/budget-2024/", posted).status_code == 302
    page = chief.get(f"{PLACE}/belopp/budget-2024/")
    assert 'value="100"' in row_of(page, "insatser")


def test_a_stale_save_shows_both(written, chief):
    Series.objects.filter(pk=written.series_.pk).update(version=2)
    Amount.objects.filter(line=written.coach).update(amount=-205_000)
    page = chief.post(f"{PLACE}/belopp/budget-2024/", {"version": "1", "belopp-coachteamet": "210 000"})
    assert page.status_code == 422
    assert "har sparats i en annan flik eller av någon annan" in text_of(page)
    assert "Coachteamet 210 000 205 000" in text_of(page)
    assert 'name="version" value="2"' in page.content.decode()
    assert Amount.objects.get(line=written.coach).amount == -205_000
    assert (
        chief.post(
            f"{PLACE}/belopp/budget-2024/", {"version": "2", "belopp-coachteamet": "210 000"}
        ).status_code
        == 302
    )


def test_sums_follow_what_is_written_and_nothing_is_saved(written, chief):
    posted = {
        "version": "1",
        "belopp-coachteamet": "210 000",
        "belopp-unga": "40 000",
        "belopp-forbundschef": "inte",
    }
    page = chief.post(f"{PLACE}/belopp/budget-2024/summor/", posted)
    assert sum_of(page, "insatser") == "250 000"
    assert sum_of(page, "summa-resultat") == "220 000"
    assert "hx-swap-oob" in page.content.decode()
    assert Amount.objects.get(line=written.coach).amount == -200_000
    assert not AuditEntry.objects.exists()


def test_a_reader_sees_amounts_but_no_fields(written, auditor):
    page = auditor.get(f"{PLACE}/belopp/budget-2024/")
    assert "<input" not in row_of(page, "coachteamet")
    assert sum_of(page, "coachteamet") == "200 000"
    assert "Din roll får inte ändra i budgeten" in text_of(page)
    posted = {"version": "1", "belopp-coachteamet": "1"}
    assert auditor.post(f"{PLACE}/belopp/budget-2024/", posted).status_code == 403
    assert auditor.post(f"{PLACE}/belopp/budget-2024/summor/", posted).status_code == 403


def test_last_years_amounts_stand_beside(written, chief):
    earlier = FiscalYear.objects.create(forbund=written.forbund, year=2023, key="2023")
    last = Series.objects.create(
        forbund=written.forbund, fiscal_year=earlier, name="Budget 2023", kind="budget", about=2023
    )
    written.amount(last, written.coach, -190_000)
    page = chief.get(f"{PLACE}/belopp/budget-2024/")
    assert "Budget 2023" in text_of(page)
    assert "190\u00a0000" in row_of(page, "coachteamet")


def test_an_outcome_stands_beside_its_budget(written, chief):
    outcome = written.series("Utfall 2024", kind="utfall")
    written.amount(outcome, written.coach, -210_000)
    page = chief.get(f"{PLACE}/belopp/utfall-2024/")
    assert "Budget 2024" in text_of(page)
    assert "200\u00a0000" in row_of(page, "coachteamet")
    written.series("Reviderad 2024", kind="reviderad")
    assert "Reviderad 2024" in text_of(chief.get(f"{PLACE}/belopp/utfall-2024/"))


def test_a_series_of_another_year_or_forbund_is_not_found(written, chief):
    assert chief.get("/norra-an/2024/budget/belopp/prognos-2023/").status_code == 404
    neighbour = Budget("sodra-an")
    with inside(neighbour.forbund):
        neighbour.series("Deras")
    assert chief.get(f"{PLACE}/belopp/deras/").status_code == 404


# The year's budget


def test_the_budget_shows_its_tables_and_where_each_figure_comes_from(written, chief):
    written.layout(written.series_, written.coach)
    written.layout(written.series_, written.bidrag, name="Intäkter")
    page = chief.get(f"{PLACE}/")
    assert 'href="/norra-an/2024/uppgifter/budget.coachteamet@2024/"' in page.content.decode()
    assert "Årets resultat 270 000 kr" in text_of(page)
    assert "Utgående eget kapital 370 000 kr" in text_of(page)
    assert "val-layout=resultatbudget" in page.content.decode()
    other = chief.get(f"{PLACE}/?visa=intakter").content.decode()
    assert 'id="t-intakter"' in other
    excel = chief.get("/norra-an/2024/innehall/budget/excel/?val-layout=resultatbudget&val-show_title=on")
    assert excel.content[:2] == b"PK"


def test_a_deficit_is_said_in_words(written, chief):
    written.amount(written.series_, written.unga, -400_000)
    page = text_of(chief.get(f"{PLACE}/"))
    assert "Budget 2024 går med större underskott än det finns eget kapital till" in page
    assert "Årets resultat −130 000 kr" in page


def test_an_empty_budget_teaches(budget, chief):
    page = chief.get(f"{PLACE}/")
    assert "Budgeten görs i en tabell" in text_of(page)
    assert f'href="{PLACE}/tabell/"' in page.content.decode()
    for name in ("rader", "serier", "uppstallningar"):
        assert "Till exempel:" in text_of(chief.get(f"{PLACE}/{name}/"))


def test_the_start_page_shows_the_budget(written, chief):
    page = text_of(chief.get("/norra-an/2024/"))
    assert "Intäkter 500 tkr" in page
    assert "Resultat 270 tkr" in page
    assert "Planera två år till Det saknas belopp för 2025 och 2026. Inte börjad" in page


# Lines, series and layouts

LINE = {"name": "Lokal", "side": "kostnad", "order": "1"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "måste fyllas i"),
        ({"share": "30"}, "En del av en gemensam kostnad behöver både kostnaden och andelen i procent."),
        ({"share": "130"}, "En andel kan inte vara större än 100 %."),
        ({"name": "19121212-1212"}, "personnummer"),
    ],
)
def test_a_line_that_cant_be(budget, chief, change, sentence):
    page = chief.post(f"{PLACE}/rader/ny/", {**LINE, **change})
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert not Line.objects.exists()


def test_a_line_stays_on_its_side(budget, chief):
    income = budget.line("Intäkter", "intakt")
    page = chief.post(f"{PLACE}/rader/ny/", {**LINE, "parent": str(income.pk)})
    assert "En intäkt kan inte ingå i en kostnad, och inte tvärtom." in text_of(page)


def test_a_line_of_another_forbund_is_no_choice(budget, chief):
    neighbour = Budget("sodra-an")
    with inside(neighbour.forbund):
        theirs = neighbour.line("Deras")
    page = chief.post(f"{PLACE}/rader/ny/", {**LINE, "parent": str(theirs.pk)})
    assert "Valet hör inte till det här förbundet" in text_of(page)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rr_row": "finansiella-intakter"}, "En intäkt hör till en rad för intäkter"),
        ({"offsets": "kansli"}, "Bara en intäkt kan minska en kostnad."),
        ({"side": "intakt", "offsets": "bidrag"}, "Välj en av förbundets kostnader."),
    ],
)
def test_a_line_stands_on_its_own_side_of_the_statements(budget, chief, change, sentence):
    lines = {"kansli": budget.line("Kansli"), "bidrag": budget.line("Bidrag", "intakt")}
    change = {name: str(lines[value].pk) if value in lines else value for name, value in change.items()}
    page = chief.post(f"{PLACE}/rader/ny/", {**LINE, **change})
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert Line.objects.count() == 2


def test_an_income_says_its_row_and_the_cost_that_it_reduces(budget, chief):
    office = budget.line("Kansli")
    budget.line("Lön", parent=office)
    budget.line("Bidrag", "intakt")
    form = chief.get(f"{PLACE}/rader/ny/").context["form"]
    offered = [label.strip() for value, label in form.fields["offsets"].choices if value]
    assert offered == ["Kansli", "Lön"]
    groups = dict(form.fields["rr_row"].choices[1:])
    assert ("avskrivningar", "Avskrivningar") in groups["Kostnader"]
    assert ("statsbidrag", "Generella statsbidrag och utjämning") in groups["Intäkter"]
    answer = chief.post(
        f"{PLACE}/rader/ny/",
        {
            "name": "Ränta",
            "side": "intakt",
            "order": "9",
            "rr_row": "finansiella-intakter",
            "offsets": office.pk,
        },
    )
    assert answer.status_code == 302
    line = Line.objects.get(name="Ränta")
    assert (line.rr_row, line.offsets) == ("finansiella-intakter", office)


def test_a_line_in_use_says_by_what(written, chief):
    page = chief.post(f"{PLACE}/rader/insatser/ta-bort/")
    assert "används av" in text_of(page)
    assert Line.objects.filter(key="insatser").exists()


def test_removing_a_line_says_that_its_amounts_go(written, chief):
    assert "försvinner belopp ”" in text_of(chief.get(f"{PLACE}/rader/coachteamet/ta-bort/"))


SERIES = {"name": "Plan 2025", "kind": "plan", "about": "2025", "order": "1"}


def test_a_series_is_saved_and_listed(budget, chief):
    saved = chief.post(f"{PLACE}/serier/ny/", SERIES)
    assert (saved.status_code, saved.url) == (302, f"{PLACE}/belopp/plan-2025/")
    assert f'href="{PLACE}/belopp/plan-2025/"' in chief.get(f"{PLACE}/serier/").content.decode()


def test_a_years_outcome_goes_on_from_the_year_before(budget, chief):
    assert 'name="about" value="2024"' in chief.get(f"{PLACE}/serier/ny/").text
    assert 'name="name" value="Utfall 2024"' in chief.get(f"{PLACE}/serier/ny/?slag=utfall").text
    earlier = FiscalYear.objects.create(forbund=budget.forbund, year=2023, key="2023")
    fields = {"forbund": budget.forbund, "fiscal_year": earlier, "kind": "utfall", "about": 2023}
    last = Series.objects.create(name="Utfall 2023", reads_contributions="inbetalt", **fields)
    page = chief.get(f"{PLACE}/serier/ny/?slag=delar").text
    assert 'name="name" value="Utfall för delåret 2024"' in page
    for chosen in ("delar", "inbetalt", last.pk):
        assert f'<option value="{chosen}" selected' in page
    assert "selected>Utfall" not in chief.get(f"{PLACE}/serier/ny/?slag=hittepå").text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"about": "2024"}, "En plan avser ett kommande år"),
        ({"about": "1924"}, "Året ska ligga nära 2024"),
        ({"opening": "1.000"}, "kan läsas på två sätt"),
    ],
)
def test_a_series_that_cant_be(budget, chief, change, sentence):
    page = chief.post(f"{PLACE}/serier/ny/", {**SERIES, **change})
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert not Series.objects.exists()


def test_a_series_has_one_opening_and_one_of_a_kind(written, chief):
    posted = {**SERIES, "opening_from": str(written.series_.pk), "opening": "1000"}
    page = chief.post(f"{PLACE}/serier/ny/", posted)
    assert "Ingående kapital hämtas antingen från ett annat år eller skrivs in, inte både och." in text_of(
        page
    )
    page = chief.post(f"{PLACE}/serier/ny/", {**SERIES, "kind": "budget", "about": "2024"})
    assert "Det finns redan en sådan för året." in text_of(page)


LAYOUT = {"name": "Allt", "unit": "kr", "sign": "positive", "order": "1"}


def test_a_layout_begins_with_every_line(written, chief):
    posted = {**LAYOUT, "all_lines": "on", **rows("c0"), **rows("c1")}
    assert chief.post(f"{PLACE}/uppstallningar/ny/", posted).status_code == 302
    page = text_of(chief.get(f"{PLACE}/?visa=allt"))
    assert "Coachteamet 200 000" in page


def test_a_layout_is_saved_with_columns_and_rows_in_order(written, chief):
    column = {"label": "Budget {år}", "kind": "serie", "series": str(written.series_.pk), "order": ""}
    first = {"kind": "post", "line": str(written.unga.pk), "level": "0", "order": "2"}
    second = {"kind": "post", "line": str(written.coach.pk), "level": "0", "order": "1"}
    posted = {**LAYOUT, **rows("c0", column), **rows("c1", first, second)}
    assert chief.post(f"{PLACE}/uppstallningar/ny/", posted).status_code == 302
    layout = Layout.objects.get()
    assert [row.line.key for row in layout.rows.all()] == ["coachteamet", "unga"]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ({"kind": "post", "label": "Lokal", "level": "0"}, "Välj vilken budgetrad som ska visas."),
        ({"kind": "matt", "level": "0"}, "Välj vilket mått som ska visas."),
    ],
)
def test_a_row_that_shows_nothing(written, chief, row, sentence):
    page = chief.post(f"{PLACE}/uppstallningar/ny/", {**LAYOUT, **rows("c0"), **rows("c1", row)})
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert not Layout.objects.exists()


def test_a_column_of_a_neighbours_series(written, chief):
    neighbour = Budget("sodra-an")
    with inside(neighbour.forbund):
        theirs = neighbour.series("Deras")
    column = {"label": "Deras", "kind": "serie", "series": str(theirs.pk)}
    page = chief.post(f"{PLACE}/uppstallningar/ny/", {**LAYOUT, **rows("c0", column), **rows("c1")})
    assert "Valet hör inte till det här förbundet" in text_of(page)
    assert not Layout.objects.exists()


def test_a_sum_names_saved_rows_of_its_own_layout(written, chief):
    layout = written.layout(written.series_, written.coach, written.unga)
    other = written.layout(written.series_, written.coach, name="Annan")
    total = LayoutRow.objects.create(
        forbund=written.forbund, layout=layout, kind="summa", label="Summa", order=3
    )
    column, (coach, unga, _) = layout.columns.get(), layout.rows.all()

    def post(*terms):
        given = [
            {"id": str(row.pk), "kind": row.kind, "line": str(row.line_id or ""), "label": row.label, "level": "0",
             "order": str(row.order), "version": "1"}
            for row in (coach, unga, total)
        ]  # fmt: skip
        given[2]["terms"] = [str(one.pk) for one in terms]
        columns = rows("c0", {"id": str(column.pk), "label": "Budget", "kind": "serie",
                              "series": str(written.series_.pk), "order": "1", "version": "1"}, initial=1)  # fmt: skip
        posted = {
            **LAYOUT,
            "name": "Resultatbudget",
            "version": str(Layout.objects.get(pk=layout.pk).version),
        }
        posted |= columns | rows("c1", *given, initial=3)
        return chief.post(f"{PLACE}/uppstallningar/{layout.key}/", posted)

    assert post(coach, unga).status_code == 302
    assert set(total.terms.all()) == {coach, unga}
    assert "Valet hör inte till det här förbundet" in text_of(post(other.rows.get()))
    assert "En summa kan inte räkna med sig själv." in text_of(post(total))


# Queries


def fill(budget: Budget, series: Series, layout: Layout, start: int, count: int) -> None:
    for place in range(start, start + count):
        group = budget.line(f"Grupp {place}")
        line = budget.line(f"Rad {place}", parent=group)
        budget.amount(series, line, -1000)
        row = LayoutRow.objects.create(
            forbund=budget.forbund, layout=layout, kind="post", line=line, order=place, key=line.key
        )
        total = LayoutRow.objects.create(
            forbund=budget.forbund, layout=layout, kind="summa", label=f"S{place}"
        )
        total.terms.add(row)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "belopp/budget-2024/",
        "rader/",
        "rader/ny/",
        "serier/",
        "uppstallningar/",
        "uppstallningar/resultatbudget/",
    ],
)
@pytest.mark.parametrize("who", ["forbundschef", "revisor"])
def test_queries_do_not_grow_with_rows(budget, path, who):
    if who == "revisor" and path.endswith("ny/"):
        pytest.skip("a reader adds nothing")
    client, series = budget.sign_in(who), budget.series(opening=0)
    layout = budget.layout(series)
    counts = []
    for start, count in ((0, 2), (2, 10)):
        fill(budget, series, layout, start, count)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"{PLACE}/{path}").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_queries_of_series_do_not_grow(budget, chief):
    counts = []
    for years in (range(2024, 2026), range(2026, 2029)):
        for year in years:
            budget.series(f"Serie {year}", "plan" if year > 2024 else "budget", year)
        with CaptureQueriesContext(connection) as asked:
            assert chief.get(f"{PLACE}/serier/").status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
