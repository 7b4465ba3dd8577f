"""What is derived from the resultaträkning and two balances: cash flow and the balanskravsutredning."""

from __future__ import annotations

from finsam.documents.facts import Fact
from followup.books import year_end
from followup.facts.desk import Desk
from followup.models.books import InvestmentKind
from followup.schemes import FIXED_ASSETS, PROVISIONS, SchemeRow, scheme


def investments(desk: Desk) -> None:
    """What was bought and sold, each and together."""
    bought, sold, gains, planned = [], [], [], []
    for one in desk.records.investments.get(desk.year, []):
        href = desk.place(f"investeringar/{one.key}/")
        common = {"href": href, "trace": (one.reference(), "amount")}
        name = f"investering.{one.key}"
        fact = desk.given(
            name, one.name, one.amount, definition=f"{one.get_kind_display()}: {one.name}.", **common
        )
        {InvestmentKind.BOUGHT: bought, InvestmentKind.SOLD: sold}[one.kind].append(fact)
        if one.budget is not None:
            planned.append(desk.given(f"{name}.budget", f"{one.name}, budget", one.budget, href=href))
        if one.gain is not None:
            gains.append(
                desk.given(f"{name}.vinst", f"{one.name}, realisationsresultat", one.gain, href=href)
            )
    desk.total("investeringar", "Summa investeringar", bought, definition="Årets investeringsutgifter.")
    desk.total("investeringar.budget", "Summa investeringar, budget", planned)
    desk.total(
        "forsaljningar", "Summa försäljningar", sold, definition="Årets försäljningar av anläggningar."
    )
    desk.total("realisationsresultat", "Realisationsvinster och förluster", gains)


def _change(desk: Desk, row: str, factor: int) -> list[tuple[int, Fact]]:
    """A balance row's change since last year, as parts of a sum."""
    now, before = desk.made[row], desk.before(row)
    return [(factor, now), *([(-factor, before)] if before else [])]


def cash_flow(desk: Desk) -> None:
    """Kassaflödesanalys, from the result and how the balance moved; blank until both balances are known."""
    rows = scheme("kassaflode", desk.year).rows
    result = desk.made["arets-resultat"]
    known = (
        desk.has_balance and desk.records.has_balance(year_end(desk.year - 1)) and result.value is not None
    )
    if not known:
        for row in rows:
            if row.kind != "heading":
                desk.given(row.key, row.label, href=desk.place("bokslut/balans/"))
        return
    depreciation, gains, sold = (
        desk.made[name] for name in ("avskrivningar", "realisationsresultat", "forsaljningar")
    )
    provisions = [part for row in PROVISIONS for part in _change(desk, row, 1)]
    fixed = [part for row in FIXED_ASSETS for part in _change(desk, row, -1)]
    parts: dict[str, tuple[list, str]] = {
        "kf.resultat": ([result], "Årets resultat enligt resultaträkningen."),
        "kf.ej-likvida": (
            [(-1, depreciation), *provisions, (-1, gains)],
            "Avskrivningar läggs tillbaka, avsättningarnas ändring läggs till, realisationsvinster dras av.",
        ),
        "kf.forrad": (_change(desk, "forrad", -1), "Förrådets ändring mellan två balansräkningar."),
        "kf.fordringar": (
            _change(desk, "fordringar", -1),
            "Fordringarnas ändring mellan två balansräkningar.",
        ),
        "kf.placeringar": (
            _change(desk, "placeringar", -1),
            "Placeringarnas ändring mellan två balansräkningar.",
        ),
        "kf.kortfristiga-skulder": (
            _change(desk, "kortfristiga-skulder", 1),
            "De kortfristiga skuldernas ändring mellan två balansräkningar.",
        ),
        "kf.investering": (
            [*fixed, (1, depreciation), (1, gains), (-1, sold)],
            "Tillgångarnas ändring utöver avskrivningar och försäljningar. Minus betyder betalning.",
        ),
        "kf.forsaljning": ([sold], "Vad som betalats för sålda tillgångar."),
        "kf.finansiella": (
            _change(desk, "finansiella-tillgangar", -1),
            "De finansiella tillgångarnas ändring.",
        ),
        "kf.lan": (_change(desk, "langfristiga-skulder", 1), "De långfristiga skuldernas ändring."),
        "kf.infrastruktur": (_change(desk, "infrastruktur", -1), "Ändringen av bidrag till infrastruktur."),
        "kf.likvida-ingaende": ([desk.before("kassa")], "Kassa och bank vid förra årets slut."),
    }

    def post(row: SchemeRow) -> Fact:
        found, definition = parts[row.key]
        fact = desk.total(row.key, row.label, found, definition=definition)
        if fact.value is None:
            return desk.zero(row.key, row.label, desk.place("bokslut/balans/"))
        return fact

    desk.rows(rows, post)


def balance_rule(desk: Desk, prefix: str = "", word: str = "") -> None:
    """Balanskravsutredningen of a result and its adjustments; one that nobody has entered is none."""
    result = desk.made.get(f"{prefix}arets-resultat")
    if result is None or result.value is None:
        return
    entered = {one.row: one for one in desk.records.adjustments.get(desk.year, [])}

    def post(row: SchemeRow) -> Fact:
        name, label = f"{prefix}{row.key}", f"{row.label}{word}"
        if row.key == "bk.resultat":
            definition = "Årets resultat enligt resultaträkningen."
            return desk.total(name, label, [result], definition=definition)
        one = entered.get(row.key)
        if one is None:
            return desk.zero(name, label, desk.place("balanskravsjusteringar/"))
        return desk.given(
            name,
            label,
            one.amount,
            href=desk.place(f"balanskravsjusteringar/{one.key}/"),
            definition=f"{row.label}, med det tecken det påverkar balanskravsresultatet.",
            trace=(one.reference(), "amount"),
        )

    desk.rows(scheme("balanskrav", desk.year).rows, post, prefix=prefix, word=word)
    if prefix:
        return
    texts = desk.records.texts.get(desk.year)
    if texts and texts.unrestored is not None:
        desk.given(
            "kvar-att-aterstalla",
            "Kvar att återställa från tidigare år",
            texts.unrestored,
            href=desk.place("bokslut/texter/"),
            definition="Tidigare års negativa balanskravsresultat som inte har återställts.",
            trace=(texts.reference(), "unrestored"),
        )
