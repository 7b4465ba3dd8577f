"""What programs read: facts, editions and findings of the förbund that let them in, and nothing of any other's."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from budget.models import Amount
from finsam.api import queries
from finsam.api import services as tokens
from finsam.api.models import ApiToken
from finsam.api.v1 import told
from finsam.checks.reconciliation import reconcile
from finsam.core import services
from finsam.core.models import Forbund
from finsam.core.tenancy.scope import inside, scopes_disabled
from finsam.documents.books import open_book
from finsam.editions.models import Edition, EditionFile, FileForm
from finsam.editions.public.services import make_public
from finsam.web.services import explain
from tests import clients
from tests.api.conftest import ALL, WITHOUT_COUNTS, Program
from tests.clients import FOREIGN, OWN
from tests.factories import an_edition, store

PLACES = (
    "years", "years/2024/facts", "years/2024/facts/budget.intakter@2024", "editions", "editions/{code}",
    "editions/{code}/files/pdf", "years/2024/findings",
)  # fmt: skip


def place_of(place: str, forbund: str = OWN) -> str:
    return place.format(code=an_edition(forbund).code) if "{" in place else place


@pytest.mark.parametrize("place", PLACES)
def test_a_token_of_the_förbund_with_the_scope_is_answered(let_in, place):
    answer = let_in(*ALL).get(place_of(place))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Vary"] == "Authorization"
    assert "Access-Control-Allow-Origin" not in answer


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("token", "said"),
    [("", 'Bearer realm="Finsam"'), ("finsam_fel", 'Bearer realm="Finsam", error="invalid_token"')],
)
def test_without_a_token_that_holds_nothing_is_answered(db, place, token, said):
    answer = Program(token).get(place_of(place))
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, said)
    assert answer.json()["title"] == "Nyckeln saknas eller gäller inte"
    assert answer["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("place", PLACES)
def test_another_förbunds_token_finds_nothing(let_in, foreign_chief, place):
    """Also where the förbund it asks for doesn't exist: the two are told alike."""
    foreign = let_in(*ALL, forbund=FOREIGN, by=foreign_chief)
    place = place_of(place)
    there = foreign.get(f"/api/v1/{OWN}/{place}")
    nowhere = foreign.get(f"/api/v1/ingenstans/{place}")
    assert (there.status_code, nowhere.status_code) == (404, 404)
    assert there.json()["detail"] == nowhere.json()["detail"]


@pytest.mark.parametrize(
    ("scope", "read"),
    [
        ("facts:read", {"years", "years/2024/facts", "years/2024/facts/budget.intakter@2024"}),
        ("editions:read", {"years", "editions", "editions/{code}", "editions/{code}/files/pdf"}),
        ("findings:read", {"years", "years/2024/findings"}),
    ],
)
def test_a_scope_opens_what_it_names_and_nothing_else(let_in, scope, read):
    program = let_in(scope)
    answers = {place: program.get(place_of(place)) for place in PLACES}
    assert {place for place, answer in answers.items() if answer.status_code == 200} == read
    refused = {place: answer for place, answer in answers.items() if place not in read}
    assert {answer.status_code for answer in refused.values()} == {403}
    assert all("insufficient_scope" in answer["WWW-Authenticate"] for answer in refused.values())


def test_what_is_not_there_is_said_so(let_in, foreign_chief):
    program = let_in(*ALL)
    foreign = an_edition(FOREIGN).code
    own = an_edition(OWN).code
    for place in (
        "finns-inte", "years/1999/facts", "years/abc/facts", "years/2024/facts/finns.inte@2024", "years/2024/facts/budget.intakter@1999",
        "years/1999/findings", "editions/finnsinte", f"editions/{foreign}", f"editions/{foreign}/files/pdf", f"editions/{own}/files/docx",
        f"editions/{own}/files/finnsinte", f"editions/{own}/files/pdf?inner=true", "years/2024/facts/%00", "/api/v1/kramfors", "/api/v1/x/y/z",
    ):  # fmt: skip
        assert program.get(place).status_code == 404, place
    said = program.get("years/1999/facts").json()["detail"]
    assert said == "Samordningsförbundet Kramfors har inget år 1999."


