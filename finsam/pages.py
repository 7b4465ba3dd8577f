"""The ground floor's pages under /<forbund>/<år>/: one Editor per kind of object, and the few of their own."""

from django.urls import path

from finsam import actions, lists, prose, rules
from finsam import forms as own
from finsam.doors import Visit, door
from finsam.editing import Editor
from finsam.models import (
    Body,
    Contribution,
    EquityLevel,
    FiscalYear,
    Forbund,
    Member,
    Payer,
    Person,
    Picture,
    Seat,
)
from finsam.roles import Permission
from finsam.views import access, kommun_shares, log, people

WRITE = Permission.EDIT_FORBUND

members = Editor(
    name="members",
    segment="medlemmar",
    model=Member,
    form=own.MemberForm,
    table=lists.MemberTable,
    write=WRITE,
    intro="Förbundets parter enligt förbundsordningen: Försäkringskassan, Arbetsförmedlingen, regionen och kommunerna.",
    example="Region Västernorrland, region, medlem sedan 1 januari 2015.",
)
payers = Editor(
    name="payers",
    segment="bidragsgivare",
    model=Payer,
    form=own.PayerForm,
    table=lists.PayerTable,
    write=WRITE,
    intro="En bidragsgivare är en eller flera medlemmar som betalar tillsammans. Staten betalar ofta för både "
    "Försäkringskassan och Arbetsförmedlingen.",
    example="”Staten”, som betalar för Försäkringskassan och Arbetsförmedlingen.",
    back="contributions",
    back_label="Bidrag",
    queryset=lambda found: found.prefetch_related("members"),
)
contributions = Editor(
    name="contributions",
    segment="bidrag",
    model=Contribution,
    form=own.ContributionForm,
    table=lists.ContributionTable,
    write=WRITE,
    intro="Vad varje bidragsgivare betalar, år för år, och hur säkert det är: uppskattat, äskat, preliminärt, "
    "beslutat eller inbetalt. Budgetens intäkter läses härifrån.",
    example="Staten, 2026, äskat, 2 500 000 kr.",
    queryset=lambda found: found.select_related("payer").order_by(
        "-year", "payer__order", "payer_id", "status"
    ),
    list_template="finsam/contributions.html",
)


class EquityLevelEditor(Editor):
    """The levels, and beside them what applies to a förbund that has none of its own."""

    def list_context(self, visit: Visit) -> dict:
        return {"guide": rules.GUIDE}


equity_levels = EquityLevelEditor(
    name="equity-levels",
    segment="eget-kapital",
    model=EquityLevel,
    form=own.EquityLevelForm,
    table=lists.EquityLevelTable,
    write=WRITE,
    intro="Hur stort eget kapital förbundet högst ska ha, som andel av medlemsbidragen. Avstämningen jämför budgetens "
    "och årets utgående kapital med det. Förbundets egna nivåer gäller i stället för riktvärdet.",
    example="från 2026, när bidragen är minst 0 kr: 20 %, dock högst 3\u00a0000\u00a0000\u00a0kr.",
    back_label="Nivåer för eget kapital",
    list_template="finsam/equity_levels.html",
)
bodies = Editor(
    name="bodies",
    segment="organ",
    model=Body,
    form=own.BodyForm,
    table=lists.BodyTable,
    write=WRITE,
    intro="Styrelsen, beredningsgruppen, kansliet och revisorerna.",
    example="Styrelsen, 5 ordinarie och 5 ersättare.",
    back="people",
    back_label="Personer",
)
persons = Editor(
    name="persons",
    segment="personer",
    model=Person,
    form=own.PersonForm,
    table=lists.PersonTable,
    write=WRITE,
    intro="Personer med uppdrag i förbundet. Aldrig deltagare.",
    back="people",
    back_label="Personer",
)
seats = Editor(
    name="seats",
    segment="uppdrag",
    model=Seat,
    form=own.SeatForm,
    table=lists.SeatTable,
    write=WRITE,
    intro="Vem som sitter var, för vilken medlem och under vilken tid.",
    example="Ordförande i styrelsen för Region Västernorrland sedan 1 januari 2023.",
    back="people",
    back_label="Personer",
    queryset=lambda found: found.select_related("person", "body").prefetch_related("members"),
)
pictures = Editor(
    name="pictures",
    segment="bilder",
    model=Picture,
    form=own.PictureForm,
    table=lists.PictureTable,
    write=Permission.EDIT_PLAN,
    intro="Logotyp och bilder till omslag och avsnitt. Varje bild behöver en beskrivning för den som inte ser den.",
    example="logotypen, med beskrivningen ”Samordningsförbundets logotyp”.",
    queryset=lambda found: found.defer("data"),
    form_template="finsam/picture.html",
)


class YearEditor(Editor):
    """Years are opened, and only removed while they are empty."""

    def save(self, request, form, formsets):
        if form.instance.pk:
            super().save(request, form, formsets)
            return
        actions.open_year(
            forbund=request.visit.forbund,
            year=form.cleaned_data["year"],
            decided_before=form.cleaned_data["decided_before"],
            by=request.user,
        )


def year_in_use(year: FiscalYear) -> str | None:
    """A year is the ground that a plan and a budget stand on."""
    relations = [
        field
        for field in FiscalYear._meta.get_fields(include_hidden=True)
        if field.one_to_many or field.one_to_one
    ]
    used = [
        str(one.related_model._meta.verbose_name_plural)
        for one in relations
        if one.related_model._base_manager.filter(**{one.field.name: year}).exists()
    ]
    return f"Året {year} kan inte tas bort: det har {prose.listed(used)}." if used else None


years = YearEditor(
    name="years",
    segment="ar",
    model=FiscalYear,
    form=own.YearForm,
    table=lists.YearTable,
    write=WRITE,
    intro="Varje år har sin plan, sin budget och sina resultat.",
    check_delete=year_in_use,
)


class ForbundEditor(Editor):
    """The förbund itself: one page, nothing to add or remove."""

    def find(self, visit: Visit, key):
        return visit.forbund

    def urls(self):
        return [path(f"{self.segment}/", door(self.read, self.write)(self.edit_page), name=self.name)]

    def page(self, visit, obj):
        return self.home(visit)


forbund = ForbundEditor(
    name="forbund",
    segment="forbund",
    model=Forbund,
    form=own.ForbundForm,
    table=lists.OwnedTable,
    write=WRITE,
    intro="Förbundets namn, kontaktvägar, utseende och egna ord.",
    form_template="finsam/forbund.html",
)


urlpatterns = [
    path("organ-och-personer/", people.people, name="people"),
    path("bilder/<slug:key>/fil/", people.picture_file, name="picture-file"),
    path("kommunandelar/", kommun_shares.kommun_shares, name="kommun-shares"),
    path("atkomst/", access.access_list, name="access"),
    path("atkomst/ny/", access.invite, name="access-new"),
    path("atkomst/<slug:key>/igen/", access.send_again, name="access-again"),
    *access.editor.urls()[2:],
    path("logg/", log.log, name="log"),
    path("logg/csv/", log.log_csv, name="log-csv"),
    *(
        one
        for editor in (
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
        for one in editor.urls()
    ),
]
