"""Values read into models, and what a model rejects as problems with a place, what was expected and what is near."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, TypeVar, get_args, get_origin

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


class _Fault(NamedTuple):
    """What pydantic found at one place: the kind of fault, the value, and what its model asks for there."""

    kind: str
    value: Any
    context: Mapping[str, Any]
    model: type[BaseModel]
    location: Path

    @property
    def field(self) -> str:
        """The place in words; empty for the whole."""
        return _readable(self.location)

    @property
    def shown(self) -> str:
        """What is there, as most messages begin."""
        return f"{self.field} is {shown(self.value)}"


class _Report(NamedTuple):
    """What a problem says of a fault."""

    rule: str
    message: str
    expected: str = ""
    nearest: str = ""


def _problem(detail: ErrorDetails, model: type[BaseModel], path: str, positions: Positions) -> Problem:
    fault = _Fault(detail["type"], detail["input"], detail.get("ctx", {}), model, detail["loc"])
    place = positions.of(fault.location, key=fault.kind == "extra_forbidden")
    report = _REPORTS[fault.kind](fault) if fault.kind in _REPORTS else _by_its_model(fault, detail["msg"])
    return Problem(path, place.line, place.column, *report)


def _unknown_key(fault: _Fault) -> _Report:
    *above, key = fault.location
    known = _fields(fault.model, fault.location[:-1])
    message = f"unknown key {key!r}" + (f" in {_readable(fault.location[:-1])}" if above else "")
    return _Report("unknown-key", message, "one of: " + ", ".join(known) if known else "", nearest(key, known))


def _missing(fault: _Fault) -> _Report:
    what = _description(fault.model, fault.location)
    return _Report("missing-key", f"{fault.field!r} is missing" + (f": {what}" if what else ""))


def _unknown_word(fault: _Fault) -> _Report:
    words = re.findall(r"'([^']*)'", str(fault.context.get("expected", "")))
    return _Report("unknown-word", fault.shown, "one of: " + ", ".join(words), nearest(fault.value, words))


def _wrong_type(fault: _Fault) -> _Report:
    entries = _words(fault.model, fault.location) if fault.kind == "tuple_type" else ()
    expected, close = EXPECTED[fault.kind], nearest(fault.value, entries)
    expected += f", of: {', '.join(entries)}" if entries else ""
    return _Report("wrong-type", fault.shown, expected, f"[{close}]" if close else "")


def _bad_form(fault: _Fault) -> _Report:
    return _Report("bad-form", fault.shown, _pattern_words(str(fault.context.get("pattern", ""))))


def _too_short(fault: _Fault) -> _Report:
    least, count = fault.context.get("min_length", 1), fault.context.get("actual_length", 0)
    has = f"{'only ' + str(count) if count else 'no'} {'entry' if count == 1 else 'entries'}"
    return _Report("too-short", f"{fault.field} has {has}", f"at least {least}")


def _out_of_range(fault: _Fault) -> _Report:
    word, limit = _LIMITS[fault.kind]
    return _Report("out-of-range", fault.shown, f"{word} {fault.context[limit]}")


def _by_its_model(fault: _Fault, message: str) -> _Report:
    """What a validator of the model says itself."""
    expected, close = (str(fault.context.get(name, "")) for name in ("expected", "nearest"))
    said = f"{fault.field}: {message}" if fault.field else message
    return _Report(fault.kind.replace("_", "-"), said, expected, close)


_REPORTS: Mapping[str, Callable[[_Fault], _Report]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing,
    "literal_error": _unknown_word,
    "string_pattern_mismatch": _bad_form,
    "too_short": _too_short,
    **dict.fromkeys(EXPECTED, _wrong_type),
    **dict.fromkeys(_LIMITS, _out_of_range),
}
"""What is said of each kind of fault that pydantic finds by itself."""


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
    if "[0-9a-f]" in pattern:
        return "hexadecimal digits in small letters"
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
