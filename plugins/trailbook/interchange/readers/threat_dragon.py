"""OWASP Threat Dragon, versions 1 and 2: diagrams whose cells carry the threats.

Read by the schemas that Threat Dragon publishes (td.vue/src/assets/schema, 2.x) and its own models. A cell
of version 1 has everything in itself; one of version 2 has it under ``data``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trailbook.interchange import own
from trailbook.interchange.draft import Draft, Part, Ref
from trailbook.interchange.prose import heading, with_remarks
from trailbook.interchange.reader import Format
from trailbook.interchange.readers.boxes import Box, innermost
from trailbook.interchange.scales import CATEGORIES, SEVERITIES, STRIDE, of_level
from trailbook.interchange.source import Node, folded
from trailbook.records.kinds.threat_model import Rating
from trailbook.records.ratings import level

KINDS = {"tm.Actor": "person", "tm.Process": "service", "tm.Store": "data-store"}
"""The type of a component by the kind of its cell."""
CELLS = {
    "person": "tm.Actor",
    "external-service": "tm.Actor",
    "data-store": "tm.Store",
    **dict.fromkeys(("screen", "form", "automation", "agent", "connector", "service"), "tm.Process"),
}
"""The kind of cell for each type of component."""
SHAPES = {
    "actor": "tm.Actor",
    "process": "tm.Process",
    "store": "tm.Store",
    "flow": "tm.Flow",
    "trust-boundary-box": "tm.BoundaryBox",
    "trust-boundary-curve": "tm.Boundary",
    "td-text-block": "tm.Text",
}
STATUSES = {
    "open": "Open",
    "in-discussion": "Open",
    "in-progress": "Open",
    "mitigated": "Mitigated",
    "accepted": "Accepted",
    "false-positive": "NotApplicable",
}
"""The status of a threat for each state."""
STATES = {
    "open": "open",
    "mitigated": "mitigated",
    "avoided": "mitigated",
    "eliminated": "mitigated",
    "accepted": "accepted",
    "transferred": "in-discussion",
    "notapplicable": "false-positive",
    "na": "false-positive",
    "n/a": "false-positive",
}
"""The state for each status. Nothing in Trailbook says that a risk was handed to somebody else."""
PROMPTS = (
    "Provide a description for this threat",
    "Provide remediation for this threat or a reason if status is N/A",
)
"""What the tool itself writes into fields that nobody has filled in."""
_NUMBER = "number"
"""A field of threats here that a record has not: it only puts them in order."""
_PICTURE = "Trailbook draws the picture from the model"
_REASONS = {
    **dict.fromkeys(
        ("position", "size", "width", "height", "zIndex", "z", "attrs", "ports", "labels", "vertices", "connector"),
        _PICTURE,
    ),
    **dict.fromkeys(("smooth", "angle", "visible", "markup", "tools", "port", "thumbnail", "placeholder"), _PICTURE),
    "hasOpenThreats": "it follows from the threats",
    "isTrustBoundary": "it follows from the kind of cell",
    "diagramTop": "a number for the tool itself",
    "threatTop": "a number for the tool itself",
    "reviewer": "who reviewed is shown by git",
    "contributors": "who contributed is shown by git",
}


def _claims(values: Mapping[str, Any]) -> bool:
    detail = values.get("detail")
    return isinstance(values.get("summary"), Mapping) and isinstance(detail, Mapping) and "diagrams" in detail


def _read(root: Node) -> Draft:
    summary = root["summary"]
    draft = Draft(summary["title"].name())
    further = own.extension(root)
    own.state_model(draft, further)
    draft.state(owner=summary["owner"].name() or draft.facts.get("owner"), summary=summary["description"].text())
    if root["version"].there:
        root["version"].use()
    summary["id"].leave("it tells models apart only within one installation of the tool")
    boxes: dict[str, Box] = {}
    seen: set[str] = set()
    mitigations = _Mitigations(draft, further)
    for diagram in root["detail"]["diagrams"].mappings():
        _Diagram(diagram, draft, seen, boxes, mitigations).read()
    for section in ("data", "entry_points", "flows", "threats", "assumptions"):
        own.items(draft, further, section)
    mitigations.finish()
    own.point(draft)
    _order(draft, further)
    return draft


def _order(draft: Draft, further: Node) -> None:
    """Put the threats into the order of their numbers, as people know them; those without one come last."""
    beside = {node["id"].name(): node["number"].number() for node in further["threats"].mappings()}

    def number(part: Part) -> float:
        found = part.facts.get(_NUMBER, beside.get(part.key))
        return float("inf") if found is None else float(found)

    threats = sorted(draft.of("threats"), key=number)
    draft.parts = [part for part in draft.parts if part.section != "threats"] + threats


@dataclass(frozen=True)
class _Cell:
    node: Node
    data: Node
    kind: str
    key: str

    @property
    def name(self) -> str:
        label = self.node["labels"].value
        if isinstance(label, tuple) and label and isinstance(label[0], Mapping):
            first = Node(label[0], (*self.node.path, "labels", 0), self.node.reading)
        else:
            first = self.node["no label"]
        texts = (self.data["name"], self.node["attrs"]["text"]["text"], first["attrs"]["text"]["text"])
        return next((name for text in texts if text.there and (name := text.name())), "")


class _Diagram:
    """One diagram, read into the draft. Ids that another diagram has too get the diagram's number in front."""

    def __init__(
        self, node: Node, draft: Draft, seen: set[str], boxes: dict[str, Box], mitigations: "_Mitigations"
    ) -> None:
        self.node, self.draft, self.boxes, self.mitigations = node, draft, boxes, mitigations
        cells = node["cells"] if node["cells"].value is not None else node["diagramJson"]["cells"]
        number = node["id"].name()
        if node["diagramType"].there:
            node["diagramType"].use()
        node["version"].use()
        ids = [cell["id"].name() for cell in cells.mappings()]
        self.keys = {id: f"{number}/{id}" if id in seen else id for id in ids}
        for cell in cells.mappings():
            if given := own.extension(cell["data"])["id"].name():
                self.keys[cell["id"].name()] = given
        self.cells = [self.cell(cell) for cell in cells.mappings()]
        seen.update(ids)

    def cell(self, node: Node) -> _Cell:
        versioned = isinstance(node["data"].value, Mapping)
        data = node["data"] if versioned else node
        kind = data["type"].name() if data["type"].there else SHAPES.get(node["shape"].name(), "")
        node["shape"].use()
        return _Cell(node, data, kind, self.keys[node["id"].name()])

    def read(self) -> None:
        for cell in self.cells:
            if cell.kind == "tm.BoundaryBox":
                self.boxes[cell.key] = Box.of(cell.node)
        for cell in self.cells:
            if cell.kind in KINDS:
                self.component(cell)
            elif cell.kind == "tm.Flow":
                self.flow(cell)
            elif cell.kind in ("tm.BoundaryBox", "tm.Boundary"):
                self.boundary(cell)
            elif cell.kind == "tm.Text":
                cell.node.leave("a note on the picture, about nothing in particular")
            else:
                expected = "one of: " + ", ".join(SHAPES)
                cell.node["shape"].reading.report(
                    cell.node.place, "unknown-word", f"a cell of the unknown kind {cell.kind[:60]!r}", expected
                )
                cell.node.leave("its kind is not known")

    def within(self, key: str, box: Box) -> str | None:
        local = {other: inner for other, inner in self.boxes.items() if other in self.keys.values() and other != key}
        return innermost(box, local)

    def boundary(self, cell: _Cell) -> None:
        facts = own.facts(own.extension(cell.data), "boundaries")
        outer = self.within(cell.key, self.boxes[cell.key]) if cell.key in self.boxes else None
        if cell.kind == "tm.Boundary":
            for name in ("source", "target"):
                cell.node[name].leave("a line does not tell what is on which side; set 'boundary' of the components")
        description = cell.data["description"].text()
        facts |= {"name": cell.name or "Trust boundary", "description": description, "within": outer}
        self.draft.add("boundaries", cell.key, cell.node, **facts)

    def component(self, cell: _Cell) -> None:
        facts = own.facts(own.extension(cell.data), "components")
        facts["type"] = own.finer(facts.get("type"), CELLS, cell.kind, KINDS[cell.kind])
        facts["boundary"] = self.within(cell.key, Box.of(cell.node))
        facts |= {"name": cell.name, "description": with_remarks(cell.data["description"].text(), _scope(cell.data))}
        self.threats(cell, [self.draft.add("components", cell.key, cell.node, **facts)])

    def flow(self, cell: _Cell) -> None:
        facts = own.facts(own.extension(cell.data), "flows")
        source, target = self.end(cell.node["source"]), self.end(cell.node["target"])
        remarks = [*_way(cell.data), *_scope(cell.data)]
        description = with_remarks(cell.data["description"].text(), remarks)
        facts |= {"name": cell.name, "description": description, "source": source, "target": target}
        parts = [self.draft.add("flows", cell.key, cell.node, **facts)]
        if cell.data["isBidirectional"].flag():
            back = {**facts, "name": cell.name and f"{cell.name} (back)", "source": target, "target": source}
            parts.append(self.draft.add("flows", f"{cell.key}/back", cell.node, **back))
        self.threats(cell, parts)

    def end(self, node: Node) -> Ref | None:
        named = node["cell"] if node["cell"].there else node["id"]
        key = named.name()
        return Ref("components", self.keys.get(key, key), named.place) if key else None

    def threats(self, cell: _Cell, parts: list[Part]) -> None:
        for node in cell.data["threats"].mappings():
            title = node["title"].name()
            id = node["id"].name() or node["threatId"].name() or f"{cell.key}/{title}"
            facts = own.facts(own.extension(node), "threats")
            facts.setdefault("affects", [part.ref for part in parts])
            facts |= {"title": title, "description": _filled_in(node["description"]), _NUMBER: node["number"].number()}
            _judge(node, facts)
            part = self.draft.add("threats", id, node, **facts)
            self.mitigations.take(node, part)


