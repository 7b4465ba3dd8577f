"""Forms of the comparison."""

from __future__ import annotations

from finsam.core.crud.forms import OwnedForm
from followup.comparison.models import ReportedFigure


class ReportedFigureForm(OwnedForm):
    """A figure of another förbund, with where it is printed."""

    layout = (("measure", "whose"), "value", ("document", "page"), "otherwise")

    class Meta(OwnedForm.Meta):
        model = ReportedFigure
