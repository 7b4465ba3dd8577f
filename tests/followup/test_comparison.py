"""The comparison: only what was agreed passes between förbund, nothing of few people, and other definitions stand apart."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from finsam.core.models import AuditEntry, FiscalYear, Forbund
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.rendering.charts import charts
from followup.comparison import catalogue, services
from followup.comparison.across import of_others
from followup.comparison.catalogue import Worked
from followup.comparison.drawing import Line, shown, together
from followup.comparison.models import ComparisonAgreement, ReportedFigure, SharedFigure
from tests import clients
from tests.clients import FOREIGN, OWN, YEAR
from tests.rendering.svgread import parsed, texts

HERE = clients.url("comparison")


@pytest.fixture
def chief(db):
    return clients.signed_in(clients.let_in(clients.user("chefen"), Role.FORBUNDSCHEF))


@pytest.fixture
def reader(db):
    return clients.signed_in(clients.let_in(clients.user("lo"), Role.LEDAMOT))


def post(client, name: str, data: dict | None = None):
    return client.post(clients.url(name), data or {"x": "y"}, headers={"origin": clients.ORIGIN})


def handed_out(forbund: str, **values) -> ComparisonAgreement:
    """What a förbund has handed out: `administration=1000`."""
    with scopes_disabled():
        owner = Forbund.objects.get(key=forbund)
        year, _ = FiscalYear.objects.get_or_create(forbund=owner, year=YEAR, defaults={"key": str(YEAR)})
        agreement = ComparisonAgreement(forbund=owner, agreed_by="Någon", agreed_on="2024-05-01")
        agreement.save()
        for measure, told in values.items():
            fields = told if isinstance(told, dict) else {"value": told}
            SharedFigure(
                forbund=owner,
                fiscal_year=year,
                agreement=agreement,
                measure=measure,
                **{"definition": 1, **fields},
            ).save()
    return agreement


def of_own() -> list:
    with clients.in_scope(OWN):
        return of_others(Forbund.objects.get(key=OWN), YEAR)


def test_as_shipped_nothing_is_handed_out_and_nothing_is_seen(reader):
    handed_out(FOREIGN, administration=1_234_567)
    assert of_own() == []
    page = reader.get(HERE).text
    assert "1 234 567".replace(" ", "\xa0") not in page
    assert "Förbundet delar inga siffror, och ser därför inga" in page
    assert not SharedFigure.objects.with_scopes_disabled().filter(forbund__key=OWN).exists()


def test_those_that_agree_see_each_others_figures_and_nothing_else(chief, reader):
    handed_out(FOREIGN, administration=1_234_567)
    with scopes_disabled():
        Forbund.objects.filter(key=FOREIGN).update(vision="Hemlig vision", email="hemlig@example.se")
    assert post(reader, "comparison-share").status_code == 403
    assert post(chief, "comparison-share").status_code == 302
    page = reader.get(HERE).text
    assert "1\xa0234\xa0567" in page
    assert "◊ Vi: " in page
    assert "Hemlig vision" not in page
    assert "hemlig@example.se" not in page
    entry = AuditEntry.objects.with_scopes_disabled().get(forbund_key=OWN, verb="gick med i")
    assert entry.by_email == "chefen@example.se"


def test_what_is_withdrawn_is_gone_at_once(chief):
    post(chief, "comparison-share")
    handed_out(FOREIGN, administration=1_234_567)
    assert len(of_own()) == 1
    with scopes_disabled():
        owner = Forbund.objects.get(key=FOREIGN)
        services.withdraw(forbund=owner, by=clients.user("annan"))
    assert of_own() == []
    assert post(chief, "comparison-withdraw").status_code == 302
    assert not SharedFigure.objects.with_scopes_disabled().exists()
    assert AuditEntry.objects.with_scopes_disabled().filter(verb="gick ur").count() == 2


def test_a_figure_of_few_people_is_never_handed_out(chief, monkeypatch):
    """Not even as a hidden value in the table that the others are read from."""
    secret = catalogue.Compared("kostnad-per-deltagare", "Kostnad per deltagare", "kr", 0, 1, "D.", lambda book: Worked(Decimal(4321), withheld=True))  # fmt: skip
    monkeypatch.setattr(services, "CATALOGUE", (secret,))
    post(chief, "comparison-share")
    row = SharedFigure.objects.with_scopes_disabled().get(forbund__key=OWN)
    assert row.withheld
    assert row.value is None
    entry = AuditEntry.objects.with_scopes_disabled().get(forbund_key=OWN, verb="gick med i")
    assert "4321" not in f"{entry.before} {entry.after}"


def test_a_withheld_value_does_not_come_across_though_it_were_stored(chief):
    post(chief, "comparison-share")
    handed_out(FOREIGN, **{"kostnad-per-deltagare": {"value": 4321, "withheld": True}})
    assert [(row.value, row.withheld) for row in of_own()] == [(None, True)]
    page = chief.get(HERE).text
    assert "4\xa0321" not in page
    assert "visas inte, få" in page


def test_another_definition_is_drawn_only_when_accepted_with_a_reason(chief):
    post(chief, "comparison-share")
    other = "Utan lokalkostnader."
    handed_out(FOREIGN, administration={"value": 1_234_567, "otherwise": other})
    assert "1\xa0234\xa0567" not in chief.get(HERE).text
    assert other in chief.get(HERE).text
    name = Forbund.objects.get(key=FOREIGN).short_name
    told = {"measure": "administration", "whose": name, "otherwise": other}
    post(chief, "comparison-accept", told | {"reason": ""})
    assert "1\xa0234\xa0567" not in chief.get(HERE).text
    post(chief, "comparison-accept", told | {"reason": "Lokalerna är gratis hos oss båda."})
    page = chief.get(HERE).text
    assert "1\xa0234\xa0567" in page
    assert "Lokalerna är gratis hos oss båda." in page
    SharedFigure.objects.with_scopes_disabled().filter(otherwise=other).update(otherwise="Utan lön.")
    assert "1\xa0234\xa0567" not in chief.get(HERE).text, (
        "it is accepted anew when it is counted in another way"
    )


def test_an_old_definition_is_another_one(chief):
    post(chief, "comparison-share")
    handed_out(FOREIGN, administration={"value": 1_234_567, "definition": 0})
    page = chief.get(HERE).text
    assert "Delad med definition 0, som inte gäller längre." in page
    assert "1\xa0234\xa0567" not in page


def test_a_figure_from_a_report_stands_with_its_source(chief, reader):
    data = {
        "measure": "andel-administration", "whose": "Norra Ån", "value": "12,5", "document": "Årsredovisning 2024", "page": "14",
    }  # fmt: skip
    assert post(chief, "reported-figures-new", data | {"page": ""}).status_code == 422
    assert post(chief, "reported-figures-new", data).status_code == 302
    assert ReportedFigure.objects.with_scopes_disabled().get().value == Decimal("12.5")
    page = reader.get(HERE).text
    assert "12,5" in page
    assert "Årsredovisning 2024, s. 14" in page


def test_what_is_compared_is_one_picture_with_a_panel_and_a_scale_for_each_figure(chief):
    post(chief, "comparison-share")
    with clients.in_scope(OWN):
        year = FiscalYear.objects.get(forbund__key=OWN, year=YEAR)
        drawn = shown(year)
    assert together(drawn) is None, "nothing to compare with"
    for figure in drawn:
        figure.drawn = [Line("Vi", figure.drawn[0].value, "", own=True), Line("Norra Ån", None, "")]
    by_key = {figure.compared.key: figure for figure in drawn}
    for key, values in (
        ("administration", (100_000, 400_000)),
        ("andel-administration", ("0.1", "0.2")),
        ("eget-kapital", (-5, 3)),
    ):
        by_key[key].drawn = [Line(f"F{n}", Decimal(value), "", own=not n) for n, value in enumerate(values)]
    chart = together(drawn)
    picture = charts.svg(chart, accent="#1d5b79")
    assert {"Administration", "Administration som andel av kostnaderna"} <= set(texts(picture))
    assert "Eget kapital" not in texts(picture), "less than nothing has no room in a panel"
    widths = sorted(
        float(bar.get("width")) for bar in parsed(picture).iter("{http://www.w3.org/2000/svg}rect")
    )
    assert widths[2] == widths[3]
    assert [round(width / widths[3], 2) for width in widths[:2]] == [0.25, 0.5]
    assert [type(piece).__name__ for piece in by_key["administration"].pieces(drawn=True)] == ["Table"]
    assert [type(piece).__name__ for piece in by_key["eget-kapital"].pieces(drawn=False)] == [
        "Chart",
        "Table",
    ]


def test_the_page_draws_what_is_compared_once(chief):
    post(chief, "comparison-share")
    figures = {"administration": 1_234_567, "andel-administration": Decimal("0.12")}
    handed_out(FOREIGN, **figures)
    assert chief.get(HERE).text.count("<svg") == 2, "one förbund is compared with nothing"
    handed_out("finnveden", **figures)
    assert chief.get(HERE).text.count("<svg") == 1


def test_the_questions_do_not_grow_with_the_förbund(chief):
    post(chief, "comparison-share")

    def asked() -> int:
        chief.get(HERE)
        with CaptureQueriesContext(connection) as queries:
            chief.get(HERE)
        return len(queries)

    handed_out(FOREIGN, administration=1000)
    few = asked()
    for key in ("finnveden", "lekeberg-orebro"):
        handed_out(key, administration=2000, maluppfyllelse=Decimal("0.5"))
    assert asked() <= few
