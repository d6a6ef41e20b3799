"""What ``n8n audit`` says of an instance: open webhooks, commands, packages, queries, credentials, and its version.

The command prints JSON, and so does ``POST /api/v1/audit``
(https://docs.n8n.io/deploy/host-n8n/configure-n8n/security/run-security-audits). A section is there only if something
was found, and is known by its title, which is in ``packages/cli/src/security-audit/constants.ts`` of
https://github.com/n8n-io/n8n.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from trailbook.interchange.source import Node, clean
from trailbook.interchange.tenants.reports import Snapshots, TenantReport
from trailbook.interchange.tenants.values import shown

FILE = "n8n-audit.json"

Entry = dict[str, Any]

_REPORT = re.compile(r"\w[\w ]{0,40} Risk Report", re.IGNORECASE)
_NODES = "nodes"
_SETTINGS = {
    ("features", "communityPackagesEnabled"): "community_packages",
    ("features", "publicApiEnabled"): "public_api",
    ("features", "templatesEnabled"): "templates",
    ("features", "versionNotificationsEnabled"): "version_notifications",
    ("telemetry", "diagnosticsEnabled"): "diagnostics",
}
_LISTS = {("nodes", "nodesExclude"): "nodes_excluded", ("nodes", "nodesInclude"): "nodes_included"}


def _at(node: Node) -> str:
    """What a finding is called: the workflow and the node in it."""
    return f"{shown(node['workflowName'], 60)} / {shown(node['nodeName'], 60)}"


def _node(node: Node, **facts: str) -> Entry:
    for key in ("kind", "nodeId"):
        node[key].use()
    type, workflow = shown(node["nodeType"], 80), shown(node["workflowId"], 40)
    return {"name": _at(node), "type": type, "workflow": workflow, **facts}


def _package(node: Node, source: str) -> Entry:
    node["kind"].use()
    package = shown(node["packageUrl"], 200).rpartition("/package/")[2]
    return {"name": shown(node["nodeType"], 80), "source": source, **({"package": package} if package else {})}


def _credential(node: Node, used: str) -> Entry:
    node["kind"].use()
    return {"name": shown(node["name"], 80), "id": shown(node["id"], 40), "used": used}


_SECTIONS: dict[str, tuple[str, Callable[[Node], Entry]]] = {
    "unprotected webhooks in instance": ("webhooks", lambda node: _node(node, authentication="none")),
    "official risky nodes": (_NODES, _node),
    "community nodes": ("packages", lambda node: _package(node, "community")),
    "custom nodes": ("packages", lambda node: _package(node, "custom")),
    "nodes that interact with the filesystem": ("files", _node),
    'expressions in "execute query" fields in sql nodes': ("queries", lambda node: _node(node, values="in the query")),
    'expressions in "query parameters" fields in sql nodes': (
        "queries",
        lambda node: _node(node, values="in its parameters"),
    ),
    'unused "query parameters" fields in sql nodes': ("queries", lambda node: _node(node, values="parameters unused")),
    "credentials not used in any workflow": ("credentials", lambda node: _credential(node, "nowhere")),
    "credentials not used in any active workflow": ("credentials", lambda node: _credential(node, "nowhere active")),
    "credentials not used in recently executed workflows": (
        "credentials",
        lambda node: _credential(node, "not lately"),
    ),
}
"""The list that the findings of a section go to, and how one of them is read, by the title of the section, folded."""
_LONGEST_UNUSED = ("nowhere", "nowhere active", "not lately")
_AFFECTING = "security advisories affecting this instance"
_PUBLISHED = "all published security advisories"
_OUTDATED = "outdated instance"
_SECURITY = "security settings"


def _recognises(root: Node) -> bool:
    return any(True for _ in _reports(root))


def _reports(root: Node) -> Iterator[Node]:
    if isinstance(root.value, Mapping):
        for title, report in root.entries():
            if _REPORT.fullmatch(title) and report["sections"].there:
                yield report


def _read(root: Node) -> Snapshots:
    lists: dict[str, list[Entry]] = {name: [] for name, _ in _SECTIONS.values()}
    stated: dict[str, Any] = {}
    other: list[Entry] = []
    covered: set[str] = set()
    for report in _reports(root):
        covered.add(report["risk"].name().casefold())
        for section in report["sections"].mappings():
            title = section["title"].name()
            folded = title.casefold()
            for key in ("description", "recommendation"):
                section[key].use()
            if folded in _SECTIONS:
                name, read = _SECTIONS[folded]
                lists[name] += [read(found) for found in section["location"].mappings()]
            elif folded == _SECURITY:
                stated["settings"] = _settings(section["settings"])
            elif folded == _OUTDATED:
                stated["updates"] = _updates(section["nextVersions"])
            elif folded == _AFFECTING:
                stated["advisories"] = [_advisory(found) for found in section["advisories"].mappings()]
            elif folded == _PUBLISHED:
                section.omit("they do not concern the version that runs")
            else:
                other.append(_unknown(section, title))
    _report_missing(root, covered)
    lists["credentials"] = _once(lists["credentials"])
    rest = {name: sorted(found, key=lambda entry: [*map(str, entry.values())]) for name, found in lists.items()}
    return {FILE: {"tool": "n8n audit", **stated, **rest, "other": other}}


def _settings(node: Node) -> Entry:
    """The settings of the instance, in names of our own; one that is not known keeps its name."""
    settings: Entry = {}
    for group, inner in node.entries():
        for key, value in inner.entries():
            if (group, key) in _LISTS:
                names = [] if value.name() == "none" else value.name().split(",")
                settings[_LISTS[group, key]] = sorted(name.strip()[:80] for name in names)
            else:
                known = _SETTINGS.get((group, key), clean(f"{group}.{key}")[:80])
                settings[known] = value.flag() if isinstance(value.value, bool) else shown(value, 120)
    return settings


def _updates(versions: Node) -> Entry:
    """How many versions the instance is behind, and whether one of them fixes something."""
    found = [*versions.mappings()]
    flags = [version[key].flag() for version in found for key in ("hasSecurityFix", "hasSecurityIssue")]
    return {"missing": len(found), "security": any(flags)}


def _advisory(node: Node) -> Entry:
    severity = shown(node["severity"], 20).casefold()
    return {"name": shown(node["ghsaId"], 40), "severity": severity, "mended_in": shown(node["patchedVersions"], 40)}


def _unknown(section: Node, title: str) -> Entry:
    """A section of a later version: that something was found, and how much; what, the report itself says."""
    name = shown(Node(title, section["title"].path, section.reading), 120)
    why = "this version of Trailbook does not know the section, and carries over only how much it found"
    section.use().reading.omit(section.place, f"section {name!r}", why)
    found = section["location"].value
    return {"name": name, "found": len(found) if isinstance(found, tuple) else 1}


def _once(credentials: list[Entry]) -> list[Entry]:
    """Each credential once, by the longest time for which it was not used."""
    found: dict[tuple[str, str], Entry] = {}
    for entry in sorted(credentials, key=lambda entry: _LONGEST_UNUSED.index(entry["used"])):
        found.setdefault((entry["id"], entry["name"]), entry)
    return [*found.values()]


def _report_missing(root: Node, covered: set[str]) -> None:
    """Say which reports are not there: nothing was found, or nobody asked, and the file does not tell which."""
    missing = sorted({"credentials", "database", "filesystem", "instance", "nodes"} - covered)
    if missing:
        message = f"holds nothing on {', '.join(missing)}: nothing was found there, or it was not asked for"
        root.reading.note(root.place, "says-nothing", message)


REASONS = {
    "filePath": "a path of the server says nothing to a reader",
    "nextVersions": "how many there are, and whether they fix something, is enough",
    "advisories": "the advisory says the rest",
}
REPORT = TenantReport("n8n-audit", "'n8n audit'", "n8n", (b' Risk Report"', b'"sections"'), _recognises, _read, REASONS)
