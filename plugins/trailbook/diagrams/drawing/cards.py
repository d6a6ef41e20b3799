"""The parts that are measured before the layout: cards, the tags of edges, the names of frames."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trailbook.diagrams.drawing import fonts
from trailbook.diagrams.drawing.outlines import Outline, outline
from trailbook.diagrams.drawing.scene import Edge, Frame, Node, Pill
from trailbook.diagrams.drawing.wrapping import wrap

NAME, SMALL = 13.0, 11.0
"""Font sizes in pixels."""
LINE, SMALL_LINE = 17.0, 14.0
PADDING, ICON, GAP = 10.0, 24.0, 3.0
FLOW, FLOW_LINE = 12.0, 15.0
PILL, PILL_GAP = 16.0, 4.0
FRAME, FRAME_HEIGHT = 12.0, 20.0
SLIM_ICON = 18.0
"""The size of the icons of slim cards."""
SLIM_LEFT = PADDING + SLIM_ICON + 8


@dataclass(frozen=True)
class Card:
    """A node with its lines of text and rows of pills, and the size that they need within its outline."""

    lines: tuple[str, ...]
    words: tuple[str, ...]
    pills: tuple[tuple[Pill, ...], ...]
    outline: Outline
    width: float
    height: float

    @classmethod
    def of(cls, node: Node) -> "Card":
        """The card of a node."""
        return cls._slim(node) if node.slim else cls._tall(node)

    @classmethod
    def _tall(cls, node: Node) -> "Card":
        lines, words = wrap(node.name, 100, NAME, most=4, bold=True), (node.words,)
        pills = tuple((pill,) for pill in node.pills)
        widest = [*(fonts.width(line, SMALL) for line in words), *(pill_width(pill.text) for pill in node.pills)]
        text = max(74, *widest, *(fonts.width(line, NAME, bold=True) for line in lines))
        shape = outline(node.type)
        width = text + 2 * PADDING + shape.left + shape.right
        height = ICON + GAP + len(lines) * LINE + SMALL_LINE + _rows(pills) + 2 * PADDING + shape.top + shape.bottom
        return cls(lines, words, pills, shape, float(round(width)), float(round(height)))

    @classmethod
    def _slim(cls, node: Node) -> "Card":
        shape = outline("slim")
        room = node.slim - SLIM_LEFT - PADDING
        lines = wrap(node.name, room, NAME, most=3, bold=True)
        words = wrap(node.words, room, SMALL, most=2) if node.words else ()
        pills = tuple(_in_rows(node.pills, room))
        height = len(lines) * LINE + len(words) * SMALL_LINE + _rows(pills) + 2 * PADDING - 4
        return cls(lines, words, pills, shape, node.slim, float(round(height)))


@dataclass(frozen=True)
class Tag:
    """The label of an edge, as far as there is room, with its level on a pill below."""

    lines: tuple[str, ...]
    level: str
    width: float
    height: float

    @classmethod
    def of(cls, edge: Edge, room: float) -> "Tag":
        """The tag of an edge, with its label in lines at most ``room`` pixels wide."""
        lines = wrap(edge.label, room, FLOW, most=3)
        text = max(*(fonts.width(line, FLOW) for line in lines), pill_width(edge.level), mark_width(edge.mark))
        height = len(lines) * FLOW_LINE + PILL + 4 + (PILL + 2 if edge.mark else 0)
        return cls(lines, edge.level, float(round(text + 14)), height)


MARKS: dict[str, str] = {
    "added": "+ added",
    "removed": "− removed",
    "changed": "~ changed",
    "weakened": "↓ weakened",
    "strengthened": "↑ strengthened",
    "affected": "! affected",
}
"""The texts of marks: a sign and a word, so that nothing depends on colour."""


def pill_width(text: str) -> float:
    """How wide a pill is, in pixels."""
    return fonts.width(text, SMALL) + 14


def mark_width(mark: str) -> float:
    """How wide a mark is, in pixels; 0 for none."""
    return fonts.width(MARKS[mark], SMALL, bold=True) + 14 if mark else 0


def frame_name(frame: Frame) -> str:
    """The name of a frame on one line, with its mark before it."""
    name = wrap(frame.name, 260, FRAME, most=1, bold=True)[0]
    return f"{MARKS[frame.mark]}: {name}" if frame.mark else name


def frame_width(frame: Frame) -> float:
    """How wide the name of a frame is."""
    return fonts.width(frame_name(frame), FRAME, bold=True)


def _rows(pills: Iterable[object]) -> float:
    """How high so many rows of pills are."""
    return sum(PILL + PILL_GAP for _ in pills)


def _in_rows(pills: Iterable[Pill], room: float) -> Iterator[tuple[Pill, ...]]:
    row: list[Pill] = []
    for pill in pills:
        if row and sum(pill_width(p.text) + PILL_GAP for p in row) + pill_width(pill.text) > room:
            yield tuple(row)
            row = []
        row.append(pill)
    if row:
        yield tuple(row)
