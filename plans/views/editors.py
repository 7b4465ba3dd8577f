"""The plan's pages under /<forbund>/<år>/: one Editor per kind of object."""

from __future__ import annotations

from django.shortcuts import render
from django.urls import path

from finsam.core.audit import places
from finsam.core.crud.editor import Editor
from finsam.core.models import Owned
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.documents.books import open_book
from finsam.web.screen import on_screen
from plans import forms, queries, services, tables
from plans.meetings.forms import ITEMS
from plans.models.goals import Goal, GoalLevel
from plans.models.insatser import InsatsYear
from plans.models.year import Meeting
from plans.texts.goal_tree import branch_of, goals_of_insatser, own_goals

WRITE = Permission.EDIT_PLAN

kinds = Editor(
    "insats-categories",
    "insatskategorier",
    forms.InsatsKindForm,
    tables.KindTable,
    write=WRITE,
    section="insatser",
)


class InsatsEditor(Editor):
    """An insats has a page to read, as it prints, and a form behind it."""

    singular, plural = "insats", "insatser"  # the year goes without saying

    def urls(self):
        every, new, change, remove = super().urls()
        show = require_permission(self.read)(self.show_page)
        place = f"{self.name}/<slug:key>/"
        return [
            every,
            new,
            path(place, show, name=f"{self.name}-show"),
            path(f"{place}andra/", change.callback, name=f"{self.name}-edit"),
            remove,
        ]

    def after(self, tenant, obj):
        return address(tenant, f"{self.name}-show", key=obj.key)

    def show_page(self, request, key):
        """The insatskort as it prints, its goals, and the way to each of its fields."""
        tenant = request.tenant
        insats = tenant.get(InsatsYear, key=key)
        book = open_book(tenant.forbund, tenant.fiscal_year.year)
        options = {"insatser": [insats.insats.key], "kind_line": True}
        tree = book.read(queries.goals, book.year)
        context = {
            "editor": self,
            "object": insats,
            "goals": [branch_of(tree, goal) for goal in tree.of_insats(insats)],
            "refusal": tenant.refusal(self.write),
            **on_screen(tenant, book, "insatser", options),
        }
        return render(request, "plans/insats.html", context)


insatser = InsatsEditor(
    "insatser",
    "insatser",
    forms.InsatsForm,
    tables.InsatsTable,
    action=services.save_insats,
    write=WRITE,
    children=(("Fördelning på kategorier", forms.SHARES),),
    list_template="plans/insatser.html",
)


class GoalEditor(Editor):
    """Goals are listed as the tree they are."""

    def list_page(self, request):
        tenant = request.tenant
        book = open_book(tenant.forbund, tenant.fiscal_year.year)
        context = {
            "editor": self,
            "parts": [("Förbundets mål", own_goals(book)), ("Insatsernas mål", goals_of_insatser(book))],
            "new_url": address(tenant, "goals-new"),
            "refusal": tenant.refusal(self.write),
        }
        return render(request, self.list_template, context)

    def context(self, tenant, obj):
        tree = open_book(tenant.forbund, tenant.fiscal_year.year).read(queries.goals, tenant.fiscal_year.year)
        return {"branch": branch_of(tree, tree.by_key[obj.key])} if obj.pk else {}

    def begin(self, obj, tenant: TenantContext, query):
        if query.get("under"):
            above = tenant.get(Goal, key=query["under"])
            obj.parent, obj.kind, obj.insats_year = above, above.kind, above.insats_year
            obj.level = GoalLevel.ACTIVITY if above.level == GoalLevel.GOAL else GoalLevel.GOAL
        if query.get("insats"):
            obj.insats_year = tenant.get(InsatsYear, key=query["insats"])


goals = GoalEditor(
    "goals",
    "mal",
    forms.GoalForm,
    tables.OwnedTable,
    write=WRITE,
    intro="Vad förbundet ska nå under året, för sig självt och i varje insats. Målvärdena skrivs en gång, i målets "
    "delar, och hämtas därifrån till planen, korten och uppföljningen.",
    example="”{mål} av deltagarna går till arbete eller studier”, där målet är minst 30 %.",
    children=(("Så mäts målet", forms.PARTS),),
    list_template="plans/goals.html",
    form_template="plans/goal_form.html",
)


class RiskEditor(Editor):
    """The matrix over the list of the risks, once some are weighed by likelihood and impact."""

    def list_context(self, tenant):
        book = open_book(tenant.forbund, tenant.fiscal_year.year)
        if not book.facts("risk", book.year):
            return {"pieces": []}
        return on_screen(tenant, book, "riskmatris", {"show": "matris"})


risks = RiskEditor(
    "risks",
    "risker",
    forms.RiskForm,
    tables.RiskTable,
    write=WRITE,
    children=(("Åtgärder", forms.MEASURES),),
    list_template="plans/risks.html",
)


class MeetingEditor(Editor):
    """A meeting that is added stands in the body that meets most often; its agenda is written with it."""

    def page(self, tenant, obj):
        return places.address_of(tenant, obj, "meetings-show", key=obj.key)

    def after(self, tenant, obj):
        return address(tenant, "meetings-show", key=obj.key)

    def begin(self, obj: Owned, tenant: TenantContext, query):
        last = tenant.all(Meeting).order_by("-pk").select_related("body").first()
        if last is not None:
            obj.body, obj.place, obj.start, obj.end = last.body, last.place, last.start, last.end


meetings = MeetingEditor(
    "meetings",
    "moten",
    forms.MeetingForm,
    tables.MeetingTable,
    write=Permission.EDIT_MEETINGS,
    children=(("Dagordning", ITEMS),),
    list_template="plans/meetings.html",
)


consultations = Editor(
    "consultations",
    "medlemssamrad",
    forms.ConsultationForm,
    tables.ConsultationTable,
    write=WRITE,
    children=(("Vad medlemmarna sa", forms.VIEWPOINTS),),
)


class WheelEditor(Editor):
    """The wheel itself over the list of the förbund's own points."""

    def list_context(self, tenant):
        return on_screen(tenant, open_book(tenant.forbund, tenant.fiscal_year.year), "arshjul", {})


wheel = WheelEditor(
    "wheel-items",
    "arshjul",
    forms.WheelItemForm,
    tables.WheelTable,
    write=WRITE,
    list_template="plans/wheel.html",
)
projects = Editor("projects", "projekt", forms.ProjectForm, tables.ProjectTable, write=WRITE)

EDITORS = (kinds, insatser, goals, risks, meetings, consultations, wheel, projects)
