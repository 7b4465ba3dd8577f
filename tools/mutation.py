"""Change the core of money in one place at a time, and see whether its own tests notice.

    .venv/bin/python tools/mutation.py                        400 mutants, two at a time, a report in var/mutation.json
    .venv/bin/python tools/mutation.py --sample 50 --only finsam/core/values/money.py
    .venv/bin/python tools/mutation.py --again           only what survived last time, and the figures of all anew

Every survivor is printed as it is found. One that nothing can notice is named with its reason in
tools/mutation-equivalents.yaml, and is then told apart from those that are left to do. Each mutant is run against its module's own tests on SQLite, in a copy of the checkout, so nobody's files are
touched. The sample is drawn with a seed from all places in all modules, one change a place, so that two runs
compare. Not part of `make test`: it takes half an hour.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import importlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest
import yaml
from cosmic_ray.commands import init
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import use_db

ROOT = Path(__file__).resolve().parent.parent
SEED = 2003
KILLED, SURVIVED, UNVIABLE, EQUIVALENT = "killed", "survived", "unviable", "equivalent"
EQUIVALENTS = ROOT / "tools" / "mutation-equivalents.yaml"

# The core of money, and for each module the tests that must hold it by themselves, the quickest first.
WORLDS = "tests/disclosure/test_suppress.py::test_no_hidden_figure_can_be_worked_out"  # a minute and a half each time
SUPPRESSION = ["tests/disclosure/test_suppress.py", "--deselect", WORLDS]
MODULES = {
    "finsam/core/values/money.py": ["tests/core/test_money.py"],
    "finsam/facts/book.py": [
        "tests/documents/test_limits.py",
        "tests/facts/test_facts.py",
        "tests/facts/test_expressions.py",
    ],
    "finsam/disclosure/knowledge.py": ["tests/disclosure/test_suppress_steps.py", *SUPPRESSION],
    "finsam/disclosure/hiding.py": ["tests/disclosure/test_suppress_steps.py", *SUPPRESSION],
    "finsam/disclosure/problem.py": [
        "tests/disclosure/test_disclosure.py",
        "tests/disclosure/test_relations.py",
        *SUPPRESSION,
    ],
    "finsam/disclosure/solutions.py": [
        "tests/disclosure/test_disclosure.py",
        "tests/disclosure/test_relations.py",
        *SUPPRESSION,
    ],
    "finsam/disclosure/chooser.py": [
        "tests/disclosure/test_disclosure.py",
        "tests/disclosure/test_relations.py",
        *SUPPRESSION,
    ],
    "followup/goals/judging/verdicts.py": ["tests/followup/test_goals_verdicts.py"],
    "followup/goals/states.py": ["tests/followup/test_states.py"],
    "finsam/core/tenancy/access.py": ["tests/core/test_tenancy.py"],
    "finsam/core/tenancy/rules.py": ["tests/core/test_rules.py", "tests/core/test_access.py"],
    "finsam/organisation/equity_levels.py": ["tests/core/test_rules.py"],
    "finsam/core/models/access.py": ["tests/core/test_access.py", "tests/core/test_tenancy.py"],
}

# The same to Python as what stood there, in this code base: identity and equality of None and of members of an
# enumeration. Nothing can notice them.
SAME = ("_Eq_Is", "_NotEq_IsNot", "_Is_Eq", "_IsNot_NotEq")


@dataclass
class Mutant:
    """One changed place and what became of it; `line` is 1-based."""

    module: str
    operator: str
    occurrence: int
    line: int
    column: int
    definition: str
    outcome: str = ""
    change: str = ""

    def code(self, source: str) -> str | None:
        """The module with the change."""
        return mutate_code(source, get_operator(self.operator)(), self.occurrence)


def _never_run(source: str) -> set[tuple[int, int]]:
    """Where annotations stand (line, column of each node): nothing evaluates them, so no test can notice."""
    unrun = set()
    for node in ast.walk(ast.parse(source)):
        notes = [getattr(node, "annotation", None), getattr(node, "returns", None)]
        for note in filter(None, notes):
            lines = source.splitlines()
            for line in range(note.lineno, note.end_lineno + 1):
                first = note.col_offset if line == note.lineno else 0
                last = note.end_col_offset if line == note.end_lineno else len(lines[line - 1])
                unrun |= {(line, column) for column in range(first, last + 1)}
    return unrun


def _places(modules: list[str]) -> list[list[Mutant]]:
    """Every place of the modules that is run, in their order, with all the changes of each."""
    places: dict[tuple, list[Mutant]] = {}
    with tempfile.TemporaryDirectory() as folder, use_db(str(Path(folder) / "session.sqlite")) as database:
        init([Path(name) for name in modules], database, {})
        for item in database.work_items:
            (spec,) = item.mutations
            if not spec.operator_name.endswith(SAME):
                line, column = spec.start_pos
                mutant = Mutant(str(spec.module_path), spec.operator_name, spec.occurrence, line, column,
                             spec.definition_name or "")  # fmt: skip
                places.setdefault((mutant.module, line, column, tuple(spec.end_pos)), []).append(mutant)
    unrun = {module: _never_run(Path(module).read_text(encoding="utf-8")) for module in modules}
    return [sorted(group, key=lambda mutant: (mutant.operator, mutant.occurrence))
            for (module, line, column, _), group in sorted(places.items()) if (line, column) not in unrun[module]]  # fmt: skip


def mutants(modules: list[str], chance: random.Random) -> list[Mutant]:
    """Every place of the modules with one change each, in a random order that the seed decides."""
    kept = [chance.choice(group) for group in _places(modules)]
    chance.shuffle(kept)
    return kept


def survivors(reports: list[Path]) -> tuple[list[Mutant], list[Mutant]]:
    """What was judged in earlier reports: (what is settled, the survivors as they stand in the code of today).

    A survivor is known by its definition and change, wherever its line has moved. One whose line isn't there any
    more is left out.
    """
    told = [Mutant(**row) for report in reports for row in json.loads(report.read_text(encoding="utf-8"))]
    settled = [mutant for mutant in told if mutant.outcome in (KILLED, UNVIABLE)]
    left = {(x.module, x.definition, x.operator, x.change) for x in told if x not in settled}
    now = [mutant for group in _places(sorted({spot[0] for spot in left})) for mutant in group]
    kept = {}
    for mutant in now:
        if any(mutant.operator == operator and mutant.definition == name for _, name, operator, _ in left):
            source = Path(mutant.module).read_text(encoding="utf-8")
            mutant.change = change_of(source, mutant.code(source) or source)
            if (key := (mutant.module, mutant.definition, mutant.operator, mutant.change)) in left:
                kept.setdefault(key, mutant)
    for module, name, _, change in sorted(left - kept.keys()):
        sys.stdout.write(f"gone: {module} {name}\n{change}\n")
    return settled, list(kept.values())


def equivalents() -> dict[tuple[str, str, str], str]:
    """The reason of each change that nothing can notice, by (module, definition or "" for any, change)."""
    named = {}
    for module, entries in yaml.safe_load(EQUIVALENTS.read_text(encoding="utf-8")).items():
        lines = {line.strip() for line in (ROOT / module).read_text(encoding="utf-8").splitlines()}
        for entry in entries:
            change = entry["change"].strip()
            if any(line.startswith("- ") and line[2:] not in lines for line in change.splitlines()):
                raise SystemExit(f"{EQUIVALENTS.name}: {module} has no such line any more:\n{change}")
            named[module, entry.get("in", ""), change] = entry["reason"]
    return named


def change_of(old: str, new: str) -> str:
    """The lines that differ, as `- old` and `+ new`."""
    before, after = old.splitlines(), new.splitlines()
    pairs = [(was, now) for was, now in zip(before, after, strict=False) if was != now]
    return "\n".join(f"- {was.strip()}\n+ {now.strip()}" for was, now in pairs[:3])


def preload(modules: list[str]) -> None:
    """Import once, for all the mutants, what other people's code their tests need: most of a test run's time.

    Nothing of ours is imported, nor what pytest wants to see imported itself.
    """
    listing = subprocess.run(
        [sys.executable, "-c", LIST_IMPORTS, *{test for module in modules for test in MODULES[module] if test.endswith(".py")}],
        cwd=ROOT, capture_output=True, text=True, check=False, env=test_environment(),
    )  # fmt: skip
    for name in listing.stdout.rpartition("IMPORTS ")[2].split():
        if name.split(".")[0] not in NOT_BEFOREHAND and not name.startswith(("django.contrib.", "allauth")):
            with contextlib.suppress(Exception):  # some can't be imported before the apps are ready
                importlib.import_module(name)


LIST_IMPORTS = """
import sys, pytest
pytest.main(["-q", "--collect-only", "-p", "no:cacheprovider", *sys.argv[1:]])
print("IMPORTS", *sys.modules)
"""
OURS = ("finsam", "plans", "budget", "followup", "auditors", "archive", "tests", "manage", "__main__")
PLUGINS = ("hypothesis", "_hypothesis_pytestplugin", "_hypothesis_globals", "_hypothesis_ftz_detector", "pytest_django",
           "xdist", "execnet", "playwright", "axe_playwright_python", "pytest_playwright", "cosmic_ray")  # fmt: skip
NOT_BEFOREHAND = (*OURS, *PLUGINS)


def test_environment() -> dict[str, str]:
    """The environment without a server: the tests run on SQLite."""
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}


WHERE_DEMO = "from tests import demobase; print(demobase.kept_place())"


def kept_demo() -> Path:
    """The demo database that fits the unchanged code; it isn't there before the first test that asks for it."""
    shown = subprocess.run(
        [sys.executable, "-c", WHERE_DEMO], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return Path(shown.stdout.strip())


def lend_demo(demo: Path) -> None:
    """Let a changed model be tried with the kept database instead of half a minute's loading: its tables are the same.

    Runs in the child, in the copy.
    """
    place = importlib.import_module("tests.demobase").kept_place()
    if demo.exists() and not place.exists():
        shutil.copy2(demo, place)


def launch(module: str, copy: Path, demo: Path, *, keep_bytecode: bool = False) -> int:
    """Run a module's tests in a child, in a copy of the checkout as it stands there. Returns the child's id."""
    child = os.fork()
    if child:
        return child
    status = 4
    try:
        os.setpgrp()
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in range(3):
            os.dup2(quiet, stream)
        os.chdir(copy)
        sys.path[0] = str(copy)
        sys.dont_write_bytecode = not keep_bytecode
        lend_demo(demo)
        status = int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *MODULES[module]]))
    finally:
        os._exit(status)


