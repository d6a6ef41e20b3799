"""Templates: what the settings of a platform have to be, as checks that a program carries out.

Which control a check belongs to is stated by the control, under ``checked_by``.
"""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import AfterValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from trailbook.records.kinds.source import Source
from trailbook.records.model import Item, LinksTo, Model, OwnedRecord, Target, Text
from trailbook.records.setting_path import EACH, SettingPathError, parse_path
from trailbook.records.vocabulary import Severity
from trailbook.text.patterns import PatternError, whole_text

_PATH_FORM = 'keys joined by full stops, [*] for each entry, ["quoted"] for keys with other characters'


def _plain(value: Any) -> Any:
    """A single value as JSON has it: a date becomes its text."""
    if isinstance(value, (dict, tuple, list)):
        raise PydanticCustomError("wrong-type", "a single value is required here", {"expected": "text or a number"})
    return value.isoformat() if isinstance(value, date) else value


def _plain_or_several(value: Any) -> Any:
    return tuple(map(_plain, value)) if isinstance(value, (tuple, list)) else _plain(value)


def _frozen(value: Any) -> Any:
    """A value as records have it, whether it was YAML or JSON: what lists is a tuple."""
    if isinstance(value, dict):
        return {key: _frozen(part) for key, part in value.items()}
    return tuple(map(_frozen, value)) if isinstance(value, (tuple, list)) else value


def _path(text: str) -> str:
    try:
        parse_path(text)
    except SettingPathError as error:
        at = {"at": error.at, "expected": _PATH_FORM}
        raise PydanticCustomError("bad-form", "the path can't be read from character {at} on", at) from error
    return text


def _path_of_keys(text: str) -> str:
    if EACH in parse_path(_path(text)):
        raise PydanticCustomError("bad-form", "a condition is about one entry and can't have [*]")
    return text


def _pattern(text: str) -> str:
    try:
        whole_text(text)
    except PatternError as error:
        fault = {"fault": str(error), "expected": "a regular expression without look-around and back-references"}
        raise PydanticCustomError("bad-form", "the pattern can't be used: {fault}", fault) from error
    return text


_SCALAR = {"type": ["string", "number", "boolean", "null"]}
Plain = Annotated[Any, AfterValidator(_plain), WithJsonSchema(_SCALAR)]
"""A single value of a configuration: text, number, true, false or nothing."""
Several = Annotated[tuple[Plain, ...], Field(min_length=1)]
Wanted = Annotated[
    Any, AfterValidator(_plain_or_several), WithJsonSchema({"anyOf": [_SCALAR, {"type": "array", "items": _SCALAR}]})
]
Conditions = dict[Annotated[str, AfterValidator(_path_of_keys)], Wanted]
Day = Annotated[date | Literal["today"], Field(description="A day such as 2027-03-31, or 'today'.")]

COMPARISONS = (
    "equals",
    "one_of",
    "none_of",
    "at_most",
    "at_least",
    "matches",
    "present",
    "absent",
    "contains",
    "subset_of",
    "unique",
    "within_days",
    "before",
    "after",
    "fits",
)
"""The fields of a check, of which exactly one is given."""


class Check(Item):
    """What one setting, or each of many, has to be."""

    noun: ClassVar[str] = "check"
    title: Text = Field(description="What is required, in one line.")
    where: Annotated[Text, AfterValidator(_path)] = Field(
        description="The path to the setting, such as 'sharing.links' or 'connectors[*].group'."
    )
    when: Conditions = Field(
        default_factory=dict, description="Only entries for which all of this is true, such as 'tier: [custom]'."
    )
    unless: Conditions = Field(default_factory=dict, description="No entries for which all of this is true.")
    optional: bool = Field(False, description="Whether the setting may be missing.")
    severity: Severity = Field(description="How bad a deviation is.")
    remedy: Text = Field(description="What to do about a deviation, and where.")

    equals: Plain = Field(None, description="Is exactly this.")
    one_of: Several = Field((), description="Is one of these.")
    none_of: Several = Field((), description="Is there and is none of these.")
    at_most: float | None = Field(None, description="Is a number, and at most this.")
    at_least: float | None = Field(None, description="Is a number, and at least this.")
    matches: Annotated[str, AfterValidator(_pattern)] | None = Field(
        None, description="Is text that as a whole has the form of this regular expression."
    )
    present: Literal[True] | None = Field(None, description="Is there, and neither null nor empty.")
    absent: Literal[True] | None = Field(None, description="Is not there, or null.")
    contains: Several = Field((), description="Is a list that holds all of these.")
    subset_of: Several = Field((), description="Is a list that holds nothing but these.")
    unique: Literal[True] | Text | None = Field(
        None, description="Is a list in which no entry comes twice, or no entry's value under this key."
    )
    within_days: Annotated[int, Field(ge=0)] | None = Field(
        None, description="Is a date at most this many days before today, and not after it."
    )
    before: Day | None = Field(None, description="Is a date before this one.")
    after: Day | None = Field(None, description="Is a date after this one.")
    fits: Annotated[dict[str, Any], AfterValidator(_frozen)] | None = Field(
        None, description="Fits this JSON Schema (draft 2020-12)."
    )

    @model_validator(mode="after")
    def _compares_once(self) -> Self:
        if len(given := list(self._given())) != 1:
            expected = "exactly one of: " + ", ".join(COMPARISONS)
            details = {"count": len(given) or "no", "s": "" if len(given) == 1 else "s", "expected": expected}
            raise PydanticCustomError("one-comparison", "the check has {count} comparison{s}", details)
        return self

    def _given(self) -> Iterator[str]:
        return (name for name in COMPARISONS if name in self.model_fields_set)

    @property
    def comparison(self) -> str:
        """Which comparison the check makes; the value it compares with is in the field of that name."""
        return next(self._given())


class Snapshots(Model):
    """Which snapshots the template is for, and what they are of."""

    snapshot: Text = Field(
        max_length=300,
        description="A file below configurations/, such as 'hub/logging.yaml'; '*' stands for any name in its folder.",
    )
    of: Text = Field(description="What the file is a copy of: which platform, environment, base or app.")
    application: Annotated[Target | None, LinksTo("applies-to", ("threat-model",))] = Field(
        None, description="The threat model of the application that it concerns; none if it concerns all."
    )


class Template(OwnedRecord):
    """What the settings in some snapshots have to be."""

    prefix: ClassVar[str] = "CT"
    plural: ClassVar[str] = "Configuration templates"
    folder: ClassVar[str] = "configurations/templates"
    syntax: ClassVar[Literal["yaml", "markdown"]] = "yaml"

    kind: Literal["template"]
    applies_to: Annotated[tuple[Snapshots, ...], Field(min_length=1)] = Field(
        description="The snapshots that are compared with it."
    )
    checks: Annotated[tuple[Check, ...], Field(min_length=1)] = Field(description="What the settings have to be.")
    sources: tuple[Source, ...] = Field((), description="What the checks and the form of the snapshots rest on.")
