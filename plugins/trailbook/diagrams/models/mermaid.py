"""What changed in a data flow as Mermaid, which forges draw in a comment where they draw no SVG.

Only the flows and components that differ are shown, with the other ends of these flows. GitLab draws what has few
characters and asks before it draws more, so no more than ``MOST`` flows are told.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trailbook.diagrams.drawing.scene import Mark
from trailbook.diagrams.drawing.wrapping import ELLIPSIS
from trailbook.diagrams.models.difference import Both
from trailbook.diagrams.models.model_map import ModelMap, Move, Spot
from trailbook.text.unseen import one_line

MOST = 12
"""How many flows one picture has."""

_LONGEST = 40
_SPECIAL = re.compile(r"[^\w .,:()/+…-]")
_FIRST: tuple[Mark, ...] = ("removed", "added", "weakened", "strengthened", "changed")
"""What is shown where not all can be."""
_ARROWS: dict[Mark, str] = {"added": "==>", "removed": "-.->"}
_STYLES: dict[Mark, str] = {
    "added": "stroke-width:3px",
    "removed": "stroke-dasharray:6 4",
    "weakened": "stroke-width:3px,stroke:#cf222e",
    "strengthened": "stroke-width:3px,stroke:#1a7f37",
    "changed": "stroke-width:3px",
}
"""How a component stands out. Each has its mark as a word besides, so nothing depends on colour."""


@dataclass(frozen=True)
class MermaidFlows:
    """The text of a flowchart, and how many flows differ that it does not show."""

    text: str
    left_out: int


def mermaid_difference(both: Both) -> MermaidFlows | None:
    """The flows and components of a model that differ between two revisions.

    None where no flow differs and no component came or went: boxes alone would tell less than the changes in words.
    """
    map = ModelMap(both.union)
    moves = [(move, both.mark("flows", move.flow.id)) for move in map.moves]
    marked = [(move, mark) for move, mark in moves if mark]
    shown = sorted(marked, key=lambda one: _FIRST.index(one[1]))[:MOST]
    spots = dict.fromkeys(id for move, _ in shown for id in (move.source.id, move.target.id))
    spots |= dict.fromkeys(id for id in map.components if both.mark("components", id))
    if not marked and not any(both.mark("components", id) in ("added", "removed") for id in spots):
        return None
    lines = ["flowchart LR", *_spots(both, map, [*spots][: 2 * MOST]), *_arrows(shown, [*spots])]
    return MermaidFlows("\n".join(lines), len(marked) - len(shown))


def _spots(both: Both, map: ModelMap, ids: Sequence[str]) -> Iterator[str]:
    """The components, those of one boundary together."""
    within: dict[str, list[str]] = {}
    for number, id in enumerate(ids):
        spot, mark = map.spots[id], both.mark("components", id)
        around = map.around(spot)
        boundary = f"{around[0].id} {around[0].name}" if around else ""
        style = f":::{mark}" if mark else ""
        within.setdefault(boundary, []).append(f'n{number}["{_spot(spot, mark)}"]{style}')
    for number, (boundary, nodes) in enumerate(within.items()):
        if boundary:
            yield f'  subgraph b{number}["{_text(boundary)}"]'
            yield from (f"    {node}" for node in nodes)
            yield "  end"
        else:
            yield from (f"  {node}" for node in nodes)
    used = dict.fromkeys(mark for id in ids if (mark := both.mark("components", id)))
    yield from (f"  classDef {mark} {_STYLES[mark]}" for mark in used)


def _spot(spot: Spot, mark: Mark) -> str:
    return _text(f"{spot.id} {spot.name}" if spot.id != spot.name else spot.id) + (f", {mark}" if mark else "")


def _arrows(moves: Sequence[tuple[Move, Mark]], ids: Sequence[str]) -> Iterator[str]:
    for move, mark in moves:
        said = _text(f"{move.flow.id} {move.flow.name}")
        source, target = ids.index(move.source.id), ids.index(move.target.id)
        yield f'  n{source} {_ARROWS.get(mark, "-->")}|"{said}, {mark}"| n{target}'


def _text(text: str) -> str:
    """Text between double quotes in which nothing is markup: what may be is written by its number."""
    line = one_line(text)
    line = line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + ELLIPSIS
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", line)
