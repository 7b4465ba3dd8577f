"""A grid of cells that are written and saved together: amounts, a balance, figures, answers.

A `CellGrid` says which addresses can be written and in what form (`slots`), how they stand on the page (`tables`), what
they would come to (`imagine`, `problems`), and which service saves them (`save`). What is typed is read, checked, compared
with what somebody else has saved, and kept here, in one way for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms import BoundField
from django.http import HttpResponseRedirect
from django.shortcuts import render

from finsam.core.crud.comparison import Versioned, compare, move_on
from finsam.core.crud.editor import tell_saved
from finsam.core.crud.fields import NumberFormField
from finsam.core.crud.signs import AsksOfSigns
from finsam.core.models import Owned
from finsam.core.states import lock_of
from finsam.core.tenancy.access import TenantContext, address
from finsam.core.tenancy.permissions import Permission


class CellField(NumberFormField):
    """A cell whose value is more than a number, such as `ca 70` or `83 % av 29`.

    `read` makes the value of a text, or raises ValidationError with a sentence; `write` makes the text of a value.
    """

    def __init__(self, *, read: Callable[[str], object], write: Callable[[object], str], **kwargs):
        super().__init__(required=False, **kwargs)
        self.read, self.write = read, write

    def to_python(self, value):
        return self.read(value) if value and isinstance(value, str) else value or None

    def prepare_value(self, value):
        return value if value is None or isinstance(value, str) else self.write(value)


@dataclass(frozen=True, slots=True)
class Slot:
    """What can be written: the address that the value is of, its field, and the value as it is stored.

    An address is what tells values apart: a line, or a group, a sex and a kommun; a month would be one part more.
    """

    address: Hashable
    key: str  # names the field within the grid
    field: forms.Field
    value: object = None
    side: str = ""  # of an amount that is written without minus (`finsam.core.crud.signs`)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column of a row: a field, what the cell comes to, or both."""

    text: str = ""
    id: str = ""  # of the text, for the live check to replace; without one it stays as it is
    field: BoundField | None = None
    asked: BoundField | None = None  # what a minus means
    shown: str = ""  # what is written, for who may only read
    href: str = ""  # where the text's figure is explained
    kind: str = "sum"  # or "result"; "other": what is shown to compare with; "words": text
    span: int = 1  # columns
    last: str = ""  # what stood in the field last year
    was: str = ""  # what is stored, where the field holds it
    note: str = ""  # what somebody has noted of it
    mark: str = ""  # a word beside it that something is to be seen to


