from typing import get_args

from trailbook.diagrams.drawing import fonts, icons
from trailbook.diagrams.drawing.outlines import OUTLINES
from trailbook.diagrams.drawing.wrapping import wrap
from trailbook.records.vocabulary import ComponentType


def test_a_text_is_as_wide_as_its_characters_in_the_shipped_font() -> None:
    assert fonts.width("A", 1000) == fonts.width("AA", 500)
    assert fonts.width("A i", 10) == fonts.width("A", 10) + fonts.width(" ", 10) + fonts.width("i", 10)
    assert fonts.width("iiii", 12) < fonts.width("mmmm", 12)
    assert fonts.width("form", 12, bold=True) > fonts.width("form", 12)


def test_what_the_font_lacks_gets_room_and_a_joiner_none() -> None:
    assert fonts.width("語", 10) == 10
    assert fonts.width("\u200d\u0301", 10) in (0, fonts.width("\u0301", 10))


def test_lines_are_no_wider_than_their_room() -> None:
    for text in ("short", "several words that need more lines", "w" * 90, "a " + "i" * 200 + " b"):
        lines = wrap(text, 80, 12, most=3)
        assert len(lines) <= 3
        assert all(fonts.width(line, 12) <= 80 for line in lines)


def test_a_text_that_fits_is_left_whole_and_one_that_does_not_says_so() -> None:
    assert " ".join(wrap("Start the approval flow", 80, 12, most=3)) == "Start the approval flow"
    assert wrap("word " * 50, 80, 12, most=2)[-1].endswith("…")


def test_every_type_of_component_has_an_icon_and_an_outline() -> None:
    assert {*get_args(ComponentType), "elsewhere", "application"} <= OUTLINES.keys() - {"slim"} <= set(icons.names())
    assert all("currentColor" in icons.icon(name) and "<script" not in icons.icon(name) for name in icons.names())
