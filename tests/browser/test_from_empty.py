"""From an empty installation to a förbund's first plan as PDF, as new people would do it: without a command line."""

import os
import re

import pytest
from django.core.management import call_command

from tests.browser.conftest import run_site
from tests.browser.looking import looked_at
from tests.unguarded import unguarded

PASSWORD = "fyra-ord-i-en-rad"
MOST_PAGES = 60
KEEPER, CHIEF = ("Nils Norling", "nils@example.se"), ("Eva Eklund", "eva@example.se")
SHARES = ("25", "25", "25", "15", "10")
BOARD = [
    ("Anna Alm", "ordforande"), ("Bo Berg", "vice"), ("Cia Carlsson", "ledamot"), ("Dag Dahl", "ledamot"),
    ("Eva Eklund", "ersattare"), ("Fia Falk", "ersattare"),
]  # fmt: skip
INSATSER = [
    ("Coachteamet", "individ", "120", "1 900 000"),
    ("Unga vuxna", "individ", "40", "700 000"),
    ("Gemensam utbildning", "struktur", "", "150 000"),
]
GOALS = [
    ("{mål} av deltagarna går till arbete eller studier", "individ", "30", "%"),
    ("{mål} av deltagarna är nöjda med stödet", "individ", "80", "%"),
    ("{mål} deltagare får stöd av Coachteamet", "individ", "120", "st"),
    ("{mål} chefer deltar i gemensam utbildning", "struktur", "40", "st"),
    ("{mål} av medarbetarna känner till förbundet", "struktur", "70", "%"),
    ("{mål} möten hålls mellan parterna", "verksamhet", "6", "st"),
]
MEETINGS = ("2030-02-07", "2030-03-21", "2030-05-16", "2030-09-12", "2030-10-17", "2030-11-21")
AMOUNTS = {
    "Medlemsbidrag Staten": "1 600 000",
    "Medlemsbidrag Region Mitt": "800 000",
    "Medlemsbidrag Norrby kommun": "480 000",
    "Medlemsbidrag Söderby kommun": "320 000",
    "Ränteintäkter": "10 000",
    "Coachteamet": "1 900 000",
    "Unga vuxna": "700 000",
    "Gemensam utbildning": "150 000",
    "Lön, sociala avgifter": "280 000",
    "Milersättning och övriga personalkostnader": "10 000",
    "Styrelsen inkl. sociala avgifter": "40 000",
    "Revision": "40 000",
    "Hyra": "60 000",
    "Telefoni, internet, hemsida": "10 000",
    "Redovisningstjänster, lön och arvodehantering": "20 000",
}
LAST_YEAR = """\tBudget 2029
Intäkter
Medlemsbidrag Staten\t1 500 000
Medlemsbidrag Region Mitt\t750 000
Medlemsbidrag Norrby kommun\t450 000
Medlemsbidrag Söderby kommun\t300 000
Summa intäkter\t3 000 000
Kostnader
Coachteamet\t1 800 000
Unga vuxna\t650 000
Lön, sociala avgifter\t350 000
Revision\t40 000
Hyra\t60 000
Summa kostnader\t2 900 000
Resultat\t100 000
"""


@pytest.fixture
def empty_site(django_db_blocker, tmp_path):
    """A site on a database that holds nothing but its tables, and what it has written in its log."""
    for site in run_site(django_db_blocker, tmp_path, "empty"):
        with site.connected(), unguarded():
            call_command("flush", interactive=False, verbosity=0)
        yield site, tmp_path / "site.log"


class Counted:
    """A page with its loads and the fields that are filled in counted."""

    loads = fields = 0

    def __init__(self, page):
        self.page = page
        page.on("load", self._loaded)

    def _loaded(self, page):
        Counted.loads += 1

    def fill(self, name: str, value: str):
        """A field by its name in the form."""
        field = self.page.locator(f'[name="{name}"]')
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
        Counted.fields += 1

    def press(self, button: str):
        self.page.get_by_role("button", name=button, exact=True).click()

    def step(self, name: str):
        """On from the start page's list."""
        begin = self.page.locator("section:has(> h2#begin)")
        begin.get_by_role("link", name=name, exact=True).last.click()
        self.page.wait_for_url(lambda url: not url.endswith("/2030/"))

    def back_at_start(self):
        self.page.wait_for_url("**/norra-an/2030/")


