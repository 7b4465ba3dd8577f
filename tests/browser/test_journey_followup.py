"""A whole year as insatsansvarig and förbundschef: from an empty result to the PDF, and one amount that moves it all."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import sign_in
from tests.browser.test_journey import plain, words
from tests.rendering.pdfread import PdfReader

HERE = "/degerfors-karlskoga/2024"
INSATS, GOAL = "Coachingteamet", "Mer redo för arbete eller studier"
TABLES = [
    ("Deltagare", "Inskrivna under året", ""),
    ("Deltagare", "Avslutade under året", ""),
    ("Anledning till avslut", "Avslutade under året", "Anledning till avslut"),
]
# How they left: 60 in all, and for one reason only three.
REASONS = {
    "Studier": "20",
    "Anställning": "12",
    "Arbetsmarknadens förfogande": "8",
    "Fortsatt rehabilitering": "9",
    "Flytt eller föräldraledighet": "3",
}
ANSWERS = "fråga;kön;ibland;ofta;alltid;ja;nej\n" + "".join(
    [f"{code};kvinna;6;8;12;;\n{code};man;5;6;9;;\n" for code in range(1, 8)]
    + [f"{code};kvinna;;;;20;6\n{code};man;;;;14;6\n" for code in range(8, 11)]
)
# What the year came to: 118 000 kr less than nothing.
PAID = {
    "Försäkringskassan och Arbetsförmedlingen": "2 520 000",
    "Region Örebro län": "1 260 000",
    "Degerfors kommun": "315 000",
    "Karlskoga kommun": "945 000",
}
OUTCOME = {
    "Ränteintäkter": "13 000",
    "Coachingteamet": "4 218 000",
    "Mottagningsteamet": "155 000",
    "Medlemmar i samverkan": "40 000",
    "Förbundschef": "380 000",
    "Lön, sociala avgifter": "220 000",
    "Styrelsen inkl. sociala avgifter": "80 000",
    "Revision": "70 000",
    "Avskrivningar": "8 000",
}
BALANCE = {
    "Anläggningstillgång": "32 758,04",
    "Kundfordringar": "15 000",
    "Fordran mervärdesskatt (Ludvikamoms)": "190 000",
    "Förutbetalda kostnader och upplupna intäkter": "100 000",
    "Kassa och bank": "1 500 000",
    "Leverantörsskulder": "1 100 000",
    "Upplupna kostnader och förutbetalda intäkter": "114 939,53",
}


@pytest.mark.slow
def test_a_year_from_empty_to_the_pdf(fresh_site, new_page):
    chief, hers = (new_page(accept_downloads=True) for _ in range(2))
    sign_in(chief, fresh_site, "vandrare")
    chief.goto(f"{fresh_site}{HERE}/")
    say_who_reports_and_when(chief)
    make_tables(chief)

    sign_in(hers, fresh_site, "nora")
    hers.goto(f"{fresh_site}{HERE}/")
    report_a_result(hers)
    assert hers.goto(f"{fresh_site}{HERE}/resultat/vagledning/2024-12-31/").status == 403
    assert "Det här målet hör till en annan." in words(hers.locator("main"))
    count_the_participants(hers)

    send_the_result_back(chief)
    mend_the_result(hers)
    approve_the_result(chief)
    read_in_a_survey(chief)
    write_an_event(chief)
    write_the_books(chief)
    start_the_report(chief)

    public, inner = Printed(download(chief, "Hämta PDF")), Printed(download(chief, "Inre utgåva som PDF"))
    for printed in (public, inner):
        of_the_goals(printed)
        of_the_money(printed, "118 000", "604 819", "4 218")
    of_the_small(public, inner)

    change_one_amount(chief)
    of_the_money(Printed(download(chief, "Hämta PDF")), "100 000", "622 819", "4 200")


# Finding one's way


def follow(page, *names):
    """From where one is by links; what is folded away in the menu is unfolded."""
    for name in names:
        link = page.get_by_role("link", name=name, exact=True)
        if not link.first.is_visible():
            page.locator(".nav-wide summary").click()
        go(link.first)


def go(link):
    """A link, and the page that it leads to."""
    with link.page.expect_navigation():
        link.click()


def send(page, button):
    """A button, and the page that it leads to."""
    with page.expect_navigation():
        page.get_by_role("button", name=button, exact=True).click()


def press(page, button, told):
    """A button that something is saved with, and what the next page says."""
    send(page, button)
    expect(page.locator(".messages")).to_contain_text(told)


def number(page, label):
    """The field of a number. The folded row has the same labels, and is there for nobody yet."""
    return page.get_by_role("textbox", name=label, exact=True)


def prose(page, label, text):
    """Write in an editor, once the text area has become one."""
    page.locator(".ProseMirror").and_(page.get_by_role("textbox", name=label, exact=True)).fill(text)


def told_beside(field):
    """The sentence that is read out with a field."""
    assert field.get_attribute("aria-invalid") == "true"
    ids = field.get_attribute("aria-describedby").split()
    return " ".join(words(field.page.locator(f"#{one}")) for one in ids)


# Results


def say_who_reports_and_when(chief):
    follow(chief, "Uppföljning")
    assert "17 av 17 är kvar." in words(chief.locator("main"))
    go(chief.get_by_role("link", name="Rapporttillfällen"))
    go(chief.get_by_role("link", name="Lägg till rapporttillfälle"))
    chief.get_by_label("Namn").fill("Helår")
    chief.get_by_label("Resultat till och med").fill("2024-12-31")
    chief.get_by_label("Lämnas senast").fill("2025-01-20")
    press(chief, "Spara", "”Helår, till och med 31 december 2024” har sparats.")

    follow(chief, "Uppföljning", "Vem som ansvarar för vad", "Lägg till ansvar för insats")
    chief.get_by_label("Insatsansvarig").select_option(label="Nora Nyberg")
    chief.get_by_label("Insats*", exact=True).select_option(label=INSATS)
    press(chief, "Spara", f"”Nora Nyberg: {INSATS}” har sparats.")


def report_a_result(hers):
    follow(hers, "Uppföljning")
    assert [words(one) for one in hers.locator("main h3").all()] == [INSATS], "only her own"
    assert "Lämnas senast 20 januari 2025. 4 av 4 är kvar." in words(hers.locator("main"))
    go(hers.get_by_role("link", name=GOAL))
    written = {"Antal som nådde målet": "68", "Av antal": "60", "Kvinnor": "30", "Av antal kvinnor": "37"}
    for label, value in written.items():
        number(hers, label).fill(value)
    hers.get_by_role("textbox", name="Källa").fill("Enkät vid avslut")
    send(hers, "Lämna in")
    assert "Sparat som utkast." in words(hers.locator("main"))
    assert "68 är fler än 60. Kontrollera båda talen." in told_beside(number(hers, "Antal som nådde målet"))
    assert {label: number(hers, label).input_value() for label in written} == written

    # Mended on the page as it stands; what is wrong next is said next.
    number(hers, "Antal som nådde målet").fill("48")
    send(hers, "Lämna in")
    assert "Könen blir tillsammans 30, men totalt är det 48." in told_beside(number(hers, "Kvinnor"))
    number(hers, "Män").fill("18")
    number(hers, "Av antal män").fill("23")
    press(hers, "Lämna in", f"”{GOAL}”: resultatet är inlämnat.")
    assert "3 av 4 är kvar." in words(hers.locator("main"))


def send_the_result_back(chief):
    follow(chief, "Uppföljning")
    waiting = chief.locator("section", has=chief.get_by_role("heading", name="Väntar på godkännande (1)"))
    go(waiting.get_by_role("link", name=GOAL))
    assert "80 % (48 av 60). Kvinnor 81 % (30 av 37), män 78 % (18 av 23)." in words(chief.locator("main"))
    send(chief, "Skicka tillbaka")
    assert "Skriv vad som behöver ändras" in words(chief.locator("main"))
    chief.get_by_label("Vad behöver ändras?").fill("Skriv hur många som inte svarade.")
    press(chief, "Skicka tillbaka", "resultatet är tillbakaskickat.")


def mend_the_result(hers):
    follow(hers, "Uppföljning")
    assert "Skickad tillbaka: Skriv hur många som inte svarade." in words(hers.locator("main"))
    go(hers.get_by_role("link", name=GOAL))
    assert number(hers, "Av antal män").input_value() == "23"
    hers.get_by_label("Kommentar till resultatet").fill("Tjugo svarade inte.")
    press(hers, "Lämna in", "resultatet är inlämnat.")


def approve_the_result(chief):
    follow(chief, "Uppföljning")
    go(chief.get_by_role("link", name=GOAL).first)
    press(chief, "Godkänn", "resultatet är godkänt.")


# Participants, answers, events


def make_tables(chief):
    for measure, population, bins in TABLES:
        follow(chief, "Statistik", "Lägg till statistiktabell")
        chief.get_by_label("Mått").select_option(label=measure)
        chief.get_by_label("Vilka som räknas").select_option(label=population)
        chief.get_by_label("Insats").select_option(label=INSATS)
        chief.get_by_label("Indelning").select_option(label=bins or "Inget valt")
        press(chief, "Spara", "har sparats.")


def count_the_participants(hers):
    follow(hers, "Statistik", "Deltagare, inskrivna under året")
    name = f"Deltagare, inskrivna under året, {INSATS}"
    figures = {f"{name}: kvinnor": "90", f"{name}: män": "61", name: "150"}
    for label, value in figures.items():
        hers.get_by_label(label, exact=True).fill(value)
    problems = hers.locator("#problems")
    expect(problems).to_contain_text("könen blir tillsammans 151, men totalt är 150.")
    press(hers, "Spara som klar", "Allt är sparat som utkast.")
    hers.get_by_label(f"{name}: män", exact=True).fill("60")
    expect(problems).to_be_empty()
    press(hers, "Spara som klar", "är sparad och klar.")

    follow(hers, "Statistik", "Deltagare, avslutade under året")
    name = f"Deltagare, avslutade under året, {INSATS}"
    hers.get_by_label(f"{name}: kvinnor", exact=True).fill("35")
    hers.get_by_label(f"{name}: män", exact=True).fill("25")
    expect(hers.locator("#sum-v__totalt")).to_have_text("60")
    press(hers, "Spara som klar", "är sparad och klar.")

    follow(hers, "Statistik", "Anledning till avslut, avslutade under året")
    name = f"Anledning till avslut, avslutade under året, {INSATS}"
    for reason, count in REASONS.items():
        hers.get_by_label(f"{name}: {reason}", exact=True).fill(count)
    hers.get_by_label(f"{name}: Vård", exact=True).fill("10")
    hers.get_by_label(name, exact=True).fill("60")
    expect(problems).to_contain_text("grupperna blir tillsammans 62, men totalt är 60.")
    hers.get_by_label(f"{name}: Vård", exact=True).fill("8")
    expect(problems).to_be_empty()
    press(hers, "Spara som klar", "är sparad och klar.")


def read_in_a_survey(chief):
    follow(chief, "Indikatorer", "Lägg till mätning")
    chief.get_by_label("Formulär*", exact=True).select_option(label="Avslutade deltagare")
    chief.get_by_label("Antal tillfrågade").fill("60")
    chief.get_by_label("Antal besvarade formulär").fill("46")
    press(chief, "Spara", "har sparats.")
    go(chief.get_by_role("link", name="Läs in CSV eller Excel"))

    def choose(text):
        file = {"name": "svar.csv", "mimeType": "text/csv", "buffer": text.encode()}
        chief.get_by_label("Fil").set_input_files(file)
        send(chief, "Visa vad som ändras")

    for text, sentence in (
        ("fråga;namn;ofta\n1;Kim;3\n", "Kolumnen ”namn” känns inte igen."),
        ("fråga;kön;ofta\n1;19811228-9874;3\n", "Rad 2 innehåller något som ser ut som ett personnummer."),
    ):
        choose(text)
        refused = words(chief.get_by_role("alert"))
        assert "Ingenting har lästs in." in refused
        assert sentence in refused
    choose(ANSWERS)
    preview = words(chief.locator("main"))
    assert "Ingenting är sparat än." in preview
    assert "54 uppgifter ändras · 0 är redan inskrivna" in preview, "nothing of the refused is there"
    press(chief, "Läs in allt", "Filen är inläst.")
    expect(chief.locator("#row-1-alla-result")).to_have_text("76 %")
    press(chief, "Spara som klar", "är sparad och klar.")


def write_an_event(chief):
    follow(chief, "Händelser", "Lägg till händelse")
    chief.get_by_label("Namn").fill("Finsammässan 2024")
    prose(chief, "Vad som hände", "Länets förbund ordnade mässan tillsammans.")
    chief.get_by_label("Av väsentlig betydelse").check()
    number(chief, "Antal deltagare").fill("186")
    press(chief, "Spara", "”Finsammässan 2024” har sparats.")


# The books


def write_the_books(chief):
    follow(chief, "Bokslut", "Årets utfall, rad för rad")
    assert chief.get_by_label("Namn").input_value() == "Utfall 2024", "the rest is filled in"
    press(chief, "Spara", "”Utfall 2024” har sparats.")
    for line, amount in OUTCOME.items():
        chief.get_by_label(line, exact=True).fill(amount)
    press(chief, "Spara beloppen", "har sparats.")

    # Nobody has written that the members have paid, and the books don't pretend that they haven't.
    follow(chief, "Bokslut")
    assert "Saknas: Medlemsbidrag Försäkringskassa och Arbetsförmedlingen," in words(chief.locator("main"))
    follow(chief, "Medlemsbidrag, inbetalt")
    for payer, amount in PAID.items():
        follow(chief, "Lägg till medlemsbidrag")
        chief.get_by_label("Bidragsgivare").select_option(label=payer)
        chief.get_by_label("Status").select_option(label="Inbetalt")
        chief.get_by_label("Belopp, kr").fill(amount)
        press(chief, "Spara", "har sparats.")

    follow(chief, "Bokslut")
    assert "Saknas: Medlemsbidrag" not in words(chief.locator("main"))
    follow(chief, "Balansposternas belopp")
    for item, amount in BALANCE.items():
        chief.get_by_label(f"{item}, 31 december 2024", exact=True).fill(amount)
    press(chief, "Spara balansen", "Balansen per 31 december 2024 har sparats.")
    told = words(chief.get_by_role("status").filter(has_text="balanserar inte"))
    assert "Skillnaden är 18 000 kr. Det som är skrivet är sparat." in told
    chief.get_by_label("Leverantörsskulder, 31 december 2024").fill("1 118 000")
    press(chief, "Spara balansen", "Balansen per 31 december 2024 har sparats.")
    assert "balanserar inte" not in words(chief.locator("main"))

    follow(chief, "Bokslut", "Personal")
    number(chief, "Antal anställda").fill("1")
    press(chief, "Spara", "har sparats.")
    follow(chief, "Bokslut", "Noter", "Lägg till not")
    chief.get_by_label("Rubrik").fill("Redovisningsprinciper")
    chief.get_by_label("Redovisningsprinciper", exact=True).check()
    prose(chief, "Text", "Årsredovisningen följer lagen (2018:597).")
    press(chief, "Spara", "”Redovisningsprinciper” har sparats.")
    go(chief.get_by_role("link", name="Lägg till not"))
    chief.get_by_label("Rubrik").fill("Vad revisionen har kostat")
    chief.get_by_label("Visar").select_option(label="Kostnad för revision")
    press(chief, "Spara", "”Vad revisionen har kostat” har sparats.")

    follow(chief, "Bokslut", "Balanskrav, kommentar och underskrift")
    chief.get_by_label("Ett negativt balanskravsresultat").select_option(label="Återställs inte")
    chief.get_by_label("Hur, eller varför inte").fill("Underskottet tas ur tidigare års överskott.")
    chief.get_by_label("Inga investeringar under året").check()
    chief.get_by_label("Inga panter eller ansvarsförbindelser").check()
    chief.get_by_label("Undertecknas den").fill("2025-03-28")
    press(chief, "Spara", "har sparats.")
    assert "Inget i räkenskaperna motsäger något annat." in words(chief.locator("main"))


def change_one_amount(chief):
    follow(chief, "Bokslut", "Årets utfall, rad för rad")
    chief.get_by_label(INSATS, exact=True).fill("4 200 000")
    press(chief, "Spara beloppen", "1 belopp i Utfall 2024 har sparats.")
    # The bill was smaller, and so is what is left to pay of it.
    follow(chief, "Bokslut", "Balansposternas belopp")
    assert "Skillnaden är −18 000 kr." in words(chief.locator("main"))
    chief.get_by_label("Leverantörsskulder, 31 december 2024").fill("1 100 000")
    press(chief, "Spara balansen", "Balansen per 31 december 2024 har sparats.")
    follow(chief, "Dokument", "Årsredovisning 2024")


# The report


def start_the_report(chief):
    follow(chief, "Dokument")
    send(chief, "Börja på årsredovisning")
    go(chief.get_by_role("link", name="Se vad, var och vem"))
    lacks = chief.locator(".task-list li")
    others = lacks.filter(has_text="Resultatet för ”Stöd och inflytande”")
    assert "Att rapportera: Helår" in words(others)
    assert "Nora Nyberg, senast 20 januari 2025. Försenad. Inte börjad" in words(others)
    assert lacks.filter(has_text=GOAL).count() == 0
    assert chief.get_by_role("heading", name="Bokslut", exact=True).count() == 0
    one = lacks.filter(has_text="Viktiga förhållanden för resultat och ekonomisk ställning")
    assert "Avsnittet är tomt. Det som inte syns i balans- och resultaträkningen" in words(one)
    go(one.get_by_role("link"))

    editor = chief.locator(".ProseMirror").first
    editor.click()
    chief.keyboard.type("Årets resultat blev ")
    chief.get_by_role("button", name="Sätt in en siffra").first.click()
    picker = chief.get_by_role("dialog")
    picker.get_by_label("Sök").fill("enligt resultaträkningen")
    picker.get_by_text("Årets resultat enligt resultaträkningen").first.click()  # this year's come first
    picker.get_by_label("Visa som").select_option("tkr")
    picker.get_by_role("button", name="Sätt in").click()
    expect(editor.locator(".figure-chip")).to_have_text("−118 tkr")
    chief.keyboard.type(", som tas ur det egna kapitalet.")
    press(chief, "Spara", "är sparat.")
    expect(chief.locator("#rad-viktiga-forhallanden")).not_to_contain_text("Tomt")


def download(page, link):
    """What a link to a PDF gives; with Alt the browser saves what it would otherwise show in its own reader."""
    with page.expect_download(timeout=60_000) as found:
        page.get_by_role("link", name=link, exact=True).click(modifiers=["Alt"])
    return found.value.path().read_bytes()


class Printed:
    """A PDF as its readers have it: running text, and rows of tables by the label they begin with."""

    def __init__(self, content):
        reader = PdfReader(content)
        self.text = plain(" ".join(reader.text(one) for one in reader.tree.find("H2", "H3", "H4", "P", "LI")))
        self.rows = {}
        for found in reader.tree.find("TR"):
            label, *cells = [plain(reader.text(cell)) for cell in found.find("TH", "TD")]
            self.rows.setdefault(label, []).append(cells)

    def one(self, label):
        """The cells of the only row that begins so."""
        (cells,) = self.rows[label]
        return cells

    def first(self, label):
        """This year's figure, of which there may be only one, however many tables tell it."""
        found = {cells[0] for cells in self.rows[label]}
        assert len(found) == 1, (label, found)
        return found.pop()


