"""Each of the four plans says what its source says: every table, heading, figure and control."""

import pytest

from tests.sourcebook import HEADINGS, NAMES, YEARS, Printed, alike, as_list, exact, printed_as, source, words

SOURCES = {name: source(name) for name in NAMES}
TABLES = [
    pytest.param(name, table, id=f"{name}-{table['table']}")
    for name, one in SOURCES.items()
    for table in one["tables"]
]


def each(part: str):
    """One test per entry of a part of the YAML, in every source that has it."""
    return pytest.mark.parametrize(
        "name, entry",
        [
            pytest.param(name, entry, id=f"{name}-{place}")
            for name, one in SOURCES.items()
            for place, entry in enumerate(one.get(part, []), 1)
        ],
    )


@pytest.fixture(scope="module")
def printed(django_db_setup, django_db_blocker):
    """The documents by förbund, each resolved and printed once."""
    made: dict[str, Printed] = {}

    def of(name: str) -> Printed:
        if name not in made:
            with django_db_blocker.unblock():
                made[name] = Printed(name)
        return made[name]

    return of


def test_the_four_plans_have_a_source():
    assert set(NAMES) == set(YEARS)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_missing(printed, name):
    assert printed(name).resolved.missing == ()


@pytest.mark.parametrize("read", ["resolved", "printed"])
@pytest.mark.parametrize("name, table", TABLES)
def test_table(printed, name, table, read):
    one = printed(name)
    grid = getattr(one, f"{read}_grid")(table["section"], table["table"])
    assert [_label(row) for row in table["rows"]] == [
        _same(wanted, row.label) for wanted, row in zip(table["rows"], grid.rows, strict=True)
    ]
    if "title" in table:
        assert grid.title == alike(table["title"])
    figures = table["block"] == "budget"
    wrong = []
    for wanted, row in zip(table["rows"], grid.rows, strict=True):
        assert wanted.get("row", row.key) == row.key
        if any("lead" in other for other in table["rows"]):
            assert row.lead == wanted.get("lead", "")
        assert set(wanted["cells"]) <= set(grid.columns)
        for column in grid.columns:
            if column not in wanted["cells"] and not figures:
                continue  # names are made up, and stand in a column that isn't compared
            expected = wanted["cells"].get(column, "")
            found = row.cells[column]
            if not _holds(expected, found):
                wrong.append((row.label, column, expected, found))
    assert wrong == []


def _label(row: dict):
    """A row's label, or the words it holds when it is a text."""
    return [alike(word) for word in as_list(row.get("label", ""))]


def _same(wanted: dict, label: str):
    """The wanted label when the row has it, else the row's own."""
    expected = wanted.get("label", "")
    return _label(wanted) if _holds(expected, label) else [label]


def _holds(expected, found: str) -> bool:
    """A text must be the very same; of a list, each word must stand there."""
    if isinstance(expected, list):
        return all(alike(one) in found for one in expected)
    return alike(expected) == found


@pytest.mark.parametrize("name, table", TABLES)
def test_table_is_built_by_its_block(printed, name, table):
    one = printed(name)
    section = one.stored[table["section"]]
    assert section.block == table["block"]
    assert section.options.get("layout", "") == table.get("layout", "")


@pytest.mark.parametrize("name, table", [one for one in TABLES if "column_group" in one.values[1]])
def test_table_has_the_heading_over_its_columns(printed, name, table):
    found = next(one for one in printed(name)._tables(table["section"]) if one.key == table["table"])
    assert {column.group for column in found.columns} == {table["column_group"]}
    assert found.row_label == table.get("row_label", "")


@pytest.mark.parametrize("name", NAMES)
def test_headings(printed, name):
    wanted = SOURCES[name]["headings"]
    one = printed(name)
    expected = [(head["level"], head.get("number", ""), alike(head["title"])) for head in wanted]
    assert [(head.level, head.number, head.title) for head in one.resolved_headings()] == expected
    assert [(head.level, head.number, head.title) for head in one.printed_headings()] == expected


