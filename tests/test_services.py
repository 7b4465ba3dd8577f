"""Every action is one change: one row in the log, in one transaction, or nothing at all."""

import inspect
import re
from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

import auditors.notes.services
import auditors.questions.services
import budget.services
import finsam.comments.services
import finsam.core.rollover
import finsam.core.services
import finsam.documents.writing.services
import finsam.organisation.contributions.services
import finsam.web.sections
import finsam.web.services
import finsam.web.word_import
import followup.accounts.services
import followup.goals.services
import followup.statistics.services
import followup.surveys.services
import plans.meetings.services
import plans.services
from budget.models import Amount, Line, Series
from finsam.checks.reconciliation import reconcile
from finsam.core import audit
from finsam.core.audit import logbook
from finsam.core.models import Access, AuditEntry, FiscalYear, Forbund, Remembering, User
from finsam.core.services import Child, Gone, StaleSave
from finsam.documents import registry
from finsam.documents.models import Document, Section
from finsam.documents.resolve import resolve
from finsam.facts.book import Book
from finsam.organisation.models import Body, Contribution, KommunShare, Member, Payer
from finsam.web.next_year import Leftover
from followup.accounts.models import BalanceItem
from followup.goals.models import GoalReport, GoalResult
from followup.goals.states import State
from followup.statistics.models import StatTable, StatValue
from followup.statistics.statistics_table import Given, Place
from followup.surveys.models import SurveyRound, SurveyValue
from followup.surveys.survey_table import Entry, Spot
from plans.models.goals import Goal, GoalPart
from plans.models.insatser import Insats, InsatsYear
from plans.models.year import Risk
from tests import clients
from tests.auditors import actions as auditing
from tests.auditors.notes import actions as noted
from tests.auditors.questions import actions as asked
from tests.budget import actions as money
from tests.clients import OWN
from tests.comments.actions import answer_comment, comment
from tests.conftest import for_a_module
from tests.documents import actions as texts
from tests.factories import first
from tests.followup import actions as numbers
from tests.hostile import WATCH
from tests.plans import actions as meetings

MODULES = (
    auditors.notes.services,
    auditors.questions.services,
    finsam.organisation.contributions.services,
    finsam.comments.services,
    finsam.core.rollover,
    finsam.core.services,
    finsam.documents.writing.services,
    finsam.web.sections,
    finsam.web.services,
    finsam.web.word_import,
    plans.meetings.services,
    plans.services,
    *auditing.MODULES,
    *money.MODULES,
    *numbers.MODULES,
    followup.accounts.services,
    followup.goals.services,
    followup.statistics.services,
    followup.surveys.services,
)


def writes() -> dict[str, object]:
    """Every public function that writes: it is told `by` whom."""
    return {
        f"{module.__name__}.{name}": one
        for module in MODULES
        for name, one in vars(module).items()
        if inspect.isfunction(one)
        and one.__module__ == module.__name__
        and "by" in inspect.signature(one).parameters
    }


@pytest.fixture(scope="module")
def somebody(django_db_setup, django_db_blocker):
    """In Kramfors, where there is a result, a table and a round with a figure each, and a section that has been removed."""
    with for_a_module(django_db_blocker):
        with clients.in_scope(OWN):
            by = clients.chief()
            for model in (GoalResult, StatValue, SurveyValue):
                first(model, OWN)
            plan = texts.a_plan(_year())
            last = plan.sections.last().key
            finsam.core.services.delete(
                finsam.web.sections.add_section(document=plan, after=last, title="Borttaget", by=by), by=by
            )
        yield by


@pytest.fixture
def user(somebody, db):
    """Somebody in Kramfors, with its scope open."""
    with clients.in_scope(OWN):
        yield User.objects.get(pk=somebody.pk)


@pytest.fixture
def year(user):
    return _year()


def _year():
    return FiscalYear.objects.select_related("forbund").get(year=2024)


def save_new(year, by):
    finsam.core.services.save(Member(forbund=year.forbund, name="Ny medlem", kind="kommun"), by=by)


