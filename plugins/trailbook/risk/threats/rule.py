"""What a threat rule is: it reads a threat model and proposes threats.

A rule looks at what a model states, never at the application: a fact that is not stated triggers nothing. It names
elements by their ids, so a finding keeps its identity when an element is renamed.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from typing import Literal, TypeAlias

from trailbook.records.vocabulary import Sensitivity
from trailbook.risk.threats.model_view import ModelView

Family = Literal[
    "identity",
    "sharing",
    "access",
    "injection",
    "agents",
    "environments",
    "configuration",
    "data",
    "connectors",
    "logging",
    "lifecycle",
]


@dataclass(frozen=True)
class Maps:
    """The published ids that a rule's threat is an instance of, each from one of ``risk.threats.catalogues``."""

    owasp_lcnc: tuple[str, ...] = ()
    owasp_cd: tuple[str, ...] = ()
    stride: tuple[str, ...] = ()
    linddun: tuple[str, ...] = ()
    cwe: tuple[str, ...] = ()
    attack: tuple[str, ...] = ()

    def ids(self) -> Iterator[tuple[str, str]]:
        """Each catalogue's name with an id, in the order of the fields."""
        return ((part.name, id) for part in fields(self) for id in getattr(self, part.name))


@dataclass(frozen=True)
class Hit:
    """What a rule found: the ids of the elements, none for the whole model, and the reason in a sentence.

    ``amount`` is what the rule counted, if it is one that applies above a number only. ``stated_by`` are the elements
    that state it, where those are others.
    """

    elements: tuple[str, ...]
    reason: str
    amount: int | None = None
    stated_by: tuple[str, ...] = ()


Find: TypeAlias = Callable[[ModelView], Iterable[Hit]]


@dataclass(frozen=True)
class Rule:
    """One rule, as applied and as published.

    ``data_from`` is the least sensitivity of data that the elements have to touch, ``at_most`` the greatest amount at
    which the rule does not apply. Both can be tuned in the configuration if the rule has them. ``of_retired`` is
    whether it looks at what is left of a retired application; no other rule does.
    """

    id: str
    family: Family
    title: str
    looks_for: str
    why: str
    remedy: str
    find: Find
    maps: Maps = field(default_factory=Maps)
    data_from: Sensitivity | None = None
    at_most: int | None = None
    of_retired: bool = False

    def hits(self, view: ModelView) -> Iterator[Hit]:
        """What the rule finds in a model within its bounds, each set of elements once."""
        seen: set[frozenset[str]] = set()
        for hit in self.find(view):
            elements = frozenset(hit.elements)
            if elements not in seen and self._within(hit, view):
                seen.add(elements)
                yield hit

    def _within(self, hit: Hit, view: ModelView) -> bool:
        if self.at_most is not None and hit.amount is not None and hit.amount <= self.at_most:
            return False
        return self.data_from is None or view.touches(hit.elements, self.data_from)
