from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.risk.reviews.reviewing import connector, model, policy

from trailbook.records.model import OwnedRecord
from trailbook.risk.reviews.reviews import ReviewState
from trailbook.risk.reviews.sittings import Quarter, due_in, themes

FIRST = date(2026, 7, 1)


def state(number: int, tags: tuple[str, ...] = (), record: OwnedRecord | None = None) -> ReviewState:
    base = record or policy()
    own = base.model_copy(update={"id": f"{base.id}-{number}", "tags": tags})
    return ReviewState(own, "yearly", "", None, FIRST + timedelta(days=number), "stated")


def theme_sizes(states: list[ReviewState], size: int) -> list[tuple[str, list[int]]]:
    return [(theme.title, [int(s.record.id.rsplit("-", 1)[1]) for s in theme.states]) for theme in themes(states, size)]


def test_records_go_together_by_kind_and_connectors_by_tier() -> None:
    states = [state(3), state(1, record=connector("premium")), state(2, record=connector("custom")), state(4)]
    assert theme_sizes(states, 5) == [
        ("Connectors, tier premium", [1]),
        ("Connectors, tier custom", [2]),
        ("Policies", [3, 4]),
    ]


def test_a_kind_with_too_many_is_parted_by_the_tag_that_most_of_them_carry() -> None:
    risky = model("rare", "minor")
    states = [state(n, ("customers",) if n % 2 else ("hr", "customers" if n == 2 else "x"), risky) for n in range(6)]
    assert theme_sizes(states, 4) == [("Threat models", [0, 4]), ("Threat models: customers", [1, 2, 3, 5])]


def test_of_two_tags_with_as_many_records_the_first_by_name_is_taken() -> None:
    states = [state(1, ("b",)), state(2, ("a",)), state(3, ("b",)), state(4, ("a",))]
    assert theme_sizes(states, 2) == [("Policies", [1, 3]), ("Policies: a", [2, 4])]


def test_what_no_tag_parts_is_parted_by_day() -> None:
    assert theme_sizes([state(n) for n in (3, 1, 2)], 2) == [("Policies", [1, 2]), ("Policies, part 2", [3])]


@given(st.lists(st.sets(st.sampled_from("abc")), max_size=30), st.integers(1, 6))
def test_each_record_is_in_exactly_one_theme_and_none_is_too_large(tags: list[set[str]], size: int) -> None:
    states = [state(n, tuple(sorted(some))) for n, some in enumerate(tags)]
    found = themes(states, size)
    assert sorted(s.record.id for theme in found for s in theme.states) == sorted(s.record.id for s in states)
    assert all(0 < len(theme.states) <= size for theme in found)
    assert len({theme.title for theme in found}) == len(found)
    assert found == themes(list(reversed(states)), size)


@pytest.mark.parametrize(
    ("day", "quarter", "first", "last"),
    [
        (date(2026, 1, 1), "2026-Q1", date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), "2026-Q2", date(2026, 4, 1), date(2026, 6, 30)),
        (date(2026, 12, 31), "2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
    ],
)
def test_a_quarter_has_three_months(day: date, quarter: str, first: date, last: date) -> None:
    found = Quarter.of(day)
    assert (str(found), found.first, found.last) == (quarter, first, last)
    assert found.next == Quarter.of(found.last + timedelta(days=1))


def test_what_is_overdue_is_not_due_in_a_quarter() -> None:
    states = [state(0), state(10), state(200)]
    assert due_in(states, Quarter(2026, 3), FIRST + timedelta(days=1)) == [states[1]]
    assert due_in(states, Quarter(2027, 1), FIRST) == [states[2]]
