"""Small counts reach nobody who may not see them, whatever address is asked and in whatever form it answers.

The made-up förbund hides counts under 200, so that a small one can be told apart from all other numbers: 173 women
in an insats of somebody else's, 161 in the insatsansvarig's own, 185 in the whole förbund's events.
"""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from django.core.cache import cache
from openpyxl import load_workbook

from finsam.core.models import Access, Forbund
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside, scopes_disabled
from finsam.disclosure import knowledge
from finsam.documents.registry import blocks
from finsam.rendering import drafts
from followup.events.models import Event
from followup.goals.models import GoalReport, GoalResult
from followup.responsibility.models import InsatsResponsibility
from followup.statistics.models import Bin, BinSet, Measure, StatTable
from followup.statistics.services import set_values
from followup.statistics.statistics_table import Given, Place
from followup.surveys.models import SurveyForm, SurveyRound
from followup.surveys.services import set_answers
from followup.surveys.survey_table import Entry, Spot
from tests import clients
from tests.crawl import Crawl
from tests.plans.small import part
from tests.small import YEAR, YEAR_END, Small

# One of each way of seeing; the others ask by the same permission, which the access matrix tries.
TRIED = (Role.REVISOR, Role.INSATSANSVARIG, Role.EKONOM, Role.LEDAMOT)

HERE = f"/norra-an/{YEAR}/"
OTHERS, OWN, WHOLE = "173", "161", "185"
# Who sees what. Written here once more on purpose.
SEES = {
    Role.FORBUNDSCHEF: {OTHERS, OWN, WHOLE},
    Role.REVISOR: {OTHERS, OWN, WHOLE},
    Role.INSATSANSVARIG: {OWN},
    Role.EKONOM: set(),
    Role.LEDAMOT: set(),
    Role.BEREDNING: set(),
    Role.ADMINISTRATOR: set(),
}


class Counted(Small):
    """A whole förbund, in which few people stand behind some of the counts."""

    def fill(self):
        super().fill()
        Forbund.objects.filter(pk=self.forbund.pk).update(suppression_threshold=200)
        self.forbund.refresh_from_db()
        self.chief = clients.let_in(clients.user("chefen"), Role.FORBUNDSCHEF, self.forbund.key)
        self.people = {}
        for role in Role:
            self.people[role] = clients.let_in(clients.user(role.value), role, self.forbund.key)
        own = self.insats_year.insats
        access = Access.objects.get(user=self.people[Role.INSATSANSVARIG])
        InsatsResponsibility.objects.create(forbund=self.forbund, access=access, insats=own)
        other = self.insats("Bryggan", [(self.kind_, 100)]).insats
        self.form = SurveyForm.objects.get()
        self.measure = Measure.objects.get()
        for insats, few in ((other, int(OTHERS)), (own, int(OWN))):
            self._count(insats, few)
        self.event("Mässan", None, int(WHOLE))
        for title, key, options in (
            ("Statistik", "deltagare", {}),
            ("Enkater", "indikatorer", {}),
            ("Malen", "maluppfyllelse", {}),
            ("Handelser", "handelser", {}),
        ):
            if key in blocks():
                self.section(title.lower(), block=key, options=options)
        self.write('Kvinnorna var <data value="stat.bryggan.deltagare.nya.kvinna@0"></data>.')
        return self

    def _count(self, insats, few: int) -> None:
        """Few women among many, in the tables, the answers, a goal's result, and an event; all through the actions."""
        common = {"forbund": self.forbund, "fiscal_year": self.fiscal_year}
        table = StatTable.objects.create(
            insats=insats, measure=self.measure, population="nya", until=YEAR_END, **common
        )
        # The men are those of both insatser, so that the wholes differ.
        values = {Place(sex="kvinna"): Given(Decimal(few)), Place(sex="man"): Given(Decimal(4321))}
        set_values(table=table, values=values, by=self.chief, done=True)
        one = SurveyRound.objects.create(
            insats=insats, form=self.form, until=YEAR_END, returned=few + 4321, **common
        )
        answers = {
            Spot(self.question.key, level="ja"): Entry(4321),
            Spot(self.question.key, level="nej"): Entry(few),
        }
        set_answers(round=one, values=answers, by=self.chief, done=True)
        goal = self.goal(
            f"Arbete {insats}", part("arbete", measure="arbete", target=1), insats_year=insats.years.get()
        )
        report = GoalReport.objects.create(goal=goal, end=YEAR_END, state="godkand", **common)
        GoalResult.objects.create(
            forbund=self.forbund,
            report=report,
            part=goal.parts.first(),
            numerator=few,
            denominator=few + 4321,
        )
        self.event(f"Träffen {insats}", insats, few)
        # A table that contradicts itself: what Avstämning says of it must not tell either.
        groups = BinSet.objects.create(forbund=self.forbund, name=f"Grupper {insats}")
        group = Bin.objects.create(forbund=self.forbund, bin_set=groups, name="Alla åldrar")
        broken = StatTable.objects.create(
            insats=insats,
            measure=self.measure,
            population="avslutade",
            until=YEAR_END,
            bin_set=groups,
            **common,
        )
        wrong = {Place(bin=group.key): Given(Decimal(few)), Place(): Given(Decimal(few + few))}
        set_values(table=broken, values=wrong, by=self.chief)

    def event(self, name: str, insats, count: int) -> None:
        Event.objects.create(
            forbund=self.forbund, fiscal_year=self.fiscal_year, name=name, insats=insats, attendance=count,
            start=date(YEAR, 5, 1), counted=True,
        )  # fmt: skip


