"""Tables as a download."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse

from finsam.core.views.files import saved_as
from finsam.facts.tables import Table
from finsam.rendering.files import CONTENT_TYPES


def workbook_answer(
    tables: Iterable[Table], *, name: str, title: str, forbund: str, rendition: str = ""
) -> HttpResponse:
    """The tables in Excel with live formulas, as a file called `name`."""
    from finsam.rendering.xlsx.xlsx import tables_to_xlsx

    content = tables_to_xlsx(tables, title=title, forbund=forbund, rendition=rendition)
    return saved_as(f"{name}.xlsx", content, CONTENT_TYPES["xlsx"])
