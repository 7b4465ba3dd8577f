"""What the apps declare is whole: nothing that could be declared is left out, and nothing is declared twice."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.apps import apps

from finsam.core.registry import Registry

# Imports every module of ours after Django has started, and says what that has added to any registry.
FORGOTTEN = """
import importlib, pkgutil
import django
django.setup()
from django.urls import get_resolver
from finsam.core.registry import REGISTRIES
get_resolver().url_patterns
before = {id(registry): set(registry) for registry in REGISTRIES}
print("KINDS", len([registry for registry in REGISTRIES if registry]))
for root in ("finsam", "plans", "budget", "followup", "auditors", "archive"):
    for module in pkgutil.walk_packages(importlib.import_module(root).__path__, root + "."):
        if module.name.rpartition(".")[2] not in ("wsgi", "settings"):
            importlib.import_module(module.name)
for registry in REGISTRIES:
    for key in set(registry) - before.get(id(registry), set()):
        print("FORGOTTEN", registry.kind, key)
"""


def said() -> list[str]:
    """What a fresh process says of itself."""
    ran = subprocess.run(
        [sys.executable, "-c", FORGOTTEN],
        check=True,
        text=True,
        stdout=subprocess.PIPE,
        env={"DJANGO_SETTINGS_MODULE": "finsam.settings", "FINSAM_DEBUG": "1", "PATH": "/usr/bin:/bin"},
    )
    return ran.stdout.splitlines()


def test_every_module_that_declares_something_is_named_by_its_app():
    lines = said()
    assert [line for line in lines if line.startswith("FORGOTTEN")] == []
    (kinds,) = (int(line.split()[1]) for line in lines if line.startswith("KINDS"))
    assert kinds >= 12


def test_two_things_by_one_key_are_refused():
    registry = Registry("thing of the test")
    registry.add("a", 1)
    registry.add("a", 1)
    with pytest.raises(ValueError, match="two of the kind thing of the test by the key a"):
        registry.add("a", 2)


def test_the_order_is_that_of_declaring():
    registry = Registry("thing of the test")
    for key in ("c", "a", "b"):
        registry.add(key, key)
    assert list(registry) == ["c", "a", "b"]


def test_the_sentence_of_every_promise_can_be_shown():
    """Django puts the constraint's name into it, so a % has to be doubled; what a person reads has it once."""
    shown = [
        rule.get_violation_error_message() for model in apps.get_models() for rule in model._meta.constraints
    ]
    assert len(shown) > 80
    assert [sentence for sentence in shown if "%%" in sentence] == []
    assert "Andelen behöver vara mer än 0 %." in shown
