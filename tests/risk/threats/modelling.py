"""Small threat models for the rules: what a case leaves out is filled in, and every name is its id.

::

    model:
      boundaries: {B1: {environment: default}}
      components: {K1: {type: data-store, boundary: B1, shared_with: [group]}}
      data: {D1: {sensitivity: restricted, stored_in: [K1]}}
      flows: {F1: {from: K1, to: K2, data: [D1], runs_as: maker}}
      entries: {E1: {component: K2, sign_in: none}}
      findings: [{rule: sharing-too-wide, elements: [K1], state: open}]
      threats: {T1: {affects: [K1], state: mitigated}}
    connectors: {CON-A: {tier: community}}
    policies: {POL-OLD: retired}

A fact stands beside the other keys of its element. ``components`` and ``flows`` that others name and no
case describes are added.
"""

from datetime import date
from typing import Any

import yaml
from pydantic import BaseModel

from trailbook.records.kinds.facts import BoundaryFacts, ComponentFacts, DataFacts, EntryFacts, FlowFacts
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble

MODEL = "threat-models/a.yaml"
RATING = {"likelihood": "possible", "impact": "major"}
FACTS: dict[str, type[BaseModel]] = {
    "boundaries": BoundaryFacts,
    "components": ComponentFacts,
    "data": DataFacts,
    "flows": FlowFacts,
    "entry_points": EntryFacts,
}
DEFAULTS: dict[str, dict[str, Any]] = {
    "components": {"type": "service", "owner": "Team"},
    "data": {"sensitivity": "confidential"},
    "entry_points": {"exposed_to": "Some", "authentication": "Some"},
    "threats": {
        "category": "misconfiguration",
        "description": "It happens.",
        "benefits": "Somebody",
        "harmed": "Everybody",
        "inherent": RATING,
        "residual": RATING,
    },
    "mitigations": {"state": "planned", "owner": "Team"},
}
CONNECTOR: dict[str, Any] = {
    "kind": "connector",
    "owner": "Team",
    "service": "Mail",
    "tier": "standard",
    "group": "business",
    "authentication": "A service identity",
    "permissions": ["Send"],
    "data_up_to": "restricted",
    "vetting": {"state": "approved", "next": date(2030, 1, 1)},
    "review": {"cadence": "yearly"},
    "logs": "The audit log",
    "governed_by": ["POL-A.C1"],
}
POLICY = """\
---
id: POL-A
kind: policy
owner: Team
roles: [maker]
review: {cadence: yearly}
controls: [{id: C1, level: must}]
---
# Policy

## Purpose

P.

## Scope

S.

## Do it {#C1}

Do.
"""


def knowledge_of(case: dict[str, Any]) -> KnowledgeBase:
    """The knowledge base of a case: the model TM-A, the connectors it names, and a policy POL-A with a control C1."""
    files = {MODEL: yaml.safe_dump(_model(case["model"]), allow_unicode=True)}
    for id, values in case.get("connectors", {}).items():
        vetting = {"vetting": {**CONNECTOR["vetting"], **values.get("vetting", {})}}
        front = yaml.safe_dump({"id": id, **CONNECTOR, **values, **vetting})
        files[f"content/connectors/{id}.md"] = f"---\n{front}---\n# {id}\n"
    files["content/policy.md"] = POLICY
    for id, status in case.get("policies", {}).items():
        files[f"content/{id}.md"] = POLICY.replace("POL-A", id).replace(
            "kind: policy", f"kind: policy\nstatus: {status}"
        )
    return assemble({path: text.encode() for path, text in files.items()})


def model_of(knowledge: KnowledgeBase) -> ThreatModel:
    model = knowledge.records["TM-A"]
    assert isinstance(model, ThreatModel)
    return model


def _model(parts: dict[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {
        "id": "TM-A",
        "kind": "threat-model",
        "title": "App",
        "owner": "Team",
        "status": parts.get("status", "active"),
        "review": parts.get("review", {"cadence": "yearly", "next": date(2029, 1, 1)}),
        "application": {"name": "App", "platform": "P", "purpose": "Work", "users": "All", "impact": "Some"},
    }
    described = {
        "entry_points" if name == "entries" else name: dict(given or {})
        for name, given in parts.items()
        if name not in ("findings", "review", "status")
    }
    for reference in _named(described):
        described.setdefault("components", {}).setdefault(reference, {})
    for name, items in {"components": {"K0": {}}, **described}.items():
        values[name] = [_item(name, id, given or {}) for id, given in items.items()]
    return {**values, "findings": parts.get("findings", [])}


def _named(described: dict[str, Any]) -> list[str]:
    """The components that flows and entry points name."""
    flows = [reference for flow in described.get("flows", {}).values() for reference in (flow["from"], flow["to"])]
    return [*flows, *(entry["component"] for entry in described.get("entry_points", {}).values())]


def _item(name: str, id: str, given: dict[str, Any]) -> dict[str, Any]:
    given = {{"from": "source", "to": "target"}.get(key, key): value for key, value in given.items()}
    known = FACTS[name].model_fields if name in FACTS else {}
    facts = {key: given.pop(key) for key in list(given) if key in known}
    label = (
        {"title": id} if name in ("threats", "mitigations") else {"text": id} if name == "assumptions" else {"name": id}
    )
    return {"id": id, **label, **DEFAULTS.get(name, {}), **given, **({"facts": facts} if facts else {})}
