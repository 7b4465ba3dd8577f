"""What the house is for: one amount is changed in a form, and all that rests on it follows, to the PDF and the log."""

import io

import pytest
from pypdf import PdfReader

from tests.browser.conftest import sign_in
from tests.browser.keys import press

HERE = "/kramfors/2024"
BUDGET, PLAN = f"{HERE}/budget/", f"{HERE}/dokument/verksamhetsplan/visa/"
AMOUNTS = f"{HERE}/budget/belopp/budget-2024/"


def plain(text):
    """Text with ordinary spaces, one at a time, and no soft hyphens: as one reads it."""
    return " ".join(text.replace("\xad", "").split())


def words(place):
    return plain(place.inner_text())


def row(page, label):
    """The figures of the first row of a table with this label, on a page that is there to its end."""
    page.wait_for_load_state()
    found = page.locator("tr").filter(has=page.locator("th, td").get_by_text(label, exact=True)).first
    return [plain(text) for text in found.locator("td.num, td.amount, td").all_inner_texts()]


@pytest.mark.slow
def test_one_amount_moves_all_that_rests_on_it(fresh_site, new_page):
    page = new_page(accept_downloads=True)
    sign_in(page, fresh_site, "chef")
    page.get_by_role("link", name="Budget", exact=True).click()
    assert "575 000" in row(page, "Teamkoordinator/Coach Samkraft")
    page.get_by_role("link", name="Skriv in belopp").click()

    # The sums follow while one writes, and are saved with the amount.
    page.get_by_label("Teamkoordinator/Coach Samkraft").fill("612 000")
    page.locator("#sum-summa-kostnader", has_text="2 623 000").wait_for()
    assert words(page.locator("#sum-till-kommun")) == "1 599 000"
    assert words(page.locator("#sum-summa-resultat")) == "−37 000"
    page.get_by_role("button", name="Spara beloppen").click()
    page.get_by_text("1 belopp i Budget 2024 har sparats").wait_for()
    assert page.get_by_label("Teamkoordinator/Coach Samkraft").input_value().replace("\xa0", " ") == "612 000"

    # The budget: the line, its sum, the result and the capital; last year's and the plan's stay.
    page.goto(f"{fresh_site}{BUDGET}")
    figures = words(page.locator(".big-figures"))
    for figure in ("2 586 000 kr", "2 623 000 kr", "−37 000 kr", "315 470 kr", "278 470 kr"):
        assert figure in figures
    assert row(page, "Teamkoordinator/Coach Samkraft")[-4:] == ["575 000", "612 000", "", ""]
    sums = ["1 594 998", "1 619 000", "1 582 000", "1 582 000"]
    assert row(page, "Summa kostnader/utgifter")[-4:] == sums
    # In this förbund's way of writing an income is negative, and so a deficit is not.
    assert row(page, "Årets resultat")[-4:] == ["0", "37 000", "0", "0"]
    assert "underskott" in words(page.locator("main")).lower()

    page.goto(f"{fresh_site}{HERE}/innehall/diagram-kostnader/")
    chart = words(page.locator("figure.chart"))
    assert "1 293 000 kr" in chart
    assert "326 000 kr" in chart
    assert "1 274 500" not in chart

    # The plan on the screen: shares, the insatskort, the prose about capital.
    page.goto(f"{fresh_site}{PLAN}")
    read = words(page.locator("article.document"))
    moved = [
        "Projekt/Insatser: 61,72 % (61,68 %)",
        "varav individinsatser: 79,86 % (78,53 %)",
        "varav strukturinsatser: 20,14 % (21,47 %)",
        "Administration: 38,28 % (38,32 %)",
        "Förbundet finansierar en heltidstjänst, 612 tkr för 2024.",
        "Enligt budgeten är det egna kapitalet 278 470 kr vid årets slut.",
    ]
    gone = ["61,18 %", "80,56 %", "19,44 %", "38,82 %", "575 tkr", "kapitalet 315 470 kr"]
    assert [text for text in moved if text not in read] == []
    assert [text for text in gone if text in read] == []

    # The same in the PDF that the board is handed. Where a worker draws it, who asks like a program waits for it.
    page.request.get(f"{fresh_site}{HERE}/dokument/verksamhetsplan/pdf/", timeout=90_000)
    with page.expect_download(timeout=60_000) as download:
        # With Alt the browser saves what it would otherwise show in its own reader.
        page.get_by_role("link", name="Hämta dokumentet som PDF").click(modifiers=["Alt"])
    assert download.value.suggested_filename == "kramfors-verksamhetsplan-2024.pdf"
    reader = PdfReader(io.BytesIO(download.value.path().read_bytes()))
    printed = plain(" ".join(one.extract_text() for one in reader.pages))
    assert [text for text in moved if text not in printed] == []
    assert [text for text in gone if text in printed] == []
    for figure in ("612 000", "1 619 000", "37 000", "278 470"):
        assert figure in printed

    # From the printed figure to who changed it.
    page.get_by_role("link", name="612\xa0000").click()
    assert "/uppgifter/budget.samkraft@2024/" in page.url.replace("%40", "@")
    history = words(page.locator("section", has=page.get_by_role("heading", name="Vem som har ändrat den")))
    assert "Kim Chef" in history
    assert history.index("575 000") < history.index("612 000")
    page.goto(f"{fresh_site}{HERE}/logg/")
    entry = words(page.locator(".log > li").first)
    assert "Kim Chef ändrade belopp i budget Budget 2024" in entry
    assert entry.index("575 000") < entry.index("612 000")

    # Whoever only reads sees the same, without buttons; and the door is closed, not only hidden.
    auditor = new_page()
    sign_in(auditor, fresh_site, "revisor")
    auditor.goto(f"{fresh_site}{AMOUNTS}")
    assert row(auditor, "Teamkoordinator/Coach Samkraft")[0] == "612 000"
    assert auditor.locator("main form, main input").count() == 0
    assert auditor.get_by_role("button", name="Spara beloppen").count() == 0
    refused = auditor.context.request.post(
        f"{fresh_site}{AMOUNTS}",
        form={"belopp-samkraft": "1", "version": "2", "csrfmiddlewaretoken": token(auditor)},
        headers={"Origin": str(fresh_site)},
    )
    assert refused.status == 403
    assert "Din roll får inte" in refused.text()
    auditor.goto(f"{fresh_site}{PLAN}")
    assert moved[-1] in words(auditor.locator("article.document"))


