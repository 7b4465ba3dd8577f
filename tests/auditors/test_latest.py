"""What is new since an auditor's own mark: counted by area, page by page, and the books month by month."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from auditors.latest.areas import AREAS
from auditors.models import SeenMark
from budget.ledger.services import accept, close_month
from budget.models import LedgerImport
from finsam.core.models import AuditEntry
from finsam.editions.models import Edition
from plans.models.goals import Goal
from tests import clients
from tests.auditors.conftest import books, read
from tests.clients import ORIGIN, OWN, YEAR
from tests.unguarded import unguarded

SPRING = datetime(2024, 4, 1, 12, tzinfo=UTC)


def entry(at: datetime = SPRING, **changed) -> AuditEntry:
    """A row of the log at a moment."""
    told = {
        "forbund_key": OWN, "year": YEAR, "by_email": "e@example.se", "by_name": "Ekonomen", "verb": "ändrade",
        "kind": "plans.goal", "reference": "plans.goal:2024/borta", "label": "Nöjda", "before": {"name": "a"},
        "after": {"name": "b"},
    }  # fmt: skip
    row = AuditEntry.objects.create(**{**told, **changed})
    with unguarded():
        AuditEntry.objects.filter(pk=row.pk).update(at=at)
    return row


@pytest.fixture
def log(db):
    """An empty log, and the förbund's scope open."""
    with clients.in_scope(OWN):
        with unguarded():
            AuditEntry.objects.all().delete()
        yield entry


def marked(client, **data):
    return client.post(clients.url("latest"), data, headers={"origin": ORIGIN})


def counts(client, query: str = "") -> dict[str, int]:
    """How much is new, by the areas' words, as the page says first."""
    page = client.get(clients.url("latest") + query).text
    parts = page.split('<dl class="figures">')[1].split("</dl>")[0] if 'class="figures"' in page else ""
    told = [part.split("</dd>")[0] for part in parts.split("<dt>")[1:]]
    return {part.split(">")[1].split("<")[0]: int(part.rpartition("<dd>")[2]) for part in told}


def test_every_kind_of_thing_that_the_log_tells_of_has_an_area():
    kinds = [kind for area in AREAS for kind in area.kinds]
    assert len(kinds) == len(set(kinds))
    ours = {
        model._meta.label_lower
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ("finsam", "plans", "budget", "followup", "auditors")
    }
    # The log itself with its chain, and what may be emptied
    untold = {
        "core.auditentry", "core.chainhead", "core.chainlink", "tasks.worker", "tasks.counter", "tasks.scheduledrun",
        "operations.backuprun", "rendering.draft",
    }  # fmt: skip
    assert ours - set(kinds) == untold
    assert set(kinds) - ours == set()


def test_what_is_new_is_counted_by_area_since_the_mark(auditor, log):
    log()
    log(kind="budget.ledgerimport", verb="läste in")
    log(kind="budget.series", verb="skrev in belopp")
    log(kind="documents.explanation", verb="förklarade")
    log(kind="core.access", verb="bjöd in", year=None)
    log(kind="gammal.sort")
    log(kind="plans.risk", year=2023)  # of another year
    log(kind="plans.risk", forbund_key="finnveden")
    log(at=SPRING - timedelta(days=40), kind="budget.line")
    everything = counts(auditor)
    assert everything == {
        "Bokföring inläst": 1, "Belopp i budget, prognos och utfall": 2, "Förklaringar": 1, "Mål och resultat": 1,
        "Medlemmar, uppdrag och åtkomst": 1, "Övrigt": 1,
    }  # fmt: skip
    assert "I andra år har 1 ändring gjorts." in auditor.get(clients.url("latest")).text
    assert marked(auditor, since="2024-03-15").status_code == 302
    assert counts(auditor)["Belopp i budget, prognos och utfall"] == 1
    assert counts(auditor, "?sedan=2024-02-01")["Belopp i budget, prognos och utfall"] == 2


def test_looking_moves_nothing_and_the_button_does(auditor, log):
    log()
    page = auditor.get(clients.url("latest")).text
    until = page.split('name="until" value="')[1].split('"')[0]
    assert not SeenMark.objects.exists()
    log(at=timezone.now(), kind="plans.risk")  # while she read
    assert marked(auditor, sett="1", until=until).status_code == 302
    assert counts(auditor) == {"Intern kontroll och risker": 1}
    assert SeenMark.objects.get().seen_to == datetime.fromisoformat(until)


def test_a_mark_is_each_auditors_own(auditor, log):
    log()
    other = clients.signed_in(clients.let_in(clients.user("kollegan"), "revisor"))
    assert marked(auditor, since=str(timezone.localdate())).status_code == 302
    assert "Mål och resultat" not in counts(auditor)
    assert counts(other)["Mål och resultat"] == 1


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"since": ""}, "Välj en dag."),
        ({"since": "i våras"}, "Skriv dagen som 2024-03-31."),
        ({"since": "2199-01-01"}, "Dagen har inte varit än."),
        ({"sett": "1", "until": "2199-01-01T00:00:00+00:00"}, "Nytt sedan sist"),
        ({"sett": "1", "until": "nyss"}, "Nytt sedan sist"),
    ],
)
def test_a_mark_that_can_not_be_set_is_told(auditor, log, data, told):
    answer = marked(auditor, **data)
    assert answer.status_code == 422
    assert told in answer.text
    assert not SeenMark.objects.exists()


