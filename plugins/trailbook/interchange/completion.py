"""Completes a draft: resolves references, assigns ids, and fills required fields with visible stand-ins."""

from collections import Counter
from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any

from trailbook.interchange.draft import DraftPart, ModelDraft, Ref
from trailbook.interchange.ids import Key, assign_ids
from trailbook.interchange.scales import level_rating
from trailbook.interchange.source import Reading
from trailbook.records.kinds.threat_model import (
    Application,
    Assumption,
    Boundary,
    Component,
    DataAsset,
    EntryPoint,
    Flow,
    Mitigation,
    Threat,
    ThreatModel,
)
from trailbook.records.model import Item
from trailbook.records.unfinished import UNSTATED
from trailbook.text.problem import nearest

SECTIONS: dict[str, type[Item]] = {
    "boundaries": Boundary,
    "components": Component,
    "data": DataAsset,
    "flows": Flow,
    "entry_points": EntryPoint,
    "threats": Threat,
    "mitigations": Mitigation,
    "assumptions": Assumption,
}
_ENDS = {"flows": ("source", "target"), "entry_points": ("component",)}
"""The references without which a part can't be carried over."""
_FIXED: dict[str, dict[str, Any]] = {
    "data": {"sensitivity": "confidential"},
    "threats": {"category": "misconfiguration", "affects": []},
    "mitigations": {"state": "proposed", "mitigates": []},
}
"""The stand-ins for words of closed lists."""
_UNACCEPTED = "an acceptance has to say by whom, why and until when; until it does, the threat is in discussion"


@dataclass(frozen=True)
class Completed:
    """The values of a record, the id of each part, and how often each field was filled with a stand-in."""

    values: dict[str, Any]
    ids: dict[Key, str]
    stand_ins: Counter[str]


def complete_draft(
    draft: ModelDraft,
    reading: Reading,
    identity: str,
    known: Mapping[Key, str],
    taken: Container[str],
    known_names: Mapping[str, str],
) -> Completed:
    """The record for a draft under an id. Dangling references and duplicate ids are reported to ``reading``.

    ``known`` are the ids that parts have from an earlier import, ``taken`` those that new parts must not get,
    ``known_names`` the names of those parts by their ids.
    """
    parts = _resolvable(_with_unique_keys(draft.parts, reading), reading)
    stand_ins: Counter[str] = Counter()
    if not any(part.section == "components" for part in parts):
        whole = {"name": draft.title, "type": "service", "description": "Stands for the whole application."}
        parts.append(
            DraftPart("components", "the whole application", whole, parts[0].place if parts else _start(reading))
        )
        stand_ins["components (the source names none; one stands for the whole)"] += 1
    ids = assign_ids(parts, known, taken, known_names)
    names = {(part.section, part.key): str(part.fields.get("name", "")) for part in parts}
    items: dict[str, list[dict[str, Any]]] = {}
    for part in parts:
        fields = {"id": ids[part.section, part.key], **_resolved(part, ids)}
        if part.section == "flows" and "name" not in fields:
            ends = [names[end.section, end.key] for end in (part.fields["source"], part.fields["target"])]
            fields["name"] = " to ".join(end or "?" for end in ends)
            stand_ins["flows.name"] += 1
        if part.section == "threats":
            _explain(fields, part, reading, stand_ins)
        items.setdefault(part.section, []).append(_filled(fields, part.section, stand_ins))
    return Completed(_record(draft, identity, items, stand_ins), ids, +stand_ins)


def _start(reading: Reading) -> Any:
    return reading.positions.of(())


def _record(
    draft: ModelDraft, identity: str, items: dict[str, list[dict[str, Any]]], stand_ins: Counter[str]
) -> dict[str, Any]:
    stated = {"status": "draft", **draft.fields, "id": identity, "kind": "threat-model", "title": draft.title}
    application = {"name": draft.title, **draft.application}
    for name in Application.model_fields:
        if name not in application:
            application[name] = UNSTATED
            stand_ins[f"application.{name}"] += 1
    for name, value in (("owner", UNSTATED), ("review", {"cadence": "yearly"})):
        if name not in stated:
            stated[name] = value
            stand_ins[name] += 1
    stated["application"] = {name: application[name] for name in Application.model_fields}
    stated |= items
    return {name: stated[name] for name in _top(stated) if name in stated}


def _top(stated: dict[str, Any]) -> list[str]:
    """The fields of a record in the order in which authors write them."""
    first = [
        "id",
        "kind",
        "title",
        "summary",
        "owner",
        "status",
        "tags",
        "review",
        "sign_offs",
        "supersedes",
        "application",
    ]
    return [*first, *(name for name in ThreatModel.model_fields if name not in first and name in stated)]


