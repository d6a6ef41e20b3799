"""A picture: an SVG to put into a page as it is, with what it is called and what it shows in words."""

from collections.abc import Callable
from dataclasses import dataclass

from trailbook.diagrams.drawing.arrange import arrange
from trailbook.diagrams.drawing.paint import paint
from trailbook.diagrams.drawing.scene import Scene

Link = Callable[[str], str]
"""The address of what a part of a picture stands for; an empty one makes no link."""


@dataclass(frozen=True)
class Picture:
    """The drawing, what it is called, what it shows in sentences, one a line, and how many cards it has."""

    svg: str
    title: str
    description: str
    cards: int


def draw(scene: Scene, link: Link, prefix: str) -> Picture:
    """The picture of a scene, with ``prefix`` before its DOM ids: the same bytes on every machine."""
    svg = paint(arrange(scene), link, prefix)
    return Picture(svg, scene.title, "\n".join(scene.words), len(scene.places))


def in_page(reference: str) -> str:
    """The address of an item on the page of its own record."""
    return f"#{reference}"
