"""The organisation's lists and forms: one Editor per kind of object."""

from finsam.core import services
from finsam.core.crud import tables
from finsam.core.crud.editor import Editor, OnePage
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from finsam.core.tenancy.years import year_in_use
from finsam.organisation import forms
from finsam.organisation.equity_levels import GUIDE
from finsam.organisation.models import AccessibilityStatement
from finsam.organisation.tables import (
    BodyTable,
    ContributionTable,
    EquityLevelTable,
    MemberTable,
    PayerTable,
    PersonTable,
    PictureTable,
    SeatTable,
    YearTable,
)

WRITE = Permission.EDIT_FORBUND
OF_PEOPLE = {"write": WRITE, "back": "people", "back_label": "Personer"}

members = Editor("members", "medlemmar", forms.MemberForm, MemberTable, write=WRITE)
payers = Editor(
    "payers",
    "bidragsgivare",
    forms.PayerForm,
    PayerTable,
    write=WRITE,
    back="contributions",
    back_label="Bidrag",
)
contributions = Editor(
    "contributions",
    "bidrag",
    forms.ContributionForm,
    ContributionTable,
    write=WRITE,
    queryset=lambda rows: rows.order_by("-year", "payer__order", "payer_id", "status"),
    list_template="organisation/contributions.html",
)


class EquityLevelEditor(Editor):
    """The levels, and beside them what applies to a förbund that has none of its forms."""

    def list_context(self, tenant: TenantContext) -> dict:
        return {"guide": GUIDE}


equity_levels = EquityLevelEditor(
    "equity-levels",
    "eget-kapital",
    forms.EquityLevelForm,
    EquityLevelTable,
    write=WRITE,
    back_label="Nivåer för eget kapital",
    list_template="organisation/equity_levels.html",
)
bodies = Editor("bodies", "organ", forms.BodyForm, BodyTable, **OF_PEOPLE)
persons = Editor("persons", "personer", forms.PersonForm, PersonTable, **OF_PEOPLE)
seats = Editor("seats", "uppdrag", forms.SeatForm, SeatTable, **OF_PEOPLE)
pictures = Editor(
    "pictures",
    "bilder",
    forms.PictureForm,
    PictureTable,
    write=Permission.EDIT_PLAN,
    queryset=lambda rows: rows.defer("data"),
    form_template="organisation/picture.html",
)


class YearEditor(Editor):
    """Years are opened, and only removed while they are empty."""

    def save(self, request, form, formsets):
        if form.instance.pk:
            super().save(request, form, formsets)
            return
        services.open_year(
            forbund=request.tenant.forbund,
            year=form.cleaned_data["year"],
            decided_before=form.cleaned_data["decided_before"],
            by=request.user,
        )


years = YearEditor("years", "ar", forms.YearForm, YearTable, write=WRITE, check_delete=year_in_use)


class ForbundEditor(OnePage):
    """The förbund itself."""

    def find(self, tenant: TenantContext, key):
        return tenant.forbund

    def page(self, tenant, obj):
        return self.home(tenant)


forbund = ForbundEditor(
    "forbund",
    "forbund",
    forms.ForbundForm,
    tables.OwnedTable,
    write=WRITE,
    intro="Förbundets namn, kontaktvägar, utseende och egna ord.",
    form_template="organisation/forbund.html",
)


class StatementEditor(OnePage):
    """The förbund's tillgänglighetsredogörelse, which is made by being saved."""

    def find(self, tenant: TenantContext, key):
        return tenant.all(AccessibilityStatement).first() or self.new(tenant)


statement = StatementEditor(
    "statement",
    "tillganglighetsredogorelse",
    forms.StatementForm,
    tables.OwnedTable,
    read=WRITE,
    write=WRITE,
    intro="Vad lagen (2018:1937) om tillgänglighet till digital offentlig service kräver att förbundet redogör för. "
    "När den är sparad kan alla läsa den utan att logga in, under förbundets offentliga handlingar.",
    form_template="organisation/statement.html",
)

EDITORS = (
    members,
    payers,
    contributions,
    equity_levels,
    bodies,
    persons,
    seats,
    pictures,
    years,
    forbund,
    statement,
)