@dataclass(frozen=True, slots=True)
class CellRow:
    """A row: its name, its cells, and why something in it isn't written here."""

    label: str
    cells: tuple[Cell, ...]
    id: str = ""
    is_sum: bool = False
    level: int = 0  # in a tree
    note: str = ""
    why: str = ""
    link: tuple[str, str] | None = None  # (address, words): where it is written instead
    aside: tuple[str, str] | None = None  # (address, words): where more is said of the row

    @property
    def field(self) -> BoundField | None:
        """The row's one field, which its name is the label of."""
        fields = [cell.field for cell in self.cells if cell.field is not None]
        return fields[0] if len(fields) == 1 else None


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Rows under a heading, or the totals at the end."""

    rows: tuple[CellRow, ...]
    title: str = ""
    detail: str = ""
    totals: bool = False


@dataclass(frozen=True, slots=True)
class CellTable:
    """A table of the grid: its columns, the first of which names the rows, and its rows."""

    caption: str
    columns: tuple[str, ...]
    groups: tuple[RowGroup, ...]
    rule: str = ""  # said above it
    dense: bool = False  # many narrow columns


class CellForm(AsksOfSigns, Versioned):
    """The grid as it is sent: a field for each slot, and the version that was opened."""

    def __init__(self, data, *, owner: Owned, prefix: str, slots: Iterable[Slot]):
        super().__init__(data)
        self.start = prefix
        self.slots = {f"{prefix}{slot.key}": slot for slot in slots}
        if data is not None and "version" in data:
            self.data = self._whole(data)
        self.names = {slot.address: name for name, slot in self.slots.items()}
        self.fields |= {name: slot.field for name, slot in self.slots.items()}
        self.initial = {name: slot.value for name, slot in self.slots.items()}
        self.sides = {name: slot.side for name, slot in self.slots.items() if slot.side}
        self.open(owner)

    def _whole(self, data):
        """What was sent, with what is stored where a field wasn't: it is left alone."""
        kept = {
            name: slot.field.prepare_value(slot.value)
            for name, slot in self.slots.items()
            if name not in data and slot.value is not None
        }
        if not kept:
            return data
        whole = data.copy()
        whole.update(kept)
        return whole

    def clean(self):
        """A minus is asked about where the amount has a side."""
        cleaned = super().clean()
        self.ask_of_signs()
        return cleaned

    def written(self) -> dict[Hashable, object]:
        """What was changed, by address; a field that wasn't sent is left alone."""
        return {
            self.slots[name].address: self.cleaned_data[name]
            for name in self.changed_data
            if name in self.slots
            and name in self.data
            and name in self.cleaned_data
            and self.cleaned_data[name] != self.initial[name]
        }

    def compared(self, current) -> list[dict]:
        """What was written beside what is stored, in the words of the fields."""
        names = [self.names[address] for address in self.written()]
        shown = [(self.fields[name], self.cleaned_data[name], self.initial[name]) for name in names]
        rows = ((field.label, *(_told(field, value) for value in texts)) for field, *texts in shown)
        return compare(self, current, rows)

    def blame(self, error: ValidationError) -> None:
        """Put a refusal from the service beside the cell whose key it names, or at the top where there is none."""
        by_key = getattr(error, "error_dict", None) or {NON_FIELD_ERRORS: error.error_list}
        for key, errors in by_key.items():
            name = f"{self.start}{key}"
            self.add_error(name if name in self.slots else None, errors)


def _told(field: forms.Field, value: object) -> object:
    """A value as its field shows it: a choice by its words."""
    if isinstance(field, forms.ChoiceField):
        return dict(field.choices).get(value, value)
    return field.prepare_value(value)


