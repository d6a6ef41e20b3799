"""When an indicator asks for a review, and since when."""

from datetime import date

import pytest
from tests.risk.indicators.watching import indicator, series

from trailbook.risk.indicators.breaches import breach
from trailbook.risk.indicators.model import State, state


@pytest.mark.parametrize(
    ("worse", "amber", "red", "value", "expected"),
    [
        ("higher", 2, 5, 1.9, "green"),
        ("higher", 2, 5, 2, "amber"),
        ("higher", 2, 5, 4.9, "amber"),
        ("higher", 2, 5, 5, "red"),
        ("lower", 90, 80, 90.1, "green"),
        ("lower", 90, 80, 90, "amber"),
        ("lower", 90, 80, 80, "red"),
        ("higher", 1, 1, 1, "red"),
    ],
)
def test_a_value_at_a_threshold_has_reached_it(
    worse: str, amber: float, red: float, value: float, expected: State
) -> None:
    assert state(indicator(worse=worse, thresholds={"amber": amber, "red": red}), value) == expected


@pytest.mark.parametrize(
    ("values", "since", "expected_state", "running"),
    [
        ((), None, None, 0),
        ((0, 1), None, None, 0),
        ((0, 5), 2, "red", 1),
        ((5, 0), None, None, 0),
        ((5, 5, 5), 1, "red", 3),
        ((5, 0, 5), 3, "red", 1),
        ((2, 2), None, None, 0),
        ((0, 2, 2, 2), 4, "amber", 3),
        ((2, 2, 2, 2), 3, "amber", 4),
        ((2, 2, 0, 2), None, None, 0),
        ((0, 5, 2), None, None, 0),
        ((2, 5, 2), 2, "amber", 3),
        ((2, 2, 2, 5), 3, "red", 4),
    ],
)
def test_red_at_once_or_amber_three_times_running_asks_for_a_review(
    values: tuple[float, ...], since: int | None, expected_state: State | None, running: int
) -> None:
    found = breach(indicator(), series(*values), None)
    actual = (found.since, found.state, found.running) if found else (None, None, 0)
    assert actual == (date(2026, 1, since) if since else None, expected_state, running)


def test_how_often_amber_is_too_often_is_for_the_record_to_say() -> None:
    assert breach(indicator(review_after=1), series(2), None)
    assert not breach(indicator(review_after=4), series(2, 2, 2), None)


def test_a_review_after_the_last_observation_answers_it_and_a_later_observation_asks_again() -> None:
    assert not breach(indicator(), series(5, 5, 5), date(2026, 1, 3))
    again = breach(indicator(), series(5, 5, 5), date(2026, 1, 2))
    assert again and again.since == date(2026, 1, 3)


def test_nobody_reviews_what_is_retired_or_made_up() -> None:
    retired = indicator(status="retired", retired={"on": date(2026, 2, 1), "because": "Gone."})
    assert not breach(retired, series(9), None)
    assert not breach(indicator(example=True), series(9), None)
