"""Rules over what people have written: figures, wholes, statements, dates, laws and references in text.

All of them read the same sentences (finsam.documents.reading); a rule says what stands where, what the fact says, and
what to do.
"""

from finsam.documents.wording import (  # noqa: F401 - they register themselves
    dates,
    figures,
    itself,
    laws,
    references,
    statements,
    wholes,
)