@pytest.mark.parametrize("asked", ["limit=0", "limit=501", "limit=x", "offset=-1", "offset=10000000"])
def test_a_question_that_cannot_be_read_says_which_part(let_in, asked):
    answer = let_in("facts:read").get(f"years/2024/facts?{asked}")
    assert answer.status_code == 400
    assert answer.json()["detail"] == f"Värdet kan inte läsas: {asked.partition('=')[0]}."


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "head", "options"])
@pytest.mark.parametrize("place", ["years", "years/2024/facts", "editions"])
def test_it_can_only_be_read(let_in, method, place):
    program = let_in(*ALL)
    ask = getattr(program.client, method)
    answer = ask(f"/api/v1/{OWN}/{place}", headers={"authorization": f"Bearer {program.token}"})
    assert (answer.status_code, answer["Allow"]) == (405, "GET")
    assert "Access-Control-Allow-Origin" not in answer


def test_a_person_who_has_signed_in_is_nobody_here(chief):
    """There is no session, so that no other site's page can ask in her name."""
    assert clients.signed_in(chief).get(f"/api/v1/{OWN}/years").status_code == 401


def test_facts_are_told_whole(let_in):
    program = let_in("facts:read")
    fact = program.get("years/2024/facts/budget.intakter@2024").json()
    forbund = Forbund.objects.get(key=OWN)
    with inside(forbund):
        known = open_book(forbund, 2024)["budget.intakter@2024"]
    assert fact["value"] == "2586000"
    assert (fact["shown"], fact["unit"], fact["op"], fact["hidden"]) == (
        "2\u00a0586\u00a0000\u00a0kr",
        "kr",
        "sum",
        False,
    )
    assert fact["series"] == "Budget 2024"
    assert [part["key"] for part in fact["parts"]] == [part.key for _, part in known.parts]
    assert sum(int(part["value"]) for part in fact["parts"]) == 2586000
    assert fact["page"] == f"http://testserver/{OWN}/2024/uppgifter/budget.intakter@2024/"


def test_facts_are_asked_for_by_the_beginning_of_their_keys_and_page_by_page(let_in):
    program = let_in("facts:read")
    everything = program.all("years/2024/facts?limit=500")
    keys = [fact["key"] for fact in everything]
    assert keys == sorted(set(keys))
    budget = program.all("years/2024/facts?prefix=budget.&limit=7")
    assert budget == [fact for fact in everything if fact["key"].startswith("budget.")]
    assert len(budget) > 20
    page = program.get("years/2024/facts?prefix=budget.&limit=7&offset=7").json()
    assert (page["total"], page["limit"], page["offset"]) == (len(budget), 7, 7)
    assert page["next"] == f"http://testserver/api/v1/{OWN}/years/2024/facts?limit=7&prefix=budget.&offset=14"
    assert program.all("years/2024/facts?prefix=zzz") == []
    assert {fact["key"].partition(".")[0] for fact in program.all("years/2024/facts?prefix=budg")} == {
        "budget"
    }


def test_an_answer_is_the_same_until_something_is_written(let_in, chief, kept):
    program = let_in("facts:read")
    place = "years/2024/facts?prefix=budget."
    first = program.get(place)
    assert program.get(place)["ETag"] == first["ETag"]
    assert program.get(place).content == first.content
    assert program.get(place, **{"if-none-match": first["ETag"]}).status_code == 304
    assert program.get(place, **{"if-none-match": f"W/{first['ETag']}"}).status_code == 304
    with scopes_disabled():
        amount = Amount.objects.filter(forbund__key=OWN, series__fiscal_year__year=2024).first()
    with inside(amount.forbund):
        amount.amount += 1000
        services.save(amount, by=chief)
    after = program.get(place, **{"if-none-match": first["ETag"]})
    assert after.status_code == 200
    assert after.content != first.content


def test_programs_with_different_scopes_share_no_answer(let_in, kept):
    place = "years/2024/facts"
    assert let_in("facts:read").get(place)["ETag"] != let_in("facts:read", "counts:read").get(place)["ETag"]


