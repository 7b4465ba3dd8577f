"""How long a password is; what is in it is nobody's business (OWASP ASVS 4.0.3, 2.1)."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError

LONGEST = 128


class LengthValidator(MinimumLengthValidator):
    """At least so many signs, of which several blanks in a row count as one, and at most 128."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError for what is too short or too long."""
        super().validate(re.sub(r"\s+", " ", password), user)
        if len(password) > LONGEST:
            raise ValidationError(
                f"Lösenordet är för långt. Det får ha högst {LONGEST} tecken.", code="password_too_long"
            )
