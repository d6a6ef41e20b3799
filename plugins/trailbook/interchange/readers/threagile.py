"""Threagile YAML: a model from which that tool computes risks by rules of its own.

Follows the schema and the example of version 1 (Threagile/threagile, support/schema.json, demo/example). Risks that
Threagile computes are in none of its files and so can't be read; those that people added can, and abuse cases.
"""

import re
from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import Any

from trailbook.interchange.draft import DraftPart, Format, ModelDraft, Ref, ref, refs
from trailbook.interchange.scales import CATEGORIES, SEVERITIES, level_rating, rating
from trailbook.interchange.source import Node, first_sentence, with_remarks

SENSITIVITIES = {
    "public": "public",
    "internal": "internal",
    "restricted": "confidential",
    "confidential": "confidential",
    "strictly-confidential": "restricted",
}
"""Five words to four: what Threagile calls restricted ranks below what it calls confidential."""
LIKELIHOODS = {
    "unlikely": "unlikely",
    "likely": "likely",
    "very-likely": "almost-certain",
    "frequent": "almost-certain",
}
IMPACTS = {"low": "minor", "medium": "moderate", "high": "major", "very-high": "severe"}
STATES = {
    "unchecked": "open",
    "in-discussion": "in-discussion",
    "accepted": "accepted",
    "in-progress": "in-progress",
    "mitigated": "mitigated",
    "false-positive": "false-positive",
}
MITIGATION_STATES = {"mitigated": "implemented", "in-progress": "in-progress"}
_AUTOMATIONS = (
    "scheduler",
    "task",
    "function",
    "batch-processing",
    "build-pipeline",
    "event-listener",
    "stream-processing",
)
_MARKUP = re.compile(r"</?(?:b|i|u|em|strong|p|br)\s*/?>", re.IGNORECASE)
_MOST_RELEVANT = (
    ("most_relevant_data_asset", "data"),
    ("most_relevant_technical_asset", "components"),
    ("most_relevant_communication_link", "flows"),
)
_CIA = "Trailbook rates the sensitivity of data alone"
_TWEAK = "Trailbook draws the picture from the model"
_REASONS = {
    "tags_available": "tags count where they are used",
    "integrity": _CIA,
    "availability": _CIA,
    "confidentiality": _CIA,
    "justification_cia_rating": _CIA,
    "data_assets_processed": "flows say which data reaches a component",
    "shared_runtimes": "Trailbook has components and boundaries, and no runtimes",
    **{
        f"diagram_tweak_{name}": _TWEAK
        for name in ("order", "weight", "constraint", "edge_layout", "nodesep", "ranksep")
    },
    "diagram_tweak_suppress_edge_labels": _TWEAK,
    "diagram_tweak_layout_left_to_right": _TWEAK,
    "diagram_tweak_invisible_connections_between_assets": _TWEAK,
    "diagram_tweak_same_rank_assets": _TWEAK,
    "author": "who wrote it is shown by git",
    "contributors": "who contributed is shown by git",
    "date": "when it was written is shown by git",
    "includes": "files that it includes have to be merged into it first",
    "images": "pictures are not part of a record",
}


def _claims(values: Mapping[str, Any]) -> bool:
    return "threagile_version" in values or "technical_assets" in values


def _read(root: Node) -> ModelDraft:
    root["threagile_version"].use()
    draft = ModelDraft(root["title"].name())
    draft.state(summary=_prose(root["management_summary_comment"]))
    for field, name in (("purpose", "business_overview"), ("platform", "technical_overview")):
        if text := _prose(root[name]["description"]):
            draft.application[field] = text
    if not draft.fields.get("summary"):
        draft.state(summary=_prose(root["application_description"]["description"]))
    inside = _boundaries(root, draft)
    stored: dict[str, list[Ref]] = {}
    assets = list(root["technical_assets"].entries())
    for name, node in assets:
        _component(name, node, draft, inside, stored)
    for name, node in assets:
        _links(node["id"].name() or name, node, draft)
    for name, node in root["data_assets"].entries():
        key = node["id"].name() or name
        fields = {"name": name, "description": _prose(node["description"]), "stored_in": stored.get(key, [])}
        fields["sensitivity"] = node["confidentiality"].word(SENSITIVITIES)
        draft.add("data", key, node, **fields)
    for key, places in stored.items():
        if key not in {part.key for part in draft.of("data")}:
            for place in places:
                root.reading.report(place.place, "dangling-reference", f"the file has no data asset {key[:60]!r}")
    _entry_points(assets, draft)
    _risks(root, draft)
    _abuse_cases(root, draft)
    return draft


