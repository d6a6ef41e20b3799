"""n8n: workflows as its editor, its command line and its source control export them."""

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.export import Export, title_of
from trailbook.interchange.platforms.n8n_nodes import WorkflowNode, table
from trailbook.interchange.platforms.n8n_services import ServiceParts
from trailbook.interchange.platforms.n8n_wiring import Wiring
from trailbook.interchange.platforms.reading import Platform
from trailbook.interchange.platforms.values import part_key, report_credentials, shown_path
from trailbook.interchange.source import Node
from trailbook.text.problem import Problem

_OFF = "it is switched off in the workflow"


def _recognises(export: Export) -> list[str]:
    """The JSON files that hold a list of nodes with types, and the connections between them."""
    return [
        name
        for name in export.named(".json")
        if all(
            word in export.files[name].replace(b"\0", b"") for word in (b'"nodes"', b'"connections"', b'"parameters"')
        )
        and (root := export.node(name)) is not None
        and next(_workflows(root), None) is not None
    ]


def _workflows(root: Node) -> Iterator[Node]:
    """The workflows of a file: one, a list of them, or the answer of n8n's interface."""
    lists = root if isinstance(root.value, tuple) else root["data"] if isinstance(root["data"].value, tuple) else None
    for node in lists.each() if lists else (root,):
        if isinstance(node["nodes"].value, tuple) and isinstance(node["connections"].value, Mapping):
            yield node


def _read(export: Export, names: list[str], application: ApplicationDraft) -> None:
    found = [(name, node) for name in names if (root := export.node(name)) is not None for node in _workflows(root)]
    draft = application.draft
    title = found[0][1]["name"].name() if len(found) == 1 else ""
    draft.title = draft.title or title or title_of(names)
    services = ServiceParts(application)
    for name, node in found:
        _Workflow(application, services, node, name).read()
    services.finish()
    _report_decrypted(export)


def _report_decrypted(export: Export) -> None:
    """Report credentials that were exported with ``--decrypted``, which are often beside the workflows.

    Exported without it, the data of a credential is one text (https://docs.n8n.io/hosting/cli-commands/).
    """
    for name in export.named(".json"):
        if b'"nodes"' in export.files[name] or b'"data"' not in export.files[name]:
            continue
        root = export.node(name)
        for node in (root.each() if isinstance(root.value, tuple) else (root,)) if root is not None else ():
            if isinstance(node["data"].value, Mapping) and node["type"].there and node["name"].there:
                message = f"the credential {node['name'].name()[:60]!r} is exported in plain text"
                expected = "it revoked, and no export of credentials with --decrypted; nothing of it is copied"
                node.reading.report(node["data"].place, "credential", message, expected)


