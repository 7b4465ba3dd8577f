"""The rows of the statements as data, by the fiscal year from which they hold. No Django here.

A row is a heading, a post (what is entered or computed) or a sum of rows it names. An optional row is
left out where it is blank in every column. Law: lagen (2018:597) om kommunal bokföring och redovisning.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SchemeRow:
    """One row: its key (also its fact's name), what it is called, and for a sum the rows it adds."""

    key: str
    label: str
    kind: str = "post"  # heading | post | sum
    terms: tuple[str, ...] = ()
    level: int = 0
    optional: bool = False
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Scheme:
    """The rows of a statement from a fiscal year on."""

    first_year: int
    rows: tuple[SchemeRow, ...]

    def row(self, key: str) -> SchemeRow:
        """The row with that key. Raises KeyError."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)

    def posts(self) -> list[SchemeRow]:
        """The rows that aren't headings or sums."""
        return [row for row in self.rows if row.kind == "post"]


def _post(key: str, label: str, level: int = 0, *, optional: bool = False) -> SchemeRow:
    return SchemeRow(key, label, level=level, optional=optional)


def _sum(key: str, label: str, *terms: str, level: int = 0, optional: bool = False, strong: bool = True):
    return SchemeRow(key, label, "sum", terms, level, optional, strong)


def _head(key: str, label: str, level: int = 0, *, optional: bool = False) -> SchemeRow:
    return SchemeRow(key, label, "heading", level=level, optional=optional)


def _summed(
    key: str, label: str, *rows: SchemeRow, level: int = 0, optional: bool = False
) -> tuple[SchemeRow, ...]:
    """The rows, and after them their sum."""
    return (*rows, _sum(key, label, *(row.key for row in rows), level=level, optional=optional))


# 5 kap. 2 §
INCOME_STATEMENT = (
    *_summed(
        "nettokostnader",
        "Verksamhetens nettokostnader",
        _post("intakter", "Verksamhetens intäkter"),
        _post("kostnader", "Verksamhetens kostnader"),
        _post("avskrivningar", "Avskrivningar"),
    ),
    _post("skatteintakter", "Skatteintäkter", optional=True),
    _post("statsbidrag", "Generella statsbidrag och utjämning", optional=True),
    _sum(
        "verksamhetens-resultat", "Verksamhetens resultat", "nettokostnader", "skatteintakter", "statsbidrag"
    ),
    _post("finansiella-intakter", "Finansiella intäkter"),
    _post("finansiella-kostnader", "Finansiella kostnader"),
    _sum(
        "efter-finansiella",
        "Resultat efter finansiella poster",
        "verksamhetens-resultat",
        "finansiella-intakter",
        "finansiella-kostnader",
    ),
    _post("extraordinara", "Extraordinära poster"),
    _sum("arets-resultat", "Årets resultat", "efter-finansiella", "extraordinara"),
)


def _balance_sheet(reserve: str) -> tuple[SchemeRow, ...]:
    """6 kap. 2 §; `reserve` is what the reserve within equity is called."""
    return (
        _head("tillgangar-rubrik", "Tillgångar"),
        _head("anlaggning-rubrik", "Anläggningstillgångar", 1, optional=True),
        *_summed(
            "anlaggningstillgangar",
            "Summa anläggningstillgångar",
            _post("immateriella", "Immateriella anläggningstillgångar", 2, optional=True),
            _post("mark-byggnader", "Mark, byggnader och tekniska anläggningar", 2, optional=True),
            _post("maskiner", "Maskiner och inventarier", 2, optional=True),
            _post("ovriga-materiella", "Övriga materiella anläggningstillgångar", 2, optional=True),
            _post("finansiella-tillgangar", "Finansiella anläggningstillgångar", 2, optional=True),
            level=1,
        ),
        _post("infrastruktur", "Bidrag till infrastruktur", 1, optional=True),
        _head("omsattning-rubrik", "Omsättningstillgångar", 1),
        *_summed(
            "omsattningstillgangar",
            "Summa omsättningstillgångar",
            _post("forrad", "Förråd med mera", 2, optional=True),
            _post("fordringar", "Fordringar", 2),
            _post("placeringar", "Kortfristiga placeringar", 2, optional=True),
            _post("kassa", "Kassa och bank", 2),
            level=1,
        ),
        _sum(
            "tillgangar",
            "Summa tillgångar",
            "anlaggningstillgangar",
            "infrastruktur",
            "omsattningstillgangar",
        ),
        _head("passiva-rubrik", "Eget kapital, avsättningar och skulder"),
        _head("eget-kapital-rubrik", "Eget kapital", 1),
        *_summed(
            "eget-kapital",
            "Eget kapital vid årets slut",
            _post("ek-ingaende", "Eget kapital vid årets början", 2),
            _post("arets-resultat", "Årets resultat", 2),
            level=1,
        ),
        _post("reserv", f"varav {reserve}", 2, optional=True),
        _head("avsattningar-rubrik", "Avsättningar", 1, optional=True),
        *_summed(
            "avsattningar",
            "Summa avsättningar",
            _post("pensioner", "Avsättningar för pensioner och liknande förpliktelser", 2, optional=True),
            _post("andra-avsattningar", "Andra avsättningar", 2, optional=True),
            level=1,
            optional=True,
        ),
        _head("skulder-rubrik", "Skulder", 1),
        *_summed(
            "skulder",
            "Summa skulder",
            _post("langfristiga-skulder", "Långfristiga skulder", 2, optional=True),
            _post("kortfristiga-skulder", "Kortfristiga skulder", 2),
            level=1,
        ),
        _sum(
            "passiva",
            "Summa eget kapital, avsättningar och skulder",
            "eget-kapital",
            "avsattningar",
            "skulder",
        ),
        _head("inom-linjen-rubrik", "Panter och ansvarsförbindelser"),
        _post("panter", "Panter och därmed jämförliga säkerheter", 1),
        _post("pensionsforpliktelser", "Pensionsförpliktelser utanför balansräkningen", 1, optional=True),
        _post("ansvarsforbindelser", "Övriga ansvarsförbindelser", 1),
    )


# 8 kap. 1 § and RKR R13: three sectors, ending in the change of likvida medel
CASH_FLOW = (
    _head("lopande-rubrik", "Den löpande verksamheten"),
    _post("kf.resultat", "Årets resultat", 1),
    _post("kf.ej-likvida", "Justering för poster som inte påverkar likviditeten", 1),
    *_summed(
        "kf.lopande",
        "Kassaflöde från den löpande verksamheten",
        _sum(
            "kf.fore",
            "Medel från verksamheten före förändring av rörelsekapital",
            "kf.resultat",
            "kf.ej-likvida",
            level=1,
        ),
        _post("kf.forrad", "Ökning (−) eller minskning (+) av förråd", 1, optional=True),
        _post("kf.fordringar", "Ökning (−) eller minskning (+) av kortfristiga fordringar", 1),
        _post(
            "kf.placeringar", "Ökning (−) eller minskning (+) av kortfristiga placeringar", 1, optional=True
        ),
        _post("kf.kortfristiga-skulder", "Ökning (+) eller minskning (−) av kortfristiga skulder", 1),
    ),
    _head("investering-rubrik", "Investeringsverksamheten"),
    *_summed(
        "kf.investeringsverksamheten",
        "Kassaflöde från investeringsverksamheten",
        _post("kf.investering", "Investering i immateriella och materiella tillgångar", 1),
        _post("kf.forsaljning", "Försäljning av immateriella och materiella tillgångar", 1, optional=True),
        _post("kf.finansiella", "Köp (−) eller försäljning (+) av finansiella tillgångar", 1, optional=True),
    ),
    _head("finansiering-rubrik", "Finansieringsverksamheten"),
    *_summed(
        "kf.finansieringsverksamheten",
        "Kassaflöde från finansieringsverksamheten",
        _post("kf.lan", "Ökning (+) eller minskning (−) av långfristiga skulder", 1),
        _post("kf.infrastruktur", "Bidrag till infrastruktur", 1, optional=True),
    ),
    _sum(
        "kf.arets",
        "Årets kassaflöde",
        "kf.lopande",
        "kf.investeringsverksamheten",
        "kf.finansieringsverksamheten",
    ),
    _post("kf.likvida-ingaende", "Likvida medel vid årets början"),
    _sum("kf.likvida", "Likvida medel vid årets slut", "kf.likvida-ingaende", "kf.arets"),
)


def _balance_rule(gains: tuple[SchemeRow, ...], reserves: tuple[SchemeRow, ...]) -> tuple[SchemeRow, ...]:
    """11 kap. 10 §: the year's result with its adjustments, then what is put in a reserve or taken from it."""
    after = _summed(
        "bk.efter-justeringar",
        "Årets resultat efter balanskravsjusteringar",
        _post("bk.resultat", "Årets resultat enligt resultaträkningen"),
        *gains,
        _post("bk.orealiserade", "Orealiserade vinster och förluster i värdepapper"),
        _post("bk.aterforing", "Återföring av orealiserade vinster och förluster i värdepapper"),
    )
    return (*after[:-1], *_summed("balanskravsresultat", "Balanskravsresultat", after[-1], *reserves))


# The wordings before and from fiscal year 2024 (SFS 2023:643)
BALANCE_RULE_2023 = _balance_rule(
    (
        _post("bk.realisationsvinster", "Samtliga realisationsvinster"),
        _post("bk.realisationsvinster-undantag", "Realisationsvinster enligt undantagsmöjligheter"),
        _post("bk.realisationsforluster-undantag", "Realisationsförluster enligt undantagsmöjligheter"),
    ),
    (_post("bk.reserv", "Reservering till (−) eller användning av (+) resultatutjämningsreserv"),),
)
BALANCE_RULE_2024 = _balance_rule(
    (
        _post(
            "bk.realisationsvinster",
            "Realisationsvinster som inte står i överensstämmelse med god ekonomisk hushållning",
        ),
        _post(
            "bk.realisationsforluster",
            "Realisationsförluster av försäljning i överensstämmelse med god ekonomisk hushållning",
        ),
    ),
    (
        _post("bk.reserv", "Förändring av resultatreserv"),
        _post("bk.aldre-reserv", "Användning av äldre resultatutjämningsreserv", optional=True),
    ),
)

# What the drift is told by: verksamhetskategori, in the order of the report (10 kap. 1 §)
OPERATIONS = _summed(
    "summa",
    "Summa",
    _post("individ", "Individinriktade insatser"),
    _post("struktur", "Strukturövergripande insatser"),
    _post("administration", "Administration"),
    _post("esf", "Projekt med annan finansiering"),
    _post("medelstilldelning", "Medelstilldelning"),
    _post("utan-kategori", "Utan kategori", optional=True),
)

SCHEMES: dict[str, tuple[Scheme, ...]] = {
    "rr": (Scheme(2004, INCOME_STATEMENT),),
    "br": (
        Scheme(2004, _balance_sheet("resultatutjämningsreserv")),
        Scheme(2024, _balance_sheet("resultatreserv")),
    ),
    "kassaflode": (Scheme(2004, CASH_FLOW),),
    "balanskrav": (Scheme(2004, BALANCE_RULE_2023), Scheme(2024, BALANCE_RULE_2024)),
    "drift": (Scheme(2004, OPERATIONS),),
}

# What is entered per balance item: the posts of 6 kap. 2 §; equity is computed and has no items
COMPUTED_BALANCE = {"ek-ingaende", "arets-resultat"}
OFF_BALANCE = ("panter", "pensionsforpliktelser", "ansvarsforbindelser")
BENEATH_THE_LINE = ("inom-linjen-rubrik", *OFF_BALANCE)
PROVISIONS = ("pensioner", "andra-avsattningar")
FIXED_ASSETS = ("immateriella", "mark-byggnader", "maskiner", "ovriga-materiella")


def scheme(name: str, year: int) -> Scheme:
    """The rows of a statement in a fiscal year. Raises KeyError for a statement that doesn't exist."""
    return [version for version in SCHEMES[name] if version.first_year <= year][-1]


def choices(name: str, *, leave_out: frozenset[str] | set[str] = frozenset()) -> list[tuple[str, str]]:
    """Every post that any version of a statement has: (key, label), the newest wording."""
    labels: dict[str, str] = {}
    for version in SCHEMES[name]:
        labels.update({row.key: row.label for row in version.posts() if row.key not in leave_out})
    return list(labels.items())


def posts_of(name: str, key: str, year: int) -> set[str]:
    """The posts that a sum of a statement is made of, through the sums between."""
    made_of = {row.key: row.terms for row in scheme(name, year).rows}

    def below(key: str) -> set[str]:
        return set().union(*map(below, made_of[key])) if made_of[key] else {key}

    return below(key)
