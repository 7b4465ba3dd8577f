"""What is stored can't be changed or removed: not by the model, a query, the administration, or SQL."""

from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from finsam.core.models import Forbund
from finsam.core.tenancy.scope import scopes_disabled
from finsam.demo.loader import remove_forbund
from finsam.editions.models import Edition, EditionFile
from tests import clients
from tests.factories import an_edition
from tests.unguarded import unguarded

STATEMENTS = [
    "UPDATE editions_edition SET decided_on = '2020-01-01'",
    "UPDATE editions_edition SET title = title",
    "DELETE FROM editions_edition",
    "UPDATE editions_editionfile SET content = '%PDF-2'",
    "UPDATE editions_editionfile SET sha256 = ''",
    "DELETE FROM editions_editionfile",
]


@pytest.fixture
def edition(db) -> Edition:
    return an_edition(clients.OWN)


def everything() -> list[tuple]:
    """All that is stored, as it is."""
    files = EditionFile.unscoped.values_list("edition", "form", "sha256", "content")
    return [*Edition.unscoped.values_list(), *((*row[:3], bytes(row[3])) for row in files)]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_sql_is_refused(edition, statement):
    before = everything()
    with pytest.raises(IntegrityError, match="kan varken ändras eller tas bort"), transaction.atomic():
        connection.cursor().execute(statement)
    assert everything() == before


@pytest.mark.parametrize("table", ["editions_edition", "editions_editionfile"])
def test_a_table_that_holds_something_is_not_truncated(edition, table):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no such statement")
    before = everything()
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")  # as after a commit
    with pytest.raises(IntegrityError, match="kan varken ändras eller tas bort"), transaction.atomic():
        connection.cursor().execute(f"TRUNCATE {table} CASCADE")
    assert everything() == before


@pytest.mark.parametrize(
    "write",
    [
        lambda edition: edition.save(),
        lambda edition: edition.save(update_fields=["title"]),
        lambda edition: edition.delete(),
        lambda edition: Edition.unscoped.update(title="Annat"),
        lambda edition: Edition.unscoped.all().delete(),
        lambda edition: Edition.unscoped.bulk_update([edition], ["title"]),
        lambda edition: Edition._base_manager.filter(pk=edition.pk).update(title="Annat"),
        lambda edition: edition.files.all().delete(),
        lambda edition: edition.files.first().save(),
        lambda edition: edition.files.update(sha256=""),
    ],
)
def test_the_model_refuses(edition, write):
    before = everything()
    edition.title = "Annat"
    with scopes_disabled(), pytest.raises(ValidationError, match="kan varken ändras eller tas bort"):
        write(edition)
    assert everything() == before


def test_an_edition_outlives_its_forbund(edition):
    before = everything()
    with scopes_disabled():
        remove_forbund(Forbund.objects.get(key=clients.OWN))
    assert not Forbund.objects.filter(key=clients.OWN).exists()
    assert everything() == before


def test_the_administration_shows_and_changes_nothing(edition):
    staff = clients.signed_in(clients.user("admin", is_staff=True, is_superuser=True))
    place = f"/admin/editions/edition/{edition.pk}"
    assert "Verksamhetsplan" in staff.get(f"{place}/change/").content.decode()
    assert staff.post(f"{place}/change/", {"title": "Annat"}).status_code == 403
    assert staff.post(f"{place}/delete/", {"post": "yes"}).status_code == 403
    assert staff.get("/admin/editions/edition/add/").status_code == 403
    assert staff.get("/admin/editions/editionfile/").status_code == 200
    assert Edition.unscoped.get().title == "Verksamhetsplan"


def test_the_triggers_come_back_after_a_table_was_rebuilt(edition):
    """SQLite drops them when a migration rebuilds a table; every migration ends with their being made."""
    for table in ("editions_edition", "editions_editionfile"):
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER {table}_keeps_row ON {table}")
            else:
                cursor.execute(f"DROP TRIGGER {table}_keeps_update")
    call_command("migrate", "editions", verbosity=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(STATEMENTS[0])


def verify(*arguments) -> tuple[int, str]:
    """What the command ends with, and what it says."""
    out = StringIO()
    try:
        call_command("verify_edition", *arguments, stdout=out)
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()


def test_a_file_is_named_and_a_flipped_byte_is_found(edition, tmp_path):
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"%PDF-kramfors")
    code, said = verify(str(path))
    assert code == 0
    assert "kramfors · Verksamhetsplan, förslag · PDF" in said
    assert edition.code in said
    path.write_bytes(b"%PDF-kramfort")
    code, said = verify(str(path))
    assert code == 1
    assert "ingen handling som är lagrad här" in said
    assert verify(str(tmp_path / "borta.pdf"))[0] == 2


def test_a_copy_of_the_database_is_proven_the_same(edition, tmp_path):
    """What is dumped and read elsewhere has the same SHA-256, which is tried against the bytes."""
    dump = tmp_path / "handlingar.json"
    listed = verify("--checksums")[1]
    assert "  kramfors-verksamhetsplan-2024-1.pdf" in listed
    with scopes_disabled():
        call_command("dumpdata", "editions", output=str(dump), use_base_manager=True, verbosity=0)
        with unguarded():
            connection.cursor().execute("DELETE FROM editions_editionfile")
            connection.cursor().execute("DELETE FROM editions_edition")
            assert verify("--checksums")[1] == ""
        call_command("loaddata", str(dump), verbosity=0)
    assert verify("--checksums")[1] == listed
    assert verify("--all") == (0, "3 lagrade filer, varav 0 inte är som de lagrades\n")


def test_bytes_that_somebody_has_changed_past_the_triggers_are_told_of(edition):
    with unguarded():
        connection.cursor().execute("UPDATE editions_editionfile SET content = %s", [b"%PDF-annat"])
    code, said = verify("--all")
    assert code == 1
    assert "ÄNDRAD: kramfors · Verksamhetsplan, förslag" in said
