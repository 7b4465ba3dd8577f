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

from finsam import actions as writes
from finsam import places
from finsam.documents.facts import Book
from finsam.documents.reader import reader_of
from finsam.documents.suppress import INNER
from finsam.documents.xlsx import tables_to_xlsx
from finsam.doors import Visit, address, door
from finsam.editing import Editor, both, tell_saved
from finsam.roles import Permission
from followup import results, sheet, wording
from followup.actions import goals as actions
from followup.duties import duties, responsible
from followup.forms import goals as forms
from followup.judging import judge_goal
from followup.lists import goals as lists
from followup.models.goals import GoalReport, GoalResult, InsatsResponsibility, ReportDate
from followup.states import STEPS, State, steps_from
from plans import queries
from plans.models import Goal
from plans.wording import PLAIN, Pen, goal_text

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
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
def _report_page(visit: Visit, report: GoalReport) -> str:
    return places.address_of(visit, report, "resultat-ange", key=report.goal.key, end=str(report.end))


def _book(visit: Visit) -> Book:
    return Book(visit.forbund, visit.fiscal_year.year)


def _pen(visit: Visit, book: Book) -> Pen:
    """Plain words, with a mark for the figures that this visitor doesn't see."""
    reader = reader_of(visit, book)
    return replace(PLAIN, figure=lambda fact, form: reader.said(fact, PLAIN.figure(fact, form)))


def _goal(visit: Visit, book: Book, key: str) -> Goal:
    """A goal with results that the visitor may see. Raises Http404, or PermissionDenied with the reason."""
    tree = book.read(queries.goals, book.year)
    goal = tree.by_key.get(key)
    if goal is None or goal not in results.reported_goals(tree):
        raise Http404("Målet finns inte bland dem som har resultat.")
    own = results.own_insatser(visit)
    if own is not None:
        insatser = {one.pk: one.insats_id for one in book.read(queries.insatser, book.year).values()}
        if insatser.get(results.insats_id_of(tree, goal)) not in own:
            raise PermissionDenied(
                "Du rapporterar om de insatser som du ansvarar för. Det här målet hör till en annan."
            )
    return goal


def _end(visit: Visit, text: str) -> date:
    try:
        end = date.fromisoformat(text)
    except ValueError as error:
        raise Http404("Datumet går inte att läsa.") from error
    if end.year != visit.fiscal_year.year:
        raise Http404(f"Målet gäller {visit.fiscal_year}. Välj {end.year} överst på sidan.")
    return end


@door()
def to_report(request):
    """What is to be reported and by when: the own insatser, or all of them."""
    visit = request.visit
    book = _book(visit)
    own = results.own_insatser(visit)
    found = duties(book, own)
    occasions = []
    for occasion, group in groupby(found, key=lambda duty: duty.occasion):
        mine = list(group)
        insatser: dict = {}  # an insats's goals together, wherever they stand in the plan
        for duty in mine:
            insatser.setdefault(duty.insats, []).append(duty)
        occasions.append(
            {
                "occasion": occasion,
                "insatser": list(insatser.items()),
                "left": sum(not one.done for one in mine),
                "all": len(mine),
            }
        )
    context = {
        "occasions": occasions,
        "own": own,
        "waiting": [one for one in found if one.report is not None and one.report.state == State.SUBMITTED],
        "may_approve": Permission.EDIT_FOLLOWUP in visit.permissions,
        "refusal": visit.refusal(Permission.REPORT),
    }
    return render(request, "followup/to_report.html", context)


@door()
def all_results(request):
    """Every goal with its verdict as of a day, for those who follow the whole year."""
    visit = request.visit
    book = _book(visit)
    dates = book.read(results.report_dates, book.year)
    asked = request.GET.get("till", "")
    end = _end(visit, asked) if asked else dates[-1].end
    tree, found = book.read(queries.goals, book.year), book.read(results.reports, book.year)
    insatser = {one.pk: one for one in book.read(queries.insatser, book.year).values()}
    own, pen = results.own_insatser(visit), _pen(visit, book)
    groups: dict = {}
    for goal in results.reported_goals(tree):
        insats = insatser.get(results.insats_id_of(tree, goal))
        if own is not None and (insats is None or insats.insats_id not in own):
            continue
        report = found.of(goal, end)
        if report is not None and not _may_see(visit, report):
            report = None
        verdict = judge_goal(book, goal, report, end)
        row = {
            "goal": goal,
            "text": goal_text(goal),
            "verdict": verdict,
            "status": wording.status_html(verdict.status),
            "lines": [(label, text) for _, label, text in wording.lines(verdict, pen) if text],
            "state": State(report.state).label if report else "",
            "url": address(visit, "resultat-ange", key=goal.key, end=str(end)),
        }
        groups.setdefault(insats, []).append(row)
    context = {"groups": list(groups.items()), "dates": dates, "end": end, "drafts": visit.may["report"]}
    return render(request, "followup/results.html", context)


