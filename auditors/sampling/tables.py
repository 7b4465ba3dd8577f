"""A sample as tables of facts, for its workbook and for the working paper."""

from __future__ import annotations

from decimal import Decimal

from auditors.sampling.models import Method, SampleItem
from auditors.sampling.queries import Opened
from finsam.core.values import money
from finsam.core.values.periods import long_date
from finsam.facts.book import Fact
from finsam.facts.tables import Cell, Column, Row, Table
from plans.meetings.pack import grouped

ONE = Decimal(1)
WORDS = (
    Column("nar", "När", kind="text"),
    Column("belopp", "Bokfört", decimals=2),
    Column("resultat", "Resultat", kind="text"),
    Column("avvikelse", "Fel", decimals=2),
    Column("anteckning", "Anteckning", kind="text"),
)


def _fact(opened: Opened, key: str, label: str, value: Decimal | None) -> Fact:
    sample = opened.sample
    return Fact(
        f"granskning.{sample.key}-{key}@{sample.fiscal_year.year}", label, value, decimals=2,
        definition="Kronor, debet plus, som de bokförts när stickprovet drogs.",
    )  # fmt: skip


def drawn_table(opened: Opened) -> Table:
    """The items drawn with what was found of each, and their sums."""
    rows, facts, errors = [], [], []
    for row, item, label in opened.rows:
        amount = _fact(opened, row.key, label, row.amount)
        error = _fact(opened, f"{row.key}-fel", f"Fel i {label}", row.error) if row.result else None
        facts.append((ONE, amount))
        errors += [(ONE, error)] if error else []
        rows.append(
            Row(
                row.key,
                label,
                {
                    "nar": Cell(text=item.when),
                    "belopp": Cell(amount),
                    "resultat": Cell(text=_result(row)),
                    "avvikelse": Cell(error),
                    "anteckning": Cell(text=_said(row)),
                },
            )
        )
    sample = opened.sample
    total = Fact(f"granskning.{sample.key}-draget@{sample.fiscal_year.year}", "Summan av det som drogs", op="sum",
                 parts=tuple((1, fact) for _, fact in facts), decimals=2)  # fmt: skip
    cells = {"belopp": Cell(total)}
    if errors:
        wrong = Fact(f"granskning.{sample.key}-fel@{sample.fiscal_year.year}", "Summan av felen", op="sum",
                     parts=tuple((1, fact) for _, fact in errors), decimals=2)  # fmt: skip
        cells["avvikelse"] = Cell(wrong)
    rows.append(Row("summa", "Summa", cells, kind="sum", sums=tuple(row.key for row in rows)))
    return Table(
        f"stickprov-{sample.key}",
        f"{sample.name}: draget och bedömt",
        WORDS,
        tuple(rows),
        row_label="Post",
        note="Debet är plus och kredit minus, som i bokföringen.",
    )


def _result(row: SampleItem) -> str:
    return str(row.get_result_display()) if row.result else "Inte bedömd"


def _said(row: SampleItem) -> str:
    by = f"{row.noted_by}, {long_date(row.noted_on)}" if row.result else ""
    return ". ".join(filter(None, (row.text.rstrip("."), by)))


def method_table(opened: Opened) -> Table:
    """What the sample was drawn from, how, and what the findings come to, as pairs."""
    sample, population = opened.sample, opened.population
    pairs = [
        ("Dras ur", str(sample.get_source_display())),
        ("Urval", selection(opened)),
        ("Bokföring", f"{sample.books.file_name}, inläst {long_date(sample.books.read_at.date())}"),
        ("Filens kontrollsumma (SHA-256)", grouped(sample.books.sha256)),
        (
            "Poster i urvalet",
            f"{money.number(population.totals.count)} av {money.number(population.of_books.count)}",
        ),
        (
            "Urvalets summa",
            f"{money.exact(population.totals.total, 'kr')} av {money.exact(population.of_books.total, 'kr')}",
        ),
        *_other_side(opened),
        ("Urvalets kontrollsumma (SHA-256)", grouped(sample.population_hash)),
        ("Metod", str(sample.get_method_display())),
        *_numbers(opened),
        ("Frö", sample.seed),
        ("Draget", f"{long_date(sample.drawn_at.date())} av {sample.drawn_by}"),
        *_findings(opened),
    ]
    rows = tuple(Row(f"r{at}", label, {"varde": Cell(text=text)}) for at, (label, text) in enumerate(pairs))
    return Table(
        f"stickprov-{sample.key}-metod",
        f"{sample.name}: hur det drogs",
        (Column("varde", "Värde", kind="text"),),
        rows,
        row_label="Uppgift",
        shape="list",
    )


def selection(opened: Opened) -> str:
    """What was chosen, in words: `konto 4000–4999, januari–mars, objekt 10, debet, minst 1 000 kr`."""
    sample = opened.sample
    single = f"konto {sample.accounts_from}"
    accounts = {
        (True, True): f"{single}–{sample.accounts_to}",
        (True, False): f"{single} och uppåt",
        (False, True): f"konto till och med {sample.accounts_to}",
        (False, False): "",
    }[bool(sample.accounts_from), bool(sample.accounts_to)]
    accounts = single if accounts and sample.accounts_from == sample.accounts_to else accounts
    months = str(sample.get_month_from_display())
    if sample.month_to != sample.month_from:
        months += f"–{sample.get_month_to_display()}"
    told = [
        accounts,
        months,
        f"objekt {sample.objects_in}" if sample.objects_in else "",
        str(sample.get_side_display()).partition(" (")[0].lower() if sample.side else "debet och kredit",
        f"minst {money.exact(sample.least, 'kr')}" if sample.least else "",
    ]
    return ", ".join(filter(None, told))


def _other_side(opened: Opened) -> list[tuple[str, str]]:
    other = opened.population.other_side
    if other is None or not other.count:
        return []
    return [("Bortvalt på den andra sidan", f"{other.count} poster, {money.exact(other.total, 'kr')}")]


def _numbers(opened: Opened) -> list[tuple[str, str]]:
    sample = opened.sample
    if sample.method == Method.RANDOM:
        return [("Antal", str(len(opened.items)))]
    if sample.method == Method.MONETARY:
        return [
            ("Intervall", money.exact(sample.interval, "kr")),
            ("Första träffen", money.exact(opened.start, "kr")),
            ("Träffar", str(sum(row.hits for row in opened.items))),
        ]
    return [
        (f"Skikt {at}: {words}", f"{drawn} av {totals.count} poster, {money.exact(totals.total, 'kr')}")
        for at, (words, totals, drawn) in enumerate(opened.strata, 1)
    ]


def _findings(opened: Opened) -> list[tuple[str, str]]:
    estimate = opened.estimate
    told = [("Bedömda poster", f"{estimate.judged} av {len(opened.items)}")]
    if estimate.whole:
        told.append(("Funna fel", money.exact(estimate.errors, "kr")))
        terms = [
            f"{money.exact(term.errors, 'kr') if sample_kr(term) else money.number(term.errors, 6)} × {term.by}"
            for term in estimate.terms
        ]
        told.append(
            (
                "Uppskattat fel i hela urvalet",
                f"ca {money.exact(estimate.projected, 'kr')} ({' + '.join(terms)})",
            )
        )
    return told


def sample_kr(term) -> bool:
    """Whether what was found is kronor; the others' share of error isn't."""
    return term.by != "intervallet"
