"""What the check of sums does with rows that are blank, and with shares of different wholes."""

from decimal import Decimal

from finsam.facts.book import Fact, ratio, total
from finsam.facts.tables import Cell, Column, Row, Table
from tests.small import YEAR, said


def money(name: str, value: str) -> Fact:
    return Fact(f"prov.{name}@{YEAR}", name, Decimal(value))


def table(*rows: Row, unit: str = "kr") -> Table:
    return Table("prov", "Prov", (Column("c", "C", unit=unit),), rows)


def row(key: str, fact: Fact, *sums: str) -> Row:
    return Row(key, key, {"c": Cell(fact)}, kind="sum" if sums else "post", sums=sums)


A, B = money("a", "1000"), money("b", "2000")


def test_r1_sum_whose_rows_are_blank_is_said(small):
    summed = total("prov.s@2024", "s", [A, B])
    blank = Fact("prov.tom@2024", "tom")
    made = table(row("a", blank), row("b", blank), row("summa", summed, "a", "b"))
    assert said(small.judge_tables(made)) == [("R1", "varning", "verksamhetsplan/prov/summa/c")]
    lump = table(row("a", blank), row("b", blank), row("klump", money("klump", "3000"), "a", "b"))
    assert said(small.judge_tables(lump)) == []


def test_r1_shares_are_added_only_of_one_whole(small):
    """Used of budget, row by row: 50 and 200 % of their own budgets are no sum."""
    half, double = ratio("prov.x@2024", "x", A, B), ratio("prov.y@2024", "y", B, A)
    both = ratio("prov.z@2024", "z", total("prov.u@2024", "u", [A, B]), total("prov.v@2024", "v", [B, A]))
    assert said(small.judge_tables(table(row("x", half), row("y", double), row("z", both, "x", "y")))) == []
    whole = money("hela", "3000")
    one, other = ratio("prov.1@2024", "1", A, whole), ratio("prov.2@2024", "2", B, whole)
    wrong = ratio("prov.3@2024", "3", A, whole)
    made = table(row("x", one), row("y", other), row("z", wrong, "x", "y"), unit="%")
    assert ("R1", "fel", "verksamhetsplan/prov/z/c") in said(small.judge_tables(made))
