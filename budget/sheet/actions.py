"""What is done in the sheet besides writing amounts: lines and columns. What isn't saved stays in its fields."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from budget.grid import TOTALS
from budget.models import Line, Series, Side
from budget.sheet import lines, services
from budget.sheet.grid import OPENING, SheetGrid, Spot
from budget.sheet.pasting import Preview
from finsam.core.text.prose import listed
from finsam.core.values.money import exact

Data = dict[str, str]
LAST = {"+intakt": Side.INCOME, "+kostnad": Side.COST}  # in the choice of lines: last of a side


class Doing:
    """One thing done in the sheet: who asks, what was sent, and what the page is told."""

    def __init__(self, request: HttpRequest, what: str):
        self.request, self.tenant, self.what = request, request.tenant, what
        self.chosen = request.POST.get("rad", "")
        self.name = " ".join(request.POST.get("namn", "").split())
        self.asks: tuple[Line, list[str]] | None = None  # a removal that has to be confirmed
        self.fills: Data = {}  # what is put in the fields, without being saved
        self.pasted = False  # whether what would go where is shown
        self.waits = (
            request.POST.get("klistrat", "").strip() != ""
        )  # something was pasted and isn't filled in

    def line(self) -> Line:
        """The chosen line. Raises ValidationError where none is."""
        line = self.tenant.all(Line).filter(key=self.chosen).select_related("parent").first()
        if line is None:
            raise ValidationError("Välj först vilken rad det gäller.")
        return line

    def sheet(self) -> SheetGrid:
        """The sheet as it is, with what was sent in its fields."""
        grid = SheetGrid(self.tenant)
        form = grid.bind(self.request.POST)
        form.is_valid()
        grid.imagine(form.written())
        return grid

    def read(self, grid: SheetGrid) -> Preview:
        """What was pasted, as it would go into a sheet."""
        return grid.read(self.request.POST.get("klistrat", ""), self.request.POST.get("start", ""))

    def done_by(self) -> dict:
        """What the services ask of every change of lines."""
        return {"fiscal_year": self.tenant.here, "by": self.request.user}


def _add(doing: Doing) -> str:
    if not doing.name:
        raise ValidationError("Skriv vad den nya raden ska heta.")
    after = None if doing.chosen in LAST else doing.line()
    side = LAST.get(doing.chosen, Side.COST)
    line = lines.add_beside(name=doing.name, side=side, after=after, **doing.done_by())
    doing.chosen = line.key
    return f"Raden ”{line}” är tillagd. Den står också i årets tabeller där raderna bredvid den står."


def _rename(doing: Doing) -> str:
    line = doing.line()
    before = str(line)
    if not doing.name:
        raise ValidationError(f"Skriv vad ”{line}” ska heta i stället.")
    lines.rename(line=line, name=doing.name, **doing.done_by())
    return f"”{before}” heter nu ”{line}”."


def _move(way: str, words: str) -> Callable[[Doing], str]:
    def move(doing: Doing) -> str:
        line = lines.move(line=doing.line(), way=way, **doing.done_by())
        return f"”{line}” {words}" + (f" ”{line.parent}”." if way == lines.IN else ".")

    return move


def _remove(doing: Doing) -> str:
    """A line that takes nothing with it goes at once; else what goes with it is told first."""
    line = doing.line()
    told = lines.leaning(line)
    if told and doing.what != "ja":
        doing.asks = (line, told)
        return ""
    lines.remove(line=line, **doing.done_by())
    doing.chosen = ""
    return f"”{line}” är borttagen. Ändringsloggen minns vad som stod."


def _begin(doing: Doing) -> str:
    series = services.begin_columns(**doing.done_by())
    names = ", ".join(map(str, series))
    return f"{names} finns nu. Skriv in raderna och beloppen."


def _column(doing: Doing) -> str:
    kind, _, about = doing.what.partition("-")
    year = int(about) if about.isascii() and about.isdigit() and len(about) == 4 else 0
    return f"{services.add_column(kind=kind, about=year, **doing.done_by())} står nu bredvid de andra."


def _take_up(doing: Doing) -> str:
    series = doing.tenant.get(Series, key=doing.what)
    done = services.take_up(series=series, by=doing.request.user)
    return " ".join(done) or f"{series} hade redan det som går att hämta."


def _suggest(doing: Doing) -> str:
    """Fill what is empty in a column from what it may be suggested from."""
    grid = doing.sheet()
    series = next((series for series in grid.written if series.key == doing.what), None)
    source = grid.suggests(series) if series is not None else None
    if series is None or source is None:
        raise ValidationError(
            "Här finns inget att föreslå: alla rutor är ifyllda, eller så finns inget att gå efter."
        )
    doing.fills = grid.suggestion(series, source)
    return f"{_many(doing.fills, f' i {series}')} från {source}. Inget är sparat än."


def _show_pasted(doing: Doing) -> str:
    if not doing.waits:
        raise ValidationError(
            "Klistra in det du har kopierat i rutan, och välj sedan att se vad som hamnar var."
        )
    doing.pasted = True
    return ""


@transaction.atomic
def _fill(doing: Doing) -> str:
    """Put what was pasted in the fields, after new lines for the rows that were to be lines."""
    read, kept, wanted = doing.read(doing.sheet()), *map(doing.request.POST.getlist, ("med", "ny"))
    after: dict[str, Line] = {}
    rows = []
    for row in read.rows:
        if row.line is None and row.key in wanted:
            place = {"after": after.get(row.post.side), "side": row.post.side}
            row.line = lines.add_beside(name=row.post.label, **place, **doing.done_by())
            rows.append(row)
        elif row.line is not None and row.key in kept:
            rows.append(row)
        if row.line is not None:
            after[row.line.side] = row.line
    grid = SheetGrid(doing.tenant)
    grid.bind()
    filled = read.filled(rows)
    names = {spot: grid.form.names.get(Spot(*spot)) for spot in filled}
    doing.fills = {name: exact(filled[spot]) for spot, name in names.items() if name is not None}
    lost = [spot[1] or TOTALS[OPENING] for spot, name in names.items() if name is None]
    told = f"{_many(doing.fills)}. Inget är sparat än: se efter att de hamnade rätt och spara."
    if lost:
        told += f" Utan ruta att stå i: {listed(list(dict.fromkeys(map(str, lost))))}."
    return told


def _many(fills: Data, where: str = "") -> str:
    return f"En ruta{where} är ifylld" if len(fills) == 1 else f"{len(fills)} rutor{where} är ifyllda"


ACTIONS: dict[str, Callable[[Doing], str]] = {
    "ny": _add,
    "namn": _rename,
    "upp": _move(lines.UP, "är flyttad uppåt"),
    "ned": _move(lines.DOWN, "är flyttad nedåt"),
    "in": _move(lines.IN, "ingår nu i"),
    "ut": _move(lines.OUT, "ingår inte längre i en annan rad"),
    "tabort": _remove,
    "borja": _begin,
    "kolumn": _column,
    "hamta": _take_up,
    "foresla": _suggest,
    "klistra": _show_pasted,
    "fyll": _fill,
    "nej": lambda doing: "",
}


ASIDE = ("klistra", "fyll", "nej")  # what says nothing of more lines to change


def act(request: HttpRequest) -> HttpResponse:
    """Do what the pressed button says, and show the sheet with all that was written in it and isn't saved."""
    name, _, what = request.POST["gor"].partition(":")
    doing, before = Doing(request, what), _versions(request.tenant)
    try:
        told = ACTIONS[name](doing) if name in ACTIONS else ""
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        if told:
            messages.success(request, told)
    grid = SheetGrid(request.tenant)
    data = request.POST.copy()
    for field, text in doing.fills.items():
        data[field] = text
    data["version"] = _moved_on(data.get("version", ""), before, _versions(request.tenant))
    form = grid.bind(data)
    form.is_valid()
    unsaved = form.written() or any(field in form.slots for field in form.errors)
    grid.asks, grid.chosen, grid.changes_lines = doing.asks, doing.chosen, name not in ASIDE
    doing.pasted |= doing.waits and name not in ("fyll", "nej")  # another button doesn't throw it away
    if doing.pasted:
        grid.preview, grid.pasted = doing.read(grid), request.POST.get("klistrat", "")
    if not unsaved and not doing.asks and not doing.pasted:
        return HttpResponseRedirect(f"{request.path}?{urlencode({'rad': doing.chosen})}")
    if unsaved:
        grid.imagine(form.written())
    else:
        grid.bind()
    return grid.answer(request)


