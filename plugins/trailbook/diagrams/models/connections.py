"""How incidents, threats, controls, playbooks and training are linked: around one record, or all of them.

The cards stand in columns by what they are. Around a record its own items are shown, with all that they are
linked to (the first hop), and of what that is linked to in turn (the second) only what two or more links lead
to: it ties the others together, where the rest would hide them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from trailbook.diagrams.drawing.picture import Link, Picture, draw
from trailbook.diagrams.drawing.scene import Place, Scene, Stream
from trailbook.diagrams.models import wording
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import record_of
from trailbook.text.prose import listed

RELATED = ("realises", "learned-from", "covers", "implements", "mitigates", "teaches", "rehearses")
"""The relations that are shown."""

COLUMNS: tuple[tuple[str, ...], ...] = (("PM",), ("TM",), ("POL",), ("PB",), ("TR", "EX"))
"""The columns from left to right, by the prefixes of the records in them: incidents, threats, controls …"""

TYPES: Mapping[str, str] = {
    "PM": "postmortem",
    "TM": "threat",
    "POL": "control",
    "PB": "playbook",
    "TR": "training",
    "EX": "exercise",
}
"""The type of a card by the prefix of its record."""

TIED = 3
"""How many cards of the second hop a column shows at most, the most linked ones."""

SLIM = 192.0
"""The width of the cards, in pixels."""

Ends = tuple[str, str]


@dataclass(frozen=True)
class Web:
    """What is linked with what: the relations between two references, each the way that it was stated."""

    knowledge: KnowledgeBase
    items: bool
    """Whether threats and controls are shown one by one, or their records."""
    ties: dict[Ends, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, knowledge: KnowledgeBase, *, items: bool) -> "Web":
        """The web of a knowledge base."""
        web = cls(knowledge, items)
        for link in knowledge.links:
            if link.relation not in RELATED:
                continue
            ends = web.node(link.source), web.node(link.target)
            if ends[0] != ends[1] and all(_column(end) is not None for end in ends) and web._shown(link.source):
                web.ties.setdefault(ends, []).append(link.relation)
        return web

    def node(self, reference: str) -> str:
        """What stands for a reference: a threat or control itself, else its record."""
        item = self.items and self.knowledge.noun(reference) in ("threat", "control")
        return reference if item else record_of(reference)

    def _shown(self, source: str) -> bool:
        """A mitigation belongs to the model of its threat, and so tells little about other records."""
        return not (self.items and self.knowledge.noun(source) == "mitigation")

    def beside(self, references: Iterable[str]) -> dict[str, int]:
        """What is linked with any of some references, and by how many links."""
        inside = set(references)
        found: dict[str, int] = {}
        for source, target in self.ties:
            for here, there in ((source, target), (target, source)):
                if here in inside and there not in inside:
                    found[there] = found.get(there, 0) + 1
        return found


def around(knowledge: KnowledgeBase, id: str, link: Link, prefix: str | None = None) -> Picture | None:
    """The links around one record, two hops far; None where it has none. Cards lead to ``link(reference)``."""
    web = Web.of(knowledge, items=True)
    record = knowledge.records[id]
    own = [node for node in dict.fromkeys(web.node(r) for r in knowledge.references_of(record)) if web.beside([node])]
    first = web.beside(own)
    if not first:
        return None
    second = {node: count for node, count in web.beside([*own, *first]).items() if count > 1 and node not in first}
    shown = [*own, *first, *_most(second)]
    title = wording.name(record.title, id)
    summary = (
        f"{title} with {wording.count(len(first), 'record or item', 'records and items')} that it is linked to, and "
        f"{wording.count(len(shown) - len(own) - len(first), 'other')} that tie these together."
    )
    scene = _scene(web, shown, frozenset(own), f"Links of {title}", summary)
    return draw(scene, link, prefix or f"{id}-links")


def everything(knowledge: KnowledgeBase, link: Link, prefix: str = "links") -> Picture | None:
    """The links between all records, each a card; None where there are none."""
    web = Web.of(knowledge, items=False)
    shown = sorted({end for ends in web.ties for end in ends})
    count = sum(len(relations) for relations in web.ties.values())
    summary = f"{wording.count(len(shown), 'record')} and {wording.count(count, 'link')} between them."
    return draw(_scene(web, shown, frozenset(), "How the records are linked", summary), link, prefix) if shown else None


def _most(counts: Mapping[str, int]) -> Iterator[str]:
    """The most linked references of each column."""
    for number in range(len(COLUMNS)):
        column = [reference for reference in counts if _column(reference) == number]
        yield from sorted(column, key=lambda reference: (-counts[reference], reference))[:TIED]


def _column(reference: str) -> int | None:
    prefix = reference.partition("-")[0]
    return next((number for number, prefixes in enumerate(COLUMNS) if prefix in prefixes), None)


def _scene(web: Web, shown: Iterable[str], own: frozenset[str], title: str, summary: str) -> Scene:
    """What a picture shows: all links between the references, save those between two of the second hop."""
    references = list(shown)
    known = set(references)
    outer = known - own - web.beside(own).keys() if own else set()
    ties = {ends: relations for ends, relations in web.ties.items() if set(ends) <= known and not set(ends) <= outer}
    streams = tuple(_stream(web, ends, relations, bool(own & set(ends))) for ends, relations in ties.items())
    columns = tuple(
        column
        for number in range(len(COLUMNS))
        if (column := tuple(reference for reference in references if _column(reference) == number))
    )
    return Scene(
        kind="links",
        title=title,
        words=(summary, *(stream.tooltip for stream in streams)),
        places=tuple(_place(web, reference, reference in own) for reference in references),
        streams=streams,
        columns=columns,
    )


def _place(web: Web, reference: str, own: bool) -> Place:
    name = wording.name(web.knowledge.label(reference), reference)
    noun = web.knowledge.noun(reference)
    return Place(
        id=reference,
        name=name,
        type=TYPES[reference.partition("-")[0]],
        words=reference,
        tooltip=f"{noun[0].upper()}{noun[1:]} {reference}: {name}",
        link=reference,
        slim=SLIM,
        own=own,
    )


def _stream(web: Web, ends: Ends, relations: list[str], own: bool) -> Stream:
    """The line between two cards. It runs from what came first to what followed, so against the statement."""
    counted = [_times(relation, relations.count(relation)) for relation in dict.fromkeys(relations)]
    label = {end: wording.name(web.knowledge.label(end), end) for end in ends}
    return Stream(
        id="-".join(ends),
        source=ends[1],
        target=ends[0],
        tooltip=f"{label[ends[0]]} ({ends[0]}) {listed(counted)} {label[ends[1]]} ({ends[1]}).",
        level="own" if own else "plain",
        weight=2 if own else 1 + min(len(relations), 10) / 10,
        arrow=False,
    )


SAID = {"learned-from": "was learned from", "realises": "is an instance of"}
"""How a relation reads in a sentence, where its name does not."""


def _times(relation: str, number: int) -> str:
    said = SAID.get(relation, relation)
    return said if number == 1 else f"{said} ({number} times)"
