"""A history that shows tampering: whatever is altered, removed, added, swapped or cut off is named."""

import hashlib
import json
import re
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from finsam.core import audit
from finsam.core.audit import chain, history
from finsam.core.audit.erasure import erase
from finsam.core.models import AuditEntry, Forbund, User
from finsam.core.models.audit import ChainHead, ChainLink
from finsam.core.tenancy.permissions import Role
from finsam.organisation.models import Member
from tests import clients
from tests.unguarded import unguarded

KEY = "kramfors"
BY = audit.Actor("nagon@example.test", "Någon Provsson")


@pytest.fixture
def forbund(db):
    return Forbund.objects.get(key=KEY)


@pytest.fixture
def entries(forbund):
    """Six rows, after what loading the förbund has left."""
    with clients.in_scope(KEY):
        return [written(forbund, number) for number in range(6)]


def written(forbund, number: int, **more) -> AuditEntry:
    with transaction.atomic():
        return audit.record(
            by=BY, verb="ändrade", obj=forbund, before={"name": f"Före {number}"},
            after={"name": f"Efter {number}", "belopp": "1250.50", **more}, label=f"Rad {number}",
        )  # fmt: skip


def sql(statement: str, *params) -> None:
    """As somebody would who has the database file and not the program."""
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(statement, params)


def said(**options) -> tuple[int, str]:
    """What the command ends with and says."""
    out = StringIO()
    try:
        call_command("verify_history", KEY, stdout=out, **options)
    except CommandError as error:
        return error.returncode, out.getvalue() + str(error)
    return 0, out.getvalue()


def numbers() -> list[int]:
    return [fault.number for fault in history.verify(KEY).faults]


def link_of(entry: AuditEntry) -> ChainLink:
    return ChainLink._base_manager.get(forbund_key=KEY, entry=entry.pk)


def test_what_was_loaded_and_written_is_whole(entries):
    code, text = said()
    assert code == 0
    assert "kramfors: hel" in text
    assert "kan inte uteslutas utan en kontrollsumma utifrån" in text