@pytest.mark.slow
def test_a_fifth_forbund_from_nothing_to_its_first_plan(empty_site, new_page, accessible):
    site, log = empty_site
    Counted.loads = Counted.fields = 0
    keeper = Counted(new_page())
    keeper.page.goto(f"{site}/")
    keeper.page.get_by_role("heading", name="Börja använda Finsam").wait_for()
    looked_at(keeper.page, "1-begin", accessible)
    code = re.findall(r"beginning: (\S+)", log.read_text())[-1]
    for name, value in (("code", code), ("name", KEEPER[0]), ("email", KEEPER[1]), ("password", PASSWORD)):
        keeper.fill(name, value)
    keeper.press("Skapa kontot")
    keeper.page.get_by_role("link", name="Lägg till ett förbund").click()
    looked_at(keeper.page, "2-new-forbund", accessible)
    said = {
        "name": "Samordningsförbundet Norra Ån", "org_nr": "222000-2279", "seat": "Norrby", "year": "2030",
        "kommuner": "Norrby kommun\nSöderby kommun", "region": "Region Mitt", "chief_name": CHIEF[0], "chief_email": CHIEF[1],
    }  # fmt: skip
    for name, value in said.items():
        keeper.fill(name, value)
    keeper.press("Lägg till och bjud in förbundschefen")
    keeper.page.get_by_text("Ett brev är på väg till eva@example.se").wait_for()
    looked_at(keeper.page, "3-installation", accessible)

    chief = Counted(new_page())
    page = chief.page
    page.goto(re.findall(r"http\S+/password/reset/key/\S+", log.read_text())[-1])
    page.get_by_role("heading", name="Välj lösenord").wait_for()
    chief.fill("password1", PASSWORD)
    chief.fill("password2", PASSWORD)
    chief.press("Spara lösenordet")
    chief.back_at_start()
    page.get_by_role("heading", name="Kom igång").wait_for()
    looked_at(page, "4-start", accessible)

    chief.step("Förbundets uppgifter")
    chief.fill("web", "https://norra-an.example.se")
    chief.press("Spara")
    page.get_by_role("link", name="Översikt").click()
    chief.back_at_start()

    chief.step("Medlemmar och andelar")
    looked_at(page, "5-members", accessible)
    for place, share in enumerate(SHARES):
        chief.fill(f"rad-{place}-owner_share", share)
    chief.press("Spara raderna")
    chief.back_at_start()

    chief.step("Styrelse och andra personer")
    for place, (name, role) in enumerate(BOARD):
        chief.fill(f"rad-{place}-name", name)
        chief.fill(f"rad-{place}-role", role)
    looked_at(page, "6-seats", accessible)
    chief.press("Spara raderna")
    chief.back_at_start()

    chief.step("Insatser")
    for place, (name, national, count, granted) in enumerate(INSATSER):
        chief.fill(f"rad-{place}-name", name)
        chief.fill(f"rad-{place}-national", national)
        chief.fill(f"rad-{place}-purpose", f"{name} ger stöd till den som behöver flera av oss på en gång.")
        chief.fill(f"rad-{place}-granted", granted)
        if count:
            chief.fill(f"rad-{place}-planned_low", count)
    looked_at(page, "7-insatser", accessible)
    chief.press("Spara raderna")
    chief.back_at_start()

    chief.step("Mål")
    for place, (text, kind, target, unit) in enumerate(GOALS):
        for name, value in (("text", text), ("kind", kind), ("unit", unit), ("target", target)):
            chief.fill(f"rad-{place}-{name}", value)
    looked_at(page, "8-goals", accessible)
    chief.press("Spara raderna")
    chief.back_at_start()

    chief.step("Möten")
    for place, day in enumerate(MEETINGS):
        chief.fill(f"rad-{place}-date", day)
        chief.fill(f"rad-{place}-start", "09:00")
    looked_at(page, "9-meetings", accessible)
    chief.press("Spara raderna")
    chief.back_at_start()

    chief.step("Verksamhetsplanens disposition")
    chief.press("Börja på verksamhetsplanen")
    page.get_by_role("link", name="Översikt").click()
    chief.back_at_start()

    chief.step("Budgetrader och tabell")
    looked_at(page, "10-budget", accessible)
    chief.press("Börja från den valda")
    page.wait_for_url("**/budget/belopp/**")
    for name, amount in AMOUNTS.items():
        page.get_by_label(name, exact=True).fill(amount)
        Counted.fields += 1
    chief.press("Spara beloppen")
    page.get_by_text("har sparats").first.wait_for()
    page.get_by_role("link", name="Översikt").click()
    chief.back_at_start()

    chief.step("Förra årets budget")
    chief.fill("text", LAST_YEAR)
    chief.press("Läs tabellen")
    page.get_by_role("heading", name="Det här lästes").wait_for()
    looked_at(page, "11-paste", accessible)
    chief.press("Spara raderna och beloppen")
    page.get_by_text("11 rader är inlästa").or_(page.get_by_text("9 rader är inlästa")).wait_for()
    page.get_by_role("link", name="Översikt").click()
    chief.back_at_start()
    assert page.locator("h2#begin").count() == 0
    looked_at(page, "12-done", accessible)

    answer = page.context.request.get(f"{site}/norra-an/2030/dokument/verksamhetsplan/pdf/", timeout=120_000)
    assert answer.status == 200
    assert answer.body().startswith(b"%PDF-")
    if folder := os.environ.get("FINSAM_PICTURES"):
        with open(f"{folder}/plan.pdf", "wb") as file:
            file.write(answer.body())
    print(f"\nFrån tom installation till plan som PDF: {Counted.loads} sidladdningar, {Counted.fields} fält.")  # noqa: T201 - the count is asked for
    assert Counted.loads < MOST_PAGES