def save_with_children(year, by):
    goal = Goal.objects.filter(fiscal_year=year, parts__isnull=False).first()
    goal.name = "Ett annat namn"
    part = goal.parts.first()
    part.target = Decimal(12)
    new = GoalPart(forbund=year.forbund, goal=goal, measure="något nytt", operator="text", unit="st")
    finsam.core.services.save(goal, by=by, children=[Child(part), Child(new)], version=goal.version)


def save_many(year, by):
    payer = Payer.objects.first()
    finsam.core.services.save(payer, by=by, many={"members": list(Member.objects.all())})


def delete(year, by):
    finsam.core.services.delete(GoalPart.objects.filter(results=None).first(), by=by)


def save_shared(year, by):
    by.is_staff = True
    finsam.core.services.save_shared(by, by=by)


def delete_shared(year, by):
    finsam.core.services.delete_shared(clients.user("utan roll"), by=by)


def open_year(year, by):
    finsam.core.services.open_year(forbund=year.forbund, year=2040, by=by)


def begin_next_year(year, by):
    finsam.core.rollover.begin(old=year, by=by)


def invite(year, by):
    finsam.core.services.invite(forbund=year.forbund, email="ny@example.se", name="Ny", role="ledamot", by=by)


def start_document(year, by):
    later = FiscalYear.objects.create(forbund=year.forbund, year=2041, key="2041")
    kind = registry.kinds()["verksamhetsplan"]
    finsam.web.services.start_document(fiscal_year=later, kind=kind, by=by)


def publish(year, by):
    document = Document.objects.filter(fiscal_year=year).first()
    resolved = resolve(document, Book(year.forbund, year.year))
    finsam.web.services.publish(document=document, resolved=resolved, by=by)


def explain(year, by):
    Series.objects.filter(fiscal_year=year, key="budget-2024").update(opening=None, opening_from=None)
    Amount.objects.filter(series__key="budget-2024", line__key="stegsam").update(amount=-2_000_000)
    finding = reconcile(year).warnings[0]
    finsam.web.services.explain(
        fiscal_year=year, finding=finding, reason="Prövat mot styrelsens beslut.", by=by
    )


def let_stand(year, by):
    risk = Risk.objects.filter(fiscal_year=year).first()
    left = Leftover(risk, "beskrivning", "Samma nivå som 2023.")
    finsam.web.services.let_stand(fiscal_year=year, leftover=left, by=by)


def save_insats_new(year, by):
    one = InsatsYear(
        forbund=year.forbund, fiscal_year=year, insats=Insats(forbund=year.forbund, name="Nytt spår")
    )
    plans.services.save_insats(one, by=by, children=[])


def set_contributions(year, by):
    rows = Contribution.objects.filter(forbund=year.forbund, year=2024).select_related("payer")
    amounts = {(one.payer, one.year, one.status): one.amount + 1 for one in rows}
    finsam.organisation.contributions.services.set_contributions(fiscal_year=year, amounts=amounts, by=by)


def save_insats_renamed(year, by):
    one = InsatsYear.objects.select_related("insats", "fiscal_year").filter(fiscal_year=year).first()
    one.insats.name, one.owner = "Ett annat namn", "En annan ägare"
    plans.services.save_insats(one, by=by, children=[])


def place_balances(year, by):
    item = BalanceItem.objects.create(forbund=year.forbund, name="Bank", row="kassa")
    followup.accounts.services.place_balances(fiscal_year=year, wanted=[("19*", item)], by=by)


def save_report(year, by):
    part = GoalPart.objects.select_related("goal").filter(goal__fiscal_year=year).first()
    report = GoalReport(forbund=year.forbund, fiscal_year=year, goal=part.goal, end=date(2024, 8, 31))
    row = GoalResult(forbund=year.forbund, report=report, part=part, numerator=8, denominator=10)
    followup.goals.services.save_report(report, [Child(row)], by=by)


def hand_in(year, by):
    followup.goals.services.take_step(GoalReport.objects.get(), "lamna-in", by=by)


def send_back(year, by):
    GoalReport.objects.update(state=State.SUBMITTED)
    report = GoalReport.objects.get()
    followup.goals.services.take_step(report, "skicka-tillbaka", by=by, reason="Källan för antalet saknas.")


