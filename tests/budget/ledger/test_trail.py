"""What was read in from the books is followed in the spårbilaga to account, object, month and file."""

import json

from budget.ledger.demo import BY, keep_books
from budget.ledger.services import read_in
from finsam.core import audit
from finsam.core.models import Forbund
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document
from finsam.documents.resolved import Resolved
from finsam.editions.contents import entered_in
from finsam.editions.trail.making import TrailMaker, numbered
from finsam.editions.trail.trail import dump
from finsam.facts.tables import Cell, Column, Row, Table
from finsam.rendering.files import resolved_document
from tests import clients
from tests.budget.ledger.test_books import books, file, mapped
from tests.editions.report import work_out

__all__ = ["mapped"]  # a fixture


def told_of(forbund: Forbund, resolved: Resolved) -> list[dict]:
    """What the spårbilaga of a document would say, as its file says it."""
    entered = entered_in(forbund, resolved.facts.values())
    trail = TrailMaker(resolved, numbered(resolved), entered).trail(resolved, {})
    return json.loads(dump(trail))["facts"]


def test_a_booked_amount_says_account_object_month_file_and_who_read_it_in(budget, mapped, chief_user):
    audit.record(by=audit.SYSTEM, verb="läste in", obj=budget.forbund, before={}, after={})
    read_in(fiscal_year=budget.fiscal_year, snapshot=books(), file=file(), by=chief_user)
    book = budget.book()
    rows = tuple(
        Row(key, key, {"kr": Cell(book[f"utfall.{key}@2024"])})
        for key in ("bidrag", "coachingteamet", "kansli", "kostnader")
    )
    resolved = Resolved.of_tables([Table("utfall", "Utfall", (Column("kr", "kr"),), rows)])
    told = told_of(budget.forbund, resolved)
    tried = work_out(told)
    assert tried["parts"] > 8
    assert tried["printed"] == 4
    facts = {one["key"]: one for one in told}
    assert facts["bok.5010.utan.03.coachingteamet@2024"]["op"] == "portion"
    leaf = facts["bok.4010.100.01@2024"]
    assert leaf["value"] == "-100000.10"
    assert leaf["entered"]["source"] == {
        "konto": "4010 Köpt verksamhet", "objekt": "100 Coachingteamet", "månad": "januari 2024", "fil": "norra.se",
        "SHA-256": "a" * 64,
    }  # fmt: skip
    assert leaf["entered"]["by"] == chief_user.name
    assert leaf["entered"]["verb"] == "läste in"
    assert leaf["entered"]["address"].endswith("#konto-4010")


def test_every_figure_of_a_report_whose_outcome_is_booked_is_what_its_parts_make(db):
    key = "degerfors-karlskoga"
    user = clients.user("demo")
    type(user).objects.filter(pk=user.pk).update(email=BY, name="Egon Siffersson")
    clients.let_in(user, Role.EKONOM, key)
    forbund = Forbund.objects.get(key=key)
    with inside(forbund):
        keep_books(forbund)
        forbund.refresh_from_db()
        document = Document.objects.select_related("forbund__logo", "fiscal_year", "cover_picture").get(
            fiscal_year__year=2023, kind="arsredovisning"
        )
        told = told_of(forbund, resolved_document(document))
    tried = work_out(told)
    assert tried["printed"] > 500
    booked = [one for one in told if "source" in one.get("entered", {})]
    assert len(booked) > 50
    for one in booked:
        assert {"konto", "fil", "SHA-256"} <= one["entered"]["source"].keys()
        assert one["entered"]["by"] == "Egon Siffersson"
