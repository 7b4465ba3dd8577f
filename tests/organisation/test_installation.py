"""The installation: its first person, its förbund, and what who looks after it doesn't see."""

import re

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from finsam.core.models import Access, AuditEntry, FiscalYear, Forbund, User
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from finsam.organisation.installation import services as installation
from finsam.organisation.models import Body, Member, Payer
from tests import clients

PASSWORD = "fyra-ord-i-en-rad"
BEGIN = {"name": "Nils Norling", "email": "Nils@example.se", "password": PASSWORD}
NEW = {
    "name": "Samordningsförbundet Norra Ån",
    "org_nr": "222000-2279",
    "year": "2025",
    "kommuner": "Norrby kommun\nSöderby kommun\n",
    "region": "Region Mitt",
    "chief_name": "Eva Eklund",
    "chief_email": "eva@example.se",
}


@pytest.fixture
def empty(db):
    """Nobody can sign in."""
    with scopes_disabled():
        Access.objects.all().delete()
    User.objects.all().delete()


@pytest.fixture
def keeper(db):
    """A browser with somebody who looks after the installation."""
    who = clients.user("skotare")
    installation._give_right(who)
    return clients.signed_in(who)


def words(response) -> str:
    return " ".join(response.content.decode().split())


def test_an_empty_installation_leads_to_where_it_is_begun(empty):
    assert clients.signed_in(None).get("/")["Location"] == "/installation/borja/"


def test_the_code_is_told_in_the_log_and_not_on_the_page(empty, caplog):
    page = clients.signed_in(None).get("/installation/borja/")
    assert installation.setup_code() in caplog.text
    assert installation.setup_code() not in page.content.decode()


def test_who_knows_the_code_is_the_first_and_signed_in(empty):
    client = clients.signed_in(None)
    response = client.post("/installation/borja/", {**BEGIN, "code": installation.setup_code().lower()})
    assert response["Location"] == "/installation/"
    assert "Lägg till det första förbundet" in words(client.get("/installation/"))
    user = User.objects.get()
    assert (user.email, user.is_staff, user.is_superuser) == ("nils@example.se", False, False)
    assert user.check_password(PASSWORD)
    with scopes_disabled():
        assert [one.verb for one in AuditEntry.objects.filter(kind="core.user")] == ["skapade"]
    assert client.get("/admin/").status_code == 302


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": "AAAA-BBBB"}, "Koden stämmer inte"),
        ({"password": "kort"}, "för kort"),
        ({"email": "inte en adress"}, "giltig e-postadress"),
        ({"name": "19121212-1212"}, "personnummer"),
    ],
)
def test_the_first_person_is_told_what_is_wrong(empty, changed, sentence):
    response = clients.signed_in(None).post(
        "/installation/borja/", {**BEGIN, "code": installation.setup_code(), **changed}
    )
    assert response.status_code == 422
    assert sentence in words(response)
    assert not User.objects.exists()


def test_the_code_opens_nothing_once_somebody_can_sign_in(db):
    clients.user("nagon")
    client = clients.signed_in(None)
    assert client.get("/installation/borja/")["Location"] == "/"
    response = client.post("/installation/borja/", {**BEGIN, "code": installation.setup_code()})
    assert response["Location"] == "/"
    assert not User.objects.filter(email="nils@example.se").exists()


def test_a_forbund_is_made_with_its_members_and_its_forbundschef_gets_a_letter(
    keeper, django_capture_on_commit_callbacks
):
    response = keeper.post("/installation/nytt-forbund/", NEW, follow=True)
    assert "Samordningsförbundet Norra Ån är tillagt. Ett brev är på väg till eva@example.se." in words(
        response
    )
    forbund = Forbund.objects.get(name="Samordningsförbundet Norra Ån")
    assert (forbund.key, forbund.short_name) == ("norra-an", "Norra Ån")
    with clients.in_scope("norra-an"):
        assert [str(one) for one in Member.objects.order_by("order")] == [
            "Försäkringskassan", "Arbetsförmedlingen", "Region Mitt", "Norrby kommun", "Söderby kommun",
        ]  # fmt: skip
        payers = {str(one): sorted(map(str, one.members.all())) for one in Payer.objects.all()}
        assert payers["Staten"] == ["Arbetsförmedlingen", "Försäkringskassan"]
        assert len(payers) == 4
        assert [str(one) for one in Body.objects.all()] == ["Styrelsen", "Revisorer", "Kansli"]
        assert [one.year for one in FiscalYear.objects.all()] == [2025]
        assert Access.objects.get().role == Role.FORBUNDSCHEF
        rows = AuditEntry.objects.filter(forbund_key="norra-an").order_by("pk")
        assert [(one.kind, one.verb) for one in rows] == [
            ("core.forbund", "skapade"),
            ("core.access", "bjöd in"),
        ]
    (letter,) = mail.outbox
    assert letter.to == ["eva@example.se"]
    assert "Välj ett lösenord här" in letter.body


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"key": "kramfors"}, "Ett annat förbund har redan det namnet i adressen"),
        ({"key": "installation"}, "upptaget av en av webbplatsens egna sidor"),
        ({"name": "Samordningsförbundet Kramfors"}, "redan ett förbund med det namnet"),
        ({"org_nr": "222000-2278"}, "är inte ett giltigt organisationsnummer"),
        ({"kommuner": " \n"}, "Skriv minst en kommun"),
        ({"kommuner": "Norrby kommun\nnorrby kommun"}, "står två gånger"),
        ({"chief_email": "eva"}, "giltig e-postadress"),
        ({"year": "1999"}, "2004"),
    ],
)
def test_a_forbund_that_cannot_be_made_says_why_and_keeps_what_was_written(keeper, changed, sentence):
    before = Forbund.objects.count()
    response = keeper.post("/installation/nytt-forbund/", {**NEW, **changed})
    assert response.status_code == 422
    assert sentence in words(response)
    assert "Region Mitt" in words(response)
    assert Forbund.objects.count() == before


