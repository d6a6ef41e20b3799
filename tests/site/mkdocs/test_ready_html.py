"""Ready HTML that is kept from being read as Markdown gives the same page, and the same anchors."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown import Markdown

from trailbook.site.mkdocs.ready_html import ReadyHtml

EXTENSIONS = ["attr_list", "md_in_html", "pymdownx.superfences", "tables", "toc"]
PIECES = (
    '<div class="a" id="one">\n<p>text</p>\n</div>',
    '<div>\n<div id="two"><span title="a > b &lt;/div&gt;">x</span></div>\n\n<p>below a blank line</p>\n</div>',
    '<div title="</div>">*not emphasis*</div>',
    '<table id="t"><tr><td>1 &amp; 2 &copy; &#60;</td></tr></table>',
    "<details><summary>more</summary>\n<ul><li>x</li></ul>\n</details>",
    '<figure id="f"><div><svg viewBox="0 0 1 1"><title>a</title><path d="M0 0"/></svg></div></figure>',
    "<p>one<br>two</p>",
    "<div>never closed",
    "<div>closed</div> and text behind it",
    "</div>",
    '<div markdown="1">\n*emphasis*\n</div>',
    "<nav>\n    indented\n</nav>",
    "Plain *text* with <b>inline</b> and <div>a block</div> in it.",
    "# Heading { #h }",
    "- item\n\n    <div>in an item</div>\n\n    more",
    "> <div>quoted</div>",
    "```html\n<div>code</div>\n```",
    "`<div>`",
    "<!-- <div> -->",
    "| a | b |\n|---|---|\n| <div>1</div> | 2 |",
    "    <div>code by its indent</div>",
    "text <!-- a comment",
)


def rendered(text: str, *, is_own: bool) -> tuple[str, frozenset[str]]:
    extension = ReadyHtml()
    extension.begin(is_own=is_own)
    return Markdown(extensions=[*EXTENSIONS, extension]).convert(text), extension.anchors


@pytest.mark.parametrize("piece", PIECES[:7])
def test_a_block_is_kept_from_being_read_and_its_anchors_are_known(piece: str) -> None:
    html, anchors = rendered(f"before\n\n{piece}\n\nafter", is_own=True)
    assert piece in html
    assert anchors == frozenset(re.findall(r'id="(\w+)"', piece))


def test_the_page_of_an_author_is_left_to_markdown() -> None:
    assert rendered(PIECES[0], is_own=False)[1] == frozenset()


BETWEEN = st.sampled_from(["\n", "\n\n", "\n\n\n"])


@given(st.lists(st.tuples(st.sampled_from(PIECES[:7] + PIECES[11:18]), BETWEEN), max_size=8))
def test_a_page_of_complete_blocks_is_the_same(pieces: list[tuple[str, str]]) -> None:
    text = "".join(piece + between for piece, between in pieces)
    assert rendered(text, is_own=True)[0] == rendered(text, is_own=False)[0]
