"""What is done with the sections of a document and their texts, each of which leaves one row in the log (tests/test_services.py)."""

from finsam.core.text.headings import Headed
from finsam.core.text.replacing import Change
from finsam.documents.models import Document, Section, SectionVersion
from finsam.documents.word.draft import Draft, Prose, Reading
from finsam.documents.writing import services
from finsam.web import sections, word_import
from tests.core.test_pictures import a_picture


def read_from_word(year, by):
    reading = Reading([Draft("Ur Word", content=[Prose("<p>Ett ord.</p>")])])
    document = Document.objects.filter(fiscal_year=year).first()
    word_import.sections_from_word(document=document, reading=reading, chosen={0}, texts={}, by=by)


def move_section(year, by):
    sections.move_section(section=Section.objects.all()[3], up=True, by=by)


def a_plan(year) -> Document:
    return Document.objects.get(fiscal_year=year, kind="verksamhetsplan")


def add_section(year, by):
    plan = a_plan(year)
    sections.add_section(document=plan, after=plan.sections.first().key, title="Eget", by=by)


def put_back(year, by):
    sections.put_back(document=a_plan(year), key="borttaget", by=by)


def place_section(year, by):
    first, *_, last = a_plan(year).sections.all()
    sections.place_section(section=last, before=first.key, by=by, version=last.version)


def indent_section(year, by):
    section = a_plan(year).sections.filter(level=1)[1]
    sections.indent_section(section=section, deeper=True, by=by)


def replace_words(year, by):
    plan = a_plan(year)
    seen = {section.key: section.version for section in plan.sections.all()}
    sections.replace_words(document=plan, change=Change("kortformen", "namnet"), versions=seen, by=by)


def write(year, by):
    section = Section.objects.exclude(prose="").first()
    sent = services.Sent({"prose": "<p>Nytt.</p>"}, {"prose": section.prose}, "flik", 1)
    services.write(section=section, sent=sent, by=by)


def take_picture(year, by):
    given = {"forbund": year.forbund, "raw": a_picture(), "name": "karta.jpg", "by": by}
    for _ in range(2):  # the same again is the one that is there
        services.take_picture(**given)


def restore(year, by):
    section = Section.objects.exclude(prose="").first()
    version = SectionVersion(document=section.document, section=section.key, prose="<p>Så stod det.</p>")
    services.restore(section=section, version=version, by=by)


def write_with_headings(year, by):
    section = a_plan(year).sections.first()
    section.prose, under = "<p>Först.</p>", [Headed(2, "Sedan", "<p>Mer.</p>")]
    sections.write_with_headings(section, under=under, by=by, version=section.version)
