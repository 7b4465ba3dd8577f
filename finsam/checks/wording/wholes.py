"""Parts of a whole in a sentence, a list or a table's names: counts (R16), percentages (R9), groups (R17)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from itertools import combinations, pairwise
from typing import NamedTuple

from finsam.checks.reading import words
from finsam.checks.reading.sources import LABEL, Passage, Sentence
from finsam.checks.reading.text import Block
from finsam.checks.reading.tokens import BOUND, COUNT, NUMBER, RANGE, SHARE, SIGN, WORD, Token
from finsam.checks.reconciliation import WARNING, Case, Figure, Finding, rule
from finsam.core.registry import Registry
from finsam.core.values.money import number
from finsam.facts.book import FactError

Parts = list[tuple[Token, tuple[Token, ...]]]  # each figure with the words after it
Items = list[tuple[Block, tuple[Token, ...]]]  # each item of a list with its tokens
Groups = tuple[tuple[frozenset[str], ...], ...]

# Groups that together are all, by the stems that name them.
_ALL = (
    (words.stems("kvinnor"), words.stems("män")),
    (words.stems("kvinnor"), words.stems("män"), words.stems("annat", "okänt", "uppgift", "andra")),
    (words.stems("ordinarie"), words.stems("ersättare")),
    (
        words.stems("staten", "försäkringskassan"),
        words.stems("regionen", "region"),
        words.stems("kommunerna", "kommunen"),
    ),
    (words.stems("insatser", "projekt"), words.stems("administration")),
)
_DIVIDES = {"fördelat", "fördelade", "fördelar", "fördelas", "fördelning", "fördelningen", "uppdelat", "uppdelade", "består", "bestod", "tillsammans", "varav", "respektive"}  # fmt: skip
_TOTAL = {"totalt", "summa", "sammanlagt", "tillsammans", "total"}


class Quantity(NamedTuple):
    """What a figure says: its value, how fine it is written, and its unit."""

    value: Decimal
    step: Decimal
    unit: str


def _quantity(case: Case, token: Token) -> Quantity | None:
    """What a figure says; a bound one says what its fact does."""
    if token.kind == NUMBER:
        return Quantity(token.value, token.step, token.unit)
    try:
        fact = case.book.get(token.key)
    except FactError:
        return None
    if fact is None or fact.value is None:
        return None
    decimals = len(token.text.partition(",")[2].rstrip(" %")) if "," in token.text else 0
    unit = fact.unit if fact.unit in ("kr", SHARE) else COUNT
    step = Decimal(1).scaleb(-decimals) * (Decimal("0.01") if unit == SHARE else 1)
    return Quantity(fact.value, step, unit)


def _quantities(case: Case, tokens: list[Token]) -> list[Quantity]:
    """What the figures say, where all of them say something in one unit; else none."""
    known = [quantity for token in tokens if (quantity := _quantity(case, token)) is not None]
    return known if len(known) == len(tokens) and len({quantity.unit for quantity in known}) == 1 else []


def _is_share(case: Case, token: Token) -> bool:
    quantity = _quantity(case, token)
    return quantity is not None and quantity.unit == SHARE


# Functions that name the parts of a whole of the förbund's own, each in one word
GROUPS: Registry[str, Callable[[Case], Iterable[str]]] = Registry("group of parts")
group_of = GROUPS.function


def _groups(case: Case) -> Groups:
    """The groups that are all, with the förbund's own kommuner."""
    own = [tuple(words.stems(name) for name in find(case)) for find in GROUPS.values()]
    return (*_ALL, *(word for word in own if len(word) > 1))


def _parts(tokens: tuple[Token, ...]) -> Parts:
    """Each figure with the words up to the next one."""
    places = [place for place, token in enumerate(tokens) if token.kind in (NUMBER, BOUND)]
    ends = [*places[1:], len(tokens)]
    return [(tokens[place], tokens[place + 1 : end]) for place, end in zip(places, ends, strict=False)]


def _stems(tokens: tuple[Token, ...]) -> set[str]:
    return {words.stem(token.text) for token in tokens if token.kind == WORD}


