"""A small förbund whose plan is proposed, and people who read it."""

import pytest

from finsam.comments import services
from finsam.comments.services import Spot
from tests.editions.conftest import by, plan, step

__all__ = ["by", "plan"]  # fixtures

TEXT = Spot("text", "Text")


@pytest.fixture
def proposed(plan, by):
    """The plan as it was proposed, stored."""
    step(plan, "foresla", by)
    plan.refresh_from_db()
    return plan


def said(document, by, text="Var är målet om unga?", spot=TEXT, **kwargs):
    """A comment on the document."""
    return services.comment(document=document, spot=spot, text=text, by=by, role="Ledamot", **kwargs)
