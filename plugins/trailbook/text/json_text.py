"""JSON text to values, and the places of these (RFC 8259, 2017).

The values come from the standard library's reader, which is fast on exports of many megabytes. It gives no places, so
these are found by a second pass over the tokens, for the few files that need it.
"""

import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from trailbook.text.positions import Lines, Path, Place, Positions
from trailbook.text.problem import Problem
from trailbook.text.yaml_text import MAX_DEPTH, MAX_VALUES

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]++')
_CONSTANTS = ("NaN", "Infinity", "-Infinity")
_EXPECTED = {
    "Expecting value": "{} where a value is expected",
    "Expecting property name": "{} where a key in double quotes is expected",
    "Expecting ':'": "{} where ':' is expected",
    "Expecting ','": "{} where ',' or the closing bracket is expected",
    "Extra data": "{} after the end of the document",
    "Unterminated string": "a text that never ends",
    "Invalid control character": "a line break or another control character in a text; write \\n or \\u000a",
    "Invalid \\": "an unknown escape in a text; write a backslash as \\\\",
}
"""What each message of the standard library's reader begins with, and our wording."""
_SHOWN = 20


class Limit(NamedTuple):
    """The most values and levels that a document may have."""

    values: int
    levels: int


RECORD = Limit(MAX_VALUES, MAX_DEPTH)
"""What a document that people write may have."""
GENERATED = Limit(2_000_000, 200)
"""What a file that a program wrote may have: an export of 10,000 nodes has some 300,000 values."""


def read_json(text: str, path: str, most: Limit = RECORD) -> tuple[Any, list[Problem]]:
    """The value in a JSON text, and what is wrong with it. Arrays come back as lists.

    ``path`` is the file's name for messages. The value is None if the text is broken or nested too deeply; a key that
    is given twice is a problem, and its last value counts.
    """
    is_repeated = False

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal is_repeated
        found = dict(pairs)
        is_repeated = is_repeated or len(found) < len(pairs)
        return found

    try:
        value = json.loads(text, object_pairs_hook=mapping, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        return None, [_broken(text, path, error.pos, error.msg)]
    except RecursionError:
        return None, [_too_large(path, most)]
    except ValueError:
        return None, [_bad_number(text, path)]
    if _is_deep(value, most.levels):
        return None, [_too_large(path, most)]
    return value, list(_repeated_keys(text, path)) if is_repeated else []


def read_json_with_places(text: str, path: str, most: Limit = RECORD) -> tuple[Any, Positions, list[Problem]]:
    """Like ``read_yaml``: the value with arrays as tuples, all places, and what is wrong.

    The value is None also if the document holds more values or levels than ``most``.
    """
    value, problems = read_json(text, path, most)
    if value is None and problems:
        return None, Positions(), problems
    positions = json_positions(text)
    if len(positions.values) > most.values:
        return None, Positions(), [_too_large(path, most)]
    return _with_tuples(value), positions, problems


def at(value: Any, *names: str) -> Any:
    """What is below some names in a value of JSON; None if something is missing on the way."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _refuse(name: str) -> Any:
    raise ValueError(name)


def _broken(text: str, path: str, at: int, message: str) -> Problem:
    if message.startswith("Illegal trailing comma"):  # Python 3.13 and later give the comma, others what follows it
        at += len(text[at:]) - len(text[at + 1 :].lstrip())
    before = text[:at].rstrip()
    if text[at : at + 1] in ("}", "]") and before.endswith(","):
        at, fault = len(before) - 1, f"a comma before '{text[at]}'"
    else:
        form = next((form for start, form in _EXPECTED.items() if message.startswith(start)), message)
        fault = form.format(_shown(text, at)) if "{}" in form else form
    place = Lines(text).place(at)
    return Problem(path, place.line, place.column, "broken-json", f"not valid JSON: {fault}")


def _shown(text: str, at: int) -> str:
    return repr(text[at : at + _SHOWN].split("\n", maxsplit=1)[0]) if at < len(text) else "the end of the file"


def _bad_number(text: str, path: str) -> Problem:
    """A constant that JSON lacks, or else a number of more digits than Python converts."""
    longest = sys.get_int_max_str_digits()
    for match in _TOKEN.finditer(text):
        if match[0] in _CONSTANTS:
            return _broken(text, path, match.start(), "Expecting value")
        if match[0].lstrip("-").isdigit() and len(match[0]) > longest:
            return _broken(text, path, match.start(), f"a number of more than {longest:,} digits")
    return _broken(text, path, 0, "a number that can't be read")


def _too_large(path: str, most: Limit) -> Problem:
    limits = f"{most.values:,} values or {most.levels} levels"
    return Problem(path, 1, 1, "too-large", f"the document has more than {limits}")


def _is_deep(value: Any, levels: int) -> bool:
    level = [value]
    for _ in range(levels):
        level = [part for outer in level for part in _parts(outer) if isinstance(part, (dict, list))]
        if not level:
            return False
    return True


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _with_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_tuples(part) for key, part in value.items()}
    return tuple(map(_with_tuples, value)) if isinstance(value, list) else value


def _repeated_keys(text: str, path: str) -> Iterable[Problem]:
    for place, key, first in _places(text)[1]:
        message = f"the key {key[:60]!r} is given twice (first on line {first.line})"
        yield Problem(path, place.line, place.column, "duplicate-key", message)


def json_positions(text: str) -> Positions:
    """The places of all values and keys in a valid JSON text."""
    return _places(text)[0]


@dataclass
class _Open:
    """An object or array that is being read: the path to it, and its current entry."""

    path: Path
    is_list: bool
    index: int = 0
    key: str | None = None
    seen: dict[str, Place] = field(default_factory=dict)

    @property
    def here(self) -> Path:
        return (*self.path, self.index if self.is_list else str(self.key))


def _places(text: str) -> tuple[Positions, list[tuple[Place, str, Place]]]:
    """All places in a valid JSON text, and each key that is given again, with its place and its first place."""
    lines = Lines(text)
    positions = Positions()
    repeated: list[tuple[Place, str, Place]] = []
    around: list[_Open] = []
    for match in _TOKEN.finditer(text):
        word = match[0]
        within = around[-1] if around else None
        if word in "}]":
            around.pop()
        elif word == "," and within:
            within.index += 1
            within.key = None
        elif word == ":":
            continue
        elif within and not within.is_list and within.key is None:
            key, place = _key(word), lines.place(match.start())
            within.key = key
            if key in within.seen:
                repeated.append((place, key, within.seen[key]))
            within.seen.setdefault(key, place)
            positions.keys[within.here] = place
        else:
            here = within.here if within else ()
            positions.values[here] = lines.place(match.start())
            if word in "{[":
                around.append(_Open(here, word == "["))
    return positions, repeated


def _key(word: str) -> str:
    return str(json.loads(word)) if "\\" in word else word[1:-1]
