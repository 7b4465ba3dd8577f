"""A meeting's page, and the pages behind it: an item, who was there, what came of it, the minutes, and the dispatch."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from finsam.core import services as core_services
from finsam.core.crud.editor import Editor, tell_saved, version_in
from finsam.core.crud.forms import sent
from finsam.core.models import Owned
from finsam.core.states import lock_of
from finsam.core.tenancy.access import TenantContext, address, require_permission
from finsam.core.tenancy.permissions import Permission
from finsam.core.views.files import as_sent, saved_as
from finsam.editions.comparison import told
from finsam.rendering.drafts import Order
from finsam.rendering.files import CONTENT_TYPES, PUBLISHED
from finsam.rendering.html import to_page
from finsam.web.screen import screen_addresses
from finsam.web.views.files import Asked, drawing_of, pdf_answer
from plans.meetings import dispatch, forms, queries, services
from plans.meetings.minutes import minutes_of
from plans.meetings.models import AgendaItem, Attendance, Minutes, Paper
from plans.meetings.tables import AgendaItemTable, agenda_rows, standing_of
from plans.models.year import Meeting

EDIT, CONVENE = Permission.EDIT_MEETINGS, Permission.CONVENE


class AgendaItemEditor(Editor):
    """An item of a meeting; a new one is of the meeting that the address names, else of the next."""

    def objects(self, tenant):
        rows = super().objects(tenant).filter(meeting__fiscal_year=tenant.fiscal_year)
        return rows.order_by("meeting__date", "meeting", "order", "pk")

    def find(self, tenant: TenantContext, key: str | None) -> Owned:
        obj = super().find(tenant, key)
        if key and obj.meeting.fiscal_year_id != tenant.here.pk:
            raise Http404("Ärendet finns inte det här året.")
        return obj

    def new(self, tenant):
        obj = super().new(tenant)
        rows = tenant.all(Meeting).order_by("date", "start", "pk")
        obj.meeting = rows.filter(date__gte=timezone.localdate()).first() or rows.last()
        if obj.meeting is None:
            raise Http404("Lägg in mötet först.")
        return obj

    def begin(self, obj, tenant: TenantContext, query):
        if query.get("mote"):
            obj.meeting = tenant.get(Meeting, key=query["mote"])

    def after(self, tenant, obj):
        return address(tenant, "meetings-show", key=obj.meeting.key)

    def context(self, tenant, obj):
        return {"meeting": obj.meeting}


items = AgendaItemEditor(
    "agenda-items",
    "arenden",
    forms.AgendaItemForm,
    AgendaItemTable,
    write=EDIT,
    section="meetings",
    children=(("Handlingar", forms.PAPERS),),
    form_template="plans/agenda_item.html",
)


def _meeting(request, key: str) -> Meeting:
    meeting = request.tenant.get(Meeting, key=key)
    meeting.forbund, meeting.fiscal_year = request.tenant.forbund, request.tenant.here
    return meeting


def _movable(tenant: TenantContext, agenda: list) -> bool:
    """Whether the visitor may move the items, and there is somewhere to move them."""
    # The lock is asked of one item as of many, so that a page asks no more for more.
    return bool(agenda and tenant.may[EDIT.value] and not lock_of(agenda[0]["item"]) and len(agenda) > 1)


@require_permission()
def show(request, key):
    """The agenda with its papers, what has changed since they were sent out, who was there and what was decided."""
    tenant, meeting = request.tenant, _meeting(request, key)
    seats, rows = queries.seats(meeting), queries.attendances(meeting)
    packs, agenda = queries.packs(meeting), agenda_rows(tenant, meeting, seats, rows)
    context = {
        "meeting": meeting,
        "agenda": agenda,
        "movable": _movable(tenant, agenda),
        "attendances": [rows[seat.pk] for seat in seats if seat.pk in rows],
        "standing": standing_of(meeting, seats, rows) if rows else None,
        "minutes": queries.minutes(meeting),
        "pack": packs[0] if packs else None,
        "section": "meetings",
        **screen_addresses(tenant),
        **_changes(meeting, packs),
    }
    return render(request, "plans/meeting.html", context)


@require_POST
@require_permission(write=EDIT)
def item_move(request, key):
    """Move an item a step up or down its agenda, or to right before another (`fore`; last when blank)."""
    tenant = request.tenant
    item = items.find(tenant, key)
    meeting = _meeting(request, item.meeting.key)
    moved: list | None = None
    try:
        moved = services.move_item(
            item,
            by=request.user,
            up=request.POST.get("riktning") == "upp",
            before=request.POST.get("fore"),
            version=version_in(request.POST.get("version", "")),
        )
    except core_services.StaleSave:
        messages.warning(
            request, f"”{item}” har ändrats eller flyttats av någon annan. Så här är det nu. Försök igen."
        )
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    if moved:
        messages.success(request, f"”{item}” är flyttat.")
    elif moved is not None:
        messages.info(request, f"”{item}” står redan där.")
    if not request.htmx:
        return HttpResponseRedirect(f"{address(tenant, 'meetings-show', key=meeting.key)}#{item.key}")
    agenda = agenda_rows(tenant, meeting, queries.seats(meeting), queries.attendances(meeting))
    context = {
        "meeting": meeting,
        "agenda": agenda,
        "movable": _movable(tenant, agenda),
        **screen_addresses(tenant),
    }
    return render(request, "plans/agenda_moved.html", context)


def _changes(meeting: Meeting, packs: list) -> dict[str, Any]:
    """What has changed since the papers were sent out, as lines; what can't be compared says so."""
    if not packs:
        return {"changed": [], "unreadable": ""}
    shown = told.side_by_side(lambda: dispatch.changes_since(meeting, packs[0]))
    if "unreadable" in shown:
        return {"changed": [], "unreadable": shown["unreadable"]}
    amounts = [told.Line(each.label, f"{each.now}. Förut: {each.was}.") for each in shown["entered"]]
    return {"changed": [*amounts, *told.lines(shown["changes"])], "unreadable": ""}


