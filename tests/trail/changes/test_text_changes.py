"""A text that changed, part by part; a text that can't be taken apart stays whole."""

from typing import Any

from trailbook.trail.changes.text_changes import text_changes

LIST = "First:\n\n- Call the CISO\n- Open a case\n- Pull the plug\n- Write it down\n"
TABLE = "| Data | Kept | Owner |\n|---|---|---|\n| files | 30 days | IT |\n| mail | 1 year | IT |\n"


def parts(before: str, after: str) -> list[tuple[Any, ...]]:
    return [(c.field, c.kind, c.before, c.after) for c in text_changes("s", before, after)]


def test_items_come_go_and_are_reworded_each_by_itself() -> None:
    after = LIST.replace("Open a case", "Open a case at once").replace("- Write", "- Tell the press\n- Write")
    assert parts(LIST, after) == [
        ("text.items", "changed", "Open a case", "Open a case at once"),
        ("text.items", "added", None, "Tell the press"),
    ]
    assert parts(LIST, LIST.replace("- Open a case\n", "")) == [("text.items", "removed", "Open a case", None)]


def test_an_item_that_went_up_is_before_another_and_one_that_went_down_after() -> None:
    up = "First:\n\n- Call the CISO\n- Pull the plug\n- Open a case\n- Write it down\n"
    ((field, kind, _, after),) = parts(LIST, up)
    assert (field, kind) == ("text.items[Pull the plug]", "moved")
    assert after == {"before": "Open a case"}
    down = "First:\n\n- Open a case\n- Pull the plug\n- Write it down\n- Call the CISO\n"
    assert parts(LIST, down) == [
        ("text.items[Call the CISO]", "moved", {"before": "Open a case"}, {"after": "Write it down"})
    ]


def test_items_that_moved_together_are_one_move() -> None:
    before = "- A\n  - a1\n  - a2\n- B\n- C\n- D\n- E"
    after = "- B\n- C\n- D\n- E\n- A\n  - a1\n  - a2"
    assert parts(before, after) == [("text.items[A]", "moved", {"before": "B"}, {"after": "E"})]


def test_a_list_in_quite_another_order_is_one_change() -> None:
    before = "".join(f"- {letter}\n" for letter in "abcdefgh")
    after = "".join(f"- {letter}\n" for letter in "hgfedcba")
    assert parts(before, after) == [("text.items", "moved", list("abcdefgh"), list("hgfedcba"))]


def test_paragraphs_move() -> None:
    assert parts("One is first.\n\nTwo is next.", "Two is next.\n\nOne is first.") == [
        ("text.paragraphs[Two is next.]", "moved", {"after": "One is first."}, {"before": "One is first."})
    ]


def test_rows_are_known_by_their_first_cell_and_cells_by_their_column() -> None:
    assert parts(TABLE, TABLE.replace("30 days", "90 days") + "| logs | 2 years | Ops |\n") == [
        ("text.rows[files].Kept", "changed", "30 days", "90 days"),
        ("text.rows", "added", None, {"Data": "logs", "Kept": "2 years", "Owner": "Ops"}),
    ]
    assert parts(TABLE, TABLE.replace("| mail | 1 year | IT |\n", "")) == [
        ("text.rows", "removed", {"Data": "mail", "Kept": "1 year", "Owner": "IT"}, None)
    ]


def test_a_table_without_names_of_columns_has_rows() -> None:
    table = "| | |\n|-|-|\n| files | 30 days |\n"
    assert parts(table, table.replace("30", "90")) == [("text.rows[files].column 2", "changed", "30 days", "90 days")]


def test_a_table_with_other_columns_stays_whole() -> None:
    assert [change[:2] for change in parts(TABLE, TABLE.replace("Owner", "Keeper"))] == [("text", "changed")]


def test_a_link_whose_address_alone_changed_is_no_rewording() -> None:
    assert parts("See [the form](https://a.example/1) first.", "See [the form](https://b.example/2) first.") == [
        ("text.links[the form]", "changed", "https://a.example/1", "https://b.example/2")
    ]
    assert parts("See the form first.", "See [the form](u) first.") == [("text.links[the form]", "added", None, "u")]


def test_a_box_that_is_ticked() -> None:
    assert parts("- [ ] Ask\n- [ ] Do", "- [x] Ask\n- [ ] Do") == [("text.items[Ask].checked", "changed", False, True)]


def test_an_item_that_is_nested() -> None:
    assert parts("- a\n- b", "- a\n  - b") == [("text.items[b].depth", "changed", 1, 2)]


def test_words_in_other_blocks_stay_whole() -> None:
    assert parts("Do it. For a week.", "Do it.\n\nFor a week.") == [
        ("text", "changed", "Do it. For a week.", "Do it.\n\nFor a week.")
    ]


def test_a_paragraph_that_took_the_place_of_another_is_that_one_reworded() -> None:
    assert parts("Intro.\n\nOld.\n\nEnd.", "Intro.\n\nQuite other words.\n\nEnd.") == [
        ("text.paragraphs", "changed", "Old.", "Quite other words.")
    ]


def test_more_changes_than_anybody_reads_stay_whole() -> None:
    before = "".join(f"- number {number} is here\n" for number in range(60))
    after = "".join(f"- entry {number * 7} was there\n" for number in range(60))
    assert [change[:2] for change in parts(before, after)] == [("text", "changed")]


def test_a_text_that_comes_or_goes_is_whole() -> None:
    assert parts("", "- a") == [("text", "added", None, "- a")]
    assert parts("---", "- a") == [("text", "added", None, "- a")]
    assert parts("- a", "") == [("text", "removed", "- a", None)]


def test_a_label_has_no_brackets_and_is_short() -> None:
    ((field, *_),) = parts(f"- [ ] see [1] {'x' * 99}", f"- [x] see [1] {'x' * 99}")
    assert field == f"text.items[see (1) {'x' * 51}…].checked"
