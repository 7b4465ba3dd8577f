"""Without JavaScript a form is still a form: everything that has to be done can be done."""

import re

import pytest

HERE = "/kramfors/2024"


def words(place):
    return " ".join(place.inner_text().split())


@pytest.fixture
def plain(live_site, signed_in):
    """The förbundschef of Kramfors in a browser without script."""
    return signed_in(live_site, "kollega", java_script_enabled=False)


def save(page, name="Spara"):
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()
    assert page.locator(".messages .success").count(), words(page.locator("main"))[:500]


def test_an_amount(live_site, plain):
    plain.goto(f"{live_site}{HERE}/budget/")
    plain.get_by_role("link", name="Skriv in belopp").click()
    plain.get_by_label("Övriga verksamhetskostnader").fill("90 000,50")
    save(plain, "Spara beloppen")
    assert words(plain.locator("#sum-summa-resultat")).startswith("−")
    plain.goto(f"{live_site}{HERE}/uppgifter/budget.ovriga-verksamhetskostnader@2024/")
    assert words(plain.locator(".big-figure")) == "90 000,50 kr"


def test_a_goal_with_a_part(live_site, plain):
    plain.goto(f"{live_site}{HERE}/mal/samkraft-arenden/")
    plain.locator("[name=c0-0-target]").fill("27")
    # The blank row that is always there holds what script would add.
    blank = plain.locator("fieldset.child:visible").last
    blank.get_by_label("Vad som mäts").fill("ärenden som avslutats")
    blank.get_by_label("Riktning").select_option("minst")
    blank.get_by_label("Målvärde", exact=True).fill("20")
    plain.locator("textarea[name=text]").fill(
        "Antalet ärenden ska vara minst {mål1}, och minst {mål2} avslutas."
    )
    save(plain)
    plain.goto(f"{live_site}{HERE}/insatser/samkraft/")
    assert "Antalet ärenden ska vara minst 27, och minst 20 % avslutas." in words(plain.locator("main"))


def test_a_result_is_handed_in(live_site, plain):
    plain.goto(f"{live_site}{HERE}/resultat/stegsam-nojda/2024-12-31/")

    def field(label):
        return plain.get_by_role("textbox", name=label, exact=True)

    field("Antal som nådde målet").fill("44")
    field("Av antal").fill("40")
    plain.get_by_role("button", name="Lämna in").click()
    assert "44 är fler än 40." in words(plain.locator(".error-summary"))
    field("Antal som nådde målet").fill("34")
    save(plain, "Lämna in")
    plain.goto(f"{live_site}{HERE}/resultat/?till=2024-12-31")
    assert "Uppfyllt 85 % (34 av 40)." in words(plain.locator("main"))


def test_a_grid_of_counts(live_site, signed_in):
    page = signed_in(live_site, "vandrare", java_script_enabled=False)
    page.goto(f"{live_site}/degerfors-karlskoga/2023/statistik/vagledda/varden/")
    men = page.get_by_label("Deltagare, sökande, Mottagningsteamet: män", exact=True)
    men.fill("48")
    page.get_by_role("button", name="Spara som klar").click()
    assert "könen blir tillsammans 118, men totalt är 117." in words(page.locator("#problems"))
    men.fill("47")
    save(page, "Spara som klar")
    assert words(page.locator("#problems")) == ""


def test_the_prose_of_a_section(live_site, plain):
    plain.goto(f"{live_site}{HERE}/dokument/verksamhetsplan/")
    plain.get_by_role("link", name=re.compile("^Skriv ?: Arbete & Hälsa$")).click()
    area = plain.locator("textarea[name=prose]")
    assert area.is_visible()
    area.fill('<p>Gruppen möts, och bidragen är <data value="bidrag.totalt@0" data-format="tkr"></data>.</p>')
    save(plain)
    plain.goto(f"{live_site}{HERE}/dokument/verksamhetsplan/visa/")
    assert "Gruppen möts, och bidragen är 2 586 tkr." in words(plain.locator("article.document"))


def test_a_section_is_moved_added_and_removed(live_site, plain):
    plain.goto(f"{live_site}{HERE}/dokument/verksamhetsplan/nytt-avsnitt/")
    plain.get_by_label("Rubrik").fill("Ett nytt avsnitt")
    save(plain)
    row = plain.locator("#rad-ett-nytt-avsnitt")
    titles = words(plain.locator("main"))
    row.locator("summary").click()
    row.get_by_role("button", name="upp").click()
    plain.wait_for_load_state()
    assert words(plain.locator("main")) != titles
    plain.get_by_role("link", name=re.compile("^Skriv ?: Ett nytt avsnitt$")).click()
    plain.get_by_role("link", name="Ta bort").click()
    plain.get_by_role("button", name="Ta bort").click()
    assert "har tagits bort" in words(plain.locator(".messages"))
    assert plain.locator("#rad-ett-nytt-avsnitt").count() == 0


def test_a_person_is_invited(live_site, plain):
    plain.goto(f"{live_site}{HERE}/atkomst/")
    plain.get_by_role("link", name="Bjud in").first.click()
    plain.get_by_label("Namn").fill("Maj Ledamot")
    plain.get_by_label("E-post").fill("maj.ledamot@example.se")
    plain.get_by_label("Roll", exact=False).first.select_option(label="Ledamot")
    save(plain, "Skicka inbjudan")
    assert "Maj Ledamot är inbjuden" in words(plain.locator(".messages"))
    assert "Maj Ledamot" in words(plain.locator("main"))


def test_another_year(live_site, plain):
    plain.goto(f"{live_site}{HERE}/budget/")
    plain.locator(".head .year summary").click()
    plain.get_by_role("link", name="2023", exact=True).click()
    assert plain.url == f"{live_site}/kramfors/2023/budget/"
    assert "Budget 2023" in words(plain.locator("h1"))


def unfold(page):
    """Open what is folded, as a person does who looks for it."""
    for fold in page.locator("details.finding-group > summary").all():
        fold.click()


def test_a_deviation_is_explained(live_site, signed_in):
    page = signed_in(live_site, "vandrare", java_script_enabled=False)
    page.goto(f"{live_site}/finnveden/2025/avstamning/")
    unfold(page)
    told = page.locator(".finding", has_text="5 005 100 kr")
    told.get_by_role("button", name="Ta bort förklaringen").click()
    finding = page.locator(".finding", has_text="5 005 100 kr")
    finding.get_by_text("Skriv varför det är rätt", exact=True).click()
    finding.get_by_role("textbox").fill("Verksamheterna delas inte upp på kategorier i vår budget.")
    finding.get_by_role("button", name="Spara förklaringen").click()
    unfold(page)
    explained = page.locator(".finding", has_text="Verksamheterna delas inte upp")
    assert "Förklarad" in words(explained)
    assert "Love Vandrare" in words(explained)


def test_a_bad_date_is_told_beside_the_field(live_site, plain):
    plain.goto(f"{live_site}{HERE}/moten/2024-01-26/")
    plain.get_by_label("Slutar").fill("08:00")
    plain.get_by_role("button", name="Spara", exact=True).click()
    wrong = plain.locator("[aria-invalid=true]")
    assert wrong.count() == 1
    assert plain.locator(".error-summary").count() == 1
