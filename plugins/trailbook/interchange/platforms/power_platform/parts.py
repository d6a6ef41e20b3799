"""The components that the steps of a flow name: services, stores, hosts, agents, and what no table knows."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft, Changes
from trailbook.interchange.platforms.power_platform.connections import DATAVERSE, Connection, Connections
from trailbook.interchange.platforms.power_platform.solution import GUID
from trailbook.interchange.platforms.services import service_name
from trailbook.interchange.platforms.tables import read_table
from trailbook.interchange.platforms.values import Address, part_key, read_address, shown_path
from trailbook.interchange.source import Node

EXPRESSION = re.compile(r"^@(?!@)|@\{")
_PARAMETER = re.compile(r"^@\{?parameters\('([^']{1,200})'\)\}?")
_OWN_PLACE = ("default", "default.cds")
"""The words of connectors for the place that the connection itself leads to, and for the environment of the flow."""
_PLACES = re.compile(r"/(dataset|table)s/(?:@\{(?:encodeURIComponent\()+'([^']{1,200})'\)+\}|([\w.-]{1,80}))")
"""The place and the table in the path of an operation, where older steps name them; either may be written encoded."""


def known() -> Mapping[str, Any]:
    """What is known of triggers, actions and operations (``flows.yaml``)."""
    return read_table("power_platform/flows")


@dataclass
class CloudFlow:
    """A flow of an export: its key, its name, its definition, and the connections that it may use.

    ``variables`` gives the value of an environment variable by its schema name, where the export has one.
    """

    key: str
    name: str
    definition: Node
    connections: Connections
    description: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    variables: Mapping[str, str] = field(default_factory=dict)


def add_flow(application: ApplicationDraft, flow: CloudFlow) -> Ref:
    """The component of a flow, with what it is without its steps."""
    ref = application.component(
        flow.key, flow.name, "automation", flow.definition, technology=flow.connections.platform, **flow.facts
    )
    if flow.description:
        application.describe(ref, flow.description)
    return ref


@dataclass(frozen=True)
class Parts:
    """The components that the steps of one flow name, each added to the application when it is named first."""

    application: ApplicationDraft
    flow: CloudFlow
    ref: Ref
    """The component of the flow itself."""

    def host(self, action: Node, where: Address) -> Ref:
        """The service at a web address, which may be known by its host."""
        if not where.host:
            name = f"An address that {self.flow.name} puts together"
            return self.application.component(
                f"{self.flow.key}/address",
                name,
                "external-service",
                action,
                chosen_at_run_time=True if where.is_given else None,
            )
        service = service_name(where.host)
        name = f"{service} ({where.host})" if service else where.host
        return self.application.component(
            f"host: {where.host}", name, "external-service", action, called=(service or where.host, where.host)
        )

    def service(self, step: Node, connection: Connection, name: str = "") -> Ref:
        """The service of a connector under one credential."""
        self.application.state(self.ref, step, secrets_in="connection")
        return add_service(self.application, step, connection, name)

    def store(self, step: Node, connection: Connection) -> Ref | None:
        """The table, list or collection that a step names; None if it names none, or puts its name together."""
        inputs = step["inputs"]
        path = {
            key: name for key, written, plain in _PLACES.findall(inputs["path"].name()) if (name := written or plain)
        }
        stated = (inputs["parameters"], inputs["queries"], Node(path, (*inputs.path, "path"), inputs.reading))
        named = lambda key: next((name for values in stated if (name := self._name(values[key]))), None)  # noqa: E731
        found = store_named(connection.api, named)
        if found is None:
            return None
        self.application.state(self.ref, step, secrets_in="connection")
        return add_store(self.application, step, connection, *found)

    def move(
        self,
        step: Node,
        connection: Connection,
        operation: str,
        *,
        reads: bool,
        writes: Changes = None,
        starts_on: Changes = None,
    ) -> None:
        """Data between the flow and the service of a connector, or a store of it if the step names one.

        ``writes`` is what the step does with records of a store, ``starts_on`` which changes of records it waits for.
        """
        store = self.store(step, connection)
        other = store or self.service(step, connection)
        source, target = (other, self.ref) if reads else (self.ref, other)
        moved = self.application.flow(
            source, target, step, name=operation, identity=connection.identity, starts_on=starts_on, **connection.facts
        )
        if store and not reads:
            self.application.state_writes(moved, step, writes)

    def _name(self, value: Node) -> str | None:
        """The name in a parameter: as it is, the variable that holds it, or an address's path; None if computed."""
        text = value.value
        if not isinstance(text, str) or not text.strip():
            return None
        if match := _PARAMETER.fullmatch(text.strip()):
            schema = self.flow.definition["parameters"][match[1]]["metadata"]["schemaName"].name()
            return schema or match[1]
        if EXPRESSION.search(text):
            return None
        where = read_address(text)
        return shown_path(where.path).strip("/") or where.host or value.name().strip("/")[:80] or None

    def resolved(self, value: Node) -> str:
        """A text, with the value of the parameter that it begins with in its place."""
        text = value.name()
        if match := _PARAMETER.match(text):
            parameter = self.flow.definition["parameters"][match[1]]
            schema = parameter["metadata"]["schemaName"].name()
            return self.flow.variables.get(schema, parameter["defaultValue"].name()) + text[match.end() :]
        return text

    def unknown(self, name: str, step: Node, type: str) -> None:
        """A type of step that no table knows: it may reach anything."""
        ref = add_unknown(self.application, step, type)
        self.application.flow(self.ref, ref, step, name=f"Requests of {name}")


