from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from tests.risk.reviews.reviewing import policy

from trailbook.trail.changes.change import Change, Effect
from trailbook.trail.decisions import Approval, Decision, KnownRequest, Rationale, RationaleSource, TakenIn, Trail
from trailbook.trail.gaps import gaps, shares_by_quarter, shares_by_record
from trailbook.trail.git.commits import Person

ADA = Person("Ada", "ada@example.org")
BO = Approval("Bo", "bo@example.org", "trailer", True)


def decided(
    *changes: Change,
    source: RationaleSource = "body",
    approvals: tuple[Approval, ...] = (BO,),
    signature: str = "good",
    merged_by: tuple[Person, ...] = (),
    commit: str = "c",
    days: int = 0,
) -> Decision:
    when = datetime(2026, 3, 31, 23, tzinfo=UTC) + timedelta(days=days)
    why = Rationale("why", source, commit)
    way = tuple(TakenIn("m", by) for by in merged_by)
    last = (approvals, signature, None, changes)
    return Decision(commit, "p", when, when, ADA, "title", why, *last, taken_in=way)


def kinds(*decisions: Decision) -> list[str]:
    return [gap.kind for gap in gaps([Trail("TM-A", "p", decisions)], {})]


def test_a_decision_with_reason_agreement_and_signature_has_no_gap() -> None:
    assert kinds(decided()) == []


def test_a_title_is_no_reason() -> None:
    assert kinds(decided(source="title")) == ["no-rationale"]
    assert kinds(decided(source="none")) == ["no-rationale"]


def test_the_authors_own_word_and_a_claim_are_no_agreement() -> None:
    own = Approval("Ada", "ada@example.org", "trailer", False)
    claim = Approval("Bo", "", "front-matter", True)
    assert kinds(decided(approvals=(own, claim))) == ["no-independent-approval"]


def test_an_agreement_in_a_later_commit_is_one() -> None:
    later = replace(decided(approvals=()), agreed_later=(BO,))
    assert kinds(later) == []
    assert shares_by_record([Trail("TM-A", "p", (later,))])[0].with_approval == 1


def test_what_is_not_signed_by_a_known_key_is_listed() -> None:
    assert kinds(decided(signature="none")) == ["unsigned"]
    assert kinds(decided(signature="forge")) == ["unsigned"]


def test_a_merge_by_the_author_is_listed() -> None:
    assert kinds(decided(merged_by=(ADA,))) == ["self-merged"]


def test_the_merge_of_ones_own_branch_is_listed_whoever_merged_it_further() -> None:
    bo = Person("Bo", "bo@example.org")
    assert kinds(decided(merged_by=(ADA, bo))) == ["self-merged"]
    assert kinds(decided(merged_by=(bo, ADA))) == []


def test_a_request_that_its_own_author_merged_on_the_forge_is_listed() -> None:
    why = Rationale("why", "body", "c")
    when = datetime(2026, 4, 2, tzinfo=UTC)
    own = KnownRequest("", "#12", "title", "ada", "ada", when, None, False, why)
    assert kinds(replace(decided(), request=own)) == ["self-merged"]
    assert kinds(replace(decided(), request=replace(own, merged_by="bo"))) == []
    assert kinds(replace(decided(), request=replace(own, author="", merged_by=""))) == []


@pytest.mark.parametrize(
    "accepted",
    [
        Change("T1", "state", "changed", "open", "accepted"),
        Change("T1", None, "added", None, {"title": "Read by all", "state": "accepted"}),
        Change("T1", "acceptance.until", "changed", "2026-12-31", "2027-12-31"),
    ],
    ids=["becomes", "comes", "for longer"],
)
def test_a_risk_accepted_on_nobodys_word_is_listed(accepted: Change) -> None:
    assert kinds(decided(accepted, approvals=())) == ["no-independent-approval", "unapproved-acceptance"]
    assert kinds(decided(accepted)) == []


def test_a_threshold_loosened_without_a_reason_is_listed() -> None:
    def moved(effect: Effect) -> Change:
        return Change(None, "thresholds.red", "changed", 5, 9, effect, "indicator-threshold")

    loosened = decided(moved("weakens"), source="title")
    found = gaps([Trail("IND-A", "p", (loosened,))], {})
    assert [(gap.kind, gap.detail) for gap in found] == [
        ("loosened-threshold", "red from: 5 → 9"),
        ("no-rationale", "title"),
    ]
    assert kinds(decided(moved("weakens"))) == []
    assert kinds(decided(moved("strengthens"), source="title")) == ["no-rationale"]


def test_a_review_later_than_any_commit_is_listed() -> None:
    record = policy("last: 2026-05-01")
    found = gaps([Trail(record.id, "p", (decided(),))], {record.id: record})
    assert [(gap.kind, gap.detail) for gap in found] == [
        ("unproven-review", "a review on 1 May 2026 is claimed; the last commit is of 31 Mar 2026")
    ]


def test_one_commit_that_moves_many_review_dates_is_listed_and_new_records_are_not() -> None:
    moved = Change(None, "review.last", "changed", None, "2026-03-31")
    trails = [Trail(f"TM-{n}", "p", (decided(moved),)) for n in range(5)]
    assert [gap.kind for gap in gaps(trails, {})] == ["bulk-dates"] * 5
    assert gaps(trails[:4], {}) == []
    began = Change(None, None, "added", None, {})
    assert gaps([Trail(f"TM-{n}", "p", (decided(began, moved),)) for n in range(5)], {}) == []


def test_shares_count_reasons_and_agreements_by_record_and_quarter() -> None:
    trail = Trail("TM-A", "p", (decided(days=1, source="title"), decided(approvals=())))
    (share,) = shares_by_record([trail])
    assert (share.decisions, share.with_rationale, share.with_approval) == (2, 1, 1)
    assert [share.name for share in shares_by_quarter([trail])] == ["2026-Q2", "2026-Q1"]
