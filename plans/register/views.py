"""The register's pages under /<forbund>/<år>/: one Editor per kind of object."""

from __future__ import annotations

from finsam.core.crud.editor import Editor
from finsam.core.tenancy.permissions import Permission
from plans.register import forms, queries, tables

WRITE = Permission.EDIT_PLAN


class DecisionEditor(Editor):
    """What of the decisions of all years that is of interest in this one."""

    def objects(self, tenant):
        return queries.of_interest(super().objects(tenant), tenant.fiscal_year.year)


decisions = DecisionEditor(
    "decisions",
    "beslut",
    forms.DecisionForm,
    tables.DecisionTable,
    write=WRITE,
    children=(("Uppföljning", forms.NOTES),),
)
steering_documents = Editor(
    "steering-documents",
    "styrdokument",
    forms.SteeringDocumentForm,
    tables.SteeringDocumentTable,
    write=WRITE,
)
controls = Editor("controls", "internkontroll", forms.ControlForm, tables.ControlTable, write=WRITE)

EDITORS = (decisions, steering_documents, controls)
