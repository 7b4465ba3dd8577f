"""Ändringsloggen reads as Swedish, can be narrowed, and is nobody else's."""

import csv
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.apps import apps
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from budget.models import Line, Series
from budget.services import set_amounts
from finsam.core.audit import logbook
from finsam.core.models import AuditEntry
from finsam.core.tenancy.permissions import Permission, Role
from finsam.core.values import money
from finsam.organisation.models import Member
from tests import clients
from tests.core.conftest import HERE
from tests.unguarded import unguarded

LOG = f"{HERE}logg/"


@pytest.fixture
def changed(chiefs):
    """A member who was renamed."""
    chiefs.post(f"{HERE}medlemmar/ny/", {"name": "Loggby kommun", "kind": "kommun", "order": "9"})
    chiefs.post(f"{HERE}medlemmar/loggby-kommun/", {"name": "Loggby stad", "kind": "kommun", "order": "9"})


def test_a_change_reads_as_a_sentence(chiefs, chief, changed):
    page = chiefs.get(LOG).text
    assert f"<strong>{chief.name}</strong> ändrade medlem <strong><a" in page
    assert "Namn ändrades från ”Loggby kommun” till ”Loggby stad”" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=loggby", 2),
        ("words=loggby+stad", 1),
        ("kind=organisation.member", 2),
        ("who=Test+forbundschef", 2),
        ("year=1999", None),
    ],
)
def test_the_log_is_narrowed(chiefs, changed, query, found):
    response = chiefs.get(f"{LOG}?{query}")
    if found is not None:
        assert len(response.context["rows"]) == found


def test_nothing_found_says_so(chiefs, changed):
    assert "Ingen ändring stämmer" in chiefs.get(f"{LOG}?words=finnsinte").text


@pytest.mark.parametrize("role", Role)
def test_only_those_who_may_read_it(person, client_of, role):
    from finsam.core.tenancy.permissions import ROLES

    status = client_of(person(role)).get(LOG).status_code
    assert status == (200 if Permission.READ_LOG in ROLES[role].permissions else 403)


def test_another_forbunds_changes_are_not_there(chiefs, unscoped):
    foreign = AuditEntry.objects.create(
        forbund_key="finnveden",
        by_name="Okänd",
        verb="ändrade",
        kind="organisation.member",
        label="Hemligt i Finnveden",
    )
    assert AuditEntry.objects.filter(pk=foreign.pk).exists()
    assert "Hemligt i Finnveden" not in chiefs.get(LOG).text


def test_the_number_of_queries_does_not_grow_with_the_log(
    chiefs, changed, django_assert_max_num_queries, unscoped
):
    def more(start: int) -> None:
        members = Member.objects.filter(forbund__key="kramfors")
        for number, one in enumerate(members, start):
            AuditEntry.objects.create(
                forbund_key="kramfors", by_name="A", verb="ändrade", kind="organisation.member", label=f"Nr {number}",
                reference=one.reference(),
            )  # fmt: skip

    more(0)
    with CaptureQueriesContext(connection) as few:
        chiefs.get(LOG)
    more(10)
    with django_assert_max_num_queries(len(few)):
        chiefs.get(LOG)


# Every row that was ever written can be read


def entry(**fields) -> AuditEntry:
    return AuditEntry(
        **{"forbund_key": "kramfors", "by_name": "A", "verb": "ändrade", "kind": "plans.goal", **fields}
    )


KINDS = [
    *sorted(one._meta.label_lower for one in apps.get_models()),
    "plans.borta",
    "",
    "a.b.c",
    "utan punkt",
]
NAMES = sorted({field.name for one in apps.get_models() for field in one._meta.get_fields()})
JSON = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
for _ in range(4):  # as deep as four
    JSON = JSON | st.lists(JSON, max_size=3) | st.dictionaries(st.text(max_size=8), JSON, max_size=3)
FIELD = (
    st.sampled_from(NAMES) | st.text(max_size=12) | st.sampled_from(KINDS).map(lambda kind: f"{kind}:något")
)
SAID = st.dictionaries(FIELD, JSON, max_size=4) | JSON


@settings(max_examples=300, deadline=None)
@given(kind=st.sampled_from(KINDS), before=SAID, after=SAID)
def test_any_json_can_be_told_of(kind, before, after):
    one = entry(kind=kind, before=before, after=after)
    for sentence in logbook.sentences(one):
        assert isinstance(sentence, str)
    assert render_to_string("core/log_changes.html", {"row": {"changes": logbook.changes(one)}})


