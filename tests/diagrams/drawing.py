"""Every picture of a knowledge base; as a script, writes their SVG, so that a test can draw in another process."""

import sys
from collections.abc import Iterator
from pathlib import Path

from trailbook.diagrams.drawing.picture import Picture
from trailbook.diagrams.models.attack_paths import draw_attack_paths
from trailbook.diagrams.models.context import draw_context
from trailbook.diagrams.models.data_flow import draw_data_flow
from trailbook.diagrams.models.difference import draw_difference
from trailbook.diagrams.models.estate import Estate, draw_estate
from trailbook.diagrams.models.record_links import LinkGraph, draw_all_links, draw_links_around
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.loading import load


def pictures(root: Path) -> Iterator[Picture]:
    """One of each kind for each record that it can be drawn of."""
    knowledge = load(root)
    models = tuple(knowledge.of_kind(ThreatModel))
    connectors = tuple(knowledge.of_kind(Connector))
    for model in models:
        yield draw_data_flow(model)
        yield draw_context(model)
        yield from filter(None, (draw_attack_paths(model, threat) for threat in model.threats))
        yield draw_difference(model, model.model_copy(update={"flows": (), "threats": ()}), {})
    yield draw_estate(Estate(models, connectors), _href)
    graph = LinkGraph.of(knowledge, items=True)
    yield from filter(
        None, (draw_all_links(knowledge, _href), *(draw_links_around(graph, id, _href) for id in knowledge.records))
    )


def _href(reference: str) -> str:
    return f"/{reference}"


if __name__ == "__main__":
    sys.stdout.buffer.write("|".join(picture.svg for picture in pictures(Path(sys.argv[1]))).encode())
