"""The form between a file of another tool and a record: Trailbook's fields, the source's own names for things."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from trailbook.interchange.source import Node
from trailbook.text.positions import Place


@dataclass(frozen=True)
class Ref:
    """A part that another part names, by its section and its key, and where the source names it."""

    section: str
    key: str
    place: Place


@dataclass(frozen=True)
class Part:
    """An item to be: the section of the record it goes to, what the source calls it, and its fields.

    Fields hold plain values, and a ``Ref`` or a list of them where another part is named.
    """

    section: str
    key: str
    facts: dict[str, Any]
    place: Place

    @property
    def ref(self) -> Ref:
        """A reference to the part."""
        return Ref(self.section, self.key, self.place)


@dataclass
class Draft:
    """A threat model to be. ``facts`` and ``application`` hold only what the source states.

    ``id`` is the record's own, where the source is an export of Trailbook.
    """

    title: str
    id: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    application: dict[str, str] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=list)

    def add(self, section: str, key: str, node: Node, **facts: Any) -> Part:
        """Add a part with the fields that are not empty, and give it back."""
        stated = {name: value for name, value in facts.items() if value not in (None, "", [], ())}
        part = Part(section, key, stated, node.place)
        self.parts.append(part)
        return part

    def state(self, **facts: Any) -> None:
        """Set the model's own fields that are not empty."""
        self.facts |= {name: value for name, value in facts.items() if value not in (None, "", [], ())}

    def of(self, section: str) -> list[Part]:
        """The parts of one section, in the order of the source."""
        return [part for part in self.parts if part.section == section]


def ref(node: Node, section: str) -> Ref | None:
    """The part that a value names; None where it names none."""
    key = node.name()
    return Ref(section, key, node.place) if key else None


def refs(node: Node, section: str) -> list[Ref]:
    """The parts that the entries of a list name."""
    return unique(found for entry in node.each() if (found := ref(entry, section)))


def unique(found: Iterable[Ref]) -> list[Ref]:
    """The references without those that name a part again."""
    return list({(ref.section, ref.key): ref for ref in found}.values())
