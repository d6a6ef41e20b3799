"""Hostile text in the comment of a forge: it stays text, and nobody is called."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from trailbook.text.forge_text import LONGEST, forge_code, forge_text

RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
JOINER = "\N{WORD JOINER}"
REFERENCES = [
    "@ada",
    "@org/team",
    "#12",
    "owner/repo#12",
    "GH-12",
    "JIRA-12",
    "!12",
    "~label",
    '~"a label"',
    "%1.0",
    "$12",
    "&12",
    "^alert#12",
    "[issue:12]",
    "https://example.org/issues/12",
    "www.example.org",
    "ada@example.org",
    ":tada:",
    "8f14e45fceea167a5a36dedd4bea2543deadbeef",
]


class _Parts(HTMLParser):
    """The tags of an HTML text, and what it says outside code."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.said = ""
        self._code = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        self._code = tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._code = False

    def handle_data(self, data: str) -> None:
        self.said += "" if self._code else data

    def handle_comment(self, data: str) -> None:
        self.tags.append("!--")


def shown(markdown: str) -> _Parts:
    parts = _Parts()
    parts.feed(RENDERER.render(f"- {markdown}\n"))
    return parts


@pytest.mark.parametrize("text", REFERENCES)
def test_what_a_forge_would_follow_is_parted_by_what_nobody_sees(text: str) -> None:
    said = shown(forge_text(f"See {text} there")).said.strip()
    assert said.replace(JOINER, "") == f"See {text} there"
    assert JOINER in said
    assert f"See {text}" not in said


@pytest.mark.parametrize(
    "text",
    ["Ada & Bob", "100 %", "C# is fine", "T3: state: open → mitigated", "2026-01-02", "10:30", "a - b", "POL-A.C2"],
)
def test_plain_text_reads_as_it_is(text: str) -> None:
    assert shown(forge_text(f"See {text} there")).said.strip() == f"See {text} there"


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=alert(1)>",
        "![x](https://example.org/x.png)",
        "[x](javascript:alert(1))",
        "<!-- hidden -->",
        "</details>",
        "| a | b |",
        "# Heading",
        "> quote",
        "- [ ] task",
        "1. one",
        "```\ncode",
        "$$x$$",
        "a\n\n/close\n",
        "\x1b[31m\u202e",
        "a name that is no text: \udcff",
    ],
)
def test_no_markup_comes_of_it(text: str) -> None:
    parts = shown(forge_text(text))
    assert parts.tags == ["ul", "li"]
    assert forge_text(text).encode()
    assert "\n/" not in RENDERER.render(f"- {forge_text(text)}")


@given(st.text(max_size=80))
def test_no_text_becomes_markup_or_breaks_its_line(text: str) -> None:
    for escaped, tags in ((forge_text(text), ["ul", "li"]), (f"x{forge_code(text)}", ["ul", "li", "code"])):
        assert "\n" not in escaped
        assert shown(escaped).tags in (tags, ["ul", "li"])


@given(st.text(alphabet='@#!~%$&^:ab1-/.[]"w ', max_size=30))
def test_no_reference_is_left(text: str) -> None:
    said = shown(forge_text(f"x {text}")).said
    assert not re.search(r"@\w|#\d|!\d|~\w|%\w|\$\w|&\d|\^\w|://|www\.", said)


def test_long_texts_are_cut() -> None:
    assert len(forge_text("word " * 200)) <= LONGEST
    assert len(forge_code("word " * 200)) <= LONGEST + 4
