"""Extensions: what another format has no field for is written beside its own fields, under ``trailbook``.

Both formats that Trailbook writes allow further keys. Tools that keep them return everything; tools that drop them
return what they know. If a format's own field is coarser than Trailbook's, the finer word counts as long as it still
agrees with the format's field, which somebody may have changed.
"""

from collections.abc import Mapping
from typing import Any, TypeVar

from trailbook.interchange.completion import SECTIONS
from trailbook.interchange.draft import ModelDraft, Ref
from trailbook.interchange.source import Node, clean
from trailbook.records.kinds import PREFIXES
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.text.days import read_day

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
"""The fields of items that refer to other items of the model, and the sections that they may refer to."""

_LISTS = ("stored_in", "data", "affects", "mitigates")
_WORDS = ("type", "category", "state", "title")
_TOP = tuple(name for name in ThreatModel.model_fields if name not in (*SECTIONS, "id", "kind", "title", "application"))
_DAYS = ("due", "until", "last", "next", "signed")

T = TypeVar("T")


def of(node: Node) -> Node:
    """The further fields of an element of another format's file."""
    return node[KEY]


def read_fields(node: Node, section: str) -> dict[str, Any]:
    """The fields of an item in an extension, as plain values; references are still ids.

    Readers work with links and with words of closed lists, so the types of these are checked here. All other fields
    are left for the record's model to check.
    """
    stated = [name for name in SECTIONS[section].model_fields if name != "id" and node[name].there]
    return {name: _plain(name, node[name].use().value) for name in stated if _is_well_typed(name, node[name])}


def _is_well_typed(name: str, node: Node) -> bool:
    if name in _LISTS:
        well_typed = isinstance(node.value, tuple) and all(isinstance(entry, str) for entry in node.value)
    else:
        well_typed = isinstance(node.value, str) or name not in (*LINKS, *_WORDS)
    if not well_typed:
        node.wrong("a list of ids" if name in _LISTS else "text")
    return well_typed


def read_model(draft: ModelDraft, node: Node) -> None:
    """Take over the model's own fields from an extension, its id and its application included."""
    draft.id = node["id"].name()
    draft.state(**{name: _plain(name, node[name].use().value) for name in _TOP if node[name].there})
    for name, value in node["application"].entries():
        draft.application[name] = value.text()


def read_items(draft: ModelDraft, node: Node, section: str) -> None:
    """Add the items of a section that are only in the extension."""
    for entry in node[section].mappings():
        draft.add(section, entry["id"].name(), entry, **read_fields(entry, section))


def resolve_links(draft: ModelDraft) -> None:
    """Turn the ids in the link fields of all parts into references, except ids of items of other records."""
    sections: dict[tuple[str, str], str] = {(part.section, part.key): part.key for part in draft.parts}
    for part in draft.parts:
        for name, targets in LINKS.items():
            if name not in part.fields:
                continue

            def resolve(value: Any, targets: tuple[str, ...] = targets, part: Any = part) -> Any:
                if not isinstance(value, str):
                    return value
                section = next((s for s in targets if (s, value) in sections), None)
                elsewhere = section is None and value.partition("-")[0] in PREFIXES
                return value if elsewhere else Ref(section or targets[0], value, part.place)

            value = part.fields[name]
            part.fields[name] = [resolve(entry) for entry in value] if isinstance(value, list) else resolve(value)


def prefer_own(own: T | None, coarse: Mapping[T, Any], native: object, default: T) -> T:
    """Trailbook's own word as long as it agrees with the format's field, otherwise the default for that field."""
    return own if own is not None and own in coarse and coarse[own] == native else default


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(key, inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(name, inner) for inner in value]
    value = clean(value) if isinstance(value, str) else value
    return (read_day(value) or value) if name in _DAYS and isinstance(value, str) else value