def set_values(year, by):
    table = StatTable.objects.get()
    values = {Place(bin=one.key): Given(Decimal(7)) for one in table.bin_set.bins.all()}
    followup.statistics.services.set_values(table=table, values=values, by=by, done=True)


def set_answers(year, by):
    asked, question = SurveyRound.objects.get(), SurveyValue.objects.get().question
    values = {Spot(question.key, level=level): Entry(count) for level, count in (("ja", 9), ("nej", 3))}
    followup.surveys.services.set_answers(round=asked, values=values, by=by, done=True)


# Each action with what it does to the förbund; one that is not here fails.
DONE = {
    **asked.DONE,
    **noted.DONE,
    "finsam.core.services.save": [save_new, save_with_children, save_many],
    "finsam.core.services.delete": [delete],
    "finsam.core.services.save_shared": [save_shared],
    "finsam.core.services.delete_shared": [delete_shared],
    "finsam.core.services.open_year": [open_year],
    "finsam.core.rollover.begin": [begin_next_year],
    "finsam.comments.services.comment": [comment],
    "finsam.comments.services.take_step": [answer_comment],
    "finsam.core.services.invite": [invite],
    "finsam.documents.writing.services.write": [texts.write],
    "finsam.documents.writing.services.restore": [texts.restore],
    "finsam.documents.writing.services.take_picture": [texts.take_picture],
    "finsam.web.services.start_document": [start_document],
    "finsam.web.word_import.sections_from_word": [texts.read_from_word],
    "finsam.web.sections.move_section": [texts.move_section],
    "finsam.web.sections.add_section": [texts.add_section],
    "finsam.web.sections.put_back": [texts.put_back],
    "finsam.web.sections.place_section": [texts.place_section],
    "finsam.web.sections.indent_section": [texts.indent_section],
    "finsam.web.sections.write_with_headings": [texts.write_with_headings],
    "finsam.web.sections.replace_words": [texts.replace_words],
    "finsam.web.services.publish": [publish],
    "finsam.web.services.explain": [explain],
    "finsam.web.services.let_stand": [let_stand],
    "finsam.organisation.contributions.services.set_contributions": [set_contributions],
    "plans.services.save_insats": [save_insats_new, save_insats_renamed],
    **auditing.DONE,
    **money.DONE,
    **numbers.DONE,
    **meetings.DONE,
    "followup.accounts.services.place_balances": [place_balances],
    "followup.goals.services.save_report": [save_report],
    "followup.goals.services.take_step": [hand_in, send_back],
    "followup.statistics.services.set_values": [set_values],
    "followup.surveys.services.set_answers": [set_answers],
}
EACH = [one for found in DONE.values() for one in found]


def test_every_action_is_listed():
    assert set(writes()) == set(DONE)


@pytest.mark.parametrize("name", DONE)
def test_action_names_its_arguments_and_is_one_transaction(name):
    """Who did it is never guessed from a position, and half an action is never stored."""
    function = writes()[name]
    assert inspect.signature(function).parameters["by"].kind is inspect.Parameter.KEYWORD_ONLY
    assert (
        hasattr(function, "__wrapped__")
        or "atomic" in inspect.getsource(function)
        or name.endswith("start_layout")
    )


@pytest.mark.parametrize("do", EACH, ids=lambda one: one.__name__)
def test_action_leaves_one_row(user, year, do):
    rows = AuditEntry.objects.with_scopes_disabled()
    before = set(rows.values_list("pk", flat=True))
    do(year, user)
    (entry,) = rows.exclude(pk__in=before)
    owner = "" if do in (save_shared, delete_shared) else OWN
    assert (entry.forbund_key, entry.by_email, entry.by_name) == (owner, user.email, user.name)
    assert entry.verb in audit.VERBS
    assert entry.reference.startswith(f"{entry.kind}:")
    assert entry.label
    for sentence in logbook.sentences(entry):
        assert sentence[0].islower()
        assert "None" not in sentence
        assert "{" not in sentence
        told = re.search(r"från (.+) till (.+)$", sentence)
        assert told is None or told[1] != told[2], "what is as it was is not told"


