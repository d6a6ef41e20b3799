"""What n8n's nodes reach: services under their credentials, tables, hosts, models, commands, and other workflows."""

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ANY_CHANGE, ApplicationDraft
from trailbook.interchange.platforms.hosts import AT_RUN_TIME, host_name
from trailbook.interchange.platforms.n8n_nodes import WorkflowNode, table
from trailbook.interchange.platforms.services import service_name
from trailbook.interchange.platforms.values import part_key
from trailbook.interchange.source import clean


class ServiceParts:
    """The parts of an application besides its workflows. Each service is one for each credential."""

    def __init__(self, application: ApplicationDraft) -> None:
        self._application = application
        self._named: dict[str, list[tuple[Ref, str]]] = {}
        self._by_credential: dict[str, tuple[set[str], list[tuple[Ref, WorkflowNode]]]] = {}

    def use(self, node: WorkflowNode, user: Ref, is_tool: bool, workflow: str) -> list[str]:
        """Add what a node reaches on behalf of an agent or a workflow. Returns what an agent can do by it."""
        known = table()
        if node.type in known["code"]:
            return ["run-code"] if is_tool else []
        if node.type in known["commands"]:
            self._command(node, user)
            return ["run-code"] if is_tool else []
        if node.type in known["files"]:
            return ["read-records" if node.reads else "write-records"] if is_tool else []
        if node.type in known["calls"]:
            self._call(node, user, workflow)
            return ["start-automations"] if is_tool else []
        if node.type == "memoryBufferWindow":
            self._application.state(user, node.node, memory=_memory(node))
            return []
        if node.is_trigger and (node.type in known["entries"] or node.type in known["starts"]) and not node.service:
            return []
        return self._reach(node, user, is_tool, workflow)

    def brings_in_text(self, node: WorkflowNode) -> bool:
        """Whether a tool brings in what outsiders wrote: pages of the web, and messages."""
        known = table()
        if node.type in known["requests"] or node.type in known["mcp"] or node.service in known["searches"]:
            return True
        return node.service in known["messages"] and node.reads

    def finish(self) -> None:
        """State what is only known when everything is read."""
        for parts in self._named.values():
            for part, credential in parts if len({credential for _, credential in parts}) > 1 else ():
                self._application.rename(part, f"{self._application.name_of(part)} ({credential or 'no credential'})")
        for workflows, flows in self._by_credential.values():
            for flow, node in flows:
                self._application.state(flow, node.node, connection_shared=True if len(workflows) > 1 else None)

    # -- services ----------------------------------------------------------------------------------

    def _reach(self, node: WorkflowNode, user: Ref, is_tool: bool, workflow: str) -> list[str]:
        part, is_store = self._part(node, workflow)
        credential = node.credential
        reads = node.reads
        is_memory = node.type.startswith("memory")
        address = node.address
        is_given = address is not None and address.is_given
        is_read = reads and node.query is not False and not is_memory and not is_given
        source, target = (part, user) if is_read else (user, part)
        called = self._application.name_of(part)
        flow = self._application.flow(
            source,
            target,
            node.node,
            name=f"Data from {called}" if is_read else f"Requests to {called}",
            identity=credential.name if credential else "",
            signs_in_with=credential.signs_in_with if credential else self._no_credential(node),
            transport=self._transport(node),
            **self._read_as(node, is_store),
        )
        if node.is_trigger and node.starts_on == "record-change":
            self._application.state(flow, node.node, starts_on=node.changes or ANY_CHANGE)
        elif is_store and not is_read and not node.is_trigger:
            self._application.state_writes(flow, node.node, node.changes)
        if credential and credential.id:
            workflows, flows = self._by_credential.setdefault(credential.id, (set(), []))
            workflows.add(workflow)
            flows.append((flow, node))
        self._application.note(flow, "Operations", node.operation)
        self._application.note(flow, "Models", node.model if node.type not in ("set",) else "")
        self._application.note(flow, "Hosts", address.host if address else "")
        for name in node.chosen_by_model if is_tool else ():
            self._application.note(flow, "The model chooses", name)
        if is_memory:
            self._application.state(user, node.node, memory=_memory(node))
        return _tools(node, is_store) if is_tool else []

    def _part(self, node: WorkflowNode, workflow: str) -> tuple[Ref, bool]:
        """The component that a node reaches, and whether it keeps data."""
        known = table()
        name, called = self._name(node)
        credential = node.credential
        is_store = name in known["stores"] or node.type.startswith(("memory", "vectorStore"))
        what = name if name != AT_RUN_TIME else f"{name} {part_key('', workflow)}".strip()
        target = node.target if is_store else None
        is_one_under_all = target is not None and name in known["unique_ids"]
        key = credential.key(what) if credential and not is_one_under_all else what
        shown = name
        if target:
            key = f"{key} / {part_key('table', target.mark)}"
            shown = f"{target.name or 'A part'} in {name}"
        type = "data-store" if is_store else "external-service"
        technology = f"n8n community package {node.package}" if node.is_community else name if target else ""
        if node.type in known["mcp"]:
            technology = "Model Context Protocol"
        part = self._application.component(
            key,
            shown[:120],
            type,
            node.node,
            called=called,
            technology=technology,
            origin="marketplace" if node.is_community else None,
            chosen_at_run_time=True if name == AT_RUN_TIME else None,
        )
        same = self._named.setdefault(shown, [])
        if all(other != part for other, _ in same):
            same.append((part, credential.name if credential and not is_one_under_all else ""))
        return part, is_store

    def _name(self, node: WorkflowNode) -> tuple[str, tuple[str, ...]]:
        """What a component is called, and the names by which the connector register is asked."""
        known = table()
        address = node.address
        if node.type in known["mcp"] and not (address and address.host):
            return "MCP server", ("MCP server",)
        if node.service and not (address and address.host and node.service == "OpenAI"):
            return node.service, (node.service, node.full_type)
        if node.type in known["requests"] or node.type in known["mcp"] or address:
            credential = node.credential
            by_credential = service_name(credential.type) if credential else None
            host = address.host if address else ""
            name = by_credential or (host_name(address) if address else AT_RUN_TIME)
            return name, (name, host) if host else (name,)
        self._application.unknown.setdefault(node.full_type, (node.node.reading.path, node.node.place.line))
        return f"unknown: {node.full_type}", (node.full_type,)

    def _read_as(self, node: WorkflowNode, is_store: bool) -> dict[str, object]:
        if node.query is not None and is_store:
            return {"read_as": "query", "checked": node.query}
        address = node.address
        if address and address.is_given:
            return {"read_as": "address", "checked": False}
        return {}

    def _no_credential(self, node: WorkflowNode) -> str | None:
        """How a request without a credential signs in: not at all, unless a header or a parameter is its key."""
        if node.type not in ("httpRequest", "toolHttpRequest") or node.text("authentication") not in ("", "none"):
            return None
        sends = any(node.parameters[name].value is True for name in ("sendHeaders", "sendQuery", "sendBody"))
        return None if sends else "none"

    def _transport(self, node: WorkflowNode) -> str | None:
        if node.parameters["options"]["allowUnauthorizedCerts"].value is True:
            return "unchecked"
        return node.address.transport if node.address else None

    # -- commands and other workflows --------------------------------------------------------------

    def _command(self, node: WorkflowNode, user: Ref) -> None:
        known = table()["commands"][node.type]
        credential = node.credential
        name = known["where"]
        key = credential.key(name) if credential else name
        part = self._application.component(key, name, "service", node.node, called=(node.type,))
        stated = " ".join(node.text(parameter) for parameter in known["parameters"])
        is_built = "{{" in stated or "$fromAI" in stated
        flow = self._application.flow(
            user,
            part,
            node.node,
            name=f"Commands to {name[0].lower()}{name[1:]}",
            identity=credential.name if credential else "",
            signs_in_with=credential.signs_in_with if credential else None,
            read_as="command",
            checked=False if is_built else None,
        )
        self._application.note(flow, "The commands hold", "values that are filled in at run time" if is_built else "")

    def _call(self, node: WorkflowNode, user: Ref, workflow: str) -> None:
        """Another workflow that is started; one of the same import is a part of it already, or becomes one."""
        called = node.text("workflowId")
        if node.text("source") in ("parameter", "localFile", "url") or "$workflow.id" in called:
            return
        shown = node.parameters["workflowId"]["cachedResultName"].value
        if not called or "{{" in called:
            part = self._application.component(
                f"a workflow that is chosen at run time {part_key('', workflow)}",
                "A workflow that is chosen at run time",
                "automation",
                node.node,
                technology="n8n workflow",
            )
        else:
            name = " ".join(clean(shown).split())[:80] if isinstance(shown, str) and shown else "Another workflow"
            part = self._application.component(
                part_key("workflow", called), name, "automation", node.node, technology="n8n workflow"
            )
        self._application.flow(
            user,
            part,
            node.node,
            name=f"Calls of {self._application.name_of(part)}",
        )


def _memory(node: WorkflowNode) -> str:
    """Whose the memory of an agent is: it is kept by session, unless the session has a fixed name."""
    key = node.text("sessionKey")
    is_fixed = node.text("sessionIdType") == "customKey" and bool(key) and "{{" not in key
    return "shared" if is_fixed else "per-person"


def _tools(node: WorkflowNode, is_store: bool) -> list[str]:
    """What an agent can do by a tool."""
    known = table()
    if node.type in known["requests"]:
        method = (node.text("method") or node.text("requestMethod")).upper()
        return ["fetch-addresses", *(["write-records"] if method in ("PUT", "PATCH", "DELETE") else [])]
    if node.service in known["searches"]:
        return ["fetch-addresses"]
    if node.type in known["mcp"] or node.type.startswith(("lm", "embeddings", "memory", "reranker")):
        return []
    if node.reads:
        return ["read-records"]
    if node.service in known["messages"] and not is_store:
        return ["send-messages"]
    return ["write-records"]
