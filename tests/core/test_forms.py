"""What a form refuses, and where it says so; what two people write at once."""

import pytest
from django.test import Client

from finsam.core.models import Forbund, Picture
from finsam.core.tenancy.permissions import Role
from finsam.organisation.models import Contribution, KommunShare, Member, Payer, Person, Seat
from tests.core.conftest import HERE


def problem_at(response, field):
    """The sentences beside a field."""
    assert response.status_code == 422
    return list(response.context["form"].errors.get(field, ()))


CONTRIBUTION = {"year": "2031", "status": "askat", "amount": "100 000"}


@pytest.fixture
def payer(unscoped, forbund):
    return Payer.objects.filter(forbund=forbund).first()


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("1.234", "kan läsas på två sätt"),
        ("många", "är inte ett belopp"),
        ("12345678901234", "är för stort"),
        ("1,234", "för många decimaler"),
        ("-5", "Ett bidrag kan inte vara negativt."),
    ],
)
def test_a_wrong_amount_is_a_sentence_at_the_field_and_nothing_is_saved(chiefs, payer, written, sentence):
    response = chiefs.post(f"{HERE}bidrag/ny/", CONTRIBUTION | {"payer": payer.pk, "amount": written})
    assert any(sentence in one for one in problem_at(response, "amount") or problem_at(response, "__all__"))
    assert sentence in response.text
    assert f'value="{written}"' in response.text
    assert not Contribution.objects.filter(year=2031).exists()


@pytest.mark.parametrize(
    "written", ["1 234 567", "1\u00a0234\u00a0567 kr", "1\u202f234\u202f567", "1234567,00"]
)
def test_amounts_are_taken_as_people_write_them(chiefs, payer, written):
    response = chiefs.post(f"{HERE}bidrag/ny/", CONTRIBUTION | {"payer": payer.pk, "amount": written})
    assert response.status_code == 302
    assert Contribution.objects.get(year=2031).amount == 1_234_567


def test_errors_are_summed_up_with_links_to_the_fields(chiefs, payer):
    page = chiefs.post(f"{HERE}bidrag/ny/", CONTRIBUTION | {"payer": payer.pk, "amount": "1.234"}).text
    assert 'href="#id_amount"' in page
    assert 'aria-invalid="true"' in page
    assert "id_amount_error" in page


def test_a_foreign_payer_is_refused(chiefs, unscoped):
    foreign = Payer.objects.exclude(forbund__key="kramfors").first()
    response = chiefs.post(f"{HERE}bidrag/ny/", CONTRIBUTION | {"payer": foreign.pk})
    assert problem_at(response, "payer") == ["Valet hör inte till det här förbundet och året."]


def test_a_foreign_member_among_several_is_refused(chiefs, unscoped):
    own = Member.objects.filter(forbund__key="kramfors").first()
    foreign = Member.objects.exclude(forbund__key="kramfors").first()
    response = chiefs.post(
        f"{HERE}bidragsgivare/ny/", {"name": "Alla", "order": 1, "members": [own.pk, foreign.pk]}
    )
    assert problem_at(response, "members") == ["Valet hör inte till det här förbundet och året."]
    assert not Payer.objects.filter(name="Alla").exists()


def test_a_foreign_logo_is_refused(chiefs, unscoped):
    foreign = Picture.objects.exclude(forbund__key="kramfors").first()
    response = chiefs.post(f"{HERE}forbund/", {"logo": foreign.pk})
    assert problem_at(response, "logo")


@pytest.mark.parametrize("text", ["Anna 19121212-1212", "121212-1212"])
def test_a_personnummer_is_refused_in_any_field(chiefs, unscoped, text):
    response = chiefs.post(f"{HERE}personer/ny/", {"name": text, "email": ""})
    assert any("personnummer" in sentence for sentence in problem_at(response, "name"))
    assert not Person.objects.filter(name=text).exists()


def test_an_organisationsnummer_passes(chiefs, unscoped, forbund):
    page = chiefs.get(f"{HERE}forbund/")
    data = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    response = chiefs.post(f"{HERE}forbund/", data | {"org_nr": "222000-2279", "equity_floor": "130 000"})
    assert response.status_code == 302
    forbund.refresh_from_db()
    assert forbund.org_nr == "222000-2279"


def test_an_accent_too_light_to_read_is_refused_with_its_contrast(chiefs):
    response = chiefs.post(f"{HERE}forbund/", {"accent": "#ffff00"})
    assert any("kontrast 1,1 : 1" in sentence for sentence in problem_at(response, "accent"))


def test_an_end_before_the_start_is_refused(chiefs, unscoped):
    response = chiefs.post(
        f"{HERE}medlemmar/ny/",
        {"name": "Ny", "kind": "kommun", "start": "2024-05-01", "end": "2024-01-01", "order": 1},
    )
    assert response.status_code == 422
    assert "Medlemskapet kan inte sluta innan det börjar." in response.text
    assert not Member.objects.filter(name="Ny").exists()


