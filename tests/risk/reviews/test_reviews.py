from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from tests.risk.reviews.reviewing import ADA, PLAN, TODAY, at, evidence, model, policy

from trailbook.records.model import OwnedRecord
from trailbook.risk.reviews.commits import ReviewCommit
from trailbook.risk.reviews.plan import DEFAULT
from trailbook.risk.reviews.reviews import NOTHING, LastReview, ReviewEvidence, ReviewState, review_states
from trailbook.risk.scoring.matrix import MATRIX


def state(record: OwnedRecord, known: ReviewEvidence = NOTHING, today: date | None = TODAY) -> ReviewState:
    (found,) = review_states([record], DEFAULT, MATRIX, known, today)
    return found


def last(found: ReviewState) -> tuple[str, str] | None:
    return (str(found.last.day), "git" if found.last.shown_by else "claim") if found.last else None


@pytest.mark.parametrize(
    ("dates", "known", "expected"),
    [
        ("", evidence(), None),
        ("last: 2026-03-01", evidence(), ("2026-03-01", "claim")),
        ("last: 2026-03-01", evidence("2026-04-01", "2026-02-01"), ("2026-04-01", "git")),
        ("last: 2026-05-01", evidence("2026-04-01"), ("2026-05-01", "claim")),
        ("last: 2026-04-01", evidence("2026-04-01"), ("2026-04-01", "git")),
        ("last: 2026-07-01", evidence("2026-04-01"), ("2026-04-01", "git")),
        ("", evidence("2026-07-01", "2026-04-01"), ("2026-04-01", "git")),
        ("last: 2026-07-01", evidence(), None),
    ],
)
def test_the_newest_review_that_is_not_ahead_of_today_counts_and_git_before_a_claim(
    dates: str, known: ReviewEvidence, expected: tuple[str, str] | None
) -> None:
    assert last(state(policy(dates), known)) == expected


def test_a_claim_of_a_day_to_come_is_told() -> None:
    assert state(policy("last: 2026-07-01")).claimed_ahead == date(2026, 7, 1)
    assert state(policy("last: 2026-06-15")).claimed_ahead is None


@pytest.mark.parametrize(
    ("dates", "known", "due", "by"),
    [
        ("", NOTHING, None, "none"),
        ("", evidence(), "2027-01-01", "first-commit"),
        ("next: 2026-09-01", evidence(), "2026-09-01", "stated"),
        ("last: 2026-03-01", NOTHING, "2027-03-01", "last-review"),
        ("last: 2026-03-01, next: 2026-09-01", evidence(), "2026-09-01", "stated"),
        # A review that came after the day was written down begins a new cadence.
        ("next: 2026-09-01", evidence("2026-05-01"), "2027-05-01", "last-review"),
        # One that wrote the day down itself, or came before, does not.
        ("next: 2026-09-01", evidence("2026-05-01", rewritten="2026-05-01"), "2026-09-01", "stated"),
        ("next: 2026-09-01", evidence("2026-05-01", rewritten="2026-05-02"), "2026-09-01", "stated"),
        # A day that is not after the last review has been kept.
        ("last: 2026-03-01, next: 2026-03-01", evidence(), "2027-03-01", "last-review"),
    ],
)
def test_what_a_record_states_holds_until_a_review_after_it_was_written(
    dates: str, known: ReviewEvidence, due: str | None, by: str
) -> None:
    found = state(policy(dates), known)
    assert (found.due, found.due_by) == (date.fromisoformat(due) if due else None, by)


@pytest.mark.parametrize(
    ("today", "overdue"),
    [(date(2026, 9, 1), False), (date(2026, 9, 2), True), (date(2026, 8, 1), False), (None, False)],
)
def test_a_review_is_overdue_from_the_day_after_it_was_due(today: date | None, overdue: bool) -> None:
    assert state(policy("next: 2026-09-01"), today=today).is_overdue(today) is overdue


def test_a_shorter_cadence_by_risk_brings_a_stated_day_forward_and_never_puts_it_off() -> None:
    risky = model("almost-certain", "severe")
    (found,) = review_states([risky], PLAN, MATRIX, evidence(), TODAY)
    assert (found.cadence, found.due, found.because) == (
        "monthly",
        date(2026, 2, 1),
        "highest residual risk: critical",
    )
    soon = risky.model_copy(
        update={"review": risky.review and risky.review.model_copy(update={"next": date(2026, 1, 9)})}
    )
    (found,) = review_states([soon], PLAN, MATRIX, evidence(), TODAY)
    assert (found.due, found.due_by) == (date(2026, 1, 9), "stated")


def test_retired_records_and_those_without_a_cadence_are_not_reviewed() -> None:
    assert review_states([policy(status="retired")], DEFAULT, MATRIX, NOTHING, TODAY) == []
    assert review_states([policy().model_copy(update={"review": None})], DEFAULT, MATRIX, NOTHING, TODAY) == []
    assert len(review_states([policy(status="draft")], DEFAULT, MATRIX, NOTHING, TODAY)) == 1


def test_without_a_day_to_compare_with_every_date_is_taken_as_it_stands() -> None:
    found = state(policy("last: 2030-01-01"), today=None)
    assert found.last == LastReview(date(2030, 1, 1))


def test_days_are_in_utc() -> None:
    late = datetime.fromisoformat("2026-05-01T23:30:00-05:00")
    assert ReviewCommit("d", late, late, ADA, "periodic", 1).day == late.astimezone(UTC).date() == date(2026, 5, 2)


def test_a_review_on_a_branch_does_not_count_before_it_is_merged() -> None:
    review = ReviewCommit("d" * 40, at("2026-03-02"), at("2026-07-14"), ADA, "periodic", 1)
    known = replace(evidence(), commits={"POL-ACCESS": (review,)})

    assert state(policy(), known, date(2026, 7, 13)).last is None
    assert state(policy(), known, date(2026, 7, 14)).last == LastReview(date(2026, 3, 2), review)
