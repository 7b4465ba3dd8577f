"""What is derived from the resultaträkning and two balances: cash flow and the balanskravsutredning."""

from __future__ import annotations

from finsam.facts.book import Fact
from followup.accounts.facts.statement_builder import StatementBuilder
from followup.accounts.models import InvestmentKind
from followup.accounts.queries import year_end
from followup.accounts.schemes import FIXED_ASSETS, PROVISIONS, SchemeRow, scheme


def investments(builder: StatementBuilder) -> None:
    """What was bought and sold, each and together."""
    bought: list[Fact] = []
    sold: list[Fact] = []
    gains, planned = [], []
    for item in builder.records.investments.get(builder.year, []):
        href = builder.address("investments-edit", key=item.key)
        common = {"href": href, "trace": (item.reference(), "amount")}
        name = f"investering.{item.key}"
        fact = builder.given(
            name, item.name, item.amount, definition=f"{item.get_kind_display()}: {item.name}.", **common
        )
        {InvestmentKind.BOUGHT: bought, InvestmentKind.SOLD: sold}[item.kind].append(fact)
        if item.budget is not None:
            planned.append(builder.given(f"{name}.budget", f"{item.name}, budget", item.budget, href=href))
        if item.gain is not None:
            gains.append(
                builder.given(f"{name}.vinst", f"{item.name}, realisationsresultat", item.gain, href=href)
            )
    builder.total("investeringar", "Summa investeringar", bought, definition="Årets investeringsutgifter.")
    builder.total("investeringar.budget", "Summa investeringar, budget", planned)
    builder.total(
        "forsaljningar", "Summa försäljningar", sold, definition="Årets försäljningar av anläggningar."
    )
    builder.total("realisationsresultat", "Realisationsvinster och förluster", gains)


def _change(builder: StatementBuilder, row: str, factor: int) -> list[tuple[int, Fact]]:
    """A balance row's change since last year, as parts of a sum."""
    now, before = builder.made[row], builder.before(row)
    return [(factor, now), *([(-factor, before)] if before else [])]


def cash_flow(builder: StatementBuilder) -> None:
    """Kassaflödesanalys, from the result and how the balance moved; blank until both balances are known."""
    rows = scheme("kassaflode", builder.year).rows
    result = builder.made["arets-resultat"]
    known = (
        builder.has_balance
        and builder.records.has_balance(year_end(builder.year - 1))
        and result.value is not None
    )
    if not known:
        for row in rows:
            if row.kind != "heading":
                builder.given(row.key, row.label, href=builder.address("balance"))
        return
    depreciation, gains, sold = (
        builder.made[name] for name in ("avskrivningar", "realisationsresultat", "forsaljningar")
    )
    provisions = [part for row in PROVISIONS for part in _change(builder, row, 1)]
    fixed = [part for row in FIXED_ASSETS for part in _change(builder, row, -1)]
    parts: dict[str, tuple[list, str]] = {
        "kf.resultat": ([result], "Årets resultat enligt resultaträkningen."),
        "kf.ej-likvida": (
            [(-1, depreciation), *provisions, (-1, gains)],
            "Avskrivningar läggs tillbaka, avsättningarnas ändring läggs till, realisationsvinster dras av.",
        ),
        "kf.forrad": (_change(builder, "forrad", -1), "Förrådets ändring mellan två balansräkningar."),
        "kf.fordringar": (
            _change(builder, "fordringar", -1),
            "Fordringarnas ändring mellan två balansräkningar.",
        ),
        "kf.placeringar": (
            _change(builder, "placeringar", -1),
            "Placeringarnas ändring mellan två balansräkningar.",
        ),
        "kf.kortfristiga-skulder": (
            _change(builder, "kortfristiga-skulder", 1),
            "De kortfristiga skuldernas ändring mellan två balansräkningar.",
        ),
        "kf.investering": (
            [*fixed, (1, depreciation), (1, gains), (-1, sold)],
            "Tillgångarnas ändring utöver avskrivningar och försäljningar. Minus betyder betalning.",
        ),
        "kf.forsaljning": ([sold], "Vad som betalats för sålda tillgångar."),
        "kf.finansiella": (
            _change(builder, "finansiella-tillgangar", -1),
            "De finansiella tillgångarnas ändring.",
        ),
        "kf.lan": (_change(builder, "langfristiga-skulder", 1), "De långfristiga skuldernas ändring."),
        "kf.infrastruktur": (
            _change(builder, "infrastruktur", -1),
            "Ändringen av bidrag till infrastruktur.",
        ),
        "kf.likvida-ingaende": ([builder.before("kassa")], "Kassa och bank vid förra årets slut."),
    }

    def post(row: SchemeRow) -> Fact:
        entries, definition = parts[row.key]
        fact = builder.total(row.key, row.label, entries, definition=definition)
        if fact.value is None:
            return builder.zero(row.key, row.label, builder.address("balance"))
        return fact

    builder.rows(rows, post)


def balance_rule(builder: StatementBuilder, prefix: str = "", word: str = "") -> None:
    """Balanskravsutredningen of a result and its adjustments; one that nobody has entered is none."""
    result = builder.made.get(f"{prefix}arets-resultat")
    if result is None or result.value is None:
        return
    entered = {entry.row: entry for entry in builder.records.adjustments.get(builder.year, [])}

    def post(row: SchemeRow) -> Fact:
        name, label = f"{prefix}{row.key}", f"{row.label}{word}"
        if row.key == "bk.resultat":
            definition = "Årets resultat enligt resultaträkningen."
            return builder.total(name, label, [result], definition=definition)
        entry = entered.get(row.key)
        if entry is None:
            return builder.zero(name, label, builder.address("adjustments"))
        return builder.given(
            name,
            label,
            entry.amount,
            href=builder.address("adjustments-edit", key=entry.key),
            definition=f"{row.label}, med det tecken det påverkar balanskravsresultatet.",
            trace=(entry.reference(), "amount"),
        )

    builder.rows(scheme("balanskrav", builder.year).rows, post, prefix=prefix, word=word)
    if prefix:
        return
    texts = builder.records.texts.get(builder.year)
    if texts and texts.unrestored is not None:
        builder.given(
            "kvar-att-aterstalla",
            "Kvar att återställa från tidigare år",
            texts.unrestored,
            href=builder.address("year-books"),
            definition="Tidigare års negativa balanskravsresultat som inte har återställts.",
            trace=(texts.reference(), "unrestored"),
        )
