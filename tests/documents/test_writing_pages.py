"""The address that a section is saved at while it is written, and the pages of its earlier texts."""

from datetime import datetime

import pytest

from finsam.core.tenancy.permissions import Role
from finsam.documents.models import Document, Section, SectionVersion, Written
from tests import clients
from tests.clients import ORIGIN, OWN


@pytest.fixture
def section(who):
    year = clients.fiscal_year(OWN)
    document = Document(
        forbund=year.forbund, fiscal_year=year, kind="arsredovisning", key="prov", title="Prov"
    )
    document.save()
    made = Section(
        forbund=year.forbund, document=document, key="a", title="A", prose="<p>Ett.</p><p>Två.</p>", order=1
    )
    made.save()
    return made


def at(name, **more):
    return clients.url(name, key="prov", section="a", **more)


def send(client, prose, base="<p>Ett.</p><p>Två.</p>", turn=1, known=0, writer="flik", **more):
    data = {"prose": prose, "prose_base": base, "turn": turn, "known": known, "writer": writer, **more}
    return client.post(at("section-autosave"), data, headers={"Origin": ORIGIN})


def saved():
    with clients.in_scope(OWN):
        return Section.objects.get(document__key="prov", key="a").prose


def test_answer_says_when_it_was_saved(chief, section):
    answer = send(chief, "<p>Ett.</p><p>Två.</p><p>Tre.</p>")
    assert answer.status_code == 200
    assert answer.json()["merged"] is False
    assert len(answer.json()["at"].split(".")) == 2
    assert saved() == "<p>Ett.</p><p>Två.</p><p>Tre.</p>"


def test_clash_answers_with_both_and_three_ways_out(chief, section):
    send(chief, "<p>Ett mitt.</p><p>Två.</p>", writer="ena")
    answer = send(chief, "<p>Ett ditt.</p><p>Två.</p>", writer="andra")
    assert answer.status_code == 409
    said = answer.json()
    assert said["choices"]["both"] == {"prose": "<p>Ett mitt.</p><p>Ett ditt.</p><p>Två.</p>"}
    assert said["choices"]["mine"] == {"prose": "<p>Ett ditt.</p><p>Två.</p>"}
    assert said["choices"]["theirs"] == {"prose": "<p>Ett mitt.</p><p>Två.</p>"}
    assert "<mark>ditt.</mark>" in said["html"]
    assert "har ändrat samma stycke" in said["html"]
    assert saved() == "<p>Ett mitt.</p><p>Två.</p>"


def test_what_cant_be_saved_is_said_in_a_sentence(chief, section):
    answer = send(chief, "<p>Ring 850101-1236.</p>")
    assert answer.status_code == 422
    assert "personnummer" in answer.json()["said"][0]
    assert send(chief, "<p>x</p>" * 1_001).status_code == 422
    assert saved() == "<p>Ett.</p><p>Två.</p>"


def test_somebody_else_in_the_same_browser_saves_nothing_of_hers(chief, section):
    answer = send(chief, "<p>Annat.</p>", user="99999")
    assert answer.status_code == 403
    assert "Logga in som dig själv" in answer.json()["said"][0]
    assert saved() == "<p>Ett.</p><p>Två.</p>"


def test_a_removed_section_says_so_and_keeps_its_texts(chief, section):
    send(chief, "<p>Annat.</p>")
    chief.post(clients.url("section-delete", key="prov", section="a"), headers={"Origin": ORIGIN})
    answer = send(chief, "<p>Mer.</p>", turn=2)
    assert answer.status_code == 410
    assert "tagits bort" in answer.json()["said"][0]
    assert "Avsnittet är borttaget" in chief.get(at("section-versions")).text


def test_without_signing_in_nothing_is_saved(client, section):
    assert send(client, "<p>Annat.</p>").status_code == 403
    assert saved() == "<p>Ett.</p><p>Två.</p>"


def test_earlier_texts_are_listed_compared_and_taken_back(chief, section):
    send(chief, "<p>Ett.</p><p>Två nya.</p>")
    page = chief.get(at("section-versions")).text
    assert "Texten före första ändringen" in page
    with clients.in_scope(OWN):
        first = SectionVersion.objects.get(document__key="prov", prose="<p>Ett.</p><p>Två.</p>")
    page = chief.get(at("section-version", version=first.key)).text
    assert '<del><span class="visually-hidden">borttaget: </span>Två.</del>' in page
    assert '<ins><span class="visually-hidden">nytt: </span>Två nya.</ins>' in page
    answer = chief.post(at("section-restore", version=first.key), headers={"Origin": ORIGIN}, follow=True)
    assert "Texten är återställd" in answer.text
    assert saved() == "<p>Ett.</p><p>Två.</p>"


def test_a_reader_sees_earlier_texts_and_takes_none_back(section, chief):
    send(chief, "<p>Annat.</p>")
    auditor = clients.signed_in(clients.let_in(clients.user("revisor"), Role.REVISOR))
    with clients.in_scope(OWN):
        first = SectionVersion.objects.get(document__key="prov", prose="<p>Ett.</p><p>Två.</p>")
    assert "Ta tillbaka" not in auditor.get(at("section-version", version=first.key)).text
    assert send(auditor, "<p>Mitt.</p>").status_code == 403


def form_of(chief):
    """The section's form as a browser would send it back."""
    return clients.written(chief.get(at("section-edit")).context["form"])


