"""Rows as JSON with their times whole: Django's own drops the microseconds, and a chain of hashes is made of them."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.core.serializers import json as plain
from django.core.serializers.json import DjangoJSONEncoder

Deserializer = plain.Deserializer


class Encoder(DjangoJSONEncoder):
    """As Django's, but for the microseconds."""

    def default(self, o: Any) -> Any:
        """A value that JSON doesn't have."""
        return o.isoformat() if isinstance(o, datetime | time) else super().default(o)


class Serializer(plain.Serializer):
    """Django's, with that encoder."""

    def _init_options(self) -> None:
        super()._init_options()
        self.json_kwargs["cls"] = Encoder
