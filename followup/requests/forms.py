"""The form for whom figures are asked of."""

from __future__ import annotations

from finsam.core.crud.forms import OwnedForm
from followup.requests.models import InsatsContact


class ContactForm(OwnedForm):
    """Whom an insats's figures are asked of: a role and an address."""

    layout = ("insats", ("role", "email"), "active")

    class Meta(OwnedForm.Meta):
        model = InsatsContact
