"""Agents of Copilot Studio: who talks to them, by which channels, how they are set up, and the agents within them."""

from dataclasses import dataclass, field

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.power_platform.agent_tools import Tools, add_model, agent_key, known, listed
from trailbook.interchange.platforms.power_platform.connections import Connections
from trailbook.interchange.source import Node


@dataclass
class Agent:
    """An agent of an export: its schema name, its name, its settings as they are said, and its parts.

    Each part is what a file of the agent holds, with the schema name of the agent within the agent that it belongs to,
    empty for the agent itself.
    """

    schema: str
    name: str
    node: Node
    authentication: str = ""
    trigger: str = ""
    access: str = ""
    configuration: Node | None = None
    parts: list[tuple[str, Node]] = field(default_factory=list)
    children: dict[str, str] = field(default_factory=dict)
    """The names of agents within it, by their schema names."""


def add_agents(application: ApplicationDraft, agents: list[Agent], connections: Connections) -> None:
    """All agents before their parts, as one may call another."""
    for agent in agents:
        application.component(agent_key(agent.schema), agent.name, "agent", agent.node, technology="Copilot Studio")
    for agent in agents:
        _Reader(application, connections, agent).read()


def add_tools(application: ApplicationDraft, ref: Ref, name: str, definition: Node, connections: Connections) -> None:
    """What an agent may do that is defined somewhere else than in a file of its own."""
    Tools(application, connections, name, ref.key).add(ref, definition)


class _Reader:
    """Adds one agent to an application."""

    def __init__(self, application: ApplicationDraft, connections: Connections, agent: Agent) -> None:
        self.application = application
        self.connections = connections
        self.agent = agent

    def read(self) -> None:
        agent = self.agent
        ref = self.application.component(agent_key(agent.schema), agent.name, "agent", agent.node)
        callers = self._entries(ref)
        self.application.flow(callers, ref, agent.node, name=f"Questions to {agent.name}", read_as="prompt")
        self.application.flow(ref, callers, agent.node, name=f"Answers of {agent.name}")
        if agent.configuration is not None:
            self._configure(ref, agent.configuration)
        inner = {"": ref}
        for schema, name in agent.children.items():
            inner[schema] = self.application.component(
                agent_key(schema), f"{name} in {agent.name}", "agent", agent.node, technology="Copilot Studio"
            )
            self.application.flow(ref, inner[schema], agent.node, name=f"Tasks of {agent.name}", read_as="prompt")
        tools = Tools(self.application, self.connections, agent.name, agent.schema)
        for owner, part in agent.parts:
            tools.add(inner.get(owner, ref), part)

    # -- who talks to it -------------------------------------------------------------------------

    def _entries(self, ref: Ref) -> Ref:
        """An entry point for each channel, and the people who come in there."""
        agent = self.agent
        signs_in = dict(known()["authentication"].get(agent.authentication, {}))
        is_asked = agent.trigger in known()["always"] or agent.authentication in ("2", "Integrated", "1", "None")
        if agent.trigger and not is_asked:
            signs_in = {"by": known()["as_needed"]}
        access = {} if signs_in.get("sign_in") == "none" else known()["access"].get(agent.access, {})
        who = signs_in.get("caller") or access.get("caller") or "People who talk to the agent"
        shared = access.get("shared_with") or signs_in.get("reached_by")
        self.application.state(ref, agent.node, shared_with=shared, starts_on=["message"])
        configuration = agent.configuration
        channels = [entry["channelId"].name() for entry in listed(configuration["channels"])] if configuration else []
        for channel in channels or [""]:
            where = f" in {known()['channels'].get(channel, channel)}" if channel else ""
            self.application.entry(
                f"channel {channel} of {agent_key(agent.schema)}",
                f"{agent.name}{where}",
                ref,
                agent.node,
                exposed_to=who,
                by=signs_in.get("by", "Not stated in the export"),
                sign_in=signs_in.get("sign_in"),
                reached_by=shared,
            )
        return self.application.component(f"caller: {who}", who, "person", agent.node)

    def _configure(self, ref: Ref, configuration: Node) -> None:
        settings = configuration["aISettings"]
        if configuration["isAgentConnectable"].value is True:
            self.application.describe(ref, "Other agents may call it.")
        if settings["isFileAnalysisEnabled"].value is True:
            self.application.describe(ref, "It reads files that people upload.")
        if settings["contentModeration"].name() == "Low":
            self.application.describe(ref, "Its content moderation is set to low.")
        model = configuration["agentSettings"]["model"]
        add_model(self.application, ref, model["series"].name() or model["modelNameHint"].name(), model)
