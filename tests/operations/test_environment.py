"""Settings in files: read, and loud when they can't be."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from finsam.operations.environment import Env, WithFiles, keys


def reading(surroundings):
    """An Env of other surroundings than the process's own."""
    env = Env()
    env.ENVIRON = WithFiles(surroundings)
    return env


def test_a_setting_is_read_from_the_file_that_is_named(tmp_path):
    file = tmp_path / "key"
    file.write_text("  a secret, with blanks \n\r\n")
    assert (
        reading({"FINSAM_SECRET_KEY_FILE": str(file)}).str("FINSAM_SECRET_KEY") == "  a secret, with blanks "
    )


@pytest.mark.parametrize("value", ["$abc", "a$b", r"\$x", "plain", r"a\\$"])
def test_a_value_with_a_dollar_sign_is_that_value(tmp_path, value):
    file = tmp_path / "key"
    file.write_text(value)
    assert reading({"A_FILE": str(file)}).str("A", default="") == value
    assert reading({"A": value}).str("A", default="") == value


def test_addresses_of_database_and_mail_may_stand_in_files_too(tmp_path):
    (tmp_path / "database").write_text("postgres://finsam:p%40ss@db.example.se/finsam\n")
    (tmp_path / "mail").write_text("smtp+tls://user:word@mail.example.se:587\n")
    env = reading({"DATABASE_URL_FILE": str(tmp_path / "database"), "EMAIL_URL_FILE": str(tmp_path / "mail")})
    assert env.db("DATABASE_URL")["PASSWORD"] == "p@ss"
    assert env.email_url("EMAIL_URL")["EMAIL_HOST_PASSWORD"] == "word"


def test_both_ways_at_once_are_refused(tmp_path):
    (tmp_path / "key").write_text("in the file")
    env = reading({"A": "in the environment", "A_FILE": str(tmp_path / "key")})
    with pytest.raises(ImproperlyConfigured) as refused:
        env.str("A")
    assert str(refused.value) == "Both A and A_FILE are set. Remove one of them."


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "can't be read (No such file or directory)."),
        ("\n", "is empty."),
        ("x" * 70_000, "is too large"),
    ],
)
def test_a_file_that_holds_no_setting_is_refused_by_its_name(tmp_path, content, said):
    file = tmp_path / "key"
    if content is not None:
        file.write_text(content)
    with pytest.raises(ImproperlyConfigured) as refused:
        reading({"A_FILE": str(file)}).str("A", default="never used instead")
    assert str(refused.value).startswith(f"A_FILE: {file} {said}")


def test_a_folder_and_what_is_no_text_are_refused(tmp_path):
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    for path, said in ((tmp_path, "Is a directory"), (tmp_path / "bytes", "UnicodeDecodeError")):
        with pytest.raises(ImproperlyConfigured, match=said):
            reading({"A_FILE": str(path)}).str("A")


def test_former_keys_stand_with_commas_or_on_lines():
    assert keys("one, two\nthree,\n\n") == ["one", "two", "three"]
    assert keys("") == []


# What production can't do without, and the key that it used before
NEEDED = {
    "FINSAM_SECRET_KEY": "k" * 60,
    "FINSAM_ALLOWED_HOSTS": "finsam.example.se",
    "FINSAM_ORIGIN": "https://finsam.example.se",
    "EMAIL_URL": "smtp+tls://user:word@mail.example.se:587",
    "DATABASE_URL": "postgres://finsam:x@127.0.0.1:1/finsam",
    "FINSAM_SECRET_KEY_FALLBACKS": "older",
}
SAY = (
    "from finsam import settings as s;"
    "print(s.SECRET_KEY, s.ALLOWED_HOSTS, s.EMAIL_HOST, s.DATABASES['default']['PASSWORD'], s.SECRET_KEY_FALLBACKS)"
)


def test_the_whole_site_starts_on_files_alone(tmp_path):
    for name, value in NEEDED.items():
        (tmp_path / name).write_text(value + "\n")
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("FINSAM_")}
    surroundings.pop("DATABASE_URL", None)
    surroundings |= {f"{name}_FILE": str(tmp_path / name) for name in NEEDED}
    ran = subprocess.run(
        [sys.executable, "-c", SAY], capture_output=True, text=True, cwd=settings.BASE_DIR, env=surroundings
    )
    assert ran.stdout.split() == ["k" * 60, "['finsam.example.se']", "mail.example.se", "x", "['older']"], (
        ran.stderr
    )