@rule("R16", lacks="", people=True)
def counts_in_text(case: Case) -> Iterator[Finding]:
    """A count and its parts in one sentence: `275 svarade, 231 kvinnor och 41 män` are not 275."""
    groups = _groups(case)
    for passage in case.texts:
        for sentence in passage.sentences:
            parts = _parts(sentence.tokens)
            if len(parts) >= 3:
                yield from _whole_and_parts(case, sentence, parts, groups)
            if len(parts) >= 2:
                yield from _part_of(case, sentence, parts)
        yield from _listed_counts(case, passage)


def _whole_and_parts(case: Case, sentence: Sentence, parts: Parts, groups: Groups) -> Iterator[Finding]:
    """A figure followed by figures of groups that are all of it."""
    for begun in range(len(parts) - 2):
        whole = _quantity(case, parts[begun][0])
        if whole is None or whole.unit == SHARE:
            continue
        for group in groups:
            following = parts[begun + 1 : begun + 1 + len(group)]
            if len(following) < len(group):
                continue
            places = [
                next(
                    (
                        n
                        for n, stems in enumerate(group)
                        if stems & (_stems(after) | _before(sentence, token))
                    ),
                    None,
                )
                for token, after in following
            ]
            if sorted(n for n in places if n is not None) != list(range(len(group))):
                continue
            tokens = [parts[begun][0], *(token for token, _ in following)]
            quantities = _quantities(case, tokens)
            if not quantities or all(token.kind == BOUND for token in tokens):
                continue
            case.tally["R16"] += 1
            added = sum((term.value for term in quantities[1:]), Decimal(0))
            exact = any(token.exact for token in tokens)
            slack = sum((each.step for each in quantities), Decimal(0)) / 2 if whole.step != 1 else Decimal(0)
            if (
                exact
                or abs(abs(added) - abs(whole.value)) <= slack
                or _goes_on(case, parts[begun + 1 + len(group) :], added, whole.value)
            ):
                return
            yield _not_all(sentence, tokens, whole.value, added)
            return


def _goes_on(case: Case, parts: Parts, added: Decimal, whole: Decimal) -> bool:
    """Whether more parts follow that make the whole: `och 3 andra`."""
    for token, _ in parts:
        quantity = _quantity(case, token)
        if quantity is None:
            return False
        added += quantity.value
        if added == whole:
            return True
    return False


def _before(sentence: Sentence, token: Token) -> set[str]:
    """The word right before a figure: `kvinnor 231`, `män: 41`."""
    place = sentence.tokens.index(token)
    before = [word for word in sentence.tokens[max(0, place - 2) : place] if word.kind == WORD]
    return _stems(tuple(before[-1:])) if before and _colon(sentence.tokens[place - 1]) else set()


def _colon(token: Token) -> bool:
    return token.kind == WORD or token.text == ":"


def _not_all(sentence: Sentence, tokens: list[Token], whole: Decimal, added: Decimal) -> Finding:
    place = sentence.place
    terms = " + ".join(token.text for token in tokens[1:])
    message = (
        f"”{sentence.quoted(tokens[0], 130)}” i ”{place.name}”: {terms} är {number(abs(added))}, inte {tokens[0].text}. "
        "Rätta siffrorna, eller skriv vad som fattas."
    )
    figures = (Figure("Alla", tokens[0].text), Figure("Delarna tillsammans", number(abs(added))))
    return Finding(
        WARNING,
        f"{place.subject}/{tokens[0].text}/{'+'.join(token.text for token in tokens[1:])}",
        message,
        figures,
        number(abs(added) - abs(whole)),
        place.href,
    )


def _part_of(case: Case, sentence: Sentence, parts: Parts) -> Iterator[Finding]:
    """`47 deltagare, varav 52 kvinnor`, `52 av 47`: a part is never more than its whole."""
    for (former, between), (other, _) in pairwise(parts):
        low = [token.low_text for token in between if token.kind == WORD]
        if former.kind == other.kind == BOUND or not low:
            continue
        if low[-1] in ("varav", "därav"):
            whole, part = former, other
        elif low == ["av"] or low == ["av", "de"]:
            whole, part = other, former
        else:
            continue
        quantities = _quantities(case, [whole, part])
        if not quantities or quantities[0].unit == SHARE:
            continue
        case.tally["R16"] += 1
        if abs(quantities[1].value) > abs(quantities[0].value):
            place = sentence.place
            message = f"”{sentence.quoted(former, 130)}” i ”{place.name}”: {part.text} kan inte vara en del av {whole.text}. Rätta siffrorna."
            yield Finding(WARNING, f"{place.subject}/{part.text} av {whole.text}", message, href=place.href)
        return


