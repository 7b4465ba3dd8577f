"""What somebody who saves a text is told of it."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from finsam.core.models import Access, User
from finsam.core.tenancy.scope import inside
from finsam.documents.models import Document, Section
from finsam.rendering.remarks import remark
from tests.budget.small import Budget


@pytest.mark.parametrize(
    "text, said",
    [
        ("Vi hörs → snart ✓ och 5 − 3 ”så” Łódź ﬁn", []),
        (
            "Bra jobbat 😀 😀!",
            [
                "Tecknet 😀 går inte att skriva ut. I PDF:en står ett frågetecken i stället. Byt mot ord eller ta bort."
            ],
        ),
        (
            "漢字?",
            [
                "Tecknen 漢 字 går inte att skriva ut. I PDF:en står ett frågetecken i stället. Byt mot ord eller ta bort."
            ],
        ),
    ],
)
def test_characters_that_print_as_question_marks_are_named(text, said):
    assert list(remark(text)) == said


@pytest.fixture
def section(db):
    budget = Budget()
    with inside(budget.forbund):
        one = Document.objects.create(
            kind="verksamhetsplan", key="verksamhetsplan", title="Verksamhetsplan", **budget.year
        )
        found = Section.objects.create(
            forbund=budget.forbund, document=one, key="inledning", title="Inledning", prose="<p>Före</p>"
        )
        yield found, budget.sign_in("forbundschef")


def post(section, client, **fields):
    place = f"/{section.forbund.key}/2024/dokument/verksamhetsplan/avsnitt/inledning/"
    usual = {
        "title": "Inledning",
        "level": 1,
        "version": section.version,
        "block": "",
        "prose": "",
        "after": "",
    }
    return client.post(place, {**usual, **fields})


def told(answer):
    return [str(one) for one in get_messages(answer.wsgi_request)]


def test_what_was_not_kept_is_said_when_it_is_saved(section):
    section, client = section
    answer = post(section, client, title="Inledning 🎉", prose='<p>Se <a href="#_Toc1">kapitel 3</a></p>')
    assert answer.status_code == 302
    section.refresh_from_db()
    assert section.prose == "<p>Se kapitel 3</p>"
    assert told(answer)[1:] == [
        "Tecknet 🎉 går inte att skriva ut. I PDF:en står ett frågetecken i stället. Byt mot ord eller ta bort.",
        "Länken ”kapitel 3” togs bort, för den leder ingenstans härifrån. Orden står kvar.",
    ]


def test_too_much_is_refused_and_what_was_written_stands(section):
    section, client = section
    written = "<ul><li>punkt" * 300
    answer = post(section, client, prose=written)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Listan har 300 nivåer. Högst 5 går att skriva ut." in page
    assert answer.context["form"]["prose"].value() == written
    assert told(answer) == []
    section.refresh_from_db()
    assert section.prose == "<p>Före</p>"


def test_a_reader_sees_words_and_not_their_html(section):
    """Plain fields as they were written, prose with its signs: `&` and no-break spaces are nobody's business."""
    section, _ = section
    section.title = "Arbete & Hälsa <Mässan>"
    section.prose = "<p>40&nbsp;758,04 kr till Arbete &amp; Hälsa</p>"
    section.save()
    forbund = section.forbund
    User.objects.create(email="reader@norra.example", name="Läsare")
    Access(forbund=forbund, user=User.objects.get(email="reader@norra.example"), role="revisor").save()
    reader = Client(headers={"origin": "http://testserver"})
    reader.force_login(User.objects.get(email="reader@norra.example"))
    place = f"/{forbund.key}/2024/dokument/verksamhetsplan/avsnitt/inledning/"
    page = reader.get(place).content.decode()
    assert "Arbete &amp; Hälsa &lt;Mässan&gt;" in page
    assert "40\u00a0758,04 kr till Arbete &amp; Hälsa" in page
    assert "&amp;amp;" not in page
    assert "&amp;nbsp;" not in page