TOLD = [
    ("a block's settings", "documents.section",
     {"options": {"layout": "flerar"}}, {"options": {"layout": "kort"}},
     ["inställningar, tabell ändrades från flerar till kort"]),
    ("a first setting", "documents.section", {"options": {}}, {"options": {"show_title": True}},
     ["inställningar, visa tabellens eller diagrammets rubrik: ja"]),
    ("the förbund's own word", "core.forbund", {"terms": {}}, {"terms": {"insats_owner": "Ägare"}},
     ["egna benämningar, ”Insatsägare”: Ägare"]),
    ("an amount", "budget.series",
     {"budget.amount:Samkraft": {"amount": "-575000.00"}}, {"budget.amount:Samkraft": {"amount": "600000.50"}},
     ["belopp ”Samkraft” ändrades från −575 000 kr till 600 000,50 kr"]),
    ("a new amount", "budget.series", {}, {"budget.amount:Samkraft": {"amount": "5000"}},
     ["belopp ”Samkraft”: 5 000 kr"]),
    ("an amount taken away", "budget.series", {"budget.amount:Samkraft": {"amount": "5000"}}, {},
     ["belopp ”Samkraft” togs bort, var 5 000 kr"]),
    ("a list", "organisation.payer", {"members": ["A", "B"]}, {"members": ["B", "C"]},
     ["medlemmar fick ”C” och förlorade ”A”"]),
    ("a list of anything", "followup.note", {"explains": [["a"], {"b": 1}]}, {"explains": []}, None),
    ("a share", "organisation.kommunshare", {"share": "33.33"}, {"share": "33.34"},
     ["andel ändrades från 33,33 % till 33,34 %"]),
    ("a date", "plans.meeting", {"date": "2024-03-27"}, {"date": "2024-04-03"},
     ["datum ändrades från 27 mars 2024 till 3 april 2024"]),
    ("a date that is none", "plans.meeting", {"date": "i våras"}, {"date": ["2024"]}, None),
    ("an amount that is none", "budget.amount", {"amount": {"kr": 5}}, {"amount": "NaN kr"}, None),
    ("yes or no", "documents.document", {"numbered": True}, {"numbered": False},
     ["numrera rubriker ändrades från ja till nej"]),
    ("bold", "documents.section", {"prose": "<p>Samma ord.</p>"}, {"prose": "<p>Samma <strong>ord</strong>.</p>"},
     ["text har samma ord men en annan form"]),
    ("a child that is gone since", "plans.goal", {}, {"plans.borta:Det gamla": {"x": 1}},
     ["plans.borta ”Det gamla” lades till: x: 1"]),
    ("a figure of a table", "followup.stattable", {"followup.statvalue:16-24.kvinna": {"value": "12"}},
     {"followup.statvalue:16-24.kvinna": {"value": "13"}}, None),
    ("a number and nothing else", "plans.goal", 5, [1], ["innehåll ändrades från 5 till 1"]),
]  # fmt: skip


@pytest.mark.parametrize("kind, before, after, told", [one[1:] for one in TOLD], ids=[one[0] for one in TOLD])
def test_what_an_entry_tells(kind, before, after, told):
    found = [
        one.replace(money.NBSP, " ")
        for one in logbook.sentences(entry(kind=kind, before=before, after=after))
    ]
    assert found
    if told is not None:
        assert found == told


def test_a_long_text_is_told_word_by_word():
    """Not as two beginnings that look the same."""
    start = " ".join(f"ord{n}" for n in range(60))
    before, after = f"<p>{start} stannar kvar i år.</p>", f"<p>{start} lämnar förbundet i år.</p>"
    (change,) = logbook.changes(
        entry(kind="documents.section", before={"prose": before}, after={"prose": after})
    )
    assert [(one.kind, one.text) for one in change.words] == [
        ("gap", "…"),
        ("same", "ord55 ord56 ord57 ord58 ord59"),
        ("del", "stannar kvar"),
        ("ins", "lämnar förbundet"),
        ("same", "i år."),
    ]
    assert str(change) == (
        "text ändrades: … ord55 ord56 ord57 ord58 ord59 [bort: stannar kvar] [nytt: lämnar förbundet] i år."
    )


def test_the_page_opens_after_a_block_and_own_words_were_saved(chiefs, unscoped):
    """The settings of a block and the förbund's own words are JSON in the log."""
    for kind, before, after in (
        ("documents.section", {"options": {"layout": "a"}, "prose": "<p>Ett &amp; två</p>"}, {"options": {}, "prose": ""}),
        ("core.forbund", {"terms": {}}, {"terms": {"insats_owner": "Ägare"}}),
        ("plans.borta", {"x": [1, {"y": None}]}, {"x": {"z": True}}),
    ):  # fmt: skip
        entry(kind=kind, before=before, after=after, reference=f"{kind}:x", label="Något").save()
    page = chiefs.get(LOG)
    assert page.status_code == 200
    assert "Egna benämningar, ”Insatsägare”: Ägare" in page.text


