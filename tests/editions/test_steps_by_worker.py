"""A step that stores what is drawn is taken by a worker: nobody waits in a thread of the site, and the promises are the same."""

import pytest
from django_tasks_db.models import DBTaskResult

from finsam.core.caching import revisions
from finsam.core.models import Access, AuditEntry, User
from finsam.core.tenancy.permissions import Role
from finsam.documents.models import Document
from finsam.editions import services
from finsam.editions.models import Edition, EditionFile
from finsam.rendering.models import Draft
from finsam.web.steps import making, views
from tests.editions.conftest import step

DOCUMENT = "/norra-an/2024/dokument/verksamhetsplan/"
PLACE = f"{DOCUMENT}steg/besluta/"
TOLD = {"day": "2023-11-20", "paragraph": "45", "meeting": "Styrelsens sammanträde"}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def chief(plan, small, by, monkeypatch):
    """A förbundschef's browser before a proposed plan, where a worker is alive; a thread of the site that draws is a fault."""
    step(plan, "foresla", by)
    monkeypatch.setattr(views, "somebody_works", lambda: True)
    monkeypatch.setattr(services, "in_child_of_its_own", None)
    defaults = {**services.take_step.__kwdefaults__, "draw": drawn_by_the_site}
    monkeypatch.setattr(services.take_step, "__kwdefaults__", defaults)
    return small.sign_in(Role.FORBUNDSCHEF)


def drawn_by_the_site(*args):
    raise AssertionError("a thread of the site draws")


def asked(chief, **told):
    """Ask for the decision, and give the address that it leads to."""
    answer = chief.post(PLACE, {"version": Document.objects.get().version, **TOLD, **told})
    assert answer.status_code == 302, answer.content.decode()
    return answer.url


def who() -> User:
    """The only person who has an access."""
    return Access.objects.get().user


def work():
    """What a worker does with what is in the queue."""
    rows = list(DBTaskResult.objects.filter(status="READY", task_path__endswith="making.take"))
    for row in rows:
        making.take.call(*row.args_kwargs["args"])
        DBTaskResult.objects.filter(pk=row.pk).delete()
    return len(rows)


def test_the_decision_is_drawn_and_taken_by_the_worker(chief, plan):
    progress = asked(chief)
    assert progress.startswith(f"{PLACE}pagar/?")
    assert Document.objects.get().status == "forslag", "nothing is decided before it is drawn"
    page = chief.get(progress)
    assert page.status_code == 202
    assert "<h1>Handlingen tas fram</h1>" in page.text
    told = chief.get(f"{progress}&steg=waiting", headers=HTMX).text
    assert "Väntar på sin tur." in told
    assert "step-said" not in told, "a step is read aloud once"
    Draft.objects.update(step="laying-out", page=3)
    told = " ".join(chief.get(f"{progress}&steg=waiting", headers=HTMX).text.split())
    assert "Sätter sidor. Sida 3." in told
    assert '<p id="step-said" hx-swap-oob="innerHTML">Sätter sidor. </p>' in told
    assert work() == 1
    assert chief.get(progress, headers=HTMX).headers["HX-Redirect"] == progress
    answer = chief.get(progress, follow=True)
    assert answer.redirect_chain == [(DOCUMENT, 302)]
    edition = Edition.objects.latest("pk")
    assert f"är nu beslutad. Den är lagrad som handling 2 med koden {edition.code}." in answer.text
    assert (edition.status, edition.paragraph, edition.by_name) == ("beslutad", "45", who().name)
    forms = set(EditionFile.objects.filter(edition=edition, inside=False).values_list("form", flat=True))
    assert forms >= {"pdf", "sparbilaga", "spardata", "html", "xlsx", "docx"}
    last = AuditEntry.objects.filter(reference=plan.reference()).latest("pk")
    assert (last.by_name, last.after["handling"]) == (who().name, edition.code)


def test_who_asks_twice_gets_one_decision(chief, monkeypatch):
    monkeypatch.setattr(making, "to_pdf", lambda *args, **kwargs: b"%PDF-1.7 ritad")
    assert asked(chief) == asked(chief)
    assert DBTaskResult.objects.filter(task_path__endswith="making.take").count() == 1
    args = DBTaskResult.objects.get(task_path__endswith="making.take").args_kwargs["args"]
    work()
    making.take.call(*args)  # a worker that died after it had written is followed by another
    assert Edition.objects.filter(status="beslutad").count() == 1
    assert Draft.objects.exclude(fault="").count() == 0


def test_a_document_that_was_changed_while_it_waited_is_not_decided(chief, plan):
    """The board decided what she saw; the page gives back what she wrote."""
    progress = asked(chief)
    Document.objects.filter(pk=plan.pk).update(version=plan.version + 7)
    work()
    assert Edition.objects.filter(status="beslutad").count() == 0
    page = chief.get(progress)
    assert page.status_code == 422
    assert (
        "Det här har sparats i en annan flik eller av någon annan. Läs dokumentet igen innan du går vidare."
        in page.text
    )
    assert 'value="Styrelsens sammanträde"' in page.text
    assert f'action="{PLACE}"' in page.text


def test_somebody_who_writes_while_it_is_drawn_has_it_drawn_again(chief, small, monkeypatch):
    drawn = []

    def draw(html, *args, **kwargs):
        drawn.append(html)
        if len(drawn) == 1:
            small.set_amount("lon", -123)
            revisions.move(small.forbund.pk)
        return b"%PDF-1.7 ritad"

    monkeypatch.setattr(making, "to_pdf", draw)
    asked(chief)
    work()
    edition = Edition.objects.get(status="beslutad")
    stored = bytes(EditionFile.objects.get(edition=edition, form="spardata", inside=False).content)
    assert b'"value":"-123' in stored
    assert len(drawn) > 2


def test_what_cant_be_drawn_is_told_and_may_be_tried_again(chief, monkeypatch):
    from finsam.rendering.pdf.pdf import RenderError

    def refuse(*args, **kwargs):
        raise RenderError("Bilden på omslaget går inte att läsa.")

    with monkeypatch.context() as failing:
        failing.setattr(making, "to_pdf", refuse)
        progress = asked(chief)
        work()
    page = chief.get(progress)
    assert page.status_code == 422
    assert "Bilden på omslaget går inte att läsa." in page.text
    assert Document.objects.get().status == "forslag"
    monkeypatch.setattr(making, "to_pdf", lambda *args, **kwargs: b"%PDF-1.7 ritad")
    asked(chief)
    work()
    assert Document.objects.get().status == "beslutad"


def test_what_is_lacking_is_said_at_once_and_nothing_is_queued(chief):
    old = chief.post(PLACE, {"version": 999, **TOLD})
    assert old.status_code == 422
    assert "Det här har sparats i en annan flik eller av någon annan." in old.text
    assert chief.post(PLACE, {**TOLD, "paragraph": ""}).status_code == 422
    assert not DBTaskResult.objects.filter(task_path__endswith="making.take").exists()


def test_who_has_lost_the_right_meanwhile_decides_nothing(chief):
    progress = asked(chief)
    Access.objects.filter(user=who()).update(role=Role.LEDAMOT)
    work()
    assert Document.objects.get().status == "forslag"
    assert chief.get(progress).status_code == 403


def test_the_page_of_a_step_that_nobody_has_asked_for_leads_to_the_step(chief):
    assert chief.get(f"{PLACE}pagar/").url == PLACE
    assert chief.get(f"{PLACE}pagar/?version=x").url == PLACE
