"""Pages over results: what to report, the entry of a result, its way to approval, and the year's verdicts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path

from finsam.core.audit import places
from finsam.core.crud.editor import tell_saved
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.values.grouping import grouped
from finsam.disclosure.reader import reader_of
from finsam.documents.books import open_book
from finsam.facts.book import Book
from followup.goals import forms
from followup.goals import queries as results
from followup.goals import services as actions
from followup.goals.judging import wording
from followup.goals.judging.judging import judge_goal
from followup.goals.missing import duties
from followup.goals.models import GoalReport
from followup.goals.states import REPORTS, State
from followup.responsibility.queries import own_insatser, report_dates, responsible
from plans import queries
from plans.models.goals import Goal
from plans.texts.wording import PLAIN, TextFormatter, goal_text

DONE_WORDS = {
    "lamna-in": "resultatet är inlämnat. Förbundschefen godkänner det.",
    "ta-tillbaka": "resultatet är ett utkast igen.",
    "skicka-tillbaka": "resultatet är tillbakaskickat.",
    "godkann": "resultatet är godkänt.",
    "oppna": "resultatet är öppnat och kan ändras.",
}
BUTTONS = {
    "ta-tillbaka": "Ta tillbaka",
    "skicka-tillbaka": "Skicka tillbaka",
    "godkann": "Godkänn",
    "oppna": "Öppna för ändring",
}


@places.page_for(GoalReport)
def _report_page(tenant: TenantContext, report: GoalReport) -> str:
    return places.address_of(tenant, report, "results-enter", key=report.goal.key, end=str(report.end))


def _book(tenant: TenantContext) -> Book:
    return open_book(tenant.forbund, tenant.fiscal_year.year)


def _pen(tenant: TenantContext, book: Book) -> TextFormatter:
    """Plain words, with a mark for the figures that this visitor doesn't see."""
    reader = reader_of(tenant, book)
    return replace(PLAIN, figure=lambda fact, form: reader.in_text(fact, PLAIN.figure(fact, form)))


def _goal(tenant: TenantContext, book: Book, key: str) -> Goal:
    """A goal with results that the visitor may see. Raises Http404, or PermissionDenied with the reason."""
    tree = book.read(queries.goals, book.year)
    goal = tree.by_key.get(key)
    if goal is None or goal not in results.reported_goals(tree):
        raise Http404("Målet finns inte bland dem som har resultat.")
    own = own_insatser(tenant)
    if own is not None:
        insatser = {row.pk: row.insats_id for row in book.read(queries.insatser, book.year).values()}
        if insatser.get(results.insats_year_id_of(tree, goal)) not in own:
            raise PermissionDenied(
                "Du rapporterar om de insatser som du ansvarar för. Det här målet hör till en annan."
            )
    return goal


def _end(tenant: TenantContext, text: str) -> date:
    try:
        end = date.fromisoformat(text)
    except ValueError as error:
        raise Http404("Datumet går inte att läsa.") from error
    if end.year != tenant.fiscal_year.year:
        raise Http404(f"Målet gäller {tenant.fiscal_year}. Välj {end.year} överst på sidan.")
    return end


@require_permission()
def to_report(request):
    """What is to be reported and by when: the own insatser, or all of them."""
    tenant = request.tenant
    book = _book(tenant)
    own = own_insatser(tenant)
    owed = [
        duty
        for duty in duties(book)
        if own is None or (duty.insats is not None and duty.insats.insats_id in own)
    ]
    occasions = []
    for occasion, group in groupby(owed, key=lambda duty: duty.occasion):
        mine = list(group)
        insatser = grouped(mine, by=lambda duty: duty.insats)  # wherever the goals stand in the plan
        occasions.append(
            {
                "occasion": occasion,
                "insatser": list(insatser.items()),
                "left": sum(not x.done for x in mine),
                "all": len(mine),
            }
        )
    context = {
        "occasions": occasions,
        "own": own,
        "waiting": [duty for duty in owed if duty.waiting],
        "may_approve": Permission.EDIT_FOLLOWUP in tenant.permissions,
        "refusal": tenant.refusal(Permission.REPORT),
    }
    return render(request, "followup/to_report.html", context)