def start(mutant: Mutant, source: str, copy: Path, demo: Path) -> int | None:
    """Change the module in a copy of the checkout and run its tests in a child. None where nothing changes."""
    changed = mutant.code(source)
    if changed is None or changed == source:
        return None
    mutant.change = change_of(source, changed)
    (copy / mutant.module).write_text(changed, encoding="utf-8")
    return launch(mutant.module, copy, demo)


def copies(scratch: Path, workers: int, modules: list[str], demo: Path) -> list[Path]:
    """A copy of the checkout for each worker, in which the tests pass as the code stands.

    That run leaves its bytecode there, so that only what is changed is compiled anew for each mutant.
    """
    roots = [scratch / str(number) for number in range(workers)]
    shutil.copytree(ROOT, roots[0], ignore=shutil.ignore_patterns(".git", ".venv", "var", "__pycache__"))
    if (ROOT / "var" / "tests").is_dir():
        shutil.copytree(ROOT / "var" / "tests", roots[0] / "var" / "tests")
    for module in modules:
        _, status = os.waitpid(launch(module, roots[0], demo, keep_bytecode=True), 0)
        if status:
            raise SystemExit(f"{module}: its tests fail before anything is changed.")
    for copy in roots[1:]:
        shutil.copytree(roots[0], copy)
    return roots