# Finding in it, and from it


def test_days_and_the_visit_before_narrow(chiefs, changed, unscoped):
    old = entry(kind="organisation.member", label="Gammal", reference="organisation.member:gammal")
    old.save()
    with unguarded():
        late = datetime(2024, 3, 27, 23, 30, tzinfo=UTC)  # the 28th in Sweden
        AuditEntry.objects.filter(pk=old.pk).update(at=late)
    shown = [
        row["entry"].label for row in chiefs.get(f"{LOG}?since=2024-03-28&until=2024-03-28").context["rows"]
    ]
    assert shown == ["Gammal"]
    assert "förra besök" not in chiefs.get(LOG).text
    session = chiefs.session
    session["last_visit"] = "2024-03-28T08:00:00+00:00"
    session.save()
    page = chiefs.get(f"{LOG}?new=on")
    assert "Sedan mitt förra besök, 28 mars 2024 kl. 09.00" in page.text.replace(money.NBSP, " ")
    labels = [row["entry"].label for row in page.context["rows"]]
    assert "Loggby stad" in labels
    assert "Gammal" not in labels


def test_signing_in_remembers_the_visit_before(person, client, unscoped):
    who = person(Role.REVISOR)
    who.set_password("ett-långt-lösenord-2024")
    who.last_login = datetime(2024, 3, 28, 8, tzinfo=UTC)
    who.save()
    client.post("/konto/login/", {"login": who.email, "password": "ett-långt-lösenord-2024"})
    assert client.session["last_visit"] == "2024-03-28T08:00:00+00:00"


def test_the_log_is_exported_for_excel(chiefs, changed, unscoped):
    entry(label="=1+1", reference="x", before={}, after={"name": "ny"}).save()
    answer = chiefs.get(f"{LOG}csv/?words=loggby")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(answer.content.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert rows[0][:6] == ["Tid", "Vem", "E-post", "Vad", "Slag", "Namn"]
    assert ["ändrade", "medlem", "Loggby stad", "", "namn", "”Loggby kommun”", "”Loggby stad”"] in [one[3:] for one in rows]  # fmt: skip
    assert "'=1+1" in chiefs.get(f"{LOG}csv/").content.decode()


def test_an_entry_leads_to_the_thing_and_to_its_facts(chiefs, changed, unscoped):
    line = Line.objects.get(forbund__key="kramfors", key="samkraft")
    series = Series.objects.get(forbund__key="kramfors", key="budget-2024")
    with clients.in_scope("kramfors"):
        set_amounts(series=series, amounts={line: Decimal(-1)}, by=clients.user("ekonomen"))
    page = chiefs.get(LOG).text
    assert f'<a href="{HERE}medlemmar/loggby-kommun/">Loggby stad</a>' in page
    assert f'href="{HERE}budget/belopp/budget-2024/"' in page
    assert f'href="{HERE}uppgifter/budget.samkraft@2024/"' in page


def test_what_is_gone_has_no_link(chiefs, changed, unscoped):
    chiefs.post(f"{HERE}medlemmar/loggby-kommun/ta-bort/", {})
    page = chiefs.get(LOG).text
    assert "<strong>Loggby stad</strong>" in page
    assert 'loggby-kommun/"' not in page


@pytest.mark.parametrize("role, told", [(Role.REVISOR, True), (Role.ADMINISTRATOR, False)])
def test_small_counts_are_told_to_those_who_may_see_them(person, client_of, unscoped, role, told):
    for kind, after in (
        ("followup.stattable", {"followup.statvalue:16-24.kvinna": {"value": "2.00"}}),
        ("plans.insats", {"followup.event:Temakväll": {"attendance": 2}}),
        ("followup.goalreport", ["Sjutton personer"]),
        ("documents.explanation", {"reason": "Kvinnan på Bryggan slutade."}),
    ):
        entry(kind=kind, after=after, before={}, reference=f"{kind}:x", label="Något").save()
    client = client_of(person(role))
    for text in (client.get(LOG).text, client.get(f"{LOG}csv/").content.decode()):
        for count in ("16-24, kvinn", "Temakväll", "Sjutton personer", "Kvinnan på Bryggan"):
            assert (count in text) is told
        assert ("visas inte för din roll" in text) is not told
