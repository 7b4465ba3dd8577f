"""The text of a file that somebody sends."""

from __future__ import annotations


def decoded(raw: bytes) -> str:
    """The text of a file in UTF-8, or in the way Windows programs write; what can't be read becomes U+FFFD."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")
