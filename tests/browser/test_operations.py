"""Drift, as whoever looks after an installation sees it on a screen and on a telephone."""

import re

from django.contrib.auth.models import Permission
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from finsam.core.models import User
from finsam.core.tasks import queue
from finsam.core.tasks.models import Worker
from tests.browser.looking import looked_at
from tests.browser.people import PASSWORD
from tests.core import example_tasks as tasks


def test_the_page_of_the_installation_is_read_and_used(fresh_site, signed_in, accessible):
    with fresh_site.connected():
        keeper = User.objects.create_user("skoter@example.se", PASSWORD, name="Sam Skötare")
        keeper.user_permissions.add(
            Permission.objects.get(codename="add_forbund", content_type__app_label="core")
        )
        Worker.beat("one")
        number = queue.enqueue(tasks.by_hand, "x")
        DBTaskResult.objects.filter(pk=number).update(status="FAILED", finished_at=timezone.now())
    page = signed_in(fresh_site, "skoter")
    page.goto(fresh_site + "/installation/")
    page.get_by_role("link", name="Drift").click()
    page.get_by_role("heading", name="Drift", exact=True).wait_for()
    looked_at(page, "drift", accessible)
    page.get_by_role("button", name=re.compile("^Gör igen")).focus()
    page.keyboard.press("Enter")
    page.get_by_text("Arbetet ligger i kön igen.").wait_for()
    page.get_by_text("Inget har misslyckats de senaste två veckorna.").wait_for()
