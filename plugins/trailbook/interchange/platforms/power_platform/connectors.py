"""Custom connectors: where they lead, how they sign in, and what they are called."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.export import Export
from trailbook.interchange.platforms.power_platform.solution import Solution
from trailbook.interchange.platforms.values import part_key, read_address
from trailbook.interchange.source import Node

_PARAMETERS = {"oauthsetting": "delegated", "managedidentityauth": "managed"}
_SCHEMES = {"oauth2": "delegated", "apikey": "key", "basic": "password", "http": "password"}
_FILE = "_openapidefinition.json"


@dataclass(frozen=True)
class CustomConnector:
    """A connector of the export's own: its title, its host, and what is stated of every call to it."""

    name: str
    title: str
    node: Node
    technology: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    has_script: bool = False


def custom_connectors(export: Export, solution: Solution) -> dict[str, CustomConnector]:
    """The custom connectors of an export, by their logical names and the names of their APIs."""
    found: dict[str, CustomConnector] = {}
    for path in export.named(_FILE, "apidefinition.swagger.json", "apidefinition.json"):
        root = export.node(path)
        if root is not None and root["paths"].there:
            connector = _connector(export, path, root, solution)
            found[connector.name] = connector
    by_id = {node["connectorid"].name(): node["name"].name() for node in solution.connectors.values()}
    for reference in solution.references.values():
        name = by_id.get(reference["customconnectorid"]["connectorid"].name())
        api = reference["connectorid"].name().rpartition("/")[2]
        if api and name in found:
            found[api] = found[name]
    return found


def _connector(export: Export, path: str, root: Node, solution: Solution) -> CustomConnector:
    name = PurePosixPath(path).name
    name = name[: -len(_FILE)] if name.endswith(_FILE) else PurePosixPath(path).parent.name
    entry = solution.connectors.get(name)
    title = entry["displayname"].name() if entry else ""
    server = next(iter(root["servers"].mappings()), root) if root["servers"].there else root
    address = read_address(server["url"].name())
    host = root["host"].name() or address.host
    schemes = [scheme.name().casefold() for scheme in root["schemes"].each()] if root["schemes"].there else []
    transport = "plain" if "http" in schemes else "encrypted" if schemes else address.transport
    is_for_agents = any(
        operation["x-ms-agentic-protocol"].there
        for _, path_ in root["paths"].entries()
        for _, operation in path_.entries()
    )
    kind = "Custom connector (MCP server)" if is_for_agents else "Custom connector"
    return CustomConnector(
        name,
        title or root["info"]["title"].name() or name,
        root,
        f"{kind} to {host}" if host and "{" not in host else kind,
        {"signs_in_with": _signs_in_with(export, path, root), "transport": transport},
        has_script=bool(entry and (entry["script"].there or entry["scriptoperations"].there)),
    )


def _signs_in_with(export: Export, path: str, root: Node) -> str | None:
    """How the connector signs in: by the parameters of its connections, or else by the schemes of its definition."""
    beside = path.removesuffix(_FILE) + "_connectionparameters.json"
    properties = (PurePosixPath(path).parent / "apiProperties.json").as_posix()
    parameters = export.node(beside) if path.endswith(_FILE) and beside in export.files else None
    if parameters is None and properties in export.files and (whole := export.node(properties)) is not None:
        parameters = whole["properties"]["connectionParameters"]
    known = dict(parameters.entries()) if parameters and parameters.there else {}
    for entry in known.values():
        if (how := _PARAMETERS.get(entry["type"].name().casefold())) is not None:
            return how
    if "password" in known:
        return "password"
    if any(entry["type"].name().casefold() == "securestring" for entry in known.values()):
        return "key"
    schemes = [scheme for name in ("securityDefinitions",) for _, scheme in root[name].entries()]
    schemes += [scheme for _, scheme in root["components"]["securitySchemes"].entries()]
    for scheme in schemes:
        if (how := _SCHEMES.get(scheme["type"].name().casefold())) is not None:
            return how
    return "none" if not known and not schemes else None


def add_unused(application: ApplicationDraft, connectors: Mapping[str, CustomConnector]) -> None:
    """Custom connectors of the export that no part of it uses: whoever gets the export gets these too."""
    used = {name for names in application.services.values() for name in names}
    for connector in {id(connector): connector for connector in connectors.values()}.values():
        if connector.title not in used:
            application.component(
                part_key("connector", connector.name),
                connector.title,
                "connector",
                connector.node,
                called=(connector.title, connector.name),
                technology=connector.technology,
            )
