"""The legend of a picture says what its marks and the colours of its lines mean, and nothing that is not there."""

import re

import pytest

from trailbook.diagrams.drawing.picture import draw
from trailbook.diagrams.drawing.scene import Edge, Key, Node, Scene


def legend(*levels: str, keys: tuple[Key, ...] = ()) -> list[str]:
    """The words of the legend of two cards with a line of each level between them."""
    nodes = tuple(Node(id, id, "service", "service", id) for id in "AB")
    edges = tuple(Edge(f"e{number}", "A", "B", "A to B.", level) for number, level in enumerate(levels))
    svg = draw(Scene("test", "T", ("Two.",), nodes, edges, keys=keys), lambda _: "", "t").svg
    return re.findall(r">([^<]+)<", svg.partition('class="tb-legend"')[2])


@pytest.mark.parametrize(
    ("levels", "keys", "words"),
    [
        (("restricted", "public", "restricted"), (), ["public data", "restricted data"]),
        (("unstated",), ("crossing",), ["crosses a trust boundary", "data of unstated sensitivity"]),
        (("own", "plain"), (), ["link of this record", "link between others"]),
        (("plain", "plain"), (), []),
        (("internal", "plain"), (), ["internal data"]),
    ],
)
def test_each_colour_that_says_something_is_explained_once(
    levels: tuple[str, ...], keys: tuple[Key, ...], words: list[str]
) -> None:
    assert legend(*levels, keys=keys) == words


def test_a_legend_takes_more_rows_rather_than_widen_a_narrow_picture() -> None:
    nodes = tuple(Node(id, id, "service", "service", id) for id in "AB")
    levels = ("public", "internal", "confidential", "restricted")
    edges = tuple(Edge(level, "A", "B", "A to B.", level) for level in levels)
    svg = draw(Scene("test", "T", ("Two.",), nodes, edges), lambda _: "", "t").svg
    rows = set(re.findall(r'<text[^>]* y="([\d.]+)"', svg.partition('class="tb-legend"')[2]))
    assert len(rows) > 1
    assert float(re.findall(r'width="(\d+)"', svg)[0]) < 400
