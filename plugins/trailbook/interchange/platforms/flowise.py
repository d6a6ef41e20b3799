"""Flowise: chatflows, agentflows and tools, exported one by one or all together."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.export import Export, title_of
from trailbook.interchange.platforms.hosts import request
from trailbook.interchange.platforms.reading import Platform
from trailbook.interchange.platforms.services import service_name
from trailbook.interchange.platforms.tables import read_table
from trailbook.interchange.platforms.values import digest, part_key, read_address, report_credentials, texts
from trailbook.interchange.platforms.wiring import work_for
from trailbook.interchange.source import Node, clean
from trailbook.text.json_text import read_json_with_places

_LISTS = ("ChatFlow", "AgentFlow", "AgentFlowV2", "AssistantFlow")
_CREDENTIALS = ("credential", "FLOWISE_CREDENTIAL_ID")
_MARKUP = re.compile(r"<[^>]{0,300}>")


def table() -> Mapping[str, Any]:
    """What is known of nodes (``flowise.yaml``)."""
    return read_table("flowise")


def _recognises(export: Export) -> list[str]:
    """The JSON files of flows, whose nodes have their data, of all flows of an instance, and of tools."""
    found = []
    for name in export.named(".json"):
        data = export.files[name].replace(b"\0", b"")
        is_near = any(word in data for word in (b'"inputAnchors"', b"Agentflow", b'"flowData"', b'"iconSrc"'))
        if is_near and (root := export.node(name)) is not None and (_is_tool(root) or any(_flows(root, ""))):
            found.append(name)
    return found


def _is_tool(root: Node) -> bool:
    return isinstance(root["func"].value, str) and "schema" in root.value and root["name"].there


def _flows(root: Node, title: str) -> Iterator[tuple[str, str, Node]]:
    """The flows of a file, each with its title and its id: a single one has neither inside."""
    if not isinstance(root.value, Mapping):
        return
    if isinstance(root["nodes"].value, tuple) and isinstance(root["edges"].value, tuple):
        yield title, "", root
    for kind in _LISTS:
        for flow in root[kind].mappings() if isinstance(root[kind].value, tuple) else ():
            text = flow["flowData"].value
            values, _, problems = read_json_with_places(text if isinstance(text, str) else "", root.reading.path)
            root.reading.problems += [
                replace(problem, line=flow["flowData"].place.line, column=flow["flowData"].place.column)
                for problem in problems
            ]
            if not problems and isinstance(values, Mapping):
                inner = Node(values, (*flow.path, "flowData"), root.reading)
                yield flow["name"].name()[:80] or title, str(flow["id"].value or ""), inner


def _read(export: Export, names: list[str], application: ApplicationDraft) -> None:
    roots = [(PurePosixPath(name), root) for name in names if (root := export.node(name)) is not None]
    flows = [found for path, root in roots for found in _flows(root, re.sub(r" (Chatflow|Agents)$", "", path.stem))]
    title = flows[0][0] if len(flows) == 1 else title_of(names)
    application.draft.title = application.draft.title or title
    for title, id, node in flows:
        _Flow(application, node, title, id).read()
    for _, root in roots:
        for tool in (root, *(root["Tool"].mappings() if isinstance(root["Tool"].value, tuple) else ())):
            if isinstance(tool.value, Mapping) and _is_tool(tool):
                _custom_tool(application, tool)


def _custom_tool(application: ApplicationDraft, tool: Node) -> Ref:
    """A tool whose code is written in Flowise."""
    name = tool["name"].name()[:80]
    part = application.component(
        part_key("custom tool", str(tool["id"].value or name)), name, "service", tool, technology="Flowise custom tool"
    )
    application.describe(part, "Runs code of its own.")
    if (secret := report_credentials(tool["func"])) is not None:
        application.state(part, secret, secrets_in="plain")
    if read_address(code := str(tool["func"].value)).host:
        request(application, part, tool, code)
    return part


@dataclass(frozen=True)
class _Use:
    """One use of something by a flow or an agent: the name of what is used, its category, and its settings."""

    name: str
    category: str
    config: Node
    credential: str
    is_tool: bool
    is_confirmed: bool = False
    """Whether a person has to agree to each use."""


class _Flow:
    """Reads one flow."""

    def __init__(self, application: ApplicationDraft, node: Node, title: str, id: str) -> None:
        self.application = application
        self.node = node
        self.title = title
        self.key = part_key("flow", id or title)

    def read(self) -> None:
        known = table()
        self.flow = self.application.component(
            self.key, self.title, "automation", self.node, technology="Flowise flow", starts_on=["message"]
        )
        self.application.entry(
            f"{self.key} / chat",
            f"Chat and API of {self.title}",
            self.flow,
            self.node,
            exposed_to="Whoever knows its id, unless a key is assigned to it",
            by="Not in the export: whether a key is assigned",
        )
        nodes = {str(node["id"].value): node for node in self.node["nodes"].mappings() if node["data"].there}
        has_credential = any(
            name in _CREDENTIALS and here.value for node in nodes.values() for name, here in texts(node["data"])
        )
        self.application.state(self.flow, self.node, secrets_in="connection" if has_credential else None)
        for node in nodes.values():
            is_prose = _name(node).startswith("stickyNote")
            if (secret := report_credentials(node["data"]["inputs"], is_prose=is_prose)) is not None:
                self.application.state(self.flow, secret, secrets_in="plain")
        agents = {
            id: self._agent(node)
            for id, node in nodes.items()
            if _name(node) in known["agents"]["names"] or _category(node) in known["agents"]["categories"]
        }
        users = work_for(agents, self._used(nodes), agents)
        supervisors = self._supervisors(nodes, agents)
        for id, node in nodes.items():
            if id in agents:
                self._hand_over(agents[id], node, supervisors.get(id, []))
                continue
            for user in [agents[agent] for agent in users.get(id, ())] or [self.flow]:
                self._use(user, _use_of(node, is_tool=user is not self.flow))
            self._blocks(self.flow, node)

    def _used(self, nodes: Mapping[str, Node]) -> dict[str, list[str]]:
        """What each node uses; in the newer agentflows an edge says what comes next instead."""
        used: dict[str, list[str]] = {}
        for edge in self.node["edges"].mappings():
            source, target = str(edge["source"].value), str(edge["target"].value)
            if source in nodes and target in nodes and not _name(nodes[source]).endswith("Agentflow"):
                used.setdefault(target, []).append(source)
        return used

    # -- agents ------------------------------------------------------------------------------------

    def _agent(self, node: Node) -> Ref:
        inputs = node["data"]["inputs"]
        label = inputs["workerName"].name() or inputs["supervisorName"].name() or node["data"]["label"].name()
        id = str(node["id"].value)
        agent = self.application.component(
            f"{self.key} / {part_key('agent', id)}", label[:80] or "Agent", "agent", node, technology="Flowise agent"
        )
        tools = [*inputs["agentTools"].mappings()] if isinstance(inputs["agentTools"].value, tuple) else []
        for tool in tools:
            name = str(tool["agentSelectedTool"].value or "")
            config = tool["agentSelectedToolConfig"]
            asks = tool["agentSelectedToolRequiresHumanInput"].value is True
            self._use(agent, _Use(name, "Tools", config, _credential(config, config), True, asks))
        self._blocks(agent, node)
        return agent

    def _supervisors(self, nodes: Mapping[str, Node], agents: Mapping[str, Ref]) -> dict[str, list[Ref]]:
        """The agents that give tasks to each worker: there an edge leads from who decides to who works."""
        found: dict[str, list[Ref]] = {}
        for edge in self.node["edges"].mappings():
            source, target = str(edge["source"].value), str(edge["target"].value)
            if source in agents and target in agents and _name(nodes[source]) == "supervisor":
                found.setdefault(target, []).append(agents[source])
        return found

    def _hand_over(self, agent: Ref, node: Node, supervisors: list[Ref]) -> None:
        name = self.application.name_of(agent)
        for supervisor in supervisors:
            self.application.flow(supervisor, agent, node, name=f"Tasks for {name}")
        if supervisors:
            return
        self.application.flow(self.flow, agent, node, name=f"Prompts for {name}")
        self.application.flow(agent, self.flow, node, name=f"Answers of {name}")

    def _blocks(self, user: Ref, node: Node) -> None:
        """What the blocks of an agentflow name in their settings: a model, a tool, knowledge."""
        inputs = node["data"]["inputs"]
        for prefix in ("agent", "llm", "conditionAgent", "humanInput"):
            model, config = inputs[f"{prefix}Model"].value, inputs[f"{prefix}ModelConfig"]
            if isinstance(model, str) and model:
                self._use(user, _Use(model, "Chat Models", config, _credential(config, config), is_tool=False))
        tool = inputs["toolAgentflowSelectedTool"].value
        if isinstance(tool, str) and tool:
            config = inputs["toolAgentflowSelectedToolConfig"]
            self._use(user, _Use(tool, "Tools", config, _credential(config, config), is_tool=False))
        for known, id in (
            ("agentKnowledgeDocumentStores", "documentStore"),
            ("retrieverKnowledgeDocumentStores", "documentStore"),
        ):
            for store in inputs[known].mappings() if isinstance(inputs[known].value, tuple) else ():
                self._knowledge(user, store, str(store[id].value or ""))

    def _knowledge(self, user: Ref, node: Node, stated: str) -> None:
        id, _, name = stated.partition(":")
        shown = clean(name)[:60] or "Document store"
        part = self.application.component(
            part_key("document store", digest(id)), shown, "data-store", node, technology="Flowise document store"
        )
        self.application.flow(part, user, node, name=f"Passages of {shown}")
        if user is not self.flow:
            self.application.state(user, node, tools=["read-records"])

    # -- services ----------------------------------------------------------------------------------

    def _use(self, user: Ref, use: _Use) -> None:
        known = table()
        if use.is_tool and user is not self.flow and (words := known["tools"].get(use.name)):
            is_read = "fetch-addresses" in words
            self.application.state(
                user, use.config, tools=words, confirmed=use.is_confirmed, reads_untrusted=True if is_read else None
            )
        if user is not self.flow and use.category in known["memories"]:
            self.application.state(user, use.config, memory="per-person")
        if use.name in known["code"]:
            self.application.describe(user, "Runs code of its own.")
        elif use.name in known["requests"]:
            stated = str(use.config[known["requests"][use.name]].value or "")
            request(self.application, user, use.config, _MARKUP.sub("", stated).strip())
        elif use.name in known["queries"]:
            self._database(user, use)
        elif not self._is_plumbing(use):
            self._service(user, use)

    def _is_plumbing(self, use: _Use) -> bool:
        known = table()
        if use.name.endswith("Agentflow") or use.name in known["plumbing"]["names"] or not use.name:
            return True
        return use.category in known["plumbing"]["categories"] and service_name(use.name) is None

    def _service(self, user: Ref, use: _Use) -> None:
        known = table()
        base = read_address(str(use.config["basepath"].value or use.config["baseUrl"].value or ""))
        name = base.host or service_name(use.name) or f"unknown: {clean(use.name)[:80]}"
        if name.startswith("unknown: "):
            self.application.unknown.setdefault(clean(use.name)[:80], _place(use.config))
        is_store = use.category in known["stores"] or use.category in known["memories"]
        part = self.application.component(
            part_key(name, use.credential),
            name,
            "data-store" if is_store else "external-service",
            use.config,
            called=(name, use.name),
        )
        is_read = use.category == "Document Loaders"
        flow = self.application.flow(
            *((part, user) if is_read else (user, part)),
            use.config,
            name=f"Data from {name}" if is_read else f"Requests to {name}",
            transport=base.transport,
        )
        model = use.config["modelName"].value
        is_plain = isinstance(model, str) and re.fullmatch(r"[\w.:/@-]{1,60}", model)
        self.application.note(flow, "Models", str(model) if is_plain else "")

    def _database(self, user: Ref, use: _Use) -> None:
        """A database against which a model writes the queries."""
        kind = str(use.config["database"].value or "")
        name = service_name(kind) or "SQL database"
        part = self.application.component(f"database {name} {self.key}", name, "data-store", use.config, called=(name,))
        flow = self.application.flow(user, part, use.config, name=f"Queries to {name}", read_as="query", checked=False)
        self.application.note(flow, "Hosts", read_address(str(use.config["url"].value or "")).host)


def _name(node: Node) -> str:
    return str(node["data"]["name"].value or "")


def _category(node: Node) -> str:
    return str(node["data"]["category"].value or "")


def _use_of(node: Node, *, is_tool: bool) -> _Use:
    inputs = node["data"]["inputs"]
    return _Use(_name(node), _category(node), inputs, _credential(node["data"], inputs), is_tool)


def _credential(data: Node, inputs: Node) -> str:
    """The id of the credential that is used, which has no name in the export."""
    stated = data["credential"].value or inputs["credential"].value or inputs["FLOWISE_CREDENTIAL_ID"].value
    return digest(stated) if isinstance(stated, str) and stated else ""


def _place(node: Node) -> tuple[str, int]:
    return (node.reading.path, node.place.line)


PLATFORM = Platform("flowise", "Flowise", _recognises, _read)
