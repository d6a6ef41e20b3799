"""A threat model as Open Threat Model 0.2.0 (iriusrisk/OpenThreatModel), in JSON, which is YAML as well."""

from typing import Any

from trailbook.interchange.extension import KEY
from trailbook.interchange.scales import IMPACTS, LIKELIHOODS, confidentiality, percent
from trailbook.interchange.writers.export import ExportBuilder, ModelExport, plain_items
from trailbook.records.kinds.threat_model import Boundary, Component, Flow, Threat, ThreatModel

VERSION = "0.2.0"
_UNKNOWN = 0
"""The stand-in for figures that the format requires and Trailbook does not have."""
_RATED_ALONE = "Trailbook states how sensitive data is; integrity and availability are not rated, and 0 here"


def write(model: ThreatModel) -> ModelExport:
    """The model as Open Threat Model. What the format has no field for is under ``attributes: trailbook``."""
    builder = ExportBuilder(model)
    away = [flow for flow in model.flows if builder.leads_elsewhere(flow)]
    document: dict[str, Any] = {"otmVersion": VERSION, "project": _project(builder, away)}
    outside = _outside(builder)
    zones = [_zone(builder, boundary) for boundary in model.boundaries]
    if any(not builder.local([c.boundary or ""], "boundaries") for c in model.components):
        marked = _attributes({KEY: {"outside": True}})
        zones.append({"id": outside, "name": "Outside", "risk": {"trustRating": _UNKNOWN}, **marked})
        builder.notes.append("components without a boundary: in a trust zone 'Outside', which the format asks for")
    document["trustZones"] = zones
    document["assets"] = [
        {
            "id": asset.id,
            "name": asset.name,
            "description": asset.description,
            "risk": {
                "confidentiality": confidentiality(asset.sensitivity),
                "integrity": _UNKNOWN,
                "availability": _UNKNOWN,
                "comment": _RATED_ALONE,
            },
            **_attributes(builder.extension("data", asset, ("name", "description", "sensitivity"), ("stored_in",))),
        }
        for asset in model.data
    ]
    document["components"] = [_component(builder, component, outside) for component in model.components]
    document["dataflows"] = [_flow(builder, flow) for flow in model.flows if flow not in away]
    document["threats"] = [_threat(builder, threat) for threat in model.threats]
    document["mitigations"] = [
        {
            "id": mitigation.id,
            "name": mitigation.title,
            "description": mitigation.description,
            "riskReduction": _UNKNOWN,
            **_attributes(
                builder.extension("mitigations", mitigation, ("title", "description"), ("mitigates", "state"))
            ),
        }
        for mitigation in model.mitigations
    ]
    _note_unknown_figures(builder)
    return builder.finish(document)


def _note_unknown_figures(builder: ExportBuilder) -> None:
    model = builder.model
    figures = {
        "trust ratings": model.boundaries,
        "integrity and availability of data": model.data,
        "risk reductions": model.mitigations,
    }
    for name, items in figures.items():
        if items:
            builder.notes.append(f"{name}: the format asks for a figure, Trailbook has none; it is 0 here")


def _attributes(beside: dict[str, Any]) -> dict[str, Any]:
    return {"attributes": beside} if beside else {}


def _project(builder: ExportBuilder, away: list[Flow]) -> dict[str, Any]:
    model = builder.model
    if away:
        builder.notes.append(f"{len(away)} flows that lead to another model: kept under the key {KEY!r} alone")
    further = builder.model_extension(("entry_points", "assumptions"), {"flows": plain_items(away)} if away else None)
    further[KEY].pop("tags", None)
    return {
        "id": model.id,
        "name": model.title,
        "description": model.summary,
        "owner": model.owner,
        "tags": list(model.tags),
        **_attributes(further),
    }


def _outside(builder: ExportBuilder) -> str:
    """An id that no boundary has."""
    id = "outside"
    while id in builder.ids("boundaries"):
        id += "-"
    return id


def _zone(builder: ExportBuilder, boundary: Boundary) -> dict[str, Any]:
    outer = builder.local([boundary.within or ""], "boundaries")
    native = ("name", "description", "within") if outer or not boundary.within else ("name", "description")
    return {
        "id": boundary.id,
        "name": boundary.name,
        "description": boundary.description,
        "risk": {"trustRating": _UNKNOWN},
        **({"parent": {"trustZone": outer[0]}} if outer else {}),
        **_attributes(builder.extension("boundaries", boundary, native)),
    }


def _component(builder: ExportBuilder, component: Component, outside: str) -> dict[str, Any]:
    zone = builder.local([component.boundary or ""], "boundaries")
    native = ("name", "description", "type", *(("boundary",) if zone else ()))
    stored = [a.id for a in builder.model.data if component.id in builder.local(a.stored_in, "components")]
    return {
        "id": component.id,
        "name": component.name,
        "type": component.type,
        "description": component.description,
        "parent": {"trustZone": zone[0] if zone else outside},
        **({"assets": {"stored": stored}} if stored else {}),
        **_instances(builder, component.id),
        **_attributes(builder.extension("components", component, native)),
    }


def _flow(builder: ExportBuilder, flow: Flow) -> dict[str, Any]:
    (source, target), data = builder.local((flow.source, flow.target), "components"), builder.local(flow.data, "data")
    native = ("name", "description", "source", "target", *(("data",) if len(data) == len(flow.data) else ()))
    return {
        "id": flow.id,
        "name": flow.name,
        "description": flow.description,
        "source": source,
        "destination": target,
        "assets": data,
        **_instances(builder, flow.id),
        **_attributes(builder.extension("flows", flow, native)),
    }


def _instances(builder: ExportBuilder, id: str) -> dict[str, Any]:
    """The threats to an element, each with its mitigations."""
    found = [
        {
            "threat": threat.id,
            "state": threat.state,
            "mitigations": [
                {"mitigation": mitigation.id, "state": mitigation.state}
                for mitigation in builder.model.mitigations
                if threat.id in builder.local(mitigation.mitigates, "threats")
            ],
        }
        for threat in builder.model.threats
        if id in builder.local(threat.affects, "components") + builder.local(threat.affects, "flows")
    ]
    return {"threats": found} if found else {}


def _threat(builder: ExportBuilder, threat: Threat) -> dict[str, Any]:
    plain = threat.inherent.model_fields_set <= {"likelihood", "impact"}
    native = ("title", "description", "category", *(("inherent",) if plain else ()))
    return {
        "id": threat.id,
        "name": threat.title,
        "description": threat.description,
        "categories": [threat.category],
        "risk": {
            "likelihood": percent(threat.inherent.likelihood, LIKELIHOODS),
            "impact": percent(threat.inherent.impact, IMPACTS),
        },
        **_attributes(builder.extension("threats", threat, native, ("affects", "state"))),
    }
