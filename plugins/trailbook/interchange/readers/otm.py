"""Open Threat Model, YAML or JSON: the exchange format that IriusRisk began.

Read by the specification and schema of version 0.2.0 (iriusrisk/OpenThreatModel). Words of states and types
of components are free text there, so a word that is not known is listed and not a fault.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from trailbook.interchange import own
from trailbook.interchange.draft import Draft, Part, Ref, ref, refs, unique
from trailbook.interchange.prose import with_remarks
from trailbook.interchange.reader import Format
from trailbook.interchange.scales import CATEGORIES, IMPACTS, LIKELIHOODS, band, rating, sensitivity
from trailbook.interchange.source import Node, folded
from trailbook.records.kinds.threat_model import Component, Mitigation, Threat

OUTSIDE = "outside every boundary"
"""The trust zone that an export gives to components without one, which the format does not allow."""
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
"""What a word in the free-text type of a component tells of its kind; the first that fits counts."""


def _claims(values: Mapping[str, Any]) -> bool:
    return "otmVersion" in values or {"project", "trustZones"} <= set(values)


def _further(node: Node) -> Node:
    return own.extension(node["attributes"])


def _read(root: Node) -> Draft:
    project = root["project"]
    root["otmVersion"].use()
    draft = Draft(project["name"].name())
    further = _further(project)
    own.state_model(draft, further)
    tags = [name for tag in project["tags"].each() if (name := tag.name())]
    draft.state(owner=project["owner"].name() or draft.facts.get("owner"), tags=tags)
    draft.state(summary=project["description"].text())
    project["id"].use()
    outside = _zones(root, draft)
    stored = _components(root, draft, outside)
    _assets(root, draft, stored)
    _flows(root, draft)
    _threats(root, draft)
    for section in ("flows", "entry_points", "assumptions"):
        own.items(draft, further, section)
    own.point(draft)
    return draft


def _zones(root: Node, draft: Draft) -> set[str]:
    """Add the trust zones; gives the keys of those that stand for being in none."""
    outside: set[str] = set()
    for node in root["trustZones"].mappings():
        key = node["id"].name()
        further = _further(node)
        if further["outside"].flag():
            outside.add(key)
            node.use()
            continue
        facts = own.facts(further, "boundaries")
        facts |= {"name": node["name"].name(), "description": node["description"].text()}
        facts["within"] = ref(node["parent"]["trustZone"], "boundaries")
        draft.add("boundaries", key, node, **facts)
    return outside


def _components(root: Node, draft: Draft, outside: set[str]) -> dict[str, list[Ref]]:
    """Add the components; gives where each data asset is stored."""
    nodes = list(root["components"].mappings())
    parents = {node["id"].name(): node for node in nodes}
    stored: dict[str, list[Ref]] = {}
    for node in nodes:
        key, type = node["id"].name(), node["type"].name()
        facts = own.facts(_further(node), "components")
        zone = _zone(node, parents, set())
        facts |= {"name": node["name"].name(), "description": node["description"].text(), "type": component_type(type)}
        facts["boundary"] = None if zone is None or zone.key in outside else zone
        if type and type not in TYPES:
            facts["technology"] = type
        part = draft.add("components", key, node, **facts)
        for asset in node["assets"]["stored"].each():
            stored.setdefault(asset.name(), []).append(part.ref)
    return stored


def _zone(node: Node, parents: Mapping[str, Node], passed: set[str]) -> Ref | None:
    """The trust zone that a component stands in, directly or inside other components."""
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
        outer.reading.leave(
            outer.place,
            "components[].parent.component",
            "components do not stand in each other; both stand in its trust zone",
        )
    return _zone(parents[key], parents, passed | {key})


def component_type(word: str) -> str:
    """The type of a component for a free-text one: the same word, or what a part of it tells."""
    if word in TYPES:
        return word
    plain = f"-{folded(word)}"
    return next((kind for kind, marks in _KINDS if any(mark in plain for mark in marks)), "service")


def _assets(root: Node, draft: Draft, stored: Mapping[str, list[Ref]]) -> None:
    known = set()
    for node in root["assets"].mappings():
        key = node["id"].name()
        known.add(key)
        facts = own.facts(_further(node), "data")
        facts["stored_in"] = _united(facts.get("stored_in", []), stored.get(key, []), ("components",), draft)
        confidential = node["risk"]["confidentiality"].number()
        facts |= {"name": node["name"].name(), "description": node["description"].text()}
        facts["sensitivity"] = None if confidential is None else sensitivity(confidential)
        draft.add("data", key, node, **facts)
    for component in root["components"].mappings():
        for asset in component["assets"]["stored"].each():
            if asset.name() not in known:
                message = f"the file has no data asset {asset.name()[:60]!r}"
                asset.reading.report(asset.place, "dangling-reference", message)


def _flows(root: Node, draft: Draft) -> None:
    for node in root["dataflows"].mappings():
        key = node["id"].name()
        facts = own.facts(_further(node), "flows")
        source, target = ref(node["source"], "components"), ref(node["destination"], "components")
        facts |= {"name": node["name"].name(), "description": node["description"].text()}
        data = _united(facts.get("data", []), refs(node["assets"], "data"), ("data",), draft)
        facts |= {"source": source, "target": target, "data": data}
        draft.add("flows", key, node, **facts)
        if node["bidirectional"].flag():
            back = {"name": f"{facts['name']} (back)", "source": target, "target": source}
            draft.add("flows", f"{key}/back", node, **{**facts, **back})


def _threats(root: Node, draft: Draft) -> None:
    instances = _Instances(root, draft)
    for node in root["threats"].mappings():
        key = node["id"].name()
        facts = own.facts(_further(node), "threats")
        weaknesses = [cwe.name() for cwe in node["cwes"].each()]
        facts |= {"title": node["name"].name(), "description": with_remarks(node["description"].text(), weaknesses)}
        facts["state"] = instances.state(key) or facts.get("state")
        facts["affects"] = _united(
            facts.get("affects", []), instances.affects.get(key, []), ("components", "flows"), draft
        )
        _rate(node["risk"], facts)
        _categorise(node["categories"], facts)
        draft.add("threats", key, node, **facts)
    for node in root["mitigations"].mappings():
        key = node["id"].name()
        facts = own.facts(_further(node), "mitigations")
        facts |= {"title": node["name"].name(), "description": node["description"].text()}
        facts["state"] = instances.mitigation_state(key) or facts.get("state")
        shown = set(instances.affects)
        stated = [threat for threat in facts.get("mitigates", []) if threat not in shown]
        named = instances.mitigates.get(key, [])
        facts["mitigates"] = _in_order(facts.get("mitigates", []), [*stated, *named])
        draft.add("mitigations", key, node, **facts)


def _in_order(order: list[Any], found: list[Any]) -> list[Any]:
    """What was found, first as an earlier list has it, then the rest; each once."""
    keys = {(entry.key if isinstance(entry, Ref) else entry): entry for entry in found}
    return [keys[key] for key in order if key in keys] + [entry for key, entry in keys.items() if key not in order]


def _united(stated: list[Any], native: list[Ref], sections: Iterable[str], draft: Draft) -> list[Any]:
    """The parts that another names: those that the format can name as it has them, the others as the extension does."""
    sayable = {part.key for part in draft.parts if part.section in tuple(sections)}
    beside = [key for key in stated if key not in sayable]
    return _in_order(stated, [*native, *beside])


def _rate(risk: Node, facts: dict[str, Any]) -> None:
    likelihood, impact = risk["likelihood"].number(), risk["impact"].number()
    for name, value in (("likelihood", likelihood), ("impact", impact)):
        if value is not None and not 0 <= value <= 100:
            place, shown = risk[name].place, risk[name].value
            risk.reading.report(place, "out-of-range", f"threats[].risk.{name} is {shown!r}", "a figure from 0 to 100")
    if likelihood is None or impact is None:
        return
    rated = rating(band(likelihood, LIKELIHOODS), band(impact, IMPACTS))
    stated = facts.get("inherent")
    if not isinstance(stated, dict) or not rated.items() <= stated.items():
        facts["inherent"] = rated


def _categorise(categories: Node, facts: dict[str, Any]) -> None:
    for node in categories.each():
        word = {**CATEGORIES, **{own_word: own_word for own_word in CATEGORY_WORDS}}.get(folded(node.name()))
        if word and "category" not in facts:
            facts["category"] = word
        elif word != facts.get("category"):
            node.reading.leave(node.place, f"threats[].categories: {node.name()[:60]}", "a threat has one category")


class _Instances:
    """Where the file says that a threat exists: what it affects there, how it stands, and what is done about it.

    The format states a threat once and its state at each place. A Trailbook threat has one state: the least
    settled of them. Where they differ, the others are listed.
    """

    def __init__(self, root: Node, draft: Draft) -> None:
        self.affects: dict[str, list[Ref]] = {}
        self.mitigates: dict[str, list[Ref]] = {}
        self.states: dict[str, list[tuple[str, Node]]] = {}
        self.done: dict[str, list[tuple[str, Node]]] = {}
        parts: dict[tuple[str, str], list[Part]] = {}
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
    """The least settled of the states; the others are listed."""
    if not states:
        return None
    least = min((state for state, _ in states), key=order.index)
    for state, node in states:
        if state != least:
            node.reading.leave(node.place, f"a {noun} is {state} here", f"elsewhere it is {least}, and that counts")
    return least


FORMAT = Format("otm", "Open Threat Model", _claims, _read, _REASONS)
