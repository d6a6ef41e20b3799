"""OWASP Threat Dragon, versions 1 and 2: diagrams whose cells carry the threats.

Follows the schemas that Threat Dragon publishes (td.vue/src/assets/schema, 2.x) and its example models. In version
1, a cell has its fields directly; in version 2, under ``data``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trailbook.interchange import extension
from trailbook.interchange.boxes import Box, innermost
from trailbook.interchange.draft import DraftPart, Format, ModelDraft, Ref
from trailbook.interchange.scales import CATEGORIES, SEVERITIES, STRIDE, level_rating
from trailbook.interchange.source import Node, first_sentence, fold_word, with_remarks
from trailbook.records.ratings import Rating, level

KINDS = {"tm.Actor": "person", "tm.Process": "service", "tm.Store": "data-store"}
"""The type of a component for the kind of its cell."""
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
"""The state for each status. Trailbook has no state for a risk that was transferred to somebody else."""
PROMPTS = (
    "Provide a description for this threat",
    "Provide remediation for this threat or a reason if status is N/A",
)
"""The texts that the tool puts into fields that nobody has filled in."""
_NUMBER = "number"
"""A field of threats that records do not have: it only defines their order."""
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


def _read(root: Node) -> ModelDraft:
    summary = root["summary"]
    draft = ModelDraft(summary["title"].name())
    further = extension.of(root)
    extension.read_model(draft, further)
    draft.state(owner=summary["owner"].name() or draft.fields.get("owner"), summary=summary["description"].text())
    if root["version"].there:
        root["version"].use()
    summary["id"].omit("it distinguishes models only within one installation of the tool")
    boxes: dict[str, Box] = {}
    seen: set[str] = set()
    mitigations = _Mitigations(draft, further)
    for diagram in root["detail"]["diagrams"].mappings():
        _Diagram(diagram, draft, seen, boxes, mitigations).read()
    for section in ("data", "entry_points", "flows", "threats", "assumptions"):
        extension.read_items(draft, further, section)
    mitigations.finish()
    extension.resolve_links(draft)
    _order(draft, further)
    return draft


def _order(draft: ModelDraft, further: Node) -> None:
    """Sort the threats by their numbers, which people know them by; those without a number come last."""
    beside = {node["id"].name(): node["number"].number() for node in further["threats"].mappings()}

    def number(part: DraftPart) -> float:
        found = part.fields.get(_NUMBER, beside.get(part.key))
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
    """Reads one diagram into the draft. Ids that an earlier diagram has too are prefixed by the diagram's number."""

    def __init__(
        self, node: Node, draft: ModelDraft, seen: set[str], boxes: dict[str, Box], mitigations: "_Mitigations"
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
            if given := extension.of(cell["data"])["id"].name():
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
                cell.node.omit("a note on the picture, about nothing in particular")
            else:
                expected = "one of: " + ", ".join(SHAPES)
                cell.node["shape"].reading.report(
                    cell.node.place, "unknown-word", f"a cell of the unknown kind {cell.kind[:60]!r}", expected
                )
                cell.node.omit("its kind is not known")

    def within(self, key: str, box: Box) -> str | None:
        local = {other: inner for other, inner in self.boxes.items() if other in self.keys.values() and other != key}
        return innermost(box, local)

    def boundary(self, cell: _Cell) -> None:
        fields = extension.read_fields(extension.of(cell.data), "boundaries")
        outer = self.within(cell.key, self.boxes[cell.key]) if cell.key in self.boxes else None
        if cell.kind == "tm.Boundary":
            for name in ("source", "target"):
                cell.node[name].omit("a line does not say what is on which side; set 'boundary' of the components")
        description = cell.data["description"].text()
        fields |= {"name": cell.name or "Trust boundary", "description": description, "within": outer}
        self.draft.add("boundaries", cell.key, cell.node, **fields)

    def component(self, cell: _Cell) -> None:
        fields = extension.read_fields(extension.of(cell.data), "components")
        fields["type"] = extension.prefer_own(fields.get("type"), CELLS, cell.kind, KINDS[cell.kind])
        fields["boundary"] = self.within(cell.key, Box.of(cell.node))
        fields |= {"name": cell.name, "description": with_remarks(cell.data["description"].text(), _scope(cell.data))}
        self.threats(cell, [self.draft.add("components", cell.key, cell.node, **fields)])

    def flow(self, cell: _Cell) -> None:
        fields = extension.read_fields(extension.of(cell.data), "flows")
        source, target = self.end(cell.node["source"]), self.end(cell.node["target"])
        remarks = [*_way(cell.data), *_scope(cell.data)]
        description = with_remarks(cell.data["description"].text(), remarks)
        fields |= {"name": cell.name, "description": description, "source": source, "target": target}
        parts = [self.draft.add("flows", cell.key, cell.node, **fields)]
        if cell.data["isBidirectional"].flag():
            back = {**fields, "name": cell.name and f"{cell.name} (back)", "source": target, "target": source}
            parts.append(self.draft.add("flows", f"{cell.key}/back", cell.node, **back))
        self.threats(cell, parts)

    def end(self, node: Node) -> Ref | None:
        named = node["cell"] if node["cell"].there else node["id"]
        key = named.name()
        return Ref("components", self.keys.get(key, key), named.place) if key else None

    def threats(self, cell: _Cell, parts: list[DraftPart]) -> None:
        for node in cell.data["threats"].mappings():
            title = node["title"].name()
            id = node["id"].name() or node["threatId"].name() or f"{cell.key}/{title}"
            fields = extension.read_fields(extension.of(node), "threats")
            fields.setdefault("affects", [part.ref for part in parts])
            fields |= {"title": title, "description": _filled_in(node["description"]), _NUMBER: node["number"].number()}
            _judge(node, fields)
            part = self.draft.add("threats", id, node, **fields)
            self.mitigations.take(node, part)


def _scope(data: Node) -> list[str]:
    """Whether an element is out of scope, and why, as remarks."""
    reason = data["reasonOutOfScope"].text()
    return [f"out of scope{': ' if reason else ''}{reason}"] if data["outOfScope"].flag() else [reason]


def _way(data: Node) -> list[str]:
    """How data moves, as far as the file says."""
    protocol = data["protocol"].name()
    found = [f"protocol: {protocol}" if protocol else ""]
    marks = (("isEncrypted", "encrypted"), ("isPublicNetwork", "over a public network"))
    return found + [word for name, word in marks if data[name].value is True and data[name].flag()]


def _judge(node: Node, fields: dict[str, Any]) -> None:
    """Add category, state and ratings, each as fine as the file still supports."""
    word, status = node["type"].name(), node["status"].name()
    kind = node["type"].word(CATEGORIES, closed=False)
    own_category = fields.get("category")
    fields["category"] = own_category if own_category and STRIDE.get(own_category) == word else kind
    state = node["status"].word(STATES, closed=False)
    fields["state"] = extension.prefer_own(fields.get("state"), STATUSES, status, state)
    if (state == "mitigated" and fold_word(status) != "mitigated") or state == "in-discussion":
        node.reading.omit(node["status"].place, f"{status} as the status of a threat", f"it is {state} in Trailbook")
    severity = node["severity"].word({**SEVERITIES, "tbd": None, "tba": None})
    if severity and ("residual" not in fields or _level(fields["residual"]) != severity):
        fields["residual"] = level_rating(severity)
        fields.setdefault("inherent", level_rating(severity))
    node["modelType"].use()


def _level(rating: Any) -> str:
    try:
        return level(Rating.model_validate(rating))
    except ValueError:
        return ""


def _filled_in(node: Node) -> str:
    text = node.text()
    if text in PROMPTS:
        node.reading.omit(node.place, f"{text[:30]}…", "nobody filled it in: the text is the tool's own")
        return ""
    return text


class _Mitigations:
    """The mitigations in the texts of threats.

    Trailbook's export writes one paragraph for each mitigation. A paragraph that is unchanged is that mitigation;
    all other text is a mitigation of its own.
    """

    def __init__(self, draft: ModelDraft, further: Node) -> None:
        self.draft = draft
        self.known = {node["id"].name(): node for node in further["mitigations"].mappings()}
        self.fields = {id: extension.read_fields(node, "mitigations") for id, node in self.known.items()}
        self.paragraphs = {paragraph(id, fields): id for id, fields in self.fields.items()}
        self.covers: dict[str, list[str]] = {id: [] for id in self.known}
        self.threats: set[str] = set()

    def take(self, node: Node, threat: DraftPart) -> None:
        text = _filled_in(node["mitigation"])
        self.threats.add(threat.key)
        paragraphs = text.split("\n\n")
        for part in paragraphs:
            if id := self.paragraphs.get(part.strip()):
                self.covers[id].append(threat.key)
        rest = "\n\n".join(part for part in paragraphs if part.strip() not in self.paragraphs).strip()
        if not rest:
            return
        if threat.fields.get("state") == "false-positive" and "reason" not in threat.fields:
            threat.fields["reason"] = rest
            return
        title = first_sentence(rest)
        state = "implemented" if threat.fields.get("state") == "mitigated" else "proposed"
        description = rest if rest != title else ""
        fields = {"title": title, "description": description, "mitigates": [threat.ref], "state": state}
        self.draft.add("mitigations", f"{threat.key}/mitigation", node["mitigation"], **fields)

    def finish(self) -> None:
        """Add the exported mitigations, each for the threats whose text still has its paragraph."""
        for id, node in self.known.items():
            fields = self.fields[id]
            stated, covers = fields.get("mitigates", []), self.covers[id]
            still = [threat for threat in stated if threat in covers or threat not in self.threats]
            fields["mitigates"] = [*still, *(threat for threat in covers if threat not in stated)]
            self.draft.add("mitigations", id, node, **fields)


def paragraph(id: str, fields: Mapping[str, Any]) -> str:
    """The paragraph for a mitigation in the text of a threat."""
    return f"{id} ({fields.get('state', '')}): {' '.join(str(fields.get('title', '')).split())}"


FORMAT = Format("threat-dragon", "OWASP Threat Dragon", _claims, _read, _REASONS)
