"""What is known against the libraries that the locks name, and the list of them. `make audit`.

    .venv/bin/python -m tools.audit                  all of it; the list is written to var/sbom.cdx.json
    .venv/bin/python -m tools.audit --service osv    advisories from OSV instead of the Python Package Index

It ends with 0 when every library was asked about and nothing is known, 1 when something is known and isn't accepted, and 2 when
the advisories couldn't be read, for all of them or for some. pip-audit itself says that nothing is known, and ends with 0, of
libraries that its source doesn't answer about: here that is no answer.

What is known and lived with for a while stands in tools/audit-accepted.yaml, with a reason and a last day:

    - id: GHSA-xxxx-xxxx-xxxx
      package: example
      reason: why it doesn't reach us
      until: 2027-03-31
"""

from __future__ import annotations

import argparse
import datetime
import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LOCKS = (ROOT / "requirements.txt", ROOT / "requirements-dev.txt")
ACCEPTED = ROOT / "tools" / "audit-accepted.yaml"
SBOM = ROOT / "var" / "sbom.cdx.json"
NOTHING, KNOWN, NO_ANSWER = 0, 1, 2
_PIN = re.compile(r"^[A-Za-z0-9][^\\#]*==[^\\#]*", re.MULTILINE)
TRY_AGAIN = """\
Nothing has passed: libraries were not asked about, so nobody knows whether there is something against them. Try again:
  - on a machine that reaches the Internet (HTTPS_PROXY is heeded), or later
  - with another source: make audit ARGS="--service osv\""""


class NotAnswered(Exception):
    """The advisories couldn't be read; the words are those of what was tried."""


class Unreadable(Exception):
    """The file of what is accepted can't be understood."""


@dataclass(frozen=True)
class Known:
    """An advisory about a library as it is locked."""

    package: str
    version: str
    ids: tuple[str, ...]
    fixed_in: tuple[str, ...]

    def __str__(self) -> str:
        mended = ", ".join(self.fixed_in)
        what_then = f"mended in {mended}" if mended else "not mended in any version"
        return f"{self.package} {self.version}: {', '.join(self.ids)}, {what_then}"


@dataclass(frozen=True)
class Accepted:
    """An advisory that is lived with to the end of a day."""

    id: str
    package: str
    reason: str
    until: datetime.date

    def is_about(self, known: Known) -> bool:
        """Whether it is the same advisory, by any of its names."""
        return self.id in known.ids and canonicalize_name(self.package) == known.package


def say(line: str) -> None:
    """A line on the screen."""
    sys.stdout.write(f"{line}\n")


def pinned(locks: Iterable[Path]) -> set[tuple[str, str]]:
    """Name and version of each library that the locks name for this machine."""
    requirements = [
        Requirement(line.strip()) for lock in locks for line in _PIN.findall(lock.read_text(encoding="utf-8"))
    ]
    return {
        (canonicalize_name(one.name), str(one.specifier).removeprefix("=="))
        for one in requirements
        if one.marker is None or one.marker.evaluate()
    }


def ask(locks: Iterable[Path], *, source: Iterable[str]) -> list[dict[str, Any]]:
    """What pip-audit says of each library. Raises NotAnswered when it has nothing to say."""
    command = [BIN / "pip-audit", "--disable-pip", "--require-hashes", "--format", "json", "--progress-spinner", "off"]  # fmt: skip
    for lock in locks:
        command += ["--requirement", lock]
    ran = subprocess.run([*command, *source], capture_output=True, text=True, check=False)
    try:
        return list(json.loads(ran.stdout)["dependencies"])
    except (ValueError, KeyError, TypeError):
        said = [line for line in ran.stderr.splitlines() if line.strip()]
        raise NotAnswered(said[-1].strip() if said else f"pip-audit ended with {ran.returncode}") from None


def judged(
    answers: list[dict[str, Any]], asked: set[tuple[str, str]]
) -> tuple[list[Known], list[tuple[str, str]]]:
    """What is known, and the libraries that nothing was answered of."""
    known = {
        Known(
            canonicalize_name(answer["name"]),
            answer["version"],
            tuple(sorted({advisory["id"], *(advisory.get("aliases") or ())})),
            tuple(advisory.get("fix_versions") or ()),
        )
        for answer in answers
        for advisory in answer.get("vulns") or ()
    }
    answered = {
        (canonicalize_name(answer["name"]), answer.get("version"))
        for answer in answers
        if "skip_reason" not in answer and "vulns" in answer
    }
    return sorted(known, key=str), sorted(asked - answered)