def _may_see(visit: Visit, report: GoalReport) -> bool:
    """A draft is its writers' own until it is handed in."""
    return report.state != State.DRAFT or Permission.REPORT in visit.permissions


def _report(visit: Visit, goal: Goal, end: date) -> GoalReport:
    found = GoalReport.objects.filter(forbund=visit.forbund, goal=goal, end=end)
    report = found.select_related("fiscal_year", "forbund").prefetch_related("results").first()
    if report is None or not _may_see(visit, report):
        report = GoalReport(forbund=visit.forbund, fiscal_year=visit.fiscal_year, goal=goal, end=end)
    report.goal = goal  # read with its parts
    return report


@door(write=Permission.REPORT)
def enter(request, key, end):
    """A goal's result up to a day: written here, kept as a draft, handed in when it agrees with itself."""
    visit = request.visit
    book = _book(visit)
    goal, day = _goal(visit, book, key), _end(visit, end)
    report = _report(visit, goal, day)
    posting = request.method == "POST"
    entry = forms.ReportEntry(report, visit=visit, data=request.POST if posting else None)
    stale, kept = None, False
    if posting:
        entry.read()
        # Somebody who saw no report yet has not seen the one that another has begun meanwhile.
        version = entry.form.cleaned_data.get("version") or 0
        if entry.untouched and request.POST.get("steg") != "lamna-in":
            tell_saved(request, "", changed=False)
            return HttpResponseRedirect(address(visit, "resultat-ange", key=goal.key, end=end))
        seen = report.version if report.pk else None
        try:
            actions.save_report(report, entry.children(), by=request.user, version=version)
        except ValidationError as error:
            entry.form.blame(error)
        except writes.StaleSave as error:
            stale = _both(entry, error.current)
        else:
            kept = True
            done = _after_saving(request, entry, changed=report.version != seen)
            if done is not None:
                return done
            entry.go_on()
    elif report.pk and report.state == State.DRAFT:
        entry.remark()
    return _entry_page(request, book, entry, stale=stale, kept=kept, status=422 if posting else 200)


def _both(entry: forms.ReportEntry, current: GoalReport) -> list[dict]:
    """What the visitor wrote and what is saved now, of the report and of each row."""
    found = both(entry.form, current)
    for part in entry.parts:
        for row in part.all:
            if row.is_bound and row.instance.pk and row.has_changed():
                saved = GoalResult.objects.get(pk=row.instance.pk)
                found += [one | {"label": f"{part.part}: {one['label']}"} for one in both(row, saved)]
    return found


def _after_saving(request, entry: forms.ReportEntry, *, changed: bool) -> HttpResponse | None:
    """On to the next page, or None where something has to be mended here."""
    visit, report = request.visit, entry.report
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
        return HttpResponseRedirect(address(visit, "att-rapportera"))
    tell_saved(request, f"”{report.goal}” är sparat som utkast.", changed=changed)
    return HttpResponseRedirect(address(visit, "resultat-ange", key=report.goal.key, end=str(report.end)))


def _done_words(goal: Goal, taken: str) -> str:
    """`”Arbete”: resultatet är godkänt.`"""
    return f"”{goal}”: {DONE_WORDS[taken]}"


def _entry_page(
    request, book: Book, entry: forms.ReportEntry, *, stale=None, kept=False, form=None, status=200
):
    visit, report = request.visit, entry.report
    pen = _pen(visit, book)
    verdict = judge_goal(book, report.goal, report if report.pk else None, report.end)
    refusal = visit.refusal(Permission.REPORT)
    steps = steps_from(report.state, visit.permissions) if report.pk else []
    context = {
        "entry": entry,
        "report": report,
        "goal": report.goal,
        "text": goal_text(report.goal),
        "verdict": verdict,
        "status": wording.status_html(verdict.status),
        "lines": [(label, text) for _, label, text in wording.lines(verdict, pen) if text],
        "bound": [
            {"part": one.part, "text": wording.among_text(one, one.among[0], pen) if one.among else one.why}
            for one in verdict.parts
            if one.part.fact
        ],
        "people": responsible(visit.forbund),
        "refusal": refusal,
        # What was written is shown also when it came too late to be kept.
        "editable": (report.state == State.DRAFT or entry.form.is_bound) and not refusal,
        "steps": [(step, BUTTONS[step]) for step in steps if step in BUTTONS],
        "return_form": form or forms.ReturnForm(),
        "stale": stale,
        "kept": kept,
        "back": address(visit, "att-rapportera"),
        "step_url": address(visit, "resultat-steg", key=report.goal.key, end=str(report.end)),
    }
    return render(request, "followup/enter.html", context, status=status)


