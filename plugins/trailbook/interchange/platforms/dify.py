"""Dify: apps as its DSL exports them."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.export import Export, title_of
from trailbook.interchange.platforms.hosts import request
from trailbook.interchange.platforms.reading import Platform
from trailbook.interchange.platforms.services import service_name
from trailbook.interchange.platforms.tables import read_table
from trailbook.interchange.platforms.values import digest, is_filled_in, part_key, report_credentials
from trailbook.interchange.source import Node, clean

_AGENTS = ("agent-chat", "agent")
"""The modes of apps that are agents themselves."""
_UNSTATED = "Not in the export: whether it is published, and for whom"
_SECRET = re.compile(r"key|token|secret|passw|credential", re.IGNORECASE)
_SERVER = re.compile(r"\"url\"\s{0,3}:\s{0,3}\"([a-z]{2,5}://[^\"\s]{1,300})\"", re.IGNORECASE)
"""The address of a server of tools, in a parameter that holds the configuration of several as JSON."""
_PLUGIN = re.compile(r"([\w.-]{1,60}/[\w.-]{1,60}):([\w.+-]{1,40})")


def table() -> Mapping[str, Any]:
    """What is known of blocks and tools (``dify.yaml``)."""
    return read_table("dify")


def _recognises(export: Export) -> list[str]:
    """The YAML files of an app with a mode that Dify has; the first versions of the DSL do not state a kind.

    A package of an app (``.ifpkg``) has the same file in it, called ``app.yaml``.
    """
    return [
        name
        for name in export.named(".yml", ".yaml")
        if re.search(rb"^app:", export.files[name], re.MULTILINE)
        and re.search(rb"^(workflow|model_config|package):", export.files[name], re.MULTILINE)
        and (root := export.node(name)) is not None
        and root["app"]["mode"].value in table()["modes"]
    ]


def _read(export: Export, names: list[str], application: ApplicationDraft) -> None:
    for name in names:
        if (root := export.node(name)) is not None:
            title = root["app"]["name"].name()[:80] or PurePosixPath(name).stem
            application.draft.title = application.draft.title or (title if len(names) == 1 else title_of(names))
            _App(application, root, title).read()


class _App:
    """Reads one app: a simple one by its ``model_config``, a workflow by the blocks of its graph."""

    def __init__(self, application: ApplicationDraft, root: Node, title: str) -> None:
        self.application = application
        self.root = root
        self.title = title
        self.key = part_key("app", title)

    def read(self) -> None:
        known = table()["modes"][self.root["app"]["mode"].value]
        self.app = self.application.component(
            self.key, self.title, known["type"], self.root["app"], technology=known["words"]
        )
        workflow = self.root["workflow"]
        blocks = [node for node in workflow["graph"]["nodes"].mappings() if isinstance(node["data"].value, Mapping)]
        triggers = [word for node in blocks if (word := table()["triggers"].get(str(node["data"]["type"].value)))]
        self.application.state(self.app, self.root["app"], starts_on=triggers or [known["starts_on"]])
        self._open(blocks)
        self._features(workflow["features"] if workflow.there else self.root["model_config"])
        holds_secret = [report_credentials(node["data"]) for node in blocks]
        holds_secret += [self._variable(variable) for variable in workflow["environment_variables"].mappings()]
        holds_secret += [report_credentials(self.root["model_config"])]
        soul = self.root["package"]["soul"]
        holds_secret += [self._variable(variable) for variable in soul["env"]["variables"].mappings()]
        holds_secret += [report_credentials(soul["tools"])]
        for secret in holds_secret:
            if secret is not None:
                self.application.state(self.app, secret, secrets_in="plain")
        for dependency in self.root["dependencies"].mappings():
            stated = dependency["value"].value
            for value in stated.values() if isinstance(stated, Mapping) else ():
                if isinstance(value, str) and (match := _PLUGIN.match(value)):
                    self.application.note(self.app, "Plugins", f"{match[1]} {match[2]}")
        for node in blocks:
            self._block(node["data"], str(node["id"].value or ""))
        if self.root["model_config"].there:
            self._simple(self.root["model_config"])
        if soul.there:
            self._portable(soul)

    def _open(self, blocks: list[Node]) -> None:
        if any(node["data"]["type"].value == "start" for node in blocks) or not blocks:
            self.application.entry(
                f"{self.key} / published",
                f"Web app and API of {self.title}",
                self.app,
                self.root["app"],
                exposed_to="Whoever has its link or a key of its API",
                by=_UNSTATED,
            )
        for node in blocks:
            if node["data"]["type"].value == "trigger-webhook":
                self.application.entry(
                    f"{self.key} / {part_key('webhook', str(node['id'].value or ''))}",
                    f"Webhook of {self.title}",
                    self.app,
                    node,
                    exposed_to="Anybody who knows its address",
                    by="A secret address, and nothing else",
                    sign_in="link",
                )

    def _features(self, features: Node) -> None:
        if features["file_upload"]["enabled"].value is True:
            self.application.describe(self.app, "Takes files of its users.")
        if features["sensitive_word_avoidance"]["enabled"].value is True:
            self.application.describe(self.app, "Filters words in what goes in or comes out.")

    def _variable(self, variable: Node) -> Node | None:
        """What holds a secret in the open, if a variable does: Dify leaves the values of secret ones out."""
        name = variable["name"].name()[:60]
        value = variable["value"].value
        if not isinstance(value, str) or not value.strip() or is_filled_in(value):
            return None
        if (found := report_credentials(variable)) is not None:
            return found
        if not _SECRET.search(name) or variable["value_type"].value not in ("string", "secret"):
            return None
        message = f"the environment variable {name!r} has a value in the export, in plain text"
        expected = "a variable of the type secret, exported without its value; it is not copied"
        variable.reading.report(variable["value"].place, "credential", message, expected)
        return variable["value"]

    # -- blocks ------------------------------------------------------------------------------------

    def _block(self, data: Node, id: str) -> None:
        known = table()
        type = str(data["type"].value or "custom-note")
        if type in known["models"]:
            self._model(data["model"], self.app)
        elif type == "tool":
            self._tool(data, self.app)
        elif type == "http-request":
            self._request(data)
        elif type == "knowledge-retrieval":
            self._datasets([entry.value for entry in data["dataset_ids"].each()], self.app, data)
        elif type == "code":
            self.application.describe(self.app, "Runs code of its own.")
        elif type == "agent":
            self._agent(data, id)
        elif type not in known["plumbing"] and type not in known["triggers"]:
            called = clean(type)[:80]
            self.application.unknown.setdefault(called, (data.reading.path, data.place.line))
            part = self.application.component(
                f"unknown {called}", f"unknown: {called}", "external-service", data, called=(called,)
            )
            self.application.flow(self.app, part, data, name=f"Requests to unknown: {called}")

    def _agent(self, data: Node, id: str) -> None:
        parameters = data["agent_parameters"]
        tools = [tool for tool in parameters["tools"]["value"].mappings() if tool["enabled"].value is not False]
        servers = [*_servers(parameters)]
        agent = self.application.component(
            f"{self.key} / {part_key('agent', id)}",
            f"Agent of {self.title}",
            "agent",
            data,
            technology="Dify agent block",
            tools=None if tools or servers else [],
            confirmed=False if tools or servers else None,
        )
        self._plugin(agent, str(data["plugin_unique_identifier"].value or ""), data)
        self.application.flow(self.app, agent, data, name=f"Prompts for the agent of {self.title}")
        self.application.flow(agent, self.app, data, name=f"Answers of the agent of {self.title}")
        self._model(parameters["model"]["value"], agent)
        for tool in tools:
            self._tool(tool, agent)
        for node, stated in servers:
            request(self.application, agent, node, stated, technology="MCP server")

    def _simple(self, config: Node) -> None:
        """An app without a graph."""
        self._model(config["model"], self.app)
        tools = [tool for tool in config["agent_mode"]["tools"].mappings() if tool["enabled"].value is True]
        if self.root["app"]["mode"].value in _AGENTS:
            self.application.state(self.app, config, tools=None if tools else [], confirmed=False if tools else None)
        for tool in tools:
            self._tool(tool, self.app)
        sets = config["dataset_configs"]["datasets"]["datasets"]
        self._datasets([entry["dataset"]["id"].value for entry in sets.mappings()], self.app, sets)

    def _portable(self, soul: Node) -> None:
        """An agent of its own, which only packages have: its model, tools, commands, knowledge and sandbox."""
        model = soul["model"]
        self._model(
            Node({"provider": model["model_provider"].value, "name": model["model"].value}, model.path, model.reading),
            self.app,
        )
        tools = [tool for tool in soul["tools"]["dify_tools"].mappings() if tool["enabled"].value is not False]
        for tool in tools:
            self._tool(tool, self.app)
        if soul["tools"]["cli_tools"].there or soul["sandbox"]["provider"].there:
            self.application.state(self.app, soul["tools"], tools=["run-code"])
        if not tools and not soul["tools"]["cli_tools"].there:
            self.application.state(self.app, soul, tools=[])
        sets = soul["knowledge"]["datasets"]
        self._datasets([entry["id"].value or entry["dataset_id"].value for entry in sets.mappings()], self.app, sets)

    # -- services ----------------------------------------------------------------------------------

    def _model(self, model: Node, user: Ref) -> None:
        provider = clean(str(model["provider"].value or ""))[:120]
        if not provider:
            return
        service = _service(provider) or f"unknown: {provider}"
        part = self.application.component(
            f"model provider {provider}", service, "external-service", model, called=(service, provider)
        )
        if service.startswith("unknown: "):
            self.application.unknown.setdefault(provider, (model.reading.path, model.place.line))
        flow = self.application.flow(user, part, model, name=f"Prompts for {service}")
        name = model["name"].value or model["model"].value
        if isinstance(name, str) and re.fullmatch(r"[\w.:/@-]{1,60}", name):
            self.application.note(flow, "Models", name)

    def _tool(self, tool: Node, user: Ref) -> None:
        known = table()
        stated = tool["provider_name"].value or tool["provider_id"].value or tool["plugin_id"].value
        provider = clean(str(stated or ""))[:120]
        kind = str(tool["provider_type"].value or tool["type"].value or "")
        short = provider.rpartition("/")[2]
        service = _service(provider)
        is_agent = user is not self.app or self.root["app"]["mode"].value in _AGENTS
        word = known["tools"].get(service or short) or ("start-automations" if kind == "workflow" else None)
        if is_agent and word:
            self.application.state(user, tool, tools=[word])
        if is_agent and word == "fetch-addresses":
            self.application.state(user, tool, reads_untrusted=True)
        if short in known["inner"] and service is None:
            return
        if kind == "workflow":
            name = clean(str(tool["tool_label"].value or tool["tool_name"].value or "A workflow"))[:80]
            part = self.application.component(
                part_key("workflow tool", str(tool["provider_id"].value or name)),
                name,
                "automation",
                tool,
                technology="Dify workflow, published as a tool",
            )
        else:
            is_own = kind in ("api", "mcp")
            name = service or (short[:80] if is_own else f"unknown: {provider or 'tool'}")
            part = self.application.component(
                f"tool {provider}",
                name,
                "external-service",
                tool,
                called=(name, provider, short),
                technology={"api": "Dify custom tool", "mcp": "Model Context Protocol"}.get(kind, ""),
            )
            if name.startswith("unknown: "):
                self.application.unknown.setdefault(provider or "tool", (tool.reading.path, tool.place.line))
            self._plugin(part, provider, tool)
        flow = self.application.flow(user, part, tool, name=f"Requests to {name}")
        operation = str(tool["tool_name"].value or "")
        self.application.note(flow, "Operations", operation if re.fullmatch(r"[\w.-]{1,60}", operation) else "")

    def _plugin(self, part: Ref, identifier: str, node: Node) -> None:
        """Where the code of a plugin comes from: its publisher is before the slash."""
        publisher = identifier.partition("/")[0] if "/" in identifier else ""
        if publisher and publisher not in table()["own"]:
            self.application.state(part, node, origin="marketplace")

    def _request(self, data: Node) -> None:
        authorization = data["authorization"]
        stated = authorization["config"]["type"].value or authorization["type"].value
        url = data["url"].value
        sign_in = table()["signs_in_with"].get(str(stated))
        headers = str(data["headers"].value or "") + str(data["params"].value or "")
        has_own = bool(re.search(r"auth|key|token", headers, re.IGNORECASE))
        request(
            self.application,
            self.app,
            data,
            url if isinstance(url, str) else "",
            is_read=str(data["method"].value or "").upper() in ("GET", "HEAD"),
            signs_in_with=None if sign_in == "none" and has_own else sign_in,
            transport="unchecked" if data["ssl_verify"].value is False else None,
        )

    def _datasets(self, ids: list[Any], user: Ref, node: Node) -> None:
        for id in ids:
            mark = digest(str(id))
            part = self.application.component(
                part_key("knowledge", mark),
                f"Knowledge base {mark[:4]}",
                "data-store",
                node,
                technology="Dify knowledge",
            )
            self.application.flow(part, user, node, name="Passages of a knowledge base")
            if user is self.app and self.root["app"]["mode"].value in _AGENTS:
                self.application.state(user, node, tools=["read-records"])


def _servers(parameters: Node) -> Iterator[tuple[Node, str]]:
    """The addresses of servers of tools that an agent is given: one, or several in a text of JSON."""
    for name, parameter in parameters.entries() if isinstance(parameters.value, Mapping) else ():
        value = parameter["value"]
        if isinstance(value.value, str) and value.there:
            found = [value.value] if name == "mcp_server" else _SERVER.findall(value.value)
            yield from ((value, stated) for stated in found)


def _service(provider: str) -> str | None:
    """The service of a provider: ``langgenius/openai/openai`` is the plugin ``langgenius/openai``."""
    return next((found for name in _names(provider) if (found := service_name(name))), None)


def _names(provider: str) -> Iterator[str]:
    yield provider
    parts = provider.split("/")
    if len(parts) > 1:
        yield "/".join(parts[:2])
        yield parts[-1]


PLATFORM = Platform("dify", "Dify", _recognises, _read)
