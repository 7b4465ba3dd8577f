"""Ändringsloggen reads as Swedish, can be narrowed, and is nobody else's."""

import pytest

from finsam.models import AuditEntry
from finsam.roles import Permission, Role
from tests.finsam.conftest import HERE

LOG = f"{HERE}logg/"


@pytest.fixture
def changed(chiefs):
    """A member who was renamed."""
    chiefs.post(f"{HERE}medlemmar/ny/", {"name": "Loggby kommun", "kind": "kommun", "order": "9"})
    chiefs.post(f"{HERE}medlemmar/loggby-kommun/", {"name": "Loggby stad", "kind": "kommun", "order": "9"})


def test_a_change_reads_as_a_sentence(chiefs, chief, changed):
    page = chiefs.get(LOG).text
    assert f"<strong>{chief.name}</strong> ändrade medlem <strong>Loggby stad</strong>" in page
    assert "namn: ”Loggby kommun” → ”Loggby stad”" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("words=loggby", 2),
        ("words=loggby+stad", 1),
        ("kind=finsam.member", 2),
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
    from finsam.roles import ROLES

    status = client_of(person(role)).get(LOG).status_code
    assert status == (200 if Permission.READ_LOG in ROLES[role].permissions else 403)


def test_another_forbunds_changes_are_not_there(chiefs, unscoped):
    foreign = AuditEntry.objects.create(
        forbund_key="finnveden",
        by_name="Okänd",
        verb="ändrade",
        kind="finsam.member",
        label="Hemligt i Finnveden",
    )
    assert AuditEntry.objects.filter(pk=foreign.pk).exists()
    assert "Hemligt i Finnveden" not in chiefs.get(LOG).text


def test_the_number_of_queries_does_not_grow_with_the_log(
    chiefs, changed, django_assert_max_num_queries, unscoped
):
    for number in range(30):
        AuditEntry.objects.create(
            forbund_key="kramfors", by_name="A", verb="ändrade", kind="finsam.member", label=f"Nr {number}"
        )
    with django_assert_max_num_queries(14):
        chiefs.get(LOG)
