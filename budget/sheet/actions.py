"""What is done in the sheet besides writing amounts: lines and columns. What isn't saved stays in its fields."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import urlencode

from budget.models import Line, Series, Side
from budget.sheet import lines, services
from budget.sheet.grid import SheetGrid

Data = dict[str, str]
LAST = {"+intakt": Side.INCOME, "+kostnad": Side.COST}  # in the choice of lines: last of a side


class Doing:
    """One thing done in the sheet: who asks, what was sent, and what the page is told."""

    def __init__(self, request: HttpRequest, what: str):
        self.request, self.tenant, self.what = request, request.tenant, what
        self.chosen = request.POST.get("rad", "")
        self.name = " ".join(request.POST.get("namn", "").split())
        self.asks: tuple[Line, list[str]] | None = None  # a removal that has to be confirmed

    def line(self) -> Line:
        """The chosen line. Raises ValidationError where none is."""
        line = self.tenant.all(Line).filter(key=self.chosen).select_related("parent").first()
        if line is None:
            raise ValidationError("Välj först vilken rad det gäller.")
        return line

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
    "nej": lambda doing: "",
}


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
    data["version"] = _moved_on(data.get("version", ""), before, _versions(request.tenant))
    form = grid.bind(data)
    form.is_valid()
    unsaved = form.written() or any(field in form.slots for field in form.errors)
    grid.asks, grid.chosen = doing.asks, doing.chosen
    if not unsaved and not doing.asks:
        return HttpResponseRedirect(f"{request.path}?{urlencode({'rad': doing.chosen})}")
    if unsaved:
        grid.imagine(form.written())
    else:
        grid.bind()
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