def test_the_chain_is_what_its_definition_says_worked_out_without_the_program(entries):
    """As an auditor's own script would from the rows alone."""
    previous = "0" * 64
    for link in ChainLink._base_manager.filter(forbund_key=KEY).order_by("number").values():
        row = AuditEntry._base_manager.filter(pk=link["entry"]).values().get()

        def text(value) -> bytes:
            return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

        who = hashlib.sha256(row["who_salt"].encode() + text([row["by_email"], row["by_name"]])).hexdigest()
        told = [row["reference"], row["label"], row["before"], row["after"]]
        what = hashlib.sha256(row["what_salt"].encode() + text(told)).hexdigest()
        at = link["at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
        of = {
            "format": 1, "forbund": KEY, "number": link["number"], "previous": previous, "entry": row["id"], "at": at,
            "year": row["year"], "verb": row["verb"], "kind": row["kind"], "who": who, "what": what,
        }  # fmt: skip
        assert link["hash"] == hashlib.sha256(text(of)).hexdigest()
        previous = link["hash"]
    assert ChainHead._base_manager.get(forbund_key=KEY).hash == previous


@pytest.mark.parametrize(
    "column, value, named",
    [
        ("label", "'Annan'", "vad som gjordes"),
        ("reference", "'core.forbund:annat'", "vad som gjordes"),
        ("before", """'{"name": "Annat"}'""", "vad som gjordes"),
        ("after", """'{"name": "Efter 3", "belopp": "1250.51"}'""", "vad som gjordes"),
        ("by_name", "'Någon Annan'", "vem som gjorde det"),
        ("by_email", "'annan@example.test'", "vem som gjorde det"),
        ("who_salt", "'00000000000000000000000000000000'", "vem som gjorde det"),
        ("at", "'2020-01-01 00:00:00+00:00'", "när det gjordes"),
        ("verb", "'skapade'", "år, slag eller verb"),
        ("kind", "'core.user'", "år, slag eller verb"),
        ("year", "1999", "år, slag eller verb"),
        ("forbund_key", "'lekeberg-orebro'", "borttagen ur ändringsloggen"),
        ("what_salt", "''", "saknar sitt salt, men ingen radering är antecknad"),
    ],
)
def test_one_column_altered_names_the_row(entries, column, value, named):
    row = entries[3]
    sql(f"UPDATE core_auditentry SET {column} = {value} WHERE id = %s", row.pk)
    code, text = said()
    assert code == 1
    assert f"ad {row.pk}" in text
    assert named in text
    assert numbers() == [link_of(row).number]


@pytest.mark.parametrize("column", ["hash", "previous", "who", "what"])
def test_a_link_that_is_altered_is_named(entries, column):
    link = link_of(entries[2])
    sql(f"UPDATE core_chainlink SET {column} = %s WHERE id = %s", "f" * 64, link.pk)
    assert said()[0] == 1
    assert link.number in numbers()


def test_a_removed_row_is_named_also_with_its_link(entries):
    gone, link = entries[2].pk, link_of(entries[2])
    sql("DELETE FROM core_auditentry WHERE id = %s", gone)
    code, text = said()
    assert code == 1
    assert f"rad {gone}" in text
    assert "borttagen ur ändringsloggen" in text
    sql("DELETE FROM core_chainlink WHERE id = %s", link.pk)
    assert f"Länk {link.number} är borttagen." in said()[1]


def test_two_removed_links_are_told_of_as_a_range(entries):
    links = [link_of(entries[number]) for number in (2, 3)]
    for number, link in zip((2, 3), links, strict=True):
        sql("DELETE FROM core_auditentry WHERE id = %s", entries[number].pk)
        sql("DELETE FROM core_chainlink WHERE id = %s", link.pk)
    assert f"Länkarna {links[0].number}–{links[1].number} är borttagna." in said()[1]


def test_a_row_put_in_beside_the_program_is_named(entries):
    AuditEntry._base_manager.filter(pk=entries[0].pk).get()
    copy = AuditEntry._base_manager.get(pk=entries[0].pk)
    copy.pk, copy._state.adding = None, True
    copy.save()
    code, text = said()
    assert code == 1
    assert f"Rad {copy.pk}" in text
    assert "tillagd vid sidan av" in text


def test_a_row_put_in_with_a_link_of_its_own_is_named(entries):
    copy = AuditEntry._base_manager.get(pk=entries[0].pk)
    copy.pk, copy._state.adding = None, True
    copy.save()
    last = link_of(entries[-1])
    link = chain.follow(ChainHead(forbund_key=KEY, number=last.number, hash=last.hash), copy)
    link.save()
    assert "ska sluta med länk" in said()[1]
    assert said()[0] == 1


def test_two_rows_that_have_changed_places_are_named(entries):
    a, b = (AuditEntry._base_manager.get(pk=entries[number].pk) for number in (1, 4))
    columns = [
        "at",
        "by_email",
        "by_name",
        "verb",
        "kind",
        "reference",
        "label",
        "before",
        "after",
        "who_salt",
        "what_salt",
    ]
    for name in columns:
        first, second = getattr(a, name), getattr(b, name)
        setattr(a, name, second)
        setattr(b, name, first)
    with unguarded():
        a.save()
        b.save()
    assert numbers() == [link_of(entries[1]).number, link_of(entries[4]).number]


def test_two_links_that_have_changed_numbers_are_named(entries):
    a, b = link_of(entries[1]), link_of(entries[4])
    sql("UPDATE core_chainlink SET number = 999999 WHERE id = %s", a.pk)
    sql("UPDATE core_chainlink SET number = %s WHERE id = %s", a.number, b.pk)
    sql("UPDATE core_chainlink SET number = %s WHERE id = %s", b.number, a.pk)
    assert {a.number, b.number} <= set(numbers())


def test_an_end_that_is_cut_off_is_found_by_a_head_from_outside(entries):
    head = chain.head_of(KEY)
    for entry in entries[-2:]:
        link = link_of(entry)
        sql("DELETE FROM core_chainlink WHERE id = %s", link.pk)
        sql("DELETE FROM core_auditentry WHERE id = %s", entry.pk)
    assert "de sista är borttagna" in said()[1]
    last = link_of(entries[-3])
    sql(
        "UPDATE core_chainhead SET number = %s, hash = %s WHERE forbund_key = %s", last.number, last.hash, KEY
    )
    code, text = said()
    assert code == 0
    assert "kan inte uteslutas utan en kontrollsumma utifrån" in text
    code, text = said(head=head.hash)
    assert code == 1
    assert f"Kontrollsumman {chain.grouped(head.hash)} finns inte i historiken" in text
    code, text = said(head=last.hash)
    assert code == 0
    assert "Ingenting har kommit efter den." in text


def test_a_history_made_anew_is_found_by_a_head_from_outside(entries):
    head = chain.grouped(chain.head_of(KEY).hash)
    with unguarded():
        AuditEntry._base_manager.filter(pk=entries[1].pk).update(label="Omskriven")
        end = ChainHead(forbund_key=KEY, number=0, hash=chain.GENESIS)
        for link in ChainLink._base_manager.filter(forbund_key=KEY).order_by("number"):
            made = chain.follow(end, AuditEntry._base_manager.get(pk=link.entry))
            ChainLink._base_manager.filter(pk=link.pk).update(
                what=made.what, who=made.who, previous=made.previous, hash=made.hash
            )
            end = ChainHead(forbund_key=KEY, number=made.number, hash=made.hash)
        ChainHead._base_manager.filter(forbund_key=KEY).update(hash=end.hash)
    assert said()[0] == 0
    assert said(head=head)[0] == 1


def test_a_head_that_still_stands_says_how_much_has_come_after(entries, forbund):
    head = chain.head_of(KEY).hash
    with clients.in_scope(KEY):
        written(forbund, 7)
        written(forbund, 8)
    code, text = said(head=head[:16].upper())
    assert code == 0
    assert "2 länkar har kommit efter den." in text


@pytest.mark.parametrize("head", ["abc", "g" * 64, "1" * 65])
def test_what_cannot_be_a_head_is_said(entries, head):
    code, text = said(head=head)
    assert code == 2
    assert "Skriv den som den står i handlingen eller brevet." in text


def test_a_förbund_that_is_not_there_is_said(db):
    with pytest.raises(CommandError, match="Det finns inget förbund med nyckeln finns-inte"):
        call_command("verify_history", "finns-inte")


def test_every_förbund_is_tried_and_those_without_one(entries):
    sql("UPDATE core_auditentry SET label = 'x' WHERE id = %s", entries[0].pk)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("verify_history", stdout=out)
    assert "kramfors: INTE HEL" in out.getvalue()
    assert "lekeberg-orebro: hel" in out.getvalue()
    assert "Gemensamt för alla förbund: hel" in out.getvalue()


def test_text_saved_while_it_is_written_keeps_one_row_and_a_link_each_time(forbund):
    since = datetime(2020, 1, 1, tzinfo=UTC)
    with clients.in_scope(KEY), transaction.atomic():
        member = Member.objects.first()
        rows = [
            audit.resume(by=BY, verb="skrev i", obj=member, before={"x": "a"}, after={"x": text}, since=since)
            for text in ("ab", "abc", "abcd")
        ]
    assert len({row.pk for row in rows}) == 1
    assert ChainLink._base_manager.filter(entry=rows[0].pk).count() == 3
    assert said()[0] == 0
    sql(
        """UPDATE core_auditentry SET after = '{"x": "abc"}' WHERE id = %s""", rows[0].pk
    )  # as it was in between
    assert said()[0] == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abcåäö ", max_size=5), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(value=JSON)
def test_whatever_is_told_has_the_same_text_when_the_database_gives_it_back(forbund, value):
    with clients.in_scope(KEY):
        entry = written(forbund, 1, told=value)
        stored = AuditEntry._base_manager.get(pk=entry.pk)
    assert chain.what(stored) == link_of(entry).what


# Erasing


def test_who_did_something_is_erased_and_the_chain_stands(entries, forbund):
    head = chain.head_of(KEY).hash
    with clients.in_scope(KEY):
        assert erase(forbund=forbund, by=audit.SYSTEM, reason="Begäran", email="NAGON@example.test") == (6, 0)
    rows = AuditEntry._base_manager.filter(pk__in=[entry.pk for entry in entries])
    assert {(row.by_email, row.by_name, row.who_salt) for row in rows} == {("", "Raderad uppgift", "")}
    code, text = said(head=head)
    assert code == 0
    assert "Personuppgifter är raderade i 6 rader" in text
    told = json.dumps(list(AuditEntry._base_manager.filter(forbund_key=KEY).values()), default=str)
    assert "nagon@example.test" not in told
    assert "Provsson" not in told


def test_what_a_row_said_is_erased_and_the_chain_stands(entries, forbund):
    with clients.in_scope(KEY):
        assert erase(forbund=forbund, by=BY, reason="Fel namn stod i texten", entries=(entries[2].pk,)) == (
            0,
            1,
        )
    row = AuditEntry._base_manager.get(pk=entries[2].pk)
    assert (row.label, row.reference, row.before, row.after, row.what_salt) == (
        "Raderad uppgift",
        "",
        {},
        {},
        "",
    )
    assert said()[0] == 0


def test_emptying_a_row_and_its_salt_without_telling_is_found(entries, forbund):
    with clients.in_scope(KEY):
        erase(forbund=forbund, by=BY, reason="Fel namn stod i texten", entries=(entries[2].pk,))
    sql("UPDATE core_auditentry SET label = 'Raderad uppgift', what_salt = '' WHERE id = %s", entries[3].pk)
    code, text = said()
    assert code == 1
    assert f"Rad {entries[3].pk}" in text
    assert "ingen radering är antecknad" in text


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({"reason": " ", "email": BY.email}, "Skriv varför"),
        ({"reason": "x", "email": "ingen@example.test"}, "ingenting att radera"),
        ({"reason": "x", "entries": (10**9,)}, "finns inte i förbundets ändringslogg"),
    ],
)
def test_what_cannot_be_erased_is_said_and_changes_nothing(entries, forbund, given, sentence):
    count = AuditEntry._base_manager.count()
    with clients.in_scope(KEY), pytest.raises(ValidationError, match=sentence):
        erase(forbund=forbund, by=BY, **given)
    assert AuditEntry._base_manager.count() == count
    assert said()[0] == 0


