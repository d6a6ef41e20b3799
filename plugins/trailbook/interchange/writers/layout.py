"""Lays out a drawing for another tool: boxes in boxes, without overlaps."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, sqrt

from trailbook.interchange.boxes import Box
from trailbook.interchange.writers.export import ExportBuilder

_CELL = (160.0, 100.0)
_GAP = 80.0
_PADDING = 40.0
_EMPTY = (200.0, 120.0)


@dataclass(frozen=True)
class _Block:
    """An area, and the boxes in it by id, relative to its upper left corner."""

    width: float
    height: float
    boxes: Mapping[str, Box]


def lay_out(builder: ExportBuilder) -> dict[str, Box]:
    """A rectangle for each component and boundary, so that the geometry alone says what is inside what."""
    outer = {b.id: (builder.local([b.within or ""], "boundaries") or [""])[0] for b in builder.model.boundaries}
    inside: dict[str, list[str]] = {}
    for component in builder.model.components:
        zone = (builder.local([component.boundary or ""], "boundaries") or [""])[0]
        inside.setdefault(zone, []).append(component.id)
    nested: dict[str, list[str]] = {}
    for id, around in outer.items():
        nested.setdefault("" if _circular(id, outer) else around, []).append(id)

    def block(zone: str) -> _Block:
        cells = [_Block(*_CELL, {id: Box(0, 0, *_CELL)}) for id in inside.get(zone, ())]
        rows = [*_grid(cells), [framed(id) for id in nested.get(zone, ())]]
        return _stacked([row for row in rows if row])

    def framed(zone: str) -> _Block:
        inner = block(zone)
        width = max(inner.width + 2 * _PADDING, _EMPTY[0])
        height = max(inner.height + 2 * _PADDING, _EMPTY[1])
        return _Block(width, height, {zone: Box(0, 0, width, height), **_moved(inner.boxes, _PADDING, _PADDING)})

    return _moved(block("").boxes, _PADDING, _PADDING)


def _circular(id: str, outer: Mapping[str, str]) -> bool:
    """Whether a boundary is, through others, within itself."""
    passed: set[str] = set()
    above = outer[id]
    while above and above not in passed:
        passed.add(above)
        above = outer[above]
    return id in passed


def _grid(cells: list[_Block]) -> list[list[_Block]]:
    columns = max(1, ceil(sqrt(len(cells))))
    return [cells[at : at + columns] for at in range(0, len(cells), columns)]


def _stacked(rows: list[list[_Block]]) -> _Block:
    """Rows below each other, with the blocks of a row side by side."""
    boxes: dict[str, Box] = {}
    width = y = 0.0
    for row in rows:
        x = 0.0
        for block in row:
            boxes |= _moved(block.boxes, x, y)
            x += block.width + _GAP
        width = max(width, x - _GAP)
        y += max(block.height for block in row) + _GAP
    return _Block(width, max(0.0, y - _GAP), boxes)


def _moved(boxes: Mapping[str, Box], x: float, y: float) -> dict[str, Box]:
    return {id: Box(box.x + x, box.y + y, box.width, box.height) for id, box in boxes.items()}
