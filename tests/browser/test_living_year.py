"""A year that lives: begun, written, proposed, changed, decided, revised and decided again, by its förbundschef."""

import io
from hashlib import sha256

import pytest
from pypdf import PdfReader

from finsam.editions.models import EditionFile
from tests.browser.conftest import sign_in
from tests.browser.looking import looked_at
from tests.clients import in_scope

MOST_PAGES = 32
DRAWN = 120_000  # milliseconds: a step answers when all files are drawn and stored
DECIDED, REVISED = ("2024-11-21", "45", "21 november 2024"), ("2025-05-07", "12", "7 maj 2025")


class Year:
    """The browser in a förbund's 2025, with its page loads counted."""

    def __init__(self, page, site, key):
        self.page, self.home, self.loads = page, f"{site}/{key}", 0
        page.on("load", self._loaded)

    def _loaded(self, page):
        self.loads += 1

    def go(self, place):
        self.page.goto(f"{self.home}/{place}")

    def press(self, button, timeout=None):
        self.page.get_by_role("button", name=button, exact=True).click(timeout=timeout)

    def follow(self, link):
        self.page.get_by_role("main").get_by_role("link", name=link, exact=True).first.click()

    def says(self, text):
        self.page.get_by_text(text).first.wait_for()

    def writes(self, amounts):
        """Amounts in the series that is shown, by line."""
        for line, amount in amounts.items():
            self.page.locator(f'[name="belopp-{line}"]').fill(amount)
        self.press("Spara beloppen")
        self.says("Summor, tabeller och texter följer med.")

    def changed(self):
        """The entered figures, and each changed row of a table: what it was and is, and whether it only follows."""
        entered = self.page.locator("section:has(> h2:text-is('Ändrade siffror')) > .table-scroll tbody tr")
        rows = self.page.locator(".changed-rows tbody tr")
        return tuple(
            [" ".join(text.split()) for text in shown.all_inner_texts()] for shown in (entered, rows)
        )

    def decides(self, day, paragraph, meeting):
        self.page.get_by_label("Beslutsdag").fill(day)
        self.page.get_by_label("Paragraf i protokollet").fill(paragraph)
        self.page.get_by_label("Sammanträde").fill(f"Styrelsens sammanträde {meeting}")
        self.press("Anteckna styrelsens beslut", timeout=DRAWN)
        self.says(f"Beslutad av styrelsen {meeting}, § {paragraph}")


