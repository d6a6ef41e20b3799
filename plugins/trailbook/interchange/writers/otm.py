"""A threat model as Open Threat Model 0.2.0 (iriusrisk/OpenThreatModel), in JSON, which is YAML as well."""

from typing import Any

from trailbook.interchange.own import KEY
from trailbook.interchange.scales import IMPACTS, LIKELIHOODS, confidentiality, percent
from trailbook.interchange.writers.export import Export, Making, dumped
from trailbook.records.kinds.threat_model import Boundary, Component, Flow, Threat, ThreatModel

VERSION = "0.2.0"
_UNKNOWN = 0
"""What stands in for figures that the format asks for and Trailbook does not have."""
_RATED_ALONE = "Trailbook states how sensitive data is; integrity and availability are not rated, and 0 here"


def write(model: ThreatModel) -> Export:
    """The model as Open Threat Model. What that has no field for stands under ``attributes: trailbook``."""
    making = Making(model)
    away = [flow for flow in model.flows if making.leads_elsewhere(flow)]
    document: dict[str, Any] = {"otmVersion": VERSION, "project": _project(making, away)}
    outside = _outside(making)
    zones = [_zone(making, boundary) for boundary in model.boundaries]
    if any(not making.local([c.boundary or ""], "boundaries") for c in model.components):
        marked = _attributes({KEY: {"outside": True}})
        zones.append({"id": outside, "name": "Outside", "risk": {"trustRating": _UNKNOWN}, **marked})
        making.sentences.append("components without a boundary: in a trust zone 'Outside', which the format asks for")
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
            **_attributes(making.beside("data", asset, ("name", "description", "sensitivity"), ("stored_in",))),
        }
        for asset in model.data
    ]
    document["components"] = [_component(making, component, outside) for component in model.components]
    document["dataflows"] = [_flow(making, flow) for flow in model.flows if flow not in away]
    document["threats"] = [_threat(making, threat) for threat in model.threats]
    document["mitigations"] = [
        {
            "id": mitigation.id,
            "name": mitigation.title,
            "description": mitigation.description,
            "riskReduction": _UNKNOWN,
            **_attributes(making.beside("mitigations", mitigation, ("title", "description"), ("mitigates", "state"))),
        }
        for mitigation in model.mitigations
    ]
    _say_figures(making)
    return making.done(document)


def _say_figures(making: Making) -> None:
    model = making.model
    figures = {
        "trust ratings": model.boundaries,
        "integrity and availability of data": model.data,
        "risk reductions": model.mitigations,
    }
    for name, items in figures.items():
        if items:
            making.sentences.append(f"{name}: the format asks for a figure, Trailbook has none; 0 stands there")


def _attributes(beside: dict[str, Any]) -> dict[str, Any]:
    return {"attributes": beside} if beside else {}


def _project(making: Making, away: list[Flow]) -> dict[str, Any]:
    model = making.model
    if away:
        making.sentences.append(f"{len(away)} flows that lead to another model: kept under the key {KEY!r} alone")
    further = making.whole(("entry_points", "assumptions"), {"flows": dumped(away)} if away else None)
    further[KEY].pop("tags", None)
    return {
        "id": model.id,
        "name": model.title,
        "description": model.summary,
        "owner": model.owner,
        "tags": list(model.tags),
        **_attributes(further),
    }


def _outside(making: Making) -> str:
    """An id that no boundary has."""
    id = "outside"
    while id in making.ids("boundaries"):
        id += "-"
    return id


def _zone(making: Making, boundary: Boundary) -> dict[str, Any]:
    outer = making.local([boundary.within or ""], "boundaries")
    native = ("name", "description", "within") if outer or not boundary.within else ("name", "description")
    return {
        "id": boundary.id,
        "name": boundary.name,
        "description": boundary.description,
        "risk": {"trustRating": _UNKNOWN},
        **({"parent": {"trustZone": outer[0]}} if outer else {}),
        **_attributes(making.beside("boundaries", boundary, native)),
    }


def _component(making: Making, component: Component, outside: str) -> dict[str, Any]:
    zone = making.local([component.boundary or ""], "boundaries")
    native = ("name", "description", "type", *(("boundary",) if zone else ()))
    stored = [a.id for a in making.model.data if component.id in making.local(a.stored_in, "components")]
    return {
        "id": component.id,
        "name": component.name,
        "type": component.type,
        "description": component.description,
        "parent": {"trustZone": zone[0] if zone else outside},
        **({"assets": {"stored": stored}} if stored else {}),
        **_instances(making, component.id),
        **_attributes(making.beside("components", component, native)),
    }


def _flow(making: Making, flow: Flow) -> dict[str, Any]:
    (source, target), data = making.local((flow.source, flow.target), "components"), making.local(flow.data, "data")
    native = ("name", "description", "source", "target", *(("data",) if len(data) == len(flow.data) else ()))
    return {
        "id": flow.id,
        "name": flow.name,
        "description": flow.description,
        "source": source,
        "destination": target,
        "assets": data,
        **_instances(making, flow.id),
        **_attributes(making.beside("flows", flow, native)),
    }


def _instances(making: Making, id: str) -> dict[str, Any]:
    """The threats to an element, each with what is done about it."""
    found = [
        {
            "threat": threat.id,
            "state": threat.state,
            "mitigations": [
                {"mitigation": mitigation.id, "state": mitigation.state}
                for mitigation in making.model.mitigations
                if threat.id in making.local(mitigation.mitigates, "threats")
            ],
        }
        for threat in making.model.threats
        if id in making.local(threat.affects, "components") + making.local(threat.affects, "flows")
    ]
    return {"threats": found} if found else {}


def _threat(making: Making, threat: Threat) -> dict[str, Any]:
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
        **_attributes(making.beside("threats", threat, native, ("affects", "state"))),
    }
