"""The judge of answers finds each of the faults that it looks for, and nothing in an answer that is right."""

import pytest
from django.http import HttpResponse

from finsam.core.models import Forbund
from finsam.organisation.models import Contribution, Member, Payer
from tests.clients import FOREIGN, OWN, YEAR
from tests.fuzzing import judging
from tests.fuzzing.cases import SCRIPT, Case, made
from tests.fuzzing.judging import Rows, faults
from tests.fuzzing.targets import Target, forms_on, shown

PAGE = f"/{OWN}/{YEAR}/risker/ny/"
FORM = Target(
    "risks-new", PAGE, "forbundschef", (("text", ""), ("name", "a")), {"text": "textarea", "name": "text"}
)


def case(**written) -> Case:
    return Case("prov", 1, FORM, "forbundschef", body=list(written.items()), wrote=set(written))


def said(response, rows=None, own=0, **written) -> list[str]:
    return list(faults(case(**written), response, rows or Rows(), own))


@pytest.fixture
def watched(db):
    """The rows of some tables, with their writes watched, and our förbund's number."""
    tables = ("organisation_member", "organisation_contribution", "core_auditentry", "core_forbund")
    rows = Rows({table: judging._rows(table) for table in tables})
    with rows.watched():
        yield rows, Forbund.objects.get(key=OWN).pk


def rename(forbund: str) -> None:
    member = Member._base_manager.filter(forbund__key=forbund).first()
    Member._base_manager.filter(pk=member.pk).update(name="Ett annat namn")


@pytest.mark.parametrize(
    ("response", "sentence"),
    [
        (HttpResponse(status=500), "answered 500"),
        (HttpResponse("Traceback (most recent call last)", status=404), "shows a stack trace"),
        (HttpResponse(f"<p>{SCRIPT}</p>"), "shows markup that was written"),
        (HttpResponse('<p title="x"><FUZZMARK>'), "shows markup that was written"),
    ],
)
def test_an_answer_that_says_too_much(response, sentence):
    (found,) = said(response)
    assert found.startswith(sentence)


def test_an_answer_that_is_right():
    assert said(HttpResponse("<p>&lt;fuzzmark&gt;</p>")) == []
    assert said(HttpResponse(f'{{"html": "{SCRIPT}"}}', content_type="application/json")) == []
    away = HttpResponse(status=503)
    away["Retry-After"] = "30"
    assert said(away) == []


def test_a_refusal_that_has_changed_something(watched):
    rows, own = watched
    rename(OWN)
    assert said(HttpResponse(status=422), rows, own) == [
        "answered 422 and yet changed ['organisation_member']",
        "changed ['organisation_member'] and left 0 rows in the log",
    ]


def test_a_save_without_its_row_in_the_log(watched):
    rows, own = watched
    rename(OWN)
    assert said(HttpResponse(status=302), rows, own) == [
        "changed ['organisation_member'] and left 0 rows in the log"
    ]


def test_what_belongs_to_another_forbund_is_changed(watched):
    rows, own = watched
    rename(FOREIGN)
    found = said(HttpResponse(status=302), rows, own)
    assert found[0].startswith("changed what belongs to another förbund: ")


def test_what_refers_to_another_forbund(watched):
    rows, own = watched
    other = Payer._base_manager.filter(forbund__key=FOREIGN).first()
    mine = Contribution._base_manager.filter(forbund__key=OWN).first()
    Contribution._base_manager.filter(pk=mine.pk).update(payer=other)
    found = said(HttpResponse(status=302), rows, own)
    assert "refers to another förbund's: organisation_contribution.payer" in found


def test_the_revision_alone_is_no_change(watched):
    rows, own = watched
    Forbund.objects.filter(pk=own).update(revision=9_999_999)
    assert said(HttpResponse(status=422), rows, own) == []


def test_text_that_is_lost():
    kept = '<form><textarea name="text">\nRad ett</textarea><input name="name" value="&lt;b&gt;"></form>'
    assert said(HttpResponse(kept, status=422), text="Rad ett", name="<b>") == []
    assert said(HttpResponse(kept, status=422), text="Rad två") == ["text shows '\\nRad ett', not 'Rad två'"]
    assert said(HttpResponse("<p>Nej.</p>", status=422), text="Rad ett") == [
        "the field text is gone from the answer, with what was written in it"
    ]


def test_a_form_is_read_as_a_browser_sends_it():
    html = """<form method="post" action="../spara/" id="f" hx-post="../budget/belopp/budget-2024/summor/">
    <input name="a" value="1"><input type="checkbox" name="b" value="2"><input type="checkbox" name="c" checked>
    <input name="off" disabled><input name="c0-__prefix__-x"><select name="d"><option value="3"><option value="4" selected></select>
    <textarea name="e">fem</textarea><input type="file" name="f"><button name="klar" value="1">Spara</button></form>
    <input name="g" value="7" form="f"><form method="get"><input name="q"></form>
    <button hx-post="../ar/" hx-vals='{"h": 8}'>Flytta</button>"""
    first, second, third = forms_on(f"/{OWN}/{YEAR}/x/", html, "chef")
    assert first.sent == (("a", "1"), ("c", "on"), ("d", "4"), ("e", "fem"), ("g", "7"))
    assert set(first.kinds) == {"a", "b", "c", "d", "e", "f", "g"}
    assert (first.files, first.buttons) == (["f"], (("klar", "1"),))
    assert first.place == f"/{OWN}/{YEAR}/spara/"
    assert (second.name, second.htmx, second.sent) == ("budget-sums", True, first.sent)
    assert (third.name, third.sent) == ("years", (("h", "8"),))


def test_a_field_may_stand_several_times_on_a_page():
    assert shown('<input name="a" value="1"><input name="a" value="2">') == {"a": ["1", "2"]}


def test_a_number_is_the_same_post_each_time():
    def post(seed, number):
        one = made(seed, number, [FORM], lambda target: ["forbundschef"], ["17"])
        return str(one), one.sends()

    assert [post("a", n) for n in range(40)] == [post("a", n) for n in range(40)]
    assert len({post("a", n)[0].partition(" ")[2] for n in range(40)}) > 30
    assert [post("a", n)[1] for n in range(40)] != [post("b", n)[1] for n in range(40)]
