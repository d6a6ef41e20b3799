"""Values read into models, and what a model rejects as problems with a place, what was expected and what is near."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from trailbook.text.files import decode
from trailbook.text.positions import Path, Positions
from trailbook.text.problem import Problem, nearest
from trailbook.text.yaml_text import read_yaml

M = TypeVar("M", bound=BaseModel)

EXPECTED = {
    "string_type": "text, in quotes if it reads like a number, a date, yes or no",
    "string_too_short": "text",
    "int_type": "a whole number, without quotes",
    "float_type": "a number, without quotes",
    "float_parsing": "a number",
    "finite_number": "a number",
    "bool_type": "true or false, without quotes",
    "date_type": "a day such as 2026-03-31, without quotes or time",
    "tuple_type": "a list: [a, b], or one entry per line after '- '",
    "dict_type": "keys with values, such as 'key: value'",
    "model_type": "keys with values, such as 'key: value'",
    "model_attributes_type": "keys with values, such as 'key: value'",
}

_LIMITS = {
    "greater_than_equal": ("at least", "ge"),
    "less_than_equal": ("at most", "le"),
    "string_too_long": ("a length of at most", "max_length"),
}


def read_model(
    model: type[M], values: object, path: str, positions: Positions, subject: str, example: str
) -> tuple[M | None, list[Problem]]:
    """Values as a model, or None and what is wrong with them.

    What is not a set of keys is one problem: ``subject`` begins its message ("reviews is"), ``example`` is what was
    expected.
    """
    if not isinstance(values, dict):
        return None, [Problem(path, *positions.of(()), "wrong-type", f"{subject} {shown(values)}", example)]
    try:
        return model.model_validate(values), []
    except ValidationError as error:
        return None, problems_of(error, model, path, positions)


def read_yaml_model(model: type[M], data: bytes, path: str, example: str) -> tuple[M | None, Positions, list[Problem]]:
    """The bytes of a YAML file as a model, the places of its values, and what is wrong with it.

    There is no model, and no problem either, if the file holds nothing but comments.
    """
    text, problems = decode(data, path)
    if problems:
        return None, Positions(), problems
    values, positions, problems = read_yaml(text, path)
    if problems or values is None:
        return None, positions, problems
    found, problems = read_model(model, values, path, positions, "the file holds", example)
    return found, positions, problems


def problems_of(error: ValidationError, model: type[BaseModel], path: str, positions: Positions) -> list[Problem]:
    """A problem for each fault that pydantic found, in the order of the file."""
    details = error.errors(include_url=False)
    places = [detail["loc"] for detail in details]
    return sorted({_problem(d, model, path, positions) for d in details if not _follows_from_another(d, places)})


def _follows_from_another(detail: ErrorDetails, places: list[Path]) -> bool:
    """Whether a list counts as too short only because its one entry is at fault, which is a problem of its own."""
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
        what = _description(model, location)
        message = f"{field!r} is missing" + (f": {what}" if what else "")
        return Problem(path, place.line, place.column, "missing-key", message)
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        message = f"{field} is {shown(value)}"
        expected = "one of: " + ", ".join(words)
        return Problem(path, place.line, place.column, "unknown-word", message, expected, nearest(value, words))
    if kind in EXPECTED:
        entries = _words(model, location) if kind == "tuple_type" else ()
        message, close = f"{field} is {shown(value)}", nearest(value, entries)
        expected = EXPECTED[kind] + (f", of: {', '.join(entries)}" if entries else "")
        return Problem(path, place.line, place.column, "wrong-type", message, expected, f"[{close}]" if close else "")
    if kind == "string_pattern_mismatch":
        expected = _pattern_words(str(context.get("pattern", "")))
        return Problem(path, place.line, place.column, "bad-form", f"{field} is {shown(value)}", expected)
    if kind == "too_short":
        least, count = context.get("min_length", 1), context.get("actual_length", 0)
        message = f"{field} has {'only ' + str(count) if count else 'no'} {'entry' if count == 1 else 'entries'}"
        return Problem(path, place.line, place.column, "too-short", message, f"at least {least}")
    if kind in _LIMITS:
        word, limit = _LIMITS[kind]
        message = f"{field} is {shown(value)}"
        return Problem(path, place.line, place.column, "out-of-range", message, f"{word} {context[limit]}")
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
    """The path to a value in words: ``controls[2].level``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.lstrip(".")


def shown(value: Any) -> str:
    """A value for an error message: short and as in YAML, or only its type if it is a collection."""
    if isinstance(value, (dict, tuple)):
        return "a set of keys" if isinstance(value, dict) else "a list"
    if isinstance(value, bool):
        return "the YAML word for true (true, yes or on)" if value else "the YAML word for false (false, no or off)"
    if isinstance(value, date):
        return f"the {'time' if isinstance(value, datetime) else 'date'} {value}"
    return "empty" if value is None or value == "" or str(value).isspace() else repr(value)[:80]


def _pattern_words(pattern: str) -> str:
    """What a pattern of the models requires, in words."""
    if "https?" in pattern:
        return "a web address that begins with https://"
    if "@" in pattern:
        return "an e-mail address"
    if r"\d ()" in pattern:
        return "a telephone number such as '+44 20 7946 0100', in quotes"
    if r"\d{4}" in pattern:
        return "a date such as 2021-08-23, 2021-08 or 2021"
    if "(?:" in pattern:
        return "a reference such as T3, POL-SHARING or POL-SHARING.C2"
    return "an id: letters, digits, '-' and '_', beginning with a letter"


def _description(model: type[BaseModel], location: Path) -> str:
    """What a missing key is for, in the first sentence that its model says of it."""
    if location == ("title",) and getattr(model, "syntax", "") == "markdown":
        return "a line '# Title' below the front matter"
    parent = _model_at(model, location[:-1])
    info = _keys(parent).get(str(location[-1])) if parent else None
    text = (info.description or "").partition(". ")[0].rstrip(".") if info else ""
    return text[:1].lower() + text[1:]


def _fields(model: type[BaseModel], location: Path) -> tuple[str, ...]:
    """The keys that are allowed at a place of a model."""
    current = _model_at(model, location)
    return tuple(_keys(current)) if current else ()


def _keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by the keys that authors write."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def _model_at(model: type[BaseModel], location: Path) -> type[BaseModel] | None:
    """The model of the value at a place of a model."""
    current: type[BaseModel] | None = model
    is_key = False  # in a mapping whose keys are the author's
    for part in location:
        if isinstance(part, str) and current is not None and not is_key:
            info = _keys(current).get(part)
            current = next(models_in(info.annotation), None) if info else None
            is_key = info is not None and get_origin(info.annotation) is dict
        else:
            is_key = False
    return current


def _words(model: type[BaseModel], location: Path) -> tuple[str, ...]:
    """The words of which the list at a place of a model may consist; none if it takes other values."""
    parent = _model_at(model, location[:-1])
    info = _keys(parent).get(str(location[-1])) if parent else None
    return tuple(_literals(info.annotation)) if info else ()


def _literals(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from (word for word in get_args(annotation) if isinstance(word, str))
    else:
        for argument in get_args(annotation):
            yield from _literals(argument)


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models inside an annotation such as ``tuple[Control, ...]`` or ``Review | None``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from models_in(argument)
