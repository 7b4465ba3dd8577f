"""The pages of statistics and events: what is written is kept, checked and told of."""

import re

import pytest

from finsam.core.models import AuditEntry
from finsam.core.tenancy.permissions import Role
from followup.events.models import Event
from followup.statistics.models import Bin, BinSet, StatTable
from plans.models.insatser import Insats
from tests.clients import written, written_set
from tests.followup.people import YEAR

HERE = f"/norra-an/{YEAR}/"


def stored(table) -> dict[str, str]:
    return {
        one.key: f"{one.qualifier} {one.value if one.value is not None else f'{one.share} %'}".strip()
        for one in table.values.all()
    }


def test_a_finished_table_is_saved_as_finished(people, chiefs):
    table = people.table("pagaende", {})
    page = f"{HERE}statistik/{table.key}/varden/"
    assert "Spara som klar" in chiefs.get(page).content.decode()
    answer = chiefs.post(
        page, {"version": "1", "v__kvinna": "114", "v__man": "69", "v__totalt": "183", "klar": "1"}
    )
    assert answer.status_code == 302
    table.refresh_from_db()
    assert table.status == "klar"
    assert stored(table) == {"totalt": "183.00", "totalt-kvinna": "114.00", "totalt-man": "69.00"}
    entry = AuditEntry.objects.get(kind="followup.stattable")
    assert entry.label == "Deltagare, inskrivna under året, Vägledarna"


def test_nothing_sent_changes_nothing(people, chiefs):
    table = people.table("pagaende", {"": 75})
    sent = chiefs.post(f"{HERE}statistik/{table.key}/varden/", {})
    assert sent.status_code == 422
    assert "Formuläret kom inte fram helt." in sent.content.decode()
    assert stored(table) == {"totalt": "75.00"}


def test_what_does_not_add_up_is_kept_as_a_draft(people, chiefs):
    table = people.table("pagaende", {})
    page = f"{HERE}statistik/{table.key}/varden/"
    data = {"version": "1", "v__kvinna": "45", "v__man": "25", "v__totalt": "75", "klar": "1"}
    told = chiefs.post(page, data, follow=True).content.decode()
    assert "Allt är sparat som utkast" in told
    assert "könen blir tillsammans 70, men totalt är 75" in told
    table.refresh_from_db()
    assert table.status == "utkast"
    assert len(stored(table)) == 3


def test_a_figure_that_cannot_be_read_stays_while_the_rest_is_kept(people, chiefs):
    table = people.table("pagaende", {})
    page = f"{HERE}statistik/{table.key}/varden/"
    answer = chiefs.post(page, {"version": "1", "v__kvinna": "många", "v__man": "25"})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "”många” är inte ett antal" in told
    assert 'value="många"' in told
    assert stored(table) == {"totalt-man": "25.00"}
    answer = chiefs.post(page, {"version": "2", "v__kvinna": "30", "v__man": "25"})
    assert answer.status_code == 302


def test_a_group_called_other_is_not_the_sex_that_is(people, chiefs):
    bins = people.bins("Nästa steg", "Studier", "Annat", "Svar")
    table = people.table("avslutade", {}, measure=people.measure("Nästa steg"), bin_set=bins)
    page = f"{HERE}statistik/{table.key}/varden/"
    sent = {
        "v__studier": "30",
        "v__grupp-annat": "8",
        "v__grupp-svar": "6",
        "v__annat": "5",
        "v__totalt": "44",
    }
    assert chiefs.post(page, {"version": "1", "klar": "1", **sent}).status_code == 302
    assert stored(table) == {
        "studier": "30.00", "annat": "8.00", "svar": "6.00", "totalt-annat": "5.00", "totalt": "44.00",
    }  # fmt: skip
    assert re.findall(r'name="(v__[^"]*annat)" value="(\d+)"', chiefs.get(page).text) == [
        ("v__grupp-annat", "8"),
        ("v__annat", "5"),
    ]
    base, book = "stat.vagledarna.nasta-steg.avslutade", people.book()
    found = {name: book[f"{base}.{name}@0"].value for name in ("grupp-annat", "annat", "grupp-svar")}
    assert found == {"grupp-annat": 8, "annat": 5, "grupp-svar": 6}


