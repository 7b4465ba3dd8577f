"""What whoever writes a text should know of it, said beside the field and after saving. It never stops anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from finsam.core.registry import Registry

LONGEST = 60_000  # characters of one text that are read; a longer one is read so far
MOST = 5  # sentences that are said at once
# What the floors above have to say of a text, where a förbund shows no fewer persons than its limit: Swedish sentences
CAUTIONS: Registry[str, Callable[[str, int], Iterable[str]]] = Registry("caution about what is written")


def cautions(texts: Iterable[str], limit: int) -> list[str]:
    """What there is to say of texts, HTML or plain, in Swedish; each sentence says what was seen and what to do."""
    read = [text[:LONGEST] for text in texts if " " in text.strip()]
    said = dict.fromkeys(said for text in read for look in CAUTIONS.values() for said in look(text, limit))
    return list(said)[:MOST]