def test_row_of_what_is_gone_can_still_be_read(db):
    """A kind or a field that a later version has done away with keeps its code name."""
    gone = AuditEntry(kind="plans.borta", before={"name": "a"}, after={"name": "b"})
    assert logbook.sentences(gone) == ["name ändrades från a till b"]
    field = AuditEntry(kind="plans.goal", before={"borta": 1}, after={"borta": 2})
    assert logbook.sentences(field) == ["borta ändrades från 1 till 2"]


def test_saving_what_nobody_changed_leaves_no_row(user, year):
    before = AuditEntry.objects.count()
    finsam.core.services.save(Member.objects.first(), by=user)
    series = Series.objects.get(fiscal_year=year, key="budget-2024")
    same = {one.line: one.amount for one in series.amounts.select_related("line")}
    budget.services.set_amounts(series=series, amounts=same, by=user)
    assert AuditEntry.objects.count() == before


def test_row_outlives_the_object(user, year):
    reported = GoalResult.objects.values("part")
    part = GoalPart.objects.select_related("goal__fiscal_year").exclude(pk__in=reported).first()
    reference, label = part.reference(), str(part)
    finsam.core.services.delete(part, by=user)
    user.delete()
    entry = AuditEntry.objects.latest("pk")
    assert (entry.reference, entry.label, entry.verb) == (reference, label, "tog bort")
    assert entry.before["measure"] == label


def test_stale_save_saves_nothing(user):
    member = Member.objects.first()
    finsam.core.services.save(
        member, by=user, version=member.version
    )  # nothing changed: still the same version seen
    mine, theirs = Member.objects.get(pk=member.pk), Member.objects.get(pk=member.pk)
    theirs.name = "Deras"
    finsam.core.services.save(theirs, by=user, version=theirs.version)
    mine.name = "Mitt"
    with pytest.raises(StaleSave) as stale:
        finsam.core.services.save(mine, by=user, version=mine.version)
    assert stale.value.current.name == "Deras"
    assert Member.objects.get(pk=member.pk).name == "Deras"


def test_stale_amounts_save_nothing(user, year):
    series = Series.objects.get(fiscal_year=year, key="budget-2024")
    seen, line = series.version, Line.objects.get(key="stegsam")
    budget.services.set_amounts(series=series, amounts={line: Decimal(-1)}, by=user, version=seen)
    with pytest.raises(StaleSave):
        budget.services.set_amounts(series=series, amounts={line: Decimal(-2)}, by=user, version=seen)
    assert Amount.objects.get(series=series, line=line).amount == -1


def counted() -> dict[str, int]:
    models = (Goal, GoalPart, InsatsYear, Insats, Amount, Section, Document, Access, User, AuditEntry)
    results = (GoalReport, GoalResult, StatValue, SurveyValue)
    return {one.__name__: one.objects.count() for one in (*models, *results)}


def bad_child(year, by):
    goal = Goal.objects.filter(fiscal_year=year).first()
    goal.name = "Sparas inte"
    bad = GoalPart(forbund=year.forbund, goal=goal, measure="x", operator="minst")
    finsam.core.services.save(goal, by=by, children=[Child(bad)])


def bad_second_amount(year, by):
    series = Series.objects.get(fiscal_year=year, key="budget-2024")
    group, line = Line.objects.get(key="till-kommun"), Line.objects.get(key="samkraft")
    budget.services.set_amounts(series=series, amounts={line: Decimal(-1), group: Decimal(-5)}, by=by)


def typed_where_it_is_read(year, by):
    series = Series.objects.exclude(reads_contributions="").first()
    line = Line.objects.exclude(payer=None).first()
    budget.services.set_amounts(series=series, amounts={line: Decimal(5)}, by=by)


def foreign_line(year, by):
    other = Line._base_manager.exclude(forbund=year.forbund).first()
    series = Series.objects.get(fiscal_year=year, key="budget-2024")
    budget.services.set_amounts(series=series, amounts={other: Decimal(-5)}, by=by)


def same_year_again(year, by):
    finsam.core.services.open_year(forbund=year.forbund, year=2024, by=by)


def same_document_again(year, by):
    kind = registry.kinds()["verksamhetsplan"]
    finsam.web.services.start_document(fiscal_year=year, kind=kind, by=by)


