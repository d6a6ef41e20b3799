"""The authored values of records as JSON, in the one form that changes carry and compare.

Dates are ISO strings, whole numbers have no fraction, and a value that is not there is None whether the
author left it out, emptied it or wrote the default: only what a reader is told differently is a difference.
"""

from collections.abc import Mapping
from typing import Any, TypeGuard, cast

from pydantic_core import to_jsonable_python

from trailbook.trail.decisions import JsonValue

_EXACT = 2**53
"""Up to here every whole number has one float."""


def json_of(value: Any) -> JsonValue:
    """A value of a record (a model, a tuple, a date, a word …) as JSON, complete with defaults."""
    return _plain(to_jsonable_python(value))


def whole(values: Mapping[str, JsonValue]) -> JsonValue:
    """The values of a record, item or section as one: without the fields that hold nothing."""
    return {name: value for name, value in values.items() if not absent(value)}


def absent(value: JsonValue) -> bool:
    """Whether a value says nothing: None, an empty text, an empty list or an empty mapping."""
    return value is None or value in ("", [], {})


def is_mapping(value: JsonValue) -> TypeGuard[dict[str, JsonValue]]:
    """Whether a value has named parts."""
    return isinstance(value, dict)


def _plain(value: Any) -> JsonValue:
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, float) and value.is_integer() and abs(value) <= _EXACT:
        return int(value)
    return cast(JsonValue, value)