@pytest.fixture
def counted(db, kept, monkeypatch):
    """Counts that hang together with a small one are all hidden: what could be shown of them is tried elsewhere."""
    cache.clear()
    monkeypatch.setattr(knowledge, "WEIGHED", 0)
    with scopes_disabled():
        made = Counted()
    with inside(made.forbund):
        yield made.fill()


def found_in(text: str) -> set[str]:
    """The planted counts that a text tells, alone or as a part of a longer sentence."""
    return {one for one in (OTHERS, OWN, WHOLE) if re.search(rf"(?<![\w.]){one}(?!\w)", text)}


# Where something is drawn says nothing of how many there are.
DRAWING = re.compile(r'\s(?:d|[xy][12]?|r|[rcd][xy]|width|height|transform|points|viewBox)="[^"]*"')


def words(response) -> str:
    """What an answer says: a page or JSON as it is, a workbook's cells and their formulas, a Word file's texts."""
    kind = response.get("Content-Type", "")
    if "spreadsheet" in kind:
        book = load_workbook(io.BytesIO(response.content))
        return " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    if "wordprocessing" in kind:
        with zipfile.ZipFile(io.BytesIO(response.content)) as packed:
            return re.sub("<[^>]*>", " ", packed.read("word/document.xml").decode())
    if kind.startswith(("text/", "application/json")):
        return DRAWING.sub("", response.content.decode())
    return ""


def slow(place: str) -> bool:
    """Pages of money and empty forms lead nowhere here; of all fact pages, some of each kind are enough."""
    fact = re.search(r"/uppgifter/([^?]+)", place)
    return re.search(
        r"/(pdf|ny|ta-bort|avsnitt|budget|bokslut|noter|organ|personer|uppdrag|medlemmar|bidrag|bidragsgivare|ar|risker|moten)/|sort=",
        place,
    ) is not None or (
        fact is not None
        and not re.match(r"(stat|resultat)\.[a-z-]*bryggan.*(kvinna|taljare|arbete)@", fact[1])
    )


def starts() -> list[str]:
    """The year's front page, and addresses that no page may lead to."""
    found = ["", "uppgifter/", "uppgifter.json?q=", "logg/", "logg/csv/", "avstamning/", "att-rapportera/", "resultat/",
             "uppfoljning-finsam/", "uppfoljning-finsam/excel/", "statistik/", "indikatorer/", "handelser/",
             "uppgifter.json?key=stat.bryggan.deltagare.nya.kvinna@0", "dokument/verksamhetsplan/visa/",
             "dokument/verksamhetsplan/html/?utgava=inre", "dokument/verksamhetsplan/xlsx/?utgava=inre",
             "dokument/verksamhetsplan/docx/?utgava=inre",
             "uppgifter.json?q=173", "uppgifter/?q=173"]  # fmt: skip
    return [f"{HERE}{one}" for one in found] + [f"{HERE}innehall/{key}/" for key in blocks()]


def told_to(who, places) -> dict[str, set[str]]:
    """The planted counts that each address tells somebody."""
    client = clients.signed_in(who)
    return {place: found_in(words(client.get(place))) for place in places}


@pytest.mark.slow
def test_small_counts_stand_only_before_those_who_may_see_them(counted):
    """What the förbundschef finds by following every link, the others ask for by address."""
    chief = Crawl(clients.signed_in(counted.people[Role.FORBUNDSCHEF]), HERE, slow).walk(*starts())
    telling = [place for place, response in chief.pages.items() if found_in(words(response))]
    assert len(telling) > 20
    places = {*telling, *starts()}
    places = [place for place in sorted(places) if "q=173" not in place]
    told = {role: told_to(who, places) for role, who in counted.people.items() if role in TRIED}
    leaks = {
        (role, place): found - SEES[role]
        for role, pages in told.items()
        for place, found in pages.items()
        if found - SEES[role]
    }
    assert leaks == {}
    assert {role: set().union(*pages.values()) for role, pages in told.items()} == {
        role: SEES[role] for role in TRIED
    }


def test_nobody_finds_a_count_that_they_do_not_see(counted):
    """A search by amount tells as much as the amount does."""
    found = {
        role: clients.signed_in(counted.people[role]).get(f"{HERE}uppgifter.json?q=173").json()
        for role in (Role.FORBUNDSCHEF, Role.LEDAMOT)
    }
    assert [one["text"] for one in found[Role.LEDAMOT] if "bryggan" in one["key"]] == []
    assert "173" in {one["text"] for one in found[Role.FORBUNDSCHEF]}


def test_a_drawn_draft_is_not_shared_between_those_who_see_different_things(counted, monkeypatch):
    """What is kept is found by its content; a file never shows an own small count either."""
    monkeypatch.setattr(drafts, "in_child", lambda to_pdf, html, *more, **fields: html.encode())
    drawn = {}
    for role, query in ((Role.FORBUNDSCHEF, "?utgava=inre"), (Role.LEDAMOT, ""), (Role.INSATSANSVARIG, "")):
        client = clients.signed_in(counted.people[role])
        drawn[role] = client.get(f"{HERE}dokument/verksamhetsplan/pdf/{query}").content.decode()
    assert "173" in found_in(drawn[Role.FORBUNDSCHEF])
    assert found_in(drawn[Role.LEDAMOT]) == set()
    assert found_in(drawn[Role.INSATSANSVARIG]) == set()
    refused = clients.signed_in(counted.people[Role.LEDAMOT]).get(
        f"{HERE}dokument/verksamhetsplan/pdf/?utgava=inre"
    )
    assert refused.status_code == 403
    assert "se små antal personer" in refused.content.decode()
