"""Every picture of a knowledge base; as a script, writes their SVG, so that a test can draw in another process."""

import sys
from collections.abc import Iterator
from pathlib import Path

from trailbook.diagrams.drawing.picture import Picture
from trailbook.diagrams.models.attack_paths import attack_paths
from trailbook.diagrams.models.connections import around, everything
from trailbook.diagrams.models.context import context
from trailbook.diagrams.models.data_flow import data_flow
from trailbook.diagrams.models.difference import difference
from trailbook.diagrams.models.estate import Estate, estate
from trailbook.records.loading import load


def pictures(root: Path) -> Iterator[Picture]:
    """One of each kind for each record that it can be drawn of."""
    knowledge = load(root)
    models = tuple(knowledge.of_kind("threat-model"))
    for model in models:
        yield data_flow(model)
        yield context(model)
        yield from filter(None, (attack_paths(model, threat) for threat in model.threats))
        yield difference(model, model.model_copy(update={"flows": (), "threats": ()}), {})
    yield estate(Estate(models, tuple(knowledge.of_kind("connector"))), _href)
    yield from filter(None, (everything(knowledge, _href), *(around(knowledge, id, _href) for id in knowledge.records)))


def _href(reference: str) -> str:
    return f"/{reference}"


if __name__ == "__main__":
    sys.stdout.buffer.write("|".join(picture.svg for picture in pictures(Path(sys.argv[1]))).encode())
