"""Who may read what: the classification of records and items, from ``public`` to ``restricted``."""

from collections.abc import Iterator

from trailbook.records.model import Item, Record
from trailbook.records.positions import Positions
from trailbook.records.problem import Problem
from trailbook.records.vocabulary import SENSITIVITIES, Sensitivity

DEFAULT: Sensitivity = "internal"
"""The classification of what states none."""

WITHHELD = "restricted"
"""What stands in place of a reference that the readers of a build must not see."""


def above(level: str, audience: str) -> bool:
    """Whether a classification is stricter than an audience may read. A word that is none is above all."""
    return level not in SENSITIVITIES or SENSITIVITIES.index(level) > SENSITIVITIES.index(audience)


def loosened(record: Record, path: str, positions: Positions) -> list[Problem]:
    """A problem for each item that would be open to more readers than the record that holds it."""
    whole = record.classification or DEFAULT
    problems: list[Problem] = []
    for name, index, item in _listed(record):
        if item.classification and above(whole, item.classification):
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
