"""The answers of the API. Each is told in the OpenAPI schema by what stands here; `guard` has let the program in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Path, Query
from ninja.errors import ValidationError
from ninja.security import HttpBearer

from finsam.api.scopes import Scope
from finsam.api.v1 import schemas, told
from finsam.api.v1.guard import Call
from finsam.api.v1.problems import KINDS, NO_TOKEN, NOT_ALLOWED, NOT_FOUND, TOO_MANY, UNREADABLE, Problem
from finsam.checks.reconciliation import reconcile
from finsam.core.models import FiscalYear
from finsam.disclosure.reader import reader_of
from finsam.editions.models import Edition, EditionFile, FileForm
from finsam.facts.book import PROVIDERS, Book, Fact
from finsam.web.screen import book_of
from finsam.web.tracing.searching import found_by_key
from finsam.web.views.editions import TYPES, file_answer, may_have

OWNER = Path(description="Förbundets nyckel i adresser.", examples=["kramfors"])
YEAR = Path(description="Året.", examples=[2024])
CODE = Path(description="Handlingens kod.", examples=["k7rw3mzt9q"])
FORM = Path(description="Slaget av fil.", examples=["pdf"])
KEY = Path(description="Uppgiftens nyckel.", examples=["budget.intakter@2024"])

PROBLEMS = {
    kind.status: schemas.ProblemDetails for kind in (UNREADABLE, NO_TOKEN, NOT_ALLOWED, NOT_FOUND, TOO_MANY)
}
# Which scope each address asks for; None is any token of the förbund.
SCOPES: dict[str, Scope | None] = {
    "api-years": None,
    "api-facts": Scope.FACTS,
    "api-fact": Scope.FACTS,
    "api-editions": Scope.EDITIONS,
    "api-edition": Scope.EDITIONS,
    "api-file": Scope.EDITIONS,
    "api-findings": Scope.FINDINGS,
}


class Token(HttpBearer):
    """Says in the schema that a token is asked for. Nobody comes here whom the guard hasn't let in."""

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        """The token that the guard has found, or none."""
        return getattr(request, "api_token", None)


