"""Rules over what people have written: figures, wholes, statements, dates, laws, references and people in text.

All of them read the same sentences (finsam.checks.reading); a rule says what stands where, what the fact says, and
what to do.
"""

from finsam.checks.wording import dates, figures, itself, laws, people, references, statements, wholes  # noqa: F401 - they register themselves
