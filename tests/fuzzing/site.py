"""The site as a fuzzer meets it: everybody who writes, every form there is, and a post that is taken back."""

from __future__ import annotations

import re
import traceback
from copy import deepcopy
from dataclasses import replace

from django.core import mail
from django.db import transaction
from django.urls import reverse

from finsam.core.caching import revisions
from finsam.core.models import Access, Forbund
from finsam.core.tenancy.permissions import Role
from finsam.core.tenancy.scope import scopes_disabled
from followup.requests import links, mailing
from followup.requests.models import InsatsReport
from followup.responsibility.models import InsatsResponsibility
from tests import clients
from tests.clients import FOREIGN, ORIGIN, OWN
from tests.factories import an_insats, first, saved
from tests.fuzzing.cases import Case
from tests.fuzzing.judging import Rows, dropped, faults
from tests.fuzzing.targets import Target, forms_on
from tests.hostile import UNTOLD
from tests.pages import MAY, PAGES, address

# Pages outside a förbund's year, and who opens them.
OUTSIDE = {
    "account_login": "nobody",
    "account_reset_password": "nobody",
    "account_change_password": Role.FORBUNDSCHEF,
    "account_reauthenticate": Role.FORBUNDSCHEF,
    "account_logout": Role.FORBUNDSCHEF,
    "letters": Role.FORBUNDSCHEF,
    "sign-in-places": Role.FORBUNDSCHEF,
    "mfa_index": Role.FORBUNDSCHEF,
    "mfa_activate_totp": Role.FORBUNDSCHEF,
    "mfa_authenticate": "nobody",
    "installation": "superuser",
    "installation-new": "superuser",
    "installation-administrators": "superuser",
    "public-verify": "nobody",
}
# What scripts send besides what stands in the form around them.
SCRIPTED = {
    "section-autosave": (
        "title",
        "title_base",
        "prose",
        "prose_base",
        "writer",
        "turn",
        "known",
        "user",
        "over",
    ),
    "pasted": ("html", "headings", "section"),
    "loose-figures": ("text",),
    "text-pictures": ("caption", "alt", "file"),
    "private-notes-key": ("salt", "iterations", "nonce", "wrapped", "version", "user"),
    "private-notes-save": ("note", "nonce", "ciphertext", "version", "user"),
    "private-notes-remove": ("note", "version", "user"),
    "private-notes-restart": ("said", "user"),
    "section-move": ("riktning", "fore", "version"),
    "section-done": ("klart",),
    "agenda-items-move": ("riktning", "fore", "version"),
    # Pages whose form is there only in another state of the year than the demo's
    "comment-new": ("text", "figure"),
    "comparison-accept": ("measure", "whose", "otherwise", "reason"),
    "comparison-withdraw": ("version",),
    "budget-begin": ("starter",),
    "budget-followup-month": ("text", "line", "version"),
    "budget-forecast": ("till", "vad"),
    "ledger-placing": ("save", "line", "code", "rule", "version"),
    "ledger-read": ("reason", "accept", "months"),
    "leftover-again": ("version",),
    "leftover-stands": ("said", "section", "sentence"),
    "layout-show-line": ("version",),
    "questions-close": ("version",),
    "questions-reopen": ("text", "version"),
    "reconciliation-explain": ("rule", "subject", "reason", "figures", "version"),
    "reconciliation-unexplain": ("version",),
    "results-step": ("steg", "reason"),
    "section-put-back": ("rad",),
    "edition-withdraw": ("reason", "version"),
}
# What a page needs to be asked with to show its form.
ASKED = {"document-replace": "?words=och&by=samt"}  # fmt: skip


