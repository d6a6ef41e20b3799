"""YAML text to plain values with the place of each, and every fault of the text as a problem.

Stricter than YAML where YAML surprises: a key given twice, a tag that names a Python type, an alias that multiplies
the document, and a date that does not exist are all problems.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import yaml
from yaml.constructor import SafeConstructor
from yaml.error import Mark, MarkedYAMLError
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode
from yaml.resolver import Resolver

from trailbook.text.positions import Lines, Path, Place, Positions
from trailbook.text.problem import Problem

MAX_VALUES = 100_000
"""How many values a document may hold once its aliases are expanded."""
MAX_DEPTH = 50
"""How many levels of lists and mappings a document may have."""

if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CORE = "tag:yaml.org,2002:"
_STR, _MAP, _SEQ = _CORE + "str", _CORE + "map", _CORE + "seq"
_VALUE = _CORE + "value"
"""The tag of a lone ``=``."""
_SCALARS = {_CORE + name for name in ("null", "bool", "int", "float", "timestamp", "str", "value")}
_KINDS = {"int": "whole number", "float": "number", "bool": "true or false", "null": "empty value"}

_FIRST_CHARACTERS = {
    "\t": "a tab; indent with spaces",
    "@": "a value can't begin with '@'; put it in quotes",
    "`": "a value can't begin with '`'; put it in quotes",
    "%": "a value can't begin with '%'; put it in quotes",
}
_PROBLEMS = {
    "mapping values are not allowed in this context": (
        "a ': ' where no key is allowed; put a value that holds ': ' in quotes, and check the indentation"
    ),
    "found undefined alias": "a value can't begin with '*'; put it in quotes",
    "but found another document": "a second '---'; one file holds one record",
    "did not find expected <document start>": "text after '...', which ends the record",
    "found unexpected end of stream": "a quote that is never closed",
    "did not find expected ',' or ']'": "a '[' whose list has no ']' or lacks a comma",
    "did not find expected ',' or '}'": "a '{' that has no '}' or lacks a comma",
    "did not find expected '-' indicator": "a line that fits neither the list above it nor its indentation",
    "did not find expected node content": "a '[', '{' or ',' that is followed by nothing valid",
    "found a tab character that violates indentation": "a tab; indent with spaces",
    "found a tab character where an indentation space is expected": "a tab; indent with spaces",
    "did not find expected key": "a line that fits nothing above it; check its indentation, and the quotes before it",
}
"""What the parser reports, and our wording."""
_OPENED = ("found unexpected end of stream", "did not find expected ',' or ']'", "did not find expected ',' or '}'")


def shipped_values(text: str) -> Any:
    """The values of a file that comes with this program, read in a tenth of the time: there is no fault to place."""
    return yaml.load(text, Loader=_SafeLoader)  # noqa: S506 - a safe one, in C where there is one


class _TooLargeError(Exception):
    """The document holds more than it may."""


_RESOLVER: Any = Resolver()


def _tag(text: str) -> str:
    """The tag that YAML resolves for a scalar without quotes."""
    return str(_RESOLVER.resolve(ScalarNode, text, (True, False)))


_tag_of_word = lru_cache(maxsize=4096)(_tag)
_WORD = 32
"""Texts of at most this many characters are likely to occur again, so their tags are cached."""


class _Loader(_SafeLoader):
    """The safe loader, faster at resolving scalars, and safe from depths that overflow the C stack."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.depth = 0

    def resolve(self, kind: type[Node], value: Any, implicit: Any) -> Any:
        if kind is ScalarNode:
            if not implicit[0]:
                return _STR
            return _tag_of_word(value) if len(value) <= _WORD else _tag(value)
        return _MAP if kind is MappingNode else _SEQ

    def descend_resolver(self, current_node: Node | None, current_index: object) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH + 1:  # the deepest collection may hold scalars
            raise _TooLargeError

    def ascend_resolver(self) -> None:
        self.depth -= 1


