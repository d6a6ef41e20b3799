"""What agents of Copilot Studio may do and what they know: tools, servers, flows, other agents, knowledge, models."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.power_platform.connections import Connection, Connections
from trailbook.interchange.platforms.power_platform.operations import reads, writes
from trailbook.interchange.platforms.power_platform.parts import add_service, add_store, add_unknown, store_named
from trailbook.interchange.platforms.services import service_name
from trailbook.interchange.platforms.tables import read_table
from trailbook.interchange.platforms.values import part_key, read_address, report_credentials, shown_path
from trailbook.interchange.source import Node

_API = re.compile(r"\b(shared_[^.]+)")
_RUNS_AS: Mapping[str, dict[str, Any]] = {
    "maker": {"runs_as": "maker", "connection_shared": True},
    "invoker": {"runs_as": "user"},
}
_SENDS = ("send", "post", "reply", "forward")


def known() -> Mapping[str, Any]:
    """What is known of tools, knowledge and settings of agents (``agents.yaml``)."""
    return read_table("power_platform/agents")


def agent_key(schema: str) -> str:
    """The key of the component of an agent."""
    return part_key("agent", schema)


class Tools:
    """Adds what the parts of one agent let it do, and the agents within it, to an application."""

    def __init__(self, application: ApplicationDraft, connections: Connections, name: str, schema: str) -> None:
        self.application = application
        self.connections = connections
        self.name = name
        self.schema = schema

    def add(self, ref: Ref, part: Node) -> None:
        """Add what a part of the agent lets it do."""
        is_open = False
        for node in _kinds(part):
            kind = node["kind"].name() or node["$kind"].name()
            tool, source = known()["tools"].get(kind), known()["knowledge"].get(kind)
            if kind == "GptComponentMetadata":
                self._capabilities(ref, node)
            elif tool is not None:
                is_open = is_open or tool["is"] == "request"
                self._tool(ref, part, node, tool)
            elif source is not None:
                self._knowledge(ref, node, source)
            elif (kind.startswith("Invoke") or kind.endswith(("Tool", "SearchSource"))) and not _is_plumbing(kind):
                other = add_unknown(self.application, node, kind)
                self.application.flow(ref, other, node, name=f"Requests of {self.name}")
        if (secret := report_credentials(part, is_prose=not is_open)) is not None:
            self.application.state(ref, secret, secrets_in="plain")

    def _capabilities(self, ref: Ref, node: Node) -> None:
        able = node["gptCapabilities"]
        if able["codeInterpreter"].value is True:
            self.application.state(ref, able, tools=["run-code"])
        if able["webBrowsing"].value is True:
            self.application.state(ref, able, tools=["fetch-addresses"], reads_untrusted=True)
            web = self.application.component(
                "web search", "Web search of Bing", "external-service", able, called=("Bing",)
            )
            self.application.flow(web, ref, able, name="Pages that it finds", read_as="prompt")
        hint = node["aISettings"]["model"]
        add_model(self.application, ref, hint["modelNameHint"].name() or hint["kind"].name(), hint)

    def _tool(self, ref: Ref, part: Node, node: Node, tool: Mapping[str, str]) -> None:
        match tool["is"]:
            case "connector":
                self._connector(ref, part, node)
            case "flow":
                self._start(ref, node, node[tool["key"]].name())
            case "trigger":
                self._started(ref, part, node, node[tool["key"]].name())
            case "agent":
                self._agent(ref, node, node[tool["key"]].name())
            case "request":
                self._request(ref, node)
            case _:
                model = self.application.component(
                    "AI Builder", "AI Builder", "external-service", node, called=("AI Builder",)
                )
                is_own = node["primaryConnectionReference"]["kind"].name() == "InvokerConnectionReference"
                facts = _RUNS_AS["invoker"] if is_own else {}
                self.application.flow(ref, model, node, name=f"Questions of {self.name}", read_as="prompt", **facts)
                self.application.flow(model, ref, node, name=f"Answers to {self.name}", **facts)

    def _connector(self, ref: Ref, part: Node, node: Node) -> None:
        """A tool of a connector, or a server of tools, under the account that the connection is set to."""
        if node["serverUrl"].there:
            self._server(ref, node)
            return
        operation = node["operationId"].name() or node["operationDetails"]["operationId"].name()
        is_server = node["operationDetails"]["kind"].name() == "ModelContextProtocolMetadata"
        connection = self._connection(node, part["modelDisplayName"].name() if is_server else "")
        values = {entry["propertyName"].name(): entry["value"].name() for entry in listed(part["inputs"])}
        values |= {key: value.name() for key, value in node["input"]["binding"].entries() if not _is_computed(value)}
        named = store_named(connection.api, values.get)
        if named:
            other = add_store(self.application, node, connection, *named)
        else:
            other = add_service(self.application, node, connection)
        tools = _tools(operation, is_server=is_server)
        self.application.state(ref, node, secrets_in="connection", tools=tools)
        name, identity, facts = operation or f"Calls of {self.name}", connection.identity, connection.facts
        if tools != ["read-records"]:
            self.application.flow(ref, other, node, name=name, identity=identity, **facts)
        if tools in (["read-records"], None):
            self.application.flow(other, ref, node, name=f"Answers to {name}", identity=identity, **facts)

    def _connection(self, node: Node, title: str) -> Connection:
        reference = node["connectionReference"].name()
        mode = (node["connectionProperties"]["mode"].name() or node["authMode"].name()).casefold()
        api = self.connections.references[reference]["connectorid"].name().rpartition("/")[2]
        match = _API.search(reference)
        api = api or (match[1] if match else reference)
        return self.connections.named(api, reference, title, **_RUNS_AS.get(mode, {}))

    def _server(self, ref: Ref, node: Node) -> None:
        where = read_address(node["serverUrl"].name())
        host = where.host or f"A server that {self.name} chooses"
        other = self.application.component(f"host: {host}", host, "external-service", node, called=(host,))
        facts: dict[str, Any] = {"transport": where.transport}
        self.application.flow(ref, other, node, name=f"Calls of {self.name}", **facts)
        self.application.flow(other, ref, node, name="Answers of its tools", read_as="prompt", **facts)

    def _start(self, ref: Ref, node: Node, flow: str) -> None:
        key = part_key("flow", flow.casefold().strip("{}"))
        other = self.application.component(key, f"Flow {flow[-12:]} (not in the export)", "automation", node)
        self.application.state(ref, node, tools=["start-automations"])
        self.application.flow(ref, other, node, name=f"Start by {self.name}")
        self.application.flow(other, ref, node, name=f"Results for {self.name}")

    def _started(self, ref: Ref, part: Node, node: Node, flow: str) -> None:
        """A flow that starts the agent by itself, with nobody there to see what it does."""
        key = part_key("flow", flow.casefold().strip("{}"))
        other = self.application.component(key, f"Flow {flow[-12:]} (not in the export)", "automation", node)
        kind = part["extensionData"]["triggerConnectionType"].name()
        is_outside = True if kind in known()["written_outside"] else None
        started = "schedule" if kind == "Schedule" else "record-change"
        self.application.state(ref, node, starts_on=[started], reads_untrusted=is_outside)
        self.application.flow(other, ref, node, name=f"Start of {self.name}", read_as="prompt")

    def _agent(self, ref: Ref, node: Node, schema: str) -> None:
        other = self.application.component(agent_key(schema), schema, "agent", node, technology="Copilot Studio")
        handed = (
            "The conversation so far, and the answer"
            if node["historyType"]["kind"].name() == "ConversationHistory"
            else "A task, and the answer"
        )
        self.application.flow(ref, other, node, name=handed, read_as="prompt")

    def _request(self, ref: Ref, node: Node) -> None:
        where = read_address(node["url"].name())
        if where.host:
            service = service_name(where.host)
            name = f"{service} ({where.host})" if service else where.host
            other = self.application.component(
                f"host: {where.host}", name, "external-service", node, called=(where.host,)
            )
        else:
            name = f"An address that {self.name} puts together"
            other = self.application.component(
                f"address of {self.schema}",
                name,
                "external-service",
                node,
                chosen_at_run_time=True if where.is_given else None,
            )
        self.application.state(ref, node, tools=["fetch-addresses"])
        method = node["method"].name().upper() or "GET"
        self.application.flow(ref, other, node, name=f"{method} requests", transport=where.transport)
        self.application.flow(other, ref, node, name=f"Answers to {method} requests", transport=where.transport)

    # -- what it knows ---------------------------------------------------------------------------

    def _knowledge(self, ref: Ref, node: Node, source: Mapping[str, Any]) -> None:
        where = read_address(node["site"].name() or node["url"].name())
        if source["is"] == "site":
            name = where.host or "A public site"
            other = self.application.component(f"host: {name}", name, "external-service", node, called=(name,))
        elif source["is"] == "store":
            connection = self.connections.named(source["api"], "")
            table = shown_path(where.path).strip("/").replace("%20", " ") or where.host or "Knowledge"
            other = add_store(self.application, node, connection, "", table)
        else:
            name = source["name"]
            other = self.application.component(f"knowledge {name}", name, "data-store", node, called=(name,))
        outside = True if source.get("outside") else None
        self.application.state(ref, node, tools=["read-records"] if outside is None else None, reads_untrusted=outside)
        self.application.flow(other, ref, node, name=f"Knowledge of {self.name}", read_as="prompt")


def add_model(application: ApplicationDraft, ref: Ref, hint: str, node: Node) -> None:
    """The language model, and whose it is: what people ask leaves for there."""
    if not hint:
        return
    owner = next((owner for first, owner in known()["models"].items() if hint.casefold().startswith(first)), "")
    name = f"Language model {hint}" + (f" of {owner}" if owner else "")
    model = application.component(f"model {hint}", name, "external-service", node, called=(owner or hint, hint))
    application.flow(ref, model, node, name="Conversations and instructions")


def _kinds(part: Node) -> Iterator[Node]:
    """Every mapping in a part that says what kind it is, in order."""
    pending = [part]
    while pending:
        node = pending.pop()
        if isinstance(node.value, Mapping):
            if isinstance(node.value.get("kind") or node.value.get("$kind"), str):
                yield node
            inner: list[tuple[str | int, Any]] = list(node.value.items())
        elif isinstance(node.value, tuple):
            inner = list(enumerate(node.value))
        else:
            continue
        pending += [Node(value, (*node.path, key), node.reading) for key, value in reversed(inner)]


def _is_computed(value: Node) -> bool:
    """Whether a topic puts a value together, in Power Fx."""
    return not isinstance(value.value, str) or value.value.startswith("=")


def _is_plumbing(kind: str) -> bool:
    return kind in known()["plumbing"]


def _tools(operation: str, *, is_server: bool) -> list[str] | None:
    """What a tool does, by the operation that it calls; what a server of tools offers is not in an export."""
    if is_server or not operation:
        return None
    if operation.casefold().startswith(_SENDS):
        return ["send-messages"]
    if reads(operation):
        return ["read-records"]
    return ["write-records"] if writes(operation) else None


def listed(node: Node) -> Iterator[Node]:
    """The entries of a list that may be none."""
    return node.each() if isinstance(node.value, tuple) else iter(())