def test_no_forbund_takes_an_address_of_the_sites_own(db):
    """Whoever adds a page outside the förbund names its first word in `TAKEN`."""
    first = {one.route.partition("/")[0] for one in clients.all_addresses()}
    words_of_addresses = {word for word in first if re.fullmatch(r"[-\w]+", word)}
    assert {"rapport", "halsa", "admin", "konto"} < words_of_addresses
    for word in words_of_addresses | {"static"}:
        with pytest.raises(ValidationError) as refused:
            Forbund(key=word, name=word).clean()
        assert refused.value.messages == [
            "Namnet i adressen är upptaget av en av webbplatsens egna sidor."
        ], word


def test_sent_twice_it_is_made_once(keeper):
    keeper.post("/installation/nytt-forbund/", NEW)
    response = keeper.post("/installation/nytt-forbund/", NEW)
    assert "redan ett förbund med det namnet" in words(response)
    assert Forbund.objects.filter(key__startswith="norra-an").count() == 1


def test_somebody_who_is_known_is_invited_as_the_one_she_is(keeper):
    known = clients.chief()
    keeper.post(
        "/installation/nytt-forbund/", {**NEW, "chief_name": "Någon", "chief_email": known.email.upper()}
    )
    access = Access.objects.with_scopes_disabled().get(forbund__key="norra-an")
    assert access.user == known


def test_who_looks_after_the_installation_sees_nothing_of_a_forbund(keeper):
    page = words(keeper.get("/installation/"))
    assert "Samordningsförbundet Kramfors" in page
    assert keeper.get("/kramfors/").status_code == 404
    assert keeper.get("/kramfors/2024/").status_code == 404


@pytest.mark.parametrize("place", ["", "nytt-forbund/", "bjud-in/", "kramfors/forbundschef/"])
def test_a_forbundschef_does_not_look_after_the_installation(db, place):
    client = clients.signed_in(clients.chief())
    for response in (client.get(f"/installation/{place}"), client.post(f"/installation/{place}", NEW)):
        assert response.status_code == 403
        assert "för den som sköter installationen" in words(response)
    assert clients.signed_in(None).get(f"/installation/{place}").status_code == 302


def test_the_forbundschef_is_invited_again_until_somebody_has_come_in(keeper):
    keeper.post("/installation/nytt-forbund/", NEW)
    other = {"name": "Ulf Ek", "email": "ulf@example.se"}
    keeper.post("/installation/norra-an/forbundschef/", other)
    keeper.post("/installation/norra-an/forbundschef/", {"name": "Eva Eklund", "email": "EVA@example.se"})
    assert [one.to for one in mail.outbox] == [["eva@example.se"], ["ulf@example.se"], ["eva@example.se"]]
    eva = User.objects.get(email="eva@example.se")
    eva.set_password(PASSWORD)
    eva.save()
    response = keeper.post("/installation/norra-an/forbundschef/", {"name": "X", "email": "x@example.se"})
    assert "Nu bjuder förbundet själv in andra" in words(response)
    assert not User.objects.filter(email="x@example.se").exists()


def test_others_are_invited_to_look_after_the_installation_once(keeper):
    person = {"name": "Ida Ahl", "email": "ida@example.se"}
    assert "Ida Ahl sköter nu installationen" in words(
        keeper.post("/installation/bjud-in/", person, follow=True)
    )
    assert "sköter redan installationen" in words(keeper.post("/installation/bjud-in/", person))
    assert (
        clients.signed_in(User.objects.get(email="ida@example.se")).get("/installation/").status_code == 200
    )


def test_an_empty_post_is_refused_with_a_sentence(keeper):
    with scopes_disabled():
        Access.objects.filter(forbund__key=clients.OWN).delete()
    for place in ("nytt-forbund/", "bjud-in/", f"{clients.OWN}/forbundschef/"):
        sent = keeper.post(f"/installation/{place}")
        assert sent.status_code == 422, place
        assert "behöver rättas" in sent.content.decode(), place


def test_nor_does_an_empty_post_begin_an_installation(empty, client):
    sent = client.post("/installation/borja/")
    assert sent.status_code == 422
    assert "behöver rättas" in sent.content.decode()
