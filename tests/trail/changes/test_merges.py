from trailbook.trail.changes.change import Change
from trailbook.trail.changes.merges import changes_by_merge


def change(before: str | None, after: str | None) -> Change:
    return Change("aim", "text", "changed", before, after)


def test_two_places_of_one_text_that_two_branches_changed_are_no_decision_of_the_merge() -> None:
    result = "first new\nsecond\nthird new"
    assert (
        changes_by_merge([[change("first new\nsecond\nthird", result)], [change("first\nsecond\nthird new", result)]])
        == ()
    )


def test_a_line_that_no_parent_had_is_the_merges_own() -> None:
    ours = change("one\ntwo", "one\nother")
    assert changes_by_merge([[ours], [change("one\n2", "one\nother")]]) == (ours,)


def test_a_line_that_every_parent_had_and_that_is_missing_is_the_merges_own() -> None:
    ours = change("one\ntwo\nthree", "one\nnew")
    assert changes_by_merge([[ours], [change("one\nnew\nthree", "one\nnew")]]) == (ours,)


def test_one_line_with_a_value_of_its_own_is_the_merges_own() -> None:
    ours = change("high", "low")
    assert changes_by_merge([[ours], [change("medium", "low")]]) == (ours,)


def test_what_is_as_in_one_parent_is_not_the_merges_own() -> None:
    assert changes_by_merge([[change("high", "low")], []]) == ()
