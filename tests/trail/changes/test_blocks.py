"""When two Markdown texts say the same: what is style, and what only looks like it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.trail.changes.blocks import blocks, same_text
from trailbook.trail.changes.inline import said

STYLE = {
    "bullets": ("- a\n- b", "* a\n* b"),
    "numbers": ("1. a\n1. b\n1. c", "1. a\n2. b\n3. c"),
    "padding and rule of a table": ("| a | b |\n|---|---|\n| c | d |", "a|b\n-----|:--:\nc   |d"),
    "bold of another style": ("**must** hold", "__must__ hold"),
    "bold on a word": ("It must hold.", "It **must** hold."),
    "italics in bold": ("**a *b* c**", "a b c"),
    "both at once": ("***a*** b", "a b"),
    "trailing spaces": ("a  \nb", "a\nb"),
    "wraps": ("a\nb c", "a b\nc"),
    "wraps of an item": ("- a b\n  c\n- d", "- a\n  b c\n- d"),
    "wraps of a quotation": ("> a\n> b", "> a b"),
    "wraps between ideographs": ("手順を\n実行", "手順を実行"),
    "marks that close a heading": ("### x ##", "### x"),
    "underlined headings": ("x\n===\n\ny\n---", "# x\n\n## y"),
    "escapes": ("5 \\* 3 \\_x\\_", "5 * 3 \\_x\\_"),
    "entities": ("a &amp; b &lt;x", "a & b <x"),
    "typographic quotes": ("“x” isn’t …", '"x" isn\'t ...'),
    "fences": ("```sh\nx\n```", "~~~\nx\n~~~"),
    "indented code": ("    x\n      y", "```\nx\n  y\n```"),
    "line breaks": ("a<br>b<br/>c\\\nd", "a b c d"),
    "indents of nested items": ("- a\n  - b\n    - c", "- a\n    - b\n        - c"),
    "an empty line above a list": ("See:\n- a", "See:\n\n- a"),
    "title of a link": ("[x](http://a)", '[x](<http://a> "t")'),
    "bare addresses": ("<http://a.example/b>", "http://a.example/b"),
    "code marks": ("`a_b` c", "a_b c"),
    "rules between paragraphs": ("a\n\n---\n\nb", "a\n\n***\n\nb"),
    "tags": ('<b>x</b> <a href="u">l</a>', "x [l](u)"),
    "pictures": ('<img src="a.png" alt="x">', "![x](a.png)"),
    "line ends": ("a\r\nb\r\n\r\nc", "a b\n\nc"),
    "tabs": ("-\ta\n\t- b", "- a\n    - b"),
}
MEANING = {
    "address of a link": ("[x](http://a)", "[x](http://b)"),
    "bare address": ("<http://a.example/b\\_c>", "<http://a.example/b_c>"),
    "address of a picture": ("![x](a.png)", "![x](b.png)"),
    "code": ("```\nrm -r x\n```", "```\nrm -r y\n```"),
    "space in code": ("```\na\n  b\n```", "```\na\nb\n```"),
    "emphasis in code": ("`**`", "``"),
    "nesting": ("- a\n- b", "- a\n  - b"),
    "level of a heading": ("## x", "### x"),
    "box ticked": ("- [ ] a", "- [x] a"),
    "box added": ("- a", "- [ ] a"),
    "items in another order": ("- a\n- b", "- b\n- a"),
    "paragraphs in another order": ("a\n\nb", "b\n\na"),
    "a paragraph split": ("a b", "a\n\nb"),
    "a paragraph made a list": ("a\nb", "- a\n- b"),
    "struck out": ("a ~~b~~", "a b"),
    "a factor": ("2 * 3 * 4", "2 3 4"),
    "a name with underscores": ("a_b_c", "abc"),
    "quoted": ("> a", "a"),
    "a cell": ("a|b\n-|-\nc|d", "a|b\n-|-\nc|e"),
    "a column": ("a|b\n-|-\nc|d", "a|c\n-|-\nc|d"),
    "case": ("must", "MUST"),
    "a comment": ("a <!-- b -->", "a"),
}


@pytest.mark.parametrize(("before", "after"), STYLE.values(), ids=STYLE)
def test_style_is_no_difference(before: str, after: str) -> None:
    assert same_text(before, after)


@pytest.mark.parametrize(("before", "after"), MEANING.values(), ids=MEANING)
def test_meaning_is_a_difference(before: str, after: str) -> None:
    assert not same_text(before, after)


MARKDOWN = st.text(alphabet="ab*_`[]()<>&\\|#->~:.1\n \t!=\"'", max_size=80)


@given(MARKDOWN)
def test_any_text_can_be_read_and_space_at_its_end_is_nothing(text: str) -> None:
    assert same_text(text, text.rstrip("\n") + "\n\n") or "`" in text or "~" in text


@pytest.mark.parametrize(
    "part",
    ["*a ", "_a ", "**a*", "`a``b", "[a](", "[[a]", "![a](b ", "<a href=", "<img ", "\\", "| a ", "> ", "&amp",
     "[a](b \"", "<b", "- ", "  - a\n", "a\n---\n", "(", "***", "_*_"],
)  # fmt: skip
def test_time_is_linear_on_hostile_text(part: str) -> None:
    start = time.process_time()
    said(part * 20_000)
    blocks(part * 20_000)
    assert time.process_time() - start < 4  # usually below a tenth of a second