@pytest.mark.parametrize("text", ["högst 10", "under 400", "över 400", "minst 3", "ca 1\u00a0250"])
def test_every_qualifier_is_taken_and_shown_again(people, chiefs, text):
    table = people.table("avslutade", {})
    page = f"{HERE}statistik/{table.key}/varden/"
    assert chiefs.post(page, {"version": "1", "v__totalt": text}).status_code == 302
    assert f'value="{text}"' in chiefs.get(page).content.decode()


@pytest.mark.parametrize("text", ["1 234", "1\u00a0234", "1234"])
def test_thousands_of_participants_as_people_write_them(people, chiefs, text):
    table = people.table("avslutade", {})
    page = f"{HERE}statistik/{table.key}/varden/"
    assert chiefs.post(page, {"version": "1", "v__totalt": text}).status_code == 302
    assert stored(table) == {"totalt": "1234.00"}


def test_qualifiers_and_historical_shares_are_written_in_the_cell(people, chiefs):
    table = people.table("avslutade", {})
    page = f"{HERE}statistik/{table.key}/varden/"
    chiefs.post(page, {"version": "1", "v__totalt": "ca 70", "v__kvinna": "48 %"})
    assert stored(table) == {"totalt": "ca 70.00", "totalt-kvinna": "48.00 %"}
    told = chiefs.get(page).content.decode()
    assert 'value="ca 70"' in told
    assert 'value="48 %"' in told


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("12,5", "Ett antal är ett helt tal."),
        ("-3", "Ett antal kan inte vara mindre än noll."),
        ("140 %", "En andel kan inte vara större än 100 %."),
        ("ca", "”ca” är inte ett antal"),
        ("1.234", "kan läsas på två sätt"),
    ],
)
def test_bad_figures_get_a_sentence(people, chiefs, text, sentence):
    table = people.table("pagaende", {})
    answer = chiefs.post(f"{HERE}statistik/{table.key}/varden/", {"version": "1", "v__totalt": text})
    assert sentence in answer.content.decode()


def test_sums_and_sentences_come_while_writing_and_nothing_is_saved(people, chiefs):
    bins = people.bins("Ålder", "16-24", "25-64")
    table = people.table("pagaende", {}, measure=people.measure("Ålder"), bin_set=bins)
    data = {"v__16-24__kvinna": "3", "v__16-24__man": "4", "v__25-64": "10", "v__totalt": "18"}
    told = chiefs.post(f"{HERE}statistik/{table.key}/kontroll/", data).content.decode()
    assert '<span class="sum-text" id="sum-v__16-24" hx-swap-oob="true">7</span>' in told
    assert "grupperna blir tillsammans 17, men totalt är 18" in told
    assert stored(table) == {}


def test_somebody_else_has_saved(people, chiefs):
    table = people.table("pagaende", {"": 10})
    StatTable.objects.filter(pk=table.pk).update(version=7)
    answer = chiefs.post(f"{HERE}statistik/{table.key}/varden/", {"version": "1", "v__totalt": "12"})
    assert answer.status_code == 422
    assert "har sparats i en annan flik eller av någon annan" in answer.content.decode()
    assert stored(table) == {"totalt": "10.00"}


def test_the_insatsansvarig_writes_the_own_insats_only(people, client_as):
    other = Insats.objects.create(forbund=people.forbund, name="En annan", key="en-annan")
    own, others = people.table("pagaende", {}), people.table("pagaende", {}, insats=other)
    client = client_as(Role.INSATSANSVARIG, people.insats)
    listed = client.get(f"{HERE}statistik/").content.decode()
    assert own.key in listed
    assert others.key not in listed
    page = f"{HERE}statistik/{own.key}/varden/"
    assert client.post(page, {"version": "1", "v__totalt": "12"}).status_code == 302
    assert client.get(f"{HERE}statistik/{others.key}/varden/").status_code == 403
    assert client.post(f"{HERE}statistik/{others.key}/varden/", {"v__totalt": "12"}).status_code == 403


