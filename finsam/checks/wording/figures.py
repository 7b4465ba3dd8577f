"""Typed figures against the facts that their sentences name (R24)."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from finsam.checks.reading import words
from finsam.checks.reading.names import (
    DIVIDING,
    GENERAL,
    MONEY,
    NEUTRAL,
    Field,
    Named,
    Names,
    candidates,
    fields,
    fits,
)
from finsam.checks.reading.sources import PROSE, Passage, Place, label_stems
from finsam.checks.reading.tokens import COUNT, KR, Token
from finsam.checks.reconciliation import INFO, WARNING, Case, Figure, Finding, rule
from finsam.core.values.money import places, show
from finsam.documents.registry import Nature, nature_of
from finsam.facts.book import Book, Fact

# An amount written with so many figures is hardly a printed fact's by chance, whatever its sentence names.
TELLING = 4
LARGE = 1_000_000


@rule("R24", lacks="Inga siffror är skrivna för hand i dokumenten för {year}.", at="documents")
def typed_figures(case: Case) -> Iterator[Finding]:
    """A typed figure contradicts the fact that its sentence names, is last year's, or is this year's and could be bound."""
    names = Names(case.book)
    printed = _printed(case)
    said = set()
    for passage in case.texts:
        for sentence in passage.sentences:
            for field in fields(sentence):
                case.tally["R24"] += 1
                finding = _judged(field, names, case.fiscal_year.year) or _unnamed(field, printed)
                # The same figure twice in a section is one thing to mend.
                if finding is not None and finding.subject not in said:
                    said.add(finding.subject)
                    yield replace(finding, people=_of_people(case, finding))


def loose(passage: Passage, book: Book) -> Iterator[tuple[Field, Fact]]:
    """The figures of a text that are typed but say what a fact says: each with the fact that it could be bound to.

    Amounts whose sentence names nothing are looked for among all of the year's, not only those that are printed.
    """
    names = Names(book)
    amounts = _by_amount(book.all().values())
    for sentence in passage.sentences:
        for field in fields(sentence):
            finding = _judged(field, names, book.year) or _unnamed(field, amounts)
            if finding is not None and finding.severity == INFO:
                yield field, book[finding.figures[0].key]


def _of_people(case: Case, finding: Finding) -> bool:
    """Whether the words tell how many some people are: those of a fact that counts them, or rests on one that does."""
    facts = (case.book.get(figure.key) for figure in finding.figures if figure.key)
    return any(part.persons or part.ratio_parts for fact in facts if fact is not None for part in fact.walk())


def _printed(case: Case) -> dict[Decimal, list[Fact]]:
    """The amounts that the year's documents print."""
    return _by_amount(fact for _, resolved in case.documents for fact in resolved.facts.values())


def _by_amount(facts: Iterable[Fact]) -> dict[Decimal, list[Fact]]:
    """The amounts that are hardly written by chance, by their kronor without the sign."""
    amounts = defaultdict(list)
    for fact in facts:
        if fact.unit == KR and fact.value is not None and _telling(abs(fact.value)):
            amounts[abs(fact.value)].append(fact)
    return amounts


def _telling(value: Decimal) -> bool:
    return value >= LARGE or (value == value.to_integral() and len(str(int(value)).rstrip("0")) >= TELLING)


def _unnamed(field: Field, printed: Mapping[Decimal, list[Fact]]) -> Finding | None:
    """An amount that is exactly a printed one of the year, though its sentence names nothing.

    Of several it is the one that the sentence comes nearest to naming.
    """
    token, place = field.token, field.sentence.place
    if place.role != PROSE or token.unit != KR or token.exact or token.step >= 1000:
        return None
    same = (fact for fact in printed.get(abs(token.value), ()) if fact.key.endswith(f"@{place.year}"))
    fact = max(same, key=lambda fact: len(label_stems(fact.label) & field.stems), default=None)
    return _bindable(field, fact) if fact is not None else None


def _bindable(field: Field, fact: Fact) -> Finding:
    text, place = _text(field), field.sentence.place
    message = (
        f"{text} är inskrivet för hand i ”{place.name}”, men finns som uppgiften ”{fact.label}”. "
        "Infoga den så följer den med."
    )
    figures, subject = (Figure.of(fact),), _subject(place, text)
    return Finding(INFO, subject, message, figures, href=place.href, about=place.name)


def _judged(field: Field, names: Names, base: int) -> Finding | None:
    year, place = field.year(), field.sentence.place
    if year is None or not -6 <= year - base <= 3:
        return None
    named = candidates(field, names.year(year))
    said = field.series
    if said:
        named = [name for name in named if name.series in (said, "")]
    same = next((name for name in named if fits(field.token, name)), None)
    if same is not None:
        wrong = _wrong_way(field, same)
        if wrong is not None:
            return wrong
        bindable = place.role == PROSE and field.token.exact in ("", words.ABOUT) and len(same.stems) < 8
        return _bindable(field, same.fact) if bindable else None
    sure = [name for name in named if _sure(field, name)]
    if not sure or field.token.exact == words.LIMIT:
        return None
    best = _most_likely(sure, field)
    if best is None:
        return None
    earlier = _earlier(field, best, names) if year == place.year else None
    if earlier is not None:
        return _last_years(field, best, earlier)
    if field.token.unit == COUNT and not _near(field, best):
        return None
    return _contradiction(field, best)