def test_another_förbunds_rows_are_not_erased(entries, forbund):
    other = AuditEntry._base_manager.filter(forbund_key="lekeberg-orebro").first()
    with clients.in_scope(KEY), pytest.raises(ValidationError):
        erase(forbund=forbund, by=BY, reason="x", entries=(other.pk,))


def test_what_was_erased_cannot_be_erased_in_turn(entries, forbund):
    with clients.in_scope(KEY):
        erase(forbund=forbund, by=BY, reason="x", email=BY.email)
        told = AuditEntry._base_manager.filter(verb=history.ERASED).get()
        with pytest.raises(ValidationError, match="i sin tur"):
            erase(forbund=forbund, by=BY, reason="x", entries=(told.pk,))


def test_the_command_erases(entries):
    out = StringIO()
    call_command("erase_from_history", KEY, email=BY.email, reason="Begäran", stdout=out)
    assert out.getvalue() == "Vem är raderat i 6 rader, och vad i 0.\n"


# Written beside the actions


def rows_of(verb: str) -> list[AuditEntry]:
    return list(AuditEntry._base_manager.filter(verb=verb).order_by("pk"))


def test_loading_a_fixture_leaves_a_row_in_each_förbund_it_touches(forbund, tmp_path):
    with clients.in_scope(KEY):
        member = Member.objects.first()
    from django.core import serializers

    file = tmp_path / "medlem.json"
    file.write_text(serializers.serialize("json", [member]))
    before = len(rows_of("läste in"))
    call_command("loaddata", str(file), verbosity=0)
    last = rows_of("läste in")[-1]
    assert len(rows_of("läste in")) == before + 1
    assert (last.forbund_key, last.label, last.after) == (KEY, "fil: medlem.json", {"organisation.member": 1})
    assert said()[0] == 0


