"""Parts of the binder: who sends what, where the figures come from, and who may what."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Max
from django.utils import timezone
from django.utils.html import escape

from finsam.core.models import Access, AuditEntry
from finsam.core.tenancy.permissions import Role
from finsam.core.values.periods import long_date, spell
from finsam.documents.resolved import Part
from finsam.organisation.models import Seat
from followup.handover.binder import Case, binder, listed, section
from followup.responsibility.models import InsatsResponsibility

# Each kind of figure: what it is, how it comes, where that is done, and the log's kinds that tell who did it last.
KINDS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("Budget", "Skrivs in rad för rad. Summor räknas.", "budget", ("budget.series", "budget.amount", "budget.line")),
    ("Utfall", "Läses in från bokföringen, och räknas ut med kontoreglerna.", "ledger", ("budget.ledgerimport",)),
    ("Kontoregler", "Skrivs in: vilka konton som hör till vilken budgetrad.", "ledger-placing", ("budget.accountrule",)),
    ("Medlemsbidrag", "Skrivs in, och jämförs med lagens fördelning.", "contributions", ("organisation.contribution",)),
    ("Beviljat och rekvirerat", "Skrivs in.", "insats-money", ("budget.grant", "budget.requisition")),
    ("Balansräkning", "Läses in med bokföringen, eller skrivs in.", "balance", ("followup.balanceitem", "followup.balanceamount", "followup.balancerule")),
    ("Eget kapital, resultat och andelar", "Räknas alltid. Skrivs aldrig in.", "facts", ()),
    ("Resultat mot mål", "Lämnas av den som ansvarar för insatsen, och godkänns.", "results", ("followup.goalreport",)),
    ("Statistik", "Lämnas av den som ansvarar för insatsen.", "statistics", ("followup.stattable",)),
    ("Indikatorenkäter", "Läses in eller skrivs in som svar per fråga.", "survey-rounds", ("followup.surveyround",)),
    ("Personal och sjukfrånvaro", "Skrivs in.", "personnel", ("followup.personnel",)),
)  # fmt: skip


@binder(30)
def senders(case: Case) -> Iterator[Part]:
    """Who sends what to the kansli, and where the members are reached."""
    forbund = case.tenant.forbund
    rows = [
        (f"Resultat och antal: {row.insats}", escape(row.access.user.name), escape(row.access.user.email))
        for row in InsatsResponsibility.objects.filter(forbund=forbund).select_related(
            "access__user", "insats"
        )
        if row.access.valid_on(case.today)
    ]
    ekonomer = Access.objects.filter(forbund=forbund, role=Role.EKONOM).select_related("user")
    rows += [
        ("Bokföringen", escape(row.user.name), escape(row.user.email))
        for row in ekonomer
        if row.valid_on(case.today)
    ]
    none = "<p>Ingen är satt som insatsansvarig, och ingen har rollen ekonom.</p>"
    tables = [listed("avsandare", "Vem som skickar vad", ("Vad", "Vem", "E-post"), rows)] if rows else []
    yield section("avsandare", "Vem som skickar vad", prose="" if rows else none, pieces=tables)
    contacts = list(_contacts(case))
    if contacts:
        table = listed("kontakter", "Medlemmarna", ("Medlem", "Uppdrag", "E-post"), contacts)
        yield section("kontakter", "Var medlemmarna nås", level=2, pieces=[table])


def _contacts(case: Case) -> Iterator[tuple[str, str, str]]:
    """The seats that are held for a member, as roles with the addresses of the register."""
    rows = Seat.objects.filter(forbund=case.tenant.forbund).select_related("person", "body")
    for seat in rows.prefetch_related("members"):
        if seat.sits_on(case.today) and seat.person.email:
            for member in seat.members.all():
                role = f"{seat.get_role_display()}, {seat.body}"
                yield str(member), escape(role), escape(seat.person.email)


@binder(40)
def sources(case: Case) -> Iterator[Part]:
    """For each kind of figure: how it comes, who did it last, and where."""
    last = _last(case)
    rows = []
    for name, how, page, kinds in KINDS:
        entries = [last[kind] for kind in kinds if kind in last]
        newest = max(entries, key=lambda entry: entry.at, default=None)
        said = f"{newest.by_name}, {long_date(timezone.localdate(newest.at))}" if newest else ""
        rows.append((name, escape(how), escape(said or ("–" if kinds else "")), case.link("Öppna", page)))
    heads = ("Siffra", "Hur den kommer", "Senast")
    if case.paper:
        rows = [row[:3] for row in rows]
    else:
        heads = (*heads, "Var")
    table = listed("ursprung", "Var siffrorna kommer från", heads, rows)
    yield section("ursprung", "Var siffrorna kommer från", pieces=[table])


def _last(case: Case) -> dict[str, AuditEntry]:
    """The newest row in the log of each kind: two questions."""
    kinds = [kind for _, _, _, kinds in KINDS for kind in kinds]
    rows = AuditEntry.objects.filter(forbund_key=case.tenant.forbund.key, kind__in=kinds)
    newest = list(rows.values("kind").annotate(last=Max("pk")).order_by().values_list("last", flat=True))
    return {entry.kind: entry for entry in AuditEntry.objects.filter(pk__in=newest)}


@binder(90)
def accesses(case: Case) -> Iterator[Part]:
    """Who may come in, as what, until when, and who has never signed in."""
    rows = [
        (
            row.user.name or row.user.email,
            escape(row.get_role_display()),
            escape(spell(row.start, row.end) or "tills vidare"),
            _signed_in(row),
        )
        for row in Access.objects.filter(forbund=case.tenant.forbund).select_related("user")
        if row.end is None or row.end >= case.today
    ]
    table = listed("atkomst", "Vem som får vad", ("Person", "Roll", "Gäller", "Loggade senast in"), rows)
    yield section("atkomst", "Vem som får vad", pieces=[table])


def _signed_in(access: Access) -> str:
    when = access.user.last_login
    return long_date(timezone.localdate(when)) if when else "Har inte loggat in"
