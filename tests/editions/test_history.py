"""Where the log's history ends leaves the database: on the cover of what is stored, and in a letter to the auditors."""

import re
import subprocess

import pytest
from django.core import mail
from django_tasks_db.models import DBTaskResult

from finsam.core.audit import history
from finsam.core.models import Access, User
from finsam.core.models.audit import ChainLink
from finsam.core.tenancy.permissions import Role
from finsam.editions import letters
from finsam.editions.models import EditionFile
from tests.editions.conftest import DECISION, step
from tests.unguarded import unguarded


@pytest.fixture
def people(small):
    """An auditor, one whose time is over, and somebody of the board."""
    for name, role, end in (
        ("revisor", Role.REVISOR, None), ("forre", Role.REVISOR, "2020-12-31"), ("ledamot", Role.LEDAMOT, None),
    ):  # fmt: skip
        user = User.objects.create(
            email=f"{name}@norra-an.se", name=name.capitalize(), wants_meeting_letters=False
        )
        Access(forbund=small.forbund, user=user, role=role, end=end).save()


def sent() -> list:
    """The letters of a decision, each task done as a worker does it."""
    mail.outbox.clear()
    for row in DBTaskResult.objects.filter(task_path="finsam.editions.letters.tell_auditors"):
        letters.tell_auditors.call(*row.args_kwargs["args"])
        row.delete()
    return list(mail.outbox)


def test_the_head_is_printed_and_mailed_and_both_are_found_again(plan, by, people, tmp_path):
    step(plan, "foresla", by)
    assert sent() == []
    before = ChainLink._base_manager.filter(forbund_key=plan.forbund.key).order_by("number").last()
    decided = step(plan, "besluta", by, DECISION)
    file = tmp_path / "plan.pdf"
    file.write_bytes(bytes(EditionFile.objects.get(edition=decided, form="pdf", inside=False).content))
    text = subprocess.run(
        ["pdftotext", "-l", "1", str(file), "-"], check=True, capture_output=True, text=True
    ).stdout
    told = re.search(
        r"hade ändringsloggen (\d+)\s+länk(?:ar)?, med\s+kontrollsumman((?:\s+[0-9a-f]{8}){8})", text
    )
    assert told is not None, text
    assert "".join(told[2].split()) == before.hash
    assert int(told[1]) == before.number
    (letter,) = sent()
    assert letter.to == ["revisor@norra-an.se"]
    after = ChainLink._base_manager.filter(forbund_key=plan.forbund.key).order_by("number").last()
    mailed = "".join(re.search(r"(?:[0-9a-f]{8} ){7}[0-9a-f]{8}", letter.body)[0].split())
    assert mailed == after.hash
    assert after.number == before.number + 1
    for head in (told[2], mailed):
        verdict = history.verify(plan.forbund.key, head=history.read_head(head))
        assert verdict.whole, verdict.faults
    with unguarded():
        ChainLink._base_manager.filter(pk=after.pk).delete()
    assert not history.verify(plan.forbund.key, head=mailed).whole
