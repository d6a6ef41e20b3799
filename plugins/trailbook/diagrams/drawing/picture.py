"""A picture: an SVG that can be put into a page as it is, with a title and a description in words."""

from collections.abc import Callable
from dataclasses import dataclass

from trailbook.diagrams.drawing.scene import Scene

Link = Callable[[str], str]
"""Returns the address for a part of a picture; an empty address makes no link."""


@dataclass(frozen=True)
class Picture:
    """The SVG, its title, its description with one sentence a line, and the number of cards."""

    svg: str
    title: str
    description: str
    cards: int

    @property
    def width(self) -> int:
        """How many pixels wide it was laid out."""
        return int(self.svg.partition(' width="')[2].partition('"')[0])


def draw(scene: Scene, link: Link, prefix: str) -> Picture:
    """The picture of a scene, with ``prefix`` before its DOM ids: the same bytes on every machine.

    Raises ``ModuleNotFoundError`` where what lays pictures out is not installed.
    """
    from trailbook.diagrams.drawing.arrangement import arrange  # noqa: PLC0415 - needs Graphviz, as nothing else does
    from trailbook.diagrams.drawing.paint import paint  # noqa: PLC0415

    svg = paint(arrange(scene), link, prefix)
    return Picture(svg, scene.title, "\n".join(scene.words), len(scene.nodes))


def in_page(reference: str) -> str:
    """The address of an item on the page of its own record."""
    return f"#{reference}"
