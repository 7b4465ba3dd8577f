"""docs/operations.md is true: each command, setting, unit, file and section that it names is there, and no setting is left out."""

import re
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands, load_command_class

ROOT = Path(settings.BASE_DIR)
GUIDE = (ROOT / "docs/operations.md").read_text()
SETTING = re.compile(r"\b(?:FINSAM_[A-Z_]*[A-Z]|DATABASE_URL|EMAIL_URL|CACHE_URL)\b")
CODE = re.compile(r"`([^`\n]+)`|^ {4,}(\S.*)$", re.MULTILINE)


def code() -> list[str]:
    """What stands as code: within lines and as lines of its own, without what a shell takes as a comment."""
    return [re.sub(r"\s+#.*", "", inline or block) for inline, block in CODE.findall(GUIDE)]


def commands() -> list[tuple[str, tuple[str, ...]]]:
    """Each command of manage.py that is named, with the options that it is shown with."""
    found = []
    for line in code():
        for rest in re.findall(
            r"(?:manage\.py|\bsudo finsam|(?<![\w/@-])finsam(?= --owner| --next)) ([^|;&`]+)", line
        ):
            words = re.sub(r"^(--owner |--next )+", "", rest.strip()).split()
            if re.fullmatch(r"[a-z_]+", words[0]):
                found.append(
                    (
                        words[0],
                        tuple(
                            sorted({word.partition("=")[0] for word in words[1:] if word.startswith("--")})
                        ),
                    )
                )
    for name in re.findall(r"`([a-z]+(?:_[a-z]+)*)(?: --?[\w-]+[^`]*)?`", GUIDE):
        if name in get_commands() and name not in (each for each, _ in found):
            found.append((name, ()))
    return sorted(set(found))


def test_the_guide_is_read():
    named = {name for name, _ in commands()}
    assert {"migrate", "database_roles", "backup", "restore", "load_forbund", "recover_sign_in", "verify_history",
            "verify_edition", "scheduled", "export_year", "import_year"} <= named  # fmt: skip
    assert ("database_roles", ("--check",)) in commands()


@pytest.mark.parametrize(("name", "options"), commands())
def test_each_command_is_there_with_its_options(name, options):
    assert name in get_commands(), f"manage.py {name} is no command"
    parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
    there = {option for action in parser._actions for option in action.option_strings}
    assert [option for option in options if option not in there] == []


def test_each_setting_is_in_the_guide_and_each_in_the_guide_is_one():
    read = set(SETTING.findall((ROOT / "finsam/settings.py").read_text()))
    table = GUIDE.partition("\n## Settings\n")[2].partition("\n## ")[0]
    assert {"FINSAM_ORIGIN", "DATABASE_URL", "FINSAM_OIDC_SECRET", "FINSAM_METRICS_TOKEN"} <= read
    assert read - set(SETTING.findall(table)) == set()
    assert {name.removesuffix("_FILE") for name in SETTING.findall(GUIDE)} - read == set()


def test_each_file_is_there():
    named = set(re.findall(r"`((?:deploy|tools|docs|finsam|tests|fixtures)/[\w./@-]*\w)", GUIDE))
    named |= {match for line in code() for match in re.findall(r"\b(?:deploy|tools)/[\w.-]+", line)}
    assert {"deploy/install.sh", "deploy/secrets.sh", "deploy/nginx.conf", "deploy/Caddyfile"} <= named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
    makefile = (ROOT / "Makefile").read_text()
    targets = {target for line in code() for target in re.findall(r"\bmake ([a-z-]+)", line)}
    assert [target for target in targets if f"\n{target}:" not in makefile] == []


def test_each_option_of_the_scripts_is_there():
    installer = (ROOT / "deploy/install.sh").read_text()
    shown = {option for line in code() for option in re.findall(r"deploy/install\.sh(.*)", line)}
    options = {option for rest in shown for option in re.findall(r"--[a-z]+", rest)} - {"--help"}
    assert "--database" in options
    assert [
        option for option in options if not re.search(rf"^    .*{option}\b.*\)", installer, re.MULTILINE)
    ] == []
    assert subprocess.run(["bash", ROOT / "deploy/install.sh", "--help"], capture_output=True).returncode in (
        1,
        2,
    )


def test_each_unit_and_service_is_there():
    units = {path.name for path in (ROOT / "deploy/systemd").iterdir()}
    named = set(
        re.findall(r"\bfinsam(?:-[a-z]+)+(?:@|\.timer|\.service)?|\bfinsam\.target", " ".join(code()))
    )
    named = {
        name for name in named if not name.startswith(("finsam-work",)) or name.startswith("finsam-worker")
    }
    assert {"finsam.target", "finsam-site@", "finsam-worker@", "finsam-backup.timer"} <= named
    there = units | {unit.removesuffix(".service") for unit in units}
    assert sorted(named - there) == []
    services = set(yaml.safe_load((ROOT / "compose.yaml").read_text())["services"])
    asked = {
        name
        for line in code()
        for name in re.findall(r"docker compose (?:exec|logs|run(?: --rm)?) (\w+)", line)
    }
    assert asked
    assert asked <= services


def test_each_section_that_is_pointed_to_is_there():
    sections = set(re.findall(r"^#+ (.*)$", GUIDE, re.MULTILINE))
    pointed = set(re.findall(r"\(\*([^*]+)\*\)", GUIDE))
    assert "Database roles" in pointed
    assert pointed - sections == set()


def test_sections_stand_in_the_order_that_they_are_needed():
    order = ["What it takes", "Installing with containers", "Installing without containers", "The first administrator", "Adding a förbund",
             "Settings", "Upgrading", "Database roles", "Backup", "Restore", "Rotating keys", "Reading the logs", "Health", "Metrics",
             "Scheduled tasks", "Mail", "What to do when"]  # fmt: skip
    sections = re.findall(r"^## (.*)$", GUIDE, re.MULTILINE)
    assert [section for section in sections if section in order] == order