def accepted_in(path: Path) -> list[Accepted]:
    """What is lived with. Raises Unreadable for a row that lacks something."""
    rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    found = []
    for row in rows:
        try:
            entry = Accepted(str(row["id"]), str(row["package"]), str(row["reason"]).strip(), row["until"])
        except (KeyError, TypeError) as error:
            raise Unreadable(f"{path.name}: a row lacks {error}: {row}") from None
        if not entry.reason or type(entry.until) is not datetime.date:
            raise Unreadable(f"{path.name}: {entry.id} needs a reason, and a last day such as 2027-03-31.")
        found.append(entry)
    return found


def tell(
    known: list[Known], unanswered: list[tuple[str, str]], accepted: list[Accepted], today: datetime.date
) -> int:
    """Print what is known and what isn't; the code to end with."""
    failing = []
    for advisory in known:
        entry = next((entry for entry in accepted if entry.is_about(advisory)), None)
        if entry and entry.until >= today:
            say(f"Accepted until {entry.until}: {advisory}. {entry.reason}")
        else:
            failing.append(advisory)
            ended = f" (was accepted until {entry.until})" if entry else ""
            say(f"KNOWN: {advisory}{ended}")
    for entry in accepted:
        if not any(entry.is_about(advisory) for advisory in known):
            say(f"No longer told of: {entry.id} of {entry.package}. Take it out of {ACCEPTED.name}.")
    if unanswered:
        names = ", ".join(f"{name} {version}" for name, version in unanswered)
        say(f"NOT ASKED ABOUT: the source of advisories didn't answer of {len(unanswered)}: {names}")
        say(TRY_AGAIN)
    if failing:
        say(f"{len(failing)} to see to: raise the version (make lock ARGS=--upgrade), or accept it with a reason in {ACCEPTED.name}.")  # fmt: skip
        return KNOWN
    return NO_ANSWER if unanswered else NOTHING


def bill_of_materials(lock: Path, path: Path) -> int:
    """Write the list of what production runs on, as CycloneDX 1.6; how many libraries it has. Raises what makes it invalid.

    The addresses that they could be fetched from are left out, the checksums that the lock holds them to are kept.
    """
    command = [BIN / "cyclonedx-py", "requirements", "--pyproject", ROOT / "pyproject.toml", "--output-reproducible", "--no-validate"]  # fmt: skip
    made = subprocess.run([*command, "--spec-version", "1.6", lock], capture_output=True, text=True, check=True)  # fmt: skip
    bill = json.loads(made.stdout)
    for component in bill["components"]:
        component.pop("description", None)
        component["hashes"] = [
            value for reference in component.pop("externalReferences", ()) for value in reference["hashes"]
        ]
    for tool in bill["metadata"].get("tools", {}).get("components", ()):
        tool.pop("externalReferences", None)
    text = json.dumps(bill, indent=1, ensure_ascii=False, sort_keys=True)
    _validate(text)
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")
    return len(bill["components"])


def _validate(text: str) -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    fault = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if fault:
        raise ValueError(f"Not CycloneDX: {fault}")


def main(arguments: list[str] | None = None, *, today: datetime.date | None = None) -> int:
    """Ask, tell, and write the list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--service", choices=["pypi", "osv"], default="pypi", help="whose advisories")
    parser.add_argument("--osv-url", help="another address of OSV, such as a copy within the walls")
    parser.add_argument("--lock", type=Path, action="append", help="instead of the two locks of the house")
    parser.add_argument("--accepted", type=Path, default=ACCEPTED)
    parser.add_argument("--sbom", type=Path, default=SBOM)
    chosen = parser.parse_args(arguments)
    locks = chosen.lock or list(LOCKS)
    count = bill_of_materials(locks[0], chosen.sbom)
    say(f"{chosen.sbom}: the {count} libraries of {locks[0].name} (CycloneDX 1.6).")
    source = ["--vulnerability-service", chosen.service]
    source += ["--osv-url", chosen.osv_url] if chosen.osv_url else []
    try:
        accepted = accepted_in(chosen.accepted)
    except (OSError, Unreadable, yaml.YAMLError) as error:
        say(f"What is accepted can't be read: {error}")
        return KNOWN
    asked = pinned(locks)
    try:
        answers = ask(locks, source=source)
    except NotAnswered as error:
        say(f"The source of advisories ({chosen.service}) couldn't be reached or read: {error}")
        say(TRY_AGAIN)
        return NO_ANSWER
    code = tell(*judged(answers, asked), accepted, today or datetime.datetime.now(datetime.UTC).date())
    if code == NOTHING:
        say(f"Nothing is known against any of the {len(asked)} libraries, but for what is accepted above.")
    return code


if __name__ == "__main__":
    sys.exit(main())
