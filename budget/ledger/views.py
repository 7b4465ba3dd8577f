"""The rules that place the books' money."""

from __future__ import annotations

from budget.ledger import forms, tables
from finsam.core.crud.editor import Editor
from finsam.core.tenancy.permissions import Permission

WRITE = Permission.EDIT_BUDGET

rules = Editor(
    "account-rules",
    "bokforing/regler",
    forms.RuleForm,
    tables.RuleTable,
    write=WRITE,
    section="budget",
    children=(("Hör till", forms.SHARES),),
)
