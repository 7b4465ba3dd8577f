"""Moving an auditor's mark."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from auditors.latest.models import SeenMark
from finsam.core import services
from finsam.core.models import Forbund


@transaction.atomic
def set_mark(*, forbund: Forbund, seen_to: datetime, by: Any) -> SeenMark:
    """Let what happened to a moment be seen by an auditor. Raises ValidationError for one that hasn't come yet."""
    if seen_to > timezone.now():
        raise ValidationError("Dagen har inte varit än. Välj i dag eller en tidigare dag.")
    services.turn(forbund.pk)
    mark = SeenMark.objects.filter(forbund=forbund, user=by).first() or SeenMark(forbund=forbund, user=by)
    mark.seen_to = seen_to
    return services.save(mark, by=by, verb="flyttade")