def _with_unique_keys(parts: list[DraftPart], reading: Reading) -> list[DraftPart]:
    """The parts with unique keys: the second part with a key gets another."""
    found: dict[Key, DraftPart] = {}
    for part in parts:
        key, number = part.key, 1
        while (part.section, key) in found:
            number += 1
            key = f"{part.key}#{number}"
        if number > 1:
            first = found[part.section, part.key].place.line
            message = f"the id {part.key[:60]!r} is given twice in {part.section} (first on line {first})"
            reading.report(part.place, "duplicate-id", message, "an id of its own; references go to the first")
        found[part.section, key] = DraftPart(part.section, key, part.fields, part.place)
    return list(found.values())


def _resolvable(parts: list[DraftPart], reading: Reading) -> list[DraftPart]:
    """The parts that can be carried over, without dangling references."""
    named = {(part.section, part.key) for part in parts}
    dropped: set[Key] = set()
    kept = []
    for part in parts:
        ends = [part.fields.get(name) for name in _ENDS.get(part.section, ())]
        if all(isinstance(end, Ref) and (end.section, end.key) in named for end in ends):
            kept.append(part)
            continue
        dropped.add((part.section, part.key))
        for end in ends:
            if isinstance(end, Ref):
                _known(end, named, reading)
        reading.omit(part.place, f"{part.section}: {_called(part)}", "it does not begin or end at a part of the model")
    return [_without_dangling(part, named, dropped, reading) for part in kept]


def _called(part: DraftPart) -> str:
    """What people know a part by: its name or title, or else its key."""
    return str(part.fields.get("name") or part.fields.get("title") or part.key)[:60]


def _without_dangling(part: DraftPart, named: set[Key], dropped: set[Key], reading: Reading) -> DraftPart:
    fields: dict[str, Any] = {}
    for name, value in part.fields.items():
        if isinstance(value, Ref):
            if _known(value, named, reading):
                fields[name] = value
        elif isinstance(value, list) and any(isinstance(entry, Ref) for entry in value):
            fields[name] = [
                entry
                for entry in value
                if not isinstance(entry, Ref) or _is_carried(entry, part, named, dropped, reading)
            ]
        else:
            fields[name] = value
    return DraftPart(part.section, part.key, fields, part.place)


def _is_carried(ref: Ref, part: DraftPart, named: set[Key], dropped: set[Key], reading: Reading) -> bool:
    if (ref.section, ref.key) in dropped:
        reading.omit(
            ref.place, f"{part.section}: {_called(part)}: {ref.key[:60]}", "what it names was not carried over"
        )
        return False
    return _known(ref, named, reading)


def _known(ref: Ref, named: set[Key], reading: Reading) -> bool:
    if (ref.section, ref.key) in named:
        return True
    close = nearest(ref.key, (key for section, key in named if section == ref.section))
    noun = SECTIONS[ref.section].noun
    reading.report(ref.place, "dangling-reference", f"the file has no {noun} {ref.key[:60]!r}", close=close)
    return False


def _resolved(part: DraftPart, ids: Mapping[Key, str]) -> dict[str, Any]:
    def plain(value: Any) -> Any:
        if isinstance(value, Ref):
            return ids[value.section, value.key]
        return [plain(entry) for entry in value] if isinstance(value, list) else value

    return {name: plain(value) for name, value in part.fields.items()}


def _explain(fields: dict[str, Any], part: DraftPart, reading: Reading, stand_ins: Counter[str]) -> None:
    """Give a threat its ratings and the explanation that its state requires."""
    if "inherent" not in fields:
        fields["inherent"] = fields.get("residual", level_rating("medium"))
        stand_ins["threats.inherent"] += 1
    if "residual" not in fields:
        fields["residual"] = dict(fields["inherent"])
        stand_ins["threats.residual"] += 1
    if fields.get("state") == "accepted" and "acceptance" not in fields:
        fields["state"] = "in-discussion"
        reading.omit(part.place, f"threats: {_called(part)}: accepted", _UNACCEPTED)
    if fields.get("state") == "false-positive" and "reason" not in fields:
        fields["reason"] = UNSTATED
        stand_ins["threats.reason"] += 1


def _filled(fields: dict[str, Any], section: str, stand_ins: Counter[str]) -> dict[str, Any]:
    """The fields of an item in the order of its model, with a stand-in for each required field that is missing."""
    model_fields = SECTIONS[section].model_fields
    for name, info in model_fields.items():
        if info.is_required() and name not in fields:
            fields[name] = _FIXED.get(section, {}).get(name, UNSTATED)
            stand_ins[f"{section}.{name}"] += fields[name] != []
    return {name: fields[name] for name in model_fields if name in fields}


def is_stand_in(section: str, name: str, value: object) -> bool:
    """Whether a value of an imported record may be a stand-in instead of something that the source states."""
    return value == UNSTATED or (name in _FIXED.get(section, {}) and value == _FIXED[section][name])