@require_permission()
def all_results(request):
    """Every goal with its verdict as of a day, for those who follow the whole year."""
    tenant = request.tenant
    book = _book(tenant)
    dates = book.read(report_dates, book.year)
    asked = request.GET.get("till", "")
    end = _end(tenant, asked) if asked else dates[-1].end
    tree, reported = book.read(queries.goals, book.year), book.read(results.reports, book.year)
    insatser = {planned.pk: planned for planned in book.read(queries.insatser, book.year).values()}
    own, formatter = own_insatser(tenant), _pen(tenant, book)
    groups: dict = {}
    for goal in results.reported_goals(tree):
        insats = insatser.get(results.insats_year_id_of(tree, goal))
        if own is not None and (insats is None or insats.insats_id not in own):
            continue
        report = reported.of(goal, end)
        if report is not None and not _may_see(tenant, report):
            report = None
        verdict = judge_goal(book, goal, report, end)
        row = {
            "goal": goal,
            "text": goal_text(goal),
            "verdict": verdict,
            "status": wording.status_html(verdict.status),
            "lines": [(label, text) for _, label, text in wording.lines(verdict, formatter) if text],
            "state": State(report.state).label if report else "",
            "url": address(tenant, "results-enter", key=goal.key, end=str(end)),
        }
        groups.setdefault(insats, []).append(row)
    context = {"groups": list(groups.items()), "dates": dates, "end": end, "drafts": tenant.may["report"]}
    return render(request, "followup/results.html", context)


def _may_see(tenant: TenantContext, report: GoalReport) -> bool:
    """A draft is its writers' own until it is handed in."""
    return report.state != State.DRAFT or Permission.REPORT in tenant.permissions


def _report(tenant: TenantContext, book: Book, key: str, end: str) -> GoalReport:
    """What is reported of a goal up to a day, or a new one to report it in."""
    goal, day = _goal(tenant, book, key), _end(tenant, end)
    rows = GoalReport.objects.filter(forbund=tenant.forbund, goal=goal, end=day)
    report = rows.select_related("fiscal_year", "forbund").prefetch_related("results").first()
    if report is None or not _may_see(tenant, report):
        report = GoalReport(forbund=tenant.forbund, fiscal_year=tenant.fiscal_year, goal=goal, end=day)
    report.goal = goal  # read with its parts
    return report


@require_permission(write=Permission.REPORT)
def enter(request, key, end):
    """A goal's result up to a day: written here, kept as a draft, handed in when it agrees with itself."""
    tenant = request.tenant
    book = _book(tenant)
    report = _report(tenant, book, key, end)
    posting = request.method == "POST"
    entry = forms.ReportEntry(report, tenant=tenant, data=request.POST if posting else None)
    kept = False
    if posting:
        entry.read()
        # Somebody who saw no report yet has not seen the one that another has begun meanwhile.
        version = entry.form.cleaned_data.get("version") or 0
        if entry.untouched and request.POST.get("steg") != "lamna-in":
            tell_saved(request, "", changed=False)
            return HttpResponseRedirect(address(tenant, "results-enter", key=key, end=end))
        kept = entry.form.carry_out(
            actions.save_report, report, entry.children(), by=request.user, version=version
        )
        if kept:
            done = _after_saving(request, entry)
            if done is not None:
                return done
            entry.go_on()
        elif entry.form.stale is not None:
            entry.form.stale += entry.rows_saved_since()
    elif report.pk and report.state == State.DRAFT:
        entry.remark()
    return _entry_page(request, book, entry, kept=kept, status=422 if posting else 200)


