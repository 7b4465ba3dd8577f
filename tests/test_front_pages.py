"""Översikt is for who reads it: the board's, the auditors', the kansli's and the insatsansvarig's."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from finsam.core import services
from finsam.core.models import User
from finsam.core.tenancy.permissions import Role
from tests import clients
from tests.clients import OWN, YEAR

HEAD = re.compile(r"<h2[^>]*>(.*?)</h2>", re.DOTALL)


def heads(client, forbund: str = OWN, year: int = YEAR) -> list[str]:
    return HEAD.findall(client.get(clients.url("start", forbund, year)).content.decode())


@pytest.mark.parametrize(
    ("role", "first", "absent"),
    [
        (Role.LEDAMOT, "Håller pengarna 2024?", "Det här återstår"),
        (Role.ERSATTARE, "Håller pengarna 2024?", "Det här återstår"),
        (Role.REVISOR, "Håller pengarna 2024?", "Det här återstår"),
        (Role.FORBUNDSCHEF, "Det här återstår", "Håller pengarna 2024?"),
        (Role.EKONOM, "Det här återstår", "Håller pengarna 2024?"),
        (Role.INSATSANSVARIG, "Det här återstår", "Nytt sedan sist"),
    ],
)
def test_what_stands_first(db, role, first, absent):
    said = heads(clients.signed_in(clients.let_in(clients.user(role), role)))
    assert said[0] == first
    assert absent not in said


def test_the_board_meets_money_goals_decisions_news_and_what_is_paid(db):
    said = heads(clients.signed_in(clients.let_in(clients.user("ledamot"), Role.LEDAMOT)))
    assert said[:3] == ["Håller pengarna 2024?", "Måluppfyllelse", "Att besluta"]
    assert {"Nästa möte", "Nytt sedan sist", "Dokument", "Vad medlemmarna betalar 2024"} <= set(said)


def test_a_closed_year_shows_its_outcome_and_each_figure_leads_to_its_fact(db):
    """From the årsredovisning of Degerfors and Karlskoga 2023, where the result was worse than the budget."""
    reader = clients.signed_in(clients.let_in(clients.user("ledamot"), Role.LEDAMOT, "degerfors-karlskoga"))
    page = reader.get(clients.url("start", "degerfors-karlskoga", 2023)).content.decode()
    panel = page[page.index("Håller pengarna 2023?") :].partition("</section>")[0]
    assert "Resultatet blev" in panel
    assert "Utfall" in panel
    links = re.findall(r'href="(/[^"]+/uppgifter/[^"]+)"', panel)
    assert any("motbudget.resultat@2023" in link for link in links)
    for link in links:
        assert reader.get(link).status_code == 200, link


def test_what_others_have_changed_since_the_last_visit(db):
    who = clients.let_in(clients.user("ledamot"), Role.LEDAMOT)
    reader, by = clients.signed_in(who), clients.chief()
    with clients.in_scope(OWN):
        from plans.models.goals import Goal

        goal = Goal.objects.filter(fiscal_year__year=YEAR).first()
        goal.name = "Ett mål med nytt namn"
        services.save(goal, by=by)
    page = reader.get(clients.url("start")).content.decode()
    news = page[page.index("Nytt sedan sist") :].partition("</section>")[0]
    assert "Ett mål med nytt namn" in news
    session = reader.session
    session["last_visit"] = (timezone.now() + timedelta(minutes=1)).isoformat()
    session.save()
    page = reader.get(clients.url("start")).content.decode()
    news = page[page.index("Nytt sedan sist") :].partition("</section>")[0]
    assert "Inget har ändrats." in news
    own = clients.signed_in(User.objects.get(pk=by.pk)).get(clients.url("start")).content.decode()
    assert "Ett mål med nytt namn" not in own[own.index("Nytt sedan sist") :].partition("</section>")[0]


def test_news_lead_only_where_the_reader_may_go(db):
    who = clients.let_in(clients.user("ledamot"), Role.LEDAMOT)
    by = clients.chief()
    with clients.in_scope(OWN):
        services.invite(
            forbund=clients.fiscal_year().forbund,
            email="ny@example.se",
            name="Ny Person",
            role=Role.EKONOM,
            by=by,
        )
    page = clients.signed_in(who).get(clients.url("start")).content.decode()
    assert "Ny Person" not in page
