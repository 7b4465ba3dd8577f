"""What holds of every value object of the project: it is never changed, and holds its fields alone."""

from dataclasses import FrozenInstanceError, fields

import pytest


def hold_still(value) -> None:
    """Fail where a value object can be changed, or be given something beside its fields."""
    for field in fields(value):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, None)
    assert not hasattr(value, "__dict__"), "nothing beside its fields"