@pytest.mark.parametrize("day", ["2024-13-99", "", "0000-00-00", "en dag"])
def test_a_day_in_the_address_that_is_none_is_passed_over(auditor, log, day):
    log()
    assert counts(auditor, f"?sedan={day}") == {"Mål och resultat": 1}


def test_what_the_entries_tell_leads_to_where_it_stands(auditor, log):
    goal = Goal.objects.filter(fiscal_year__year=YEAR, parent=None).first()
    log(reference=goal.reference(), label=str(goal))
    page = auditor.get(clients.url("latest")).text
    assert clients.url("goals-edit", key=goal.key) in page
    assert "ändrades från" in page


def test_thousands_of_rows_are_read_in_pages_and_ask_no_more(auditor, log):
    log()
    asked = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            auditor.get(clients.url("latest"))
        asked.append(len(queries))
        rows = [
            AuditEntry(forbund_key=OWN, year=YEAR, by_name="E", verb="ändrade", kind="plans.goal", reference="plans.goal:x",
                       label=f"Rad {at}", after={"name": str(at)})
            for at in range(3000)
        ]  # fmt: skip
        if len(asked) == 1:
            AuditEntry.objects.bulk_create(rows)
    assert asked[1] <= asked[0]
    page = auditor.get(clients.url("latest")).text
    assert counts(auditor) == {"Mål och resultat": 3001}
    assert page.count("Rad ") == 5
    area = auditor.get(clients.url("latest-area", area="mal")).text
    assert area.count("Rad ") == 50
    assert "Sida 1 av 61" in area
    last = auditor.get(clients.url("latest-area", area="mal") + "?page=61").text
    assert "Nöjda" in last


def test_the_books_are_compared_month_by_month_with_those_that_held_then(auditor, log):
    old = read(books(), "mars.se")
    LedgerImport.objects.filter(pk=old.pk).update(read_at=SPRING)
    read(books(k4510_10_3="100000.25", k6110__7="1.00"), "april.se")
    assert marked(auditor, since="2024-04-02").status_code == 302
    page = auditor.get(clients.url("latest")).text.replace("\xa0", " ")
    table = page.split('id="books"')[1].split("</section>")[0]
    # March: 250 000 - 103 000,25 - 40 003,50 - 930,10 = 106 066,15; then 3 000 less cost. July: 970,10 became 1,00.
    for said in ("Mars", "106 066,15", "109 066,15", "3 000,00", "Juli", "969,10", "mars.se"):
        assert said in table
    assert table.count("<tr>") == 3
    assert "Stängd månad" not in table


def test_a_closed_month_that_was_changed_is_said(auditor, log):
    old = read(books(), "mars.se")
    LedgerImport.objects.filter(pk=old.pk).update(read_at=SPRING)
    by, year = clients.user("ekonomen"), clients.fiscal_year()
    for month in (1, 2, 3):
        close_month(fiscal_year=year, month=month, sentence="Avstämd.", by=by)
    waiting = read(books(k4510_10_3="100000.25"), "april.se")
    since = "?sedan=2024-04-02"
    assert 'id="books"' not in auditor.get(clients.url("latest") + since).text  # not in force
    accept(row=waiting, reason="Fakturan bokfördes om.", by=by)
    page = auditor.get(clients.url("latest") + since).text
    assert page.split('id="books"')[1].split("</section>")[0].count("Stängd månad") == 1
    told = counts(auditor, since)
    assert told["Stängda månader"] == 3
    assert "Fakturan bokfördes om." in auditor.get(clients.url("latest-area", area="bokforing")).text


def test_books_accepted_after_the_mark_are_new_although_they_were_read_before_it(auditor, log):
    old = read(books(), "mars.se")
    by, year = clients.user("ekonomen"), clients.fiscal_year()
    close_month(fiscal_year=year, month=1, sentence="Avstämd.", by=by)
    waiting = read(books(k4510_10_1="100000.25"), "april.se")
    LedgerImport.objects.filter(pk__in=(old.pk, waiting.pk)).update(read_at=SPRING)
    accept(row=waiting, reason="Rättat.", by=by)
    page = auditor.get(clients.url("latest") + "?sedan=2024-05-01").text
    assert "mars.se" in page.split('id="books"')[1].split("</section>")[0]


def test_decided_documents_are_offered_as_days_to_begin_from(auditor, log):
    stored = {
        "forbund_key": OWN,
        "year": YEAR,
        "document": "x",
        "kind": "x",
        "by_name": "N",
        "code_version": "0",
    }
    for number, (title, status) in enumerate((("Planen", "beslutad"), ("Förslaget", "forslag")), 1):
        Edition(**stored, forbund_name=OWN, number=number, title=title, status=status).save()
    page = auditor.get(clients.url("latest")).text
    assert f'?sedan={timezone.localdate()}">Visa sedan Planen, beslutad lagrades' in page
    assert "Förslaget" not in page
