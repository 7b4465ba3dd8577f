"""Production gives static files hashed names and refuses a reference to one that is gone; find that out here."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

OURS = [settings.BASE_DIR / "templates", *settings.BASE_DIR.glob("*/templates")]
TEMPLATES = sorted(path for folder in OURS for path in folder.rglob("*.html"))
REFERENCE = re.compile(r"""{%\s*static\s+["']([^"']+)["']""")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_template_names_static_files_that_exist(template: Path):
    missing = [name for name in REFERENCE.findall(template.read_text()) if not finders.find(name)]
    assert missing == []


def test_stylesheets_and_scripts_refer_to_files_that_exist(settings, tmp_path):
    # Production's storage compresses as well, which takes half a minute and finds nothing more.
    settings.STATIC_ROOT = tmp_path
    storage = "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": storage}}
    call_command("collectstatic", interactive=False, verbosity=0)
    assert (tmp_path / "staticfiles.json").exists()
