"""The organisation's lists and forms: one Editor per kind of object."""

from finsam.core import services
from finsam.core.crud import tables
from finsam.core.crud.editor import Editor, OnePage
from finsam.core.tenancy.access import TenantContext
from finsam.core.tenancy.permissions import Permission
from finsam.core.tenancy.years import year_in_use
from finsam.organisation import forms
from finsam.organisation.equity_levels import GUIDE
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

members = Editor(
    name="members",
    segment="medlemmar",
    form=forms.MemberForm,
    table=MemberTable,
    write=WRITE,
    intro="Förbundets parter enligt förbundsordningen: Försäkringskassan, Arbetsförmedlingen, regionen och kommunerna.",
    example="Region Västernorrland, region, medlem sedan 1 januari 2015.",
)
payers = Editor(
    name="payers",
    segment="bidragsgivare",
    form=forms.PayerForm,
    table=PayerTable,
    write=WRITE,
    intro="En bidragsgivare är en eller flera medlemmar som betalar tillsammans. Staten betalar ofta för både "
    "Försäkringskassan och Arbetsförmedlingen.",
    example="”Staten”, som betalar för Försäkringskassan och Arbetsförmedlingen.",
    back="contributions",
    back_label="Bidrag",
    queryset=lambda rows: rows.prefetch_related("members"),
)
contributions = Editor(
    name="contributions",
    segment="bidrag",
    form=forms.ContributionForm,
    table=ContributionTable,
    write=WRITE,
    intro="Vad varje bidragsgivare betalar, år för år, och hur säkert det är: uppskattat, äskat, preliminärt, "
    "beslutat eller inbetalt. Budgetens intäkter läses härifrån.",
    example="Staten, 2026, äskat, 2 500 000 kr.",
    queryset=lambda rows: rows.select_related("payer").order_by(
        "-year", "payer__order", "payer_id", "status"
    ),
    list_template="organisation/contributions.html",
)


class EquityLevelEditor(Editor):
    """The levels, and beside them what applies to a förbund that has none of its forms."""

    def list_context(self, tenant: TenantContext) -> dict:
        return {"guide": GUIDE}


equity_levels = EquityLevelEditor(
    name="equity-levels",
    segment="eget-kapital",
    form=forms.EquityLevelForm,
    table=EquityLevelTable,
    write=WRITE,
    intro="Hur stort eget kapital förbundet högst ska ha, som andel av medlemsbidragen. Avstämningen jämför budgetens "
    "och årets utgående kapital med det. Förbundets egna nivåer gäller i stället för riktvärdet.",
    example="från 2026, när bidragen är minst 0 kr: 20 %, dock högst 3\u00a0000\u00a0000\u00a0kr.",
    back_label="Nivåer för eget kapital",
    list_template="organisation/equity_levels.html",
)
bodies = Editor(
    name="bodies",
    segment="organ",
    form=forms.BodyForm,
    table=BodyTable,
    write=WRITE,
    intro="Styrelsen, beredningsgruppen, kansliet och revisorerna.",
    example="Styrelsen, 5 ordinarie och 5 ersättare.",
    back="people",
    back_label="Personer",
)
persons = Editor(
    name="persons",
    segment="personer",
    form=forms.PersonForm,
    table=PersonTable,
    write=WRITE,
    intro="Personer med uppdrag i förbundet. Aldrig deltagare.",
    back="people",
    back_label="Personer",
)
seats = Editor(
    name="seats",
    segment="uppdrag",
    form=forms.SeatForm,
    table=SeatTable,
    write=WRITE,
    intro="Vem som sitter var, för vilken medlem och under vilken tid.",
    example="Ordförande i styrelsen för Region Västernorrland sedan 1 januari 2023.",
    back="people",
    back_label="Personer",
    queryset=lambda rows: rows.select_related("person", "body").prefetch_related("members"),
)
pictures = Editor(
    name="pictures",
    segment="bilder",
    form=forms.PictureForm,
    table=PictureTable,
    write=Permission.EDIT_PLAN,
    intro="Logotyp och bilder till omslag och avsnitt. Varje bild behöver en beskrivning för den som inte ser den.",
    example="logotypen, med beskrivningen ”Samordningsförbundets logotyp”.",
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


years = YearEditor(
    name="years",
    segment="ar",
    form=forms.YearForm,
    table=YearTable,
    write=WRITE,
    intro="Varje år har sin plan, sin budget och sina resultat.",
    check_delete=year_in_use,
)


class ForbundEditor(OnePage):
    """The förbund itself."""

    def find(self, tenant: TenantContext, key):
        return tenant.forbund

    def page(self, tenant, obj):
        return self.home(tenant)


forbund = ForbundEditor(
    name="forbund",
    segment="forbund",
    form=forms.ForbundForm,
    table=tables.OwnedTable,
    write=WRITE,
    intro="Förbundets namn, kontaktvägar, utseende och egna ord.",
    form_template="organisation/forbund.html",
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
)
