"""Asks what a minus means where an amount has a side and is written without one.

A cost of −987 000 is either 987 000 kr typed with the sign of somebody's ledger, or a repayment. Only who wrote it
knows, so nothing is guessed: the form keeps what was typed and asks, beside the field, with two answers.
"""

from __future__ import annotations

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from finsam.core.values.money import MINUS, exact

WITHOUT, WITH = "utan", "minus"
ALL = "tecken"  # one answer for every amount that is asked about, as when a whole range was pasted

# What an amount of each side is called, and what it can be when its minus is meant.
SIDES = {
    "kostnad": ("Kostnader", "en återbetalning"),
    "intakt": ("Intäkter", "en återbetalning"),
    "tillgang": ("Tillgångar", "en minuspost"),
    "skuld": ("Skulder och avsättningar", "något att få tillbaka"),
}


def question(side: str, value: Decimal) -> str:
    """`Kostnader skrivs utan minus. Menar du 987 000 kr, eller är det en återbetalning?`"""
    name, instead = SIDES[side]
    return f"{name} skrivs utan minus. Menar du {exact(-value, 'kr')}, eller är det {instead}?"


class AsksOfSigns:
    """A form some of whose amounts have a side: `sides` names them with it. Their fields are `SidedFormField`s.

    To be asked at the end of `clean`. What is answered replaces the amount in `cleaned_data`.
    """

    sides: dict[str, str] = {}

    def ask_of_signs(self) -> None:
        """Ask of each changed amount with a minus, unless it has been answered."""
        self.asked: list[str] = []
        for name, side in self.sides.items():
            value = self.cleaned_data.get(name)
            if not isinstance(value, Decimal) or value >= 0 or name not in self.changed_data:
                continue
            answer = self._answer(name, side, value)
            if answer == WITHOUT:
                self.cleaned_data[name] = -value
            elif answer != WITH:
                self.asked.append(name)
                self.add_error(name, ValidationError(question(side, value), code="tecken"))

    def _answer(self, name: str, side: str, value: Decimal) -> str:
        """The answer that was sent, after a field to answer in has been put in the form."""
        field = self.answer_name(name)
        place = self.add_prefix(field)
        answer = self.data.get(place) or self.data.get(ALL) or ""
        self.fields[field] = forms.ChoiceField(
            label=f"{self.fields[name].label}: vad menas?",
            required=False,
            widget=forms.RadioSelect,
            choices=[(WITHOUT, exact(-value, "kr")), (WITH, f"{MINUS}{exact(-value, 'kr')}, {SIDES[side][1]}")],
        )  # fmt: skip
        if answer and self.data.get(place) != answer:
            self.data = self.data.copy()
            self.data[place] = answer
        self.stand_beside(name, field)
        return answer

    def stand_beside(self, name: str, field: str) -> None:
        """Let the answer's field stand after the amount's, in a form that has a layout."""
        layout = list(getattr(self, "layout", ()))
        for at, entry in enumerate(layout):
            if name == entry or (isinstance(entry, tuple) and name in entry):
                self.layout = (*layout[: at + 1], field, *layout[at + 1 :])
                return

    @staticmethod
    def answer_name(name: str) -> str:
        """The name of the field that answers for an amount's."""
        return f"tecken-{name}"

    def answer_of(self, name: str):
        """The bound field to answer in, or None where nothing is asked."""
        field = self.answer_name(name)
        return self[field] if field in self.fields else None