def invite_with_dates_in_disorder(year, by):
    finsam.core.services.invite(
        forbund=year.forbund, email="ny@example.se", name="Ny", role="ledamot", by=by,
        start=date(2024, 2, 1), end=date(2024, 1, 1),
    )  # fmt: skip


def delete_what_is_used(year, by):
    finsam.core.services.delete(Payer.objects.filter(contributions__isnull=False).first(), by=by)


def personnummer(year, by):
    finsam.core.services.save(Body(forbund=year.forbund, name="Anna 811111-1111", kind="annat"), by=by)


def changed_when_handed_in(year, by):
    GoalReport.objects.update(state=State.SUBMITTED)
    report = GoalReport.objects.get()
    new = GoalResult(forbund=year.forbund, report=report, part=report.goal.parts.first(), population="unga")
    followup.goals.services.save_report(report, [Child(new)], by=by)


def handed_in_twice(year, by):
    GoalReport.objects.update(state=State.SUBMITTED)
    hand_in(year, by)


def handed_in_though_it_contradicts_itself(year, by):
    GoalResult.objects.update(numerator=12, denominator=10)
    hand_in(year, by)


def half_a_person(year, by):
    values = {Place(): Given(Decimal(7)), Place(sex="kvinna"): Given(Decimal("3.5"))}
    followup.statistics.services.set_values(table=StatTable.objects.get(), values=values, by=by)


def answer_off_the_scale(year, by):
    question = SurveyValue.objects.get().question
    values = {Spot(question.key, level=level): Entry(3) for level in ("nej", "aldrig")}
    followup.surveys.services.set_answers(round=SurveyRound.objects.get(), values=values, by=by)


REFUSED = [
    (bad_child, "Skriv ett målvärde"),
    (bad_second_amount, "inte både och"),
    (typed_where_it_is_read, "Hämtas från medlemsbidragen"),
    (foreign_line, "hör inte till det här förbundet"),
    (same_year_again, "Året finns redan"),
    (same_document_again, "finns redan det här året"),
    (invite_with_dates_in_disorder, "kan inte sluta innan den börjar"),
    (delete_what_is_used, "används av"),
    (personnummer, "personnummer"),
    (changed_when_handed_in, "kan inte ändras"),
    (handed_in_twice, "behöver vara utkast"),
    (handed_in_though_it_contradicts_itself, "12 är fler än 10"),
    (half_a_person, "Ett antal är ett helt tal"),
    (answer_off_the_scale, "Svaret finns inte på frågans skala"),
]


@pytest.mark.parametrize("do, sentence", REFUSED, ids=[one.__name__ for one, _ in REFUSED])
def test_what_is_refused_leaves_nothing(user, year, do, sentence):
    before = counted()
    with pytest.raises(ValidationError) as refused:
        do(year, user)
    assert any(sentence in one for one in refused.value.messages)
    assert counted() == before
    assert not Goal.objects.filter(name="Sparas inte").exists()


def test_key_is_given_at_birth_and_stays(user, year):
    goal = Goal.objects.filter(fiscal_year=year).first()
    key, goal.name = goal.key, "Helt annat namn"
    finsam.core.services.save(goal, by=user)
    assert Goal.objects.get(pk=goal.pk).key == key


def test_namesakes_get_keys_of_their_own(user, year):
    made = [Member(forbund=year.forbund, name="Ådalens kommun", kind="kommun") for _ in range(3)]
    for one in made:
        finsam.core.services.save(one, by=user)
    assert [one.key for one in made] == ["adalens-kommun", "adalens-kommun-2", "adalens-kommun-3"]
    assert Forbund.objects.get(key=OWN).pk == made[0].forbund_id


@pytest.mark.parametrize("do", EACH, ids=lambda one: one.__name__)
def test_every_action_moves_the_revision_and_writes_nothing_after(user, year, do):
    """What has been computed is known by the revision: a write that doesn't move it would never be seen."""
    before = dict(Forbund.objects.values_list("key", "revision"))
    WATCH.unmoved = ""
    do(year, user)
    assert WATCH.unmoved == ""
    after = dict(Forbund.objects.values_list("key", "revision"))
    moved = {key for key in before if after[key] > before[key]}
    assert moved == (set(before) if do in (save_shared, delete_shared) else {OWN})


