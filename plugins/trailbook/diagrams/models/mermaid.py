"""What changed in a data flow as Mermaid, which forges draw in comments, unlike SVG.

Only the flows and components that differ are shown, with the other ends of these flows. GitLab asks before it draws
long diagrams, so no more than ``MOST`` flows are included.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from trailbook.diagrams.drawing.scene import Mark
from trailbook.diagrams.drawing.wrapping import ELLIPSIS
from trailbook.diagrams.models.difference import ModelRevisions
from trailbook.diagrams.models.model_map import Endpoint, ModelMap, Transfer
from trailbook.text.unseen import one_line

MOST = 12
"""The most flows in a picture."""

_LONGEST = 40
_SPECIAL = re.compile(r"[^\w .,:()/+…-]")
_FIRST: tuple[Mark, ...] = ("removed", "added", "weakened", "strengthened", "changed")
"""The order in which flows are chosen if not all can be shown."""
_ARROWS: dict[Mark, str] = {"added": "==>", "removed": "-.->"}
_STYLES: dict[Mark, str] = {
    "added": "stroke-width:3px",
    "removed": "stroke-dasharray:6 4",
    "weakened": "stroke-width:3px,stroke:#cf222e",
    "strengthened": "stroke-width:3px,stroke:#1a7f37",
    "changed": "stroke-width:3px",
}
"""The styles of marked components. The mark is also written as a word, so nothing depends on colour."""


@dataclass(frozen=True)
class MermaidFlows:
    """The text of a flowchart, and the number of differing flows that it leaves out."""

    text: str
    left_out: int


def mermaid_difference(revisions: ModelRevisions) -> MermaidFlows | None:
    """The flows and components of a model that differ between two revisions.

    None if no flow differs and no component was added or removed: boxes alone would say less than the list of changes.
    """
    map = ModelMap(revisions.union)
    transfers = [(transfer, revisions.mark("flows", transfer.flow.id)) for transfer in map.transfers]
    marked = [(transfer, mark) for transfer, mark in transfers if mark]
    shown = sorted(marked, key=lambda pair: _FIRST.index(pair[1]))[:MOST]
    endpoints = dict.fromkeys(id for transfer, _ in shown for id in (transfer.source.id, transfer.target.id))
    endpoints |= dict.fromkeys(id for id in map.components if revisions.mark("components", id))
    if not marked and not any(revisions.mark("components", id) in ("added", "removed") for id in endpoints):
        return None
    lines = ["flowchart LR", *_endpoints(revisions, map, [*endpoints][: 2 * MOST]), *_arrows(shown, [*endpoints])]
    return MermaidFlows("\n".join(lines), len(marked) - len(shown))


def _endpoints(revisions: ModelRevisions, map: ModelMap, ids: Sequence[str]) -> Iterator[str]:
    """The components, grouped by boundary."""
    within: dict[str, list[str]] = {}
    for number, id in enumerate(ids):
        endpoint, mark = map.endpoints[id], revisions.mark("components", id)
        around = map.around(endpoint)
        boundary = f"{around[0].id} {around[0].name}" if around else ""
        style = f":::{mark}" if mark else ""
        within.setdefault(boundary, []).append(f'n{number}["{_endpoint(endpoint, mark)}"]{style}')
    for number, (boundary, nodes) in enumerate(within.items()):
        if boundary:
            yield f'  subgraph b{number}["{_text(boundary)}"]'
            yield from (f"    {node}" for node in nodes)
            yield "  end"
        else:
            yield from (f"  {node}" for node in nodes)
    used = dict.fromkeys(mark for id in ids if (mark := revisions.mark("components", id)))
    yield from (f"  classDef {mark} {_STYLES[mark]}" for mark in used)


def _endpoint(endpoint: Endpoint, mark: Mark) -> str:
    return _text(f"{endpoint.id} {endpoint.name}" if endpoint.id != endpoint.name else endpoint.id) + (
        f", {mark}" if mark else ""
    )


def _arrows(transfers: Sequence[tuple[Transfer, Mark]], ids: Sequence[str]) -> Iterator[str]:
    for transfer, mark in transfers:
        label = _text(f"{transfer.flow.id} {transfer.flow.name}")
        source, target = ids.index(transfer.source.id), ids.index(transfer.target.id)
        yield f'  n{source} {_ARROWS.get(mark, "-->")}|"{label}, {mark}"| n{target}'


def _text(text: str) -> str:
    """Text for double quotes without markup: characters that may be markup are written as entities."""
    line = one_line(text)
    line = line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + ELLIPSIS
    return _SPECIAL.sub(lambda match: f"#{ord(match[0])};", line)
