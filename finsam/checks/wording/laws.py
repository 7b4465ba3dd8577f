"""The laws that a förbund's documents cite, by name and number (R22)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from finsam.checks.reading import words
from finsam.checks.reading.sources import Sentence
from finsam.checks.reading.tokens import LAW, SIGN, WORD, Token
from finsam.checks.reconciliation import WARNING, Case, Finding, rule
from finsam.core.text.prose import listed


@dataclass(frozen=True, slots=True)
class Law:
    """A law: its number, its name, what else it is called in a sentence, and the one that took its place in a year."""

    number: str
    name: str
    called: tuple[str, ...] = ()
    replaced_by: str = ""
    from_year: int = 0


# Names that are several words are told by their words' stems, all within a few words of the number.
LAWS = (
    Law("2003:1210", "lagen om finansiell samordning", ("finansiell samordning", "finsamlagen")),
    Law("2018:597", "lagen om kommunal bokföring och redovisning", ("kommunal bokföring", "kommunal bokföring redovisning", "LKBR")),
    Law("2017:725", "kommunallagen", ("kommunallagen",)),
    Law("2001:453", "socialtjänstlagen", ("socialtjänstlagen", "SoL"), "2025:400", 2025),
    Law("2025:400", "socialtjänstlagen", ("socialtjänstlagen", "SoL")),
    Law("2010:110", "socialförsäkringsbalken", ("socialförsäkringsbalken", "SFB")),
    Law("2016:1145", "lagen om offentlig upphandling", ("offentlig upphandling", "LOU")),
    Law("2009:400", "offentlighets- och sekretesslagen", ("sekretesslagen", "OSL")),
    Law("2018:218", "lagen med kompletterande bestämmelser till EU:s dataskyddsförordning", ("dataskyddslagen", "kompletterande bestämmelser")),
    Law("2017:900", "förvaltningslagen", ("förvaltningslagen",)),
    Law("1990:782", "arkivlagen", ("arkivlagen",)),
    Law("2018:1937", "lagen om tillgänglighet till digital offentlig service", ("tillgänglighet digital", "DOS-lagen")),
    Law("2018:1938", "förordningen om tillgänglighet till digital offentlig service", ("förordning tillgänglighet digital",)),
    Law("1999:1078", "bokföringslagen", ("bokföringslagen",)),
    Law("2017:30", "hälso- och sjukvårdslagen", ("sjukvårdslagen", "HSL")),
    Law("1993:387", "lagen om stöd och service till vissa funktionshindrade", ("vissa funktionshindrade", "LSS")),
    Law("2008:567", "diskrimineringslagen", ("diskrimineringslagen",)),
    Law("2009:600", "språklagen", ("språklagen",)),
    Law("1977:1160", "arbetsmiljölagen", ("arbetsmiljölagen", "AML")),
    Law("1982:80", "lagen om anställningsskydd", ("anställningsskydd", "LAS")),
    Law("1976:580", "lagen om medbestämmande i arbetslivet", ("medbestämmande", "MBL")),
    Law("1977:480", "semesterlagen", ("semesterlagen",)),
    Law("2010:800", "skollagen", ("skollagen",)),
    Law("2014:821", "patientlagen", ("patientlagen",)),
    Law("2008:355", "patientdatalagen", ("patientdatalagen",)),
    Law("2017:612", "lagen om samverkan vid utskrivning", ("samverkan utskrivning",)),
    Law("2021:890", "visselblåsarlagen", ("visselblåsarlagen", "missförhållanden")),
    Law("1949:105", "tryckfrihetsförordningen", ("tryckfrihetsförordningen",)),
    Law("1999:1229", "inkomstskattelagen", ("inkomstskattelagen",)),
    Law("2023:200", "mervärdesskattelagen", ("mervärdesskattelagen",)),
    # Those that took their place, and that an old text may still cite.
    Law("1991:900", "kommunallagen", ("kommunallagen",), "2017:725", 2018),
    Law("1997:614", "lagen om kommunal redovisning", ("kommunal redovisning",), "2018:597", 2019),
    Law("1998:204", "personuppgiftslagen", ("personuppgiftslagen", "PUL"), "2018:218", 2018),
    Law("2007:1091", "lagen om offentlig upphandling", ("offentlig upphandling", "LOU"), "2016:1145", 2017),
    Law("1994:200", "mervärdesskattelagen", ("mervärdesskattelagen",), "2023:200", 2024),
    Law("1982:763", "hälso- och sjukvårdslagen", ("sjukvårdslagen", "HSL"), "2017:30", 2018),
    Law("1986:223", "förvaltningslagen", ("förvaltningslagen",), "2017:900", 2019),
)  # fmt: skip
BY_NUMBER = {law.number: law for law in LAWS}

# A word that says that a number like 2010:110 is a law's, and one that says that it is something else's.
_LAW_ENDS = (
    "lag",
    "lagen",
    "lagens",
    "lagar",
    "lagarna",
    "förordning",
    "förordningen",
    "förordningens",
    "balk",
    "balken",
    "balkens",
)
_LAW_WORDS = {"sfs"} | {
    name.casefold() for law in LAWS for name in law.called if name.isupper() or name == "SoL"
}
_OTHER = {
    "dnr",
    "sou",
    "ds",
    "prop",
    "dir",
    "diarienummer",
    "bet",
    "ärende",
    "rapportserie",
    "rapport",
    "diarienr",
    "hslf-fs",
    "ra-fs",
    "jo",
}
_NEAR = 7


def _names_law(token: Token) -> bool:
    return token.kind == WORD and (token.low_text in _LAW_WORDS or token.low_text.endswith(_LAW_ENDS))


def _around(tokens: tuple[Token, ...], place: int) -> tuple[list[Token], list[Token]]:
    """The words before and after a number, up to the next number of a law."""
    before: list[Token] = []
    after: list[Token] = []
    for token in reversed(tokens[max(0, place - 2 * _NEAR) : place]):
        if token.kind == LAW or (token.kind == SIGN and token.text == ";"):
            break
        before.insert(0, token)
    for token in tokens[place + 1 : place + 2 * _NEAR]:
        if token.kind == LAW or (token.kind == SIGN and token.text == ";"):
            break
        after.append(token)
    return [token for token in before if token.kind == WORD][-_NEAR:], [
        token for token in after if token.kind == WORD
    ][:_NEAR]


def _is_law(before: list[Token], after: list[Token]) -> bool:
    """Whether a law is what the number is of: a law's word stands before it, and nothing else's does."""
    last = [token.low_text for token in before[-2:]]
    if any(word in _OTHER for word in last):
        return False
    return any(_names_law(token) for token in before) or any(_names_law(token) for token in after[:2])


_CALLED = tuple(
    (law, tuple(frozenset(words.stem(word) for word in name.split()) for name in law.called)) for law in LAWS
)


def _named(before: list[Token], after: list[Token]) -> set[str]:
    """The names of the laws that the words around the number call it: those after it belong to a bare `lagen (…)`."""
    nearest = next((word for word in reversed(before) if _names_law(word)), None)
    bare = nearest is None or nearest.low_text in (
        "lag",
        "lagen",
        "lagens",
        "sfs",
        "förordning",
        "förordningen",
    )
    near = before[before.index(nearest) :] if nearest is not None else []
    said = {words.stem(word.text) for word in near} | (
        {words.stem(word.text) for word in after} if bare else set()
    )
    lengths = {
        law.name: max(len(stems) for stems in called if stems <= said)
        for law, called in _CALLED
        if any(stems <= said for stems in called)
    }
    best = max(lengths.values(), default=0)
    return {name for name, length in lengths.items() if length == best}


@rule("R22", lacks="Inget dokument för {year} nämner en lag med nummer.", at="documents")
def law_numbers(case: Case) -> Iterator[Finding]:
    """A law's number is that of the law named beside it; a number that no law's word stands near is no law's."""
    for passage in case.texts:
        for sentence in passage.sentences:
            for place, token in enumerate(sentence.tokens):
                if token.kind != LAW:
                    continue
                before, after = _around(sentence.tokens, place)
                if _is_law(before, after):
                    case.tally["R22"] += 1
                    message = _wrong(sentence, token, _named(before, after))
                    if message:
                        where = sentence.place
                        yield Finding(WARNING, f"{where.subject}/{token.text}", message, href=where.href)


def _wrong(sentence: Sentence, token: Token, named: set[str]) -> str:
    """What is wrong with a law's number, "" when nothing is."""
    where, year = sentence.place.name, sentence.place.year
    law = BY_NUMBER.get(token.text)
    right = [
        law.number for law in LAWS if law.name in named and not (law.replaced_by and year >= law.from_year)
    ]
    if law is None and not named:
        return f"Lagen {token.text} nämns i ”{where}” men finns inte i listan över lagar. Är numret rätt?"
    if named and (law is None or law.name not in named):
        said = listed(sorted(named))
        other = f" {token.text} är {law.name}." if law else ""
        return f"I ”{where}” har {said} numret {token.text}. Rätt nummer är {listed(right)}.{other} Rätta numret."
    if law is not None and law.replaced_by and year > law.from_year:
        new = BY_NUMBER[law.replaced_by]
        return f"I ”{where}” nämns {law.name} ({law.number}), som har ersatts av {new.name} ({new.number}). Rätta om det är den nya som gäller."
    return ""
