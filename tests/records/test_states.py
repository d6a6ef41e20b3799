"""What states mean: each is on one side of each line, and the lines are drawn in one place."""

from datetime import date
from typing import get_args

import pytest

from trailbook.records.kinds.action import Action
from trailbook.records.kinds.threat_model import Mitigation
from trailbook.records.states import (
    IN_PLACE,
    IN_USE,
    PENDING,
    PENDING_ACTIONS,
    RULED_OUT,
    SET_ASIDE,
    SETTLED,
    TO_CERTIFY,
    UNDECIDED,
    UNSETTLED,
    is_in_place,
    is_pending,
)
from trailbook.records.vocabulary import ActionState, MitigationState, ThreatState, VettingState


@pytest.mark.parametrize(
    ("states", "parts"),
    [
        (ThreatState, (UNSETTLED, SETTLED)),
        (MitigationState, (PENDING, IN_PLACE, ("withdrawn",))),
        (ActionState, (PENDING_ACTIONS, ("done", "dropped"))),
        (VettingState, (UNDECIDED, IN_USE, RULED_OUT)),
    ],
)
def test_each_state_is_in_one_group(states: object, parts: tuple[tuple[str, ...], ...]) -> None:
    assert sorted(state for part in parts for state in part) == sorted(get_args(states))


def test_what_is_set_aside_is_settled_without_a_mitigation() -> None:
    assert set(SETTLED) - set(SET_ASIDE) == {"mitigated"}


def test_a_certification_falls_due_for_what_is_in_use_or_in_review() -> None:
    assert set(TO_CERTIFY) - set(IN_USE) == {"in-review"}


@pytest.mark.parametrize(
    ("state", "in_place", "pending"),
    [
        ("proposed", False, True),
        ("planned", False, True),
        ("in-progress", False, True),
        ("implemented", True, False),
        ("verified", True, False),
        ("withdrawn", False, False),
    ],
)
def test_a_mitigation_is_in_place_pending_or_withdrawn(state: MitigationState, in_place: bool, pending: bool) -> None:
    mitigation = Mitigation(id="M1", title="Guard", mitigates=("T1",), state=state, owner="Team")
    assert (is_in_place(mitigation), is_pending(mitigation)) == (in_place, pending)


@pytest.mark.parametrize(
    ("state", "pending"), [("open", True), ("in-progress", True), ("done", False), ("dropped", False)]
)
def test_an_action_is_pending_until_it_is_done_or_dropped(state: ActionState, pending: bool) -> None:
    action = Action(id="A1", title="Do it", owner="Team", due=date(2026, 1, 1), state=state)
    assert is_pending(action) is pending
