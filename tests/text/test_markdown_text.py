"""Sections of Markdown records are addressed as the site addresses them."""

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
    site = markdown.Markdown(extensions=["attr_list", "toc"])
    site.convert(text)
    found: list[str] = []

    def walk(tokens: list[dict[str, object]]) -> None:
        for token in tokens:
            found.append(str(token["id"]))
            walk(token["children"])  # type: ignore[arg-type]

    walk(site.toc_tokens)  # type: ignore[attr-defined]
    return found


@pytest.mark.parametrize("title", TITLES)
def test_a_heading_has_the_anchor_that_the_site_gives_it(title: str) -> None:
    text = f"## {title}\n"
    assert [section.id for section in read_markdown(text).sections] == site_ids(text)


@given(st.lists(st.sampled_from(["a", "a_1", "a_2", "a_1_1", "b", "日", "_1", "_", "A", "x {#a}", "y {#a_1}"])))
@example(["a", "a", "a_1", "a_1", "x {#a}"])
def test_equal_headings_are_numbered_as_the_site_numbers_them(titles: list[str]) -> None:
    text = "\n\n".join(f"# {title}" for title in titles) + "\n"
    assert [section.id for section in read_markdown(text).sections] == site_ids(text)


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