def test_a_stale_save_shows_both_and_can_be_saved_again(chiefs, unscoped):
    member = Member.objects.filter(forbund__key="kramfors").first()
    address = f"{HERE}medlemmar/{member.key}/"
    opened = {"kind": member.kind, "order": member.order, "version": member.version}
    assert chiefs.post(address, opened | {"name": "Först sparat"}).status_code == 302
    response = chiefs.post(address, opened | {"name": "Sist sparat"})
    assert response.status_code == 422
    assert "Det här har sparats i en annan flik eller av någon annan" in response.text
    (row,) = response.context["stale"]
    assert (row["mine"], row["theirs"]) == ("Sist sparat", "Först sparat")
    member.refresh_from_db()
    assert member.name == "Först sparat"
    version = response.context["form"]["version"].value()
    assert chiefs.post(address, opened | {"name": "Sist sparat", "version": version}).status_code == 302
    member.refresh_from_db()
    assert member.name == "Sist sparat"


def test_a_reader_sees_a_summary_and_the_reason_instead_of_a_form(person, client_of, unscoped):
    member = Member.objects.filter(forbund__key="kramfors").first()
    page = client_of(person(Role.REVISOR)).get(f"{HERE}medlemmar/{member.key}/").text
    assert '<dl class="summary">' in page
    assert 'name="name"' not in page
    assert "Din roll får inte ändra förbundets uppgifter." in page


def test_something_in_use_says_by_what_before_anybody_presses(chiefs, unscoped):
    payer = Contribution.objects.filter(forbund__key="kramfors").first().payer
    page = chiefs.get(f"{HERE}bidragsgivare/{payer.key}/ta-bort/")
    assert "används av" in page.text
    assert chiefs.post(f"{HERE}bidragsgivare/{payer.key}/ta-bort/").status_code == 422
    assert Payer.objects.filter(pk=payer.pk).exists()


def test_removing_says_what_goes_with_it(chiefs, unscoped):
    seat = Seat.objects.filter(forbund__key="kramfors").first()
    page = chiefs.get(f"{HERE}personer/{seat.person.key}/ta-bort/").text
    assert f"Samtidigt försvinner uppdrag ”{seat}”." in page


def test_a_year_with_a_plan_stays(chiefs):
    assert "Året 2024 kan inte tas bort" in chiefs.get(f"{HERE}ar/2024/ta-bort/").text


def test_a_new_year_is_opened(chiefs, forbund):
    assert chiefs.post(f"{HERE}ar/ny/", {"year": "2031"}).status_code == 302
    assert chiefs.get("/kramfors/2031/medlemmar/").status_code == 200


@pytest.fixture
def two_kommuner(unscoped, forbund):
    KommunShare.objects.filter(forbund=forbund).delete()
    Member.objects.filter(forbund=forbund, kind="kommun").update(kind="af")
    made = [Member(forbund=forbund, name=name, kind="kommun") for name in ("Norrby", "Söderby")]
    for member in made:
        member.save()
    return made


def test_shares_that_are_not_100_are_refused_and_none_is_saved(chiefs, two_kommuner):
    response = chiefs.post(f"{HERE}kommunandelar/", {"norrby": "60", "soderby": "30"})
    assert response.status_code == 422
    assert "Andelarna blir tillsammans 90,00 %. De ska bli 100 %." in response.text
    assert not KommunShare.objects.filter(member__in=two_kommuner).exists()


def test_shares_are_saved_together_as_one_change(chiefs, two_kommuner):
    from finsam.core.models import AuditEntry

    before = AuditEntry.objects.with_scopes_disabled().count()
    assert chiefs.post(f"{HERE}kommunandelar/", {"norrby": "62,5", "soderby": "37,5"}).status_code == 302
    shares = KommunShare.objects.filter(member__in=two_kommuner).order_by("member__name")
    assert [float(share.share) for share in shares] == [62.5, 37.5]
    assert AuditEntry.objects.with_scopes_disabled().count() == before + 1


def test_a_picture_is_cleaned_and_shown(chiefs, unscoped):
    from io import BytesIO

    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    raw = BytesIO()
    Image.new("RGB", (8, 8), "#1d5b79").save(raw, "PNG")
    file = SimpleUploadedFile("b.png", raw.getvalue())
    assert (
        chiefs.post(f"{HERE}bilder/ny/", {"name": "En bild", "alt": "En ruta", "file": file}).status_code
        == 302
    )
    answer = chiefs.get(f"{HERE}bilder/en-bild/fil/")
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    broken = SimpleUploadedFile("b.png", b"<script>")
    response = chiefs.post(f"{HERE}bilder/ny/", {"name": "Trasig", "file": broken})
    assert problem_at(response, "file") == ["Filen är inte en bild som går att läsa. Använd PNG eller JPEG."]


def test_a_stranger_gets_404_for_a_forbund_that_exists(person, client_of, unscoped):
    other = Forbund.objects.exclude(key="kramfors").first()
    assert client_of(person(Role.FORBUNDSCHEF)).get(f"/{other.key}/2024/medlemmar/").status_code == 404
    assert Client().get(f"/{other.key}/2024/medlemmar/").status_code == 302


def test_a_year_that_is_opened_is_said_to_be_saved(chiefs):
    """Another object than the form's own is saved: the year, with what belongs to it."""
    page = chiefs.post(f"{HERE}ar/ny/", {"year": "2041"}, follow=True)
    assert "har sparats." in page.text
    assert "Inget var ändrat" not in page.text