def of_the_goals(printed):
    found = next(
        cells for label, rows in printed.rows.items() if "känna sig mer redo" in label for cells in rows
    )
    assert found[:2] == ["Uppfyllt", "80 %"]
    assert "48 av 60" in found
    (said,) = [label for label in printed.rows if "Kvinnor 81 % (30 av 37), män 78 % (18 av 23)." in label]
    assert "Tjugo svarade inte." in said
    assert printed.one("Inskrivna under året") == ["90", "60", "150", "183"]
    assert printed.one("Avslutade under året")[:3] == ["35", "25", "60"]
    assert printed.one("Inskrivna vid årets slut")[:3] == ["55", "35", "90"]
    assert printed.rows["6. Mer redo för arbete eller studier"][-1][0] == "76 % (46)"
    assert "Finsammässan 2024" in printed.text
    assert "186 deltagare." in printed.text


def of_the_money(printed, deficit, equity, coaching):
    """The same result, equity and cost wherever they are told."""
    assert printed.one("Medlemsbidrag")[0] == "5 040 000"
    for label in (
        "Årets resultat",
        "Resultat",
        "Årets resultat enligt resultaträkningen",
        "Balanskravsresultat",
    ):
        assert printed.first(label) == f"−{deficit}"
    assert len(printed.rows["Årets resultat"]) == 4, "overview, resultaträkning, balansräkning, kassaflöde"
    for label in ("Utgående eget kapital", "Eget kapital vid årets slut"):
        assert printed.first(label) == equity
    assert printed.first("Summa tillgångar") == "1 837 758"
    assert printed.first("Summa eget kapital, avsättningar och skulder") == "1 837 758"
    assert printed.first("Kassa och bank") == printed.first("Likvida medel vid årets slut") == "1 500 000"
    individual = next(cells for cells in printed.rows["Individinriktade insatser"] if len(cells) == 8)
    assert individual[:4] == ["0", f"−{coaching}", f"−{coaching}", "−4 190"]
    summed = next(cells for cells in printed.rows["Summa"] if len(cells) == 8)
    assert summed[2] == f"−{deficit[:3]}"
    assert f"Årets resultat blev −{deficit[:3]} tkr, som tas ur det egna kapitalet." in printed.text


def of_the_small(public, inner):
    """The three who moved are told inside, and outside neither they nor what they follow from."""
    assert inner.one("Flytt eller föräldraledighet") == ["3", "5 %", "2"]
    hidden = public.one("Flytt eller föräldraledighet")
    assert hidden == ["färre än 5", "visas inte", "färre än 5"]
    reasons = [public.one(name)[0] for name in ("Vård", *REASONS)]
    told = [int(count) for count in reasons if count.isdigit()]
    assert len(told) < len(reasons) - 1, "one more is hidden, or it is sixty minus the rest"
    assert "Uppgifter om färre än 5 personer visas inte." in public.text
    assert "färre än 5" not in [cell for rows in inner.rows.values() for cells in rows for cell in cells]