def _scope(data: Node) -> list[str]:
    """That an element is out of scope, and why."""
    reason = data["reasonOutOfScope"].text()
    return [f"out of scope{': ' if reason else ''}{reason}"] if data["outOfScope"].flag() else [reason]


def _way(data: Node) -> list[str]:
    """How data moves, as far as the tool says so."""
    protocol = data["protocol"].name()
    found = [f"protocol: {protocol}" if protocol else ""]
    marks = (("isEncrypted", "encrypted"), ("isPublicNetwork", "over a public network"))
    return found + [word for name, word in marks if data[name].value is True and data[name].flag()]


def _judge(node: Node, facts: dict[str, Any]) -> None:
    """Add category, state and ratings, each as fine as the file still bears out."""
    word, status = node["type"].name(), node["status"].name()
    kind = node["type"].word(CATEGORIES, closed=False)
    own_category = facts.get("category")
    facts["category"] = own_category if own_category and STRIDE.get(own_category) == word else kind
    state = node["status"].word(STATES, closed=False)
    facts["state"] = own.finer(facts.get("state"), STATUSES, status, state)
    if (state == "mitigated" and folded(status) != "mitigated") or state == "in-discussion":
        node.reading.leave(node["status"].place, f"{status} as the status of a threat", f"it is {state} in Trailbook")
    severity = node["severity"].word({**SEVERITIES, "tbd": None, "tba": None})
    if severity and ("residual" not in facts or _level(facts["residual"]) != severity):
        facts["residual"] = of_level(severity)
        facts.setdefault("inherent", of_level(severity))
    node["modelType"].use()


