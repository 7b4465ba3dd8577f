"""The grid of what is reported about an insats: a draft until its figures add up."""

from __future__ import annotations

from collections.abc import Hashable

from finsam.core.crud.grid import CellGrid
from finsam.core.crud.last_year import before
from finsam.core.models import YearOwned
from finsam.core.tenancy.access import address
from finsam.core.tenancy.permissions import Permission


class ReportedGrid(CellGrid):
    """Figures that those responsible report; what they are figures of is changed on a page of its own."""

    write = Permission.REPORT
    finishes = piecemeal = True
    problem_words = "Siffrorna går inte ihop än. De sparas som utkast."
    settings_words = ""  # what is changed on that page

    @property
    def settings(self):
        if self.tenant.refusal(Permission.EDIT_FOLLOWUP):
            return None
        return address(self.tenant, f"{self.section}-edit", key=self.owner.key), self.settings_words

    def last_year(self):
        (last,) = before([self.owner])
        return {} if last is None else self.said_in(last)

    def said_in(self, last: YearOwned) -> dict[Hashable, str]:
        """What was written in each address in what stood for the owner last year, as far as the visitor sees it."""
        raise NotImplementedError

    def given_with(self, values: dict) -> dict:
        """What is stored, with what was written over it."""
        return {place: value for place, value in {**self.given, **values}.items() if value is not None}
