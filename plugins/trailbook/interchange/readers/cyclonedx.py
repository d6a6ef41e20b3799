"""CycloneDX from version 2.0: blueprints, threats and risks of a bill of materials.

Follows the draft of the schema (CycloneDX/specification, schema/2.0: blueprint, threat, risk) of August 2026. Zones
are Trailbook's boundaries: what CycloneDX calls a boundary is the line between two zones.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from trailbook.interchange.draft import Format, ModelDraft, Ref, ref, refs
from trailbook.interchange.scales import CATEGORIES, rating
from trailbook.interchange.source import Node, first_sentence, fold_word, with_remarks

TYPES = {
    "actor": "person",
    "agent": "agent",
    "function": "automation",
    "process": "automation",
    "cache": "data-store",
    "data": "data-store",
    "data-store": "data-store",
    "queue": "data-store",
    "interface": "screen",
}
"""The type of a component for the type of an asset; any other is a service."""
LIKELIHOODS = {
    "very-low": "rare",
    "low": "unlikely",
    "medium": "possible",
    "high": "likely",
    "very-high": "almost-certain",
    "certain": "almost-certain",
}
IMPACTS = {
    "negligible": "negligible",
    "low": "minor",
    "moderate": "moderate",
    "major": "major",
    "catastrophic": "severe",
}
SENSITIVITIES = {
    "public": "public",
    "internal": "internal",
    "confidential": "confidential",
    "restricted": "restricted",
    "secret": "restricted",
}
STATES = {
    "implemented": "implemented",
    "partially-implemented": "in-progress",
    "in-progress": "in-progress",
    "planned": "planned",
    "not-implemented": "proposed",
}
_REASONS = {
    "specVersion": "it says which edition of the format the file is in",
    "serialNumber": "a record has an id of its own",
    "boundaries": "a line between two zones; Trailbook draws it where a flow crosses",
    "attackTrees": "Trailbook has no attack trees",
    "attackPatterns": "Trailbook has no attack patterns",
    "abuseCases": "Trailbook has no abuse cases",
}


def _claims(values: Mapping[str, Any]) -> bool:
    return values.get("specFormat") == "CycloneDX" or values.get("bomFormat") == "CycloneDX"


def _read(root: Node) -> ModelDraft:
    root["specFormat"].use()
    version = root["specVersion"]
    if not version.name().startswith("2."):
        message = f"CycloneDX {version.name()[:20] or 'of no stated version'} has no fields for threat models"
        root.reading.report(version.place, "unknown-version", message, "specVersion 2.0 or later")
    root["version"].use()
    blueprints = list(root["blueprints"].mappings())
    named = root["metadata"]["component"]["name"].name() or next((b["name"].name() for b in blueprints), "")
    draft = ModelDraft(named)
    parts = ((node["bom-ref"].value, node) for node in root["components"].mappings())
    names = {key: node for key, node in parts if isinstance(key, str)}
    for blueprint in blueprints:
        blueprint["name"].use()
        blueprint["bom-ref"].use()
        if not draft.fields.get("summary"):
            draft.state(summary=blueprint["description"].text())
        _blueprint(blueprint, draft, names)
    ratings = _ratings(root)
    for node in root["threats"]["threats"].mappings():
        _threat(node, draft, ratings)
    _mitigations(root, draft)
    return draft


def _key(node: Node) -> str:
    return node["bom-ref"].name() or node["name"].name()


def _blueprint(blueprint: Node, draft: ModelDraft, names: Mapping[str, Node]) -> None:
    for node in blueprint["zones"].mappings():
        zone = {"name": node["name"].name(), "description": node["description"].text()}
        draft.add("boundaries", _key(node), node, **zone, within=ref(node["parent"], "boundaries"))
    _components(blueprint, draft, names)
    for node in blueprint["dataSets"].mappings():
        places = [found for entry in node["placements"].mappings() if (found := ref(entry["dataStore"], "components"))]
        fields = {"name": node["name"].name(), "description": node["description"].text()}
        draft.add("data", _key(node), node, **fields, stored_in=places)
    for node in blueprint["flows"].mappings():
        _flow(node, draft)
    for number, node in enumerate(blueprint["assumptions"].mappings(), start=1):
        draft.add("assumptions", node["bom-ref"].name() or str(number), node, text=node["description"].text())


def _components(blueprint: Node, draft: ModelDraft, names: Mapping[str, Node]) -> None:
    for node in blueprint["actors"].mappings():
        fields = {"name": _party(node["party"]), "type": "person", "description": node["description"].text()}
        draft.add("components", _key(node), node, **fields, boundary=ref(node["zone"], "boundaries"))
    for node in blueprint["assets"].mappings():
        named = names.get(node["componentRef"].name())
        name = node["name"].name() or (named["name"].name() if named else "")
        type = node["type"].name() if isinstance(node["type"].value, str) else node["type"]["name"].name()
        fields = {"name": name, "type": TYPES.get(type, "service"), "technology": type}
        fields["owner"] = ", ".join(found for entry in node["ownership"].mappings() if (found := _party(entry)))
        fields["description"] = node["description"].text()
        draft.add("components", _key(node), node, **fields, boundary=ref(node["zone"], "boundaries"))
    for node in blueprint["dataStores"].mappings():
        kind = node["type"] if isinstance(node["type"].value, str) else node["type"]["name"]
        technology = " ".join(word for name in ("vendor", "product", "version") if (word := node[name].name()))
        fields = {"name": node["name"].name(), "type": "data-store", "description": node["description"].text()}
        fields["technology"] = ", ".join(word for word in (technology, kind.name()) if word)
        draft.add("components", _key(node), node, **fields, boundary=ref(node["zone"], "boundaries"))


def _party(node: Node) -> str:
    """The name of a party, which is given in place, in several ways, or by a reference."""
    if isinstance(node.value, str):
        return node.name()
    for holder in (node, node["person"], node["persona"], node["organization"], node["system"]):
        for name in ("name", "archetype"):
            if holder[name].there and isinstance(holder[name].value, str):
                return holder[name].name()
    return ""


def _flow(node: Node, draft: ModelDraft) -> None:
    source, target = ref(node["source"], "components"), ref(node["destination"], "components")
    ways = [*node["authorization"].each(), *node["authentication"].each()]
    protocols = ", ".join(entry.name() for entry in node["protocols"].each())
    description = with_remarks(node["description"].text(), [f"protocol: {protocols}" if protocols else ""])
    fields: dict[str, Any] = {"name": node["name"].name(), "description": description}
    fields |= {"identity": ", ".join(way.name() for way in ways if isinstance(way.value, str))}
    fields |= {"source": source, "target": target, "data": list(_carried(node, draft))}
    draft.add("flows", _key(node), node, **fields)
    if node["bidirectional"].flag():
        back = {"name": f"{fields['name']} (back)", "source": target, "target": source}
        draft.add("flows", f"{_key(node)}/back", node, **{**fields, **back})


def _carried(flow: Node, draft: ModelDraft) -> Iterator[Ref]:
    """The data that a flow carries. Data objects are only defined in flows, so those with one name are one asset."""
    for node in flow["dataObjects"].mappings():
        key = _key(node)
        if key not in {part.key for part in draft.of("data")}:
            draft.add("data", key, node, name=node["name"].name(), description=node["description"].text())
        yield Ref("data", key, node.place)
    for node in flow["dataProfiles"].each():
        if isinstance(node.value, Mapping):
            key = _key(node)
            sensitivity = (
                node["classification"].word(SENSITIVITIES, closed=False)
                if isinstance(node["classification"].value, str)
                else None
            )
            if key not in {part.key for part in draft.of("data")}:
                fields = {"name": node["name"].name(), "description": node["description"].text()}
                draft.add("data", key, node, **fields, sensitivity=sensitivity)
            yield Ref("data", key, node.place)


def _ratings(root: Node) -> dict[str, dict[str, dict[str, str]]]:
    """The ratings of each threat, from the scenarios and the risks that refer to it."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for scenario in root["threats"]["scenarios"].mappings():
        if not (scenario["likelihood"].there and scenario["impact"].there):
            continue
        rated = _rating(scenario)
        for threat in scenario["threats"].each():
            if rated:
                found.setdefault(threat.name(), {}).setdefault("inherent", rated)
    for risk in _risks(root):
        for field, name in (("inherent", "inherentRisk"), ("residual", "residualRisk")):
            if rated := _rating(risk[name]):
                for threat in risk["relatedThreats"].each():
                    found.setdefault(threat.name(), {})[field] = rated
    return found