KRAMFORS = {
    "who": "chef",
    "refused": "",
    "needed": {},
    "proposed": (
        {"personalkostnader": "920 048"},
        ["Personalkostnader, Budget 2025 910 048 kr 920 048 kr +10 000"],
        [
            "Summa personalkostnader Budget 2025 910 048 920 048 +10 000",
            "Årets resultat Budget 2025 0 10 000 +10 000 följer med",
            "Eget kapital (IB EK) Budget 2026 315 470 305 470 −10 000 följer med",
            "Eget kapital (IB EK) Budget 2027 315 470 305 470 −10 000 följer med",
            "Årets resultat Budget 2025 0 −10 000 −10 000 följer med",
            "UB Eget kapital Budget 2025 315 470 305 470 −10 000 följer med",
            "UB Eget kapital Budget 2026 315 470 305 470 −10 000 följer med",
            "UB Eget kapital Budget 2027 315 470 305 470 −10 000 följer med",
        ],
    ),
    "revised": (
        {"personalkostnader": "900 048"},
        ["Personalkostnader, Reviderad budget 2025 920 048 kr 900 048 kr −20 000"],
        [
            "Summa personalkostnader Reviderad budget 2025 920 048 900 048 −20 000",
            "Årets resultat Reviderad budget 2025 10 000 −10 000 −20 000 följer med",
            "Eget kapital (IB EK) Reviderad budget 2026 305 470 325 470 +20 000 följer med",
            "Eget kapital (IB EK) Reviderad budget 2027 305 470 325 470 +20 000 följer med",
            "Årets resultat Reviderad budget 2025 −10 000 10 000 +20 000 följer med",
            "UB Eget kapital Reviderad budget 2025 305 470 325 470 +20 000 följer med",
            "UB Eget kapital Reviderad budget 2026 305 470 325 470 +20 000 följer med",
            "UB Eget kapital Reviderad budget 2027 305 470 325 470 +20 000 följer med",
        ],
    ),
}
LEKEBERG = {
    "who": "vandrare",
    "refused": "En uppgift eller hänvisning i dokumentet leder ingenstans. Se Vad saknas, och rätta i avsnittet.",
    # The plan of 2024 had a lump for the insatser of 2025; the text tells of one of them.
    "needed": {
        "insatser": "", "coachingteamet-orebro": "1 500 000", "coachingteamet-lekeberg": "546 000",
        "finsammassan": "30 000", "strukturell-samverkan": "100 000",
    },
    "proposed": (
        {"finsammassan": "45 000"},
        ["Finsammässa, Budget 2025 30 000 kr 45 000 kr +15 000"],
        [
            "Budget Innehåll 30 000 kr 45 000 kr +15 000 följer med",
            "Insatser 2025 2 176 000 2 191 000 +15 000 följer med",
            "Summa 2025 3 676 000 3 691 000 +15 000 följer med",
            "RESULTAT 2025 324 000 309 000 −15 000 följer med",
            "Prel. eget kapital 2025 599 154 584 154 −15 000 följer med",
            "Prel. eget kapital 2026 599 154 584 154 −15 000 följer med",
            "Prel. eget kapital 2027 599 154 584 154 −15 000 följer med",
            "Finsammässa Helår 2025 30 000 45 000 +15 000",
            "Summa strukturövergripande insatser Helår 2025 130 000 145 000 +15 000 följer med",
            "Summa insatser Helår 2025 2 176 000 2 191 000 +15 000 följer med",
            "Summa kostnader Helår 2025 3 676 000 3 691 000 +15 000 följer med",
            "RESULTAT Helår 2025 324 000 309 000 −15 000 följer med",
        ],
    ),
    "revised": (
        {"finsammassan": "60 000"},
        ["Finsammässa, Reviderad budget 2025 45 000 kr 60 000 kr +15 000"],
        [
            "Budget Innehåll 45 000 kr 60 000 kr +15 000 följer med",
            "Insatser 2025, reviderad budget 2 191 000 2 206 000 +15 000 följer med",
            "Summa 2025, reviderad budget 3 691 000 3 706 000 +15 000 följer med",
            "RESULTAT 2025, reviderad budget 309 000 294 000 −15 000 följer med",
            "Prel. eget kapital 2025, reviderad budget 584 154 569 154 −15 000 följer med",
            "Prel. eget kapital 2026 584 154 569 154 −15 000 följer med",
            "Prel. eget kapital 2027 584 154 569 154 −15 000 följer med",
            "Finsammässa Helår 2025, reviderad budget 45 000 60 000 +15 000",
            "Summa strukturövergripande insatser Helår 2025, reviderad budget 145 000 160 000 +15 000 följer med",
            "Summa insatser Helår 2025, reviderad budget 2 191 000 2 206 000 +15 000 följer med",
            "Summa kostnader Helår 2025, reviderad budget 3 691 000 3 706 000 +15 000 följer med",
            "RESULTAT Helår 2025, reviderad budget 309 000 294 000 −15 000 följer med",
        ],
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize(("key", "told"), [("kramfors", KRAMFORS), ("lekeberg-orebro", LEKEBERG)])
def test_a_year_from_its_beginning_to_a_decided_revision(fresh_site, new_page, accessible, key, told):
    page = new_page()
    sign_in(page, fresh_site, told["who"])
    year = Year(page, fresh_site, key)
    year.go("2024/nasta-ar/")
    year.press("Börja 2025 från 2024")
    year.says("2025 är påbörjat från 2024.")

    # What the steps ask for.
    year.go("2025/")
    year.follow("Lägg fram förslaget")
    page.get_by_role("heading", name="Lägg fram som förslag", level=1).wait_for()
    assert page.locator(".notice.warning li").all_inner_texts() == [told["refused"]][: bool(told["refused"])]
    year.go("2025/dokument/verksamhetsplan/saknas/")
    year.follow("Inget medlemssamråd är antecknat under 2024.")
    year.follow("Lägg till medlemssamråd")
    page.get_by_label("Vad samrådet gällde").fill("Budget 2025")
    page.get_by_label("Dag", exact=True).fill("2024-10-10")
    for view in page.locator('textarea[name$="-text"]').all():
        view.fill("Inga synpunkter.")
    year.press("Spara")
    page.get_by_role("heading", name="Medlemssamråd", level=1).wait_for()
    if told["needed"]:
        year.go("2025/budget/belopp/budget-2025/")
        year.writes(told["needed"])

    year.go("2025/dokument/verksamhetsplan/steg/foresla/")
    year.press("Lägg fram som förslag", timeout=DRAWN)
    year.says("är nu förslag. Den är lagrad som handling 1")
    year.follow("Anteckna att samrådet är hållet")
    year.press("Anteckna att samrådet är hållet")
    year.says("är nu förslag efter samråd.")

    amounts, entered, rows = told["proposed"]
    year.go("2025/budget/belopp/budget-2025/")
    year.writes(amounts)
    year.go("2025/dokument/verksamhetsplan/andringar/")
    assert year.changed() == (entered, rows)
    looked_at(page, f"{key}-changed", accessible)

    year.go("2025/dokument/verksamhetsplan/steg/besluta/")
    year.decides(*DECIDED)
    pdf = page.request.get(f"{year.home}/2025/dokument/verksamhetsplan/pdf/").body()
    with fresh_site.connected(), in_scope(key):
        file = EditionFile.objects.get(
            edition__forbund_key=key, edition__status="beslutad", form="pdf", inside=False
        )
        assert (bytes(file.content), file.sha256) == (pdf, sha256(pdf).hexdigest())
    assert "Förslag" not in printed(pdf)
    assert "Beslutad av styrelsen 21 november 2024, § 45" in printed(pdf)

    # The revision.
    year.press("Revidera")
    year.says("är påbörjad som ett utkast")
    amounts, entered, rows = told["revised"]
    year.go("2025/budget/")
    year.follow("Skriv in belopp")
    page.get_by_role("heading", name="Reviderad budget 2025", level=1).wait_for()
    year.writes(amounts)
    year.go("2025/dokument/verksamhetsplan-2/")
    year.follow("Se vad som har ändrats")
    page.get_by_role("heading", name="Ändringar i Reviderad").wait_for()
    assert page.get_by_label("Från").locator("option:checked").inner_text() == (
        "Beslutad 21\u00a0november 2024 (handling 2)"
    )
    assert year.changed() == (entered, rows)
    year.go("2025/dokument/verksamhetsplan-2/steg/foresla/")
    year.press("Lägg fram som förslag", timeout=DRAWN)
    year.says("är nu förslag. Den är lagrad som handling 1")
    year.follow("Anteckna styrelsens beslut")
    year.decides(*REVISED)
    year.go("2025/dokument/verksamhetsplan/")
    year.says("Reviderad. Beslutad av styrelsen 21 november 2024, § 45")
    again = page.request.get(f"{year.home}/2025/dokument/verksamhetsplan/pdf/").body()
    assert again == pdf
    assert year.loads <= MOST_PAGES


def printed(pdf):
    """The words of a PDF's cover and its second page."""
    pages = PdfReader(io.BytesIO(pdf)).pages[:2]
    return " ".join(" ".join(page.extract_text() for page in pages).split())
