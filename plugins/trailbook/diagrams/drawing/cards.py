"""The parts that are sized before they are placed: cards, the tags of streams, the names of frames."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trailbook.diagrams.drawing import fonts
from trailbook.diagrams.drawing.outlines import Outline, outline
from trailbook.diagrams.drawing.scene import Frame, Pill, Place, Stream
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
    """A place with the lines and rows of pills that it holds, and the size they need within its outline."""

    lines: tuple[str, ...]
    words: tuple[str, ...]
    pills: tuple[tuple[Pill, ...], ...]
    outline: Outline
    width: float
    height: float

    @classmethod
    def of(cls, place: Place) -> "Card":
        """The card of a place."""
        return cls._slim(place) if place.slim else cls._tall(place)

    @classmethod
    def _tall(cls, place: Place) -> "Card":
        lines, words = wrap(place.name, 100, NAME, most=4, bold=True), (place.words,)
        pills = tuple((pill,) for pill in place.pills)
        widest = [*(fonts.width(line, SMALL) for line in words), *(pill_width(pill.text) for pill in place.pills)]
        text = max(74, *widest, *(fonts.width(line, NAME, bold=True) for line in lines))
        shape = outline(place.type)
        width = text + 2 * PADDING + shape.left + shape.right
        height = ICON + GAP + len(lines) * LINE + SMALL_LINE + _rows(pills) + 2 * PADDING + shape.top + shape.bottom
        return cls(lines, words, pills, shape, float(round(width)), float(round(height)))

    @classmethod
    def _slim(cls, place: Place) -> "Card":
        shape = outline("slim")
        room = place.slim - SLIM_LEFT - PADDING
        lines = wrap(place.name, room, NAME, most=3, bold=True)
        words = wrap(place.words, room, SMALL, most=2) if place.words else ()
        pills = tuple(_in_rows(place.pills, room))
        height = len(lines) * LINE + len(words) * SMALL_LINE + _rows(pills) + 2 * PADDING - 4
        return cls(lines, words, pills, shape, place.slim, float(round(height)))


@dataclass(frozen=True)
class Tag:
    """What stands beside a stream: its label as far as there is room, and its level on a pill below."""

    lines: tuple[str, ...]
    level: str
    width: float
    height: float

    @classmethod
    def of(cls, stream: Stream, room: float) -> "Tag":
        """The tag of a stream, with its label in lines at most ``room`` wide."""
        lines = wrap(stream.label, room, FLOW, most=3)
        text = max(*(fonts.width(line, FLOW) for line in lines), pill_width(stream.level), mark_width(stream.mark))
        height = len(lines) * FLOW_LINE + PILL + 4 + (PILL + 2 if stream.mark else 0)
        return cls(lines, stream.level, float(round(text + 14)), height)


MARKS: dict[str, str] = {
    "added": "+ added",
    "removed": "− removed",
    "changed": "~ changed",
    "weakened": "↓ weakened",
    "strengthened": "↑ strengthened",
    "affected": "! affected",
}
"""How a mark reads: its sign says the same without colour as its word says without the sign."""


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
