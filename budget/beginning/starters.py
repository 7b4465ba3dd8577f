"""Four ways that real förbund lay out their budget, to begin from: the lines, and the table that prints them.

What is the förbund's own fills them in: a line for each of those who pay, and for each of the year's insatser.
"""

from __future__ import annotations

from dataclasses import dataclass

from budget.models import Category, CostType, RrRow, SignDisplay

PAYERS, INSATSER, INDIVID, STRUKTUR = "payers", "insatser", "individ", "struktur"


@dataclass(frozen=True, slots=True)
class Post:
    """A line. One with others below it is a group: its heading stands above them and `total` below.

    `fills` names what of the förbund's own stands here instead: a line for each payer, insats, or insats of a kind.
    """

    name: str
    below: tuple[Post, ...] = ()
    total: str = ""
    account: str = ""
    category: str = ""
    cost_type: str = ""
    rr_row: str = ""
    fills: str = ""


@dataclass(frozen=True, slots=True)
class Starter:
    """A set of lines and a table. `ends` are the measures after the costs, `opens` one that counts among the incomes."""

    key: str
    name: str
    about: str
    income: tuple[Post, ...]
    costs: tuple[Post, ...]
    sign: str = SignDisplay.POSITIVE
    accounts: bool = False
    opens: str = ""
    income_total: str = "Summa intäkter"
    ends: tuple[tuple[str, str], ...] = (("resultat", "Resultat"),)

    @property
    def count(self) -> int:
        """How many lines it has, those of the förbund's own not counted."""
        return sum(_count(post) for post in (*self.income, *self.costs))

    @property
    def shown(self) -> list[tuple[int, str]]:
        """Its lines in order, each with how deep it stands; what is the förbund's own is told in words."""
        return [told for post in (*self.income, *self.costs) for told in _shown(post, 0)]


OWN = {
    PAYERS: "en rad för varje bidragsgivare",
    INSATSER: "en rad för varje insats",
    INDIVID: "en rad för varje individinriktad insats",
    STRUKTUR: "en rad för varje strukturövergripande insats",
}


def _shown(post: Post, level: int) -> list[tuple[int, str]]:
    own = (level, OWN[post.fills] if post.fills else post.name)
    return [own, *(told for child in post.below for told in _shown(child, level + 1))]


def _count(post: Post) -> int:
    return (not post.fills) + sum(_count(child) for child in post.below)


def _posts(*names: str, cost_type: str = CostType.OTHER) -> tuple[Post, ...]:
    return tuple(Post(name, cost_type=cost_type) for name in names)


def _group(name: str, *names: str, total: str = "Summa", cost_type: str = CostType.OTHER, **said) -> Post:
    return Post(name, _posts(*names, cost_type=cost_type), total=total, **said)


INTEREST = Post("Ränteintäkter", category=Category.ADMIN, rr_row=RrRow.FINANCIAL_INCOME)
FROM_PAYERS = Post("Medlemsbidrag", fills=PAYERS)
OWN_INSATSER = Post("Insatser", fills=INSATSER)
BOARD, AUDIT, SERVICES, STAFF = CostType.BOARD, CostType.AUDIT, CostType.SERVICES, CostType.STAFF

