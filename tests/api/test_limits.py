"""How often programs are answered: with one token, from one place, and where somebody tries tokens."""

from types import SimpleNamespace

import pytest

from finsam.api.v1 import guard
from tests.api.conftest import Program


@pytest.fixture(autouse=True)
def one_minute(monkeypatch, settings):
    """The minute never ends, and has few calls in it."""
    monkeypatch.setattr(guard, "in_minute", lambda what, of: f"{what}:{of}:0")
    monkeypatch.setattr(guard, "time", SimpleNamespace(time=lambda: 615.0))
    settings.API_CALLS_A_MINUTE = {"token": 3, "place": 5}
    settings.WRONG_LINKS_A_MINUTE = 2


def statuses(program: Program, count: int) -> list[int]:
    return [program.get("years").status_code for _ in range(count)]


def test_a_token_is_answered_so_often(let_in):
    program = let_in("facts:read")
    assert statuses(program, 4) == [200, 200, 200, 429]
    answer = program.get("years")
    assert (answer.status_code, answer["Retry-After"]) == (429, "45")
    assert answer.json()["detail"] == "Högst 3 frågor i minuten besvaras."


def test_a_place_is_answered_so_often_whatever_its_tokens(let_in):
    one, other = let_in("facts:read"), let_in("facts:read")
    assert statuses(one, 3) + statuses(other, 3) == [200, 200, 200, 200, 200, 429]


def test_who_tries_tokens_is_held_up_and_others_are_not(let_in):
    right = let_in("facts:read")
    assert statuses(Program("finsam_gissning"), 3) == [401, 401, 429]
    assert right.get("years").status_code == 429
    elsewhere = right.client.get(
        "/api/v1/kramfors/years", headers={"authorization": f"Bearer {right.token}"}, REMOTE_ADDR="192.0.2.7"
    )
    assert elsewhere.status_code == 200


def test_who_brings_no_token_tries_none(db):
    assert statuses(Program(), 5) == [401] * 5
