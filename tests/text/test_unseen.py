"""Which characters nobody sees, in each of the ways in which a text is shown."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trailbook.text.unseen import UNSEEN, one_line, printable, printable_lines, visible_lines

HIDING = {
    "escape": "\x1b",
    "C1 control": "\x9b",
    "zero-width space": "\u200b",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "override": "\u202e",
    "isolate": "\u2067",
    "invisible operator": "\u2064",
    "half of a character": "\ud800",
    "no character": "\ufdd0",
    "annotation": "\ufff9",
    "tag": "\U000e0041",
}

SPELLED = {
    "emoji of several": "👩\u200d💻",
    "Persian with a non-joiner": "می\u200cخواهم",
    "mark of direction": "עברית\u200f!",
    "soft hyphen": "Sicher\u00adheit",
    "variation selector": "⚠\ufe0f",
    "no-break space": "10\u00a0%",
    "accent of its own": "e\u0301",
}

LINE_ENDS = ("\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")


@pytest.mark.parametrize("hiding", HIDING.values(), ids=HIDING)
def test_what_hides_or_reorders_is_left_out_and_noticed_on_a_terminal(hiding: str) -> None:
    assert one_line(f"a{hiding}b") == visible_lines(f"a{hiding}b") == "ab"
    assert printable(f"a{hiding}b") == printable_lines(f"a{hiding}b") == "a\N{REPLACEMENT CHARACTER}b"


@pytest.mark.parametrize("text", SPELLED.values(), ids=SPELLED)
def test_what_a_text_is_spelled_with_is_kept(text: str) -> None:
    assert visible_lines(text) == text
    assert one_line(text) == text.replace("\u00a0", " ")
    assert printable_lines(text) == text.replace("\u200f", "\N{REPLACEMENT CHARACTER}")


@pytest.mark.parametrize("end", LINE_ENDS)
def test_every_line_end_is_one(end: str) -> None:
    assert visible_lines(f"a{end}b") == "a\nb"
    assert one_line(f"a{end}b") == "a b"
    assert "\n" not in printable(f"a{end}b")


def test_lines_and_tabs_of_a_longer_text_are_kept_on_a_terminal() -> None:
    assert printable_lines("a\n\tb\x1b") == "a\n\tb\N{REPLACEMENT CHARACTER}"
    assert printable("a\tb") == "a\N{REPLACEMENT CHARACTER}b"


def test_no_control_but_white_space_is_ever_seen() -> None:
    controls = {chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) in ("Cc", "Cs")}
    assert {c for c in controls if not UNSEEN.match(c)} == set("\t\n\x0b\x0c\r\x85")


@given(st.text())
def test_any_text_is_clean_after_one_pass(text: str) -> None:
    line, lines = one_line(text), visible_lines(text)
    assert not UNSEEN.search(line) and len(line.splitlines()) < 2
    assert not UNSEEN.search(lines) and not re.search(r"[\r\x0b\x0c\x85\u2028\u2029]", lines)
    assert (one_line(line), visible_lines(lines)) == (line, lines)
    assert printable(text).isprintable() and len(printable(text)) == len(text)
