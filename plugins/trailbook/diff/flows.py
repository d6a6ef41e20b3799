"""The data flows that a change alters, as drawings for files and as Mermaid for a comment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trailbook.diagrams.drawing.picture import Picture
from trailbook.diagrams.models.difference import ModelRevisions, draw_difference
from trailbook.diagrams.models.mermaid import mermaid_difference
from trailbook.records.document import Document
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.trail.effects.classify import effects_between


@dataclass(frozen=True)
class FlowDiagram:
    """The changed flows of one threat model as Mermaid, and how many more there are."""

    model: str
    mermaid: str
    left_out: int


def changed_flows(before: KnowledgeBase, now: KnowledgeBase, records: Iterable[str]) -> Iterator[FlowDiagram]:
    """A diagram for each threat model among the records whose components or flows differ."""
    for after, both in _models(before, now, records):
        if found := mermaid_difference(both):
            yield FlowDiagram(after.id, found.text, found.left_out)


def pictures(before: KnowledgeBase, now: KnowledgeBase, records: Iterable[str]) -> Iterator[tuple[str, Picture]]:
    """The id of each changed threat model among the records, with a picture of what differs in it."""
    for after, both in _models(before, now, records):
        if both.has_visible_changes:
            yield after.id, draw_difference(both.before, both.after, both.effects, _nowhere)


def _models(
    before: KnowledgeBase, now: KnowledgeBase, records: Iterable[str]
) -> Iterator[tuple[ThreatModel, ModelRevisions]]:
    for id in records:
        was, document = before.documents.get(id), now.documents.get(id)
        after = _model(document)
        if after is not None:
            old = _model(was) or after.model_copy(update=dict.fromkeys(_PARTS, ()))
            effects = effects_between(was, document) if was and document and _model(was) else {}
            yield after, ModelRevisions(old, after, effects)


_PARTS = ("boundaries", "components", "data", "flows", "entry_points", "threats", "mitigations", "assumptions")


def _model(document: Document | None) -> ThreatModel | None:
    record = document.record if document else None
    return record if isinstance(record, ThreatModel) else None


def _nowhere(reference: str) -> str:
    """No address: a picture in a file does not know where the site is."""
    return ""
