"""Texts that Markdown takes minutes for are known without rendering them, and no ordinary text is taken for one."""

from pathlib import Path
from time import process_time

import pytest
from tests.paths import REPOSITORY

from trailbook.text import limits
from trailbook.text.limits import slow_text
from trailbook.text.markdown_text import split_front_matter

MANY = 20_000
SLOW = {
    "brackets": ("[" * MANY, "square brackets"),
    "pictures": ("![" * MANY, "square brackets"),
    "brackets within": ("[" * MANY + "]" * MANY, "square brackets"),
    "brackets that code seems to close": ("[ `]` " * MANY, "square brackets"),
    "links without an end": ("[a](b " * MANY, "addresses of links"),
    "links": ("[a](b) " * MANY * 2, "links, emphases"),
    "emphases": ("*a* " * MANY * 3, "links, emphases"),
    "escapes": ("\\*" * MANY * 2, "links, emphases"),
    "code spans": ("`a` " * MANY * 3, "links, emphases"),
    "quotes": ("> " * 101 + "a", "inside one another"),
    "lists": ("1. " * 101 + "a", "inside one another"),
    "lists by lines": ("\n".join("    " * depth + "- a" for depth in range(102)), "inside one another"),
    "boxes": ("\n\n".join("    " * depth + "!!! note" for depth in range(102)), "inside one another"),
    "tags": ("<a " * MANY, "tags"),
    "tags with quotes": ('<a b="' * MANY, "tags"),
    "sections": ("<![CDATA[" * MANY, "tags"),
    "headings": ("# a\n" * MANY, "no blank line"),
    "rules": ("---\n" * MANY, "no blank line"),
    "definitions": ("a\n:   b\n" * MANY, "definitions"),
    "cells": ("|".join("a" * 500) + "\n" + "|".join("-" * 500) + "\n" + "|\n" * MANY, "cells"),
    "code blocks": ("```\na\n```\n" * MANY, "code blocks"),
    "footnotes": ("".join(f"a[^{number}]\n\n[^{number}]: b\n\n" for number in range(MANY)), "footnote"),
    "abbreviations": ("HTML\n\n" * MANY + "*[HTML]: b\n", "abbreviations"),
    "one footnote": ("a[^x]\n\n" * MANY + "[^x]: b\n", "footnote"),
}
ORDINARY = {
    "words": "some words in a line\n" * MANY,
    "a list": "- [a](b) and `code`\n" * MANY,
    "tasks": "- [ ] a\n- [x] b\n" * MANY,
    "a table": "|a|b|\n|-|-|\n" + "|[a](b)|`b`|\n" * MANY,
    "code": "```python\n" + "x = a[i]; y = b <c; z = ***\n# a\n---\n" * MANY + "```\n",
    "paragraphs": "Text with a [link](b) and `a[i]`, *more* and more of it.\n\n" * MANY,
    "many paragraphs": "a\n\n" * MANY * 10,
    "rules": "- - - - - - - - - - - - - - - - - - - - - - - - - - - -\n\n" * 200,
    "abbreviations": "".join(f"*[AB{number}]: a word\n" for number in range(300)),
}


@pytest.mark.slow
@pytest.mark.parametrize("name", SLOW)
def test_a_text_that_takes_minutes_is_a_problem_with_its_remedy(name: str) -> None:
    text, what = SLOW[name]
    began = process_time()
    (problem,) = slow_text("docs/a.md", f"# Title\n\n{text}", 5)
    assert process_time() - began < 5
    assert (problem.rule, problem.path) == ("slow-text", "docs/a.md")
    assert what in problem.message
    assert problem.expected


@pytest.mark.parametrize("name", ORDINARY)
def test_long_ordinary_text_is_none(name: str) -> None:
    assert not list(slow_text("docs/a.md", ORDINARY[name]))


def test_the_line_is_where_the_costly_paragraph_begins() -> None:
    text = f"# Title\n\nA paragraph.\n\nAnother\n{'[' * MANY}\n"
    assert [problem.line for problem in slow_text("docs/a.md", text, 4)] == [8]


def test_no_page_of_this_repository_is_one() -> None:
    pages = [file for file in REPOSITORY.rglob("*.md") if ".venv" not in file.parts]
    assert pages
    assert not [problem for file in pages for problem in _problems(file)]


def _problems(file: Path) -> list[object]:
    _, body, _ = split_front_matter(file.read_text(encoding="utf-8", errors="replace"))
    return list(slow_text(file.name, body))


@pytest.mark.parametrize("name", SLOW)
def test_no_slow_text_passes_for_one_that_costs_little(name: str) -> None:
    whole, _ = SLOW[name]
    for length in (len(whole) // parts for parts in (1, 3, 10, 30, 100)):
        text = whole[:length]
        assert not limits._costs_little(text) or sum(cost.steps for cost in limits._costs(text)) < limits.MOST_STEPS


def test_an_ordinary_page_needs_no_closer_look() -> None:
    assert limits._costs_little("# Title\n\nSome *words* with a [link](a.md) and `code`.\n\n- an entry\n" * 20)
