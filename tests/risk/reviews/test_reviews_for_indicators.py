"""A review that observations ask for is a review like any other: one state, one day, answered by what git shows."""

from dataclasses import replace
from datetime import date

import pytest
from tests.risk.indicators.watching import indicator, series
from tests.risk.reviews.reviewing import evidence

from trailbook.records.kinds.indicator import Indicator
from trailbook.records.model import Review
from trailbook.risk.indicators.model import Observed
from trailbook.risk.reviews.export import review_export, reviews_calendar, reviews_text
from trailbook.risk.reviews.plan import DEFAULT
from trailbook.risk.reviews.reviews import NOTHING, ReviewEvidence, ReviewState, breaches_of, review_states
from trailbook.risk.scoring.matrix import MATRIX

TODAY = date(2026, 1, 31)
RED = Observed({"IND-A": series(0, 5, 6)})


def states(record: Indicator, known: ReviewEvidence = NOTHING, observed: Observed = RED) -> list[ReviewState]:
    return review_states([record], DEFAULT, MATRIX, known, TODAY, observed)


def reviewed(day: str) -> ReviewEvidence:
    known = evidence(day)
    return replace(known, commits={"IND-A": known.commits["POL-ACCESS"]})


def test_a_breach_is_due_since_the_observation_that_asked() -> None:
    (found,) = states(indicator())
    assert (found.cadence, found.due, found.due_by, found.is_overdue(TODAY)) == (
        None,
        date(2026, 1, 2),
        "breach",
        True,
    )
    assert not states(indicator(), observed=Observed({"IND-A": series(1)}))
    assert not states(indicator(), observed=Observed({}))


@pytest.mark.parametrize(
    ("next", "due", "by"), [("2026-01-01", "2026-01-01", "stated"), ("2027-01-01", "2026-01-02", "breach")]
)
def test_an_indicator_with_a_cadence_has_one_review_and_the_earlier_day(next: str, due: str, by: str) -> None:
    own = indicator(review=Review(cadence="yearly", last=None, next=date.fromisoformat(next)))
    (found,) = states(own)
    assert (found.due, found.due_by, found.breach is not None) == (date.fromisoformat(due), by, True)


@pytest.mark.parametrize(
    ("day", "since"), [("2026-01-02", date(2026, 1, 3)), ("2026-01-03", None), ("2026-02-01", date(2026, 1, 2))]
)
def test_a_review_that_git_shows_answers_what_was_observed_up_to_its_day(day: str, since: date | None) -> None:
    found = breaches_of(states(indicator(), reviewed(day)))
    assert [one.since for one in found] == ([since] if since else [])


def test_a_claimed_review_answers_as_well() -> None:
    own = indicator(review=Review(cadence="yearly", last=date(2026, 1, 3), next=None))
    (found,) = states(own)
    assert (found.breach, found.due) == (None, date(2027, 1, 3))


def test_red_ones_come_first_then_the_oldest() -> None:
    observed = Observed({"IND-A": series(2, 2, 2), "IND-B": series(0, 5), "IND-C": series(5, 5), "IND-X": series(5)})
    records = [indicator(id=f"IND-{id}") for id in "ABC"]
    found = breaches_of(review_states(records, DEFAULT, MATRIX, NOTHING, TODAY, observed))
    assert [one.indicator.id for one in found] == ["IND-C", "IND-B", "IND-A"]
    assert found[0].reason == "red at 5 on 2 Jan 2026"
    assert found[2].reason == "amber or red 3 times running, last 2 on 3 Jan 2026"


def test_each_form_tells_it_once_with_its_reason() -> None:
    found = states(indicator())
    text = reviews_text(found, TODAY)
    assert text == (
        "overdue  2026-01-02  IND-A  Us: A (no cadence; never reviewed; red at 6 on 3 Jan 2026)\n"
        "1 record, 1 overdue, 1 never reviewed, as of 2026-01-31\n"
    )
    (row,) = review_export(found, TODAY).reviews
    assert (row.due, row.due_by, row.observed) == (date(2026, 1, 2), "breach", "red at 6 on 3 Jan 2026")
    events = reviews_calendar(found, "KB", None, lambda record: "").decode().replace("\r\n ", "")
    assert events.count("BEGIN:VEVENT") == 1
    assert "DTSTART;VALUE=DATE:20260102" in events
    assert "its observations ask for it\\; red at 6 on 3 Jan 2026." in events
