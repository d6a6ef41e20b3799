"""Whether a value fits a JSON Schema (draft 2020-12).

Nothing is fetched for a schema, and patterns are matched in linear time.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from trailbook.text.patterns import PatternError, whole_text
from trailbook.text.positions import Path

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

_UNSUPPORTED = frozenset({"patternProperties", "$dynamicRef", "$schema"})
_SHOWN = 120


@cache
def _validator() -> "type[Validator]":
    """The validator. Its library takes long to import, and few knowledge bases have a check of this kind."""
    from jsonschema import Draft202012Validator, ValidationError  # noqa: PLC0415
    from jsonschema.validators import extend  # noqa: PLC0415

    def pattern_anywhere(validator: "Validator", pattern: str, value: Any, schema: Any) -> "Iterator[ValidationError]":
        if isinstance(value, str) and not whole_text(f"(?s:.*)(?:{pattern})(?s:.*)")(value):
            yield ValidationError("")

    found: type[Validator] = extend(Draft202012Validator, {"pattern": pattern_anywhere})  # type: ignore[no-untyped-call]
    return found


def schema_fault(schema: dict[str, Any]) -> str:
    """What is wrong with a schema; an empty string if nothing is."""
    from jsonschema import Draft202012Validator, SchemaError  # noqa: PLC0415 - as in ``_validator``

    schema = _lists(schema)
    try:
        Draft202012Validator.check_schema(schema)
    except (SchemaError, RecursionError) as error:
        return getattr(error, "message", "it is nested too deeply")[:_SHOWN]
    for key, value in _pairs(schema):
        if key in _UNSUPPORTED:
            return f"{key!r} is not supported"
        if key == "$ref" and not str(value).startswith("#/$defs/"):
            return f"'$ref' leads to {str(value)[:40]!r}; only '#/$defs/…' is supported"
        if key == "pattern" and isinstance(value, str):
            try:
                whole_text(value)
            except PatternError as error:
                return f"the pattern {value[:40]!r} can't be used: {error}"
    return ""


def schema_violations(schema: dict[str, Any], value: Any) -> Iterator[tuple[Path, Any, str]]:
    """The violations: the path to a value, that value, and what the schema asks of it, in words."""
    from referencing import Registry  # noqa: PLC0415 - as in ``_validator``
    from referencing.exceptions import Unresolvable  # noqa: PLC0415

    try:
        errors = list(_validator()(_lists(schema), registry=Registry()).iter_errors(value))
    except (RecursionError, Unresolvable, PatternError, ArithmeticError, ValueError, TypeError):
        yield (), value, "a schema that can be applied"
        return
    for error in errors:
        yield tuple(error.path), error.instance, f"{error.validator}: {json.dumps(error.validator_value)[:_SHOWN]}"


def _lists(value: Any) -> Any:
    """The value with lists instead of the tuples that YAML gives."""
    if isinstance(value, dict):
        return {key: _lists(part) for key, part in value.items()}
    return [_lists(part) for part in value] if isinstance(value, (list, tuple)) else value


def _pairs(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield key, part
            yield from _pairs(part)
    elif isinstance(value, list):
        for part in value:
            yield from _pairs(part)
