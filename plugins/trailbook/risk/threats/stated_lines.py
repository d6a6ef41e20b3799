"""Where an import read what a finding rests on: the lines of an export that state the facts that a rule looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from pydantic import BaseModel

from trailbook.records.model import Item
from trailbook.risk.threats.model_view import F, ModelView
from trailbook.risk.threats.rule import Hit, Rule

Lines: TypeAlias = Mapping[str, Mapping[str, str]]
"""Where the items of one model are stated, as ``file:line:column``, and those of their facts that are stated elsewhere:
by the item's id and the fact's name. An empty name is the item itself."""
_MOST = 3
"""How many lines a finding names."""


class _Noted:
    """Facts that note which of them are asked for."""

    def __init__(self, facts: BaseModel, id: str, read: set[tuple[str, str]]) -> None:
        self._facts, self._id, self._read = facts, id, read

    def __getattr__(self, name: str) -> Any:
        self._read.add((self._id, name))
        return getattr(self._facts, name)


@dataclass(frozen=True)
class NotingView(ModelView):
    """A model that notes which facts a rule reads, each with the id of the element that it is of."""

    read: set[tuple[str, str]] = field(default_factory=set)

    def hits(self, rule: Rule) -> Iterator[tuple[Hit, frozenset[tuple[str, str]]]]:
        """What a rule finds, each with the facts that the rule read in finding all of it."""
        self.read.clear()
        found = list(rule.hits(self))
        read = frozenset(self.read)
        return ((hit, read) for hit in found)

    def _facts(self, element: Item, facts: F) -> F:
        noted: Any = _Noted(facts, element.id, self.read)
        found: F = noted
        return found


def stated_at(elements: tuple[str, ...], read: frozenset[tuple[str, str]], lines: Lines) -> tuple[str, ...]:
    """The first few lines that state what a rule read of some elements, or else the elements themselves."""
    found: dict[str, None] = {}
    for id in elements:
        known = lines.get(id, {})
        facts = [known[name] for name in sorted(known) if (id, name) in read]
        found |= dict.fromkeys(facts or [known[""]] if "" in known else facts)
    return tuple(found)[:_MOST]