class _Reader:
    """Turns one composed document into values, collecting places and problems on the way."""

    def __init__(self, report: Callable[[Place, str, str], None], first_line: int, merges: bool = False) -> None:
        self.report = report
        self.merges = merges
        self.shift = first_line
        self.positions = Positions()
        self.count = 0
        self.merging = 0
        self.scalars = SafeConstructor()

    def place(self, node: Node) -> Place:
        return Place(node.start_mark.line + self.shift, node.start_mark.column + 1)

    def value(self, node: Node, path: Path) -> Any:
        self.count += 1
        depth = len(path) + isinstance(node, CollectionNode)
        if self.count > MAX_VALUES or depth > MAX_DEPTH:
            raise _TooLargeError
        self.positions.values[path] = self.place(node)
        if not self.plain(node):
            return None
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode):
            return tuple(self.value(child, (*path, index)) for index, child in enumerate(node.value))
        return self.scalar(node)

    def plain(self, node: Node) -> bool:
        """Whether a node's tag is the default of its form, or only names a plain value; reports it otherwise."""
        if node.tag == _STR and isinstance(node, ScalarNode):
            return True
        tags = _SCALARS if isinstance(node, ScalarNode) else {_MAP if isinstance(node, MappingNode) else _SEQ}
        if node.tag in tags:
            return True
        tag = node.tag.replace(_CORE, "!!")
        self.report(self.place(node), "unknown-tag", f"the tag {tag!r} is not allowed; write a plain value")
        return False

    def mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        merged = self.merged(node, path) if self.merges else {}
        result: dict[str, Any] = {}
        for key_node, child in node.value:
            place = self.place(key_node)
            if not isinstance(key_node, ScalarNode):
                self.report(place, "bad-key", "a key must be plain text")
                continue
            key = key_node.value
            if key_node.tag == _CORE + "merge":
                if self.merges:
                    continue
                self.report(place, "bad-key", "merge keys ('<<') are not supported; write the values out")
            elif not self.plain(key_node):
                continue
            elif key in result:
                first = self.positions.keys[(*path, key)].line
                self.report(place, "duplicate-key", f"the key {key!r} is given twice (first on line {first})")
            else:
                self.positions.keys[(*path, key)] = place
                result[key] = self.value(child, (*path, key))
        return {**merged, **result}

    def merged(self, node: MappingNode, path: Path) -> dict[str, Any]:
        """What the merge keys of a mapping bring in; if two bring in the same key, the first counts."""
        found: dict[str, Any] = {}
        for key_node, child in node.value:
            if key_node.tag != _CORE + "merge":
                continue
            self.merging += 1
            for part in child.value if isinstance(child, SequenceNode) else [child]:
                self.count += 1  # a mapping that only merges has no values of its own that count
                if self.merging > MAX_DEPTH or self.count > MAX_VALUES:
                    raise _TooLargeError
                if isinstance(part, MappingNode):
                    found = {**self.mapping(part, path), **found}
                else:
                    self.report(self.place(part), "bad-key", "what '<<' merges in must be a mapping")
            self.merging -= 1
        return found

    def scalar(self, node: Node) -> Any:
        if node.tag in (_STR, _VALUE):
            return node.value
        try:
            return self.scalars.construct_object(node)
        except (ValueError, LookupError, AttributeError, ArithmeticError, yaml.YAMLError):
            # The constructors raise these for a text with an explicit tag such as !!int, and for dates.
            kind = _KINDS.get(node.tag.removeprefix(_CORE), "date")
            self.report(self.place(node), "bad-value", f"{node.value[:60]!r} is not a valid {kind}")
            return None


def read_yaml(
    text: str, path: str, first_line: int = 1, *, merges: bool = False
) -> tuple[Any, Positions, list[Problem]]:
    """The values of one YAML document, their places, and what is wrong with its text.

    ``path`` is the file's name for messages, ``first_line`` the line of the file on which ``text`` begins. ``merges``
    allows merge keys, which other tools write and records do without; a mapping's own keys take precedence over merged
    ones. Sequences come back as tuples. If the text can't be read at all, the value is None.
    """
    problems: list[Problem] = []

    def report(place: Place, rule: str, message: str) -> None:
        problems.append(Problem(path, place.line, place.column, rule, message))

    reader = _Reader(report, first_line, merges)
    try:
        node = yaml.compose(text, Loader=_Loader)
        value = None if node is None else reader.value(node, ())
    except yaml.MarkedYAMLError as error:
        fault, mark = _fault(error, text)
        place = Place(mark.line + first_line, mark.column + 1) if mark else Place(first_line)
        report(place, "broken-yaml", f"not valid YAML: {fault}")
        return None, reader.positions, problems
    except yaml.reader.ReaderError as error:
        before = text.encode()[: error.position].decode(errors="ignore")  # libyaml counts bytes
        message = f"the invisible character {chr(error.character)!r}, which YAML does not allow"
        report(Lines(before, first_line).place(len(before)), "broken-yaml", message)
        return None, reader.positions, problems
    except _TooLargeError:
        limit = f"more than {MAX_VALUES:,} values or {MAX_DEPTH} levels, counting what its aliases (*name) repeat"
        report(Place(first_line), "too-large", f"the document holds {limit}")
        return None, reader.positions, problems
    return value, reader.positions, problems


def _fault(error: MarkedYAMLError, text: str) -> tuple[str, Mark | None]:
    """What is wrong, in plain words, and where: at the opening mark if something is never closed."""
    problem = str(error.problem or error.context)
    mark = error.problem_mark or error.context_mark
    if problem in _OPENED:
        mark = error.context_mark or mark
    if problem == "found character that cannot start any token" and mark:
        lines = text.split("\n")
        character = lines[mark.line][mark.column : mark.column + 1] if mark.line < len(lines) else ""
        return _FIRST_CHARACTERS.get(character, problem), mark
    return _PROBLEMS.get(problem, problem), mark