@require_permission()
def changed(request, key):
    """What has changed since the papers were sent out, with old and new beside each other."""
    meeting = _meeting(request, key)
    packs = queries.packs(meeting)
    context: dict[str, Any] = {"meeting": meeting, "pack": packs[0] if packs else None, "section": "meetings"}
    if packs:
        context |= told.side_by_side(lambda: dispatch.changes_since(meeting, packs[0]))
    return render(request, "plans/meeting_changes.html", context)


@require_permission(kept=False)
def paper_file(request, item, key):
    """An uploaded paper, to be saved: whatever it holds, the browser runs nothing of it."""
    tenant = request.tenant
    of = tenant.get(AgendaItem, key=item)
    if of.meeting.fiscal_year_id != tenant.here.pk:
        raise Http404("Ärendet finns inte det här året.")
    paper = tenant.get(Paper, item=of, key=key)
    if not paper.file_name:
        raise Http404("Handlingen är ingen fil.")
    return as_sent(paper, paper.key)


def _form_page(
    request, meeting: Meeting, form, heading: str, lead: str = "", refusal: str | None = None
) -> HttpResponse:
    context = {
        "meeting": meeting,
        "form": form,
        "heading": heading,
        "lead": lead,
        "stale": form.stale,
        "refusal": refusal,
        "section": "meetings",
    }
    return render(
        request, "plans/meeting_form.html", context, status=422 if request.method == "POST" else 200
    )


def _back(request, meeting: Meeting) -> HttpResponseRedirect:
    return HttpResponseRedirect(address(request.tenant, "meetings-show", key=meeting.key))


@require_permission(CONVENE, CONVENE)
def outcome(request, key):
    """What was decided or noted of an item."""
    tenant = request.tenant
    item = items.find(tenant, key)
    meeting = _meeting(request, item.meeting.key)
    form = forms.OutcomeForm(sent(request), instance=item, tenant=tenant, seats=queries.seats(meeting))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data.get("version")
        if form.carry_out(services.note_outcome, item, form.outcome(), by=request.user, version=version):
            tell_saved(request, f"”{item}” är antecknat.", changed=form.changed or item.decision_id)
            return _back(request, meeting)
    return _form_page(request, meeting, form, str(item), "Vad protokollet säger om ärendet.", lock_of(item))


@require_permission(CONVENE, CONVENE)
def minutes(request, key):
    """How the minutes were settled."""
    tenant, meeting = request.tenant, _meeting(request, key)
    noted = queries.minutes(meeting) or Minutes(forbund=tenant.forbund, meeting=meeting)
    form = forms.MinutesForm(sent(request), instance=noted, tenant=tenant, seats=queries.seats(meeting))
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data.get("version")
        if noted.pk is None and not form.has_changed():
            tell_saved(request, "", changed=False)
            return _back(request, meeting)
        if form.carry_out(services.settle, noted, by=request.user, many=form.many(), version=version):
            tell_saved(request, "Protokollets uppgifter är sparade.", changed=form.changed)
            return _back(request, meeting)
    return _form_page(request, meeting, form, "Protokoll och justering")