@door(write=Permission.REPORT)
def step(request, key, end):
    """Take a report a step on or back."""
    visit = request.visit
    book = _book(visit)
    goal, day = _goal(visit, book, key), _end(visit, end)
    report = _report(visit, goal, day)
    wanted = request.POST.get("steg", "")
    if request.method != "POST" or report.pk is None or wanted not in STEPS:
        return HttpResponseRedirect(address(visit, "resultat-ange", key=key, end=end))
    visit.require(STEPS[wanted].permission)
    form = forms.ReturnForm(request.POST)
    form.is_valid()
    try:
        actions.take_step(report, wanted, by=request.user, reason=form.cleaned_data.get("reason", ""))
    except ValidationError as error:
        form.add_error("reason" if wanted == "skicka-tillbaka" else None, error.messages)
        entry = forms.ReportEntry(report, visit=visit)
        return _entry_page(request, book, entry, form=form, status=422)
    messages.success(request, _done_words(goal, wanted))
    return HttpResponseRedirect(address(visit, "att-rapportera"))


@door()
def national_sheet(request):
    """What to key into Uppföljning Finsam, in its order."""
    visit = request.visit
    context = {"sections": _sections(visit), "year": visit.fiscal_year}
    return render(request, "followup/sheet.html", context)


def _sections(visit: Visit) -> list[sheet.Section]:
    """The sheet as this visitor may see it."""
    book = _book(visit)
    reader = reader_of(visit, book)
    found = sheet.sections(book)
    tables = reader.tables(one.table for one in found)
    return [replace(one, table=table) for one, table in zip(found, tables, strict=True)]


@door()
def national_sheet_xlsx(request):
    """The same as a workbook."""
    visit = request.visit
    title = f"Uppföljning Finsam {visit.fiscal_year}"
    tables = [section.table for section in _sections(visit)]
    edition = INNER if reader_of(visit).everything else ""
    content = tables_to_xlsx(tables, title=title, forbund=visit.forbund.name, edition=edition)
    name = f"uppfoljning-finsam-{visit.forbund.key}-{visit.fiscal_year.year}.xlsx"
    return HttpResponse(content, XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


responsibilities = Editor(
    name="insatsansvar",
    model=InsatsResponsibility,
    form=forms.ResponsibilityForm,
    table=lists.ResponsibilityTable,
    write=Permission.MANAGE_ACCESS,
    read=Permission.READ,
    intro="Vem som rapporterar om vilken insats. Den som är insatsansvarig ser och rapporterar bara sina egna.",
    example="Nora Nyberg rapporterar om Spåret.",
    queryset=lambda found: found.select_related("access__user", "insats"),
)
report_dates = Editor(
    name="rapporttillfallen",
    model=ReportDate,
    form=forms.ReportDateForm,
    table=lists.ReportDateTable,
    write=Permission.EDIT_FOLLOWUP,
    intro="Till och med vilka dagar resultaten rapporteras, och när de ska vara inlämnade. Utan egna tillfällen "
    "rapporteras helåret, senast sista januari.",
    example="”Delår”, resultat till och med 31 augusti, lämnas senast 10 september.",
)

urlpatterns = [
    path("att-rapportera/", to_report, name="att-rapportera"),
    path("resultat/", all_results, name="resultat"),
    path("resultat/<slug:key>/<str:end>/", enter, name="resultat-ange"),
    path("resultat/<slug:key>/<str:end>/steg/", step, name="resultat-steg"),
    path("uppfoljning-finsam/", national_sheet, name="uppfoljning-finsam"),
    path("uppfoljning-finsam/excel/", national_sheet_xlsx, name="uppfoljning-finsam-xlsx"),
    *responsibilities.urls(),
    *report_dates.urls(),
]