def _risks(root: Node) -> list[Node]:
    holder = root["risks"] if isinstance(root["risks"].value, tuple) else root["risks"]["risks"]
    return list(holder.mappings())


def _rating(node: Node) -> dict[str, str] | None:
    likelihood = node["likelihood"]["level"].word(LIKELIHOODS)
    impact = node["impact"]["level"].word(IMPACTS)
    return rating(likelihood, impact) if likelihood and impact else None


def _threat(node: Node, draft: ModelDraft, ratings: Mapping[str, dict[str, dict[str, str]]]) -> None:
    key = _key(node)
    fields: dict[str, Any] = {"title": node["name"].name(), "description": node["description"].text()}
    sections = {part.key: part.section for part in draft.parts if part.section in ("components", "flows", "data")}
    assets = node["affectedAssets"]
    fields["affects"] = [
        Ref(sections.get(found.key, "components"), found.key, found.place) for found in refs(assets, "components")
    ]
    for category in node["categories"].mappings():
        word = CATEGORIES.get(fold_word(category["category"].name()))
        if word and "category" not in fields:
            fields["category"] = word
            category["taxonomy"].use()
        else:
            category.use()
            shown = category["category"].name()[:60]
            node.reading.omit(category.place, f"threats.threats[].categories: {shown}", "a threat has one category")
    draft.add("threats", key, node, **{**ratings.get(key, {}), **fields})


def _mitigations(root: Node, draft: ModelDraft) -> None:
    """Add the requirements that threats refer to, and the responses to risks, as mitigations."""
    named: dict[str, list[Ref]] = {}
    for node in root["threats"]["threats"].mappings():
        for found in refs(node["mitigations"], "mitigations"):
            named.setdefault(found.key, []).append(Ref("threats", _key(node), found.place))
    for node in root["definitions"]["requirements"].mappings():
        key = _key(node)
        if key in named:
            text = node["description"].text()
            title = node["name"].name() or node["title"].name() or first_sentence(text) or key
            fields = {"title": title, "description": text, "mitigates": named.pop(key)}
            draft.add("mitigations", key, node, **fields)
    for key, threats in named.items():
        message = f"the file has no requirement {key[:60]!r}"
        root.reading.report(threats[0].place, "dangling-reference", message)
    for risk in _risks(root):
        for node in risk["responses"].mappings():
            text = node["description"].text() or f"{node['strategy'].name()} {risk['name'].name()}".strip()
            fields = {"title": first_sentence(text), "description": text if text != first_sentence(text) else ""}
            status = node["status"] if isinstance(node["status"].value, str) else node["status"]["name"]
            fields["state"] = status.word(STATES, closed=False)
            draft.add("mitigations", _key(node), node, **fields, mitigates=refs(risk["relatedThreats"], "threats"))


FORMAT = Format("cyclonedx", "CycloneDX", _claims, _read, _REASONS)
