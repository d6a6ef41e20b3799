"""What is counted from the history: overdue reviews as git shows them, and changes that say why."""

from dataclasses import replace
from datetime import date

import pytest
from tests.risk.reviews.reviewing import ADA, at, evidence, model, policy

from trailbook.risk.overview.measures import MEASURES, MeasuredHistory
from trailbook.risk.reviews.plan import DEFAULT
from trailbook.risk.reviews.reviews import ReviewEvidence
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Decision, Rationale, RationaleSource, Trail

TODAY = date(2026, 6, 15)
overdue, _ = MEASURES["reviews-overdue"]
explained, _ = MEASURES["changes-with-a-reason"]


def history(known: ReviewEvidence) -> MeasuredHistory:
    return MeasuredHistory(known, DEFAULT, MATRIX)


@pytest.mark.parametrize(
    ("known", "percent"),
    [
        (evidence(), 100.0),
        (evidence("2026-06-01"), 0.0),
        (evidence("2026-06-16"), 100.0),
        (evidence(rewritten="2026-06-02"), 100.0),
        (evidence("2026-06-01", rewritten="2026-06-02"), 100.0),
        (evidence("2026-06-01", rewritten="2026-06-16"), 0.0),
    ],
)
def test_a_review_that_git_shows_counts_and_what_happened_later_does_not(known: ReviewEvidence, percent: float) -> None:
    record = policy("next: 2026-06-14")
    assert overdue((record,), TODAY, history(known)) == percent
    assert overdue((record,), TODAY, None) == 100.0


def test_a_record_that_states_no_day_is_due_one_cadence_after_its_first_commit() -> None:
    record = model("rare", "minor")
    assert overdue((record,), TODAY, None) == 100.0
    assert overdue((record,), TODAY, history(evidence(began="2025-06-15"))) == 0.0
    assert overdue((record,), TODAY, history(evidence(began="2025-06-14"))) == 100.0


def test_an_active_record_without_a_review_counts_as_overdue() -> None:
    never = policy().model_copy(update={"review": None})
    assert overdue((never,), TODAY, history(evidence())) == 100.0


def change(commit: str, day: str, source: RationaleSource) -> Decision:
    return Decision(commit, "p", at(day), at(day), ADA, "t", Rationale("", source, commit), (), "none", None, ())


def measured(*decisions: list[Decision]) -> MeasuredHistory:
    trails = {str(n): Trail(str(n), "p", tuple(found)) for n, found in enumerate(decisions)}
    return history(replace(evidence(), trails=trails))


@pytest.mark.parametrize(
    ("source", "counts"), [("trailer", True), ("body", True), ("merge", True), ("title", False), ("none", False)]
)
def test_a_title_is_no_reason(source: RationaleSource, counts: bool) -> None:
    assert explained((), TODAY, measured([change("a", "2026-06-02", source)])) == (100.0 if counts else 0.0)


def test_commits_of_the_month_count_once_each_up_to_the_day() -> None:
    found = measured(
        [change("a", "2026-06-02", "body"), change("b", "2026-06-03", "title"), change("c", "2026-05-31", "title")],
        [change("a", "2026-06-02", "body"), change("d", "2026-06-16", "title"), change("e", "2025-06-03", "title")],
        [change("f", "2026-06-15", "trailer")],
    )
    assert explained((), TODAY, found) == 66.7
    assert explained((), date(2026, 5, 31), found) == 0.0


def test_a_month_without_a_commit_and_a_site_without_a_history_have_no_figure() -> None:
    assert explained((), date(2026, 4, 30), measured([change("a", "2026-06-02", "body")])) is None
    assert explained((), TODAY, None) is None


def test_a_record_counts_that_a_machine_changed_last_and_nobody_agreed_with() -> None:
    count, _ = MEASURES["agreed-by-nobody"]
    said = (Change(None, "owner", "changed", "A", "B"),)
    alone = replace(change("b", "2026-06-02", "body"), proposed_by="assistant", changes=said)
    began = replace(change("a", "2026-05-02", "body"), changes=said)
    helped = replace(alone, proposed_by="person")
    found = measured([alone, began], [helped, began], [began])
    assert count((), TODAY, found) == 1
    assert count((), date(2026, 5, 31), found) == 0
    assert count((), TODAY, None) is None