def _level(rating: Any) -> str:
    try:
        return level(Rating.model_validate(rating))
    except ValueError:
        return ""


def _filled_in(node: Node) -> str:
    text = node.text()
    if text in PROMPTS:
        node.reading.leave(node.place, f"{text[:30]}…", "nobody filled it in: the text is the tool's own")
        return ""
    return text


class _Mitigations:
    """What the texts below threats say is done about them.

    Trailbook's export writes one paragraph for each mitigation. A paragraph that still reads so is that
    mitigation; whatever else stands there is one of its own.
    """

    def __init__(self, draft: Draft, further: Node) -> None:
        self.draft = draft
        self.known = {node["id"].name(): node for node in further["mitigations"].mappings()}
        self.facts = {id: own.facts(node, "mitigations") for id, node in self.known.items()}
        self.paragraphs = {paragraph(id, facts): id for id, facts in self.facts.items()}
        self.covers: dict[str, list[str]] = {id: [] for id in self.known}
        self.threats: set[str] = set()

    def take(self, node: Node, threat: Part) -> None:
        text = _filled_in(node["mitigation"])
        self.threats.add(threat.key)
        paragraphs = text.split("\n\n")
        for part in paragraphs:
            if id := self.paragraphs.get(part.strip()):
                self.covers[id].append(threat.key)
        rest = "\n\n".join(part for part in paragraphs if part.strip() not in self.paragraphs).strip()
        if not rest:
            return
        if threat.facts.get("state") == "false-positive" and "reason" not in threat.facts:
            threat.facts["reason"] = rest
            return
        title = heading(rest)
        state = "implemented" if threat.facts.get("state") == "mitigated" else "proposed"
        description = rest if rest != title else ""
        facts = {"title": title, "description": description, "mitigates": [threat.ref], "state": state}
        self.draft.add("mitigations", f"{threat.key}/mitigation", node["mitigation"], **facts)

    def finish(self) -> None:
        """Add the mitigations of the export, each for the threats whose text still names it."""
        for id, node in self.known.items():
            facts = self.facts[id]
            stated, covers = facts.get("mitigates", []), self.covers[id]
            still = [threat for threat in stated if threat in covers or threat not in self.threats]
            facts["mitigates"] = [*still, *(threat for threat in covers if threat not in stated)]
            self.draft.add("mitigations", id, node, **facts)


def paragraph(id: str, facts: Mapping[str, Any]) -> str:
    """How a mitigation reads in the text of a threat."""
    return f"{id} ({facts.get('state', '')}): {' '.join(str(facts.get('title', '')).split())}"


FORMAT = Format("threat-dragon", "OWASP Threat Dragon", _claims, _read, _REASONS)
