"""There is an end to how many there may be of anything, with a sentence, and real förbund are far from it."""

from collections import Counter

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError

from finsam.core import services
from finsam.core.models import Owned
from finsam.documents.models import Document, Section
from finsam.organisation.models import Member
from tests import clients
from tests.clients import OWN
from tests.core.conftest import HERE

OWNED = [one for one in apps.get_models() if issubclass(one, Owned)]


def sections(document, *numbers):
    own = {"forbund": document.forbund, "document": document}
    return [Section(**own, key=f"nummer-{number}", title=f"Nummer {number}") for number in numbers]


def test_a_document_holds_three_hundred_sections(db):
    by = clients.user("chefen")
    with clients.in_scope(OWN):
        document = Document.objects.filter(fiscal_year__year=2024).first()
        standing = document.sections.count()
        Section.objects.bulk_create(sections(document, *range(299 - standing)))
        (last,) = sections(document, 299)
        services.save(last, by=by)
        (more,) = sections(document, 300)
        with pytest.raises(ValidationError, match="Här får det finnas högst 300 avsnitt"):
            services.save(more, by=by)
        last.title = "Den sista"
        services.save(last, by=by)
        assert document.sections.count() == 300


def test_the_page_says_that_there_are_too_many(chiefs, unscoped):
    forbund = clients.fiscal_year(OWN, 2024).forbund
    Member.objects.bulk_create(
        Member(forbund=forbund, name=f"Kommun {n}", key=f"kommun-{n}", kind="kommun") for n in range(300)
    )
    answer = chiefs.post(f"{HERE}medlemmar/ny/", {"name": "En till", "kind": "kommun", "order": "9"})
    assert answer.status_code == 422
    assert "Här får det finnas högst 300 medlemmar. Ta bort några som inte behövs" in answer.text
    assert not Member.objects.filter(name="En till").exists()


@pytest.mark.parametrize("model", OWNED, ids=lambda model: model._meta.label)
def test_what_real_forbund_have_is_a_small_part_of_what_they_may(db, unscoped, model):
    places = Counter(model._base_manager.values_list(*(f"{name}_id" for name in model.within)))
    assert 300 <= model.most <= 1_000
    assert max(places.values(), default=0) * 5 < model.most
