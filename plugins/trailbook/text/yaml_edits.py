"""Edits of YAML text that keep the layout and the comments of everything else."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from trailbook.text.errors import TrailbookError
from trailbook.text.output import json_value
from trailbook.text.positions import Path
from trailbook.text.yaml_text import read_yaml


class YamlEditError(TrailbookError):
    """A text can't be edited in place: other values would change with it, as those that an alias repeats."""


def edit_yaml(
    text: str, cuts: Collection[Path] = (), rewrites: Mapping[Path, Callable[[str], str]] | None = None
) -> str:
    """The text without the keys and entries of lists at the paths of ``cuts``, and with the ``rewrites`` of others.

    A rewrite turns the value of a text into another. Comments above what is cut stay, those beside and inside it go.
    Raises ``YamlEditError`` if the result would not be exactly that.
    """
    old = read_yaml(text, "")[0]
    wanted = _expected(old, (), frozenset(cuts), rewrites or {})
    quoted: set[Path] = set()
    for _ in range(2):
        edited = _Editor(text).edit(frozenset(cuts), rewrites or {}, quoted)
        values, _, problems = read_yaml(edited, "")
        if not problems and json_value(values) == json_value(wanted):
            return edited
        quoted = set(rewrites or {})
    raise YamlEditError("can't be edited in place, since an alias or an unusual layout binds its values together")


def _expected(value: Any, path: Path, cuts: frozenset[Path], rewrites: Mapping[Path, Callable[[str], str]]) -> Any:
    if isinstance(value, dict):
        parts = {key: part for key, part in value.items() if (*path, key) not in cuts}
        return {key: _expected(part, (*path, key), cuts, rewrites) for key, part in parts.items()}
    if isinstance(value, tuple):
        entries = [(i, part) for i, part in enumerate(value) if (*path, i) not in cuts]
        return [_expected(part, (*path, i), cuts, rewrites) for i, part in entries]
    return rewrites[path](value) if path in rewrites else value


@dataclass(frozen=True)
class _Part:
    """An entry of a list, or a key with its value: where it is in the text, and its value."""

    step: str | int
    start: int
    end: int
    value: Node