def _prose(node: Node) -> str:
    """A text without the few HTML tags that Threagile allows for formatting."""
    return _MARKUP.sub("", node.text()).strip()


def _boundaries(root: Node, draft: ModelDraft) -> dict[str, Ref]:
    """Add the boundaries. Returns the boundary of each technical asset."""
    inside: dict[str, Ref] = {}
    outer: dict[str, Ref] = {}
    nodes = [(name, node, node["id"].name() or name) for name, node in root["trust_boundaries"].entries()]
    for _, node, key in nodes:
        for asset in node["technical_assets_inside"].each():
            inside.setdefault(asset.name(), Ref("boundaries", key, asset.place))
        for nested in node["trust_boundaries_nested"].each():
            outer.setdefault(nested.name(), Ref("boundaries", key, nested.place))
    for name, node, key in nodes:
        draft.add("boundaries", key, node, name=name, description=_prose(node["description"]), within=outer.get(key))
    known = {part.key for part in draft.of("boundaries")}
    assets = {node["id"].name() or name for name, node in root["technical_assets"].entries()}
    for key, place in outer.items():
        if key not in known:
            root.reading.report(place.place, "dangling-reference", f"the file has no trust boundary {key[:60]!r}")
    for key, place in inside.items():
        if key not in assets:
            root.reading.report(place.place, "dangling-reference", f"the file has no technical asset {key[:60]!r}")
    return inside


def _component(
    name: str, node: Node, draft: ModelDraft, inside: Mapping[str, Ref], stored: dict[str, list[Ref]]
) -> None:
    key = node["id"].name() or name
    technologies = [node["technology"].name(), *(entry.name() for entry in node["technologies"].each())]
    technology = ", ".join(word for word in technologies if word)
    fields = {"name": name, "type": _type(node, technology), "technology": technology, "boundary": inside.get(key)}
    reason = _prose(node["justification_out_of_scope"])
    scope = f"out of scope{': ' if reason else ''}{reason}" if node["out_of_scope"].flag() else reason
    fields |= {"owner": node["owner"].name(), "description": with_remarks(_prose(node["description"]), [scope])}
    draft.add("components", key, node, **fields)
    for asset in node["data_assets_stored"].each():
        stored.setdefault(asset.name(), []).append(Ref("components", key, asset.place))


def _type(node: Node, technology: str) -> str:
    kinds = {"external-entity": "external-service", "datastore": "data-store", "process": "service"}
    type = str(node["type"].word(kinds, "service"))
    if type == "external-service" and node["used_as_client_by_human"].flag():
        return "person"
    if type == "service" and technology in _AUTOMATIONS:
        return "automation"
    return "agent" if type == "service" and technology == "ai" else type


def _links(source: str, node: Node, draft: ModelDraft) -> None:
    for name, link in node["communication_links"].entries():
        key = f"{source}>{name}"
        target = ref(link["target"], "components")
        rights = (link["authorization"].name(), link["authentication"].name())
        fields: dict[str, Any] = {
            "name": name,
            "source": Ref("components", source, node.place),
            "target": target,
            "identity": ", ".join(word for word in rights if word and word != "none"),
            "description": with_remarks(_prose(link["description"]), _way(link)),
        }
        received = refs(link["data_assets_received"], "data")
        draft.add("flows", key, link, **fields, data=refs(link["data_assets_sent"], "data"))
        if received:
            back = {"name": f"{name} (back)", "source": target, "target": fields["source"], "data": received}
            draft.add("flows", f"{key}/back", link, **{**fields, **back})


def _way(link: Node) -> list[str]:
    """How data moves over a link, as far as the file says."""
    protocol = link["protocol"].name()
    found = [f"protocol: {protocol}" if protocol else ""]
    marks = (("vpn", "through a VPN"), ("ip_filtered", "filtered by IP address"), ("readonly", "read only"))
    return found + [word for name, word in marks if link[name].value is True and link[name].flag()]


