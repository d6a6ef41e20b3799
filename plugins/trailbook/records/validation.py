"""What the record models reject, told as problems with a place, an expectation and a nearest value."""

import re
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from trailbook.records.positions import Path, Positions
from trailbook.records.problem import Problem, nearest

EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "date_type": "a date such as 2026-03-31, without quotes",
    "tuple_type": "a list",
    "dict_type": "a mapping of keys to values",
    "model_type": "a mapping of keys to values",
    "model_attributes_type": "a mapping of keys to values",
}


def problems_of(error: ValidationError, model: type[BaseModel], path: str, positions: Positions) -> list[Problem]:
    """One problem for each fault that pydantic found, in the order of the file."""
    details = error.errors(include_url=False)
    places = [detail["loc"] for detail in details]
    return sorted({_problem(d, model, path, positions) for d in details if not _follows_from_another(d, places)})


def _follows_from_another(detail: ErrorDetails, places: list[Path]) -> bool:
    """A list counts as too short when its only entry is at fault; that entry's problem says it all."""
    here = detail["loc"]
    return detail["type"] == "too_short" and any(len(p) > len(here) and p[: len(here)] == here for p in places)


def _problem(detail: ErrorDetails, model: type[BaseModel], path: str, positions: Positions) -> Problem:
    location: Path = detail["loc"]
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    field = _readable(location)
    if kind == "extra_forbidden":
        place = positions.of(location, key=True)
        known = _fields(model, location[:-1])
        expected = "one of: " + ", ".join(known) if known else ""
        message = f"unknown key {location[-1]!r}" + (f" in {_readable(location[:-1])}" if location[1:] else "")
        return Problem(path, place.line, place.column, "unknown-key", message, expected, nearest(location[-1], known))
    place = positions.of(location)
    if kind == "missing":
        return Problem(path, place.line, place.column, "missing-key", f"{field} is missing")
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        message = f"{field} is {_shown(value)}"
        expected = "one of: " + ", ".join(words)
        return Problem(path, place.line, place.column, "unknown-word", message, expected, nearest(value, words))
    if kind in EXPECTED:
        return Problem(path, place.line, place.column, "wrong-type", f"{field} is {_shown(value)}", EXPECTED[kind])
    if kind == "string_pattern_mismatch":
        expected = _pattern_words(str(context.get("pattern", "")))
        return Problem(path, place.line, place.column, "bad-form", f"{field} is {_shown(value)}", expected)
    if kind == "too_short":
        return Problem(path, place.line, place.column, "too-short", f"{field} has no entries", "at least one")
    message = f"{field}: {detail['msg']}" if field else detail["msg"]
    return Problem(
        path,
        place.line,
        place.column,
        kind.replace("_", "-"),
        message,
        str(context.get("expected", "")),
        str(context.get("nearest", "")),
    )


def _readable(location: Path) -> str:
    """``controls[2].level`` for the way to a value."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.lstrip(".")


def _shown(value: Any) -> str:
    """A value as an error message shows it: short, and by its type where it is long."""
    if isinstance(value, (dict, tuple)):
        return "a mapping" if isinstance(value, dict) else "a list"
    return "empty" if value is None or value == "" else repr(value)[:80]


def _pattern_words(pattern: str) -> str:
    """What a pattern of the models asks for, in words."""
    if "https?" in pattern:
        return "a web address that begins with https://"
    if r"\d{4}" in pattern:
        return 'a quoted date such as "2021-08-23", "2021-08" or "2021"'
    if "(?:" in pattern:
        return "a reference such as T3, POL-SHARING or POL-SHARING.C2"
    return "an id: letters, digits, '-' and '_', beginning with a letter"


def _fields(model: type[BaseModel], location: Path) -> tuple[str, ...]:
    """The keys that are allowed at a place of a model."""
    current: type[BaseModel] | None = model
    for part in location:
        if isinstance(part, str) and current is not None:
            info = current.model_fields.get(part)
            current = next(_models(info.annotation), None) if info else None
    return tuple(current.model_fields) if current else ()


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models inside an annotation such as ``tuple[Control, ...]`` or ``Review | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)
