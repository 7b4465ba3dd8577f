"""The form for a pasted budget: the table, and once it has been read what each column of it is."""

from __future__ import annotations

from django import forms

from budget.beginning import pasted
from budget.beginning.files import LARGEST, Refused, tables_in
from budget.models import SeriesKind
from finsam.core.uploads import apart

BEHIND, AHEAD = 3, 3  # years around the one that is planned


def choices(year: int) -> list[tuple[str, str]]:
    """What a column may be: budget, forecast and outcome of what has begun, plan of what comes after the year."""
    offered = [("", "Ta inte med")]
    for about in range(year - BEHIND, year + AHEAD + 1):
        kinds = [SeriesKind.PLAN] if about > year else [SeriesKind.BUDGET]
        if about < year:
            kinds += [SeriesKind.FORECAST, SeriesKind.OUTCOME]
        offered += [(f"{kind}:{about}", f"{kind.label} {about}") for kind in kinds]
    return offered


class PasteForm(forms.Form):
    """A pasted table. When it is read, a field for each of its columns stands after it."""

    file = forms.FileField(
        label="Eller välj en fil",
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.docx,.txt,.csv,.md"}),
        help_text="Excel (.xlsx), Word (.docx) eller text. Tabellen med flest belopp läses in i rutan ovanför.",
    )
    text = forms.CharField(
        label="Tabellen",
        widget=forms.Textarea(attrs={"rows": 12, "wrap": "off", "spellcheck": "false"}),
        max_length=pasted.LONGEST,
        strip=False,
        help_text="Markera hela tabellen i Excel eller Word, med årtalen ovanför, kopiera den och klistra in den här.",
        error_messages={"required": "Klistra in en tabell först."},
    )

    def __init__(self, *args, year: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.told = self.refused = ""
        if self.files.get("file"):
            self._take(self.files["file"])
        self.read = pasted.read(self.data["text"]) if self.data.get("text", "").strip() else None
        offered = choices(year)
        taken: set[str] = set()
        for place, column in enumerate(self.read.columns if self.read else []):
            guess = self._guess(column, year, {value for value, _ in offered} - taken)
            taken.add(guess)
            name = f"kolumn-{place}"
            self.fields[name] = forms.ChoiceField(
                label=f"Kolumn {place + 1}{f': {column.label}' if column.label else ''}",
                choices=offered,
                required=False,
                initial=guess,
            )
            if name not in self.data and "text" in self.data:  # the first time it is read
                self.data = self.data.copy()
                self.data[name] = guess

    def _take(self, file) -> None:
        """Put a file's table where it would have been pasted."""
        try:
            tables = apart.read(tables_in, file.read(LARGEST + 1), refused=Refused)
        except Refused as no:
            self.refused = str(no)
            self.fields["text"].required = False  # one sentence is enough
            return
        self.data = self.data.copy()
        self.data["text"] = tables[0].text
        for name in [name for name in self.data if name.startswith("kolumn-")]:
            del self.data[name]
        self.told = f"Läst ur {file.name}: ”{tables[0].place}”."
        others = ", ".join(f"”{each.place}”" for each in tables[1:6])
        if others:
            self.told += f" Filen har också {others}. Vill du läsa in något därifrån kopierar du det och klistrar in det."

    def clean_file(self):
        """Why the chosen file can't be read."""
        if self.refused:
            raise forms.ValidationError(self.refused)
        return self.cleaned_data["file"]

    def clean_text(self) -> str:
        """The table as it was pasted; blanks and line breaks alone are none."""
        text: str = self.cleaned_data["text"]
        if not text.strip() and not self.refused:
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text

    @staticmethod
    def _guess(column: pasted.Column, year: int, free: set[str]) -> str:
        """What a column is by its heading; without a year, last year's budget."""
        about = column.year if column.year is not None else year - 1
        kind = SeriesKind.PLAN if about > year else column.kind
        if kind == SeriesKind.PLAN and about <= year:
            kind = SeriesKind.BUDGET
        return f"{kind}:{about}" if f"{kind}:{about}" in free else ""

    def chosen(self) -> list[tuple[str, int] | None]:
        """Each column's kind and year, or None where it is left out."""
        values = [self.cleaned_data.get(f"kolumn-{place}", "") for place in range(len(self.read.columns))]
        return [(value.split(":")[0], int(value.split(":")[1])) if value else None for value in values]

    @property
    def columns(self) -> list[forms.BoundField]:
        """The columns' fields."""
        return [self[name] for name in self.fields if name.startswith("kolumn-")]