def token(page):
    return next(one["value"] for one in page.context.cookies() if one["name"] == "csrftoken")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("1.234", "kan läsas på två sätt"),
        ("tjugo tusen", "är inte ett belopp"),
        ("12345678901234", "för"),
    ],
)
def test_wrong_amount_is_a_sentence_beside_the_field(written, told, live_site, signed_in):
    page = signed_in(live_site, "chef")
    page.goto(f"{live_site}{HERE}/budget/belopp/plan-2025/")
    right, wrong = page.get_by_label("Nya projekt under året"), page.get_by_label("Aktivitetscoach STEGSAM")
    right.fill("1 000")
    wrong.fill(written)
    page.get_by_role("button", name="Spara beloppen").click()
    page.get_by_role("alert").wait_for()
    assert told in page.locator(f"#{wrong.get_attribute('aria-describedby')}").inner_text()
    assert wrong.get_attribute("aria-invalid") == "true"
    assert (wrong.input_value(), right.input_value()) == (written, "1 000")

    page.goto(f"{live_site}{HERE}/budget/belopp/plan-2025/")
    assert right.input_value().replace("\xa0", " ") == "575 000"
    assert wrong.input_value().replace("\xa0", " ") == "987 000"


def test_two_who_write_the_same_amounts(live_site, signed_in):
    first, second = signed_in(live_site, "chef"), signed_in(live_site, "kollega")
    for page, amount in ((first, "21 000"), (second, "22 000")):
        page.goto(f"{live_site}{HERE}/budget/belopp/plan-2026/")
        page.get_by_label("Psykiatridagen").fill(amount)
    first.get_by_role("button", name="Spara beloppen").click()
    first.get_by_text("har sparats").wait_for()

    second.get_by_role("button", name="Spara beloppen").click()
    told = second.get_by_role("alert").filter(has_text="har sparats i en annan flik eller av någon annan")
    told.wait_for()
    assert row(second, "Psykiatridagen") == ["22 000", "21 000"]
    assert second.get_by_label("Psykiatridagen").input_value() == "22 000"
    second.get_by_role("button", name="Spara min version ändå").click()
    second.get_by_text("har sparats").wait_for()
    first.reload()
    assert first.get_by_label("Psykiatridagen").input_value().replace("\xa0", " ") == "22 000"


def test_two_who_write_the_same_section(live_site, signed_in):
    first, second = (signed_in(live_site, who, java_script_enabled=False) for who in ("chef", "kollega"))
    for page, prose in ((first, "<p>Så skrev den första.</p>"), (second, "<p>Så skrev den andra.</p>")):
        page.goto(f"{live_site}{HERE}/dokument/verksamhetsplan/avsnitt/medlemssamrad/")
        page.locator("textarea[name=prose]").fill(prose)
    for page in (first, second):
        page.get_by_role("button", name="Spara", exact=True).click()
    stale = words(
        second.get_by_role("alert").filter(has_text="har sparats i en annan flik eller av någon annan")
    )
    assert "Så skrev den första." in stale
    assert "Så skrev den andra." in stale
    assert "Så skrev den andra." in second.locator("textarea[name=prose]").input_value()


