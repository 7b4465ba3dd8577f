"""The way of what is reported: what each step leads to, from where and by whom it is taken."""

import pytest

from finsam.core.states import WrongState
from finsam.core.tenancy.permissions import ROLES, Permission, Role
from followup.goals.states import COUNTED, REPORTS, State
from tests.values import hold_still

# step: the state after it from a draft, from what is handed in and from what is approved; None is refused
WAYS = {
    "lamna-in": ("inlamnad", None, None),
    "ta-tillbaka": (None, "utkast", None),
    "skicka-tillbaka": (None, "utkast", None),
    "godkann": (None, "godkand", None),
    "oppna": (None, None, "utkast"),
}
WHO = {
    "lamna-in": Permission.REPORT,
    "ta-tillbaka": Permission.REPORT,
    "skicka-tillbaka": Permission.EDIT_FOLLOWUP,
    "godkann": Permission.EDIT_FOLLOWUP,
    "oppna": Permission.EDIT_FOLLOWUP,
}


def test_every_step_and_state_has_its_place_in_the_tables():
    assert set(REPORTS.steps) == set(WAYS) == set(WHO)
    assert list(State) == ["utkast", "inlamnad", "godkand"]
    assert set(COUNTED) == {"inlamnad", "godkand"}
    assert {name: step.permission for name, step in REPORTS.steps.items()} == WHO


@pytest.mark.parametrize("place, state", [(0, "utkast"), (1, "inlamnad"), (2, "godkand")])
@pytest.mark.parametrize("step", WAYS)
def test_a_step_is_taken_only_from_its_states(place, state, step):
    expected = WAYS[step][place]
    if expected is None:
        with pytest.raises(WrongState, match="behöver vara"):
            REPORTS.move(state, step)
    else:
        assert REPORTS.move(state, step) == expected
    # What may be taken from here is offered, and nothing else.
    assert (step in REPORTS.steps_from(state, frozenset(Permission))) == (expected is not None)
    others = frozenset(Permission) - {WHO[step]}
    assert step not in REPORTS.steps_from(state, others)


def test_what_is_no_step_or_state_is_refused():
    with pytest.raises(KeyError):
        REPORTS.move("utkast", "arkivera")
    with pytest.raises(ValueError, match="borttagen"):
        REPORTS.move("borttagen", "godkann")


@pytest.mark.parametrize(
    "role, state, expected",
    [
        (Role.INSATSANSVARIG, State.DRAFT, ["lamna-in"]),
        (Role.INSATSANSVARIG, State.SUBMITTED, ["ta-tillbaka"]),
        (Role.INSATSANSVARIG, State.APPROVED, []),
        (Role.FORBUNDSCHEF, State.SUBMITTED, ["ta-tillbaka", "skicka-tillbaka", "godkann"]),
        (Role.FORBUNDSCHEF, State.APPROVED, ["oppna"]),
        (Role.LEDAMOT, State.DRAFT, []),
        (Role.REVISOR, State.SUBMITTED, []),
    ],
)
def test_who_may_take_which_step(role, state, expected):
    assert REPORTS.steps_from(state, ROLES[role].permissions) == expected


def test_a_step_is_never_changed_and_holds_nothing_else():
    hold_still(REPORTS.steps["oppna"])
