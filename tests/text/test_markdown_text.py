"""Sections of Markdown records are addressed as the site addresses them."""

from typing import Any

import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from trailbook.text.markdown_text import read_markdown

TITLES = [
    "Plain",
    "With `code` and *stress* and __more__",
    "_Under_ snake_case_word",
    "A & B, C/D?",
    "A [link](b.md)",
    "Ünïcödé",
    "日本",
    r"Escaped \*stars\* and \_lines\_",
    "Entity &amp; more",
    "A <sub>tag</sub>",
    "Trailing ##",
    "C#",
    "Number_3",
    "1. First",
    "With {#given}",
    "With {: #given-too .class }",
]


def site_ids(text: str) -> list[str]:
    site = markdown.Markdown(extensions=["attr_list", "toc", "fenced_code"])
    site.convert(text)
    found: list[str] = []

    def walk(tokens: list[dict[str, Any]]) -> None:
        for token in tokens:
            found.append(str(token["id"]))
            walk(token["children"])

    walk(site.toc_tokens)  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("title", TITLES)
def test_a_heading_has_the_anchor_that_the_site_gives_it(title: str) -> None:
    text = f"## {title}\n"
    assert [section.anchor for section in read_markdown(text).sections] == site_ids(text)


@given(st.lists(st.sampled_from(["a", "a_1", "a_2", "a_1_1", "b", "日", "_1", "_", "A", "x {#a}", "y {#a_1}"])))
@example(["a", "a", "a_1", "a_1", "x {#a}"])
def test_equal_headings_are_numbered_as_the_site_numbers_them(titles: list[str]) -> None:
    text = "\n\n".join(f"# {title}" for title in titles) + "\n"
    assert [section.anchor for section in read_markdown(text).sections] == site_ids(text)


UNDERLINED = [
    "Title\n=====\n\nText.\n\nPart\n----\nMore.\n",
    "A\n=\nB\n-\nC\n-\n",
    "## A\nB\n---\ntext\n",
    "Two lines\nof text\n---\n\n## A\n",
    "Text.\n\n---\n\n## A\n",
    "A\n  ---\n\n## B\n",
    "A\n--- \n\n## B\n",
    "A\n- -\n\n## B\n",
    "A *b*\n---\n\nA b\n---\n",
    "    A\n---\n\n## B\n",
    "A {#given}\n---\n",
    "\nA\n===\n",
    "```\nA\n---\n```\n\n## B\n",
]


@pytest.mark.parametrize("text", UNDERLINED)
def test_a_title_with_a_line_below_it_is_a_heading_where_the_site_makes_it_one(text: str) -> None:
    assert [section.anchor for section in read_markdown(text).sections] == site_ids(text)


def test_the_line_below_a_title_is_no_part_of_the_text() -> None:
    parts = read_markdown("Outage\n======\n\nLead.\n\nOrder\n-----\nFirst.\n\n### More\n\nThen.\n")
    assert [(s.level, s.title, s.text) for s in parts.sections[1:]] == [
        (2, "Order", "First.\n\n### More\n\nThen."),
        (3, "More", "Then."),
    ]
    assert parts.heading and parts.heading.title == "Outage"
    assert parts.lead == "Lead."
    assert read_markdown("# T\n\nOrder\n-----\n\nFirst.\n").lead == ""


@pytest.mark.parametrize("text", ["- a\n---\n", "| a\n---\n", "> a\n---\n", "<b>\n---\n", "1. a\n---\n"])
def test_lists_tables_quotes_and_tags_with_a_line_below_are_no_headings(text: str) -> None:
    assert read_markdown(text).sections == ()


def test_a_heading_in_any_script_is_known_by_its_words_and_linked_by_its_anchor() -> None:
    titles = ["手順", "手順", "Επαφές", "الاتصال", "Порядок", "Setup の手順", "Maßnahmen", "Ünïcödé", "Plain"]
    parts = read_markdown("\n\n".join(f"## {title}" for title in titles))
    assert [section.id for section in parts.sections] == [
        "手順", "手順_1", "επαφές", "الاتصال", "порядок", "setup-の手順", "maßnahmen", "unicode", "plain",
    ]  # fmt: skip
    assert [section.anchor for section in parts.sections] == site_ids("\n\n".join(f"## {title}" for title in titles))


def test_the_text_of_a_section_ends_at_the_next_of_its_level() -> None:
    sections = {s.id: s.text for s in read_markdown("# A\n\nlead\n\n## B\n\nb\n\n### C\n\nc\n\n## D\n\nd\n").sections}
    assert sections == {"a": "lead\n\n## B\n\nb\n\n### C\n\nc\n\n## D\n\nd", "b": "b\n\n### C\n\nc", "c": "c", "d": "d"}


def test_the_text_of_a_list_item_is_what_is_indented_below_it() -> None:
    parts = read_markdown("- One. {#A1}\n  More of one.\n    - Inner {#A2}\n- Two {#A3}\n\nAfter.\n")
    assert [(s.id, s.title, s.text) for s in parts.sections] == [
        ("A1", "One.", "More of one."),
        ("A2", "Inner", ""),
        ("A3", "Two", ""),
    ]


def test_the_lead_is_the_first_paragraph_below_the_title() -> None:
    assert read_markdown("# A\n\nOne\nline.\n\nTwo.\n").lead == "One line."
    assert read_markdown("# A\n\n## B\n").lead == ""
    assert read_markdown("No title.\n").lead == "No title."


def test_headings_without_a_space_or_below_other_text_are_no_headings() -> None:
    assert read_markdown("#tag\n\n> # quoted\n\n    # code\n").sections == ()