def save(request: HttpRequest) -> HttpResponse:
    """Store what was written. What was pasted and isn't filled in yet is shown again, with where it would go."""
    doing, grid = Doing(request, ""), SheetGrid(request.tenant)
    grid.pasted = request.POST.get("klistrat", "")
    answer = grid.page(request)
    if answer.status_code != HTTPStatus.FOUND or not doing.waits:
        return answer
    messages.warning(
        request, "Det inklistrade är inte ifyllt än. Se efter vad som hamnar var, och fyll i det."
    )
    grid = SheetGrid(request.tenant)
    grid.bind()
    grid.preview, grid.pasted = doing.read(grid), request.POST["klistrat"]
    return grid.answer(request)


def _versions(tenant) -> dict[str, int]:
    return {series.key: series.version for series in tenant.all(Series)}


def _moved_on(opened: str, before: dict[str, int], after: dict[str, int]) -> str:
    """The versions that the page goes on from: what it changed itself here is no surprise to it."""
    seen = dict(part.rpartition(":")[::2] for part in opened.split(" ") if ":" in part)
    kept = {
        key: str(version) if key not in seen or seen[key] == str(before.get(key)) else seen[key]
        for key, version in after.items()
    }
    return " ".join(f"{key}:{version}" for key, version in kept.items())
