from pydantic import JsonValue

from trailbook.trail.changes.change import Change, ChangeKind
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


def part(field: str, before: JsonValue, after: JsonValue, kind: ChangeKind = "changed") -> Change:
    return Change("aim", field, kind, before, after)


def test_a_commit_with_one_parent_made_all_of_its_changes() -> None:
    ours = change("one\ntwo", "two\none")
    assert changes_by_merge([[ours]]) == (ours,)


def test_an_item_that_one_branch_added_is_no_decision_of_the_merge_whether_the_other_side_is_in_parts_or_whole() -> (
    None
):
    ours = part("text.items", None, "Call the CISO", "added")
    assert changes_by_merge([[ours], [part("text.items", None, "Other", "added")]]) == ()
    assert changes_by_merge([[ours], [change("- Call the CISO\n- a", "- Call the CISO\n- b")]]) == ()
    assert changes_by_merge([[ours], []]) == ()


def test_an_item_that_no_parent_had_is_the_merges_own_whether_the_other_side_is_in_parts_or_whole() -> None:
    ours = part("text.items", None, "Call the CISO", "added")
    assert changes_by_merge([[ours], [ours]]) == (ours,)
    assert changes_by_merge([[ours], [change("- a", "- b\n- Call the CISO")]]) == (ours,)


def test_an_item_that_every_parent_had_and_that_is_missing_is_the_merges_own() -> None:
    ours = part("text.items", "Call the CISO", None, "removed")
    assert changes_by_merge([[ours], [ours]]) == (ours,)
    assert changes_by_merge([[ours], [part("text.items", "Other", None, "removed")]]) == ()


def test_a_box_that_a_merge_ticked_is_its_own() -> None:
    ours = part("text.items[Ask].checked", False, True)
    assert changes_by_merge([[ours], [ours]]) == (ours,)
    assert changes_by_merge([[ours], [part("text.items[Other].checked", False, True)]]) == ()


def test_two_rows_that_share_a_cell_are_two_rows() -> None:
    ours = part("text.rows", None, {"Name": "gitgot", "Year": "2024"}, "added")
    theirs = part("text.rows", None, {"Name": "xz", "Year": "2024"}, "added")
    assert changes_by_merge([[ours], [theirs]]) == ()
    assert changes_by_merge([[ours], [ours]]) == (ours,)
    assert changes_by_merge([[ours], [change("| x | 2024 |", "| xz | 2024 |")]]) == ()
    assert changes_by_merge([[ours], [change("| x | 2024 |", "|gitgot|2024|")]]) == (ours,)
    cell = part("text.rows[files].Kept", "1 day", "2 days")
    assert changes_by_merge([[cell], [part("text.rows[mail].Kept", "1 day", "2 days")]]) == ()