def test_signed_out_while_writing(live_site, new_page):
    page = new_page()
    sign_in(page, live_site, "chef")
    page.goto(f"{live_site}{HERE}/medlemmar/ny/")
    page.get_by_label("Namn").first.fill("Ådalens kommun")
    page.get_by_label("Slag").select_option(label="Kommun")

    other = page.context.new_page()
    other.goto(f"{live_site}{HERE}/")
    other.on("dialog", lambda dialog: dialog.accept())  # "what isn't saved is removed"
    other.locator(".person summary").click()
    other.get_by_role("button", name="Logga ut").click()
    other.wait_for_url("**/login/**")
    other.close()

    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_role("heading", name="Det du skrev är kvar").wait_for()
    assert "Ådalens kommun" in words(page.locator("main")) or page.locator("[value='Ådalens kommun']").count()
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Logga in i en ny flik").click()
    opened.value.close()
    again = page.context.new_page()
    sign_in(again, live_site, "chef")
    page.get_by_role("button", name="Skicka igen").click()
    page.get_by_text("har sparats").wait_for()
    page.locator("main").get_by_text("Ådalens kommun").first.wait_for()


def test_draft_of_amounts_comes_back(live_site, signed_in):
    page = signed_in(live_site, "chef")
    page.on("dialog", lambda dialog: dialog.accept())  # "leave the page?"
    page.goto(f"{live_site}{HERE}/budget/belopp/plan-2025/")
    page.get_by_label("Psykiatridagen").fill("33 000")
    page.wait_for_function("Object.keys(localStorage).some((key) => key.startsWith('finsam-kept'))")
    page.reload()
    assert page.get_by_label("Psykiatridagen").input_value().replace("\xa0", " ") == "20 000"
    page.get_by_role("button", name="Lägg tillbaka").click()
    assert page.get_by_label("Psykiatridagen").input_value() == "33 000"
    page.locator("#sum-till-region", has_text="33 000").wait_for()
    page.reload()
    page.get_by_role("button", name="Släng").click()
    page.reload()
    assert page.get_by_role("button", name="Lägg tillbaka").count() == 0


WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head>
<body><!--StartFragment--><p class=MsoNormal style='margin-bottom:8pt;font-family:Calibri'><span
style='font-size:14pt;color:red'>Vi <b style='mso-bidi-font-weight:normal'>möts</b> varje vecka.<o:p></o:p></span></p>
<p class=MsoListParagraph onclick="window.burnt=1"><a href="javascript:window.burnt=1">Läs mer</a></p>
<script>window.burnt = 1</script><img src="data:image/png;base64,x" onerror="window.burnt=1"><!--EndFragment--></body></html>"""
PASTE = """(html) => { const data = new DataTransfer(); data.setData("text/html", html);
document.querySelector(".ProseMirror").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })) }"""


def test_text_from_word_and_a_figure_in_a_section(live_site, signed_in):
    page = signed_in(live_site, "chef")
    page.goto(f"{live_site}{HERE}/dokument/verksamhetsplan/avsnitt/forbundschef/")
    editor = page.locator(".ProseMirror").first
    editor.click()
    press(page, "Control+A")
    page.evaluate(PASTE, WORD)
    press(page, "Control+End")
    page.keyboard.type(" Kansliet kostar ")
    page.get_by_role("button", name="Sätt in en siffra").first.click()
    picker = page.get_by_role("dialog")
    picker.get_by_label("Sök").fill("personalkostnader")
    picker.locator("label", has_text="Personalkostnader").first.click()
    picker.get_by_label("Visa som").select_option("tkr")
    picker.get_by_role("button", name="Sätt in").click()
    editor.locator(".figure-chip", has_text="910").wait_for()
    page.get_by_role("button", name="Spara", exact=True).click()
    page.get_by_text("är sparat").wait_for()

    page.goto(f"{live_site}{PLAN}")
    section = page.locator("#s-forbundschef")
    section = (
        section if section.locator("p").count() else section.locator("xpath=ancestor-or-self::section[1]")
    )
    assert "Vi möts varje vecka." in words(section)
    assert "Kansliet kostar 910 tkr" in words(section)
    html = section.inner_html()
    for trace in ("Mso", "style=", "Calibri", "o:p", "<script", "javascript:", "onclick", "<img"):
        assert trace not in html
    assert page.evaluate("window.burnt") is None
    section.get_by_role("link", name="910\xa0tkr").click()
    assert page.locator("h1").inner_text() == "Personalkostnader"


def test_script_does_not_survive(live_site, signed_in):
    page = signed_in(live_site, "kollega", java_script_enabled=False)
    page.goto(f"{live_site}{HERE}/dokument/verksamhetsplan/avsnitt/revisorer/")
    page.locator("textarea[name=prose]").fill(
        '<p onmouseover="window.burnt=1">Vi granskas.</p><script>window.burnt=1</script><svg onload="window.burnt=1">'
        '<iframe src="javascript:parent.burnt=1"></iframe>'
    )
    page.get_by_role("button", name="Spara", exact=True).click()
    page.locator("main").get_by_text("är sparat").first.wait_for()
    reader = signed_in(live_site, "revisor")
    reader.goto(f"{live_site}{PLAN}")
    assert "Vi granskas." in words(reader.locator("article.document"))
    assert reader.evaluate("window.burnt") is None
    assert (
        reader.locator("article.document script, article.document iframe, [onmouseover], [onload]").count()
        == 0
    )
