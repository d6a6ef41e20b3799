"""Bars of wholes."""

from xml.etree import ElementTree

import pytest

from trailbook.diagrams.charts.share_bar import Part, draw_share

RECT = "{http://www.w3.org/2000/svg}rect"


def test_parts_are_as_wide_as_their_share_and_fill_the_whole() -> None:
    svg = draw_share([Part(3, "done", "good"), Part(0, "late", "critical"), Part(1, "open", "rest")])
    root = ElementTree.fromstring(svg)
    first, second = root.iter(RECT)
    assert float(first.attrib["width"]) == pytest.approx(3 * float(second.attrib["width"]), abs=0.5)
    assert float(second.attrib["x"]) + float(second.attrib["width"]) == pytest.approx(400, abs=0.2)
    assert root.attrib["aria-label"] == "3 done and 1 open"


def test_nothing_has_no_bar_and_a_name_is_text() -> None:
    assert draw_share([Part(0, "done", "good")]) == ""
    assert "&lt;b&gt;" in draw_share([Part(1, "<b>", "good")])
