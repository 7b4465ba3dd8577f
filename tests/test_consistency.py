"""The repository tests itself: owners, keys, floors, templates, doors, words, and what is left behind."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable
from functools import cache
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.db import models
from django.template.loader import get_template

from finsam.core.models import Owned
from finsam.core.tenancy.scope import scopes_disabled
from finsam.documents import registry
from finsam.documents.models import Section
from tests import clients

ROOT: Path = settings.BASE_DIR
APPS = ("finsam", "plans", "budget", "followup", "auditors", "archive")
MODELS = [one for one in apps.get_models() if one.__module__.split(".")[0] in APPS]
CODE = sorted(path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def nodes(path: Path) -> list[ast.AST]:
    """Everything in a file of code, in the order of `ast.walk`."""
    return list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def wrong(paths: Iterable[Path], look: Callable[[Path], Collection]) -> dict[str, Collection]:
    """What `look` has against each file that it has something against. One test for all of them: there are thousands."""
    return {name_of(path): faults for path in paths if (faults := look(path))}


# Models

SHARED = {
    "core.Forbund": "the tenant itself",
    "core.User": "a person may serve several förbund; what she may do stands in Access",
    "rendering.Draft": "a drawing of a document that may be emptied at any time; scoped by its förbund's key",
    "archive.PackedYear": "a package that may be emptied at any time; scoped by its förbund's key",
    "editions.Edition": "outlives what it is a copy of, so it names its förbund by key; scoped by it",
    "editions.EditionFile": "goes with its edition, and is scoped by it",
    "auditors.Attachment": "goes with its edition, and is scoped by it",
    "editions.Release": "goes with its edition, and is scoped by it",
    "operations.BackupRun": "of the whole installation",
    "tasks.Worker": "a process of the site's, which works for all of them",
    "tasks.Counter": "how often something has happened in the whole installation",
    "tasks.ScheduledRun": "work that is done for the whole installation",
    "core.AuditEntry": "outlives what it tells of, so it names its förbund without a foreign key; scoped by it",
    "core.ChainLink": "goes with the log, and is scoped as it is",
    "core.ChainHead": "goes with the log, and is scoped as it is",
}

# Where the key follows from something else that is unique, which the database promises instead.
NATURAL = {
    "core.FiscalYear": ("forbund", "year"),
    "organisation.KommunShare": ("fiscal_year", "member"),
    "core.Access": ("forbund", "user", "role"),
    "auditors.SeenMark": ("forbund", "user"),
    "budget.Amount": ("series", "line"),
    "budget.AmountNote": ("series", "line"),
    "budget.Spread": ("series", "line"),
    "budget.GeneralDeduction": ("fiscal_year",),
    "budget.RuleShare": ("rule", "line"),
    "budget.ClosedMonth": ("fiscal_year", "month"),
    "budget.DeviationLimits": ("fiscal_year",),
    "budget.ForecastNote": ("series", "line"),
    "budget.DeviationComment": ("fiscal_year", "line", "month"),
    "plans.InsatsShare": ("insats_year", "kind"),
    "plans.Viewpoint": ("consultation", "member"),
    "documents.Explanation": ("fiscal_year", "rule", "subject"),
    "documents.KeptSentence": ("fiscal_year", "said"),
    "followup.InsatsResponsibility": ("access", "insats"),
    "followup.InsatsContact": ("insats",),
    "followup.InsatsReport": ("fiscal_year", "insats", "end"),
    "followup.ReportDate": ("fiscal_year", "end"),
    "followup.GoalReport": ("goal", "end"),
    "followup.GoalResult": ("report", "part", "population"),
    "followup.BalanceAmount": ("fiscal_year", "item", "end"),
    "followup.AdjustmentAmount": ("fiscal_year", "row"),
    "followup.YearBooks": ("fiscal_year",),
    "followup.Personnel": ("fiscal_year",),
}

# Every stored decimal, and why it is no total, share of a total, or result: those are facts.
DECIMALS = {
    "tasks.Counter.seconds": "how long what was counted took: measured, and stored nowhere else",
    "core.Forbund.equity_floor": "a decision of the board's",
    "organisation.Member.owner_share": "agreed in the förbundsordning",
    "organisation.Contribution.amount": "what a payer pays: the leaf",
    "organisation.KommunShare.share": "agreed between the kommuner",
    "organisation.EquityLevel.total_from": "of the recommendation",
    "organisation.EquityLevel.percent": "of the recommendation",
    "organisation.EquityLevel.cap": "of the recommendation",
    "organisation.Seat.extent": "an employment's sysselsättningsgrad",
    "plans.InsatsYear.positions": "how many posts are financed",
    "plans.InsatsYear.requested": "what was asked for",
    "plans.InsatsYear.granted": "what was decided",
    "plans.InsatsShare.share": "a judgement of what the insats is",
    "plans.GoalPart.target": "a goal",
    "plans.GoalPart.target_high": "a goal",
    "budget.Line.share": "the key by which a common cost is split",
    "budget.Series.opening": "stated where no series ends",
    "budget.Series.stated_result": "of a past year whose lines are not known; with lines it is computed",
    "budget.Amount.amount": "a line's money: the leaf, or a lump where the lines are not known",
    **dict.fromkeys(
        (
            f"budget.Spread.{month}"
            for month in ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
        ),
        "when in the year money is used: a judgement, and what a month comes to is computed of it",
    ),
    "budget.ContributionAssumption.percent": "an assumption",
    "budget.DeductionAssumption.percent": "an assumption",
    "budget.DeductionAssumption.amount": "an assumption",
    "budget.RuleShare.percent": "the key by which an account's money is divided",
    "budget.GrantYear.amount": "what was decided",
    "budget.GeneralDeduction.percent": "what was decided",
    "budget.Requisition.amount": "what was asked to be paid",
    "budget.ForecastNote.proposed": "what was proposed when the forecast was made: kept beside what was decided",
    **dict.fromkeys(
        (
            f"budget.DeviationLimits.{name}"
            for name in ["watch_percent", "watch_amount", "deviates_percent", "deviates_amount"]
        ),
        "decided by the förbund: from when a deviation is to be spoken of",
    ),
    "auditors.Sample.least": "a choice of the auditor's",
    "auditors.Sample.interval": "how the sample was drawn",
    "auditors.SampleItem.amount": "what was booked when it was drawn: evidence, which a later import must not move",
    "auditors.SampleItem.deviation": "what the auditor found",
    "followup.SharedFigure.value": "what was handed out: a copy, which later changes must not move",
    "followup.ReportedFigure.value": "printed by another förbund",
    "followup.GoalResult.value": "what isn't a share, or a share whose n nobody knows; other shares are computed",
    "followup.StatValue.value": "a count, a mean or a grade as it was reported",
    "followup.StatValue.share": "stated where nobody knows of how many; other shares are computed",
    "followup.SurveyValue.share": "stated by an older report whose answers are not known; others are computed",
    "followup.Event.amount": "what an event was paid with",
    "followup.Event.grade": "given by those who came, as it was reported",
    "followup.BalanceAmount.amount": "a balance item at a closing: the leaf",
    "followup.AdjustmentAmount.amount": "a row of the balanskravsutredning: the leaf",
    "followup.Investment.amount": "what was paid or got",
    "followup.Investment.budget": "what was decided",
    "followup.Investment.gain": "of a sale: what the asset stood at isn't kept",
    "followup.Personnel.full_time": "årsarbetare, worked out where the hours are known",
    "followup.YearBooks.unrestored": "what earlier years, which aren't here, have left to restore",
    "followup.YearBooks.stated_solidity": "of a year whose balance isn't here; with a balance it is computed",
}


def test_every_model_has_an_owner_or_is_shared_for_a_reason():
    without = {one._meta.label for one in MODELS if not issubclass(one, Owned) and not one._meta.auto_created}
    assert without == set(SHARED)


OWNED = [one for one in MODELS if issubclass(one, Owned)]


@pytest.mark.parametrize("model", OWNED, ids=lambda one: one._meta.label)
def test_key_is_unique_in_its_place(model):
    promised = [one.fields for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    assert NATURAL.get(model._meta.label, (*model.within, "key")) in promised


@pytest.mark.parametrize("model", OWNED, ids=lambda one: one._meta.label)
def test_forgotten_filter_would_raise(model):
    from django_scopes.exceptions import ScopeError

    with pytest.raises(ScopeError):
        model.objects.all()


def test_every_promise_is_explained_in_swedish():
    silent = [
        f"{model._meta.label}: {one.name}"
        for model in MODELS
        for one in model._meta.constraints
        if one.violation_error_message == one.default_violation_error_message
    ]
    assert silent == []


def test_no_total_share_or_result_is_stored():
    found = {
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.fields
        if isinstance(field, models.DecimalField | models.FloatField)
    }
    assert found == set(DECIMALS)


def test_a_book_is_opened_in_one_place():
    """One that is made by hand computes anew what is known."""
    made = {
        str(path.relative_to(ROOT))
        for folder in APPS
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"(?<![\w.])Book\(forbund", path.read_text().replace("self.", ""))
        or "Book(tenant" in path.read_text()
    }
    assert made == {"finsam/documents/books.py"}


def test_names_of_models_and_fields_begin_small():
    """They stand inside sentences: ”används av medlemmen …”, ”belopp: 5 kr → 6 kr”."""
    names = {
        str(one) for model in MODELS for one in (model._meta.verbose_name, model._meta.verbose_name_plural)
    }
    names |= {
        str(field.verbose_name) for model in MODELS for field in model._meta.fields if field.name != "id"
    }
    assert {one for one in names if one[0].isupper()} == set()


def test_no_name_is_left_in_english():
    """A field without a name of its own gets one made of the code's."""
    of_django = {"id", "password", "last_login", "is_superuser"}
    unnamed = [
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.fields
        if field.name not in of_django and str(field.verbose_name) == field.name.replace("_", " ")
    ]
    same_in_both = {
        "version",
        "maj",
        "vision",
        "person",
        "risk",
        "status",
        "insats",
        "kommun",
        "text",
        "instrument",
    }
    assert {one.rpartition(".")[2] for one in unnamed} <= same_in_both


