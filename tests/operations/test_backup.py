"""The restore drill: what was acknowledged before the backup is there after it, on both databases, and nothing half."""

import gzip
import json
import os
import random
import tarfile
import time
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pyrage
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models.query import QuerySet

from finsam.core.audit import history
from finsam.core.models import AuditEntry, Forbund, Picture
from finsam.core.models.audit import ChainHead
from finsam.core.tenancy.scope import scopes_disabled
from finsam.editions.models import EditionFile
from finsam.operations.backup import last_attempt, last_backup, locked, making, parts, restoring, rows
from finsam.operations.models import BackupRun
from finsam.organisation.models import Member
from tests import clients
from tests.core.test_pictures import a_picture
from tests.operations.conftest import a_database, an_empty_database, decide
from tests.small import Small

SECRET = "planterad-hemlighet-9f2c"
NOT_COMPARED = {
    "core_auditentry", "core_chainlink", "core_chainhead", "operations_backuprun", "core_forbund", "django_session", "usersessions_usersession",
    "django_tasks_database_dbtaskresult", "tasks_worker", "tasks_counter", "tasks_scheduledrun", "rendering_draft", "archive_packedyear",
}  # fmt: skip


def table(model) -> list[tuple]:
    """All rows of a table, as they are."""
    found = QuerySet(model).order_by("pk").values_list(*(field.attname for field in rows.fields_of(model)))
    return [tuple(bytes(x) if isinstance(x, memoryview) else x for x in row) for row in found]


def everything() -> dict[str, list[tuple]]:
    """All rows of all tables but those that a restore itself writes in."""
    models = apps.get_models(include_auto_created=True)
    return {one._meta.db_table: table(one) for one in models if one._meta.db_table not in NOT_COMPARED}


def log() -> dict[str, list[tuple]]:
    return {label: table(apps.get_model(label)) for label in ("core.auditentry", "core.chainlink")}


def add_member(name: str) -> None:
    browser = clients.signed_in(clients.let_in(clients.user(f"chef.{name}"), "forbundschef"))
    place = clients.url("members").rstrip("/")
    values = {"name": f"Region {name}", "kind": "region", "order": "3"}
    assert browser.post(f"{place}/ny/", values, headers={"origin": clients.ORIGIN}).status_code == 302


