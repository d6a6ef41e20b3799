"""Whether those who agreed with an item saw what it says now, by the decisions on it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from trailbook.trail.agreed_text import AgreedText, agreed_text
from trailbook.trail.changes.blame import why as why_record
from trailbook.trail.changes.blame import whys
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Approval, Decision, Rationale, Trail
from trailbook.trail.gaps import gaps
from trailbook.trail.git.commits import Person
from trailbook.trail.why import why_text

BO = Approval("Bo", "bo@example.org", "trailer", True)
REVIEW = Approval("Cy", "cy@example.org", "review", True, "github.com/cy")
ONE = "Ask one owner for a share."
BEGIN = (Change(None, None, "added", None, {}), Change("C1", None, "added", None, {"text": ONE}))
TO_TWO = Change("C1", "text", "changed", ONE, "Ask any two owners for a share.")
TO_ONE = Change("C1", "text", "changed", TO_TWO.after, TO_TWO.before)
TO_ALL = Change("C1", "text", "changed", TO_TWO.after, "Ask all owners for a share.")
SPELT = Change("C1", "text", "changed", "Ask one onwer for a share.", ONE)
PROOF = Change("C1", "evidence", "changed", "", "The report.")
LOWER = Change("C1", "level", "changed", "must", "may", "weakens", "obligation")


def trail(*commits: tuple[tuple[Change, ...], tuple[Approval, ...]]) -> Trail:
    """A trail with a decision a day from 2026-01-01 on, oldest first."""
    start, why = datetime(2026, 1, 1, tzinfo=UTC), Rationale("Because it was asked for.", "body", "c")
    decisions = [
        Decision(f"{number:040x}", "f", day, day, Person("Ada", ""), "Title", why, agreed, "good", None, changes)
        for number, (changes, agreed) in enumerate(commits, start=1)
        for day in [start + timedelta(days=number - 1)]
    ]
    return Trail("POL-A", "f", tuple(reversed(decisions)))


def of_control(*commits: tuple[tuple[Change, ...], tuple[Approval, ...]]) -> AgreedText | None:
    return agreed_text(whys(trail(*commits))["C1"].steps)


def outdated(*commits: tuple[tuple[Change, ...], tuple[Approval, ...]]) -> list[str]:
    return [gap.detail for gap in gaps([trail(*commits)], {}) if gap.kind == "outdated-approval"]


def test_where_nobody_ever_agreed_there_is_nothing_to_say() -> None:
    own = replace(BO, independent=False)
    assert of_control((BEGIN, (own,)), ((TO_TWO,), (replace(REVIEW, hold="dismissed"),))) is None
    assert outdated((BEGIN, (own,)), ((TO_TWO,), ())) == []


def test_who_agreed_last_saw_all_that_was_changed_before() -> None:
    text = of_control((BEGIN, ()), ((TO_TWO,), ()), ((LOWER,), (BO,)))
    assert text and text.holds and text.approvals == (BO,)


@pytest.mark.parametrize("change", [SPELT, PROOF, Change("C1", None, "moved", {"after": "C2"}, {"before": "C2"})])
def test_spelling_evidence_and_place_are_none_of_the_text(change: Change) -> None:
    text = of_control((BEGIN, (BO,)), ((change,), ()))
    assert text and text.holds and text.respelt == (change is SPELT)
    assert outdated((BEGIN, (BO,)), ((change,), ())) == []


def test_a_later_change_that_nobody_agreed_with_is_told_in_words_against_what_was_agreed() -> None:
    commits = ((BEGIN, (BO,)), ((TO_TWO,), ()), ((TO_ALL, LOWER), ()))
    text = of_control(*commits)
    assert text and not text.holds and text.agreed and text.agreed.decision.commit.endswith("1")
    assert [(change.field, change.before, change.after) for change in text.changes] == [
        ("text", TO_TWO.before, TO_ALL.after),
        ("level", "must", "may"),
    ]
    assert outdated(*commits) == ["C1: changed since Bo agreed on 1 Jan 2026"]
    shown = why_text(whys(trail(*commits))["C1"], trail(*commits), "POL-A.C1", "")
    assert "Changed since it was agreed on 2026-01-01: Bo (stated in a trailer)" in shown
    assert "reworded: “one owner” → “all owners”" in shown


def test_what_came_back_to_what_was_agreed_is_agreed() -> None:
    text = of_control((BEGIN, (BO,)), ((TO_TWO,), ()), ((TO_ONE,), ()))
    assert text and text.holds and text.changes == ()


def test_a_review_of_an_earlier_text_agrees_with_that_alone() -> None:
    stale = replace(REVIEW, hold="stale")
    text = of_control((BEGIN, (stale,)), ((TO_TWO,), ()))
    assert text and text.agreed is None and text.approvals == (stale,) and text.changes == (TO_TWO,)
    assert outdated((BEGIN, (stale,))) == ["C1: Cy reviewed an earlier text"]
    shown = " ".join(why_text(why_record(trail((BEGIN, (stale,)))), trail((BEGIN, (stale,))), "POL-A", "").split())
    assert "Agreed in an earlier text: Cy (reviewed it on the forge as github.com/cy, of an earlier text)" in shown


def test_a_record_that_is_gone_has_no_gap() -> None:
    gone = (Change(None, None, "removed", {}, None),)
    assert outdated((BEGIN, (BO,)), ((TO_TWO,), ()), (gone, ())) == []


def test_items_that_one_commit_changed_are_one_gap() -> None:
    begin = (*BEGIN, Change("C2", None, "added", None, {"text": "x"}))
    both = (TO_TWO, Change("C2", "level", "changed", "must", "may"))
    assert outdated((begin, (BO,)), (both, ())) == ["C1 and C2: changed since Bo agreed on 1 Jan 2026"]
