"""What is done with comments, each of which leaves one row in the log (tests/test_services.py)."""

from finsam.comments import services
from finsam.comments.models import Comment
from finsam.documents.models import Document
from tests.clients import OWN
from tests.factories import first


def comment(year, by):
    plan = Document.objects.get(fiscal_year=year, kind="verksamhetsplan")
    Document.objects.filter(pk=plan.pk).update(status="forslag", version=plan.version + 1)
    spot = services.Spot("inledning", "Inledning")
    services.comment(document=plan, spot=spot, text="Bra sagt.", by=by)


def answer_comment(year, by):
    services.take_step(comment=first(Comment, OWN), step="svara", answer="Tack.", by=by)
