"""Who worded each item last, and who introduced it."""

from trailbook.trail.changes.blame import blame, introduced
from trailbook.trail.changes.change import Change

BEGIN = (
    Change(None, None, "added", None, {}),
    Change("C1", None, "added", None, {}),
    Change("s", None, "added", None, {}),
)
REWORDED = Change("C1", "text", "changed", "a", "b")


def test_the_last_commit_that_changed_an_item_gave_its_wording() -> None:
    history = [("a", BEGIN), ("b", (REWORDED,)), ("c", (Change("s", "text", "changed", "x", "y"),))]
    assert blame(history) == {"C1": "b", "s": "c"}
    assert introduced(history) == {"C1": "a", "s": "a"}


def test_moves_and_derived_changes_give_no_wording() -> None:
    history = [
        ("a", BEGIN),
        ("b", (Change("s", None, "moved", "x", "y"), Change("C1", "crosses", "changed", [], ["B1"]))),
    ]
    assert blame(history) == {"C1": "a", "s": "a"}


def test_a_section_keeps_its_origin_when_its_anchor_moves() -> None:
    renamed = (Change("t", "id", "moved", "s", "t"), Change("t", "title", "changed", "S", "T"))
    assert blame([("a", BEGIN), ("b", renamed)]) == {"C1": "a", "t": "b"}
    assert introduced([("a", BEGIN), ("b", renamed)]) == {"C1": "a", "t": "a"}


def test_sections_may_exchange_their_anchors() -> None:
    begin = (Change("x", None, "added", None, {}),)
    more = (Change("x", None, "added", None, {}), Change("x_1", "id", "moved", "x", "x_1"))
    assert blame([("a", begin), ("b", more)]) == {"x": "b", "x_1": "a"}


def test_an_item_that_comes_back_begins_anew_and_one_that_went_is_not_listed() -> None:
    gone = (Change("C1", None, "removed", {}, None),)
    assert blame([("a", BEGIN), ("b", gone)]) == {"s": "a"}
    history = [("a", BEGIN), ("b", gone), ("c", (Change("C1", None, "added", None, {}),))]
    assert blame(history)["C1"] == introduced(history)["C1"] == "c"
