"""Why each item and section reads as it does."""

from datetime import UTC, datetime, timedelta

import pytest

from trailbook.trail.changes.blame import Why, headings, why, whys
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Decision, Rationale, Trail
from trailbook.trail.git.commits import Person

BEGIN = (
    Change(None, None, "added", None, {}),
    Change("C1", None, "added", None, {}),
    Change("s", None, "added", None, {"title": "Sharing", "text": "x"}),
)
REWORDED = Change("C1", "text", "changed", "Ask an owner before it is shared.", "Ask one owner before it is shared.")
LOWERED = Change("C1", "level", "changed", "must", "may", "weakens", "obligation")
SPELT = Change("C1", "text", "changed", "Ask an onwer before it is shared.", "Ask an owner before it is shared.")


def trail(*commits: tuple[str, tuple[Change, ...]]) -> Trail:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    reason = Rationale("", "none", "c")
    days = [start + timedelta(days=day) for day in range(len(commits))]
    decisions = [
        Decision(commit, "f", day, day, Person("Ada", ""), commit, reason, (), "none", None, changes)
        for day, (commit, changes) in zip(days, commits, strict=True)
    ]
    return Trail("POL-A", "f", tuple(reversed(decisions)))


def summary(found: Why) -> tuple[str, str]:
    return found.founded.decision.commit, found.meaning.decision.commit


def test_an_item_is_answered_by_its_founding_and_by_the_last_change_of_its_meaning() -> None:
    found = whys(trail(("a", BEGIN), ("b", (LOWERED,)), ("c", (REWORDED,)), ("d", (SPELT,))))
    assert summary(found["C1"]) == ("a", "b")
    assert summary(found["s"]) == ("a", "a")
    assert found["C1"].commits == ("d", "c", "b", "a")
    assert dict(found["C1"].counts) == {("reworded", False): 1, ("corrected", False): 1}


def test_without_a_change_of_meaning_the_last_new_wording_answers_and_never_a_spelling_fix() -> None:
    assert summary(whys(trail(("a", BEGIN), ("b", (REWORDED,)), ("c", (SPELT,))))["C1"]) == ("a", "b")
    assert summary(whys(trail(("a", BEGIN), ("c", (SPELT,))))["C1"]) == ("a", "a")


def test_moves_and_derived_changes_are_no_answer() -> None:
    moved = (Change("s", None, "moved", "x", "y"), Change("C1", "crosses", "changed", [], ["B1"]))
    found = whys(trail(("a", BEGIN), ("b", moved)))
    assert (summary(found["C1"]), summary(found["s"])) == (("a", "a"), ("a", "a"))
    assert [step.kind for step in found["s"].steps] == ["moved", "founded"]


def test_a_section_keeps_its_origin_when_its_anchor_moves() -> None:
    renamed = (Change("t", "id", "moved", "s", "t"), Change("t", "title", "changed", "Sharing", "Giving"))
    history = trail(("a", BEGIN), ("b", renamed))
    assert summary(whys(history)["t"]) == ("a", "b")
    assert headings(history) == {"t": "Giving"}
    assert [decision.commit for decision in history.about("t").decisions] == ["b", "a"]


def test_sections_may_exchange_their_anchors() -> None:
    begin = (Change("x", None, "added", None, {}),)
    more = (Change("x", None, "added", None, {}), Change("x_1", "id", "moved", "x", "x_1"))
    found = whys(trail(("a", begin), ("b", more)))
    assert (summary(found["x"]), summary(found["x_1"])) == (("b", "b"), ("a", "a"))


def test_an_item_that_comes_back_begins_anew_and_one_that_went_is_not_listed() -> None:
    gone = (Change("C1", None, "removed", {}, None),)
    assert set(whys(trail(("a", BEGIN), ("b", gone)))) == {"s"}
    back = whys(trail(("a", BEGIN), ("b", gone), ("c", (Change("C1", None, "added", None, {}),))))["C1"]
    assert summary(back) == ("c", "c")
    assert back.founded.kind == "restored"


@pytest.mark.parametrize(
    ("second", "kind"), [((LOWERED,), "weakened"), ((REWORDED,), "reworded"), ((BEGIN[1],), "changed")]
)
def test_a_whole_record_is_answered_by_all_that_changed_in_it(second: tuple[Change, ...], kind: str) -> None:
    found = why(trail(("a", BEGIN), ("b", second)))
    assert [step.kind for step in found.steps] == [kind, "founded"]


def test_what_only_hints_show_is_counted_apart() -> None:
    hint = Change("s", "text", "changed", "You must ask.", "You may ask.", "may-weaken", "stated-obligation")
    found = whys(trail(("a", BEGIN), ("b", (hint,)), ("c", (hint,))))["s"]
    assert summary(found) == ("a", "c")
    assert dict(found.counts) == {("weakened", True): 1}
