"""A threat model as OWASP Threat Dragon 2: one diagram, with the threats on its cells."""

from typing import Any

from trailbook.interchange.boxes import Box
from trailbook.interchange.extension import KEY
from trailbook.interchange.readers.threat_dragon import CELLS, SHAPES, STATUSES, paragraph
from trailbook.interchange.scales import STRIDE
from trailbook.interchange.writers.export import ExportBuilder, ModelExport, plain_items
from trailbook.interchange.writers.layout import lay_out
from trailbook.records.kinds.threat_model import Boundary, Component, Flow, Threat, ThreatModel
from trailbook.records.ratings import level

VERSION = "2.3.0"
"""The version of the tool whose file format is written."""
_SHAPE = {kind: shape for shape, kind in SHAPES.items()}
_SHORTEST = 2
"""The schema asks for ids of at least two characters."""


def write(model: ThreatModel) -> ModelExport:
    """The model as Threat Dragon 2. What the format has no field for is under the key ``trailbook``."""
    builder = ExportBuilder(model)
    boxes = lay_out(builder)
    homes = {threat.id: _home(builder, threat) for threat in model.threats}
    homeless = [threat for threat in model.threats if homes[threat.id] is None]
    away = [flow for flow in model.flows if builder.leads_elsewhere(flow)]
    cells = [_boundary(builder, boundary, boxes[boundary.id]) for boundary in model.boundaries]
    cells += [_component(builder, component, boxes[component.id], homes) for component in model.components]
    cells += [_flow(builder, flow, homes) for flow in model.flows if flow not in away]
    numbers = {threat.id: number for number, threat in enumerate(model.threats, start=1)}
    kept = {
        "threats": [{**entry, "number": numbers[entry["id"]]} for entry in plain_items(homeless)],
        "flows": plain_items(away),
    }
    further = builder.model_extension(
        ("data", "entry_points", "mitigations", "assumptions"), {k: v for k, v in kept.items() if v}
    )
    builder.counts.pop("mitigations (all)", None)
    _add_notes(builder, homeless, away)
    diagram = {
        "id": 0,
        "title": model.title,
        "diagramType": "STRIDE",
        "placeholder": "",
        "thumbnail": "./public/content/images/thumbnail.stride.jpg",
        "version": VERSION,
        "cells": cells,
    }
    document = {
        "version": VERSION,
        "summary": {"title": model.title, "owner": model.owner, "description": model.summary, "id": 0},
        "detail": {
            "contributors": [],
            "diagrams": [diagram],
            "diagramTop": 1,
            "reviewer": "",
            "threatTop": len(model.threats),
        },
        **further,
    }
    return builder.finish(document)


def _add_notes(builder: ExportBuilder, homeless: list[Threat], away: list[Flow]) -> None:
    model = builder.model
    if homeless:
        ids = ", ".join(threat.id for threat in homeless)
        builder.notes.append(f"threats to no component and no flow ({ids}): kept under the key {KEY!r} alone")
    if away:
        builder.notes.append(f"{len(away)} flows that lead to another model: kept under the key {KEY!r} alone")
    if model.mitigations:
        builder.notes.append("mitigations: the text of each threat names them; all else of them is kept beside it")
    if any(len(threat.affects) > 1 for threat in model.threats):
        builder.notes.append("threats to several elements: shown at the first of them")
    if model.threats:
        builder.notes.append("categories and residual ratings: shown as a STRIDE type and a severity")


def _home(builder: ExportBuilder, threat: Threat) -> str | None:
    """The component or flow on which the tool shows a threat: the first that it affects, or one close to that."""
    model = builder.model
    away = {flow.id for flow in model.flows if builder.leads_elsewhere(flow)}
    for reference in threat.affects:
        found = builder.local([reference], "components") + builder.local([reference], "flows")
        if found and found[0] not in away:
            return found[0]
    entries = {entry.id: entry.component for entry in model.entry_points}
    stores = {asset.id: asset.stored_in for asset in model.data}
    for reference in threat.affects:
        id = reference.removeprefix(f"{model.id}.")
        if found := builder.local([entries.get(id, ""), *stores.get(id, ())], "components"):
            return found[0]
    return None


