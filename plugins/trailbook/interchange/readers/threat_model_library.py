"""The JSON of the OWASP Threat Model Library, which Threat Dragon calls TM-BOM.

Follows its schema, version 1.0 (OWASP/www-project-threat-model-library, threat-model.schema.json). Its words for
likelihood and impact are Trailbook's, except ``certain``.
"""

from collections.abc import Mapping
from typing import Any

from trailbook.interchange.draft import DraftPart, Format, ModelDraft, Ref, ref, refs
from trailbook.interchange.scales import IMPACTS, LIKELIHOODS, rating
from trailbook.interchange.source import Node, with_remarks

ACTORS = {"system": "external-service", "third-party": "external-service"}
"""The type of a component for kinds of actors that are not people."""
PEOPLE = ("user", "power-user", "administrator", "engineer")
STATES = {
    "assumed": "proposed",
    "suggested": "proposed",
    "under-review": "proposed",
    "approved": "planned",
    "scheduled": "planned",
    "active": "implemented",
    "retired": "withdrawn",
    "wont-do": "withdrawn",
}
_SENSITIVE = {
    "phi": "restricted",
    "cred": "restricted",
    "pci": "restricted",
    "gov": "restricted",
    "pii": "confidential",
    "fin": "confidential",
    "ip": "confidential",
    "biz": "internal",
    "op": "internal",
}
"""The sensitivity for each kind of data; the highest counts."""
_PERSONAL = ("pii", "phi")
_RANK = ("internal", "confidential", "restricted")
_REASONS = {
    "$schema": "it says which edition of the format the file is in",
    "version": "versions are git's",
    "reviewed_at": "when it was reviewed is shown by git",
    "diagrams": "Trailbook draws the picture from the model",
    "trust_boundaries": "a line between two zones; Trailbook draws it where a flow crosses",
    "score": "the level follows from likelihood and impact",
    "level": "the level follows from likelihood and impact",
}


def _claims(values: Mapping[str, Any]) -> bool:
    return "scope" in values and ("trust_zones" in values or "threat_personas" in values)


def _read(root: Node) -> ModelDraft:
    scope = root["scope"]
    draft = ModelDraft(scope["title"].name())
    draft.state(summary=scope["description"].text())
    if text := root["description"].text():
        draft.application["purpose"] = text
    for node in root["trust_zones"].mappings():
        fields = {"name": node["title"].name(), "description": node["description"].text()}
        draft.add("boundaries", _key(node), node, **fields)
    types = {**ACTORS, **dict.fromkeys(PEOPLE, "person")}
    for node in root["actors"].mappings():
        _component(node, draft, node["type"].word(types, "person"), node["permissions"].text())
    for node in root["components"].mappings():
        _component(node, draft, "service")
    for node in root["data_stores"].mappings():
        words = [node[name].name() for name in ("vendor", "product", "type")]
        _component(node, draft, "data-store", technology=" ".join(word for word in words if word))
    for node in root["data_sets"].mappings():
        _data(node, draft)
    for node in root["data_flows"].mappings():
        ends = {
            name: ref(node[end]["object"], "components")
            for name, end in (("source", "source"), ("target", "destination"))
        }
        for end in ("source", "destination"):
            node[end]["type"].use()
        fields = {"name": node["title"].name(), "description": node["description"].text()}
        draft.add("flows", _key(node), node, **fields, **ends)
    for number, node in enumerate(root["assumptions"].mappings(), start=1):
        draft.add("assumptions", str(number), node, text=node["description"].text())
    _threats(root, draft)
    return draft


def _key(node: Node) -> str:
    return node["symbolic_name"].name()


def _component(node: Node, draft: ModelDraft, type: str, rights: str = "", technology: str = "") -> DraftPart:
    texts = (node["description"].text(), rights)
    fields = {"name": node["title"].name(), "type": type, "technology": technology}
    fields["description"] = "\n\n".join(text for text in texts if text)
    return draft.add("components", _key(node), node, **fields, boundary=ref(node["trust_zone"], "boundaries"))


def _data(node: Node, draft: ModelDraft) -> None:
    kinds = [kind.name() for kind in node["data_sensitivity"].each()]
    found = [_SENSITIVE[kind] for kind in kinds if kind in _SENSITIVE]
    fields: dict[str, Any] = {"name": node["title"].name(), "description": node["description"].text()}
    fields["sensitivity"] = max(found, key=_RANK.index) if found else None
    fields["personal"] = any(kind in _PERSONAL for kind in kinds) or None
    stores = [store for entry in node["placements"].mappings() if (store := ref(entry["data_store"], "components"))]
    draft.add("data", _key(node), node, **fields, stored_in=stores)


def _threats(root: Node, draft: ModelDraft) -> None:
    personas = {_key(node): node for node in root["threat_personas"].mappings()}
    rated: dict[str, tuple[dict[str, str], str]] = {}
    words = {**{word: word for word in LIKELIHOODS}, "certain": "almost-certain"}
    for node in root["risks"].mappings():
        likelihood, impact = node["likelihood"].word(words), node["impact"].word({word: word for word in IMPACTS})
        for named in refs(node["threats"], "threats"):
            if likelihood and impact and named.key not in rated:
                rated[named.key] = rating(likelihood, impact), node["impact_description"].text()
    for node in root["threats"].mappings():
        cwes = [entry["cwe_id"].name() for entry in node["weaknesses"].mappings()]
        description = with_remarks(node["description"].text(), [f"CWE-{cwe}" for cwe in cwes if cwe])
        fields: dict[str, Any] = {"title": node["title"].name(), "description": description}
        fields["affects"] = [found for entry in node["components_affected"].each() if (found := _affected(entry))]
        if (persona := personas.get(node["threat_persona"].name())) is not None:
            fields["benefits"] = persona["title"].name()
        if _key(node) in rated:
            fields["inherent"], fields["harmed"] = rated[_key(node)]
        draft.add("threats", _key(node), node, **fields)
    for node in root["controls"].mappings():
        fields = {"title": node["title"].name(), "description": node["description"].text()}
        fields |= {"mitigates": refs(node["threats"], "threats"), "state": node["status"].word(STATES)}
        draft.add("mitigations", _key(node), node, **fields)


def _affected(node: Node) -> Ref | None:
    """A reference to a part that a threat affects, given by name, or by kind and name."""
    return ref(node["object"] if isinstance(node.value, Mapping) else node, "components")


FORMAT = Format("threat-model-library", "OWASP Threat Model Library", _claims, _read, _REASONS)