def test_every_model_is_in_the_administration():
    assert {one._meta.label for one in MODELS} - {one._meta.label for one in admin.site._registry} == set()


# Floors

# From the ground up: a package imports only what stands under it.
ORDER = ("finsam.core", "finsam.facts", "finsam.documents", "finsam.checks", "finsam.disclosure", "finsam.rendering",
         "finsam.editions", "finsam.comments", "finsam.web", "finsam.organisation", "finsam.demo", "plans", "budget", "followup", "auditors", "archive", "finsam.operations", "finsam.api")  # fmt: skip
FLOORS = {name: number for number, name in enumerate(ORDER, 1)}
# The rooms of two floors, in the same way.
ROOMS = {
    "followup": (
        "responsibility",
        "statistics",
        "surveys",
        "events",
        "accounts",
        "goals",
        "requests",
        "reporting",
        "handover",
        "comparison",
    ),
    "auditors": ("questions", "notes", "sampling", "latest", "path", "discharge"),
}
ABOVE = {"finsam/settings.py", "finsam/urls.py", "finsam/wsgi.py"}  # they tie the floors together


def floor_of(module: str) -> int:
    """Which floor a module stands on; 0 for other people's code."""
    two = ".".join(module.split(".")[:2])
    return FLOORS.get(two, FLOORS.get(module.split(".")[0], 0))