@pytest.mark.parametrize("name", NAMES)
def test_headings_stand_over_their_sections(printed, name):
    one = printed(name)
    for head in SOURCES[name]["headings"]:
        if "section" in head:
            assert one.part(head["section"]).title == head["title"]


@pytest.mark.parametrize("name", [name for name in NAMES if "title" in SOURCES[name]])
def test_cover(printed, name):
    one = printed(name)
    assert one.resolved.name == SOURCES[name]["title"]
    assert one.resolved.cover.subtitle == SOURCES[name].get("subtitle", "")


@each("figures")
def test_figure_in_prose_is_bound_to_its_fact(printed, name, entry):
    one = printed(name)
    assert (one.absolute(entry["fact"]), alike(entry["text"])) in one.figures(entry["section"])
    assert alike(entry["text"]) in one.words(entry["section"])


@each("typed")
def test_figure_that_rests_on_nothing_is_typed(printed, name, entry):
    one = printed(name)
    assert alike(entry["text"]) in one.words(entry["section"])
    assert alike(entry["text"]) not in {text for _, text in one.figures(entry["section"])}


@each("controls")
def test_control(printed, name, entry):
    one = printed(name)
    facts = {place: [one.facts[key] for key in as_list(entry[place])] for place in PLACES if place in entry}
    assert all(fact is not None for found in facts.values() for fact in found)
    values = {place: [fact.value for fact in found] for place, found in facts.items()}
    if "equal" in entry:
        assert len(set(values["equal"])) == 1
        assert None not in values["equal"]
    elif "share" in entry:
        upper, lower = values["share"]
        assert upper / lower == exact(entry["value"])
    elif "sum" in entry:
        assert sum(values["sum"]) == (values["fact"][0] if "fact" in entry else exact(entry["value"]))
    elif "ratio" in entry:
        upper, lower = map(exact, entry["ratio"])
        assert values["fact"] == [upper / lower]
    else:
        assert values["fact"] == [exact(entry["value"])]
    if "printed" in entry:
        assert printed_as(facts["fact"][0], entry["printed"]) == entry["printed"]


PLACES = ("fact", "sum", "share", "equal")


@each("goals")
def test_goal(printed, name, entry):
    one = printed(name)
    if "activities" in entry:
        lists = [
            [words(item) for item in parent.iter("li")] for parent in _under(one, f"mal-{entry['goal']}")
        ]
        items = [item for found in lists for item in found]
        assert len(items) == len(entry["activities"])
        for wanted, item in zip(entry["activities"], items, strict=True):
            assert all(alike(word) in item for word in wanted), item
        return
    found = one.words(entry["section"])
    assert f"{entry.get('number', '')} {entry['text']}".strip() in found


def _under(one: Printed, key: str):
    """What stands between the heading of a piece and the next heading."""
    for section in one.sections.values():
        started = False
        for element in section:
            if element.tag in HEADINGS:
                started = (element.get("id") or "").endswith(f"-{key}")
            elif started:
                yield element


@each("prose")
def test_prose_holds_what_the_source_says(printed, name, entry):
    one = printed(name)
    text = one.words(entry["section"])
    if "heading" in entry:
        part = one.part(entry["section"])
        piece = next(piece for piece in part.pieces if getattr(piece, "heading", "") == entry["heading"])
        text = " ".join(words(element) for element in _under(one, piece.key))
    missing = [word for word in entry["holds"] if alike(word) not in text]
    assert missing == []


@each("deviations")
def test_deviation_is_still_one(printed, name, entry):
    """Ours prints what the deviation says, and not what the source says."""
    one = printed(name)
    assert set(entry) >= {"where", "source", "ours", "why"}
    assert entry.keys() & {"prints", "not", "facts", "unseen"}, "say how it can be seen"
    text = " ".join(one.words(key) for key in as_list(entry["in"])) if "in" in entry else one.all_words
    assert [word for word in as_list(entry.get("prints", [])) if alike(word) not in text] == []
    assert [word for word in as_list(entry.get("not", [])) if alike(word) in text] == []
    assert one.resolved.parts[0].key == entry.get("first", one.resolved.parts[0].key)
    for key, value in entry.get("facts", {}).items():
        assert one.facts[key].value == exact(value)
