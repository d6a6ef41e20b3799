"""The files of agents: of a solution, and those of its extension for editors."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from trailbook.interchange.platforms.export import Export, elements
from trailbook.interchange.platforms.power_platform.agent_tools import listed
from trailbook.interchange.platforms.power_platform.agents import Agent
from trailbook.interchange.source import Node

_MCS = ".mcs.yml"
_SENTENCES = ("6", "7")
"""The types of parts that hold what agents understand and say, in the languages of the Bot Framework.

https://learn.microsoft.com/en-us/power-apps/developer/data-platform/reference/entities/botcomponent
"""


def is_of_agent(export: Export, name: str) -> bool:
    """Whether a file of a solution describes an agent or a part of one."""
    return name.casefold().endswith(("bot.xml", "botcomponent.xml")) and export.holds(name, b"<bot")


def is_of_editor(name: str) -> bool:
    """Whether a file is one of an agent in an editor."""
    return name.casefold().endswith((_MCS, ".mcs.yaml"))


def agents_of_solution(export: Export, names: Iterable[str]) -> list[Agent]:
    """The agents of a solution, with the parts that are theirs."""
    agents: dict[str, Agent] = {}
    parts: list[tuple[str, Node]] = []
    for name in names:
        root = export.node(name)
        if root is None:
            continue
        if root["bot"].there:
            agent = _of_bot(export, name, root["bot"])
            agents[agent.schema] = agent
        elif root["botcomponent"].there:
            parts.append((name, root["botcomponent"]))
    for name, component in parts:
        _add_part(export, name, component, agents)
    return list(agents.values())


def _of_bot(export: Export, name: str, bot: Node) -> Agent:
    beside = PurePosixPath(name).with_name("configuration.json").as_posix()
    schema = bot["@schemaname"].name()
    return Agent(
        schema,
        bot["name"].name() or schema,
        bot,
        bot["authenticationmode"].name(),
        bot["authenticationtrigger"].name(),
        bot["accesscontrolpolicy"].name(),
        export.node(beside) if beside in export.files else None,
    )


def _add_part(export: Export, name: str, component: Node, agents: dict[str, Agent]) -> None:
    schema = component["@schemaname"].name()
    bot = (
        next((node["schemaname"].name() for node in elements(component, "parentbotid")), "") or schema.partition(".")[0]
    )
    owner = next((node["schemaname"].name() for node in elements(component, "parentbotcomponentid")), "")
    agent = agents.get(bot)
    if agent is None:
        agent = agents.setdefault(bot, Agent(bot, bot, component))
    if component["componenttype"].name() in _SENTENCES:
        return
    beside = PurePosixPath(name).with_name("data").as_posix()
    data = export.node(beside) if beside in export.files and export.files[beside].strip() else None
    if data is None:
        return
    if data["kind"].name() == "AgentDialog":
        agent.children[schema] = component["name"].name() or schema
        owner = schema
    agent.parts.append((owner, data))


def agents_of_editor(export: Export, names: Iterable[str]) -> list[Agent]:
    """The agents whose files an editor has: one for each folder with settings, or with an agent file."""
    names = sorted(names)
    whole = [PurePosixPath(n).parent for n in names if PurePosixPath(n).name.startswith("settings.")]
    whole += [
        folder
        for n in names
        if PurePosixPath(n).name.startswith("agent.")
        and "agents" not in (folder := PurePosixPath(n).parent).parts[-2:-1]
    ]
    agents: dict[PurePosixPath, Agent] = {}
    for name in names:
        root = export.node(name)
        if root is None:
            continue
        path = PurePosixPath(name)
        folder = next((place for place in path.parents if place in whole), path.parent)
        agent = agents.setdefault(folder, Agent(folder.name or "agent", folder.name or "Agent", root))
        _add_file(agent, path, folder, root)
    return list(agents.values())


def connectors_of_editor(export: Export, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """The connector behind each connection reference, as a solution states it: names of references may say nothing."""
    found: dict[str, dict[str, str]] = {}
    for name in names:
        root = export.node(name) if PurePosixPath(name).name.startswith("connectionreferences.") else None
        for entry in listed(root["connectionReferences"]) if root is not None else ():
            found[entry["connectionReferenceLogicalName"].name()] = {"connectorid": entry["connectorId"].name()}
    return found


def _add_file(agent: Agent, path: PurePosixPath, folder: PurePosixPath, root: Node) -> None:
    if path.name.startswith("settings.") and path.parent == folder:
        agent.schema = root["schemaName"].name() or agent.schema
        agent.name = root["displayName"].name() or agent.name
        agent.authentication = root["authenticationMode"].name()
        agent.trigger = root["authenticationTrigger"].name()
        agent.access = root["accessControlPolicy"].name()
        agent.configuration = root["configuration"]
        return
    inner = path.relative_to(folder).parts
    child = inner[1] if len(inner) > 2 and inner[0] == "agents" else ""
    if root["kind"].name() == "AgentDialog":
        child = child or path.name.partition(".")[0]
        agent.children[f"{agent.schema}.{child}"] = root["mcs.metadata"]["componentName"].name() or child
    elif root["kind"].name() == "GptComponentMetadata" and not child:
        agent.name = root["displayName"].name() or agent.name
    agent.parts.append((f"{agent.schema}.{child}" if child else "", root))
