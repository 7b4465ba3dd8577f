"""When comments are closed: nobody comments on what isn't proposed, and nothing is said any more of what is decided."""

from __future__ import annotations

from finsam.comments.models import Comment
from finsam.core.states import locks
from finsam.documents.models import PROPOSED, SETTLED, Document


@locks("comments.comment")
def comment(comment: Comment) -> str:
    """Why a comment can't be made or answered: its document's reason, read anew."""
    document = Document._base_manager.select_related("fiscal_year").get(pk=comment.document_id)
    if document.status in SETTLED:
        return (
            f"”{document}” är {document.get_status_display().lower()}, så kommentarerna är stängda. "
            "De går att läsa, och följer med handlingen till arkivet."
        )
    if comment.pk is None and document.status not in PROPOSED:
        return (
            f"”{document}” är inte framlagd som förslag just nu, så det går inte att kommentera. "
            "Vänta tills kansliet lägger fram den."
        )
    return ""
