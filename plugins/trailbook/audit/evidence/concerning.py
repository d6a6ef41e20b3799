"""What a control links to: the part of the knowledge base that evidence about it has to show."""

from collections.abc import Iterable, Iterator

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.register.protection import sources, threats_of_control

_ONLY_NAMED = frozenset({"mentions", "cites", "same-as"})
"""Relations that say nothing of what a control does."""


def concerning(knowledge: KnowledgeBase, asked: Iterable[str]) -> frozenset[str]:
    """The references that were asked for, and what they are linked with: threats, mitigations, incidents, checks.

    Of a control these include the threats that its mitigations bear on and the incidents in which those came true.
    A reference that the knowledge base does not have stands for itself.
    """
    return frozenset(reference for one in asked for reference in _around(knowledge, one))


def _around(knowledge: KnowledgeBase, reference: str) -> Iterator[str]:
    yield reference
    yield from (link.target for link in knowledge.links_from(reference) if link.relation not in _ONLY_NAMED)
    yield from (link.source for link in knowledge.links_to(reference) if link.relation not in _ONLY_NAMED)
    threats = threats_of_control(knowledge, reference)
    yield from threats
    yield from sources(knowledge, threats, "realises")
