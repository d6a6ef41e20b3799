"""pytm's JSON: what ``pytm.load`` reads, and what ``--json`` of a model writes, findings included.

Follows pytm/json.py and tests/output.json of version 1.3 and later (OWASP/pytm). Names are the only ids there.
"""

from collections.abc import Mapping
from typing import Any

from trailbook.interchange.draft import Format, ModelDraft, Ref, ref, refs
from trailbook.interchange.scales import SEVERITIES, level_rating
from trailbook.interchange.source import Node, first_sentence, fold_word, with_remarks

TYPES = {
    "actor": "person",
    "externalentity": "external-service",
    "server": "service",
    "lambda": "automation",
    "llm": "agent",
    "agent": "agent",
    "datastore": "data-store",
    "process": "service",
    "setofprocesses": "service",
    "asset": "service",
}
SENSITIVITIES = {
    "unknown": None,
    "public": "public",
    "restricted": "internal",
    "sensitive": "confidential",
    "secret": "restricted",
    "top-secret": "restricted",
}
STATES = {"mitigated": "mitigated", "avoided": "mitigated", "accepted": "accepted", "transferred": "in-discussion"}
_REASONS = {
    "controls": "rules of pytm read them; what they find is carried over where the file holds it",
    "levels": "Trailbook draws the picture from the model",
    "inputs": "it follows from the flows",
    "outputs": "it follows from the flows",
    "carriedBy": "it follows from the flows",
    "processedBy": "it follows from the flows",
    "maxClassification": "it follows from the data",
    "colormap": "Trailbook draws the picture from the model",
    **dict.fromkeys(
        ("isOrdered", "onDuplicates", "mergeResponses", "ignoreUnused", "threatsFile"), "a setting of pytm"
    ),
}


def _claims(values: Mapping[str, Any]) -> bool:
    flows = values.get("flows")
    first = flows[0] if isinstance(flows, tuple) and flows else {}
    return "elements" in values or "threatsFile" in values or (isinstance(first, Mapping) and "sink" in first)


def _read(root: Node) -> ModelDraft:
    draft = ModelDraft(root["name"].name())
    draft.state(summary=root["description"].text())
    for node in root["boundaries"].mappings():
        fields = {"description": node["description"].text(), "within": ref(node["inBoundary"], "boundaries")}
        draft.add("boundaries", node["name"].name(), node, name=node["name"].name(), **fields)
    for node in _elements(root):
        _component(node, draft)
    for node in root["data"].mappings():
        name = node["name"].name()
        fields = {"name": name, "description": node["description"].text()}
        fields["sensitivity"] = _classified(node["classification"])
        draft.add("data", name, node, **fields)
    _flows(root, draft)
    for number, entry in enumerate(root["assumptions"].each(), start=1):
        text = entry.text() if isinstance(entry.value, str) else entry["name"].text() or entry["description"].text()
        draft.add("assumptions", str(number), entry, text=text)
    return draft


def _classified(node: Node) -> str | None:
    """The sensitivity for a classification, which pytm writes with the name of its enumeration in front."""
    word = fold_word(node.name().rpartition(".")[2])
    return SENSITIVITIES[word] if word in SENSITIVITIES else node.word(SENSITIVITIES)


def _elements(root: Node) -> list[Node]:
    """The elements of either form of the file. Files that pytm writes list them twice, once by kind."""
    nodes = list(root["elements"].mappings())
    lists = [root[name] for name in ("actors", "assets")]
    if not nodes:
        return [node for kind in lists for node in kind.mappings()]
    for kind in lists:
        kind.use()
    return nodes


def _component(node: Node, draft: ModelDraft) -> None:
    name = node["name"].name()
    kind = node["__class__"].name() or "Asset"
    fields: dict[str, Any] = {"name": name, "type": TYPES.get(kind.casefold())}
    if fields["type"] is None:
        expected = (
            "one of: Actor, Asset, Server, ExternalEntity, Lambda, LLM, Agent, Datastore, Process, SetOfProcesses"
        )
        node.reading.report(node["__class__"].place, "unknown-word", f"elements[].__class__ is {kind[:60]!r}", expected)
        fields["type"] = "service"
    fields |= {"technology": kind, "boundary": ref(node["inBoundary"], "boundaries")}
    scope = "out of scope" if node["inScope"].value is False and not node["inScope"].flag() else ""
    fields["description"] = with_remarks(node["description"].text(), [scope])
    part = draft.add("components", name, node, **fields)
    _findings(node, part.ref, draft)


def _flows(root: Node, draft: ModelDraft) -> None:
    seen: dict[str, int] = {}
    for node in root["flows"].mappings():
        name, source, sink = node["name"].name(), node["source"], node["sink"]
        key = f"{source.name()}>{sink.name()}>{name}"
        seen[key] = seen.get(key, 0) + 1
        if seen[key] > 1:
            key = f"{key}>{seen[key]}"
        notes = (node["description"].text(), node["note"].text())
        protocol = node["protocol"].name()
        text = "\n\n".join(note for note in notes if note)
        fields: dict[str, Any] = {"name": name}
        fields["description"] = with_remarks(text, [f"protocol: {protocol}" if protocol else ""])
        fields |= {"source": ref(source, "components"), "target": ref(sink, "components")}
        part = draft.add("flows", key, node, **fields, data=refs(node["data"], "data"))
        _findings(node, part.ref, draft)


def _findings(node: Node, on: Ref, draft: ModelDraft) -> None:
    """Add a threat for each of pytm's findings on an element."""
    for entry in node["findings"].mappings():
        number = entry["threat_id"].name() or entry["id"].name()
        key = f"{on.key}/{number}"
        details = (entry["details"].text(), entry["example"].text())
        fields: dict[str, Any] = {"title": entry["description"].name(), "affects": [on]}
        fields["description"] = "\n\n".join(text for text in details if text)
        if severity := entry["severity"].word(SEVERITIES):
            fields["inherent"] = level_rating(severity)
        fields["state"] = STATES.get(fold_word(entry["response"].name()))
        entry["id"].use()
        entry["target"].use()
        threat = draft.add("threats", key, entry, **fields)
        if text := entry["mitigations"].text():
            title = first_sentence(text)
            rest = text if text != title else ""
            done: dict[str, Any] = {"title": title, "description": rest, "mitigates": [threat.ref]}
            done["state"] = "implemented" if fields["state"] == "mitigated" else None
            draft.add("mitigations", f"{key}/mitigation", entry, **done)


FORMAT = Format("pytm", "pytm", _claims, _read, _REASONS)
