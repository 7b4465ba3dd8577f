"""JSON that came from elsewhere: what can't be read is one kind of error, however it can't."""

from __future__ import annotations

import json
from typing import Any


def read_json(text: str | bytes) -> Any:
    """What a text of JSON says. Raises ValueError, also where lists lie deeper within each other than Python reads."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise ValueError("Lists and mappings lie too deep within each other.") from error
