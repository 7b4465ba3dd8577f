"""Forms for who reports what, and until when."""

from __future__ import annotations

from finsam.core.crud.forms import OwnedForm
from finsam.core.tenancy.permissions import Role
from followup.responsibility.models import InsatsResponsibility, ReportDate


class ResponsibilityForm(OwnedForm):
    """Who reports on which insats."""

    layout = (("access", "insats"),)

    class Meta(OwnedForm.Meta):
        model = InsatsResponsibility

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["access"]
        field.queryset = field.queryset.filter(role=Role.INSATSANSVARIG).select_related("user")
        field.label_from_instance = lambda access: str(access.user)
        field.help_text = "Bjud in personen under Åtkomst om den inte står här."


class ReportDateForm(OwnedForm):
    """A day up to which results are reported."""

    layout = ("name", ("end", "due"))
    beside = {"reportdate_due_after_end": "due"}

    class Meta(OwnedForm.Meta):
        model = ReportDate
