"""Before something is removed it is said which texts, settings and goals lead to it by key."""

from decimal import Decimal

import pytest
from django.utils.text import slugify

from budget.models import Amount, Line, Series
from finsam.checks.reconciliation import Case, run
from finsam.core.models import FiscalYear
from finsam.core.removal import said_of
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from plans.models.insatser import Insats
from tests.plans.small import YEAR, part


def section(plan, document, title: str, **fields) -> Section:
    order = document.sections.count()
    return Section.objects.create(
        forbund=plan.forbund, document=document, title=title, key=slugify(title), order=order, **fields
    )


@pytest.fixture
def document(plan):
    return Document.objects.create(kind="verksamhetsplan", title="Plan", key="plan", **plan.year)


@pytest.fixture
def work(plan):
    """A goal whose target is a figure in texts: at least 45 %."""
    return plan.goal("Arbete", part(), key="arbete")


FIGURE = '<p>Målet är <data value="mal.arbete.del@0"></data>.</p>'


def test_a_bound_figure_is_told_by_the_sections_number(plan, document, work):
    section(plan, document, "Inledning")
    section(plan, document, "Mål", prose="<p>Ingenting.</p>")
    section(plan, document, "Bakgrund", level=2, after=FIGURE)
    (said,) = said_references(work)
    assert said == f"Texten i avsnitt 2.1 i Plan {YEAR} hänvisar till ”{label(plan)}”."
    assert type(work).objects.filter(pk=work.pk).exists(), "nothing is removed by asking"


def label(plan) -> str:
    return plan.book()["mal.arbete.del@0"].label


def said_references(obj) -> list[str]:
    return [one for one in said_of(obj) if "hänvisar till" in one]


def test_what_is_found_before_is_what_avstamning_finds_after(plan, document, work):
    section(plan, document, "Mål", prose=FIGURE)
    section(plan, document, "Annat", prose="<p>Inget.</p>")
    assert len(said_references(work)) == 1
    work.delete()
    book = plan.book()
    found = run(Case(book, plan.fiscal_year, [(document, resolve(document, book))])).findings
    assert len([one for one in found if one.rule == "R23"]) == 1


def test_a_link_to_a_section_is_told(plan, document):
    budget = section(plan, document, "Budget")
    section(
        plan, document, "Ekonomi", prose='<p>Se <a href="#s-budget"></a> och <a href="#s-borta"></a>.</p>'
    )
    assert said_references(budget) == [f"Texten i avsnitt 2 i Plan {YEAR} hänvisar till ”Budget”."]


def test_a_setting_of_a_block_is_told(plan, document):
    kept, lost = plan.insats("Bryggan"), plan.insats("Spåret")
    section(plan, document, "Insatser", block="insatser", options={"insatser": ["bryggan", "sparet"]})
    assert said_references(lost) == [
        f"Inställningen ”Insatser” i avsnitt 1 i Plan {YEAR} hänvisar till ”Spåret”."
    ]
    Section.objects.update(options={"insatser": [kept.insats.key]})
    assert said_references(lost) == []


def test_a_text_outside_documents_is_told(plan, work):
    insats = plan.insats("Spåret")
    type(insats).objects.filter(pk=insats.pk).update(purpose=FIGURE)
    (said,) = said_references(work)
    assert said.startswith("Texten under ”syfte” för ")
    assert said.endswith(f"”Spåret” hänvisar till ”{label(plan)}”.") or "Spåret" in said


def test_a_goal_that_reads_another_is_told(plan, work):
    plan.goal("Kopia", part(key="kopia", fact="mal.arbete.del@0"), key="kopia")
    assert said_references(work) == [f"Målet ”Kopia” hänvisar till ”{label(plan)}”."]


def test_last_years_figure_in_this_years_text_is_told(plan, document, work):
    later = FiscalYear.objects.create(forbund=plan.forbund, year=YEAR + 1, key=str(YEAR + 1))
    other = Document.objects.create(
        kind="verksamhetsplan", title="Plan", key="plan", forbund=plan.forbund, fiscal_year=later
    )
    section(plan, other, "Förra", prose=FIGURE.replace("@0", "@-1"))
    (said,) = said_references(work)
    assert said.startswith(f"Texten i avsnitt 1 i Plan {YEAR + 1} hänvisar till ")


def test_what_nothing_leads_to_says_nothing(plan, document, work):
    section(plan, document, "Mål", prose="<p>Arbete är målet.</p>")
    insats = Insats.objects.create(forbund=plan.forbund, name="Ingen")
    assert said_references(work) == said_references(insats) == []


def test_a_lines_amount_in_a_text_and_in_a_sum(plan, document):
    """The text that says the line's own amount loses it; a total of two lines only changes."""
    lines = {
        name: Line.objects.create(forbund=plan.forbund, name=name, side="kostnad")
        for name in ("Lokal", "Lön", "Resor")
    }
    series = Series.objects.create(name="Budget", kind="budget", about=YEAR, **plan.year)
    for name in ("Lokal", "Lön"):
        Amount.objects.create(forbund=plan.forbund, series=series, line=lines[name], amount=Decimal(-5))
    figure = '<p><data value="budget.{}@0"></data></p>'
    section(plan, document, "Lokaler", prose=figure.format("lokal"))
    section(plan, document, "Summa", prose=figure.format("kostnader"))
    assert said_references(lines["Lokal"]) == [f"Texten i avsnitt 1 i Plan {YEAR} hänvisar till ”Lokal”."]
    lines["Lön"].delete()
    assert len(said_references(lines["Lokal"])) == 2, "now it is all that the total is made of"
    assert said_references(lines["Resor"]) == []
