"""Agents of Salesforce: by their planners, topics and functions, or by scripts, in which all is in one file."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.export import Export, elements
from trailbook.interchange.platforms.tables import read_table
from trailbook.interchange.platforms.values import part_key
from trailbook.interchange.source import Node, Reading
from trailbook.text.positions import Place

SCRIPT = ".agent"
"""The end of the name of a file that holds an agent as a script."""
UNSTATED = "Not stated in the sources"
_KEY = re.compile(r"(?P<indent>[ \t]*)(?P<key>[\w.]+(?: [\w.]+)?):(?: +(?P<value>.*))?$")
_TARGET = re.compile(r"(?P<type>\w{1,40})://(?P<name>[\w.-]{1,120})")


def known() -> Mapping[str, Any]:
    """What is known of triggers, actions and settings (``salesforce.yaml``)."""
    return read_table("salesforce")


def functions_of(planner: Node | None, plugins: Mapping[str, Node]) -> list[str]:
    """The names of an agent's functions: those that its planner names, and those of the topics that it names."""
    if planner is None:
        return []
    names = [node["genAiFunctionName"].name() for node in elements(planner, "genAiFunctions")]
    for plugin in elements(planner, "genAiPlugins"):
        topics = [plugin["genAiCustomizedPlugin"], plugins.get(plugin["genAiPluginName"].name())]
        for topic in topics:
            names += [node["functionName"].name() for node in elements(topic, "genAiFunctions")] if topic else []
    return [name for name in dict.fromkeys(names) if name]


def is_script(export: Export, name: str) -> bool:
    """Whether a file is the script of an agent."""
    return export.holds(name, b"start_agent") or export.holds(name, b"config:", b"agent_type")


class Agents:
    """Adds agents to an application. ``code`` and ``flow`` give the components of what they call."""

    def __init__(
        self,
        application: ApplicationDraft,
        code: Callable[[Node, str], Ref],
        flow: Callable[[str, str, Node], Ref],
    ) -> None:
        self.application = application
        self._code = code
        self._flow = flow

    def bot(self, name: str, node: Node, names: list[str], functions: Mapping[str, Node]) -> None:
        """An agent of several files: who talks to it, and what it does with or without a person's agreement."""
        ref = self._agent(name, node["label"].name(), node["agentType"].name(), node)
        for called in names:
            function = functions.get(called)
            if function is None:
                self._standard(ref, called, node)
                continue
            confirmed = {"true": True, "false": False}.get(function["isConfirmationRequired"].name())
            title = function["masterLabel"].name() or called
            type, target = function["invocationTargetType"].name(), function["invocationTarget"].name()
            self._calls(ref, function, title, type, target, confirmed)

    def script(self, export: Export, name: str) -> None:
        """An agent of one file (https://developer.salesforce.com/docs/ai/agentforce/guide/agent-script.html)."""
        text = export.text(name)
        if text is None:
            return
        reading = export.reading(name)
        stated: dict[str, str] = {}
        actions: dict[tuple[str, ...], dict[str, Node]] = {}
        for path, value, line in _keys(text):
            node = _at(reading, path, value, line)
            if path[:1] == ("config",) and len(path) == 2:
                stated[path[1]] = value
            elif path[-1] in ("target", "require_user_confirmation", "label") and len(path) > 2:
                actions.setdefault(path[:-1], {})[path[-1]] = node
        own = stated.get("developer_name") or stated.get("agent_name") or name
        whole = _at(reading, (), own, 1)
        ref = self._agent(own, stated.get("agent_label", ""), stated.get("agent_type", ""), whole)
        for path, action in actions.items():
            match = _TARGET.fullmatch(str(action["target"].value)) if "target" in action else None
            if match:
                asks = action.get("require_user_confirmation")
                confirmed = {"True": True, "False": False}.get(str(asks.value)) if asks else None
                title = str(action["label"].value) if "label" in action else path[-1].replace("_", " ")
                self._calls(ref, action["target"], title, match["type"], match["name"], confirmed)

    def _agent(self, name: str, label: str, type: str, node: Node) -> Ref:
        label = label or name.replace("_", " ")
        ref = self.application.component(part_key("agent", name), label, "agent", node, technology="Agentforce")
        talks = known()["agents"].get(type, {"caller": "People who talk to the agent", "by": UNSTATED})
        people = self.application.component(f"caller: {talks['caller']}", talks["caller"], "person", node)
        self.application.flow(people, ref, node, name=f"Questions to {label}", read_as="prompt")
        self.application.entry(
            f"agent {name}", label, ref, node, exposed_to=talks["caller"], by=talks["by"], sign_in=talks.get("sign_in")
        )
        return ref

    def _calls(self, ref: Ref, node: Node, title: str, type: str, target: str, confirmed: bool | None) -> None:
        self.application.state(ref, node, confirmed=confirmed)
        if type == "flow":
            self.application.state(ref, node, tools=["start-automations"])
            self.application.flow(ref, self._flow(target, "", node), node, name=title)
        elif type == "apex":
            self.application.flow(ref, self._code(node, target), node, name=title)
        else:
            service = (
                "Einstein generative AI" if "prompt" in type.casefold() else f"Standard actions of Salesforce ({type})"
            )
            other = self.application.component(service, service, "external-service", node, called=(service,))
            self.application.flow(ref, other, node, name=title)

    def _standard(self, ref: Ref, name: str, node: Node) -> None:
        """A function that the sources do not have: it comes with Salesforce, or stayed in the organisation."""
        plain = name.rpartition("__")[2]
        if plain in known()["knowledge"]:
            store = self.application.component("knowledge", "Salesforce Knowledge", "data-store", node)
            self.application.state(ref, node, tools=["read-records"])
            self.application.flow(store, ref, node, name="Answers from articles", read_as="prompt")
        elif "__" in name:
            service = "Standard actions of Salesforce"
            other = self.application.component(service, service, "external-service", node, called=(service,))
            self.application.flow(ref, other, node, name=plain)
        else:
            node.reading.omit(node.place, f"function {name}", "it is not in the export")


def _keys(text: str) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """The keys of a script with what they are in, their values and their lines; prose has none that count."""
    inside: list[tuple[int, str]] = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _KEY.fullmatch(line.rstrip())
        if match is None:
            continue
        indent = len(match["indent"].expandtabs(4))
        while inside and inside[-1][0] >= indent:
            inside.pop()
        inside.append((indent, match["key"]))
        yield tuple(key for _, key in inside), (match["value"] or "").strip().strip("\"'"), number


def _at(reading: Reading, path: tuple[str, ...], value: str, line: int) -> Node:
    reading.positions.values[path] = Place(line)
    return Node(value, path, reading)