GROUPS = Starter(
    "grupper",
    "Kansliets kostnader i grupper",
    "Insatserna först, sedan förbundets kostnader i små grupper med var sin summa. En kolumn för året och två för åren efter.",
    income=(FROM_PAYERS, INTEREST),
    costs=(
        Post(
            "Insatser",
            (OWN_INSATSER, Post("Ej beslutade medel", cost_type=CostType.OTHER)),
            total="Summa insatser",
        ),
        Post(
            "Förbundets kostnader inkl. kansli",
            (
                _group(
                    "Kansli",
                    "Lön, sociala avgifter",
                    "Milersättning och övriga personalkostnader",
                    cost_type=STAFF,
                ),
                Post(
                    "Styrelsearvoden och revision",
                    (
                        Post("Styrelsen inkl. sociala avgifter", cost_type=BOARD),
                        Post("Revision", cost_type=AUDIT),
                    ),
                    total="Summa",
                ),
                _group("Lokal", "Hyra", cost_type=CostType.PREMISES),
                _group("Kommunikation", "Telefoni, internet, hemsida", "IT-tjänster"),
                _group("Verksamhetsutveckling", "Utbildning, nätverk, resor, logi"),
                _group(
                    "Köp av tjänster", "Redovisningstjänster, lön och arvodehantering", cost_type=SERVICES
                ),
                _group(
                    "Övriga kostnader", "Kontorsmaterial", "Medlemsavgifter", "Annonsering och representation"
                ),
            ),
            total="Summa förbundets kostnader",
            category=Category.ADMIN,
        ),
    ),
)
ACCOUNTS = Starter(
    "konton",
    "Med konton",
    "Kort budget med kontonummer. Driftsbidragen står med minus, som i bokföringen.",
    income=(Post("Driftsbidrag", (FROM_PAYERS,), total="Summa driftsbidrag", category=Category.GRANT),),
    costs=(
        Post(
            "Kostnader/utgifter",
            (
                Post("Bidrag till föreningar och företag", account="4530", cost_type=CostType.GRANTS),
                OWN_INSATSER,
                Post("Nya projekt under året/Kvar att fördela", account="6590", cost_type=CostType.GRANTS),
            ),
            total="Summa kostnader/utgifter",
        ),
        Post("Personalkostnader", category=Category.ADMIN, cost_type=STAFF),
        Post("Övriga verksamhetskostnader", category=Category.ADMIN, cost_type=CostType.OTHER),
        Post("Övriga intäkter och kostnader", category=Category.ADMIN, cost_type=CostType.OTHER),
    ),
    sign=SignDisplay.NEGATED,
    accounts=True,
    ends=(("resultat", "Årets resultat"),),
)
YEARS = Starter(
    "flerar",
    "Tre år med balanserat resultat",
    "Verksamheter och administration, med det balanserade resultatet från året före bland tillgångarna och kvar längst ned.",
    income=(FROM_PAYERS,),
    costs=(
        Post(
            "Verksamheter",
            (
                OWN_INSATSER,
                *_posts("Gemensamma projektkostnader", "Utrymme nya insatser"),
                Post("Verksamhetsutvecklare", cost_type=STAFF),
                *_posts("Kompetensutveckling"),
            ),
            total="Delsumma verksamheter",
        ),
        Post(
            "Administration",
            (
                Post("Kansli", cost_type=STAFF),
                Post("Information", cost_type=CostType.OTHER),
                Post("Styrelse", cost_type=BOARD),
                Post("Ekonomihantering", cost_type=SERVICES),
                Post("Revision", cost_type=AUDIT),
            ),
            total="Delsumma administration",
            category=Category.ADMIN,
        ),
    ),
    opens="Balanserat resultat",
    income_total="Summa intäkter/tillgångar",
    ends=(("utgaende", "Prel. balanserat resultat"),),
)
LEVELS = Starter(
    "nivaer",
    "I tre nivåer",
    "Individinriktade och strukturövergripande insatser var för sig, och kansliet rad för rad i fem grupper.",
    income=(FROM_PAYERS, Post("Övriga intäkter")),
    costs=(
        Post(
            "Insatser",
            (
                Post(
                    "Individinriktade insatser",
                    (Post("", fills=INDIVID),),
                    total="Summa individinriktade insatser",
                    category=Category.INDIVID,
                ),
                Post(
                    "Strukturövergripande insatser",
                    (Post("", fills=STRUKTUR), Post("Strukturell samverkan", cost_type=CostType.OTHER)),
                    total="Summa strukturövergripande insatser",
                    category=Category.STRUKTUR,
                ),
            ),
            total="Summa insatser",
        ),
        Post(
            "Administration/kansli",
            (
                _group(
                    "Administration", "Lokalhyra", "Förbrukningsinventarier", "Licenser och medlemsavgifter",
                    "Kontorsmaterial", "Försäkring", "Telefoni", total="Summa administration",
                ),
                Post("Resor och logi", cost_type=CostType.OTHER),
                _group(
                    "Reklam och representation", "Informationsmaterial", "Representation",
                    total="Summa reklam och representation",
                ),
                Post(
                    "Köp av tjänster",
                    (
                        Post("Ekonomi och löneadministration", cost_type=SERVICES),
                        Post("Revision", cost_type=AUDIT),
                        *_posts("IT-tjänster", "Dataskyddsombud", "Bankkostnader", cost_type=SERVICES),
                    ),
                    total="Summa köp av tjänster",
                ),
                Post(
                    "Personal",
                    (
                        *_posts("Lön och sociala avgifter", "Pensionsförsäkring", "Kompetensutveckling", cost_type=STAFF),
                        Post("Styrelsearvode", cost_type=BOARD),
                    ),
                    total="Summa personal",
                ),
            ),
            total="Summa administration/kansli",
            category=Category.ADMIN,
        ),
    ),
    ends=(("resultat", "Resultat"), ("utgaende", "Utgående eget kapital")),
)  # fmt: skip
STARTERS = {starter.key: starter for starter in (GROUPS, ACCOUNTS, YEARS, LEVELS)}
