"""What another format has no field for travels beside its own fields, under the key ``trailbook``.

Both formats that Trailbook writes allow further keys. Tools that keep them give everything back; tools that
drop them give back what they know. Where a format's own field is coarser than Trailbook's, the finer word
counts for as long as it still says the same as the format's field, which somebody may have changed.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from trailbook.interchange.completing import SECTIONS
from trailbook.interchange.draft import Draft, Ref
from trailbook.interchange.source import Node, clean
from trailbook.records.kinds import PREFIXES
from trailbook.records.kinds.threat_model import ThreatModel

KEY = "trailbook"
LINKS: dict[str, tuple[str, ...]] = {
    "within": ("boundaries",),
    "boundary": ("boundaries",),
    "source": ("components",),
    "target": ("components",),
    "component": ("components",),
    "stored_in": ("components",),
    "data": ("data",),
    "affects": ("components", "flows", "data", "entry_points"),
    "mitigates": ("threats",),
}
"""The fields of items that name other items of the model, and the sections they may name."""

_LISTS = ("stored_in", "data", "affects", "mitigates")
_WORDS = ("type", "category", "state", "title")
_TOP = tuple(name for name in ThreatModel.model_fields if name not in (*SECTIONS, "id", "kind", "title", "application"))
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAYS = ("due", "until", "last", "next", "signed")

T = TypeVar("T")


def extension(node: Node) -> Node:
    """The further facts of an element of another format's file."""
    return node[KEY]


def facts(node: Node, section: str) -> dict[str, Any]:
    """The fields of an item that stand in an extension, as plain values; references are still ids.

    Readers work with links and with words of closed lists, so these have to have their form. The form of
    all other fields is for the record's model to judge.
    """
    fields = [name for name in SECTIONS[section].model_fields if name != "id" and node[name].there]
    return {name: _plain(name, node[name].use().value) for name in fields if _formed(name, node[name])}


def _formed(name: str, node: Node) -> bool:
    if name in _LISTS:
        formed = isinstance(node.value, tuple) and all(isinstance(entry, str) for entry in node.value)
    else:
        formed = isinstance(node.value, str) or name not in (*LINKS, *_WORDS)
    if not formed:
        node.wrong("a list of ids" if name in _LISTS else "text")
    return formed


def state_model(draft: Draft, node: Node) -> None:
    """Take over the fields of the model itself that stand in an extension, its id and its application."""
    draft.id = node["id"].name()
    draft.state(**{name: _plain(name, node[name].use().value) for name in _TOP if node[name].there})
    for name, value in node["application"].entries():
        draft.application[name] = value.text()


def items(draft: Draft, node: Node, section: str) -> None:
    """Add the items of a section that stand in an extension whole."""
    for entry in node[section].mappings():
        draft.add(section, entry["id"].name(), entry, **facts(entry, section))


def point(draft: Draft) -> None:
    """Turn the ids in the link fields of all parts into references, but for those of items of other records."""
    sections: dict[tuple[str, str], str] = {(part.section, part.key): part.key for part in draft.parts}
    for part in draft.parts:
        for name, targets in LINKS.items():
            if name not in part.facts:
                continue

            def pointed(value: Any, targets: tuple[str, ...] = targets, part: Any = part) -> Any:
                if not isinstance(value, str):
                    return value
                section = next((s for s in targets if (s, value) in sections), None)
                elsewhere = section is None and value.partition("-")[0] in PREFIXES
                return value if elsewhere else Ref(section or targets[0], value, part.place)

            value = part.facts[name]
            part.facts[name] = [pointed(entry) for entry in value] if isinstance(value, list) else pointed(value)


def finer(own: T | None, coarse: Mapping[T, Any], native: object, default: T) -> T:
    """Trailbook's own word, as long as it is still what the format's field says; else the default for that field."""
    return own if own is not None and own in coarse and coarse[own] == native else default


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(key, inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(name, inner) for inner in value]
    value = clean(value) if isinstance(value, str) else value
    if name in _DAYS and isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    return value
