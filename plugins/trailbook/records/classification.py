"""Classification: who may read a record or an item, from ``public`` to ``restricted``."""

from collections.abc import Iterator, Mapping
from typing import Any

from trailbook.records.model import Item, Record
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity
from trailbook.text.model_problems import shown
from trailbook.text.positions import Positions
from trailbook.text.problem import Problem, nearest

DEFAULT: Sensitivity = "internal"
"""The classification of records that do not state one."""

_KEY = "classification"

WITHHELD = "restricted"
"""Replaces a reference that the readers of a build must not see."""


def is_above(level: str, audience: str) -> bool:
    """Whether a classification is stricter than an audience may read. An unknown word counts as the strictest."""
    return level not in SENSITIVITIES or SENSITIVITIES.index(level) > SENSITIVITIES.index(audience)


def page_classification(
    values: Mapping[str, Any], path: str, positions: Positions
) -> tuple[Sensitivity | None, list[Problem]]:
    """The classification in the front matter of a plain page, if it states one, and what is wrong with it.

    A value that can't be understood counts as ``restricted``: whoever wrote it wanted fewer readers, not all.
    """
    key = next((key for key in values if key.casefold() == _KEY), None)
    if key is None:
        return None, []
    value = values[key]
    if key == _KEY and value in SENSITIVITIES:
        return value, []
    is_key = key != _KEY
    place = positions.of((key,), key=is_key)
    message = f"the key {key!r} is not read" if is_key else f"classification is {shown(value)}"
    expected = f"the key {_KEY!r}" if is_key else f"one of: {', '.join(SENSITIVITIES)}"
    guess = "" if is_key or value is None else nearest(value, SENSITIVITIES)
    message = f"{message}, so the page counts as restricted"
    return "restricted", [Problem(path, *place, "unknown-word", message, expected, guess)]


def empty_classification(values: Mapping[str, Any], path: str, positions: Positions) -> list[Problem]:
    """A problem if the key is there without a value, since it is unclear what the author meant."""
    if _KEY not in values or values[_KEY] is not None:
        return []
    expected = f"one of: {', '.join(SENSITIVITIES)}, or no key {_KEY!r}"
    return [Problem(path, *positions.of((_KEY,)), "unknown-word", f"{_KEY} is {shown(None)}", expected)]


def loose_items(record: Record, path: str, positions: Positions) -> list[Problem]:
    """A problem for each item that is classified less strictly than its record."""
    whole = record.classification or DEFAULT
    problems: list[Problem] = []
    for name, index, item in _listed(record):
        if item.classification and is_above(whole, item.classification):
            place = positions.of((name, index, "classification"))
            message = f"{item.id!r} is {item.classification} and its record {whole}, so no more readers see it"
            wanted = f"a classification as strict as {whole}, none, or 'classification: {item.classification}' above"
            problems.append(Problem(path, *place, "loose-classification", message, wanted))
    return problems


def _listed(record: Record) -> Iterator[tuple[str, int, Item]]:
    for name in type(record).model_fields:
        value = getattr(record, name)
        for index, part in enumerate(value if isinstance(value, tuple) else ()):
            if isinstance(part, Item):
                yield name, index, part