def _listed_counts(case: Case, passage: Passage) -> Iterator[Finding]:
    """A list of counts with a total among its items."""
    for items in _lists(passage):
        counted = [
            (block, [token for token in tokens if token.kind in (NUMBER, BOUND)], tokens)
            for block, tokens in items
        ]
        if len(counted) < 3 or any(len(figures) != 1 for _, figures, _ in counted):
            continue
        totals = [
            item
            for item in counted
            if any(token.kind == WORD and token.low_text in _TOTAL for token in item[2][:2])
        ]
        if len(totals) != 1:
            continue
        tokens = [totals[0][1][0], *(item[1][0] for item in counted if item is not totals[0])]
        quantities = _quantities(case, tokens)
        if not quantities:
            continue
        whole, *terms = quantities
        added = sum((term.value for term in terms), Decimal(0))
        share = whole.unit == SHARE
        case.tally["R9" if share else "R16"] += 1
        slack = sum((term.step for term in terms), Decimal(0)) / 2 if whole.step != 1 else Decimal(0)
        if abs(abs(added) - abs(whole.value)) > slack:
            first = next(sentence for sentence in passage.sentences if sentence.block is totals[0][0])
            if share:
                yield _not_hundred(first, tokens[1:], added)
            else:
                yield _not_all(first, tokens, whole.value, added)


def _lists(passage: Passage) -> Iterator[Items]:
    """The items of each list, without those of lists inside it."""
    lists: dict[int, Items] = {}
    for block, tokens in passage.paragraphs:
        if block.group:
            lists.setdefault(block.group, []).append((block, tokens))
    yield from lists.values()


@rule("R9", lacks="")
def shares_in_text(case: Case) -> Iterator[Finding]:
    """Percentages that a sentence or a list gives as the parts of one whole make 100, or as near as their decimals allow."""
    groups = _groups(case)
    for passage in case.texts:
        for sentence in passage.sentences:
            parts = [(token, after) for token, after in _parts(sentence.tokens) if _is_share(case, token)]
            if len(parts) >= 2 and _is_whole(sentence, parts, groups):
                yield from _hundred(case, sentence, [token for token, _ in parts])
        for items in _lists(passage):
            yield from _listed_shares(case, passage, items)


def _is_whole(sentence: Sentence, parts: Parts, groups: Groups) -> bool:
    """Whether the percentages are of one whole: it says that they are, or their groups are all there are."""
    if any(token.exact for token, _ in parts) or any(
        sign.text in "()" for sign in sentence.tokens if sign.kind == SIGN
    ):
        return False
    low = {word.low_text for word in sentence.tokens if word.kind == WORD}
    if len(parts) >= 3 and _DIVIDES & low:
        return True
    tokens = sentence.tokens
    places = [place for place, token in enumerate(tokens) if token.kind in (NUMBER, BOUND)]
    begun = [0, *(place + 1 for place in places)]
    ours = {id(token) for token, _ in parts}
    around = [
        (_next(tokens, place), _stems(tokens[first:place]))
        for first, place in zip(begun, places, strict=False)
        if id(tokens[place]) in ours
    ]
    return any(_one_each(around, group) for group in groups)


def _one_each(around: list[tuple[set[str], set[str]]], group: tuple[frozenset[str], ...]) -> bool:
    """Whether each figure has its own group of those that are all, named after it or else before it."""
    if len(around) != len(group):
        return False
    for side in (0, 1):
        named = [[place for place, stems in enumerate(group) if stems & words[side]] for words in around]
        if all(len(places) == 1 for places in named) and len({places[0] for places in named}) == len(group):
            return True
    return False


def _next(tokens: tuple[Token, ...], place: int) -> set[str]:
    after = list(tokens[place + 1 : place + 4])
    near = []
    for word in after:
        if word.kind != WORD or word.low_text in ("och", "samt"):
            break
        near.append(word)
    return _stems(tuple(near))