def _entry_points(assets: list[tuple[str, Node]], draft: ModelDraft) -> None:
    """Add an entry point for each asset on the internet. Its authentication is that of the links to it."""
    ways: dict[str, list[str]] = {}
    for _, node in assets:
        for _, link in node["communication_links"].entries():
            ways.setdefault(link["target"].name(), []).append(link["authentication"].name())
    for name, node in assets:
        key = node["id"].name() or name
        if node["internet"].flag() and node["type"].name() != "external-entity":
            fields: dict[str, Any] = {"name": f"{name}, from the internet", "exposed_to": "The internet"}
            fields["component"] = Ref("components", key, node.place)
            fields["authentication"] = ", ".join(dict.fromkeys(word for word in ways.get(key, []) if word))
            draft.add("entry_points", f"{key}/internet", node, **fields)


def _abuse_cases(root: Node, draft: ModelDraft) -> None:
    """Add a threat for each abuse case, which is a title and a scenario: the file does not rate it."""
    for name, node in root["abuse_cases"].entries():
        if description := _prose(node):
            title = " ".join(_MARKUP.sub("", name).split())
            draft.add("threats", f"abuse case/{name}", node, title=title, description=description)


def _risks(root: Node, draft: ModelDraft) -> None:
    tracked = _Tracking(root["risk_tracking"])
    for holder in ("individual_risk_categories", "custom_risk_categories"):
        for name, category in root[holder].entries():
            _category(name, category, draft, tracked)
    tracked.finish()


def _category(name: str, category: Node, draft: ModelDraft, tracked: "_Tracking") -> None:
    id = category["id"].name() or name
    threats: list[DraftPart] = []
    for title, risk in category["risks_identified"].entries():
        affects = [found for key, section in _MOST_RELEVANT if (found := _relevant(risk[key], section, draft))]
        synthetic = "@".join([id, *(found.key for found in affects)])
        fields = tracked.fields(synthetic)
        fields |= {"title": _MARKUP.sub("", title).strip(), "description": _scenario(category)}
        fields |= {"harmed": _prose(category["impact"]), "affects": affects}
        fields["category"] = category["stride"].word(CATEGORIES)
        likelihood, impact = (
            risk["exploitation_likelihood"].word(LIKELIHOODS),
            risk["exploitation_impact"].word(IMPACTS),
        )
        severity = risk["severity"].word(SEVERITIES)
        if likelihood and impact:
            fields["inherent"] = rating(likelihood, impact)
        elif severity:
            fields["inherent"] = level_rating(severity)
        threats.append(draft.add("threats", f"{id}/{title}", risk, **fields))
    text = _prose(category["mitigation"])
    title = _prose(category["action"]) or first_sentence(text)
    if title and threats:
        states = {str(threat.fields.get("state", "open")) for threat in threats}
        state = MITIGATION_STATES.get(states.pop(), "proposed") if len(states) == 1 else "proposed"
        fields = {"title": " ".join(title.split()), "description": text if text != title else "", "state": state}
        draft.add("mitigations", f"{id}/mitigation", category, **fields, mitigates=[threat.ref for threat in threats])


def _scenario(category: Node) -> str:
    cwe = category["cwe"].name()
    return with_remarks(_prose(category["description"]), [f"CWE-{cwe}" if cwe not in ("", "0") else ""])


def _relevant(node: Node, section: str, draft: ModelDraft) -> Ref | None:
    """The part that a risk is about. Threagile refers to a link by the ids of its asset and of the link."""
    found = ref(node, section)
    if found is None or section != "flows":
        return found
    for part in draft.of("flows"):
        source, _, name = part.key.partition(">")
        if found.key in (name, f"{source}>{re.sub(r'[^A-Za-z0-9]+', '-', name).strip('-').lower()}"):
            return Ref("flows", part.key, found.place)
    return found


class _Tracking:
    """The states that people gave to risks, by ids in which ``*`` matches any element."""

    def __init__(self, node: Node) -> None:
        self.entries = list(node.entries())
        self.met: set[str] = set()

    def fields(self, synthetic: str) -> dict[str, Any]:
        """The state of a risk and the reason for it."""
        for pattern, node in self.entries:
            if fnmatchcase(synthetic, pattern):
                self.met.add(pattern)
                state = node["status"].word(STATES)
                reason = _prose(node["justification"])
                return {"state": state, **({"reason": reason} if state == "false-positive" else {})}
        return {}

    def finish(self) -> None:
        for pattern, node in self.entries:
            if pattern not in self.met:
                node.omit("it tracks a risk that Threagile computes, which no file of it holds")


FORMAT = Format("threagile", "Threagile", _claims, _read, _REASONS)
