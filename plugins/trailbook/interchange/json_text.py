"""JSON text to plain values with the place of each, as ``records.yaml_text`` does for YAML.

Python's own reader tells no places. This one does, and it refuses what it lets pass: a key given twice,
``NaN``, and depths and sizes that no document needs. The grammar is RFC 8259 (2017).
"""

import json
import re
from typing import Any

from trailbook.text.positions import Lines, Path, Positions
from trailbook.text.problem import Problem
from trailbook.text.yaml_text import MAX_DEPTH, MAX_VALUES

_SPACE = re.compile(r"[ \t\n\r]*")
_TEXT = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*+"')
_OTHER = re.compile(r"(?P<number>-?(?:0|[1-9]\d{0,400})(?:\.\d{1,400})?(?:[eE][+-]?\d{1,4})?)(?![\w.])|true|false|null")
_SHOWN = 20


class _BrokenError(Exception):
    """The text stops being JSON at an offset."""

    def __init__(self, at: int, message: str, rule: str = "broken-json") -> None:
        super().__init__(message)
        self.at, self.message, self.rule = at, message, rule


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        self.lines = Lines(text)
        self.positions = Positions()
        self.problems: list[Problem] = []
        self.count = 0

    def report(self, at: int, rule: str, message: str) -> None:
        place = self.lines.place(min(at, len(self.text)))
        self.problems.append(Problem(self.path, place.line, place.column, rule, message))

    def document(self) -> Any:
        value, at = self.value(self.space(0), ())
        if (at := self.space(at)) < len(self.text):
            raise _BrokenError(at, f"{self.shown(at)} after the end of the document")
        return value

    def space(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        return match.end() if match else at

    def shown(self, at: int) -> str:
        return repr(self.text[at : at + _SHOWN].split("\n")[0]) if at < len(self.text) else "the end of the file"

    def value(self, at: int, path: Path) -> tuple[Any, int]:
        self.count += 1
        opener = self.text[at : at + 1]
        if self.count > MAX_VALUES or len(path) + (opener in ("{", "[")) > MAX_DEPTH:
            raise _BrokenError(
                0, f"the document holds more than {MAX_VALUES:,} values or {MAX_DEPTH} levels", "too-large"
            )
        self.positions.values[path] = self.lines.place(at)
        if opener == "{":
            return self.mapping(at, path)
        if opener == "[":
            return self.sequence(at, path)
        return self.plain(at)

    def plain(self, at: int) -> tuple[Any, int]:
        if self.text[at : at + 1] == '"':
            return self.string(at)
        match = _OTHER.match(self.text, at)
        if match is None:
            raise _BrokenError(at, f"not valid JSON: {self.shown(at)} where a value is expected")
        return json.loads(match[0]), match.end()

    def string(self, at: int) -> tuple[str, int]:
        match = _TEXT.match(self.text, at)
        try:
            text = json.loads(match[0]) if match else None
        except ValueError:
            text = None
        if match is None or not isinstance(text, str):
            raise _BrokenError(at, "not valid JSON: a text that never ends, or holds a line break or an unknown escape")
        return text, match.end()

    def mapping(self, at: int, path: Path) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self.space(at + 1)
        while not self.text.startswith("}", at):
            if not self.text.startswith('"', at):
                raise _BrokenError(at, f"not valid JSON: {self.shown(at)} where a key in double quotes is expected")
            key, end = self.string(at)
            end = self.space(end)
            if not self.text.startswith(":", end):
                raise _BrokenError(end, f"not valid JSON: {self.shown(end)} where ':' is expected")
            if key in found:
                first = self.positions.keys[(*path, key)].line
                self.report(at, "duplicate-key", f"the key {key[:60]!r} is given twice (first on line {first})")
            self.positions.keys[(*path, key)] = self.lines.place(at)
            found[key], end = self.value(self.space(end + 1), (*path, key))
            at = self.next(end, "}")
        return found, at + 1

    def sequence(self, at: int, path: Path) -> tuple[tuple[Any, ...], int]:
        found: list[Any] = []
        at = self.space(at + 1)
        while not self.text.startswith("]", at):
            value, end = self.value(at, (*path, len(found)))
            found.append(value)
            at = self.next(end, "]")
        return tuple(found), at + 1

    def next(self, at: int, closer: str) -> int:
        """Where the next entry begins, or the closing bracket stands."""
        at = self.space(at)
        if self.text.startswith(closer, at):
            return at
        if not self.text.startswith(",", at):
            raise _BrokenError(at, f"not valid JSON: {self.shown(at)} where ',' or '{closer}' is expected")
        after = self.space(at + 1)
        if self.text.startswith(closer, after):
            raise _BrokenError(at, f"not valid JSON: a comma before '{closer}'")
        return after


def read_json(text: str, path: str) -> tuple[Any, Positions, list[Problem]]:
    """The values of a JSON text, their places, and what is wrong with it.

    ``path`` is the file's name for messages. Arrays come back as tuples. Where the text can't be read
    at all, the value is None.
    """
    reader = _Reader(text, path)
    try:
        return reader.document(), reader.positions, reader.problems
    except _BrokenError as error:
        reader.report(error.at, error.rule, error.message)
        return None, reader.positions, reader.problems