class _Editor:
    """Finds where the parts of one text are, and edits there."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.edits: list[tuple[int, int, str]] = []

    def edit(
        self, cuts: frozenset[Path], rewrites: Mapping[Path, Callable[[str], str]], quoted: Collection[Path]
    ) -> str:
        """The text with all edits; those inside of what is cut are left out."""
        self.edits.clear()
        if (node := yaml.compose(self.text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))) is not None:
            self._visit(node, (), cuts, rewrites, quoted)
        done, end = [], 0
        for start, stop, new in sorted(self.edits, key=lambda edit: (edit[0], -edit[1])):
            if start >= end or not new:
                done += [self.text[end : max(start, end)], new]
                end = max(stop, end)
        return "".join([*done, self.text[end:]])

    def _visit(
        self,
        node: Node,
        path: Path,
        cuts: frozenset[Path],
        rewrites: Mapping[Path, Callable[[str], str]],
        quoted: Collection[Path],
    ) -> None:
        if isinstance(node, ScalarNode) and path in rewrites:
            start, end = node.start_mark.index, node.end_mark.index
            source = self.text[start:end]
            below = "\n" if source.endswith("\n") else ""
            plain = f"{json.dumps(rewrites[path](node.value), ensure_ascii=False)}{below}"
            self.edits.append((start, end, plain if path in quoted else rewrites[path](source)))
        if isinstance(node, CollectionNode):
            parts = list(self.parts(node))
            gone = [(*path, part.step) in cuts for part in parts]
            if any(gone):
                self.edits += [(*place, "") for place in self._places(node, parts, gone)]
            for part, is_gone in zip(parts, gone, strict=True):
                if not is_gone:
                    self._visit(part.value, (*path, part.step), cuts, rewrites, quoted)

    def parts(self, node: CollectionNode) -> Iterator[_Part]:
        """The entries of a list, or the keys of a mapping with their values."""
        if isinstance(node, MappingNode):
            for key, value in node.value:
                yield _Part(key.value, key.start_mark.index, max(key.end_mark.index, self.end(value)), value)
        else:
            for number, value in enumerate(node.value):
                yield _Part(number, value.start_mark.index, self.end(value), value)

    def end(self, node: Node) -> int:
        """Where the last character of a value is. A block ends for YAML only where something else begins."""
        if isinstance(node, CollectionNode) and not node.flow_style and node.value:
            last = node.value[-1]
            return max(self.end(part) for part in last) if isinstance(last, tuple) else self.end(last)
        start, end = node.start_mark.index, node.end_mark.index
        return start + len(self.text[start:end].rstrip())

    def _places(self, node: CollectionNode, parts: list[_Part], gone: list[bool]) -> Iterator[tuple[int, int]]:
        """The stretches of text to cut, so that what is left of the collection is well formed."""
        for number, part in enumerate(parts):
            if not gone[number]:
                continue
            if node.flow_style or not self._begins_line(node, part):
                if not all(gone[number:]):
                    yield part.start, parts[number + 1].start
                else:
                    yield (parts[number - 1].end if number else part.start), part.end
            else:
                yield self._lines(node, part)

    def _begins_line(self, node: CollectionNode, part: _Part) -> bool:
        before = self.text[self.text.rfind("\n", 0, part.start) + 1 : part.start]
        return not isinstance(node, MappingNode) or not before.strip()

    def _lines(self, node: CollectionNode, part: _Part) -> tuple[int, int]:
        """The whole lines of an entry or a key. Of the empty lines around them, those on one side go."""
        start = self.text.rfind("\n", 0, part.start) + 1
        while not isinstance(node, MappingNode) and self.text[start + node.start_mark.column] != "-":
            start = self.text.rfind("\n", 0, start - 1) + 1
        end = self.text.find("\n", part.end) + 1 or len(self.text)
        above = self.text[:start]
        if not above or above.endswith("\n\n"):
            while self.text.startswith("\n", end):
                end += 1
        if end == len(self.text):
            start = len(above.rstrip("\n")) + self.text.endswith("\n")
        return start, end


def add_entries(text: str, entries: Mapping[str, list[str]], order: Sequence[str]) -> str:
    """The text of a mapping with more entries at the end of its lists, by key.

    An entry is the text of a YAML mapping in block style that begins at the margin. It gets the indentation of the
    list. A list that is not there is added behind the keys that come before it in ``order``. Raises ``YamlEditError``
    if a list is written in brackets, or anything else would change.
    """
    old = json_value(read_yaml(text, "")[0])
    wanted = {**old, **{key: [*(old.get(key) or ()), *map(_value, new)] for key, new in entries.items() if new}}
    if empty := [(key,) for key in entries if key in old and not old[key]]:
        text = edit_yaml(text, empty)
    for key in entries:
        if entries[key]:
            text = _with_entries(text if text.endswith("\n") else f"{text}\n", key, entries[key], order)
    if json_value(read_yaml(text, "")[0]) != wanted:
        raise YamlEditError("nothing can be added in place: a list is written in brackets, or in an unusual layout")
    return text


def _value(entry: str) -> Any:
    return json_value(read_yaml(entry, "")[0])


def _with_entries(text: str, key: str, entries: list[str], order: Sequence[str]) -> str:
    positions = read_yaml(text, "")[1]
    lines = text.splitlines(keepends=True)
    keys = {str(path[0]): place.line - 1 for path, place in positions.keys.items() if len(path) == 1}
    if key in keys:
        indent = positions.values[key,].column - 1
        return _inserted(lines, _end_of_block(lines, keys, key), "", entries, indent)
    before = [name for name in order[: order.index(key)] if name in keys]
    last = max(before or list(keys), key=lambda name: keys[name])
    return _inserted(lines, _end_of_block(lines, keys, last), f"\n{key}:\n", entries, 2)


def _end_of_block(lines: list[str], keys: Mapping[str, int], key: str) -> int:
    """The index of the line behind all that belongs to a key: without the empty lines and comments at the margin."""
    end = min((start for start in keys.values() if start > keys[key]), default=len(lines))
    while not lines[end - 1].strip() or lines[end - 1].startswith("#"):
        end -= 1
    return end


def _inserted(lines: list[str], at: int, heading: str, entries: list[str], indent: int) -> str:
    new = "".join(_indented(entry, indent) for entry in entries)
    return "".join([*lines[:at], heading, new, *lines[at:]])


def _indented(entry: str, indent: int) -> str:
    first, *others = entry.rstrip("\n").split("\n")
    below = [f"{' ' * (indent + 2)}{line}" if line.strip() else "" for line in others]
    return "\n".join([f"{' ' * indent}- {first}", *below, ""])


def put_value(text: str, path: Path, value: str, order: Sequence[str] = ()) -> str:
    """The text with a value at a path: in place of the one that is there, or as a new key of the mapping around it.

    The value is YAML on one line. A new key goes behind those that come before it in ``order``, or else to the end.
    Raises ``YamlEditError`` if there is no such mapping, or anything else would change.
    """
    wanted = json_value(read_yaml(text, "")[0])
    around, key = _container(wanted, path), path[-1]
    is_there = key in around
    around[key] = _value(value)
    text = text if text.endswith("\n") else f"{text}\n"
    node: Any = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for step in path[:-1]:
        node = _inner(node, step)
    if is_there:
        start, end, new = _replacement(text, _inner(node, key), value)
    else:
        before = order[: order.index(str(key))] if key in order else order
        start, end, new = _addition(text, node, f"{key}: {value}", before)
    edited = f"{text[:start]}{new}{text[end:]}"
    values, _, problems = read_yaml(edited, "")
    if problems or json_value(values) != wanted:
        raise YamlEditError("can't be edited in place, since an alias or an unusual layout binds its values together")
    return edited


def _container(values: Any, path: Path) -> Any:
    """The mapping or list that holds the value at a path."""
    for step in path[:-1]:
        is_there = step in values if isinstance(values, dict) else isinstance(values, list)
        if not is_there:
            raise YamlEditError(f"there is nothing at {'.'.join(map(str, path[:-1]))} that a value could be put into")
        values = values[step]
    if not isinstance(values, dict):
        raise YamlEditError(f"{'.'.join(map(str, path[:-1]))} is no mapping that a value could be put into")
    return values


def _inner(node: Any, step: str | int) -> Any:
    if isinstance(step, int):
        return node.value[step]
    return next(value for key, value in node.value if key.value == step)


def _replacement(text: str, node: Node, value: str) -> tuple[int, int, str]:
    start, end = node.start_mark.index, _Editor(text).end(node)
    if isinstance(node, CollectionNode) and not node.flow_style and text[:start].rstrip().endswith(":"):
        start = len(text[:start].rstrip())  # it begins below its key, where a value on one line can't be
    return start, max(start, end), value if text[start - 1 : start].isspace() or start == 0 else f" {value}"


def _addition(text: str, node: MappingNode, line: str, before: Sequence[str]) -> tuple[int, int, str]:
    """Where a new key goes: behind the last of the keys ``before`` it that is there, or else behind all others."""
    parts = list(_Editor(text).parts(node))
    if not parts:
        return node.start_mark.index, node.end_mark.index, f"{{{line}}}"
    last = next((part for part in reversed(parts) if part.step in before), parts[-1])
    if node.flow_style:
        return last.end, last.end, f", {line}"
    below = text.find("\n", last.end) + 1 or len(text)
    return below, below, f"{' ' * node.start_mark.column}{line}\n"
