"""JSON text to values, and the places of these.

The values come from the standard library's reader, which is fast on exports of many megabytes. It knows no
places, so these are found in a pass of their own over the tokens, for the few files that need it.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from trailbook.text.positions import Lines, Path, Place, Positions
from trailbook.text.problem import Problem
from trailbook.text.yaml_text import MAX_DEPTH

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]++')


def read_json(text: str, path: str) -> tuple[Any, list[Problem]]:
    """The value in a JSON text (RFC 8259), or None and what is wrong: broken, too deep, a key given twice."""
    repeated: list[str] = []

    def mapping(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            repeated.append(pairs[0][0])
        return found

    try:
        value = json.loads(text, object_pairs_hook=mapping, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        return None, [Problem(path, error.lineno, error.colno, "broken-json", f"not valid JSON: {error.msg}")]
    except RecursionError:
        return None, [_too_deep(path)]
    except ValueError as error:
        return None, [Problem(path, 1, 1, "broken-json", f"not valid JSON: {str(error).split(';')[0]}")]
    if _is_deep(value):
        return None, [_too_deep(path)]
    return value, list(_twice(text, path)) if repeated else []


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")


def _too_deep(path: str) -> Problem:
    return Problem(path, 1, 1, "too-large", f"the document has more than {MAX_DEPTH} levels")


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [part for outer in level for part in _parts(outer) if isinstance(part, (dict, list))]
        if not level:
            return False
    return True


def _parts(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _twice(text: str, path: str) -> Iterable[Problem]:
    for place, key, first in json_positions(text)[1]:
        message = f"the key {key!r} is given twice (first on line {first.line})"
        yield Problem(path, place.line, place.column, "duplicate-key", message)


@dataclass
class _Open:
    """An object or list that is being passed: the way to it, and where in it we are."""

    path: Path
    is_list: bool
    index: int = 0
    key: str | None = None
    seen: dict[str, Place] = field(default_factory=dict)

    @property
    def here(self) -> Path:
        return (*self.path, self.index if self.is_list else str(self.key))


Repeated = list[tuple[Place, str, Place]]


def json_positions(text: str) -> tuple[Positions, Repeated]:
    """The places of all values and keys in a valid JSON text, and each key that is given again with its first place."""
    lines = Lines(text)
    positions = Positions()
    repeated: Repeated = []
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
