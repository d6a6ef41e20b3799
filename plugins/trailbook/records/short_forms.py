"""The short forms of threat models, written out: what is compared, linked and judged is the same in both forms.

- ``flows`` may be a mapping: the id of each flow, and ``source -> target (data, data)`` or the fields of the long form.
- A flow without a name is called after the components that it joins.
- A component without an owner has that of the record.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from trailbook.records.model import ITEM_ID
from trailbook.text.model_problems import shown
from trailbook.text.positions import Path, Place, Positions
from trailbook.text.problem import Problem

FLOW = rf"^{ITEM_ID} +-> +{ITEM_ID}(?: *\( *{ITEM_ID}(?: *, *{ITEM_ID})* *\)| *: *{ITEM_ID}(?: *, *{ITEM_ID})*)?$"
"""``MAILBOX -> AGENT (MAILS, CONTACTS)``; in quotes, a colon may stand for the brackets."""
_EXPECTED = "SOURCE -> TARGET or SOURCE -> TARGET (DATA, DATA), by their ids"
_ID = re.compile(ITEM_ID)
_UNQUOTED = re.compile(rf"\s+({ITEM_ID}):\s+({ITEM_ID} +-> +{ITEM_ID}): *({ITEM_ID}(?: *, *{ITEM_ID})*)\s*(?:#.*)?$")


def in_full(
    values: Mapping[str, Any], positions: Positions | None = None, path: str = "", text: str = ""
) -> tuple[dict[str, Any], list[Problem]]:
    """The values of a record with its short forms written out, and a problem for each flow that can't be read.

    The ``positions`` get the place of each part of a short form, as it is in the ``text`` of the file at ``path``.
    """
    full = dict(values)
    if values.get("kind") != "threat-model":
        return full, []
    problems: list[Problem] = []
    places = positions or Positions()
    if isinstance(components := values.get("components"), tuple) and isinstance(owner := values.get("owner"), str):
        full["components"] = tuple(
            {**c, "owner": c.get("owner", owner)} if isinstance(c, dict) else c for c in components
        )
    if isinstance(flows := values.get("flows"), dict):
        full["flows"] = tuple(_written_out(flows, places, path, text.split("\n"), problems))
    if isinstance(full.get("flows"), tuple):
        names = dict(_names(full.get("components")))
        full["flows"] = tuple(_named(flow, names) for flow in full["flows"])
    return full, problems


def _inherited(component: Mapping[str, Any], owner: str) -> dict[str, str]:
    return {} if "owner" in component else {"owner": owner}


def _names(components: Any) -> Iterator[tuple[str, str]]:
    for component in components if isinstance(components, tuple) else ():
        if isinstance(component, dict) and isinstance(id := component.get("id"), str):
            yield id, str(component.get("name") or id)


def _named(flow: Any, names: Mapping[str, str]) -> Any:
    if not isinstance(flow, dict) or "name" in flow:
        return flow
    ends = [flow.get(end) for end in ("source", "target")]
    if not all(isinstance(end, str) for end in ends):
        return flow
    source, target = (names.get(str(end), str(end)) for end in ends)
    return {**flow, "name": f"{source} to {target}"}


def _written_out(
    flows: Mapping[str, Any], positions: Positions, path: str, lines: list[str], problems: list[Problem]
) -> Iterator[Any]:
    number = 0
    for id, flow in flows.items():
        place, key = positions.of(("flows", id)), positions.of(("flows", id), key=True)
        if isinstance(flow, dict) and "id" not in flow:
            _move(positions, ("flows", id), ("flows", number))
            yield {"id": id, **flow}
        elif isinstance(flow, str) and re.match(FLOW, flow):
            yield {"id": id, **_parts(flow, place, ("flows", number), positions, lines)}
        else:
            problems.append(Problem(path, *place, "bad-form", f"flows.{id} is {shown(flow)}", _EXPECTED))
            continue
        positions.values["flows", number] = key
        positions.values["flows", number, "id"] = key
        number += 1


def _parts(flow: str, place: Place, root: Path, positions: Positions, lines: list[str]) -> dict[str, Any]:
    """The fields of a flow in short form; each has its own place if all are on one line."""
    found = list(_ID.finditer(flow))
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    start = line.find(flow, place.column - 1)
    fields: list[Path] = [("source",), ("target",), *(("data", index) for index in range(len(found) - 2))]
    for match, field in zip(found, fields, strict=True):
        positions.values[*root, *field] = Place(place.line, start + match.start() + 1) if start >= 0 else place
    source, target, *data = (match[0] for match in found)
    return {"source": source, "target": target, **({"data": tuple(data)} if data else {})}


def _move(positions: Positions, old: Path, new: Path) -> None:
    """Give the places below one path to another, too."""
    for places in (positions.values, positions.keys):
        inside = [path for path in places if path[: len(old)] == old]
        places.update({(*new, *path[len(old) :]): places[path] for path in inside})


def meant_flow(problem: Problem, text: str) -> str:
    """What a line was meant to be that is no YAML, as a flow with its data behind a colon; empty if it is no flow."""
    lines = text.split("\n")
    meant = _UNQUOTED.match(lines[problem.line - 1]) if 0 < problem.line <= len(lines) else None
    return f"{meant[1]}: {meant[2]} ({meant[3]})" if meant else ""


def allow_short_forms(schema: dict[str, Any]) -> None:
    """Let the JSON Schema of threat models accept both forms, with what may be left out."""
    flows = schema["properties"]["flows"]
    fields = {name: part for name, part in schema["$defs"]["Flow"]["properties"].items() if name != "id"}
    long = {"type": "object", "properties": fields, "required": ["source", "target"], "additionalProperties": False}
    short = {"type": "string", "pattern": FLOW, "description": _EXPECTED}
    by_id = {
        "type": "object",
        "propertyNames": {"pattern": rf"^{ITEM_ID}$"},
        "additionalProperties": {"anyOf": [short, long]},
    }
    flows["anyOf"] = [{"items": flows.pop("items"), "type": flows.pop("type")}, by_id]
    for name, optional in (("Flow", "name"), ("Component", "owner")):
        schema["$defs"][name]["required"].remove(optional)