def _all_valid(made) -> bool:
    """Whether every form is; each is tried, so that all say what is wrong."""
    return not [form for form in made if not form.is_valid()]


@require_permission(CONVENE, CONVENE)
def attendance(request, key):
    """Who was there, all at once."""
    tenant, meeting = request.tenant, _meeting(request, key)
    seats, known = queries.seats(meeting), queries.attendances(meeting)
    rows = []
    for seat in seats:
        row = known.get(seat.pk) or Attendance(forbund=tenant.forbund, meeting=meeting, seat=seat)
        form = forms.AttendanceForm(
            sent(request),
            instance=row,
            tenant=tenant,
            seats=seats,
            prefix=f"s{seat.pk}",
            auto_id=f"id_s{seat.pk}_%s",
        )
        rows.append((seat, form))
    problems: list[str] = []
    if request.method == "POST":
        problems = (
            [] if _all_valid(form for _, form in rows) else ["Rätta det som är markerat och spara igen."]
        )
    if request.method == "POST" and not problems:
        there = [form.instance for _, form in rows if form.cleaned_data["presence"]]
        gone = [form.instance for _, form in rows if not form.cleaned_data["presence"] and form.instance.pk]
        try:
            services.note_attendance(
                meeting,
                there,
                by=request.user,
                gone=gone,
                version=version_in(request.POST.get("version", "")),
            )
        except core_services.StaleSave as error:
            meeting.version = error.current.version
            problems.append("Någon annan har ändrat mötet under tiden. Kontrollera närvaron och spara igen.")
        except ValidationError as error:
            problems += error.messages
        else:
            messages.success(request, "Närvaron är sparad.")
            return _back(request, meeting)
    locked = lock_of(Attendance(forbund=tenant.forbund, meeting=meeting))
    context = {
        "meeting": meeting,
        "rows": rows,
        "problems": problems,
        "refusal": locked,
        "section": "meetings",
    }
    return render(request, "plans/attendance.html", context, status=422 if request.method == "POST" else 200)


@require_permission(CONVENE, CONVENE)
def send(request, key):
    """What would be sent out, and to whom; a post stores it and lets them know."""
    meeting, today = _meeting(request, key), timezone.localdate()
    problems: list[str] = []
    if request.method == "POST":
        try:
            edition = dispatch.dispatch(
                meeting=meeting, by=request.user, version=version_in(request.POST.get("version", ""))
            )
        except core_services.StaleSave:
            problems.append(
                "Någon annan har ändrat mötet under tiden. Läs dagordningen igen innan du skickar ut."
            )
        except ValidationError as error:
            problems += error.messages
        else:
            messages.success(
                request,
                f"Handlingarna är utskickade, och lagrade som handling {edition.number} med koden {edition.code}.",
            )
            return _back(request, meeting)
    else:
        problems = dispatch.lacking(meeting)
    context = {
        "meeting": meeting,
        "agenda": queries.agenda(meeting),
        "has_been": meeting.date < today,
        "called": dispatch.letters.called(meeting, today),
        "packs": queries.packs(meeting),
        "problems": problems,
        "section": "meetings",
    }
    return render(
        request, "plans/meeting_send.html", context, status=422 if request.method == "POST" else 200
    )


def _asked(meeting: Meeting) -> Asked:
    return Asked(
        "meeting-pack",
        "Handlingarna",
        "Handlingarna till {}",
        "meetings-show",
        home="meetings-show",
        drawing="meeting-drawing",
        file=f"{meeting.forbund.key}-{queries.pack_name(meeting)}-utkast.pdf",
    )


@require_permission(kept=False)
def pack(request, key):
    """The papers as they are now as one PDF, a draft that a worker draws."""
    meeting = _meeting(request, key)
    return pdf_answer(request, meeting, Order(meeting, PUBLISHED, (dispatch.DRAWING,)), _asked(meeting))


@require_permission(kept=False)
def drawing(request, key):
    """How far the drawing of the papers has come."""
    meeting = _meeting(request, key)
    return drawing_of(request, meeting, _asked(meeting))


@require_permission()
def basis(request, key, form):
    """What is known of the meeting, laid out as minutes to write on in: Word, or HTML."""
    from finsam.rendering.docx.docx import to_docx

    meeting = _meeting(request, key)
    resolved = minutes_of(meeting)
    content = to_docx(resolved) if form == "docx" else to_page(resolved).encode()
    return saved_as(f"{meeting.forbund.key}-protokoll-{meeting.key}.{form}", content, CONTENT_TYPES[form])
