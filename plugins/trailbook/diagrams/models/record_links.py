"""How incidents, threats, controls, playbooks and training are linked: around one record, or all of them.

The cards are in columns by kind. Around a record, its own items are shown with everything that they are linked to
(the first hop). Of the second hop, only what two or more links lead to is shown: it ties the others together, and the
rest would hide that.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

from trailbook.diagrams.drawing.picture import Link, Picture, draw
from trailbook.diagrams.drawing.scene import Edge, Node, Scene
from trailbook.diagrams.models.descriptions import count_noun, legible_name
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.references import kind_prefix, record_of

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
"""The type of a card by the prefix of its record's id."""

MOST_TIES = 3
"""The most cards of the second hop in a column; the most linked are shown."""

MOST_CARDS, MOST_LINES = 120, 500
"""The most cards and lines in the picture of all records; the most linked records are drawn."""

SLIM = 192.0
"""The width of the cards, in pixels."""

Ends = tuple[str, str]


@dataclass(frozen=True)
class LinkGraph:
    """The relations between pairs of references, each in the direction in which it was stated."""

    knowledge: KnowledgeBase
    items: bool
    """Whether threats and controls are cards of their own; otherwise their records are."""
    ties: dict[Ends, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, knowledge: KnowledgeBase, *, items: bool) -> "LinkGraph":
        """The link graph of a knowledge base."""
        graph = cls(knowledge, items)
        for link in knowledge.links:
            if link.relation not in RELATED:
                continue
            ends = graph.node(link.source), graph.node(link.target)
            if ends[0] != ends[1] and all(_column(end) is not None for end in ends) and graph._shown(link.source):
                graph.ties.setdefault(ends, []).append(link.relation)
        return graph

    def node(self, reference: str) -> str:
        """The card for a reference: a threat or control itself, otherwise its record."""
        item = self.items and self.knowledge.noun(reference) in ("threat", "control")
        return reference if item else record_of(reference)

    def _shown(self, source: str) -> bool:
        """Whether the links of an item are shown. Those of mitigations mostly stay within their own model."""
        return not (self.items and self.knowledge.noun(source) == "mitigation")

    @cached_property
    def _numbers(self) -> dict[str, list[int]]:
        """The numbers of the ties at each card."""
        found: dict[str, list[int]] = {}
        for number, ends in enumerate(self.ties):
            for end in ends:
                found.setdefault(end, []).append(number)
        return found

    @cached_property
    def _in_order(self) -> tuple[Ends, ...]:
        return tuple(self.ties)

    def ties_at(self, references: Iterable[str]) -> Iterator[Ends]:
        """The ties with an end among the references, in the order of all ties."""
        numbers = {number for reference in references for number in self._numbers.get(reference, ())}
        return (self._in_order[number] for number in sorted(numbers))

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of links at each card that has any, the most linked first."""
        found: dict[str, int] = {}
        for ends, relations in self.ties.items():
            for end in ends:
                found[end] = found.get(end, 0) + len(relations)
        return dict(sorted(found.items(), key=lambda entry: (-entry[1], entry[0])))

    @cached_property
    def most_linked(self) -> frozenset[str]:
        """The cards of a picture of all records: all of them if these are few, otherwise the most linked."""
        found: set[str] = set()
        lines = 0
        for card in islice(self.counts, MOST_CARDS):
            lines += sum(other in found for ends in self.ties_at([card]) for other in ends if other != card)
            if lines > MOST_LINES:
                break
            found.add(card)
        return frozenset(found)

    def neighbours(self, references: Iterable[str]) -> dict[str, int]:
        """What is linked with any of the references, with the number of links."""
        inside = set(references)
        found: dict[str, int] = {}
        for source, target in self.ties_at(inside):
            for here, there in ((source, target), (target, source)):
                if here in inside and there not in inside:
                    found[there] = found.get(there, 0) + 1
        return found


def draw_links_around(graph: LinkGraph, id: str, link: Link, prefix: str | None = None) -> Picture | None:
    """The links around a record, up to two hops; None if it has none. Cards link to ``link(reference)``.

    ``graph`` has the items as cards.
    """
    knowledge = graph.knowledge
    record = knowledge.records[id]
    own = [
        node
        for node in dict.fromkeys(graph.node(r) for r in knowledge.references_of(record))
        if graph.neighbours([node])
    ]
    first = graph.neighbours(own)
    if not first:
        return None
    second = {
        node: count for node, count in graph.neighbours([*own, *first]).items() if count > 1 and node not in first
    }
    shown = [*own, *first, *_most(second)]
    title = legible_name(record.title, id)
    summary = (
        f"{title} with {count_noun(len(first), 'record or item', 'records and items')} that it is linked to, and "
        f"{count_noun(len(shown) - len(own) - len(first), 'other')} that tie these together."
    )
    scene = _scene(graph, shown, frozenset(own), f"Links of {title}", summary)
    return draw(scene, link, prefix or f"{id}-links")


def draw_all_links(knowledge: KnowledgeBase, link: Link, prefix: str = "links") -> Picture | None:
    """The links between all records, with a card for each of the most linked; None if there are none."""
    graph = LinkGraph.of(knowledge, items=False)
    shown = sorted(graph.most_linked)
    known = frozenset(shown)
    count = sum(len(relations) for ends, relations in graph.ties.items() if known.issuperset(ends))
    summary = f"{count_noun(len(shown), 'record')} and {count_noun(count, 'link')} between them."
    title = "How the records are linked"
    if len(shown) < len(graph.counts):
        title = f"How the {len(shown)} most linked records are linked"
        summary = f"The most linked of {len(graph.counts)} records: {summary}"
    return draw(_scene(graph, shown, frozenset(), title, summary), link, prefix) if shown else None


def _most(counts: Mapping[str, int]) -> Iterator[str]:
    """The most linked references of each column."""
    for number in range(len(COLUMNS)):
        column = [reference for reference in counts if _column(reference) == number]
        yield from sorted(column, key=lambda reference: (-counts[reference], reference))[:MOST_TIES]


def _column(reference: str) -> int | None:
    prefix = kind_prefix(reference)
    return next((number for number, prefixes in enumerate(COLUMNS) if prefix in prefixes), None)


def _scene(graph: LinkGraph, shown: Iterable[str], own: frozenset[str], title: str, summary: str) -> Scene:
    """All links between the references, except those between two of the second hop."""
    references = list(shown)
    known = set(references)
    outer = known - own - graph.neighbours(own).keys() if own else set()
    ties = [ends for ends in graph.ties_at(known) if set(ends) <= known and not set(ends) <= outer]
    edges = tuple(_edge(graph, ends, graph.ties[ends], bool(own & set(ends))) for ends in ties)
    columns = tuple(
        column
        for number in range(len(COLUMNS))
        if (column := tuple(reference for reference in references if _column(reference) == number))
    )
    return Scene(
        kind="links",
        title=title,
        words=(summary, *(line for edge in edges for line in edge.tooltip.split("\n"))),
        nodes=tuple(_node(graph, reference, reference in own) for reference in references),
        edges=edges,
        columns=columns,
    )


def _node(graph: LinkGraph, reference: str, own: bool) -> Node:
    name = legible_name(graph.knowledge.label(reference), reference)
    noun = graph.knowledge.noun(reference)
    return Node(
        id=reference,
        name=name,
        type=TYPES[kind_prefix(reference)],
        words=reference,
        tooltip=f"{noun[0].upper()}{noun[1:]} {reference}: {name}",
        link=reference,
        slim=SLIM,
        own=own,
    )


def _edge(graph: LinkGraph, ends: Ends, relations: list[str], own: bool) -> Edge:
    """The edge between two cards. It runs from cause to consequence, so against the stated direction."""
    here, there = (f"{legible_name(graph.knowledge.label(end), end)} ({end})" for end in ends)
    counted = [_times(relation, relations.count(relation)) for relation in dict.fromkeys(relations)]
    return Edge(
        id="-".join(ends),
        source=ends[1],
        target=ends[0],
        tooltip="\n".join(f"{here} {said} {there}." for said in counted),
        level="own" if own else "plain",
        weight=2 if own else 1 + min(len(relations), 10) / 10,
        arrow=False,
    )


PHRASES = {"learned-from": "was learned from", "realises": "is an instance of"}
"""How a relation reads in a sentence, if not by its name."""


def _times(relation: str, number: int) -> str:
    said = PHRASES.get(relation, relation)
    return said if number == 1 else f"{said} ({number} times)"