def test_an_edition_is_told_with_the_files_that_the_token_may_have(let_in, chief):
    edition = an_edition(OWN)
    record = EditionFile.of(FileForm.RECORD, b'{"b": 2}')
    record.edition = edition
    record.save()
    inner = EditionFile.of(FileForm.PDF, b"%PDF-inner", inside=True)
    inner.edition = edition
    inner.save()
    ordinary, trusted = let_in(*WITHOUT_COUNTS), let_in(*ALL)
    told = ordinary.get(f"editions/{edition.code}").json()
    assert (told["title"], told["status"], told["public"], told["public_page"]) == ("Verksamhetsplan", "forslag", False, None)  # fmt: skip
    assert [file["form"] for file in told["files"]] == ["pdf", "spardata"]
    assert ordinary.get(told["files"][0]["url"]).content == b"%PDF-kramfors"
    whole = trusted.get(f"editions/{edition.code}").json()
    assert [(file["form"], file["inner"]) for file in whole["files"]] == [
        ("pdf", False), ("spardata", False), ("json", False), ("akt", False), ("pdf", True),
    ]  # fmt: skip
    contents = [trusted.get(file["url"]).content for file in whole["files"]]
    assert b"Inledning i korthet" in contents[2]
    assert contents[3:] == [b'{"b": 2}', b"%PDF-inner"]
    for file in whole["files"][2:]:
        refused = ordinary.get(file["url"])
        assert (refused.status_code, refused.json()["detail"]) == (403, "Nyckeln saknar rätten counts:read.")
    tag = trusted.get(whole["files"][0]["url"])["ETag"]
    assert tag == f'"{whole["files"][0]["sha256"]}"'
    assert trusted.get(whole["files"][0]["url"], **{"if-none-match": tag}).status_code == 304
    make_public(edition=edition, by=chief)
    again = ordinary.get("editions?year=2024&kind=verksamhetsplan").json()["items"][0]
    assert (again["public"], again["withdrawn"]) == (True, False)
    assert again["public_page"] == f"http://testserver/handling/{edition.code}/"
    assert ordinary.get("editions?year=1999").json()["items"] == []


def test_a_finding_says_whether_it_is_explained(small, let_in, chief):
    owner = small.forbund.key
    by = clients.let_in(clients.user("smachef"), "forbundschef", owner)
    program = let_in("findings:read", forbund=owner, by=by)
    amount = Amount.objects.filter(forbund=small.forbund, amount__gt=0).first()
    amount.amount += 7
    services.save(amount, by=by)
    found = program.all("years/2024/findings")
    known = reconcile(small.fiscal_year).findings
    assert [(one["rule"], one["subject"], one["message"], one["explained"]) for one in found] == [
        (one.rule, one.subject, one.message, False) for one in known
    ]
    assert found
    explain(fiscal_year=small.fiscal_year, finding=known[0], reason="Så ska det vara.", by=by)
    first = program.all("years/2024/findings")[0]
    assert (first["explained"], first["explanation"]) == (True, "Så ska det vara.")
    assert len([one for one in program.all("years/2024/findings") if one["explained"]]) == 1


def test_questions_to_the_database_do_not_grow(let_in, kept):
    program = let_in(*ALL)

    def questions(place):
        with CaptureQueriesContext(connection) as asked:
            assert program.get(place).status_code == 200
        return len(asked)

    edition = an_edition(OWN)
    questions("years")  # notes, once, that the token is used
    one = questions("editions?limit=10")
    for number in range(2, 8):
        row = Edition(
            forbund_key=OWN, forbund_name=OWN, year=2024, document="verksamhetsplan", kind="verksamhetsplan", title="V", number=number,
            status="forslag", by_name="Någon", code_version="0",
        )  # fmt: skip
        row.save()
        store(row, EditionFile.of(FileForm.PDF, b"%PDF" + str(number).encode()))
    assert questions("editions?limit=11") == one
    assert Edition.unscoped.filter(document=edition.document, forbund_key=OWN).count() == 7
    questions("years/2024/facts?limit=9")
    assert questions("years/2024/facts?limit=10") == questions("years/2024/facts?limit=500")
    assert questions("years/2024/facts?limit=500") <= 4


@pytest.mark.parametrize("gone", ["ended", "expired"])
def test_a_token_that_has_ended_or_run_out_lets_nobody_in(let_in, chief, gone):
    program = let_in("facts:read")
    assert program.get("years").status_code == 200
    with scopes_disabled():
        token = ApiToken.objects.select_related("forbund").get()
        if gone == "ended":
            tokens.end(token=token, by=chief)
        else:
            ApiToken.objects.update(expires=timezone.localdate() - timedelta(days=1))
    answer = program.get("years")
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="Finsam", error="invalid_token"')  # fmt: skip
    assert answer.json()["detail"] == "Nyckeln är okänd, avslutad eller har gått ut."


def test_a_fault_of_our_own_is_a_problem_with_the_number_of_the_call(let_in, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("hemligt")

    program = let_in("facts:read")
    monkeypatch.setattr(told, "fact_in_full", broken)
    answer = program.get("years/2024/facts/budget.intakter@2024")
    assert answer.status_code == 500
    assert answer.json()["title"] == "Något gick fel hos oss"
    assert "hemligt" not in answer.text
    assert any(record.exc_info for record in caplog.records)


def test_a_database_that_is_away_is_said_so(let_in, monkeypatch):
    def away(token):
        raise OperationalError("away")

    program = let_in("facts:read")
    monkeypatch.setattr(queries, "of_token", away)
    answer = program.get("years")
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