def test_the_revisor_reads_without_buttons(people, client_as):
    table = people.table("pagaende", {"": 12})
    client = client_as(Role.REVISOR)
    told = client.get(f"{HERE}statistik/{table.key}/varden/").content.decode()
    assert "Din roll får inte lämna resultat" in told
    assert client.post(f"{HERE}statistik/{table.key}/varden/", {"v__totalt": "1"}).status_code == 403


def test_a_table_is_made_and_leads_to_its_figures(people, chiefs):
    form = {
        "measure": people.deltagare.pk,
        "population": "pagaende",
        "insats": people.insats.pk,
        "source": "uf",
        "order": "1",
    }
    answer = chiefs.post(f"{HERE}statistik/ny/", form)
    table = StatTable.objects.get()
    assert answer.url == f"{HERE}statistik/{table.key}/varden/"
    assert str(table.until) == f"{YEAR}-12-31"
    again = chiefs.post(f"{HERE}statistik/ny/", form)
    assert "Det finns redan en tabell för samma insats" in again.content.decode()


def test_overlapping_groups_are_saved_and_told(people, chiefs):
    rows = [("40–50", "40", "50"), ("50–65", "50", "65")]
    form = {"name": "Ålder", "edition": "1", "unit": "år", "order": "1"}
    form |= {
        "c0-TOTAL_FORMS": "2",
        "c0-INITIAL_FORMS": "0",
        "c0-MIN_NUM_FORMS": "0",
        "c0-MAX_NUM_FORMS": "1000",
    }
    for place, (name, low, high) in enumerate(rows):
        form |= {f"c0-{place}-name": name, f"c0-{place}-low": low, f"c0-{place}-high": high}
    told = chiefs.post(f"{HERE}indelningar/ny/", form, follow=True).content.decode()
    assert "överlappar: båda omfattar 50 år" in told
    assert [one.key for one in BinSet.objects.get().bins.all()] == ["40-50", "50-65"]


def test_a_group_with_figures_is_not_taken_away(people, chiefs):
    bins = people.bins("Ålder", "16-24", "25-64")
    people.table("pagaende", {"16-24": 3}, bin_set=bins)
    place = f"{HERE}indelningar/{bins.key}/"
    page = chiefs.get(place)
    form = written(page.context["form"]) | written_set(page.context["formsets"][0][1])
    answer = chiefs.post(place, form | {"c0-0-DELETE": "on"})
    assert answer.status_code == 422
    assert "”16-24” används av värde ”16-24”. Ändra dem först." in answer.content.decode()
    assert bins.bins.count() == 2


def test_a_new_group_says_at_once_what_it_was_before(people, chiefs):
    former = people.bins("Ålder", "16-24").bins.get()
    people.bins("Ålder", edition=2, replaces=former.bin_set, key="alder-2")
    place = f"{HERE}indelningar/alder-2/"
    page = chiefs.get(place)
    form = written(page.context["form"]) | written_set(page.context["formsets"][0][1])
    answer = chiefs.post(place, form | {"c0-0-name": "16–29", "c0-0-maps_to": str(former.pk)})
    assert answer.status_code == 302, answer.content.decode()
    assert Bin.objects.get(name="16–29").maps_to == former


def test_the_other_pages_open(people, chiefs):
    people.event("Vändpunkter", attendance=70)
    bins = people.bins("Ålder", "16-24")
    people.table("pagaende", {}, measure=people.measure("Ålder"), bin_set=bins)
    for page in (
        "statistik/",
        "matt/",
        "matt/ny/",
        "indelningar/",
        "indelningar/alder/",
        "handelser/",
        "handelser/vandpunkter/",
    ):
        assert chiefs.get(f"{HERE}{page}").status_code == 200, page


def test_an_event_is_written(people, chiefs):
    form = {
        "name": "Temakväll",
        "kind": "aktivitet",
        "time": "under",
        "attendance": "70",
        "qualifier": "ca",
        "counted": "on",
        "order": "1",
    }
    assert chiefs.post(f"{HERE}handelser/ny/", form).status_code == 302
    assert Event.objects.get().qualifier == "ca"
    form |= {"name": "Annan", "attendance": ""}
    assert (
        "Skriv antalet deltagare som är ungefärligt."
        in chiefs.post(f"{HERE}handelser/ny/", form).content.decode()
    )
