"""What the sheet for Uppföljning Finsam says of an insats, and of what can't be changed there."""

import pytest

from finsam.scope import inside
from followup.sheet import FIXED, UNDECIDED, sections
from tests.plans.small import Plan, make_forbund


@pytest.fixture
def plan(db):
    """A förbund's empty year, with its scope open."""
    forbund = make_forbund()
    with inside(forbund):
        yield Plan(forbund)


def rows_of(plan) -> dict[str, tuple[str, str]]:
    """The last section's rows: what to key in, and what to beware of."""
    section = sections(plan.book())[-1]
    assert "kan inte ändras när insatsen är skapad" in section.warning
    return {row["label"]: (row["text"], row["note"]) for row in section.rows}


@pytest.mark.parametrize(("esf", "said"), [(True, "Ja"), (False, "Nej")])
def test_method_and_esf_are_read_from_the_insats(plan, esf, said):
    one = plan.insats("Guiden", [(plan.kind("Individ"), 100)])
    one.insats.national_method, one.insats.esf = "Volym", esf
    one.insats.save()
    rows = rows_of(plan)
    assert rows["Uppföljningsmetod"] == ("Volym", FIXED)
    assert rows["ESF-finansiering"] == (said, FIXED)
    assert rows["Insatsinriktning"] == ("Individinriktad", FIXED)


def test_what_is_not_decided_is_to_be_decided_first(plan):
    plan.insats("Guiden")
    rows = rows_of(plan)
    for label in ("Uppföljningsmetod", "ESF-finansiering", "Insatsinriktning"):
        assert rows[label] == ("Uppgift saknas", UNDECIDED)