def add_unknown(application: ApplicationDraft, node: Node, type: str) -> Ref:
    """What no table knows, as a service by that name."""
    type = type or "no type"
    application.unknown.setdefault(type, (node.reading.path, node.place.line))
    return application.component(f"unknown: {type}", f"unknown: {type}", "external-service", node)


def store_named(api: str, name: Callable[[str], str | None]) -> tuple[str, str] | None:
    """The place and the table that parameters of a connector name; None if they name none.

    ``name`` gives the name in a parameter, by the key of the parameter.
    """
    form = known()["stores"].get(api)
    if form is None:
        return None
    place = "/".join(found for key in form.get("places", ()) if (found := name(key)) and found not in _OWN_PLACE)
    table = next((found for key in form["tables"] if (found := name(key))), None)
    return (place, table) if table else None


def add_service(application: ApplicationDraft, node: Node, connection: Connection, name: str = "") -> Ref:
    """The service of a connector under one credential."""
    name = name or connection.title
    type = "connector" if connection.is_custom else "external-service"
    key = part_key(f"service {connection.api}", connection.identity)
    called = (name, connection.api)
    ref = application.component(key, name, type, node, called=called, technology=connection.technology)
    if connection.has_script:
        application.describe(ref, "It runs a script of its maker.")
    return ref


def add_store(
    application: ApplicationDraft, node: Node, connection: Connection, place: str, table: str, name: str = ""
) -> Ref:
    """A table, list or collection of a service, whichever credential it is reached under.

    ``name`` is what it is called where ``table`` is an id. A table of Dataverse is one part, whether a flow names its
    set of rows (``cases``) or an app the table (``case``), and by whichever of the two connectors.
    """
    api = connection.api
    if connection.is_dataverse:
        api, table = DATAVERSE, connection.tables.get(table.casefold(), table)
    noun = known()["stores"].get(connection.api, {}).get("noun", "table")
    shown = (name or f"{noun} {table.strip('{')[:8]}") if GUID.fullmatch(table.strip("{}")) else table
    where = f" in {place}" if place else ""
    service = connection.title
    return application.component(
        f"{api}: {place}: {table}".casefold(),
        f"{shown}{where} ({service})",
        "data-store",
        node,
        technology=f"{service} {noun}",
        called=(connection.api, service),
    )