def run(chosen: list[Mutant], workers: int, timeout: int) -> None:
    """Judge the mutants, each worker in its own copy of the checkout; fills in their outcomes."""
    os.environ.pop("DATABASE_URL", None)
    modules = sorted({each.module for each in chosen})
    preload(modules)
    sources = {module: (ROOT / module).read_text(encoding="utf-8") for module in modules}
    named, demo = equivalents(), kept_demo()
    waiting, running = list(reversed(chosen)), {}
    with tempfile.TemporaryDirectory(prefix="finsam-mutation.") as scratch:
        free = copies(Path(scratch), workers, modules, demo)
        while waiting or running:
            while waiting and free:
                mutant, copy = waiting.pop(), free.pop()
                child = start(mutant, sources[mutant.module], copy, demo)
                if child is None:
                    finish(mutant, UNVIABLE, named)
                    free.append(copy)
                else:
                    running[child] = mutant, copy, time.monotonic() + timeout
            for child, (mutant, copy, deadline) in list(running.items()):
                done, status = os.waitpid(child, os.WNOHANG)
                if not done and time.monotonic() < deadline:
                    continue
                if done:
                    # pytest: 0 all passed, 1 a test failed, 2 and 4 the module can't even be imported.
                    outcome = {0: SURVIVED, 1: KILLED}.get(os.waitstatus_to_exitcode(status), UNVIABLE)
                else:
                    os.killpg(child, signal.SIGKILL)
                    os.waitpid(child, 0)
                    outcome = KILLED  # it never ends, and that is noticed
                (copy / mutant.module).write_text(sources[mutant.module], encoding="utf-8")
                del running[child]
                free.append(copy)
                finish(mutant, outcome, named)
            time.sleep(0.02)


