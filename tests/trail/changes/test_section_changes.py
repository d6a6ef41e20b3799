"""Sections of Markdown: edited, renamed, moved, and told apart from items and from the record's own text."""

from pathlib import Path
from typing import Any

from trailbook.records.document import Document
from trailbook.records.reading import read_document
from trailbook.trail.changes.compare import compare
from trailbook.trail.sentences import sentence

PAGE = (Path(__file__).parents[1] / "records/page.md").read_text(encoding="utf-8")
SETUP = PAGE[PAGE.index("## Setup") : PAGE.index("## Operation")]


def page(text: str) -> Document:
    document, problems = read_document("guides/page.md", text.encode())
    assert isinstance(document, Document), problems
    return document


def changes_between(before: str, after: str) -> list[tuple[Any, ...]]:
    return [(c.item, c.field, c.kind, c.before, c.after) for c in compare(page(before), page(after))]


def edited(change: str, to: str) -> list[tuple[Any, ...]]:
    assert change in PAGE
    return changes_between(PAGE, PAGE.replace(change, to, 1))


def test_the_text_of_a_section_is_its_own_and_not_that_of_sections_below() -> None:
    assert edited("Click on the button.", "Click it.") == [
        ("example", "text", "changed", "Click on the button.", "Click it.")
    ]


def test_text_before_the_first_heading_and_below_the_title_is_the_records_own() -> None:
    (change,) = edited("Before all", "Ahead of all")
    assert change == (None, "text.paragraphs", "changed", "Before all headings.", "Ahead of all headings.")
    assert edited("What we do.", "What they do.") == [(None, "summary", "changed", "What we do.", "What they do.")]
    (change,) = edited("More about it.", "Less about it.")
    assert change[:3] == (None, "text.paragraphs", "changed")
    assert edited("# Handbook", "# Manual") == [(None, "title", "changed", "Handbook", "Manual")]


def test_a_renamed_heading_is_a_changed_title_and_a_moved_anchor() -> None:
    assert edited("## Operation", "## Daily work") == [
        ("daily-work", "id", "moved", "operation", "daily-work"),
        ("daily-work", "title", "changed", "Operation", "Daily work"),
    ]


def test_a_heading_that_is_renamed_and_reworded_is_recognised_by_its_words() -> None:
    found = changes_between(
        PAGE, PAGE.replace("## Operation", "## Daily work").replace("every morning", "each morning")
    )
    assert [change[:3] for change in found] == [
        ("daily-work", "id", "moved"),
        ("daily-work", "title", "changed"),
        ("daily-work", "text", "changed"),
    ]


def test_a_heading_without_text_is_recognised_by_what_stands_below_it() -> None:
    text = "# T\n\n## Rules\n\n### One\n\nFirst rule.\n\n### Two\n\nSecond rule.\n"
    assert [change[:3] for change in changes_between(text, text.replace("## Rules", "## What holds", 1))] == [
        ("what-holds", "id", "moved"),
        ("what-holds", "title", "changed"),
    ]


def test_a_section_that_stands_elsewhere_moved_and_takes_along_what_is_below_it() -> None:
    text = PAGE.replace(SETUP, "").rstrip() + "\n\n" + SETUP
    found = [change for change in changes_between(PAGE, text) if change[1] != "id"]
    assert found == [("setup", None, "moved", None, "contact")]


def test_a_section_that_stands_in_another_one_moved() -> None:
    text = PAGE.replace("## Contact", "### Contact")
    assert changes_between(PAGE, text) == [("contact", None, "moved", None, "operation")]


def test_a_deeper_level_of_all_headings_is_no_change() -> None:
    assert changes_between(PAGE, PAGE.replace("### ", "#### ").replace("\n## ", "\n### ")) == []


def test_a_section_that_is_new_does_not_pass_for_an_older_one_of_its_title() -> None:
    new = "### Example\n\nBuy a second screen first.\n\n"
    found = changes_between(PAGE, PAGE.replace("### Example\n", new + "### Example\n", 1))
    assert ("example", None, "added", None, {"title": "Example", "text": "Buy a second screen first."}) in found
    assert all(change[2] in ("added", "moved") for change in found)