def _cell_id(id: str) -> str:
    return id if len(id) >= _SHORTEST else f"cell-{id}"


def _with_id(id: str, extension: dict[str, Any]) -> dict[str, Any]:
    """The extension of a cell, with the item's id if the cell needs a longer one."""
    return extension if len(id) >= _SHORTEST else {KEY: {**extension.get(KEY, {}), "id": id}}


def _boundary(builder: ExportBuilder, boundary: Boundary, box: Box) -> dict[str, Any]:
    native = ("name", "description", *(("within",) if builder.local([boundary.within or ""], "boundaries") else ()))
    data = {
        "type": "tm.BoundaryBox",
        "name": boundary.name,
        "description": boundary.description,
        "isTrustBoundary": True,
        "hasOpenThreats": False,
        **_with_id(boundary.id, builder.extension("boundaries", boundary, native)),
    }
    return {**_node(boundary.id, "tm.BoundaryBox", box, -1, boundary.name), "data": data}


def _component(builder: ExportBuilder, component: Component, box: Box, homes: dict[str, str | None]) -> dict[str, Any]:
    kind = CELLS[component.type]
    local = builder.local([component.boundary or ""], "boundaries")
    native = ("name", "description", *(("boundary",) if local else ()))
    beside = builder.extension("components", component, native, ("type",))
    data = {
        "type": kind,
        "name": component.name,
        "description": component.description,
        "outOfScope": False,
        "reasonOutOfScope": "",
        **_threats(builder, component.id, homes),
        **_with_id(component.id, beside),
    }
    return {**_node(component.id, kind, box, 1, component.name), "data": data}


def _node(id: str, kind: str, box: Box, z: int, label: str) -> dict[str, Any]:
    return {
        "id": _cell_id(id),
        "shape": _SHAPE[kind],
        "zIndex": z,
        "position": {"x": box.x, "y": box.y},
        "size": {"width": box.width, "height": box.height},
        "visible": True,
        "attrs": {"label" if kind == "tm.BoundaryBox" else "text": {"text": label}},
    }


def _flow(builder: ExportBuilder, flow: Flow, homes: dict[str, str | None]) -> dict[str, Any]:
    source, target = builder.local((flow.source, flow.target), "components")
    data = {
        "type": "tm.Flow",
        "name": flow.name,
        "description": flow.description,
        "outOfScope": False,
        "reasonOutOfScope": "",
        "isBidirectional": False,
        **_threats(builder, flow.id, homes),
        **_with_id(flow.id, builder.extension("flows", flow, ("name", "description", "source", "target"))),
    }
    return {
        "id": _cell_id(flow.id),
        "shape": _SHAPE["tm.Flow"],
        "zIndex": 10,
        "connector": "smooth",
        "source": {"cell": _cell_id(source)},
        "target": {"cell": _cell_id(target)},
        "labels": [{"position": 0.5, "attrs": {"labelText": {"text": flow.name}}}],
        "attrs": {"line": {"stroke": "#333333", "targetMarker": {"name": "classic"}}},
        "vertices": [],
        "data": data,
    }


def _threats(builder: ExportBuilder, id: str, homes: dict[str, str | None]) -> dict[str, Any]:
    found = []
    for number, threat in enumerate(builder.model.threats, start=1):
        if homes[threat.id] == id:
            found.append(_threat(builder, threat, number))
    return {"hasOpenThreats": any(entry["status"] == "Open" for entry in found), "threats": found}


def _threat(builder: ExportBuilder, threat: Threat, number: int) -> dict[str, Any]:
    done = [m for m in builder.model.mitigations if threat.id in builder.local(m.mitigates, "threats")]
    return {
        "id": threat.id,
        "number": number,
        "title": threat.title,
        "type": STRIDE[threat.category],
        "modelType": "STRIDE",
        "status": STATUSES[threat.state],
        "severity": level(threat.residual).capitalize(),
        "score": "",
        "description": threat.description,
        "mitigation": "\n\n".join(paragraph(m.id, m.model_dump()) for m in done),
        **builder.extension("threats", threat, ("title", "description"), ("affects", "category", "residual", "state")),
    }
