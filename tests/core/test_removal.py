"""A removal says all that it touches before it is confirmed, and the log keeps it."""

import pytest

from finsam.core import services
from finsam.core.audit import logbook
from finsam.core.models import AuditEntry, Forbund, Picture
from finsam.core.removal import touched_by
from finsam.organisation.forms import MemberForm
from finsam.organisation.models import Member, Payer, Person, Seat
from tests import clients
from tests.core.conftest import HERE


@pytest.fixture
def represented(chief, within):
    """A kommun that a seat represents, that a payer pays for, and that nothing else needs."""
    member = Member(forbund=within, name="Ålarna kommun", kind="kommun")
    member.save()
    seat = Seat.objects.first()
    seat.members.add(member)
    payer = Payer(forbund=within, name="Ålarna")
    payer.save()
    payer.members.add(member)
    return member, seat, payer


def test_many_to_many_is_told_of_and_kept(chief, represented):
    member, seat, _ = represented
    others = sorted(str(one) for one in seat.members.exclude(pk=member.pk))
    assert sorted(touched_by(member).sentences()) == [
        "Bidragsgivare ”Ålarna” finns kvar men förlorar ”Ålarna kommun” under ”medlemmar”.",
        f"Uppdrag ”{seat}” finns kvar men förlorar ”Ålarna kommun” under ”för medlem”.",
    ]
    seen = seat.version
    services.delete(member, by=chief)
    entry = AuditEntry.objects.latest("pk")
    name = f"organisation.seat:{seat}"
    assert entry.before[name] == {"members": sorted([*others, "Ålarna kommun"])}
    assert entry.after[name] == {"members": others}
    seat.refresh_from_db()
    assert seat.version == seen + 1
    assert f"uppdrag ”{seat}”, för medlem förlorade ”Ålarna kommun”" in logbook.sentences(entry)


def test_a_logotype_in_use_is_told_of_and_kept(chief, within):
    picture = Picture(forbund=within, name="Märket", data=b"x", content_type="image/png")
    picture.save()
    within.logo = picture
    within.save()
    sentence = f"Förbund ”{within}” finns kvar men förlorar ”Märket” under ”logotyp”."
    assert touched_by(picture).sentences() == [sentence]
    services.delete(picture, by=chief)
    entry = AuditEntry.objects.latest("pk")
    assert entry.before[f"core.forbund:{within}"] == {"logo": "Märket"}
    assert entry.after[f"core.forbund:{within}"] == {"logo": None}
    assert Forbund.objects.get(pk=within.pk).logo is None


def test_what_goes_along_is_named_and_kept_whole(chief, within):
    person = Person(forbund=within, name="Örjan Åberg")
    person.save()
    seats = [
        Seat(forbund=within, person=person, body=Seat.objects.first().body, role="ledamot", order=n)
        for n in (1, 2)
    ]
    for seat in seats:
        seat.save()
    (sentence,) = touched_by(person).sentences()
    assert sentence.startswith("Samtidigt försvinner 2 uppdrag (”Örjan Åberg")
    services.delete(person, by=chief)
    before = AuditEntry.objects.latest("pk").before
    kept = [one for name, one in before.items() if name.startswith("organisation.seat:")]
    assert [one["role"] for one in kept] == ["ledamot", "ledamot"]


def test_the_page_tells_before_anything_is_removed(chiefs, represented):
    member, seat, _ = represented
    place = f"{HERE}medlemmar/{member.key}/ta-bort/"
    page = chiefs.get(place)
    assert f"Uppdrag ”{seat}” finns kvar men förlorar ”Ålarna kommun”" in page.text
    seen = page.context["removal"].seen
    seat.members.remove(member)  # what was read is no longer what would happen
    again = chiefs.post(place, {"version": member.version, "seen": seen})
    assert again.status_code == 422
    assert "Det som försvinner eller påverkas är inte längre detsamma." in again.text
    assert Member.objects.filter(pk=member.pk).exists()
    assert (
        chiefs.post(place, {"version": member.version, "seen": again.context["removal"].seen}).status_code
        == 302
    )
    assert not Member.objects.filter(pk=member.pk).exists()


def test_a_stale_removal_is_refused_and_shown_again(chiefs, chief, represented):
    member, *_ = represented
    place = f"{HERE}medlemmar/{member.key}/ta-bort/"
    seen = member.version
    member.name = "Nya Ålarna kommun"
    services.save(member, by=chief)
    page = chiefs.post(place, {"version": seen})
    assert page.status_code == 422
    assert "Någon annan har ändrat det här under tiden." in page.text
    assert f'name="version" value="{member.version}"' in page.text
    assert Member.objects.filter(pk=member.pk).exists()


def test_a_removal_sent_twice_is_said_to_be_done(chiefs, represented):
    member, *_ = represented
    place = f"{HERE}medlemmar/{member.key}/ta-bort/"
    assert chiefs.post(place, {}).status_code == 302
    again = chiefs.post(place, {}, follow=True)
    assert again.status_code == 200
    assert "Det är redan borttaget (medlem)." in again.text
    assert AuditEntry.objects.filter(reference=member.reference(), verb="tog bort").count() == 1
    assert chiefs.post(f"{HERE}medlemmar/har-aldrig-funnits/ta-bort/", {}).status_code == 404


def test_a_section_that_has_changed_is_not_removed(chiefs, chief, within):
    from finsam.documents.models import Section

    section = Section.objects.filter(
        document__fiscal_year__year=2024, document__kind="verksamhetsplan"
    ).first()
    place = clients.url("section-delete", key=section.document.key, section=section.key)
    seen, section.title = section.version, "Annat"
    services.save(section, by=chief)
    page = chiefs.post(place, {"version": seen})
    assert page.status_code == 422
    assert Section.objects.filter(pk=section.pk).exists()


def test_saving_what_somebody_removed_keeps_what_was_written(chiefs, chief, represented, monkeypatch):
    """A sentence, and the form as it was filled in."""
    member, *_ = represented
    carry_out = MemberForm.carry_out

    def removed_first(form, *args, **kwargs):
        services.delete(Member.objects.get(pk=member.pk), by=chief)
        return carry_out(form, *args, **kwargs)

    monkeypatch.setattr(MemberForm, "carry_out", removed_first)
    page = chiefs.post(
        f"{HERE}medlemmar/{member.key}/", {"name": "Mitt namn", "kind": "kommun", "order": "3"}
    )
    assert page.status_code == 422
    assert "har tagits bort av någon annan under tiden och kan inte sparas" in page.text
    assert 'value="Mitt namn"' in page.text