def test_an_administrator_made_from_the_command_line_leaves_a_row(db, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "ett-langt-losenord")
    call_command("createsuperuser", email="root@example.test", name="Rot", interactive=False, verbosity=0)
    row = rows_of("skapade")[-1]
    assert (row.forbund_key, row.kind, row.after) == ("", "core.user", {"core.user": 1})
    assert User.objects.get(email="root@example.test").is_superuser


def test_an_upgrade_leaves_a_row_in_every_förbund(forbund):
    from types import SimpleNamespace

    from finsam.core.audit.outside import upgraded

    steps = [(SimpleNamespace(app_label=label, name="0002_x"), False) for label in ("budget", "sessions")]
    upgraded(plan=steps)
    rows = rows_of("uppgraderade")
    assert {row.forbund_key for row in rows} == set(Forbund.objects.values_list("key", flat=True))
    assert all(row.after == {"steg": ["budget.0002_x"]} for row in rows)
    upgraded(plan=[])
    assert len(rows_of("uppgraderade")) == len(rows)


def test_a_changed_password_leaves_a_row_that_does_not_tell_it(client, db):
    user = clients.user("byter")
    user.set_password("ett-langt-losenord")
    user.save()
    client.force_login(user)
    data = {
        "oldpassword": "ett-langt-losenord",
        "password1": "ett-annat-langt-ord",
        "password2": "ett-annat-langt-ord",
    }
    assert client.post("/konto/password/change/", data).status_code == 302
    row = rows_of("bytte lösenord")[-1]
    assert row.by_email == user.email
    assert row.before == {} == row.after


