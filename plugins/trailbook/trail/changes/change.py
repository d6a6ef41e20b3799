"""One difference between two revisions of a record."""

from dataclasses import dataclass
from typing import Literal

from pydantic import JsonValue

ChangeKind = Literal["added", "removed", "changed", "moved"]


Effect = Literal["weakens", "strengthens", "neutral"]


@dataclass(frozen=True)
class Change:
    """One semantic difference between two revisions of a record.

    ``item`` is the id of an item or section, None for the record itself. ``field`` is the way to a value
    inside it, such as ``residual.likelihood``; None where a whole item came or went. In a list the field
    names the list, and ``added`` or ``removed`` tells of one entry. ``rule`` is the id of the rule that
    gave the effect, empty where none did.
    """

    item: str | None
    field: str | None
    kind: ChangeKind
    before: JsonValue
    after: JsonValue
    effect: Effect = "neutral"
    rule: str = ""