def test_old_form_is_put_together_with_what_was_written_meanwhile(chief, section):
    form = form_of(chief)
    send(chief, "<p>Ett, av någon annan.</p><p>Två.</p>")
    form["prose"] = "<p>Ett.</p><p>Två, av mig.</p>"
    answer = chief.post(at("section-edit"), form, headers={"Origin": ORIGIN}, follow=True)
    assert "är hopfört" in answer.text
    assert saved() == "<p>Ett, av någon annan.</p><p>Två, av mig.</p>"


def test_old_form_that_changed_the_same_paragraph_shows_both(chief, section):
    form = form_of(chief)
    send(chief, "<p>Ett, av någon annan.</p><p>Två, av någon annan.</p>")
    form["prose"] = "<p>Ett.</p><p>Två, av mig.</p>"
    answer = chief.post(at("section-edit"), form, headers={"Origin": ORIGIN})
    assert answer.status_code == 422
    (row,) = answer.context["stale"]
    assert (row["mine"], row["theirs"]) == ("Två, av mig.", "Två, av någon annan.")
    again = {
        bound.name: bound.value() for bound in answer.context["form"] if bound.value() not in (None, False)
    }
    both = "<p>Ett, av någon annan.</p><p>Två, av någon annan.</p><p>Två, av mig.</p>"
    assert again["prose"] == both
    chief.post(at("section-edit"), again, headers={"Origin": ORIGIN})
    assert saved() == both


def at_clock(version, clock, **more):
    """A version saved at an hour of 14 May, begun then too unless it says otherwise."""
    at = datetime.fromisoformat(f"2024-05-14T{clock}:00+02:00")
    return {"at": at, "begun": at} | more | {"key": version}


def versions_written(section, rows):
    """Versions by name of who wrote them, with what they said."""
    for place, (key, clock, who, text, written) in enumerate(rows):
        email = f"{who.lower()}@exempel.se" if who else ""
        SectionVersion.objects.create(
            forbund=section.forbund, document=section.document, section="a", title="A", prose=f"<p>{text}</p>",
            by_name=who, by_email=email, written=written, turn=place, **at_clock(key, clock),
        )  # fmt: skip


def test_texts_are_told_by_who_wrote_and_when(chief, section):
    rows = [
        ("v1", "13.00", "", "Ett.", Written.STANDING),
        ("v2", "14.05", "Anna", "Ett två.", Written.WRITTEN),
        ("v3", "14.20", "Anna", "Två.", Written.WRITTEN),
        ("v4", "14.40", "Anna", "Två tre.", Written.MERGED),
        ("v5", "14.45", "Bo", "Två tre fyra.", Written.WRITTEN),
        ("v6", "15.30", "Bo", "Fyra.", Written.WRITTEN),
        ("v7", "15.35", "Bo", "Ett.", Written.RESTORED),
    ]
    with clients.in_scope(OWN):
        versions_written(section, [(key, at.replace(".", ":"), *rest) for key, at, *rest in rows])
    page = chief.get(at("section-versions"))
    (day,) = page.context["days"]
    told = [(row["version"].by_name, row["time"], len(row["on_the_way"])) for row in day["sittings"]]
    assert told == [
        ("Bo", "15.35", 0), ("Bo", "15.30", 0), ("Bo", "14.45", 0), ("Anna", "14.05–14.40", 2), ("", "13.00", 0),
    ]  # fmt: skip
    assert "2 texter på vägen dit" in page.text
    whole = chief.get(f"{at('section-version', version='v4')}?mot=fore").text
    assert "Sparad av Anna 14\u00a0maj 2024 kl. 14.05–14.40." in whole
    assert '<del><span class="visually-hidden">borttaget: </span>Ett.</del>' in whole
    assert '<ins><span class="visually-hidden">nytt: </span>Två tre.</ins>' in whole
    on_the_way = chief.get(f"{at('section-version', version='v3')}?mot=fore").text
    assert '<del><span class="visually-hidden">borttaget: </span>Ett två.</del>' in on_the_way


def test_what_was_written_after_midnight_is_told_by_that_day(chief, section):
    """Though it is yesterday still in London."""
    with clients.in_scope(OWN):
        versions_written(section, [("v1", "00:20", "Anna", "Ett.", Written.WRITTEN)])
    assert "Sparad av Anna 14\u00a0maj 2024 kl. 00.20." in chief.get(at("section-version", version="v1")).text


def choose(client, block, version=1, name="section-block", **more):
    data = {"block": block, "version": version, **more}
    return client.post(at(name), data, headers={"origin": ORIGIN, "hx-request": "true"})


def the_section():
    with clients.in_scope(OWN):
        return Section.objects.get(document__key="prov", key="a")


def test_another_kind_of_content_begins_with_its_usual_settings(chief, section):
    assert choose(chief, "medlemmar").status_code == 200
    made = the_section()
    with clients.in_scope(OWN):
        Section.objects.filter(pk=made.pk).update(options={"show_title": False})
    assert choose(chief, "medlemmar", made.version).status_code == 200
    assert the_section().options == {"show_title": False}
    assert choose(chief, "risker", the_section().version).status_code == 200
    assert (the_section().block, the_section().options, the_section().prose) == (
        "risker",
        {},
        "<p>Ett.</p><p>Två.</p>",
    )


def test_content_that_is_none_or_chosen_upon_an_old_page_is_told_of(chief, section):
    unknown = choose(chief, "finns-inte")
    assert unknown.status_code == 422
    assert "Välj ett giltigt alternativ" in unknown.text
    send(chief, "<p>Ett.</p><p>Två.</p><p>Tre.</p>")
    old = choose(chief, "risker", 1)
    assert old.status_code == 422
    assert "Avsnittet har sparats i en annan flik eller av någon annan" in old.text
    assert the_section().block == ""
