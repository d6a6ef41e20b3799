"""Salesforce: flows, objects, sites, agents and callouts, as the sources of a DX project have them."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.export import Export, elements
from trailbook.interchange.platforms.reading import Platform
from trailbook.interchange.platforms.services import service_name
from trailbook.interchange.platforms.tables import read_table
from trailbook.interchange.platforms.values import part_key, read_address
from trailbook.interchange.source import Node

_READ = {
    ".object-meta.xml": "CustomObject",
    ".flow-meta.xml": "Flow",
    ".namedcredential-meta.xml": "NamedCredential",
    ".remotesite-meta.xml": "RemoteSiteSetting",
    ".network-meta.xml": "Network",
    ".permissionset-meta.xml": "PermissionSet",
    ".genaifunction-meta.xml": "GenAiFunction",
    ".genaiplugin-meta.xml": "GenAiPlugin",
    ".genaiplannerbundle": "GenAiPlannerBundle",
    ".bot-meta.xml": "Bot",
}
"""The ends of the names of files that are read, and what each holds, in the order in which they are read."""


def known() -> Mapping[str, Any]:
    """What is known of triggers, actions and settings (``salesforce.yaml``)."""
    return read_table("salesforce")


def _recognises(export: Export) -> list[str]:
    return [name for name in export.named(*_READ) if export.holds(name, b"soap.sforce.com")]


def _read(export: Export, names: list[str], application: ApplicationDraft) -> None:
    reader = _Reader(application)
    found: dict[str, list[tuple[str, Node]]] = {}
    for name in names:
        root = export.node(name)
        kind = next(kind for end, kind in _READ.items() if name.casefold().endswith(end))
        if root is not None and root[kind].there:
            found.setdefault(kind, []).append((PurePosixPath(name).name.partition(".")[0], root[kind]))
    titles = [(kind, name) for kind in ("Network", "Bot", "Flow", "CustomObject") for name, _ in found.get(kind, ())]
    application.draft.title = application.draft.title or (titles[0][1].replace("_", " ") if titles else "Salesforce")
    for name, flow in found.get("Flow", ()):
        reader.flow_component(name, flow["label"].name(), flow)
    for kind, add in (
        ("Flow", reader.flow),
        ("CustomObject", reader.object),
        ("PermissionSet", reader.permissions),
        ("NamedCredential", reader.credential),
        ("RemoteSiteSetting", reader.remote_site),
        ("Network", reader.network),
    ):
        for name, node in found.get(kind, ()):
            add(name, node)
    functions, plugins, planners = (
        dict(found.get(kind, ())) for kind in ("GenAiFunction", "GenAiPlugin", "GenAiPlannerBundle")
    )
    for name, bot in found.get("Bot", ()):
        reader.agent(name, bot, _functions(planners.get(name), plugins, functions))


def _functions(
    planner: Node | None, plugins: Mapping[str, Node], functions: Mapping[str, Node]
) -> list[tuple[str, Node]]:
    """The functions of an agent: those that its planner names, and those of the plugins that it names."""
    if planner is None:
        return []
    names = [node["genAiFunctionName"].name() for node in elements(planner, "genAiFunctions")]
    for plugin in elements(planner, "genAiPlugins"):
        inner = plugins.get(plugin["genAiPluginName"].name())
        names += [node["functionName"].name() for node in elements(inner, "genAiFunctions")] if inner else []
    return [(name, functions[name]) for name in dict.fromkeys(names) if name in functions]


class _Reader:
    """Adds what single files say to one application."""

    def __init__(self, application: ApplicationDraft) -> None:
        self.application = application

    def _object(self, name: str, node: Node) -> Ref:
        key = part_key("object", name)
        return self.application.component(key, name, "data-store", node, technology="Salesforce object")

    def _code(self, node: Node, name: str = "") -> Ref:
        shown = f"Apex {name}" if name else "Code of the organisation"
        return self.application.component(part_key("code", name), shown, "service", node, technology="Apex")

    def flow_component(self, name: str, label: str, node: Node) -> Ref:
        """The component of a flow."""
        return self.application.component(
            part_key("flow", name), label or name, "automation", node, technology="Salesforce flow"
        )

    def flow(self, name: str, node: Node) -> None:
        """A flow: what starts it, which objects it touches, and what it calls."""
        ref = self.flow_component(name, node["label"].name(), node)
        trigger, process = node["start"]["triggerType"].name(), node["processType"].name()
        started = known()["triggers"].get(trigger) or known()["processes"].get(process)
        self.application.state(ref, node, starts_on=[started] if started else None)
        if node["status"].name() not in ("Active", ""):
            self.application.describe(ref, "Not active in the sources.")
        facts = dict(known()["run_in_mode"].get(node["runInMode"].name(), {}))
        for element, is_read in known()["records"].items():
            for step in elements(node, element):
                if table := step["object"].name():
                    other = self._object(table, step)
                    source, target = (other, ref) if is_read else (ref, other)
                    self.application.flow(source, target, step, name=step["label"].name() or element, **facts)
        for step in elements(node, "actionCalls"):
            self._action(ref, step)
        for step in elements(node, "subflows"):
            other = self.flow_component(step["flowName"].name(), "", step)
            self.application.flow(ref, other, step, name=step["label"].name() or "Start of a flow")

    def _action(self, ref: Ref, step: Node) -> None:
        type, name = step["actionType"].name(), step["actionName"].name()
        service = known()["actions"].get(type)
        if type in known()["plumbing"]:
            return
        if service == "code":
            other = self._code(step, name)
        elif service == "flow":
            other = self.flow_component(name, "", step)
        elif service is not None:
            other = self.application.component(service, service, "external-service", step, called=(service,))
        else:
            self.application.unknown.setdefault(type, (step.reading.path, step.place.line))
            other = self.application.component(f"unknown: {type}", f"unknown: {type}", "external-service", step)
        self.application.flow(ref, other, step, name=step["label"].name() or name or "An action")

    def object(self, name: str, node: Node) -> None:
        """An object whose sources say who sees its rows by default."""
        inside = known()["sharing"].get(node["sharingModel"].name())
        outside = known()["external"].get(node["externalSharingModel"].name(), [])
        if inside is not None:
            self.application.state(self._object(name, node), node, shared_with=[*inside, *outside])

    def permissions(self, name: str, node: Node) -> None:
        """A permission set: objects of which its holders see or change rows of others."""
        label = node["label"].name() or name
        for entry in elements(node, "objectPermissions"):
            everything = [entry[key].name() in ("true", "yes") for key in ("viewAllRecords", "modifyAllRecords")]
            if any(everything):
                ref = self._object(entry["object"].name(), entry)
                what = "change" if everything[1] else "see"
                self.application.describe(ref, f"Holders of “{label}” {what} all rows.")
                self.application.state(ref, entry, edited_by=["group"] if everything[1] else None)

    def credential(self, name: str, node: Node) -> None:
        """A named credential: where code calls out to, as whom, and how it signs in."""
        label = node["label"].name() or name
        self._callout(
            node["endpoint"] if node["endpoint"].there else node["url"],
            node,
            label,
            signs_in_with=known()["protocols"].get(node["protocol"].name()),
            runs_as=known()["principals"].get(node["principalType"].name()),
        )

    def remote_site(self, name: str, node: Node) -> None:
        """A site that code may call out to by its address."""
        if node["isActive"].name() == "true":
            checked = "unchecked" if node["disableProtocolSecurity"].name() == "true" else None
            self._callout(node["url"], node, "", transport=checked)

    def _callout(self, url: Node, node: Node, identity: str, **facts: Any) -> None:
        where = read_address(url.name())
        if not where.host:
            return
        service = service_name(where.host)
        shown = f"{service} ({where.host})" if service else where.host
        other = self.application.component(
            f"host: {where.host}", shown, "external-service", node, called=(service or where.host, where.host)
        )
        facts["transport"] = facts.get("transport") or where.transport
        self.application.flow(self._code(node), other, node, name="Callouts", identity=identity, **facts)

    def network(self, name: str, node: Node) -> None:
        """An Experience Cloud site, and what it lets guests do."""
        ref = self.application.component(
            part_key("site", name), name, "screen", node, technology="Experience Cloud site"
        )
        is_live, registers = node["status"].name() == "Live", node["selfRegistration"].name() == "true"
        if not is_live:
            self.application.describe(ref, "Not live in the sources.")
        if node["enableGuestFileAccess"].name() == "true":
            self.application.describe(ref, "Guests may open files.")
        if node["enableGuestMemberVisibility"].name() == "true":
            self.application.describe(ref, "Guests may see members.")
        who = "Anyone who registers" if registers else "Visitors and members of the site"
        self.application.entry(
            f"site {name}",
            name,
            ref,
            node,
            exposed_to=who,
            by="Not stated in the sources",
            reached_by=["public"] if is_live else None,
        )
        people = self.application.component(f"caller: {who}", who, "person", node)
        self.application.flow(people, ref, node, name=f"Entries in {name}")

    def agent(self, name: str, node: Node, functions: list[tuple[str, Node]]) -> None:
        """An agent, who talks to it, and what it does with or without a person's agreement."""
        label = node["label"].name() or name.replace("_", " ")
        ref = self.application.component(part_key("agent", name), label, "agent", node, technology="Agentforce")
        unstated = {"caller": "People who talk to the agent", "by": "Not stated in the sources"}
        talks = known()["agents"].get(node["agentType"].name(), unstated)
        people = self.application.component(f"caller: {talks['caller']}", talks["caller"], "person", node)
        self.application.flow(people, ref, node, name=f"Questions to {label}", read_as="prompt")
        self.application.entry(
            f"agent {name}", label, ref, node, exposed_to=talks["caller"], by=talks["by"], sign_in=talks.get("sign_in")
        )
        for title, function in functions:
            self._function(ref, title, function)

    def _function(self, ref: Ref, title: str, node: Node) -> None:
        type, target = node["invocationTargetType"].name(), node["invocationTarget"].name()
        confirmed = {"true": True, "false": False}.get(node["isConfirmationRequired"].name())
        self.application.state(ref, node, confirmed=confirmed)
        name = node["masterLabel"].name() or title
        if type == "flow":
            self.application.state(ref, node, tools=["start-automations"])
            self.application.flow(ref, self.flow_component(target, "", node), node, name=name)
        elif type == "apex":
            self.application.flow(ref, self._code(node, target), node, name=name)
        else:
            service = (
                "Einstein generative AI" if "prompt" in type.casefold() else f"Standard actions of Salesforce ({type})"
            )
            other = self.application.component(service, service, "external-service", node, called=(service,))
            self.application.flow(ref, other, node, name=name)


PLATFORM = Platform("salesforce", "Salesforce", _recognises, _read)