def finish(mutant: Mutant, outcome: str, named: dict[tuple[str, str, str], str]) -> None:
    """Note what became of a mutant, and show that something happens: a survivor in full, at once."""
    places = ((mutant.module, name, mutant.change) for name in (mutant.definition, ""))
    if outcome == SURVIVED and any(spot in named for spot in places):
        outcome = EQUIVALENT
    mutant.outcome = outcome
    survived = f"\n{place(mutant)}\n{mutant.change}\n"
    sys.stdout.write({KILLED: ".", SURVIVED: survived, UNVIABLE: "-", EQUIVALENT: "="}[outcome])
    sys.stdout.flush()


def place(mutant: Mutant) -> str:
    """Where a mutant stands and what was done there."""
    return f"{mutant.module}:{mutant.line} {mutant.definition} ({mutant.operator.removeprefix('core/')})"


def report(judged: list[Mutant]) -> str:
    """The share killed per module and in all of what can be noticed, and every survivor by place and change."""
    lines = [
        f"{'':36}{'mutants':>8}{'viable':>8}{'killed':>8}{'equivalent':>12}{'killed of viable':>18}{'of the rest':>13}"
    ]
    for module in [*MODULES, ""]:
        outcomes = [mutant.outcome for mutant in judged if module in ("", mutant.module)]
        viable = len(outcomes) - outcomes.count(UNVIABLE)
        killed, equal = outcomes.count(KILLED), outcomes.count(EQUIVALENT)
        if viable > equal:
            lines.append(f"{module or 'all':36}{len(outcomes):8}{viable:8}{killed:8}{equal:12}"
                         f"{100 * killed / viable:16.1f} %{100 * killed / (viable - equal):11.1f} %")  # fmt: skip
    if any(mutant.outcome == EQUIVALENT for mutant in judged):
        lines.append(f"The equivalent ones are named in {EQUIVALENTS.relative_to(ROOT)}.")
    lines += [f"\n{place(mutant)}\n{mutant.change}" for mutant in judged if mutant.outcome == SURVIVED]
    return "\n".join(lines)


def main() -> None:
    """Read the arguments, judge the sample or last time's survivors, print the report and keep it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=400)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", nargs="*", default=list(MODULES))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--timeout", type=int, default=240, help="seconds that one mutant may take")
    parser.add_argument("--again", nargs="*", type=Path, help="earlier reports; none named: --out")
    parser.add_argument(
        "--out", type=Path, default=Path("var/mutation.json"), help="where the report is kept"
    )
    asked = parser.parse_args()
    os.chdir(ROOT)
    if asked.again is None:
        every = mutants(asked.only, random.Random(asked.seed))  # noqa: S311 - a sample, not a secret
        settled, chosen = [], every[: asked.sample]
        sys.stdout.write(f"{len(chosen)} of {len(every)} places\n")
    else:
        settled, chosen = survivors(asked.again or [asked.out])
        sys.stdout.write(f"{len(chosen)} survivors of {len(settled) + len(chosen)} mutants\n")
    run(sorted(chosen, key=lambda m: (m.module, m.line, m.column)), asked.workers, asked.timeout)
    judged = sorted([*settled, *chosen], key=lambda mutant: (mutant.module, mutant.line, mutant.column))
    sys.stdout.write(f"\n{report(judged)}\n")
    asked.out.write_text(json.dumps([asdict(mutant) for mutant in judged], indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