class Drill:
    """An installation, two backups of it, and what it held when they were made."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.key = pyrage.x25519.Identity.generate()
        self.identity = folder / "nyckel.txt"
        self.identity.write_text(f"# skapad för provet\n{self.key}\n")
        with scopes_disabled():
            self.edition = decide(Small())
        browser = clients.signed_in(clients.chief())
        place = f"/{clients.OWN}/{clients.YEAR}/bilder/ny/"
        file = folder / "bild.png"
        file.write_bytes(a_picture("PNG"))
        with file.open("rb") as opened:
            page = browser.post(place, {"name": "Bild", "alt": "Något", "file": opened}, headers={"origin": clients.ORIGIN})  # fmt: skip
        assert page.status_code == 302, page.text
        add_member("Före")
        self.before, self.log = everything(), log()
        self.heads = dict(ChainHead._base_manager.values_list("forbund_key", "hash"))
        (folder / "oppen").mkdir()
        (folder / "last").mkdir()
        os.environ["FINSAM_BACKUP_RECIPIENT"] = (
            SECRET  # a setting that is set; its value is nobody's business
        )
        try:
            self.plain = making.back_up(folder / "oppen")[1]
            self.locked = making.back_up(folder / "last", recipient=str(self.key.to_public()))[1]
        finally:
            del os.environ["FINSAM_BACKUP_RECIPIENT"]
        add_member("Efter")


@pytest.fixture(scope="module")
def drill(stack, tmp_path_factory):
    folder = tmp_path_factory.mktemp("backup")
    stack.enter_context(a_database(folder, "drill"))
    return Drill(folder)


@pytest.fixture
def nothing(drill):
    """Where a restore is refused: an empty database, which each test leaves as it was."""
    with an_empty_database(drill.folder, "ingenting"):
        yield drill


def untouched() -> bool:
    with scopes_disabled():
        return (
            not Forbund.objects.exists()
            and not AuditEntry._base_manager.exists()
            and restoring.filled() == []
        )


def said(command: str, *arguments, **options) -> tuple[int, str]:
    """What a command ends with and says."""
    out = StringIO()
    try:
        call_command(command, *arguments, stdout=out, stderr=out, **options)
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()


@pytest.mark.parametrize("which", ["plain", "locked"])
def test_what_was_acknowledged_is_there_and_what_came_after_is_not(drill, which):
    path = getattr(drill, which)
    with an_empty_database(drill.folder), scopes_disabled():
        code, text = said("restore", path, identity=drill.identity if which == "locked" else None)
        assert code == 0, text
        assert "Återläst: " in text
        assert everything() == drill.before
        after = log()
        for label, before in drill.log.items():
            assert after[label][: len(before)] == before, label
        assert Member.objects.filter(name="Region Före").exists()
        assert not Member.objects.filter(name="Region Efter").exists()
        assert bytes(Picture.objects.get(name="Bild").data).startswith(b"\x89PNG")
        files = EditionFile.unscoped.filter(edition__code=drill.edition.code)
        assert files.count() >= 4
        assert all(sha256(bytes(file.content)).hexdigest() == file.sha256 for file in files)
        for key, head in drill.heads.items():
            verdict = history.verify(key, head=head)
            assert verdict.whole, verdict.faults
        assert said("verify_history")[0] == 0
        assert said("verify_edition", "--all")[0] == 0
        told = AuditEntry._base_manager.filter(forbund_key=clients.OWN).latest("pk")
        assert (told.verb, list(told.after)) == ("återläste", ["säkerhetskopia"])
        add_member("Sedan")  # numbers go on where they were
        assert said("verify_history")[0] == 0
        with pytest.raises(Exception, match="för alltid"):
            connection.cursor().execute("DELETE FROM editions_editionfile")


def test_ordinary_programs_open_it(drill):
    with tarfile.open(drill.plain) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))
        assert manifest["rows"]["core_forbund"] == 5
        for name, row in manifest["parts"].items():
            assert sha256(tar.extractfile(name).read()).hexdigest() == row["sha256"]
    whole = drill.plain.read_bytes()
    assert whole[-65:] == sha256(whole[:-65]).hexdigest().encode() + b"\n"
    assert pyrage.decrypt(drill.locked.read_bytes(), [drill.key])[:10] == b"about.json"
    assert not list(drill.plain.parent.glob(".*"))
    assert oct(drill.plain.stat().st_mode)[-3:] == "600"


def test_names_of_settings_are_there_and_no_value(drill):
    with tarfile.open(drill.plain) as tar:
        inside = [tar.extractfile(one).read() for one in tar]
    opened = b"".join(gzip.decompress(one) if one[:2] == b"\x1f\x8b" else one for one in inside)
    assert b'"FINSAM_BACKUP_RECIPIENT"' in opened
    assert b'"FINSAM_DEBUG"' in opened
    assert SECRET.encode() not in opened
    assert "Region Före".encode() in opened  # what is there is found so
    assert "Region Före".encode() not in drill.locked.read_bytes()


@pytest.mark.parametrize("which", ["plain", "locked"])
def test_a_byte_that_is_altered_anywhere_is_refused(drill, which):
    raw = getattr(drill, which).read_bytes()
    chance = random.Random(13)  # noqa: S311 - the same places each time
    places = {0, 1, 100, 156, 511, len(raw) - 1, len(raw) - 30, len(raw) - 66, len(raw) - 3000}
    places |= {chance.randrange(len(raw)) for _ in range(60)}
    path = drill.folder / f"andrad-{which}"
    for place in sorted(places):
        path.write_bytes(raw[:place] + bytes([raw[place] ^ (1 << chance.randrange(8))]) + raw[place + 1 :])
        with pytest.raises(restoring.Refused):
            restoring.verified(path, drill.identity)


@pytest.mark.parametrize("which", ["plain", "locked"])
def test_a_file_that_is_cut_off_or_longer_is_refused(drill, which):
    raw = getattr(drill, which).read_bytes()
    path = drill.folder / f"avbruten-{which}"
    for length in [0, 1, 21, 22, 200, 512, 10_240, *range(20_000, len(raw), len(raw) // 20), len(raw) - 66, len(raw) - 65, len(raw) - 1]:  # fmt: skip
        path.write_bytes(raw[:length])
        with pytest.raises(restoring.Refused):
            restoring.verified(path, drill.identity)
    path.write_bytes(raw + b"\n")
    with pytest.raises(restoring.Refused):
        restoring.verified(path, drill.identity)


def test_the_part_that_is_altered_is_named_and_nothing_is_changed(nothing):
    raw = nothing.plain.read_bytes()
    with tarfile.open(nothing.plain) as tar:
        place = tar.getmember("data/core_forbund/000001.jsonl.gz").offset_data + 40
    path = nothing.folder / "en-byte"
    path.write_bytes(raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :])
    code, text = said("restore", path)
    assert code == 1
    assert "Inte som det skrevs: data/core_forbund/000001.jsonl.gz." in text
    path.write_bytes(raw[:100_000])
    code, text = said("restore", path)
    assert code == 1
    assert "avbruten eller ändrad efter data/" in text
    assert untouched()


def test_a_wrong_key_and_no_key_say_so(nothing):
    other = nothing.folder / "annan.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    code, text = said("restore", nothing.locked, identity=other)
    assert code == 1
    assert f"Nyckeln i {other} öppnar inte säkerhetskopian" in text
    assert "AGE-SECRET" not in text
    assert "är krypterad. Ange den hemliga nyckelns fil" in said("restore", nothing.locked)[1]
    assert "går inte att läsa" in said("restore", nothing.locked, identity=Path("finns-inte"))[1]
    other.write_text("hej")
    assert "är ingen hemlig nyckel" in said("restore", nothing.locked, identity=other)[1]
    assert "går inte att läsa" in said("restore", Path("finns-inte.tar"))[1]
    assert untouched()


def test_an_ssh_key_will_do(drill, tmp_path):
    key = Ed25519PrivateKey.generate()
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    public = key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
    path = making.back_up(tmp_path, recipient=f"{drill.key.to_public()}, {public} nagon@dator")[1]
    (tmp_path / "id").write_bytes(secret)
    for identity in (tmp_path / "id", drill.identity):
        assert restoring.verified(path, identity).manifest["rows"]["core_forbund"] == 5


def test_a_slow_end_of_the_encrypted_file_is_waited_for(drill, monkeypatch):
    def slowly(file, plain, keys):
        raw = pyrage.decrypt(file.read(), keys)
        plain.write(raw[:-100])
        time.sleep(0.3)
        plain.write(raw[-100:])

    monkeypatch.setattr(pyrage, "decrypt_io", slowly)
    with drill.locked.open("rb") as file, locked.opened(file, drill.identity) as stream:
        assert [name for name, _ in parts.parts(stream)][-1] == "manifest.json"


def test_one_that_fails_on_the_way_leaves_nothing(nothing, monkeypatch):
    """As if the database had refused the rows of a table in the middle, and as if the log could not be written last."""

    def breaks(*args, **kwargs):
        raise restoring.DatabaseError("slut på plats")

    monkeypatch.setattr(restoring, "_tell", breaks)
    code, text = said("restore", nothing.plain)
    assert (code, text) == (1, "Databasen tog inte emot det: slut på plats. Ingenting är återläst.")
    assert untouched()
    usual = rows.read_in
    monkeypatch.setattr(
        rows, "read_in", lambda model, *args: breaks() if model is Member else usual(model, *args)
    )
    assert said("restore", nothing.plain)[0] == 1
    assert untouched()


def test_a_backup_of_a_newer_version_is_refused(nothing):
    path = nothing.folder / "nyare.tar"
    with path.open("wb") as file:
        writer = parts.Writer(file)
        about = {"made_at": "2031-01-01T00:00:00+00:00", "migrations": [["core", "0001_initial"], ["core", "0999_nytt"]]}  # fmt: skip
        writer.add("about.json", json.dumps(about).encode())
        writer.close(rows={})
    code, text = said("restore", path)
    assert code == 1
    assert "är av en nyare version av Finsam än den här: den har core.0999_nytt. Uppgradera" in text
    assert untouched()


def test_a_database_that_holds_something_is_refused_but_for_its_name(drill):
    with an_empty_database(drill.folder, "anvand"), scopes_disabled():
        Forbund(key="annat", name="Annat").save()
        name = restoring.database_name()
        for wrong in ("", "fel", f"{name} "):
            code, text = said("restore", drill.plain, replace=wrong)
            assert code == 1
            assert f"Databasen är inte tom: det finns rader i core_forbund. Återläs i en tom, eller ange --replace {name}" in text  # fmt: skip
            assert [one.key for one in Forbund.objects.all()] == ["annat"]


@pytest.mark.slow
def test_an_older_version_is_migrated_forward_over_what_is_there(drill, monkeypatch):
    with a_database(drill.folder, "aldre"), scopes_disabled():
        call_command("migrate", "operations", "zero", verbosity=0)
        count = Member.objects.count()
        with monkeypatch.context() as older:
            older.setattr(BackupRun, "save", lambda run: None)  # an older version had no table for it
            path = making.back_up(drill.folder)[1]
        Forbund(key="annat", name="Annat").save()
        code, text = said("restore", path, replace=restoring.database_name())
        assert code == 0, text
        assert "Uppgraderad i 1 steg." in text
        assert not Forbund.objects.filter(key="annat").exists()
        assert Member.objects.count() == count
        assert BackupRun.objects.count() == 0
        assert said("verify_history")[0] == 0
        verbs = AuditEntry._base_manager.filter(forbund_key=clients.OWN).order_by("-pk").values_list("verb", flat=True)  # fmt: skip
        assert list(verbs[:2]) == ["återläste", "uppgraderade"]


# Making them


def test_only_the_newest_are_kept_and_nothing_else_is_touched(drill, tmp_path):
    for day in range(10, 15):
        (tmp_path / f"finsam-203011{day}T020000Z.tar.age").touch()
    (tmp_path / "finsam-anteckningar.txt").touch()
    (tmp_path / "finsam-20301110T020000Z.tar.bak").touch()
    assert making.prune(tmp_path, 2) == [f"finsam-203011{day}T020000Z.tar.age" for day in (10, 11, 12)]
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "finsam-20301110T020000Z.tar.bak", "finsam-20301113T020000Z.tar.age", "finsam-20301114T020000Z.tar.age",
        "finsam-anteckningar.txt",
    ]  # fmt: skip


def test_what_came_of_it_is_remembered(drill, tmp_path):
    run, path = making.back_up(tmp_path, keep=3)
    assert last_backup() == last_attempt() == run
    assert (run.file_name, run.size, run.encrypted) == (path.name, path.stat().st_size, False)
    assert run.sha256 == sha256(path.read_bytes()).hexdigest()
    assert said("backup", path, verify=True)[1].startswith("Hel: ")
    code, text = said("backup", tmp_path / "borta")
    assert code == 1
    assert f"Mappen {tmp_path / 'borta'} finns inte." in text
    assert last_backup() == run
    assert last_attempt().error == f"Mappen {tmp_path / 'borta'} finns inte."


def test_none_is_written_over_and_a_failed_one_leaves_no_file(drill, tmp_path, monkeypatch):
    _, path = making.back_up(tmp_path)
    raw = path.read_bytes()
    monkeypatch.setattr(making.timezone, "now", lambda: BackupRun.objects.first().at)
    with pytest.raises(restoring.Refused, match="Ingenting är skrivet över"):
        making.back_up(tmp_path)
    monkeypatch.undo()
    assert path.read_bytes() == raw

    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rows, "_packed", full)
    key = str(drill.key.to_public())
    (tmp_path / "annan").mkdir()
    with pytest.raises(restoring.Refused, match="kunde inte skrivas: No space left on device"):
        making.back_up(tmp_path / "annan", recipient=key)
    assert list((tmp_path / "annan").iterdir()) == []
    assert "No space left" in last_attempt().error


@pytest.mark.parametrize(
    "recipient, sentence",
    [
        ("age1fel", "Mottagaren age1fel är varken en age-nyckel"),
        ("ssh-ed25519 fel", "är varken en age-nyckel"),
        ("AGE-SECRET-KEY-1QQQQ", "Mottagaren är en hemlig nyckel."),
    ],
)
def test_who_cannot_be_a_recipient_is_said(drill, tmp_path, recipient, sentence):
    code, text = said("backup", tmp_path, recipient=recipient)
    assert code == 1
    assert sentence in text
    assert "QQQQ" not in text
    assert list(tmp_path.iterdir()) == []


def test_it_is_of_one_moment(drill, tmp_path, monkeypatch):
    """What is written by somebody else while it is made is in none of it."""
    usual, written = rows.written, []

    def slowly(model):
        if not written:
            written.append(somebody_else_writes())
        yield from usual(model)

    monkeypatch.setattr(rows, "written", slowly)
    path = making.back_up(tmp_path)[1]
    with tarfile.open(path) as tar:
        lines = gzip.decompress(tar.extractfile("data/core_forbund/000001.jsonl.gz").read()).decode()
    with scopes_disabled():
        assert Forbund.objects.filter(name="Skriven medan").exists()
        Forbund.objects.filter(name="Skriven medan").update(name="Kramfors")
    assert written == [True]
    assert "Skriven medan" not in lines


def somebody_else_writes() -> bool:
    """By a connection of her own."""
    statement = f"UPDATE core_forbund SET name = 'Skriven medan' WHERE key = '{clients.OWN}'"
    if connection.vendor == "postgresql":
        import psycopg

        from tests.conftest import server_parameters

        with psycopg.connect(**server_parameters(), dbname=connection.settings_dict["NAME"]) as other:
            other.execute(statement)
    else:
        import sqlite3

        from tests.operations import conftest

        other = sqlite3.connect(conftest.PLACES["drill"])
        with other:
            other.execute(statement)
        other.close()
    return True
