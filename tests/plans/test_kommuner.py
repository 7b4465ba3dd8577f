"""In which kommuner an insats works, and who is offered as a member in a year."""

from datetime import date

import pytest

from finsam.organisation.forms import KommunSharesForm, PayerForm, SeatForm
from finsam.organisation.models import KommunShare, Payer
from followup.statistics.models import Measure, StatTable
from followup.statistics.queries import kommuner_of
from plans.forms.insatser import InsatsForm
from plans.models.insatser import InsatsYear
from tests import clients
from tests.plans.small import YEAR, pieces
from tests.plans.test_blocks import card_of

# (from, to, whether it is offered in 2024)
MEMBERS = [
    (None, None, True),
    (date(2024, 12, 31), None, True),
    (date(2025, 1, 1), None, False),
    (None, date(2024, 1, 1), True),
    (None, date(2023, 12, 31), False),
    (date(2020, 1, 1), date(2030, 1, 1), True),
]


def tenant(plan):
    who = clients.user("chef")
    from finsam.core.models import Access

    Access.objects.create(forbund=plan.forbund, user=who, role="forbundschef")
    return clients.TenantContext.of(who, plan.forbund.key, YEAR)


@pytest.mark.parametrize("start, end, offered", MEMBERS)
@pytest.mark.parametrize(
    "form, field", [(InsatsForm, "kommuner"), (PayerForm, "members"), (SeatForm, "members")]
)
def test_member_of_another_time_is_not_offered(plan, form, field, start, end, offered):
    member = plan.member("Norrby", start=start, end=end)
    choices = form(tenant=tenant(plan)).fields[field].queryset
    assert (member in choices) is offered


@pytest.mark.parametrize("start, end, offered", MEMBERS)
def test_key_of_the_kommuner_asks_only_members_of_the_year(plan, start, end, offered):
    member = plan.member("Norrby", start=start, end=end)
    assert (member.key in KommunSharesForm(tenant=tenant(plan)).fields) is offered


def test_who_is_chosen_stays(plan):
    gone = plan.member("Norrby", end=date(2020, 12, 31))
    payer = Payer.objects.create(forbund=plan.forbund, name="Norrby")
    payer.members.add(gone)
    assert gone in PayerForm(instance=payer, tenant=tenant(plan)).fields["members"].queryset
    KommunShare.objects.create(member=gone, share=100, **plan.year)
    assert (
        gone.key
        in KommunSharesForm(
            tenant=clients.TenantContext.of(clients.User.objects.get(), plan.forbund.key, YEAR)
        ).fields
    )


def test_only_kommuner_are_offered(plan):
    region = plan.member("Regionen", "region")
    assert region not in InsatsForm(tenant=tenant(plan)).fields["kommuner"].queryset


def test_card_says_the_kommuner_only_where_given(plan, budget_says):
    one = plan.insats("Spåret", owner="Norrby kommun")
    (card,) = pieces("insatser", plan.book())
    assert card_of(plan.book(), card) == {"Insatsägare": "Norrby kommun"}
    one.kommuner.set([plan.member("Norrby"), plan.member("Söderby")])
    (card,) = pieces("insatser", plan.book())
    assert card_of(plan.book(), card)["Kommuner"] == "Norrby och Söderby"
    (prose,) = pieces("insatser", plan.book(), form="prosa")
    assert "Kommuner: Norrby och Söderby" in prose.html


def table_of(plan, insats=None):
    measure = Measure.objects.create(forbund=plan.forbund, name="Deltagare")
    return StatTable.objects.create(
        insats=insats, measure=measure, population="pagaende", until=date(YEAR, 12, 31), **plan.year
    )


def test_table_is_divided_by_the_kommuner_of_its_insats(plan):
    north, south, left, late = (
        plan.member("Norrby"), plan.member("Söderby"), plan.member("Västby", end=date(2020, 1, 1)),
        plan.member("Österby", start=date(2025, 1, 1)),
    )  # fmt: skip
    one = plan.insats("Spåret")
    table = table_of(plan, one.insats)
    assert kommuner_of(table) == [north, south]
    one.kommuner.add(north)
    assert kommuner_of(table) == [north]
    # What already holds a figure isn't taken out of sight.
    assert kommuner_of(table, {south.key, left.key}) == [north, south, left]
    assert late not in kommuner_of(table)
    assert kommuner_of(StatTable(**{**plan.year, "insats": None})) == [north, south]


def test_kommuner_are_saved_and_stand_in_the_log(db):
    client = clients.signed_in(clients.chief("degerfors-karlskoga"))
    place = "/degerfors-karlskoga/2024/insatser/"
    with clients.in_scope("degerfors-karlskoga"):
        one = InsatsYear.objects.filter(fiscal_year__year=2024).first()
    page = client.get(f"{place}{one.key}/andra/")
    written = clients.written(page.context["form"])
    for _, formset in page.context["formsets"]:
        written |= clients.written_set(formset)
    with clients.in_scope("degerfors-karlskoga"):
        kommun = page.context["form"].fields["kommuner"].queryset.first()
    answer = client.post(f"{place}{one.key}/andra/", {**written, "kommuner": [str(kommun.pk)]})
    assert answer.status_code == 302
    with clients.in_scope("degerfors-karlskoga"):
        assert list(InsatsYear.objects.get(pk=one.pk).kommuner.all()) == [kommun]
    assert kommun.name in client.get(f"{place}{one.key}/").content.decode()