def _after_saving(request, entry: forms.ReportEntry) -> HttpResponse | None:
    """On to the next page, or None where something has to be mended here."""
    tenant, report = request.tenant, entry.report
    handing_in = request.POST.get("steg") == "lamna-in"
    if entry.errors or (handing_in and entry.remark()):
        return None
    if handing_in:
        try:
            actions.take_step(report, "lamna-in", by=request.user)
        except ValidationError as error:  # somebody else has handed it in at this very moment
            entry.form.blame(error)
            return None
        messages.success(request, _done_words(report.goal, "lamna-in"))
        return HttpResponseRedirect(address(tenant, "to-report"))
    tell_saved(request, f"”{report.goal}” är sparat som utkast.", changed=entry.form.changed)
    return HttpResponseRedirect(address(tenant, "results-enter", key=report.goal.key, end=str(report.end)))


def _done_words(goal: Goal, taken: str) -> str:
    """`”Arbete”: resultatet är godkänt.`"""
    return f"”{goal}”: {DONE_WORDS[taken]}"


def _entry_page(request, book: Book, entry: forms.ReportEntry, *, kept=False, form=None, status=200):
    tenant, report = request.tenant, entry.report
    formatter = _pen(tenant, book)
    verdict = judge_goal(book, report.goal, report if report.pk else None, report.end)
    refusal = tenant.refusal(Permission.REPORT)
    steps = REPORTS.steps_from(report.state, tenant.permissions) if report.pk else []
    context = {
        "entry": entry,
        "report": report,
        "goal": report.goal,
        "text": goal_text(report.goal),
        "verdict": verdict,
        "status": wording.status_html(verdict.status),
        "lines": [(label, text) for _, label, text in wording.lines(verdict, formatter) if text],
        "bound": [
            {
                "part": x.part,
                "text": wording.among_text(x, x.among[0], formatter) if x.among else x.why,
            }
            for x in verdict.parts
            if x.part.fact
        ],
        "people": responsible(tenant.forbund),
        "refusal": refusal,
        # What was written is shown also when it came too late to be kept.
        "editable": (report.state == State.DRAFT or entry.form.is_bound) and not refusal,
        "steps": [(step, BUTTONS[step]) for step in steps if step in BUTTONS],
        "return_form": form or forms.ReturnForm(),
        "stale": entry.form.stale,
        "kept": kept,
        "back": address(tenant, "to-report"),
        "step_url": address(tenant, "results-step", key=report.goal.key, end=str(report.end)),
    }
    return render(request, "followup/goal_report_form.html", context, status=status)


@require_permission(write=Permission.REPORT)
def step(request, key, end):
    """Take a report a step on or back."""
    tenant = request.tenant
    book = _book(tenant)
    report = _report(tenant, book, key, end)
    wanted = request.POST.get("steg", "")
    if request.method != "POST" or report.pk is None or wanted not in REPORTS.steps:
        return HttpResponseRedirect(address(tenant, "results-enter", key=key, end=end))
    tenant.require(REPORTS.steps[wanted].permission)
    form = forms.ReturnForm(request.POST)
    form.is_valid()
    try:
        actions.take_step(report, wanted, by=request.user, reason=form.cleaned_data.get("reason", ""))
    except ValidationError as error:
        form.add_error("reason" if wanted == "skicka-tillbaka" else None, error.messages)
        entry = forms.ReportEntry(report, tenant=tenant)
        return _entry_page(request, book, entry, form=form, status=422)
    messages.success(request, _done_words(report.goal, wanted))
    return HttpResponseRedirect(address(tenant, "to-report"))


urlpatterns = [
    path("att-rapportera/", to_report, name="to-report"),
    path("resultat/", all_results, name="results"),
    path("resultat/<slug:key>/<str:end>/", enter, name="results-enter"),
    path("resultat/<slug:key>/<str:end>/steg/", step, name="results-step"),
]