api = NinjaAPI(
    title="Finsams läs-API",
    version="1.0",
    description="Ett samordningsförbunds uppgifter, handlingar och avstämning, att läsa för andra program. Inget kan ändras härifrån.",
    auth=Token(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
    servers=[{"url": settings.ORIGIN, "description": "Den här installationen"}],
)


def raise_it(request: HttpRequest, error: Any) -> HttpResponse:
    """Leave an error to the guard, which tells all of them in one way."""
    raise error


for _kind in (Exception, Http404, ValidationError, Problem):
    api.add_exception_handler(_kind, raise_it)


def operation(place: str, name: str, answer: Any, **told_of: Any) -> Any:
    """An address under `/api/v1/`, by the name it has in the URL conf, which is its name in the schema too."""
    scope = SCOPES[name]
    asks = f"Kräver rätten {scope.value}." if scope else "Kräver en nyckel för förbundet, vilken som helst."
    told_of["description"] = f"{told_of['description']} {asks}"
    return api.get(
        place, url_name=name, operation_id=name.removeprefix("api-"), response={200: answer, **PROBLEMS}, **told_of
    )  # fmt: skip


@operation(
    "{slug:owner}/years", "api-years", schemas.Years, summary="Förbundets år", description="Åren som förbundet har, det nyaste först."
)  # fmt: skip
def years(request: Call, owner: str = OWNER) -> Any:
    """The years of the förbund, and what the token may read."""
    tenant = request.tenant
    rows = tenant.all(FiscalYear).order_by("-year").values_list("year", flat=True)
    items = [
        {
            "year": year,
            "facts": told.here("facts", owner=owner, year=year),
            "findings": told.here("findings", owner=owner, year=year),
        }
        for year in rows
    ]
    scopes = request.api_token.scopes.split()
    return {"forbund": owner, "name": tenant.forbund.name, "scopes": scopes, "items": items}


@operation(
    "{slug:owner}/years/{int:year}/facts", "api-facts", schemas.Facts, summary="Årets uppgifter",
    description="Alla uppgifter för ett år, i nycklarnas ordning. Små antal personer är dolda om nyckeln inte har rätten counts:read.",
)  # fmt: skip
def facts(request: Call, asked: Query[schemas.AskedFacts], owner: str = OWNER, year: int = YEAR) -> Any:
    """A year's facts, some at a time."""
    tenant = request.tenant
    tenant.enter(year)
    book = book_of(tenant)
    matching = _beginning(book, asked.prefix)
    reader = reader_of(tenant, book)
    some = matching[asked.offset : asked.offset + asked.limit]
    items = [told.fact_of(fact, reader, tenant) for fact in some]
    return told.page_of(items, len(matching), asked, told.here("facts", owner=owner, year=year))


def _beginning(book: Book, prefix: str) -> list[Fact]:
    """The facts of the book's year whose keys begin so. Only the providers that may have some are asked."""
    first, dot, _ = prefix.partition(".")
    asked = [name for name in PROVIDERS if (name == first if dot else name.startswith(first))]
    known = {key: fact for name in asked for key, fact in book.facts(name, book.year).items()}
    return [fact for key, fact in sorted(known.items()) if key.startswith(prefix)]


@operation(
    "{slug:owner}/years/{int:year}/facts/{str:key}", "api-fact", schemas.FactInFull, summary="En uppgift",
    description="En uppgift med sina delar. Också uppgifter från andra år, och sådana som bara räknas ut när någon frågar.",
)  # fmt: skip
def fact(request: Call, owner: str = OWNER, year: int = YEAR, key: str = KEY) -> Any:
    """One fact with the values of its parts."""
    tenant = request.tenant
    tenant.enter(year)
    book = book_of(tenant)
    shown = found_by_key(book, key)
    if shown is None:
        raise Http404("Uppgiften finns inte det året.")
    return told.fact_in_full(shown, reader_of(tenant, book), tenant)


@operation(
    "{slug:owner}/editions", "api-editions", schemas.Editions, summary="Förbundets handlingar",
    description="Det som har lagts fram, beslutats eller undertecknats, det senaste årets först.",
)  # fmt: skip
def editions(request: Call, asked: Query[schemas.AskedEditions], owner: str = OWNER) -> Any:
    """The förbund's editions, some at a time."""
    rows = _editions(request).order_by("-year", "-at", "-pk")
    if asked.year is not None:
        rows = rows.filter(year=asked.year)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    total = rows.count()
    items = _told(request, list(rows[asked.offset : asked.offset + asked.limit]))
    return told.page_of(items, total, asked, told.here("editions", owner=owner))


@operation(
    "{slug:owner}/editions/{slug:code}", "api-edition", schemas.Edition, summary="En handling", description="En handling med dess filer."
)  # fmt: skip
def edition(request: Call, owner: str = OWNER, code: str = CODE) -> Any:
    """One edition."""
    rows = list(_editions(request).filter(code=code))
    if not rows:
        raise Http404("Handlingen finns inte.")
    return _told(request, rows)[0]


def _editions(request: Call) -> Any:
    """The editions of the förbund: they name it by its key, and are scoped by it."""
    return Edition.objects.filter(forbund_key=request.tenant.forbund.key).prefetch_related("releases")


def _told(request: Call, rows: list[Edition]) -> list[dict[str, Any]]:
    """The editions with their files, in two questions however many they are."""
    by_edition: dict[int, list[EditionFile]] = {row.pk: [] for row in rows}
    known = {row.pk: row for row in rows}
    for file in EditionFile.objects.filter(edition__in=rows).defer("content").order_by("pk"):
        file.edition = known[file.edition_id]
        by_edition[file.edition_id].append(file)
    return [told.edition_of(row, by_edition[row.pk], request.tenant) for row in rows]


@operation(
    "{slug:owner}/editions/{slug:code}/files/{slug:form}", "api-file", None, summary="En fil",
    description="Filens bytes, som de lagrades. Det som visar eller vilar på små antal kräver också counts:read.",
    openapi_extra={"responses": {200: {"description": "Filen", "content": {kind: {} for kind in sorted(set(TYPES.values()))}}}},
)  # fmt: skip
def file(
    request: Call, asked: Query[schemas.AskedFile], owner: str = OWNER, code: str = CODE, form: str = FORM
) -> Any:  # fmt: skip
    """The stored bytes of a file that the program may have. Another's is as one that doesn't exist."""
    inside = asked.inner
    rows = EditionFile.objects.filter(edition__forbund_key=request.tenant.forbund.key, edition__code=code)
    stored = rows.filter(form=form, inside=inside).defer("content").select_related("edition").first()
    if stored is None or form not in FileForm.values:
        raise Http404("Filen finns inte.")
    if not may_have(request.tenant, stored):
        raise Problem(NOT_ALLOWED, f"Nyckeln saknar rätten {Scope.COUNTS.value}.")
    return file_answer(request, stored, shown=())


@operation(
    "{slug:owner}/years/{int:year}/findings", "api-findings", schemas.Findings, summary="Årets avstämning",
    description="Vad som inte går ihop, i reglernas ordning. Ord som berättar om få personer är utelämnade om nyckeln inte har "
    "rätten counts:read.",
)  # fmt: skip
def findings(request: Call, asked: Query[schemas.Asked], owner: str = OWNER, year: int = YEAR) -> Any:
    """What does not add up in a year, some at a time."""
    tenant = request.tenant
    tenant.enter(year)
    outcome = reconcile(tenant.here).findings
    reader = reader_of(tenant)
    some = outcome[asked.offset : asked.offset + asked.limit]
    items = [told.finding_of(finding, reader) for finding in some]
    return told.page_of(items, len(outcome), asked, told.here("findings", owner=owner, year=year))


def problem_kinds() -> list[dict[str, Any]]:
    """Each kind of problem, as the documentation tells of it."""
    return [{"name": kind.name, "status": kind.status, "title": kind.title, "advice": kind.advice} for kind in KINDS]  # fmt: skip
