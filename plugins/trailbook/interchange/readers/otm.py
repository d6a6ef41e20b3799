"""Open Threat Model, YAML or JSON: the exchange format that IriusRisk began.

Follows the specification and schema of version 0.2.0 (iriusrisk/OpenThreatModel). States and types of components
are free text there, so an unknown word is listed as an omission and is not a problem.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from trailbook.interchange import extension
from trailbook.interchange.draft import DraftPart, Format, ModelDraft, Ref, ref, refs, unique
from trailbook.interchange.scales import CATEGORIES, IMPACTS, LIKELIHOODS, band, rating, sensitivity
from trailbook.interchange.source import Node, fold_word, with_remarks
from trailbook.records.kinds.threat_model import Component, Mitigation, Threat

OUTSIDE = "outside every boundary"
"""The trust zone that an export gives to components without one, since the format requires one."""
_UNRATED = "Trailbook rates the sensitivity of data by its confidentiality alone"
_REASONS = {
    "representations": "Trailbook draws the picture from the model",
    "integrity": _UNRATED,
    "availability": _UNRATED,
    "riskReduction": "what a mitigation achieves shows in the residual rating",
    "processed": "flows say which data reaches a component",
}


def _words(model: Any, field: str) -> tuple[str, ...]:
    return tuple(model.model_fields[field].annotation.__args__)


TYPES = _words(Component, "type")
CATEGORY_WORDS = _words(Threat, "category")
THREAT_STATES = {
    **{state: state for state in _words(Threat, "state")},
    "exposed": "open",
    "expose": "open",
    "partly-mitigated": "in-progress",
    "partly-mitigate": "in-progress",
    "mitigate": "mitigated",
    "accept": "accepted",
    "not-applicable": "false-positive",
}
MITIGATION_STATES = {
    **{state: state for state in _words(Mitigation, "state")},
    "required": "planned",
    "recommended": "proposed",
    "rejected": "withdrawn",
    "not-applicable": "withdrawn",
    "tested": "verified",
}
_ORDER = ("open", "in-discussion", "in-progress", "accepted", "mitigated", "false-positive")
_DONE = ("proposed", "planned", "in-progress", "implemented", "verified", "withdrawn")
_KINDS = (
    ("data-store", ("database", "data-store", "datastore", "storage", "bucket", "queue", "volume", "file-system")),
    ("data-store", ("-db", "-rds", "-s3", "sql", "mongo", "redis", "dynamo")),
    ("automation", ("lambda", "function", "cron", "scheduler", "pipeline", "workflow")),
    ("person", ("person", "user", "actor", "human")),
    ("screen", ("client", "browser", "mobile", "web-ui", "desktop", "frontend")),
    ("external-service", ("third-party", "external", "saas")),
)
"""The type of a component for words in a free-text type; the first match counts."""


def _claims(values: Mapping[str, Any]) -> bool:
    return "otmVersion" in values or {"project", "trustZones"} <= set(values)


def _extension(node: Node) -> Node:
    return extension.of(node["attributes"])


def _read(root: Node) -> ModelDraft:
    project = root["project"]
    root["otmVersion"].use()
    draft = ModelDraft(project["name"].name())
    further = _extension(project)
    extension.read_model(draft, further)
    tags = [name for tag in project["tags"].each() if (name := tag.name())]
    draft.state(owner=project["owner"].name() or draft.fields.get("owner"), tags=tags)
    draft.state(summary=project["description"].text())
    project["id"].use()
    outside = _zones(root, draft)
    stored = _components(root, draft, outside)
    _assets(root, draft, stored)
    _flows(root, draft)
    _threats(root, draft)
    for section in ("flows", "entry_points", "assumptions"):
        extension.read_items(draft, further, section)
    extension.resolve_links(draft)
    return draft


def _zones(root: Node, draft: ModelDraft) -> set[str]:
    """Add the trust zones. Returns the keys of those that mean "in no zone"."""
    outside: set[str] = set()
    for node in root["trustZones"].mappings():
        key = node["id"].name()
        further = _extension(node)
        if further["outside"].flag():
            outside.add(key)
            node.use()
            continue
        fields = extension.read_fields(further, "boundaries")
        fields |= {"name": node["name"].name(), "description": node["description"].text()}
        fields["within"] = ref(node["parent"]["trustZone"], "boundaries")
        draft.add("boundaries", key, node, **fields)
    return outside


def _components(root: Node, draft: ModelDraft, outside: set[str]) -> dict[str, list[Ref]]:
    """Add the components. Returns where each data asset is stored."""
    nodes = list(root["components"].mappings())
    parents = {node["id"].name(): node for node in nodes}
    stored: dict[str, list[Ref]] = {}
    for node in nodes:
        key, type = node["id"].name(), node["type"].name()
        fields = extension.read_fields(_extension(node), "components")
        zone = _zone(node, parents, set())
        fields |= {"name": node["name"].name(), "description": node["description"].text(), "type": component_type(type)}
        fields["boundary"] = None if zone is None or zone.key in outside else zone
        if type and type not in TYPES:
            fields["technology"] = type
        part = draft.add("components", key, node, **fields)
        for asset in node["assets"]["stored"].each():
            stored.setdefault(asset.name(), []).append(part.ref)
    return stored


def _zone(node: Node, parents: Mapping[str, Node], passed: set[str]) -> Ref | None:
    """The trust zone of a component, directly or through the components around it."""
    if zone := ref(node["parent"]["trustZone"], "boundaries"):
        return zone
    outer = node["parent"]["component"]
    key = outer.name()
    if not key or key in passed:
        return None
    if key not in parents:
        message = f"the file has no component {key[:60]!r}"
        node.reading.report(outer.place, "dangling-reference", message)
        return None
    if not passed:
        outer.reading.omit(
            outer.place,
            "components[].parent.component",
            "Trailbook does not nest components; both are in its trust zone",
        )
    return _zone(parents[key], parents, passed | {key})


def component_type(word: str) -> str:
    """The type of a component for a free-text type: the same word, or the type that a part of it suggests."""
    if word in TYPES:
        return word
    plain = f"-{fold_word(word)}"
    return next((kind for kind, marks in _KINDS if any(mark in plain for mark in marks)), "service")


def _assets(root: Node, draft: ModelDraft, stored: Mapping[str, list[Ref]]) -> None:
    known = set()
    for node in root["assets"].mappings():
        key = node["id"].name()
        known.add(key)
        fields = extension.read_fields(_extension(node), "data")
        fields["stored_in"] = _united(fields.get("stored_in", []), stored.get(key, []), ("components",), draft)
        confidential = node["risk"]["confidentiality"].number()
        fields |= {"name": node["name"].name(), "description": node["description"].text()}
        fields["sensitivity"] = None if confidential is None else sensitivity(confidential)
        draft.add("data", key, node, **fields)
    for component in root["components"].mappings():
        for asset in component["assets"]["stored"].each():
            if asset.name() not in known:
                message = f"the file has no data asset {asset.name()[:60]!r}"
                asset.reading.report(asset.place, "dangling-reference", message)


def _flows(root: Node, draft: ModelDraft) -> None:
    for node in root["dataflows"].mappings():
        key = node["id"].name()
        fields = extension.read_fields(_extension(node), "flows")
        source, target = ref(node["source"], "components"), ref(node["destination"], "components")
        fields |= {"name": node["name"].name(), "description": node["description"].text()}
        data = _united(fields.get("data", []), refs(node["assets"], "data"), ("data",), draft)
        fields |= {"source": source, "target": target, "data": data}
        draft.add("flows", key, node, **fields)
        if node["bidirectional"].flag():
            back = {"name": f"{fields['name']} (back)", "source": target, "target": source}
            draft.add("flows", f"{key}/back", node, **{**fields, **back})


def _threats(root: Node, draft: ModelDraft) -> None:
    instances = _Instances(root, draft)
    for node in root["threats"].mappings():
        key = node["id"].name()
        fields = extension.read_fields(_extension(node), "threats")
        weaknesses = [cwe.name() for cwe in node["cwes"].each()]
        fields |= {"title": node["name"].name(), "description": with_remarks(node["description"].text(), weaknesses)}
        fields["state"] = instances.state(key) or fields.get("state")
        fields["affects"] = _united(
            fields.get("affects", []), instances.affects.get(key, []), ("components", "flows"), draft
        )
        _rate(node["risk"], fields)
        _categorise(node["categories"], fields)
        draft.add("threats", key, node, **fields)
    for node in root["mitigations"].mappings():
        key = node["id"].name()
        fields = extension.read_fields(_extension(node), "mitigations")
        fields |= {"title": node["name"].name(), "description": node["description"].text()}
        fields["state"] = instances.mitigation_state(key) or fields.get("state")
        shown = set(instances.affects)
        stated = [threat for threat in fields.get("mitigates", []) if threat not in shown]
        named = instances.mitigates.get(key, [])
        fields["mitigates"] = _in_order(fields.get("mitigates", []), [*stated, *named])
        draft.add("mitigations", key, node, **fields)


def _in_order(order: list[Any], found: list[Any]) -> list[Any]:
    """The entries found, first those of an earlier list in its order, then the rest; each once."""
    keys = {(entry.key if isinstance(entry, Ref) else entry): entry for entry in found}
    return [keys[key] for key in order if key in keys] + [entry for key, entry in keys.items() if key not in order]


def _united(stated: list[Any], native: list[Ref], sections: Iterable[str], draft: ModelDraft) -> list[Any]:
    """The references of a part: from the format where it can express them, otherwise from the extension."""
    expressible = {part.key for part in draft.parts if part.section in tuple(sections)}
    beside = [key for key in stated if key not in expressible]
    return _in_order(stated, [*native, *beside])


def _rate(risk: Node, fields: dict[str, Any]) -> None:
    likelihood, impact = risk["likelihood"].number(), risk["impact"].number()
    for name, value in (("likelihood", likelihood), ("impact", impact)):
        if value is not None and not 0 <= value <= 100:
            place, shown = risk[name].place, risk[name].value
            risk.reading.report(place, "out-of-range", f"threats[].risk.{name} is {shown!r}", "a figure from 0 to 100")
    if likelihood is None or impact is None:
        return
    rated = rating(band(likelihood, LIKELIHOODS), band(impact, IMPACTS))
    stated = fields.get("inherent")
    if not isinstance(stated, dict) or not rated.items() <= stated.items():
        fields["inherent"] = rated


def _categorise(categories: Node, fields: dict[str, Any]) -> None:
    for node in categories.each():
        word = {**CATEGORIES, **{name: name for name in CATEGORY_WORDS}}.get(fold_word(node.name()))
        if word and "category" not in fields:
            fields["category"] = word
        elif word != fields.get("category"):
            node.reading.omit(node.place, f"threats[].categories: {node.name()[:60]}", "a threat has one category")


class _Instances:
    """Where the file says that a threat exists: what it affects there, its state, and its mitigations.

    The format states a threat once and its state in each place. A Trailbook threat has one state: the least settled
    of them. If they differ, the others are listed as omissions.
    """

    def __init__(self, root: Node, draft: ModelDraft) -> None:
        self.affects: dict[str, list[Ref]] = {}
        self.mitigates: dict[str, list[Ref]] = {}
        self.states: dict[str, list[tuple[str, Node]]] = {}
        self.done: dict[str, list[tuple[str, Node]]] = {}
        parts: dict[tuple[str, str], list[DraftPart]] = {}
        for part in draft.parts:
            parts.setdefault((part.section, part.key.removesuffix("/back")), []).append(part)
        defined = {node["id"].name() for node in root["threats"].mappings()}
        known = {node["id"].name() for node in root["mitigations"].mappings()}
        for section, name in (("components", "components"), ("flows", "dataflows")):
            for holder in root[name].mappings():
                places = [part.ref for part in parts.get((section, holder["id"].name()), [])]
                for node in holder["threats"].mappings():
                    self.take(node, places, defined, known)
        self.affects = {threat: unique(found) for threat, found in self.affects.items()}
        self.mitigates = {id: unique(found) for id, found in self.mitigates.items()}

    def take(self, node: Node, places: list[Ref], defined: set[str], known: set[str]) -> None:
        threat = ref(node["threat"], "threats")
        if threat is None or not _defined(threat, "threat", defined, node):
            return
        self.affects.setdefault(threat.key, []).extend(places)
        if state := node["state"].word(THREAT_STATES, closed=False):
            self.states.setdefault(threat.key, []).append((state, node["state"]))
        for entry in node["mitigations"].mappings():
            id = ref(entry["mitigation"], "mitigations")
            if id is None or not _defined(id, "mitigation", known, entry):
                continue
            self.mitigates.setdefault(id.key, []).append(threat)
            if state := entry["state"].word(MITIGATION_STATES, closed=False):
                self.done.setdefault(id.key, []).append((state, entry["state"]))

    def state(self, threat: str) -> str | None:
        return _least(self.states.get(threat, []), _ORDER, "threat")

    def mitigation_state(self, id: str) -> str | None:
        return _least(self.done.get(id, []), _DONE, "mitigation")


def _defined(found: Ref, noun: str, known: set[str], node: Node) -> bool:
    if found.key in known:
        return True
    node.reading.report(found.place, "dangling-reference", f"the file has no {noun} {found.key[:60]!r}")
    return False


def _least(states: list[tuple[str, Node]], order: tuple[str, ...], noun: str) -> str | None:
    """The least settled of the states; the others are listed as omissions."""
    if not states:
        return None
    least = min((state for state, _ in states), key=order.index)
    for state, node in states:
        if state != least:
            node.reading.omit(node.place, f"a {noun} is {state} here", f"elsewhere it is {least}, and that counts")
    return least


FORMAT = Format("otm", "Open Threat Model", _claims, _read, _REASONS)