def owned_rows() -> dict:
    """Every row that counts versions, by model and number; the revision is moved by all that is written beneath."""
    models = [one for one in apps.get_models() if issubclass(one, Remembering)]
    rows = {(one, row["id"]): row for one in models for row in one._base_manager.values()}
    for row in rows.values():
        row.pop("revision", None)
    return rows


@pytest.mark.parametrize("do", [one for one in EACH if one is not explain], ids=lambda one: one.__name__)
def test_every_changed_row_counts_a_version(user, year, do):
    """Whoever has the thing open is told, whatever it was that changed it."""
    before = owned_rows()
    do(year, user)
    for place, row in owned_rows().items():
        if place in before and row != before[place]:
            assert row["version"] > before[place]["version"], place


# Those that write rows themselves before the action is carried out, and how many.
PREPARED = dict.fromkeys((start_document, send_back, comment, answer_comment, place_balances), 1)
PREPARED |= {
    explain: 2,
    **money.PREPARED,
    **asked.PREPARED,
    **auditing.PREPARED,
    **noted.PREPARED,
    **numbers.PREPARED,
}
IN_A_FORBUND = [one for one in EACH if one not in (save_shared, delete_shared)]


@pytest.mark.parametrize("do", IN_A_FORBUND, ids=lambda one: one.__name__)
def test_every_action_waits_for_its_turn(user, year, do, monkeypatch):
    """In a förbund one at a time writes, so that nobody waits for rows that another holds."""
    turns = []
    with CaptureQueriesContext(connection) as queries:
        monkeypatch.setattr(finsam.core.services, "turn", lambda forbund: turns.append(len(queries)))
        do(year, user)
    writes = [
        place
        for place, one in enumerate(queries.captured_queries)
        if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    made_by_the_test = PREPARED.get(do, 0)
    if do is money.begin_budget:  # which needs a förbund without lines
        made_by_the_test = sum(place < turns[0] for place in writes)
        assert all(
            queries.captured_queries[place]["sql"].startswith(("DELETE", "UPDATE"))
            for place in writes[:made_by_the_test]
        )
    assert turns[0] <= writes[made_by_the_test]


def test_only_what_was_changed_is_written(user, year):
    """A title that is saved while the section is moved leaves it where it was moved to."""
    section = Section.objects.all()[3]
    Section.objects.filter(pk=section.pk).update(order=77, version=section.version)
    section.title = "Ny rubrik"
    finsam.core.services.save(section, by=user)
    section.refresh_from_db()
    assert (section.title, section.order) == ("Ny rubrik", 77)


def test_what_is_gone_is_said_to_be(user, year):
    """Saved, chosen or removed after somebody else removed it: a sentence, and nothing is written."""
    member = Member(forbund=year.forbund, name="Borta kommun", kind="kommun")
    finsam.core.services.save(member, by=user)
    mine, again = Member.objects.get(pk=member.pk), Member.objects.get(pk=member.pk)
    finsam.core.services.delete(member, by=user)
    entries = AuditEntry.objects.count()
    mine.name = "Nytt namn"
    with pytest.raises(Gone, match="har tagits bort av någon annan under tiden"):
        finsam.core.services.save(mine, by=user)
    with pytest.raises(Gone):
        finsam.core.services.delete(again, by=user)
    with pytest.raises(ValidationError, match="har tagits bort under tiden"):
        finsam.core.services.save(Payer.objects.first(), by=user, many={"members": [mine]})
    with pytest.raises(ValidationError, match="det som valdes har tagits bort"):
        finsam.core.services.save(
            KommunShare(forbund=year.forbund, fiscal_year=year, member=mine, share=1), by=user
        )
    assert AuditEntry.objects.count() == entries


def test_a_stale_removal_is_refused(user):
    member = Member.objects.first()
    seen, member.name = member.version, "Nytt namn"
    finsam.core.services.save(member, by=user)
    with pytest.raises(StaleSave):
        finsam.core.services.delete(member, by=user, version=seen)
    assert Member.objects.filter(pk=member.pk).exists()