class _Workflow:
    """Reads one workflow into the parts of the application."""

    def __init__(self, application: ApplicationDraft, services: ServiceParts, node: Node, file: str) -> None:
        self.application = application
        self.services = services
        self.node = node
        self.title = node["name"].name()[:80] or PurePosixPath(file).stem
        self.id = str(node["id"].value or "") or self.title
        self.key = part_key("workflow", self.id)

    def read(self) -> None:
        nodes = [WorkflowNode(inner) for inner in self.node["nodes"].mappings()]
        for off in (node for node in nodes if node.is_off):
            off.node.reading.omit(off.node.place, f"node {off.own_type}", _OFF)
        nodes = [node for node in nodes if not node.is_off]
        self.wiring = Wiring(nodes, self.node["connections"])
        self.automation = self._automation(nodes)
        self.agents = {
            node.name: self._agent(node, len(self.wiring.agents) == 1)
            for node in nodes
            if node.name in self.wiring.agents
        }
        for node in nodes:
            if node.is_trigger:
                self._start(node)
        for node in nodes:
            if node.name in self.agents:
                self._hand_over(node)
            elif node.type not in table()["plumbing"]:
                self._use(node)
        if self.node["settings"]["availableInMCP"].value is True:
            self._open_to_mcp()

    # -- the workflow itself -----------------------------------------------------------------------

    def _automation(self, nodes: list[WorkflowNode]) -> Ref:
        settings = self.node["settings"]
        has_code = any(node.type in table()["code"] for node in nodes)
        saves = settings["saveDataSuccessExecution"].value
        holds_secret = [report_credentials(node.parameters, is_prose=node.type == "stickyNote") for node in nodes]
        holds_secret.append(report_credentials(self.node["pinData"]))
        part = self.application.component(
            self.key,
            self.title,
            "automation",
            self.node,
            technology="n8n workflow with code of its own" if has_code else "n8n workflow",
            secrets_in="connection" if any(node.credential for node in nodes) else None,
            logging={"all": "run-history", "none": "none"}.get(str(saves)) if self._saves(saves) else None,
            logs_data={"all": True, "none": False}.get(str(saves)),
            alerts=True if isinstance(settings["errorWorkflow"].value, str) else None,
            origin="template" if self.node["meta"]["templateId"].there else None,
        )
        for secret in holds_secret:
            if secret is not None:
                self.application.state(part, secret, secrets_in="plain")
        self._say_state(part)
        self._own(part)
        for words in dict.fromkeys(
            table()["code"][node.type]["words"] for node in nodes if node.type in table()["code"]
        ):
            self.application.describe(part, f"Runs {words}.")
        if any(node.type in table()["files"] for node in nodes):
            self.application.describe(part, "Reads or writes files on the machine of n8n.")
        if self.node["pinData"].there:
            self._report_pinned()
        return part

    def _saves(self, saves: object) -> bool:
        """Whether the setting says where runs are logged: those that fail are kept unless that is switched off too."""
        return saves == "all" or (saves == "none" and self.node["settings"]["saveDataErrorExecution"].value == "none")

    def _say_state(self, part: Ref) -> None:
        if self.node["isArchived"].value is True:
            self.application.describe(part, "Archived in the export; it can be restored.")
        elif self.node["active"].value is False:
            self.application.describe(part, "Switched off in the export; it can be switched on.")

    def _own(self, part: Ref) -> None:
        """The owner, which only source control exports: a team's name is kept, a person's is not."""
        owner = self.node["owner"]
        kind = owner["type"].value
        if kind == "team" and (team := owner["teamName"].name()):
            self.application.own(part, team[:80])
        elif kind == "personal" or (isinstance(owner.value, str) and "@" in owner.value):
            self.application.state(part, owner if owner.there else self.node, kept_by="one-person")

    def _report_pinned(self) -> None:
        place = self.node["pinData"].place
        message = "the export holds data that was pinned while testing; nothing of it is copied"
        path = self.node.reading.path
        problem = Problem(path, place.line, place.column, "pinned-data", message, "pinned data removed", level="notice")
        self.node.reading.problems.append(problem)

    # -- what starts it ----------------------------------------------------------------------------

    def _start(self, node: WorkflowNode) -> None:
        entries: Mapping[str, Any] = table()["entries"]
        if node.type in entries:
            known = entries[node.type]
            if "only_if" in known and node.parameters[known["only_if"]].value is not True:
                self.application.state(self.automation, node.node, starts_on=["person"])
            else:
                self.application.state(self.automation, node.node, starts_on=[known["starts_on"]])
                self._enter(node, known)
            return
        is_open = node.service in table()["messages"] or node.type in table()["queues"]
        self.application.state(self.automation, node.node, starts_on=[node.starts_on])
        if node.starts_on == "message" and is_open:
            self.application.entry(
                f"{self.key} / {part_key('messages', node.id)}",
                f"Messages from {node.service}",
                self.automation,
                node.node,
                exposed_to=f"Whoever can write there; the export does not say who that is in {node.service}",
                by=f"As {node.service} asks; the export does not say",
            )

    def _enter(self, node: WorkflowNode, known: Mapping[str, Any]) -> None:
        stated = node.text("authentication") or known["silent"]
        sign_in = table()["sign_in"].get(stated)
        limited = node.parameters["options"]["ipWhitelist"].there
        is_open = stated == "none" and not limited
        who = (
            "Anybody on the web" if is_open else "Listed addresses" if stated == "none" else "Callers with a credential"
        )
        self.application.entry(
            f"{self.key} / {part_key(node.type, node.id)}",
            self._entry_name(node, known["title"]),
            self.automation,
            node.node,
            exposed_to=who,
            by=sign_in["by"] if sign_in else "stated in a way that the reader does not know",
            sign_in=sign_in["fact"] if sign_in else None,
            reached_by=["public"] if is_open else None,
        )
        person = self.application.component(f"caller {who.casefold()}", who, "person", node.node)
        self.application.flow(
            person,
            self.automation,
            node.node,
            name=f"Requests of {who[0].lower()}{who[1:]}",
            signs_in_with={"none": "none", "password": "password", "key": "key"}.get(sign_in["fact"])
            if sign_in
            else None,
        )

    def _entry_name(self, node: WorkflowNode, title: str) -> str:
        path = shown_path(node.text("path") or node.text("options", "path")).strip("/…")
        method = node.text("httpMethod") if node.type == "webhook" else ""
        method = method or ("GET" if node.type == "webhook" else "")
        return " ".join(part for part in (title, method, f"/{path}" if path else "") if part)

    def _open_to_mcp(self) -> None:
        settings = self.node["settings"]["availableInMCP"]
        self.application.entry(
            f"{self.key} / instance MCP",
            "MCP access of the instance",
            self.automation,
            settings,
            exposed_to="Clients to which the MCP access of this n8n is given",
            by="A token or an account of this n8n",
            sign_in="key",
        )

    # -- agents ------------------------------------------------------------------------------------

    def _agent(self, node: WorkflowNode, is_only: bool) -> Ref:
        name = f"Agent of {self.title[:60]}" if is_only else f"{' '.join(node.node['name'].name().split())[:60]}"
        has_review = any(tool.own_type.casefold().endswith("hitltool") for tool in self.wiring.tools_of(node.name))
        has_tools = bool(self.wiring.tools_of(node.name))
        return self.application.component(
            f"{self.key} / {part_key('agent', node.id)}",
            name,
            "agent",
            node.node,
            technology="n8n AI agent",
            tools=None if any(tool.type not in table()["plumbing"] for tool in self.wiring.tools_of(node.name)) else [],
            reads_untrusted=True if node.name in self.wiring.untrusted else None,
            confirmed=has_review if has_tools else None,
            memory=None if self.wiring.has(node.name, "ai_memory") else "none",
        )

    def _hand_over(self, node: WorkflowNode) -> None:
        """What goes from the workflow, or from an agent that uses this one, to an agent, and what comes back."""
        agent = self.agents[node.name]
        title = self.application.name_of(agent)
        above = [self.agents[name] for name in self.wiring.ends(node.name) if name != node.name]
        for source in above or [self.automation]:
            is_outside = node.name in self.wiring.untrusted and not above
            self.application.flow(
                source,
                agent,
                node.node,
                name=f"Prompts for {title}",
                read_as="prompt" if is_outside else None,
                checked=False if is_outside else None,
            )
            if above:
                self.application.state(source, node.node, tools=["start-automations"])
        if not above and self.wiring.goes_on(node.name):
            self.application.flow(agent, self.automation, node.node, name=f"Answers of {title}")

    # -- what it uses ------------------------------------------------------------------------------

    def _use(self, node: WorkflowNode) -> None:
        users = [self.agents[name] for name in self.wiring.ends(node.name)] or [self.automation]
        for user in users:
            is_agent = user is not self.automation
            tools = self.services.use(node, user, is_agent and node.name in self.wiring.tools, self.id)
            if is_agent and tools:
                self.application.state(user, node.node, tools=tools)
            if is_agent and node.name in self.wiring.tools and self.services.brings_in_text(node):
                self.application.state(user, node.node, reads_untrusted=True)


PLATFORM = Platform("n8n", "n8n", _recognises, _read)
