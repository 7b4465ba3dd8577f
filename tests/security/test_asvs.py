"""The list of OWASP ASVS 4.0.3 level 2 is whole, and what it says is shown by tests that exist."""

import ast
import re
from collections import Counter
from functools import cache

from tests.test_consistency import ROOT

FOLDER = ROOT / "docs" / "security"
ANSWERS = ("yes", "partly", "no", "host", "not applicable")
ROW = re.compile(r"\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|")
TEST = re.compile(r"`(tests/[^`]+\.py)::(test_[^`]+)`")
# The numbers of what level 2 asks for (levels 1 and 2 of the standard, without what it has taken out).
ASKED = """
    1.1.1-7 1.2.1-4 1.4.1,4-5 1.5.1-4 1.6.1-4 1.7.1-2 1.8.1-2 1.9.1-2 1.10.1 1.11.1-2 1.12.2 1.14.1-6
    2.1.1-12 2.2.1-3 2.3.1-3 2.4.1-5 2.5.1-7 2.6.1-3 2.7.1-6 2.8.1-7 2.9.1-3 2.10.1-4 3.1.1 3.2.1-4
    3.3.1-4 3.4.1-5 3.5.1-3 3.7.1 4.1.1-3,5 4.2.1-2 4.3.1-3 5.1.1-5 5.2.1-8 5.3.1-10 5.4.1-3 5.5.1-4
    6.1.1-3 6.2.1-6 6.3.1-2 6.4.1-2 7.1.1-4 7.2.1-2 7.3.1,3-4 7.4.1-3 8.1.1-4 8.2.1-3 8.3.1-8 9.1.1-3
    9.2.1-4 10.2.1-2 10.3.1-3 11.1.1-8 12.1.1-3 12.2.1 12.3.1-6 12.4.1-2 12.5.1-2 12.6.1 13.1.1,3-5
    13.2.1-3,5-6 13.3.1-2 13.4.1-2 14.1.1-4 14.2.1-6 14.3.2-3 14.4.1-7 14.5.1-4
"""


def asked() -> list[str]:
    """Each number, written out."""
    numbers = []
    for word in ASKED.split():
        section, _, ranges = word.rpartition(".")
        for part in ranges.split(","):
            first, _, last = part.partition("-")
            numbers += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return numbers


def lines() -> list[tuple[str, str]]:
    """Each line of a table that isn't its head, with its file."""
    return [
        (path.name, line)
        for path in sorted(FOLDER.glob("v*.md"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and not line.startswith(("| |", "| ---"))
    ]


def rows() -> list[tuple[str, str, str, str]]:
    """Number, words, answer, and what shows it or why; a line that can't be read is a fault."""
    found = [(line, ROW.fullmatch(line)) for _, line in lines()]
    assert [line for line, match in found if match is None] == []
    return [tuple(match.groups()) for _, match in found if match]


@cache
def names_in(path: str) -> frozenset[str]:
    """The names of a file's tests."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    return frozenset(
        node.name
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_every_line_of_level_2_is_answered_once_in_its_order():
    assert len(asked()) == 259
    assert [number for number, *_ in rows()] == asked()


def test_each_chapter_stands_in_its_own_file():
    misplaced = [line for name, line in lines() if int(line.split(".")[0].strip("| ")) != int(name[1:3])]
    assert misplaced == []


def test_every_answer_is_one_of_those_that_are_explained():
    assert {answer for _, _, answer, _ in rows()} == set(ANSWERS)
    explained = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    assert [answer for answer in ANSWERS if f"| {answer} |" not in explained] == []


def test_every_yes_is_shown_by_tests():
    assert [number for number, _, answer, shown in rows() if answer == "yes" and not TEST.search(shown)] == []
    beside = {
        number: TEST.sub("", shown).replace("<br>", "")
        for number, _, answer, shown in rows()
        if answer == "yes"
    }
    assert {number: words for number, words in beside.items() if words.strip()} == {}


def test_every_test_that_is_named_exists():
    named = {(number, *match) for number, _, _, shown in rows() for match in TEST.findall(shown)}
    assert len(named) > 250
    assert sorted(one for one in named if one[2] not in names_in(one[1])) == []


def test_everything_else_has_its_reason():
    reasons = {number: TEST.sub("", shown) for number, _, answer, shown in rows() if answer != "yes"}
    assert {number: reason for number, reason in reasons.items() if len(reason.strip(" ()")) < 12} == {}


def test_what_the_host_sees_to_says_where_it_is_told():
    told = [shown for _, _, answer, shown in rows() if answer == "host"]
    headings = re.findall(
        r"^## (.+)$", (ROOT / "docs" / "operations.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    for shown in told:
        names = re.findall(r"docs/operations\.md, ([A-Z][A-Za-z ]+)", shown)
        assert names, shown
        assert set(names) <= set(headings), shown


def test_the_summary_counts_what_stands_in_the_list():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    together = re.search(r"\| \*\*Together\*\* \| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|", text)
    counted = Counter(answer for _, _, answer, _ in rows())
    assert [int(number) for number in together.groups()] == [counted[answer] for answer in ANSWERS]
