"""Where an indicator goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.risk.indicators.watching import observed

from trailbook.risk.indicators.summary import Trend, trend


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((1, 2, 3), None),
        ((1, 1, 2, 2), Trend("rising", 1, 2, 2)),
        ((9, 1, 1, 2, 2), Trend("rising", 1, 2, 2)),
        ((9, 3, 3, 3, 2, 2, 2), Trend("falling", 3, 2, 3)),
        ((10, 10, 11, 11), Trend("steady", 10, 11, 2)),
        ((10, 10, 11, 12), Trend("rising", 10, 11.5, 2)),
        ((0, 0, 0, 0), Trend("steady", 0, 0, 2)),
        ((0, 0, 0, 1), Trend("rising", 0, 0.5, 2)),
        ((-10, -10, -20, -20), Trend("falling", -10, -20, 2)),
    ],
)
def test_the_last_observations_are_compared_with_as_many_before(
    values: tuple[float, ...], expected: Trend | None
) -> None:
    assert trend(observed(values)) == expected


@given(st.lists(st.integers(-(10**6), 10**6), min_size=4, max_size=12))
def test_seen_from_its_end_a_rise_is_a_fall_or_steady(values: list[int]) -> None:
    values = values[: len(values) // 2 * 2][-6:]
    there, back = trend(observed(values)), trend(observed(values[::-1]))
    assert there and back
    assert there.direction == "steady" or back.direction != there.direction
