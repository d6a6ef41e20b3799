"""Which threats of several models are one and the same.

Only what a record states counts: a threat that names another under ``same_as``. The relation holds both ways and
onwards (A is B and B is C, so A is C). Nothing is concluded from titles, categories or framework ids: two threats
may share all of these and differ in what has to be done about them.
"""

from collections.abc import Iterable, Mapping

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.risk.register.occurrences import occurrences


def same_threats(knowledge: KnowledgeBase) -> Mapping[str, tuple[str, ...]]:
    """For each threat by full reference all threats that it is the same as, itself included.

    Each group is in the order of the knowledge base, so its first member can stand for it.
    """
    threats = list(occurrences(knowledge))
    groups: dict[str, list[str]] = {threat: [threat] for threat in threats}
    for link in knowledge.links:
        if link.relation == "same-as" and (one := groups[link.source]) is not (other := groups[link.target]):
            one += other
            groups.update(dict.fromkeys(other, one))
    place = {threat: number for number, threat in enumerate(threats)}
    return {threat: tuple(sorted(groups[threat], key=place.__getitem__)) for threat in threats}


def as_one(references: Iterable[str], groups: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """The references with each group of same threats named once, by its first member, in the order given."""
    return tuple(dict.fromkeys(groups[reference][0] if reference in groups else reference for reference in references))
