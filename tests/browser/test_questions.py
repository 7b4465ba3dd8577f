"""An auditor asks where she reads, the kansli answers with a file, and she closes the question."""

from playwright.sync_api import expect

HERE = "/kramfors/2024"


def test_a_question_about_a_figure_is_asked_answered_and_closed(fresh_site, signed_in):
    auditor, chief = signed_in(fresh_site, "revisor"), signed_in(fresh_site, "chef")
    auditor.goto(f"{fresh_site}{HERE}/uppgifter/budget.intakter@2024/")
    value = auditor.locator(".big-figure").inner_text()
    auditor.get_by_role("link", name="Fråga kansliet om siffran").click()
    auditor.get_by_label("Vad du vill veta").fill("Varifrån kommer pengarna?")
    auditor.get_by_role("button", name="Skicka till kansliet").click()
    expect(auditor.get_by_text(f"{value}, samma nu som när frågan ställdes")).to_be_visible()

    chief.goto(f"{fresh_site}{HERE}/")
    chief.get_by_role("link", name="Fråga 1 om").first.click()
    chief.get_by_role("link", name="Svara").click()
    chief.get_by_label("Svar").fill("Från medlemmarna, se beslutet.")
    sent = {"name": "beslut.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-beslut"}
    chief.get_by_label("Filer").set_input_files([sent])
    chief.get_by_role("button", name="Svara").click()
    expect(chief.get_by_text("Frågan är nu besvarad.")).to_be_visible()

    auditor.goto(f"{fresh_site}{HERE}/")
    auditor.get_by_role("link", name="Fråga 1 om").first.click()
    with auditor.expect_download() as download:
        auditor.get_by_role("link", name="beslut.pdf").click()
    assert download.value.path().read_bytes() == b"%PDF-beslut"
    auditor.get_by_role("button", name="Avsluta frågan").click()
    expect(auditor.get_by_text("Frågan är avslutad.")).to_be_visible()
    expect(auditor.get_by_role("link", name="Öppna igen")).to_be_visible()
    chief.reload()
    expect(chief.get_by_role("link", name="Svara", exact=True)).to_have_count(0)