def test_a_section_that_goes_is_told_last() -> None:
    (change,) = edited("## Contact\n\nCall the team.\n", "")
    assert change == ("contact", None, "removed", {"title": "Contact", "text": "Call the team."}, None)


def test_explicit_ids_hold_through_any_edit() -> None:
    before, after = "# T\n\n## Old words {#A1}\n\nabc def\n", "# T\n\n## Quite other title {#A1}\n\nghi jkl\n"
    assert [change[:3] for change in changes_between(before, after)] == [
        ("A1", "title", "changed"),
        ("A1", "text", "changed"),
    ]


def policy(text: str) -> Document:
    front = "---\nid: POL-A\nkind: policy\nowner: O\nroles: [maker]\nreview: {cadence: yearly}\ncontrols:\n"
    document, problems = read_document(
        "p.md", f"{front}  - {{id: C1, level: must}}\n---\n# P\n\nLead.\n\n{text}".encode()
    )
    assert isinstance(document, Document), problems
    return document


def test_a_heading_below_an_item_belongs_to_the_items_text() -> None:
    text = "## Controls\n\n### One {#C1}\n\nDo it.\n\n#### How\n\nLike this.\n"
    found = compare(policy(text), policy(text.replace("Like this.", "Like that.")))
    assert [(c.item, c.field) for c in found] == [("C1", "text.paragraphs")]


def test_an_item_below_another_is_no_part_of_its_text() -> None:
    text = "## Controls\n\n### One {#C1}\n\nDo it.\n\n#### Note {#NOTE}\n\nLike this.\n"
    found = compare(policy(text), policy(text.replace("Like this.", "Like that.")))
    assert [(c.item, c.field, c.before) for c in found] == [("NOTE", "text", "Like this.")]


def test_items_in_another_order_leave_the_sections_where_they_are() -> None:
    before = "## Why\n\nBecause.\n\n## Controls\n\n### One {#C1}\n\nDo it.\n\n## End\n\nThat is all.\n"
    after = "## Controls\n\n### One {#C1}\n\nDo it.\n\n## Why\n\nBecause.\n\n## End\n\nThat is all.\n"
    assert [(c.item, c.kind) for c in compare(policy(before), policy(after))] in (
        [("controls", "moved")],
        [("why", "moved")],
    )


def test_list_items_with_ids_are_compared_on_their_own() -> None:
    before = "# T\n\nLead.\n\n## Actions\n\nIntro.\n\n- Check all {#A1}\n- Buy one {#A2}\n\nOutro.\n"
    assert [change[:3] for change in changes_between(before, before.replace("Buy one", "Buy two"))] == [
        ("A2", "title", "changed")
    ]
    assert changes_between(before, before.replace("Outro", "End")) == [
        ("actions", "text.paragraphs", "changed", "Outro.", "End.")
    ]


def test_a_section_is_called_by_its_heading_and_two_of_one_name_are_told_apart() -> None:
    text = "# T\n\n## 手順\n\n### 例\n\n甲。\n\n## 連絡\n\n### 例\n\n乙。\n\n### 例\n\n丙。\n"
    found = compare(
        page(text), page(text.replace("甲", "丁").replace("乙", "戊").replace("## 連絡\n", "## 連絡\n\n己。\n"))
    )
    assert [(change.item, change.heading) for change in found] == [
        ("例", "手順 › 例"),
        ("連絡", "連絡"),
        ("例_1", "連絡 › 例 (例_1)"),
    ]
    assert sentence(found[1], "section") == "section “連絡”: wording added: 己。"


def test_an_underlined_heading_is_that_heading_in_another_style() -> None:
    text = PAGE.replace("## Setup", "Setup\n-----").replace("# Handbook", "Handbook\n========")
    assert changes_between(PAGE, text) == []
    assert changes_between(text, text.replace("Click on the button.", "Click it."))[0][:2] == ("example", "text")
