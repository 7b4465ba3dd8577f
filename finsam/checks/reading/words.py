"""Swedish words: their stems, which ones mean the same here, and which say nothing of what a figure is."""

from __future__ import annotations

from functools import lru_cache

from finsam.core.values.periods import MONTHS

_ENDINGS = (
    "arnas", "ernas", "ornas", "arna", "erna", "orna", "ades", "ade", "ens", "ets", "ans", "ats", "en", "et", "an",
    "na", "ar", "er", "or", "ad", "as", "es", "at", "it", "ts", "ns", "a", "e", "n", "t", "s", "d",
)  # fmt: skip
_SHORTEST = 4

# Words that a förbund's documents use of the same thing, by stem: the first of each is what the others become.
_SAME = (
    ("kostnad", "kostar", "utgift", "nettokostnad"),
    ("intäkt", "inkomst"),
    ("resultat", "underskott", "överskott", "balanskravsresultat"),
    ("deltagare", "person", "individ", "deltog", "deltagit"),
    ("medlemsbidrag", "driftbidrag", "driftsbidrag", "medelstilldelning", "medlemsavgift"),
    ("eget", "egna"),
    ("kvinna", "flicka"),
    ("männen", "män", "mannen", "pojke"),
    ("ledamot", "ledamöter"),
    ("ingående", "början", "tidigare"),
    ("utgående", "slut", "slutet"),
)

# Words that don't tell one thing from another: small words, words of time and degree, and verbs that join.
_SMALL = (
    "och", "i", "att", "en", "ett", "det", "den", "de", "som", "är", "var", "blev", "blir", "blivit", "bli",
    "av", "på", "för", "med", "till", "från", "om", "har", "hade", "ha", "inte", "än", "under", "över", "vid",
    "efter", "mot", "också", "så", "samt", "men", "eller", "där", "när", "detta", "denna", "dessa", "dess",
    "deras", "vår", "våra", "sin", "sina", "sitt", "hos", "per", "ca", "cirka", "ungefär", "omkring", "runt",
    "drygt", "knappt", "nästan", "närmare", "nära", "minst", "högst", "mer", "mindre", "fler", "färre",
    "året", "årets", "år", "åren", "uppgick", "uppgår", "uppgå", "utgör", "utgjorde", "totalt", "total",
    "sammanlagt", "summa", "samtliga", "alla", "hela", "antal", "antalet", "andel", "andelen", "andelar",
    "belopp", "beloppet", "ska", "skall", "bör", "kan", "kunde", "kommer", "skulle", "enligt", "inom",
    "mellan", "dem", "man", "vi", "oss", "här", "nu", "kr", "kronor", "tkr", "mnkr", "miljoner", "procent",
    "st", "stycken", "därav", "varav", "fick", "får", "fått", "gick", "går", "gått", "samma", "nivå", "förra",
    "föregående", "nästa", "kommande", "förbundet", "förbundets", "samordningsförbundet", "finsam",
    "procentenheter", "genom", "bara", "endast", "ännu", "redan", "dock", "därför", "vilket", "vilken",
    "vilka", "sedan", "även", "utan", "mars",
)  # fmt: skip

NUMBERS = {
    "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10, "elva": 11, "tolv": 12,
    "tjugo": 20,
}  # fmt: skip

# How exact a figure is, by the words before it.
ABOUT, ABOVE, BELOW, LIMIT = "ca", "över", "under", "gräns"
QUALIFIERS = {
    "ca": ABOUT, "cirka": ABOUT, "ungefär": ABOUT, "omkring": ABOUT, "runt": ABOUT, "uppskattningsvis": ABOUT,
    "drygt": ABOVE, "över": ABOVE, "nästan": BELOW, "knappt": BELOW, "närmare": BELOW, "nära": BELOW,
    "minst": LIMIT, "högst": LIMIT, "max": LIMIT, "maximalt": LIMIT, "under": LIMIT, "lägst": LIMIT, "understiga": LIMIT,
    "överstiga": LIMIT, "överskrida": LIMIT, "överskrider": LIMIT, "underskrida": LIMIT,
}  # fmt: skip
WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
ABBREVIATED_WEEKDAYS = {"mån": 0, "tis": 1, "ons": 2, "tors": 3, "tor": 3, "fre": 4, "lör": 5, "sön": 6}


def _stripped(word: str) -> str:
    while True:
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
                word = word[: -len(ending)]
                break
        else:
            return word


_CANONICAL = {_stripped(other): _stripped(first) for first, *others in _SAME for other in others}


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """What is left of a word when its endings are gone: `kostnaderna` and `kostnad` have the same stem."""
    stripped = _stripped(word.casefold())
    return _CANONICAL.get(stripped, stripped)


SMALL = frozenset({stem(word) for word in _SMALL} | {stem(month) for month in MONTHS})


@lru_cache(maxsize=20_000)
def meaning(word: str) -> str:
    """The stem of a word that says something, or "" for a small word."""
    stemmed = stem(word)
    return "" if stemmed in SMALL or word.casefold() in SMALL else stemmed


def stems(*words: str) -> frozenset[str]:
    """The stems of several words, for tables of them in code."""
    return frozenset(stem(word) for word in words)


def weekday(word: str) -> int | None:
    """0 for `måndag`, `måndagen`, `mån`; None for what is no day of the week."""
    low = word.casefold()
    if low in ABBREVIATED_WEEKDAYS:
        return ABBREVIATED_WEEKDAYS[low]
    for place, day in enumerate(WEEKDAYS):
        if low.startswith(day) and low[len(day) :] in ("", "en", "ens", "ar", "arna", "s"):
            return place
    return None
