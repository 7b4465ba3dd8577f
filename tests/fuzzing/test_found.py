"""What the fuzzer has found, each with its right answer: a text that comes too late is shown, not lost."""

import pytest

from budget.models import LedgerImport
from finsam.checks.reconciliation import reconcile
from finsam.documents.models import Section
from tests import clients
from tests.clients import OWN, YEAR
from tests.factories import first
from tests.fuzzing.targets import shown

REASON = "En faktura bokfördes om efter stängningen."


@pytest.fixture
def chief(db):
    return clients.signed_in(clients.chief())


def test_a_reason_for_a_deviation_that_is_gone_is_shown(chief):
    body = {"rule": "R1", "subject": "borta", "figures": "1 · 2", "reason": REASON}
    page = chief.post(clients.url("reconciliation-explain"), body, follow=True)
    assert f"Se efter vad som gäller nu. Du skrev: ”{REASON}”" in page.text


def test_a_reason_that_is_refused_stands_where_it_was_written(chief):
    with clients.in_scope(OWN):
        section = Section.objects.get(document__fiscal_year__year=YEAR, key="inledning")
        section.prose = "<p>Tre deltagare fick arbete.</p>"
        section.save()
        (finding,) = reconcile(clients.fiscal_year()).findings
    body = {"rule": finding.rule, "subject": finding.subject, "figures": finding.basis}
    page = chief.post(clients.url("reconciliation-explain"), body | {"reason": "x" * 2_001})
    assert page.status_code == 422
    assert shown(page.text)["reason"] == ["\n" + "x" * 2_001]


def test_a_reason_for_books_that_no_longer_wait_is_shown(chief):
    """Somebody else has accepted them while it was written."""
    books = first(LedgerImport, OWN)
    assert books.standing != "vantar"
    page = chief.post(clients.url("ledger-read", key=books.key), {"accept": "1", "reason": REASON})
    assert page.status_code == 422
    assert f"Du skrev: ”{REASON}”" in page.text