def _wrong_way(field: Field, name: Named) -> Finding | None:
    """A deficit called a surplus, or the other way about."""
    value, low = name.value, field.low
    if name.dimension != KR or name.fact.side or not value or "resul" not in name.stems:
        return None
    surplus = any(word.startswith("överskott") for word in low)
    deficit = any(word.startswith("underskott") for word in low)
    if surplus == deficit or surplus == (value > 0) or field.token.value < 0:
        return None
    word, right = ("överskott", "underskott") if surplus else ("underskott", "överskott")
    place, text = field.sentence.place, _text(field)
    message = (
        f"”{field.sentence.quoted(field.token)}” i ”{place.name}”: {text} kallas {word}, men ”{name.fact.label}” är ett "
        f"{right}. Rätta ordet, eller infoga uppgiften."
    )
    return Finding(
        WARNING, _subject(place, f"{word} {text}"), message, (Figure.of(name.fact),), show(value), place.href
    )


def _sure(field: Field, name: Named) -> bool:
    """Whether the words say so clearly what the figure is that it can contradict the fact."""
    own = field.stems
    left = own - name.stems - GENERAL - MONEY - NEUTRAL
    if own & DIVIDING - name.stems:
        return False
    if name.series == "mål" and not field.aims:
        return False
    if field.aims and name.series not in ("mål", "budget"):
        return False
    if _of_something_else(field, name):
        return False
    if name.dimension == KR and name.fact.side == "kostnad":
        return (
            len(left) <= (len(name.stems) > 1) if own & MONEY else not left and not own & GENERAL - name.stems
        )
    if len(name.stems) == 1:
        return not left or (name.dimension == COUNT and len(left) == 1 and field.counted in name.stems)
    return len(left) <= (1 if name.dimension == KR else 2)


def _of_something_else(field: Field, name: Named) -> bool:
    """`Coachingteamets lokaler`: the name stands in the genitive of another thing."""
    tokens = field.tokens
    for token, after in itertools.pairwise(tokens):
        if (
            token.stem in name.stems
            and token.low_text.endswith("s")
            and after.stem
            and after.stem not in name.stems | GENERAL | MONEY
        ):
            return True
    return False


def _most_likely(named: list[Named], field: Field) -> Named | None:
    """Of the facts named equally well, that of the series the document is about."""
    own = field.stems
    best = max(len(name.stems & own) for name in named)
    leading = [name for name in named if len(name.stems & own) == best]
    told = nature_of(field.sentence.place.kind) in (Nature.REPORT, Nature.INTERIM)
    order = (
        ("utfall", "", "budget", "prognos", "plan") if told else ("budget", "", "utfall", "prognos", "plan")
    )
    typed = abs(field.token.value)

    def likelihood(name: Named) -> tuple[int, int, Decimal, str]:
        rank = order.index(name.series) if name.series in order else len(order)
        return rank, -len(name.stems), abs(abs(name.value) - typed), name.fact.key

    first = min(leading, key=likelihood)  # of those with the same name the nearest was meant
    like = [name for name in leading if (name.series, name.fact.label) == (first.series, first.fact.label)]
    # Two insatser have the same measure, and the sentence doesn't say which.
    far = any(abs(name.value - first.value) > abs(first.value) / 4 for name in like)
    return None if far else first


def _earlier(field: Field, best: Named, names: Names) -> Fact | None:
    """The same fact a year earlier, when that is what the figure says."""
    for name in candidates(field, names.year(best.year - 1)):
        if name.stems == best.stems and name.series == best.series and fits(field.token, name):
            return name.fact
    return None


def _near(field: Field, name: Named) -> bool:
    """Whether a count is of the size of the fact: ten times as much is something else than was meant."""
    return name.value != 0 and abs(name.value) / 5 <= abs(field.token.value) <= abs(name.value) * 5


def _text(field: Field) -> str:
    return field.token.text.replace(" ", "\u00a0")


def _subject(place: Place, text: str) -> str:
    return f"{place.subject}/{text}"


def _value(name: Named, token: Token) -> str:
    """The fact as the figure is written: with as many decimals, and at least its own."""
    fact, decimals = name.fact, name.fact.decimals
    if fact.unit == "%":
        written = places(token.step * 100)
        decimals = max(decimals, written, 1 if name.value * 100 % 1 else 0)
    return show(fact.natural, fact.unit, decimals)


def _figures(field: Field, *facts: Fact) -> tuple[Figure, ...]:
    return (Figure("I texten", _text(field)), *(Figure.of(fact) for fact in facts))


def _finding(field: Field, name: Named, said: str, advice: str, *facts: Fact) -> Finding:
    """That a figure isn't its fact's: what it is instead, what the fact is that year, and what to do."""
    place, text, value = field.sentence.place, _text(field), _value(name, field.token)
    year = name.fact.key.rpartition("@")[2]
    message = f"”{field.sentence.quoted(field.token)}” i ”{place.name}”: {said} är {value} {year}. {advice}"
    figures = _figures(field, name.fact, *facts)
    return Finding(WARNING, _subject(place, text), message, figures, value, place.href)


def _last_years(field: Field, name: Named, earlier: Fact) -> Finding:
    year = earlier.key.rpartition("@")[2]
    said = f"{_text(field)} är {year} års siffra. ”{name.fact.label}”"
    return _finding(field, name, said, "Infoga uppgiften, eller skriv vilket år som menas.", earlier)


def _contradiction(field: Field, name: Named) -> Finding:
    said = f"det står {_text(field)}, men uppgiften ”{name.fact.label}”"
    return _finding(field, name, said, "Rätta siffran, eller infoga uppgiften så följer den med.")