def imports(path: Path) -> list[str]:
    """Every module that a file imports, also inside functions, relative ones spelled out."""
    found = []
    package = list(path.relative_to(ROOT).with_suffix("").parts[:-1])
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found += [one.name for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            found += [module, *(f"{module}.{one.name}" for one in node.names)]
    return found


def test_imports_go_downwards():
    def upwards(path: Path) -> list[str]:
        own = floor_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        return [one for one in imports(path) if floor_of(one) > own]

    assert wrong((path for path in CODE if name_of(path) not in ABOVE), upwards) == {}


def room_of(module: str) -> int:
    """Which room of its floor a module stands in, in the order of ROOMS; -1 for what stands in none."""
    parts = module.split(".")
    rooms = ROOMS.get(parts[0], ())
    return rooms.index(parts[1]) if len(parts) > 2 and parts[1] in rooms else -1


def test_imports_between_the_rooms_of_a_floor_go_one_way():
    def the_other_way(path: Path) -> list[str]:
        parts = path.relative_to(ROOT).with_suffix("").parts
        own = room_of(".".join(parts))
        beside = [one for one in imports(path) if one.split(".")[0] == parts[0]]
        return [one for one in beside if room_of(one) > own] if own != -1 else []

    assert wrong((path for path in CODE if path.relative_to(ROOT).parts[0] in ROOMS), the_other_way) == {}


SIDE_BY_SIDE = 14  # modules that a newcomer can take in at a glance


def test_no_folder_holds_more_modules_than_can_be_taken_in():
    found = {}
    for path in CODE:
        if path.name != "__init__.py":
            found.setdefault(name_of(path.parent), []).append(path.name)
    assert {name: len(files) for name, files in found.items() if len(files) > SIDE_BY_SIDE} == {}


def test_ground_floors_name_no_app_above():
    """Not even in a string: the engine asks the registry."""
    above = {one._meta.label_lower for one in MODELS if floor_of(one.__module__) > FLOORS["finsam.demo"]}
    below = [path for path in CODE if path.is_relative_to(ROOT / "finsam") and name_of(path) not in ABOVE]
    texts = {
        (name_of(path), node.value.lower())
        for path in below
        for node in nodes(path)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {f"{name}: {text}" for name, text in texts if text in above} == set()


def test_facts_know_no_django():
    names = ", ".join(f"finsam.facts.{path.stem}" for path in (ROOT / "finsam/facts").glob("*.py"))
    assert "finsam.facts.figures" in names
    code = f"import sys, {names}; print('django' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert ran.stdout.strip() == "False"


# Templates

REFERENCE = re.compile(r"""{%\s*(?:include|extends)\s+["']([^"']+)["']""")


@cache
def named_in_code() -> re.Pattern:
    """Every text in the code that could be a template's name, and whatever a formatted one is filled in with."""
    found = []
    for path in CODE:
        for node in nodes(path):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [one.value if isinstance(one, ast.Constant) else "*" for one in node.values]
                found.append("".join(parts))
    named = {one for one in found if one.endswith((".html", ".txt"))}
    return re.compile("|".join(re.escape(one).replace(r"\*", r"[\w-]+") for one in named))


@cache
def named_in_templates() -> set[str]:
    """Every template that another is made of."""
    return {name for path in TEMPLATES for name in REFERENCE.findall(path.read_text())}


def used(template: str) -> bool:
    """Whether code or another template asks for it, or it replaces one of an installed app's."""
    if named_in_code().fullmatch(template) or template in named_in_templates():
        return True
    return any((folder / template).exists() for folder in installed_templates())


@cache
def installed_templates() -> list[Path]:
    """Where installed apps keep their templates, Django's own (registration, 404 …) not counted."""
    configs = [one for one in apps.get_app_configs() if not one.name.startswith(("django.", *APPS))]
    return [Path(one.path) / "templates" for one in configs]


def test_every_template_is_used():
    names = [str(path.relative_to(ROOT / "templates")) for path in TEMPLATES]
    assert [name for name in names if not used(name)] == []


def test_every_template_and_what_it_includes_can_be_read():
    for name in sorted(
        {str(path.relative_to(ROOT / "templates")) for path in TEMPLATES} | named_in_templates()
    ):
        get_template(name)


ENGLISH = re.compile(
    r"\b(save|cancel|delete|remove|edit|add|search|submit|back|next|previous|home|settings|loading|error|welcome|"
    r"sign in|sign out|log in|log out|login|logout|password|user|users|name|title|description|yes|no|close|open|show|"
    r"hide|more|less|page|of|and|or|the|your|please|are you sure|not found|forbidden|download|upload|file|"
    r"year|budget year|goal|goals|risk|meeting|list|new|old|total|sum|empty|required|invalid|confirm)\b",
    re.IGNORECASE,
)
# Words that are Swedish as well.
ALSO_SWEDISH = {"budget", "risk", "år", "or", "of", "no"}


def english(path: Path) -> set[str]:
    """The words of a template that a person sees or hears and that aren't Swedish."""
    text = re.sub(r"{%\s*block \w*class\s*%}.*?{%\s*endblock\s*%}", " ", path.read_text())
    text = re.sub(
        r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<(script|style)\b.*?</\1>", " ", text, flags=re.DOTALL
    )
    spoken = re.findall(r'\b(?:alt|title|aria-label|placeholder)="([^"{]+)"', text)
    text = re.sub(r"{[{%].*?[%}]}", " ", text, flags=re.DOTALL)
    text = re.sub(r"<[^>]*>", " ", text, flags=re.DOTALL)
    return {one.lower() for one in ENGLISH.findall(" ".join([text, *spoken]))} - ALSO_SWEDISH


def test_no_english_on_any_page():
    assert wrong((path for path in TEMPLATES if path.suffix == ".html"), english) == {}


# Doors and blocks


def test_every_view_has_a_door():
    assert [
        one.name for one in clients.addresses() if not hasattr(one.callback, "required_permissions")
    ] == []


def test_every_editor_says_what_it_is_for():
    for one in clients.editors():
        assert one.intro.endswith("."), one.name
        assert "\n" not in one.intro


def test_every_block_of_an_outline_is_there():
    named = {item.block for kind in registry.kinds().values() for item in kind.outline if item.block}
    assert registry.kinds()
    assert named - set(registry.blocks()) == set()


def test_every_block_and_option_in_the_fixtures_is_there(db):
    with scopes_disabled():
        sections = list(Section.objects.exclude(block=""))
    assert len(sections) > 30
    for section in sections:
        block = registry.find_block(section.block)
        assert block is not None, section
        assert set(section.options) <= set(block.options.base_fields), section


# Code


def test_names_say_what_they_hold():
    """`one` could be any object and `found` any answer: a reader must look up where each came from to know."""

    def nothing_saying(path: Path) -> list[tuple[int | None, str]]:
        return [
            (getattr(node, "lineno", None), name)
            for node in nodes(path)
            for kind in ("id", "arg", "attr", "name", "asname")
            if (name := getattr(node, kind, None)) in ("one", "found")
        ]

    assert wrong(CODE, nothing_saying) == {}


def test_no_ternary_stands_in_a_ternary():
    """What has three ways is an if, a table or a match."""

    def within(path: Path) -> list[int]:
        whole = [node for node in nodes(path) if isinstance(node, ast.IfExp)]
        inner = (one for node in whole for one in ast.walk(node) if one is not node)
        return [one.lineno for one in inner if isinstance(one, ast.IfExp)]

    assert wrong(CODE, within) == {}


POSSESSIVE_GROUP = re.compile(r"\)(?:[*+?]|\{[0-9,]*\})\+")


def test_no_pattern_takes_a_group_for_good():
    """Python before 3.11.5, as Debian 12 has it, finds nothing by `(…)*+` or loses a part of it (CPython issue 106052).
    `elements.within` says how it is written instead. Of a single character, as in `[^<]*+`, it is right."""

    def groups(path: Path) -> list[str]:
        texts = (
            node.value
            for node in nodes(path)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )
        return [text for text in texts if POSSESSIVE_GROUP.search(text)]

    assert wrong(CODE, groups) == {}


# Of these fields others than the models have values of the same spelling: a fact's side and unit, a table's row.
FREE = {"unit", "side", "dress", "kind: post", "qualifier", "measure"}
# Knows no Django, and so none of the choices: it gets the operators as they are stored.
SPELLED = {"followup/goals/judging/verdicts.py"}


@cache
def members() -> dict[str, set[str]]:
    """The values of every field of the models that has choices, by the field's name."""
    found: dict[str, set[str]] = {}
    for field in (field for model in MODELS for field in model._meta.fields if field.choices):
        found.setdefault(field.name, set()).update(str(value) for value, _ in field.flatchoices)
    return found


def spelled(path: Path) -> list[str]:
    """Where a field with choices is compared with the text of one of them."""
    found = []
    for node in nodes(path):
        if not isinstance(node, ast.Compare):
            continue
        sides = (node.left, *node.comparators)
        names = {side.attr for side in sides if isinstance(side, ast.Attribute)} - FREE
        texts = {one.value for side in sides for one in ast.walk(side) if isinstance(one, ast.Constant)}
        found += [
            f"line {node.lineno}: {name} {text}"
            for name in names
            for text in texts & members().get(name, set())
            if text and f"{name}: {text}" not in FREE
        ]
    return found


def test_choice_is_compared_with_its_member_and_not_with_its_spelling():
    assert wrong((path for path in CODE if name_of(path) not in SPELLED), spelled) == {}


# Files

LINES, LINES_OF_TESTS = 400, 650
LONG = {
    "followup/reporting/outlines.py",  # guidance, chapter after chapter
    "archive/script/kontrollera.py",  # runs alone where Python looks for no file beside it (`python3 -I`)
}
FILES = subprocess.run(
    ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
).stdout.split("\0")[:-1]
# Spelled in pieces, so that this file may be among those that are searched.
PRIVATE = re.compile(
    "|".join(
        ["/wo" + "rk/", "/t" + "mp/", "/ho" + "me/", r"\.\./sha" + "red", "https?://[^ ]*py" + "pi", "index-" + "url[ =]http",
         "regis" + "try=", "proxy[.]go" + "lang"]
    )
)  # fmt: skip


STATIC = sorted(path for path in (ROOT / "static").rglob("*") if path.suffix in (".js", ".css"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def test_every_file_fits_in_the_head():
    lines = {path: len(path.read_text().splitlines()) for path in [*CODE, *STATIC, *TESTS]}
    most = dict.fromkeys(lines, LINES) | dict.fromkeys(TESTS, LINES_OF_TESTS)
    most |= {path: LINES_OF_TESTS for path in lines if name_of(path) in LONG}
    assert {name_of(path): count for path, count in lines.items() if count > most[path]} == {}


@pytest.mark.skipif(not FILES, reason="not a clone")
def test_committed_files_name_no_machine_and_no_registry():
    found = []
    for name in FILES:
        path = ROOT / name
        if path.suffix in {".png", ".jpg", ".ttf", ".ico"} or not path.is_file():
            continue
        found += [
            f"{name}: {one}" for one in PRIVATE.findall(path.read_text(encoding="utf-8", errors="ignore"))
        ]
    assert found == []


@pytest.mark.parametrize(
    "name", ["CHANGELOG.md", "LICENSE", "Makefile", "pyproject.toml", "requirements.txt"]
)
def test_repository_has(name):
    assert (ROOT / name).read_text().strip()


def test_licence_is_the_one_that_is_named():
    assert "EUROPEAN UNION PUBLIC LICENCE" in (ROOT / "LICENSE").read_text().upper()


def test_what_lints_a_commit_is_what_ci_lints_with():
    """One list, of tools that the lock has installed: nothing is fetched."""
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    assert {hook["language"] for hook in hooks} == {"system"}
    assert [hook["id"] for hook in hooks] == ["ruff", "ruff-format", "django-upgrade", "djade", "mypy"]
    assert all(".venv/bin/" in hook["entry"] for hook in hooks)
    assert 'pre-commit" run --all-files' in (ROOT / "tools" / "lint.sh").read_text(encoding="utf-8")
