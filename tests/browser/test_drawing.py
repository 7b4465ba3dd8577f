"""A document is drawn by a worker while its page tells how far it has come; then the file opens by itself."""

import re

import pytest
from django_tasks_db.models import DBTaskResult

from finsam.core.tasks.models import Worker
from finsam.core.tasks.queue import somebody_works
from finsam.rendering.models import Draft
from finsam.rendering.pdf.pdf import Step
from tests.browser.conftest import sign_in
from tests.browser.looking import fits
from tests.processes import a_worker, until

PDF = "/kramfors/2024/dokument/verksamhetsplan/pdf/"


@pytest.fixture
def worker(fresh_site):
    """A worker beside the site."""
    with fresh_site.connected(), a_worker(fresh_site.database, "tests.browser.settings") as process:
        until(somebody_works)
        yield process


# Tells of every step that the page has said it is at: a quick one is gone before anybody looks again.
TELL = """new MutationObserver(() => {
    const step = document.querySelector("[aria-current=step]"), said = document.querySelector("#drawing-said");
    if (step && said) tellStep(`${step.textContent} ${said.textContent}`);
}).observe(document, { subtree: true, childList: true, characterData: true, attributes: true })"""


def is_pdf(answer):
    return answer.headers.get("content-type") == "application/pdf"


def test_from_the_page_of_the_document_to_the_file(fresh_site, worker, new_page, accessible):
    page = new_page()
    sign_in(page, fresh_site, "chef")
    answers = []
    page.on("response", lambda answer: answers.append((answer.status, answer.headers.get("content-type"))))
    steps = []
    page.expose_function("tellStep", lambda step: steps.append(step))
    page.add_init_script(TELL)
    page.goto(f"{fresh_site}/kramfors/2024/dokument/verksamhetsplan/")
    with page.expect_event("response", is_pdf, timeout=60_000):
        page.get_by_role("link", name="Hämta PDF").click()
        page.get_by_role("heading", level=1, name="Dokumentet ritas").wait_for()
        assert page.locator("#drawing-said").get_attribute("aria-live") == "polite"
        accessible(page)
        page.set_viewport_size({"width": 360, "height": 740})
        fits(page)
        accessible(page)
    # Which steps are met depends on how quick each is; what each says of its pages is tried below.
    assert any(re.search(r"Steg [1-4] av 4: [a-zåäö ]+\.", step) for step in steps), steps
    assert (202, "text/html; charset=utf-8") in answers
    assert page.request.get(f"{fresh_site}{PDF}").body().startswith(b"%PDF")


def test_without_script_the_page_looks_again_by_itself(fresh_site, worker, new_page):
    page = new_page(java_script_enabled=False)
    sign_in(page, fresh_site, "chef")
    with page.expect_event("response", is_pdf, timeout=60_000):
        page.goto(f"{fresh_site}{PDF}")
        assert page.get_by_role("link", name="Se efter om den är färdig").get_attribute("href") == PDF


def test_what_could_not_be_drawn_says_what_to_do(fresh_site, new_page, accessible):
    page = new_page()
    sign_in(page, fresh_site, "chef")
    with fresh_site.connected():
        Worker.beat("busy")
    page.goto(f"{fresh_site}{PDF}")
    page.locator("#drawing-said", has_text="Väntar på sin tur.").wait_for()
    with fresh_site.connected():
        Worker.beat("busy")
        Draft._base_manager.update(step=Step.LAYING_OUT, page=12)
    page.locator("#drawing-said", has_text="Steg 2 av 4: sätter sidor.").wait_for()
    assert "Sätter sidor: sida 12" in page.locator("[aria-current=step]").inner_text()
    with fresh_site.connected():
        Worker.beat("busy")
        DBTaskResult.objects.update(
            status="FAILED", exception_class_path="finsam.core.tasks.limits.TimeLimit", traceback="Traceback"
        )
    page.get_by_role("heading", level=1, name="Dokumentet kunde inte ritas").wait_for()
    assert "det tog för lång tid" in page.locator("main").inner_text()
    accessible(page)
    page.set_viewport_size({"width": 360, "height": 740})
    fits(page)
    with fresh_site.connected():
        Worker.beat("busy")
    page.get_by_role("link", name="Försök igen").click()
    page.get_by_role("heading", level=1, name="Dokumentet ritas").wait_for()
