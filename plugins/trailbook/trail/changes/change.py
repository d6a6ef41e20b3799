"""One difference between two revisions of a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeGuard, cast

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

ChangeKind = Literal["added", "removed", "changed", "moved"]


Effect = Literal["weakens", "strengthens", "neutral"]


@dataclass(frozen=True)
class Change:
    """One semantic difference between two revisions of a record.

    ``item`` is the id of an item or section, None for the record itself. ``field`` is the way to a value
    inside it, such as ``residual.likelihood``; None if a whole item came or went. In a list the field
    names the list, and ``added`` or ``removed`` concerns one entry. ``rule`` is the id of the rule that
    gave the effect, empty if none did.
    """

    item: str | None
    field: str | None
    kind: ChangeKind
    before: JsonValue
    after: JsonValue
    effect: Effect = "neutral"
    rule: str = ""


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
