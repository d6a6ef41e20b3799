"""What a reader produces: a draft with Trailbook's fields, in which things still have the source's names."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trailbook.interchange.source import Node
from trailbook.text.positions import Place


@dataclass(frozen=True)
class Ref:
    """A reference to a part, by its section and its key, and its place in the source."""

    section: str
    key: str
    place: Place


@dataclass(frozen=True)
class DraftPart:
    """A future item: the section of the record it belongs to, its key in the source, and its fields.

    Fields hold plain values, or a ``Ref`` or a list of them if they name other parts.
    """

    section: str
    key: str
    fields: dict[str, Any]
    place: Place

    @property
    def ref(self) -> Ref:
        """A reference to the part."""
        return Ref(self.section, self.key, self.place)


@dataclass
class ModelDraft:
    """A future threat model. ``fields`` and ``application`` hold only what the source states.

    ``id`` is the id of the record if the source is an export of Trailbook.
    """

    title: str
    id: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    application: dict[str, str] = field(default_factory=dict)
    parts: list[DraftPart] = field(default_factory=list)

    def add(self, section: str, key: str, node: Node, **fields: Any) -> DraftPart:
        """Add a part with the fields that are not empty, and return it."""
        stated = {name: value for name, value in fields.items() if value not in (None, "", [], ())}
        part = DraftPart(section, key, stated, node.place)
        self.parts.append(part)
        return part

    def state(self, **fields: Any) -> None:
        """Set the model's own fields that are not empty."""
        self.fields |= {name: value for name, value in fields.items() if value not in (None, "", [], ())}

    def of(self, section: str) -> list[DraftPart]:
        """The parts of one section, in the order of the source."""
        return [part for part in self.parts if part.section == section]


def ref(node: Node, section: str) -> Ref | None:
    """A reference to the part that a value names; None if it is empty."""
    key = node.name()
    return Ref(section, key, node.place) if key else None


def refs(node: Node, section: str) -> list[Ref]:
    """References to the parts that the entries of a list name, each part once."""
    return unique(found for entry in node.each() if (found := ref(entry, section)))


def unique(found: Iterable[Ref]) -> list[Ref]:
    """The references without repetitions of a part."""
    return list({(ref.section, ref.key): ref for ref in found}.values())


@dataclass(frozen=True)
class Format:
    """A format that can be read: its name on the command line, its title, how to recognise it, and its reader.

    ``reasons`` says, by a key on the path to a value, why values below that key are not carried over.
    """

    name: str
    title: str
    recognises: Callable[[Mapping[str, Any]], bool]
    read: Callable[[Node], ModelDraft]
    reasons: Mapping[str, str] = field(default_factory=dict)
