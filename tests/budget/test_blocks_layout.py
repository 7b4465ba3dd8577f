"""Which of the year's layouts a document prints, whatever the förbund calls them."""

import pytest

from finsam.core.models import User
from finsam.core.tenancy.scope import inside
from finsam.documents.forms import options_form
from finsam.documents.registry import find_block, kinds
from finsam.documents.resolve import resolve
from finsam.facts.tables import Table
from finsam.web.services import start_document
from tests.budget.small import YEAR, Budget


@pytest.fixture
def budget(db):
    one = Budget()
    with inside(one.forbund):
        staff = one.line("Personal")
        this, next_year = one.series(), one.series(name="Plan 2025", kind="plan", about=YEAR + 1, key="plan")
        one.amount(this, staff, 500_000)
        later = one.layout(next_year, staff, name="Plan för flera år")
        later.order = 1
        later.save()
        first = one.layout(this, staff, name="Vår egen uppställning")
        first.order = 2
        first.save()
        yield one


def test_a_new_plan_prints_the_layouts_that_are_there(budget):
    by = User.objects.create(email="chef@example.org", name="Chef")
    document = start_document(fiscal_year=budget.fiscal_year, kind=kinds()["verksamhetsplan"], by=by)
    resolved = resolve(document, budget.book())
    titles = {
        part.key: [piece.title for piece in part.pieces if isinstance(piece, Table)]
        for part in resolved.parts
    }
    printed = [title for found in titles.values() for title in found]
    assert "Vår egen uppställning" in printed
    assert "Plan för flera år" in printed
    assert not any("Här visas en budgettabell" in str(part.pieces) for part in resolved.parts)


def test_the_layout_is_chosen_among_the_years(budget):
    block = find_block("budget")
    form = options_form(block, budget.book(), initial={**block.defaults(), "layout": "budget"})
    assert list(form.fields["layout"].choices) == [
        ("", "Årets första"),
        ("plan-for-flera-ar", "Plan för flera år"),
        ("var-egen-uppstallning", "Vår egen uppställning"),
    ]
    assert form["layout"].value() == "var-egen-uppstallning"