# The page


def test_the_page_says_that_all_is_whole_and_takes_a_head(entries, auditor):
    page = auditor.get(f"/{KEY}/2024/logg/historik/")
    assert "Kontrollera historiken" in page.text
    assert chain.grouped(chain.head_of(KEY).hash) in page.text
    head = chain.head_of(KEY).hash
    page = auditor.get(f"/{KEY}/2024/logg/historik/", {"head": head})
    assert "Hel: ändringsloggen är det som skrevs" in page.text
    assert "Ingenting har kommit efter den." in page.text


def test_the_page_names_what_was_altered_although_no_revision_moved(entries, auditor):
    assert "är det som skrevs" in auditor.get(f"/{KEY}/2024/logg/historik/", {"head": ""}).text
    sql("UPDATE core_auditentry SET label = 'x' WHERE id = %s", entries[0].pk)
    page = auditor.get(f"/{KEY}/2024/logg/historik/", {"head": ""})
    assert "är inte det som skrevs" in page.text
    assert f"Rad {entries[0].pk}" in page.text


def test_what_only_auditors_see_is_not_told_to_the_kansli_when_it_has_been_altered(entries, auditor, forbund):
    with transaction.atomic():
        own = audit.write(
            owner=forbund,
            by=BY,
            verb="skapade",
            kind="auditors.sample",
            label="Hemligt stickprov",
            before={},
            after={},
        )
    sql("UPDATE core_auditentry SET verb = 'ändrade' WHERE id = %s", own.pk)
    page = f"/{KEY}/2024/logg/historik/?head="
    kansli = clients.signed_in(clients.chief(KEY)).get(page).text
    assert f"Rad {own.pk} (länk" in kansli
    assert "Hemligt stickprov" not in kansli
    assert "Hemligt stickprov" in auditor.get(page).text


def test_the_page_says_what_cannot_be_a_head(entries, auditor):
    page = auditor.get(f"/{KEY}/2024/logg/historik/", {"head": "hej"})
    assert page.status_code == 422
    assert "Skriv den som den står" in page.text


@pytest.fixture
def auditor(db):
    return clients.signed_in(clients.let_in(clients.user("revisorn"), Role.REVISOR))


def test_whoever_lets_people_in_erases_a_name_on_the_page(entries):
    chief = clients.signed_in(clients.chief(KEY))
    page = f"/{KEY}/2024/logg/historik/radera/"
    assert BY.email in chief.get(page).text
    answer = chief.post(page, {"email": "", "reason": "Begäran"})
    assert answer.status_code == 422
    assert "Välj en person eller skriv numret på en rad." in answer.text
    answer = chief.post(page, {"email": "", "entry": 10**9, "reason": "Begäran"})
    assert "finns inte i förbundets ändringslogg" in answer.text
    answer = chief.post(page, {"email": BY.email, "reason": "Begäran 3 mars"}, follow=True)
    assert "Uppgifterna är raderade." in answer.text
    assert BY.email not in chief.get(page).text
    assert said()[0] == 0


def test_a_hundred_more_rows_cost_no_more_questions(entries, forbund, django_assert_num_queries):
    with clients.in_scope(KEY):
        with django_assert_num_queries(7):
            history.verify(KEY)
        for number in range(100):
            written(forbund, number)
        with django_assert_num_queries(7):
            history.verify(KEY)


def test_a_checksum_is_printed_so_that_it_can_be_compared_by_eye():
    assert chain.grouped("9f86d081884c7d659a2feaa0c55ad015" * 2).split()[:2] == ["9f86d081", "884c7d65"]
    assert re.fullmatch(r"([0-9a-f]{8} ){7}[0-9a-f]{8}", chain.grouped(chain.GENESIS))
