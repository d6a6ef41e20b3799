"""One difference between two revisions of a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal, TypeGuard, cast

from pydantic import JsonValue
from pydantic_core import to_jsonable_python

ChangeKind = Literal["added", "removed", "changed", "moved"]


FactEffect = Literal["weakens", "strengthens", "neutral"]
"""What a rule finds in the facts that a record states."""
HintedEffect = Literal["may-weaken", "may-strengthen"]
"""What words and numbers in prose point to. A hint is no fact: only a reader can tell."""
Effect = Literal[FactEffect, HintedEffect]
EFFECTS: tuple[Effect, ...] = ("weakens", "may-weaken", "strengthens", "may-strengthen", "neutral")
"""Every effect, that which somebody should look at first."""


@dataclass(frozen=True)
class Change:
    """One semantic difference between two revisions of a record.

    ``item`` is the id of an item or section, None for the record itself. ``field`` is the way to a value
    inside it, such as ``residual.likelihood``; None if a whole item came or went. In a list the field
    names the list, and ``added`` or ``removed`` concerns one entry. ``rule`` is the id of the rule that
    gave the effect, empty if none did. ``heading`` is what a reader calls a section at that time: the words of its
    heading, with those around it where a page has several of that name; empty for items and the record.
    ``evidence`` is the words that a hint rests on, empty without one.

    A Markdown text that changed is taken apart where its parts say all of it. Their fields, with the values before
    and after; ``LABEL`` is what ``label_of`` calls a part:

    - ``text``  the whole text: it came or went, or can't be taken apart
    - ``text.paragraphs``, ``text.items``, ``text.code``, ``text.headings``  one block that came, went or was reworded,
      as it is written, without its bullet or fence
    - ``text.rows``  a row of a table that came or went, as its cells by column
    - ``text.rows[LABEL].COLUMN``  one cell; a row is called by its first cell
    - ``text.items[LABEL].checked``  whether a box is ticked: true, false, or None without a box
    - ``text.items[LABEL].depth``  how deep a block is nested, 1 for an item of the outermost list
    - ``text.links[LABEL]``  the address of a link whose words are LABEL and stayed
    - ``text.links``  *moved*: the same links in another order, as the addresses of a block
    - ``text.items[LABEL]`` (and so on)  *moved*: one block is at another place among its kind. It went up, from
      ``{"after": LABEL}`` to ``{"before": LABEL}``, or down, from ``{"before": LABEL}`` to ``{"after": LABEL}``
    - ``text.items`` (and so on)  *moved*: more than three are in another order, as the labels of all of them

    What one commit moved from one file to another (``page_moves``) is *moved* in both trails: a section or a page with
    no field, an item with ``text.items``. ``before`` is ``{"page": PATH, "section": HEADING}`` where it came in,
    ``after`` is where it went away, and the other one is the whole value. What was reworded on the way follows.

    In a record's list whose order means something (``steps``, ``timeline``), an entry that moved is the same with the
    id of an item: no field, *moved*, ``{"after": ID}`` to ``{"before": ID}``.
    """

    item: str | None
    field: str | None
    kind: ChangeKind
    before: JsonValue
    after: JsonValue
    effect: Effect = "neutral"
    rule: str = ""
    heading: str = ""
    evidence: str = ""

    @property
    def fact(self) -> FactEffect:
        """The effect as far as a record states it: a hint is neutral."""
        return _FACTS[self.effect]


def is_of_text(change: Change) -> bool:
    """Whether a change is of a Markdown text, whole or in part."""
    return change.field is not None and (change.field == "text" or change.field.startswith("text."))


_FACTS: Mapping[Effect, FactEffect] = {
    "weakens": "weakens",
    "strengthens": "strengthens",
    "neutral": "neutral",
    "may-weaken": "neutral",
    "may-strengthen": "neutral",
}
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


def _is_whole(value: float) -> bool:
    return value.is_integer() and abs(value) <= _EXACT


def _plain(value: Any) -> JsonValue:
    if isinstance(value, dict):
        return {str(name): _plain(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, float):
        return str(value) if not isfinite(value) else int(value) if _is_whole(value) else value
    return cast(JsonValue, value)
