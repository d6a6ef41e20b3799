"""What a solution says of its parts: names, states, connection references, custom connectors, variables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from trailbook.interchange.platforms.export import Export, elements
from trailbook.interchange.source import Node

GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
SECRET, TEXT = "100000005", "100000000"
"""The types of environment variables that hold a secret and a text.

https://learn.microsoft.com/en-us/power-apps/developer/data-platform/reference/entities/environmentvariabledefinition
"""

_ROWS = "no flow, app or agent of the export uses it; add it to the model if it keeps data"
_OTHER = "no reader knows what it does or lets people do; look at it by hand"
UNREAD = {
    "1": ("table", "tables", _ROWS),
    "20": ("security role", "security roles", _OTHER),
    "66": ("code component", "code components", _OTHER),
    "80": ("model-driven app", "model-driven apps", _OTHER),
    "91": ("plug-in assembly", "plug-in assemblies", _OTHER),
}
"""Parts of a solution that nothing reads, by their types: what one and several are called, and why they stay out.

https://learn.microsoft.com/en-us/power-apps/developer/data-platform/reference/entities/solutioncomponent
"""


@dataclass(frozen=True)
class Variable:
    """An environment variable: where it is defined, its type, and its value if the export has one."""

    schema: str
    type: str
    value: str
    node: Node


@dataclass
class Solution:
    """What the files around the parts of a solution say of them; empty for an export that is none."""

    title: str = ""
    flows: dict[str, Node] = field(default_factory=dict)
    """The entry of each flow by its GUID in lower case."""
    references: dict[str, Node] = field(default_factory=dict)
    """Connection references by their logical name."""
    connectors: dict[str, Node] = field(default_factory=dict)
    """Custom connectors by their logical name and by their id."""
    apis: dict[str, str] = field(default_factory=dict)
    """What connectors are called, by their API's name."""
    variables: dict[str, Variable] = field(default_factory=dict)
    parts: list[Node] = field(default_factory=list)
    """The parts that the manifest lists, each with its type."""
    tables: dict[str, str] = field(default_factory=dict)
    """The names of tables by those of their sets of rows, which flows use; both in lower case."""

    def flow_name(self, key: str) -> str:
        """What a flow is called; empty if no file says so."""
        node = self.flows.get(key)
        return node["@Name"].name() if node else ""


def read_solution(export: Export) -> Solution:
    """What the export says of its parts as a whole."""
    solution = Solution()
    for name in export.named("solution.xml"):
        if (root := export.node(name)) is not None:
            manifest = root["ImportExportXml"]["SolutionManifest"]
            title = next((n["@description"].name() for n in elements(manifest, "LocalizedNames", "LocalizedName")), "")
            solution.title = solution.title or title or manifest["UniqueName"].name()
            solution.parts += elements(manifest, "RootComponents", "RootComponent")
    for name in export.named(".data.xml"):
        if export.holds(name, b"<Workflow") and (root := export.node(name)) is not None:
            _flow(root["Workflow"], solution)
    for name in export.named(".xml"):
        if "/connector" in name.casefold() and (root := export.node(name)) is not None and root["Connector"].there:
            _connector(root["Connector"], solution)
    for name in export.named("customizations.xml"):
        if (root := export.node(name)) is not None:
            _customizations(root["ImportExportXml"], solution)
    for name in export.named("/entity.xml"):
        if export.holds(name, b"<EntitySetName>") and (root := export.node(name)) is not None:
            _table(root["Entity"], solution)
    _variables(export, solution)
    for name in export.named("manifest.json"):
        if export.holds(name, b'"resources"') and (root := export.node(name)) is not None:
            _package(root, solution)
    return solution


def _customizations(root: Node, solution: Solution) -> None:
    for flow in elements(root, "Workflows", "Workflow"):
        _flow(flow, solution)
    for connector in elements(root, "Connectors", "Connector"):
        _connector(connector, solution)
    for table in elements(root, "Entities", "Entity"):
        _table(table, solution)
    for reference in elements(root, "connectionreferences", "connectionreference"):
        name = reference["@connectionreferencelogicalname"].name()
        solution.references[name] = reference
        api = reference["connectorid"].name().rpartition("/")[2]
        custom = solution.connectors.get(reference["customconnectorid"]["connectorid"].name())
        if api and custom:
            solution.apis.setdefault(api, custom["displayname"].name())


def _table(node: Node, solution: Solution) -> None:
    entity = node["EntityInfo"]["entity"]
    if rows := entity["EntitySetName"].name().casefold():
        solution.tables[rows] = entity["@Name"].name().casefold()


def _flow(node: Node, solution: Solution) -> None:
    if key := node["@WorkflowId"].name().strip("{}").casefold():
        solution.flows[key] = node


def _connector(node: Node, solution: Solution) -> None:
    for key in (node["connectorid"].name(), node["name"].name()):
        if key:
            solution.connectors[key] = node


def _variables(export: Export, solution: Solution) -> None:
    for name in export.named("environmentvariabledefinition.xml"):
        if (root := export.node(name)) is None:
            continue
        node = root["environmentvariabledefinition"]
        schema = node["@schemaname"].name()
        values = PurePosixPath(name).with_name("environmentvariablevalues.json").as_posix()
        current = export.node(values) if values in export.files else None
        value = node["defaultvalue"].name() or (_current(current) if current else "")
        solution.variables[schema] = Variable(schema, node["type"].name(), value, node)


def _current(root: Node) -> str:
    return root["environmentvariablevalues"]["environmentvariablevalue"]["value"].name()


def _package(root: Node, solution: Solution) -> None:
    """A package of the older kind: a manifest with all parts, and what they depend on."""
    solution.title = solution.title or root["details"]["displayName"].name()
    for _, part in root["resources"].entries():
        type, called = part["type"].name(), part["details"]["displayName"].name()
        if type == "Microsoft.PowerApps/apis":
            solution.apis.setdefault(part["name"].name() or part["id"].name().rpartition("/")[2], called)


def names_in_package(export: Export, folder: str, file: str) -> Mapping[str, str]:
    """What the connectors or connections of a flow in a legacy package are called, by the flow's names for them.

    ``folder`` is that of the flow; ``file`` in it leads from the flow's names to the parts that the manifest describes.
    """
    whole = f"{folder.partition('/Microsoft.Flow/')[0]}/manifest.json"
    names, manifest = (export.node(path) if path in export.files else None for path in (f"{folder}/{file}", whole))
    if names is None or manifest is None:
        return {}
    parts = manifest["resources"]
    return {name: parts[key.name()]["details"]["displayName"].name() for name, key in names.entries()}