class CellGrid:
    """One page of cells. What a kind of grid is, it says in a class of its own; `owner` has the version of them all."""

    write: Permission
    section = ""
    template = "crud/grid.html"
    check = ""  # the address' name of the live check, with the same place as the page
    prefix = ""  # of the fields' names
    form_class = CellForm
    sparse = False  # fields that stand as they are stored aren't sent (grid.js)
    finishes = False  # it is a draft until somebody calls it finished
    piecemeal = False  # what can be read is saved also when something else can't
    lead = read_lead = ""  # how one writes, and what a reader is told instead
    counted = "uppgifter"  # what is pasted
    save_words = "Spara"
    problem_words = ""  # above what doesn't add up
    unfinished_words = ""  # when it was to be finished and can't be; `{}` is its name
    back = back_label = back_words = ""
    one_column = False

    def __init__(self, tenant: TenantContext, owner: Owned, **place):
        self.tenant, self.owner, self.place = tenant, owner, place
        self.refusal = tenant.refusal(self.write)
        self.stood: dict[Hashable, str] = {}  # last year, by address

    # What a kind of grid says.

    def slots(self) -> Iterable[Slot]:
        """What can be written, and what is stored there."""
        raise NotImplementedError

    def tables(self) -> list[CellTable]:
        """How it stands on the page; asked for after `imagine`."""
        raise NotImplementedError

    def save(self, values: dict, **how) -> list[str]:
        """Store what was written (`by`, `version`, and `done` where it finishes).

        Returns why it can't be called finished. Raises as `finsam.core.services.save` does.
        """
        raise NotImplementedError

    def last_year(self) -> dict[Hashable, str]:
        """What stood in each address last year, where no column tells of it."""
        return {}

    def imagine(self, values: dict) -> None:
        """Let what is computed be of what is written, before it is saved."""

    def problems(self) -> list[str]:
        """What doesn't add up."""
        return []

    def saved_words(self, values: dict) -> str:
        """What was saved, in a sentence."""
        raise NotImplementedError

    @property
    def title(self) -> str:
        """The page's name."""
        return self.heading

    @property
    def heading(self) -> str:
        """What stands at its top."""
        return str(self.owner)

    @property
    def status(self) -> str:
        """How far it has come, and what is known of it."""
        return ""

    @property
    def settings(self) -> tuple[str, str] | None:
        """(address, words) of the page where the owner itself is changed."""
        return None

    @property
    def beside_it(self) -> tuple[str, str] | None:
        """(address, words) of the page that says more of the same."""
        return None

    @property
    def stood_when(self) -> str:
        """When what is told of the past stood there, as it is read aloud."""
        return str(self.tenant.here.year - 1)

    def lock(self) -> str:
        """Why nothing of it can be written as things stand, or ""."""
        return lock_of(self.owner)

    def context(self) -> dict:
        """What its template needs besides."""
        return {}

    # What all have in common.

    def bind(self, data=None) -> CellForm:
        """The form, with what was sent."""
        self.form = self.form_class(data, owner=self.owner, prefix=self.prefix, slots=self.slots())
        return self.form

    def as_written(self, address: Hashable) -> str:
        """What stands in the address' field."""
        name = self.form.names.get(address)
        return (self.form[name].value() or "") if name else ""

    def cell(
        self, address: Hashable, text: str = "", *, shown: str | None = None, locked: bool = False, **more
    ) -> Cell:
        """An address' cell. A field that is locked stays while something that isn't saved is written in it."""
        name = self.form.names.get(address)
        held = locked and not (self.form.is_bound and self.form.data.get(name))
        writes = name is not None and not held and self.refusal is None
        return Cell(
            text,
            field=self.form[name] if writes else None,
            asked=self.form.answer_of(name) if writes else None,
            shown=self.as_written(address) if shown is None else shown,
            last=self.stood.get(address, "") if writes else "",
            was=self._stored(name) if writes and self.sparse else "",
            **more,
        )

    def _stored(self, name: str) -> str:
        return self.form.fields[name].prepare_value(self.form.initial[name]) or ""

    def page(self, request):
        """The grid; what is sent is saved together, and answered with both texts when somebody else was first."""
        posting, kept = request.method == "POST", False
        if not posting:  # what was sent to what is locked by now is shown with the reason
            self.refusal = self.refusal or self.lock() or None
        form = self.bind(request.POST if posting else None)
        if posting:
            done, valid = self.finishes and "klar" in request.POST, form.is_valid()
            values = form.written()
            if valid or (self.piecemeal and "version" not in form.errors):
                how = {"done": done and valid} if self.finishes else {}
                if form.carry_out(
                    self._save, values, by=request.user, version=form.cleaned_data["version"], **how
                ):
                    if valid:
                        self._tell(request, values, done=done)
                        return HttpResponseRedirect(request.path)
                    kept = form.changed
                    move_on(form, self.owner)
            self.imagine(values)
        return self.answer(request, kept=kept, status=422 if posting else 200)

    def answer(self, request, *, kept: bool = False, status: int = 200):
        """The page as the form stands."""
        if not self.refusal:
            self.stood = self.last_year()
        context = {
            "grid": self,
            "form": self.form,
            "tables": self.tables(),
            "stale": self.form.stale,
            "kept": kept,
            "problems": self.problems(),
            "refusal": self.refusal,
            "section": self.section,
            "home": address(self.tenant, self.back),
            "check": address(self.tenant, self.check, **self.place) if self.check else "",
            **self.context(),
        }
        return render(request, self.template, context, status=status)

    def live(self, request):
        """What is written would come to this; nothing is saved, and what can't be read yet is left out."""
        form = self.bind(request.POST)
        form.is_valid()
        self.imagine(form.written())
        context = {"grid": self, "tables": self.tables(), "problems": self.problems()}
        return render(request, "crud/grid_check.html", context)

    def _save(self, *args, **kwargs) -> None:
        self.unfinished = self.save(*args, **kwargs)

    def _tell(self, request, values: dict, *, done: bool) -> None:
        if done and self.unfinished:
            messages.warning(request, self.unfinished_words.format(self.owner))
        elif done:
            messages.success(request, f"”{self.owner}” är sparad och klar.")
        else:
            tell_saved(request, self.saved_words(values), changed=self.form.changed)
