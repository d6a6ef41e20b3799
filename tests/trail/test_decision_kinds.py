"""What kind of decision one was on an item."""

from typing import Any, get_args

import pytest

from trailbook.trail.changes.change import Change
from trailbook.trail.decision_kinds import KIND_WORDS, MEANING, DecisionKind, decision_kind, is_hinted

LONG = "Makers ask an owner of the application before they share it with anybody outside of the team."


def text(before: Any, after: Any, field: str = "text", effect: Any = "neutral") -> Change:
    return Change("C1", field, "changed", before, after, effect)


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ([Change("C1", None, "added", None, {})], "founded"),
        ([Change("C1", None, "removed", {}, None)], "removed"),
        ([Change("C1", None, "moved", "a", "b")], "moved"),
        ([Change("C1", "id", "moved", "a", "b")], "moved"),
        ([Change("C1", "text.items[Ask]", "moved", {"after": "a"}, {"before": "a"})], "moved"),
        ([Change("C1", "text.items[Ask].depth", "changed", 1, 2)], "moved"),
        ([text("must", "may", "level", "weakens")], "weakened"),
        ([text("may", "must", "level", "strengthens")], "strengthened"),
        ([text("may", "must", "level", "strengthens"), text("a", "b", "owner", "weakens")], "mixed"),
        ([text("a", "b", "one", "may-weaken"), text("a", "b", "two", "may-strengthen")], "mixed"),
        ([text(LONG, LONG.replace("ask", "may ask"), effect="may-weaken")], "weakened"),
        ([text(LONG, LONG.replace("ask", "must ask"), effect="may-strengthen")], "strengthened"),
        ([Change("C1", "evidence", "added", None, "a page", "strengthens")], "evidence"),
        ([Change("C1", "evidence", "removed", "a page", None, "weakens")], "weakened"),
        ([text("2026-01-01", "2026-07-01", "review.last")], "evidence"),
        ([Change("C1", "covers", "added", None, "TM-A.T1")], "linked"),
        ([text("https://a.example", "https://b.example", "text.links[the list]")], "linked"),
        ([Change("C1", "text.items", "added", None, "One more")], "changed"),
        ([Change("S1", "actions", "added", None, "Call the owner.")], "changed"),
        ([Change("S1", "actions", "removed", "Call the owner.", None, "weakens")], "weakened"),
        ([text(False, True, "text.items[Ask].checked")], "changed"),
        ([text("90 days", "365 days", "text.rows[files].kept")], "changed"),
        ([text("ops", "security", "owner")], "changed"),
        ([text(LONG, LONG.replace("anybody", "people"))], "reworded"),
        ([text(LONG, LONG.replace("team", "team and the company"), "text.paragraphs")], "reworded"),
        ([text(LONG, "Nobody shares anything with others without having been told that it is fine to do so.")],
         "changed"),
        ([text(LONG, LONG.replace("application", "aplication"))], "corrected"),
        ([text(LONG, LONG.removesuffix("."))], "corrected"),
        ([text(LONG, LONG.replace("Makers", "makers"))], "corrected"),
        ([text("Keep it for 30 days or so.", "Keep it for 300 days or so.")], "reworded"),
        ([text("You do share it with others.", "You do not share it with others.")], "reworded"),
        ([text("Sharing", "Giving", "title")], "reworded"),
        ([text(LONG, LONG.removesuffix(".")), text("a", "b", "owner")], "changed"),
        ([Change("C1", "covers", "added", None, "TM-A.T1"), text(LONG, LONG.removesuffix("."))], "corrected"),
        ([text("B1", "B2", "crosses")], "moved"),
        ([], "moved"),
    ],
)  # fmt: skip
def test_a_decision_is_of_the_kind_that_says_most(changes: list[Change], kind: DecisionKind) -> None:
    assert decision_kind(changes, "C1") == kind


def test_what_had_ended_before_is_restored() -> None:
    assert decision_kind([Change("C1", None, "added", None, {})], "C1", ended_before=True) == "restored"


def test_an_item_that_came_changes_its_record_and_founds_nothing_else() -> None:
    assert decision_kind([Change("C1", None, "added", None, {})]) == "changed"
    assert decision_kind([Change(None, None, "added", None, {}), Change("C1", None, "added", None, {})]) == "founded"


def test_a_kind_is_hinted_at_where_no_fact_shows_it() -> None:
    hint, fact = text("a", "b", effect="may-weaken"), text("must", "may", "level", "weakens")
    assert is_hinted([hint])
    assert not is_hinted([hint, fact]) and not is_hinted([fact]) and not is_hinted([text("a", "b")])


def test_every_kind_has_words_and_those_that_change_the_meaning_are_among_them() -> None:
    assert set(KIND_WORDS) == set(get_args(DecisionKind)) > MEANING
