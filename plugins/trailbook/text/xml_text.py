"""XML text to plain values with the place of each, for files that may be anybody's.

A document with a document type is refused, so there are no entities: none that multiply, none that name a file or an
address (https://docs.python.org/3/library/xml.html#xml-security). The reader is expat's, which says where it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from trailbook.text.json_text import GENERATED
from trailbook.text.positions import Path, Place, Positions
from trailbook.text.problem import Problem

TEXT = "#text"
"""The key of an element's own text, where it has attributes or elements too."""


class _RefusedError(Exception):
    """Why a document is not read any further."""


@dataclass
class _Element:
    """An element that is being read: its tag, the index among those of its name, and what is in it."""

    tag: str
    place: Place
    values: dict[str, Any]
    inner: dict[str, list["_Element"]] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)

    def value(self) -> Any:
        """Text for an element with nothing but text, otherwise a mapping."""
        text = "".join(self.text).strip()
        if not self.values and not self.inner:
            return text
        found = dict(self.values)
        for tag, elements in self.inner.items():
            found[tag] = elements[0].value() if len(elements) == 1 else tuple(e.value() for e in elements)
        return found | ({TEXT: text} if text else {})

    def add_places(self, path: Path, positions: Positions) -> None:
        positions.values[path] = self.place
        for tag, elements in self.inner.items():
            here = (*path, tag)
            if len(elements) > 1:
                positions.values[here] = elements[0].place
            for index, element in enumerate(elements):
                element.add_places(here if len(elements) == 1 else (*here, index), positions)


def read_xml(text: str, path: str) -> tuple[Any, Positions, list[Problem]]:
    """The elements of a document as mappings, all places, and what is wrong.

    An attribute is a key with ``@`` before its name, an element a key with its tag, and what occurs several times in
    its parent is a tuple. An element with neither attributes nor elements is its text. Prefixes are part of a name.
    ``path`` is the file's name for messages. The value is None if the text is broken or too large.
    """
    parser = expat.ParserCreate("utf-8")
    around = [_Element("", Place(1), {})]
    seen = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal seen
        seen += 1 + len(attributes)
        if len(around) > GENERATED.levels or seen > GENERATED.values:
            raise _RefusedError(f"the document has more than {GENERATED.values:,} values or {GENERATED.levels} levels")
        place = Place(parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        element = _Element(tag, place, {f"@{name}": value for name, value in attributes.items()})
        around[-1].inner.setdefault(tag, []).append(element)
        around.append(element)

    def add(data: str) -> None:
        around[-1].text.append(data)

    def refuse(*_: Any) -> None:
        raise _RefusedError("a document type, which may define entities")

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: around.pop()
    parser.CharacterDataHandler = add
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(text.encode("utf-8", "surrogatepass"), True)
    except _RefusedError as refused:
        rule = "too-large" if "levels" in str(refused) else "broken-xml"
        return None, Positions(), [Problem(path, parser.CurrentLineNumber, 1, rule, str(refused))]
    except expat.ExpatError as error:
        message = f"not valid XML: {expat.ErrorString(error.code)}"
        return None, Positions(), [Problem(path, error.lineno, error.offset + 1, "broken-xml", message)]
    positions = Positions()
    around[0].add_places((), positions)
    return around[0].value(), positions, []


def read_data_contract(text: str, path: str) -> tuple[Any, Positions, list[Problem]]:
    """What .NET's data contract serializer wrote, as plain values: ``read_xml`` without what only the serializer needs.

    Prefixes, namespaces and the ids of objects are gone, ``@type`` names the type of an object, and what is nil is None
    (https://learn.microsoft.com/en-us/dotnet/framework/wcf/feature-details/data-contract-serializer).
    """
    value, positions, problems = read_xml(text, path)
    if problems:
        return value, positions, problems
    places = {tuple(_local(part) for part in path): place for path, place in positions.values.items()}
    return _contract(value), Positions(places), []


def _local(part: str | int) -> str | int:
    """A name without its prefix; an index as it is."""
    return part if isinstance(part, int) else part.rpartition(":")[2]


def _contract(value: Any) -> Any:
    if isinstance(value, tuple):
        return tuple(_contract(entry) for entry in value)
    if not isinstance(value, Mapping):
        return value
    found: dict[str, Any] = {}
    kind = ""
    for key, inner in value.items():
        name = str(_local(key))
        if not key.startswith("@"):
            found[name] = _contract(inner)
        elif name == "nil" and inner == "true":
            return None
        elif name == "type" and not key.startswith("@xmlns"):
            kind = str(_local(inner))
    if not found.keys() - {TEXT}:
        return found.get(TEXT, "")
    return {"@type": kind, **found} if kind else found
