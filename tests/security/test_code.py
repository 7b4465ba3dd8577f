"""What the code never does, read off the code itself: evaluate, start shells, unpickle what others sent, fetch where told."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from tests.test_consistency import CODE, FILES, ROOT, STATIC, name_of, nodes, wrong


def called(node: ast.AST) -> str:
    """What a call calls, as it is written: `eval`, `os.system`, `cursor.execute`."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def calls(path: Path, pattern: str) -> list[str]:
    return [
        f"{node.lineno}: {ast.unparse(node)[:80]}"
        for node in nodes(path)
        if re.fullmatch(pattern, called(node))
    ]


@cache
def imported(path: Path) -> frozenset[str]:
    """The modules that a file imports, whole names."""
    names = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(names)


def who_imports(*modules: str) -> set[str]:
    return {
        name_of(path)
        for path in CODE
        if any(
            name == module or name.startswith(f"{module}.") for name in imported(path) for module in modules
        )
    }


def test_nothing_written_is_evaluated():
    assert wrong(CODE, lambda path: calls(path, r"eval|exec|compile|__import__|.*\.format_map")) == {}


def test_no_shell_is_started():
    def shells(path):
        return calls(path, r"os\.(system|popen|exec\w+|spawn\w+)|subprocess\.get(status)?output") + [
            f"{node.lineno}: shell"
            for node in nodes(path)
            if isinstance(node, ast.keyword) and node.arg == "shell"
        ]

    assert wrong(CODE, shells) == {}


def test_templates_are_files_of_ours():
    def made(path):
        return calls(path, r"(.*\.)?(Template|Engine)|engines\b.*|(?!RGBColor).*\bfrom_string")

    assert wrong(CODE, made) == {}
    assert [backend["BACKEND"] for backend in settings.TEMPLATES] == [
        "django.template.backends.django.DjangoTemplates"
    ]


# Each reads only what it has signed or made itself, or through an unpickler that makes our own things alone.
UNPICKLE = {"finsam/core/caching/files.py", "finsam/core/caching/store.py", "finsam/core/uploads/apart.py"}


def test_nothing_from_outside_is_made_into_objects():
    assert who_imports("pickle", "marshal", "shelve", "dill", "jsonpickle") == UNPICKLE
    loads = {
        name_of(path): found for path in CODE if (found := calls(path, r"yaml\.(unsafe_|full_)?load(_all)?"))
    }
    assert set(loads) == {"finsam/demo/loader.py"}
    assert all("Loader=safe" in call for call in loads["finsam/demo/loader.py"])


# The provider of sign-in is the one that the environment names; of `socket` the worker asks what its machine is called.
OUTWARDS = {
    "finsam/core/sign_in/oidc/urls.py": "requests",
    "finsam/core/tasks/management/commands/worker.py": "socket",
}


def test_the_server_fetches_from_the_provider_of_sign_in_alone():
    ways = (
        "requests",
        "urllib.request",
        "urllib3",
        "httpx",
        "http.client",
        "socket",
        "ftplib",
        "aiohttp",
        "pycurl",
    )
    assert who_imports(*ways) == set(OUTWARDS)
    sockets = ROOT / "finsam/core/tasks/management/commands/worker.py"
    assert len(calls(sockets, r"socket\..*")) == len(calls(sockets, r"socket\.gethostname")) == 1


def test_questions_to_the_database_are_not_put_together_of_what_is_written():
    """Where one is put together at all, it is of names of tables and roles, by whoever runs the installation."""
    assert wrong(CODE, lambda path: calls(path, r".*\.(raw|extra)|(.*\.)?RawSQL")) == {}
    together = {
        name_of(path)
        for path in CODE
        for node in nodes(path)
        if called(node).endswith(".execute")
        and node.args
        and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
    }
    assert together == {
        "finsam/core/audit/keeping.py",
        "finsam/core/tasks/cleaning.py",
        "finsam/operations/backup/restoring.py",
        "finsam/operations/roles.py",
    }


def test_cryptography_is_that_of_libraries():
    assert wrong(CODE, lambda path: calls(path, r"hashlib\.(md5|sha1|new)|md5|sha1")) == {}
    assert who_imports("Crypto", "cryptography", "ssl") == set()
    assert who_imports("pyrage") <= {
        name_of(path) for path in CODE if name_of(path).startswith("finsam/operations/backup/")
    }


def test_what_must_not_be_guessed_is_random():
    """`random` may be foreseen; `secrets`, Django's get_random_string and uuid4 may not."""
    assert who_imports("random") == set()
    assert wrong(CODE, lambda path: calls(path, r"(uuid\.)?uuid[1235]")) == {}


def test_scripts_evaluate_nothing():
    evaluates = re.compile(r"\beval\(|new Function\b|document\.write|set(Timeout|Interval)\(\s*[\"'`]")
    assert [name_of(path) for path in STATIC if evaluates.search(path.read_text(encoding="utf-8"))] == []


# Spelled in pieces, so that this file may be among those that are searched.
SECRETS = re.compile(
    "|".join(
        [
            "BEGIN [A-Z ]*PRIV" + "ATE KEY",
            "AGE-SECRET-" + "KEY-1[A-Z0-9]{50}",
            r"\bAK" + r"IA[0-9A-Z]{16}\b",
            r"\bgh" + r"[pousr]_[A-Za-z0-9]{36}\b",
            r"\bxo" + r"x[baprs]-[A-Za-z0-9-]{20,}",
            r"\bey" + r"J[A-Za-z0-9_-]{20,}\.ey" + r"J[A-Za-z0-9_-]{20,}\.",
        ]
    )
)


@pytest.mark.skipif(not FILES, reason="not a clone")
def test_no_secret_stands_in_the_repository():
    kept = [name for name in FILES if re.search(r"(^|/)\.env$|\.(pem|key|p12|pfx|sqlite3)$", name)]
    paths = [ROOT / name for name in FILES]
    texts = {
        name_of(path): path.read_text(encoding="utf-8", errors="ignore") for path in paths if path.is_file()
    }
    assert kept + [name for name, text in texts.items() if SECRETS.search(text)] == []


@pytest.mark.parametrize("planted", ["-----BEGIN RSA PRIV" + "ATE KEY-----", "gh" + "p_" + "a1" * 18])
def test_a_secret_would_be_noticed(planted):
    assert SECRETS.search(f"x = '{planted}'")


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_library_is_held_to_its_checksum(lock):
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    pinned = [line for line in text.splitlines() if re.match(r"[A-Za-z0-9]", line)]
    assert len(pinned) > 50
    assert [line for line in pinned if "==" not in line or "--hash=sha256:" not in line] == []
