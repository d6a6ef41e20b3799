"""The data-flow diagram of a threat model: components in their trust boundaries, and what moves between them."""

from collections.abc import Callable
from dataclasses import dataclass

from trailbook.diagrams import wording
from trailbook.diagrams.arranging import arrange
from trailbook.diagrams.painting import paint
from trailbook.diagrams.scene import Scene
from trailbook.records.kinds.threat_model import ThreatModel


@dataclass(frozen=True)
class Picture:
    """A picture to put into a page as it is, what it is called, and what it shows in sentences, one a line."""

    svg: str
    title: str
    description: str


def data_flow(model: ThreatModel, link: Callable[[str], str] | None = None, prefix: str | None = None) -> Picture:
    """The data-flow diagram of a threat model as an inline SVG.

    Every component, boundary and flow is a link to ``link(its id)``, by default ``#id``; an empty address
    makes no link. A component of another record is named as the flow names it, such as ``TM-PAYROLL.API``.
    ``prefix`` begins the DOM ids, by default the model's id; a page that shows the same model twice gives
    another one to the second picture. The same arguments give the same bytes on every machine.
    """
    scene = Scene(model)
    svg = paint(arrange(scene), link or _row, prefix or model.id)
    return Picture(svg, wording.title(scene), "\n".join(wording.sentences(scene)))


def _row(id: str) -> str:
    return f"#{id}"
