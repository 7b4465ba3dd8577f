"""Where weaknesses are reported, as the environment says it. Loaded by the settings, so it knows no models."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import EmailValidator


def contacts(text: str) -> list[str]:
    """The addresses of FINSAM_SECURITY_CONTACT as URIs, in their order (RFC 9116, 2.5.3).

    Raises ImproperlyConfigured for one that is neither an e-mail address nor https://….
    """
    return [_uri(word.strip()) for word in text.split(",") if word.strip()]


def _uri(word: str) -> str:
    if word.startswith("https://") and urlsplit(word).hostname and word.isprintable() and " " not in word:
        return word
    address = word.removeprefix("mailto:")
    try:
        EmailValidator()(address)
    except ValidationError:
        raise ImproperlyConfigured(
            f"FINSAM_SECURITY_CONTACT: {word} is neither an e-mail address nor https://…"
        ) from None
    return f"mailto:{address}"
