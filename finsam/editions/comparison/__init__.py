"""What has changed from one document to another: words, cells, figures, goals and sections, each told once."""

from finsam.editions.comparison.changes import Changes
from finsam.editions.comparison.documents import compare

__all__ = ["Changes", "compare"]