def _hundred(case: Case, sentence: Sentence, tokens: list[Token]) -> Iterator[Finding]:
    if all(token.kind == BOUND for token in tokens):
        return
    shares = _quantities(case, tokens)
    case.tally["R9"] += 1
    added = sum((share.value for share in shares), Decimal(0))
    if abs(added - 1) > sum((share.step for share in shares), Decimal(0)) / 2:
        yield _not_hundred(sentence, tokens, added)


def _not_hundred(sentence: Sentence, tokens: list[Token], added: Decimal) -> Finding:
    place = sentence.place
    decimals = max(len(token.text.partition(",")[2].rstrip(" %procent")) for token in tokens)
    shown = f"{number(added * 100, decimals)} %"
    message = (
        f"Andelarna {', '.join(token.text for token in tokens)} i ”{place.name}” ska vara delar av en helhet, men blir "
        f"{shown}, inte 100 %. Rätta andelarna, eller skriv vad som fattas."
    )
    subject = f"{place.subject}/{'+'.join(token.text for token in tokens)}"
    figures = (Figure("Andelarna tillsammans", shown),)
    return Finding(
        WARNING, subject, message, figures, shown, place.href, rule="R9"
    )  # also of a list of counts


def _listed_shares(case: Case, passage: Passage, items: Items) -> Iterator[Finding]:
    """A list with a percentage in each item, under words that say that it divides something."""
    shares = []
    for _, tokens in items:
        figures = [token for token in tokens if token.kind in (NUMBER, BOUND)]
        last = tokens[-2] if tokens[-1].kind == SIGN and len(tokens) > 1 else tokens[-1]
        if len(figures) != 1 or not _is_share(case, figures[0]) or last is not figures[0] or figures[0].exact:
            return
        shares.append(figures[0])
    if len(shares) < 3 or all(share.kind == BOUND for share in shares):
        return
    first = passage.paragraphs.index(items[0])
    intro = passage.paragraphs[first - 1][1] if first else ()
    said = {word.low_text for word in intro if word.kind == WORD} | {
        word.casefold() for title in passage.place.headings[-1:] for word in title.split()
    }
    if _DIVIDES & said:
        sentence = next(sentence for sentence in passage.sentences if sentence.block is items[0][0])
        yield from _hundred(case, sentence, shares)


@rule("R17", lacks="")
def groups_in_text(case: Case) -> Iterator[Finding]:
    """Groups written as names share no number: `30–50 år` and `50–64 år` both hold those who are 50."""
    for passage in case.texts:
        if passage.place.role == LABEL:
            spans = [
                (token, passage.sentences) for block, tokens in passage.paragraphs for token in _spans(tokens)
            ]
            if len(spans) > 1:
                yield from _overlapping(case, passage, [span for span, _ in spans])
            continue
        for sentence in passage.sentences:
            spans_here = _spans(sentence.tokens)
            if len(spans_here) > 1 and any(
                word.kind == WORD
                and word.low_text in ("år", "åringar", "åldern", "månader", "veckor", "dagar")
                for word in sentence.tokens
            ):
                yield from _overlapping(case, passage, spans_here)
        for items in _lists(passage):
            spans_here = [span for _, tokens in items for span in _spans(tokens)[:1] if tokens[0] is span]
            if len(spans_here) > 1:
                yield from _overlapping(case, passage, spans_here)


def _spans(tokens: tuple[Token, ...]) -> list[Token]:
    """The ranges among a text's tokens: not years, percentages or amounts."""
    return [token for token in tokens if token.kind == RANGE and token.unit == COUNT and token.high < 1900]


def _overlapping(case: Case, passage: Passage, spans: list[Token]) -> Iterator[Finding]:
    case.tally["R17"] += 1
    for first_span, other in combinations(sorted({(span.low, span.high) for span in spans}), 2):
        inside = other[1] <= first_span[1] or first_span[0] == other[0]
        if other[0] <= first_span[1] and not inside:
            place = passage.place
            both = str(other[0]) if other[0] == first_span[1] else f"{other[0]}–{first_span[1]}"
            first, second = (f"{low}–{high}" for low, high in (first_span, other))
            message = f"Grupperna {first} och {second} i ”{place.name}” överlappar: båda omfattar {both}. Dela in så att ingen räknas två gånger."
            yield Finding(WARNING, f"{place.subject}/{first}/{second}", message, href=place.href)