class Site:
    """A förbund with everything that a page can be about. What is posted is taken back at once."""

    def __init__(self):
        self.own = Forbund.objects.get(key=OWN).pk
        self.browsers = {
            role: clients.signed_in(clients.let_in(clients.user(role.value), role)) for role in Role
        }
        with clients.in_scope(OWN):
            reporter = Access.objects.get(user__name=Role.INSATSANSVARIG.value.capitalize())
            saved(InsatsResponsibility, OWN, access=reporter, insats=an_insats(OWN))
        clients.let_in(clients.user("annan"), Role.LEDAMOT)
        self.browsers["superuser"] = clients.signed_in(
            clients.user("super", is_staff=True, is_superuser=True)
        )
        self.browsers["nobody"] = clients.signed_in(None)
        places = {name: address(name) for name in PAGES}
        by_link = self._by_link()
        revisions.move(None)
        UNTOLD.update(written=False, keep=True)
        self.targets = self._found(places, by_link)
        self.foreign = self._of_others()
        UNTOLD.update(keep=False, in_test=True)
        self.cookies = {who: deepcopy(client.cookies) for who, client in self.browsers.items()}
        self.rows = Rows.now()

    def _by_link(self) -> str:
        """The page that whoever runs an insats opens by the link in a letter."""
        report = first(InsatsReport, OWN)
        with clients.in_scope(OWN):
            mailing.send_link(report, by=links.actor(report))
        return re.search(r"http://\S+?(/rapport/\S+)", mail.outbox[-1].body)[1]

    def _found(self, places: dict[str, str], by_link: str) -> list[Target]:
        found: dict[tuple, Target] = {}
        for name, place in places.items():
            row = PAGES[name]
            who = next((role for role in Role if {row.read, row.write or row.read} <= MAY[role]), None)
            who = who or next(role for role in Role if row.read in MAY[role])
            self._look(place + ASKED.get(name, ""), who, found)
            if row.get == 302:
                self._look(place, who, found, HTTP_HX_REQUEST="true")
        for name, who in OUTSIDE.items():
            self._look(reverse(name), who, found)
        self._look(by_link, "nobody", found)
        for name, row in PAGES.items():
            if row.write and not any(one.name == name for one in found.values()):
                bare = Target(
                    name, places[name], "script", tuple((one, "") for one in SCRIPTED.get(name, ("version",)))
                )
                found[bare.shape] = bare
        for shape, one in found.items():
            more = [field for field in SCRIPTED.get(one.name, ()) if field not in one.kinds]
            kinds = one.kinds | {field: "file" if field == "file" else "sent" for field in more}
            found[shape] = replace(one, kinds=kinds)
        return [found[shape] for shape in sorted(found)]

    def _look(self, place: str, who, found: dict, **headers) -> None:
        response = self.browsers[who].get(place, **headers)
        if response.get("Content-Type", "").startswith("text/html") and response.status_code == 200:
            for one in forms_on(place, response.content.decode(), who):
                row = PAGES.get(one.name)
                if (row and row.write) or (row is None and one.name):
                    found.setdefault(one.shape, one)

    def _of_others(self) -> list[str]:
        """Numbers and keys of what another förbund has, a few of each kind."""
        taken = []
        with scopes_disabled():
            for model in sorted({type(one) for one in _owned()}, key=lambda one: one.__name__):
                for one in model.objects.filter(forbund__key=FOREIGN).order_by("pk")[:2]:
                    taken += [str(one.pk), one.key]
        return taken

    def who_may(self, target: Target) -> list:
        """Those who may send it."""
        row = PAGES.get(target.name)
        if row is None:
            return [target.who]
        return [role for role in Role if row.write in MAY[role] and row.read in MAY[role]]

    def post(self, case: Case) -> list[str]:
        """Send it, look at the answer and where it leads, and take it back. What is wrong, in sentences."""
        client = self.browsers[case.role]
        client.cookies = deepcopy(self.cookies[case.role])
        body, kind = case.sends()
        headers = {"HTTP_ORIGIN": ORIGIN, **({"HTTP_HX_REQUEST": "true"} if case.htmx else {})}
        problems, self.saved, self.answered = [], False, None
        with transaction.atomic():
            try:
                with self.rows.watched():
                    response = client.generic(
                        case.method, case.target.place, body, content_type=kind, **headers
                    )
                self.answered = response.status_code
                problems += faults(case, response, self.rows, self.own)
                self.saved = "core_auditentry" in self.rows.touched
                if response.status_code == 302:
                    shown = client.get(response["Location"], follow=True)
                    problems += [f"then {one}" for one in faults(case, shown, Rows(), self.own)]
                    problems += [] if self.saved else dropped(case, shown)
                    if shown.status_code >= 400 and shown.status_code != 403:
                        problems.append(f"then {response['Location']} answers {shown.status_code}")
            except Exception:
                problems.append(traceback.format_exc(limit=-6))
            transaction.set_rollback(True)
        return problems


def _owned():
    from tests.test_foreign_ids import MODELS

    return [model() for model in MODELS if model.__module__.split(".")[0] != "tests"]
