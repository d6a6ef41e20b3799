"""YAML text to plain values with the place of each, and every fault of the text as a problem.

Stricter than YAML itself where YAML surprises: a key given twice, a tag that names a type of the
program, an alias that multiplies the document and a date that does not exist are all problems.
"""

from collections.abc import Callable
from typing import Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.events import CollectionEndEvent, CollectionStartEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from trailbook.records.positions import Path, Place, Positions
from trailbook.records.problem import Problem

MAX_VALUES = 100_000
"""How many values one document may hold once its aliases are written out."""
MAX_DEPTH = 50

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SCALARS = {f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "timestamp", "str")}


class _TooLargeError(Exception):
    """The document holds more than it may."""


class _Reader:
    """Turns one composed document into values, noting places and problems on the way."""

    def __init__(self, report: Callable[[Place, str, str], None], first_line: int) -> None:
        self.report = report
        self.shift = first_line
        self.positions = Positions()
        self.count = 0
        self.scalars = SafeConstructor()

    def place(self, node: Node) -> Place:
        return Place(node.start_mark.line + self.shift, node.start_mark.column + 1)

    def value(self, node: Node, path: Path) -> Any:
        self.count += 1
        if self.count > MAX_VALUES or len(path) > MAX_DEPTH:
            raise _TooLargeError
        self.positions.values[path] = self.place(node)
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode):
            return tuple(self.value(child, (*path, index)) for index, child in enumerate(node.value))
        return self.scalar(node)

    def mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key_node, child in node.value:
            key = key_node.value if isinstance(key_node, ScalarNode) else ""
            place = self.place(key_node)
            if not isinstance(key_node, ScalarNode):
                self.report(place, "bad-key", "a key must be plain text")
            elif key_node.tag.endswith(":merge"):
                self.report(place, "bad-key", "merge keys ('<<') are not supported; write the values out")
            elif key in result:
                first = self.positions.keys[(*path, key)].line
                self.report(place, "duplicate-key", f"the key {key!r} is given twice (first on line {first})")
            else:
                self.positions.keys[(*path, key)] = place
                result[key] = self.value(child, (*path, key))
        return result

    def scalar(self, node: Node) -> Any:
        if node.tag not in _SCALARS:
            self.report(self.place(node), "unknown-tag", f"the tag {node.tag!r} is not allowed; write a plain value")
            return None
        try:
            return self.scalars.construct_object(node)
        except (ValueError, yaml.YAMLError, OverflowError):
            kind = node.tag.rpartition(":")[2].replace("timestamp", "date")
            self.report(self.place(node), "bad-value", f"{node.value[:60]!r} is not a valid {kind}")
            return None


def _refuse_deep_nesting(text: str) -> None:
    """Raise ``_TooLargeError`` before the composer sees a depth at which it would overrun the C stack."""
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _TooLargeError
        elif isinstance(event, CollectionEndEvent):
            depth -= 1


def read_yaml(text: str, path: str, first_line: int = 1) -> tuple[Any, Positions, list[Problem]]:
    """The values of one YAML document, their places, and what is wrong with its text.

    ``path`` is the file's name for messages, ``first_line`` the line of the file on which ``text``
    begins. Sequences come back as tuples. Where the text can't be read at all, the value is None.
    """
    problems: list[Problem] = []

    def report(place: Place, rule: str, message: str) -> None:
        problems.append(Problem(path, place.line, place.column, rule, message))

    reader = _Reader(report, first_line)
    try:
        _refuse_deep_nesting(text)
        node = yaml.compose(text, Loader=_Loader)
        value = None if node is None else reader.value(node, ())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + first_line, mark.column + 1) if mark else Place(first_line)
        report(place, "broken-yaml", f"not valid YAML: {error.problem or error.context}")
        return None, reader.positions, problems
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + first_line
        report(Place(line), "broken-yaml", "a control character that YAML does not allow")
        return None, reader.positions, problems
    except _TooLargeError:
        limit = f"more than {MAX_VALUES:,} values or {MAX_DEPTH} levels once its aliases are written out"
        report(Place(first_line), "too-large", f"the document holds {limit}")
        return None, reader.positions, problems
    return value, reader.positions, problems
