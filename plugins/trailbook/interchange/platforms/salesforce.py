"""Salesforce: flows, objects, sites, agents and callouts, as the sources of a DX project have them."""

from pathlib import PurePosixPath
from typing import Any

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ANY_CHANGE, ApplicationDraft
from trailbook.interchange.platforms.export import Export, elements
from trailbook.interchange.platforms.reading import Platform
from trailbook.interchange.platforms.salesforce_agents import (
    SCRIPT,
    UNSTATED,
    Agents,
    functions_of,
    is_script,
    known,
)
from trailbook.interchange.platforms.services import service_name
from trailbook.interchange.platforms.values import part_key, read_address
from trailbook.interchange.source import Node

_READ = {
    ".object": "CustomObject",
    ".flow": "Flow",
    ".namedcredential": "NamedCredential",
    ".remotesite": "RemoteSiteSetting",
    ".csptrustedsite": "CspTrustedSite",
    ".network": "Network",
    ".site": "CustomSite",
    ".permissionset": "PermissionSet",
    ".profile": "Profile",
    ".sharingrules": "SharingRules",
    ".messagingchannel": "MessagingChannel",
    ".genaifunction": "GenAiFunction",
    ".genaiplugin": "GenAiPlugin",
    ".genaiplanner": "GenAiPlanner",
    ".genaiplannerbundle": "GenAiPlannerBundle",
    ".bot": "Bot",
}
"""The ends of the names of files that are read, and what each holds; in the source format ``-meta.xml`` follows."""


def _recognises(export: Export) -> list[str]:
    ends = [end + more for end in _READ for more in ("", "-meta.xml")]
    sources = [name for name in export.named(*ends) if export.holds(name, b"soap.sforce.com")]
    return sources + [name for name in export.named(SCRIPT) if is_script(export, name)]


def _read(export: Export, names: list[str], application: ApplicationDraft) -> None:
    reader = _Reader(application)
    found: dict[str, list[tuple[str, Node]]] = {}
    scripts = [name for name in names if name.casefold().endswith(SCRIPT)]
    for name in names:
        end = PurePosixPath(name.casefold().removesuffix("-meta.xml")).suffix
        root = export.node(name) if end in _READ else None
        if root is not None and root[_READ[end]].there:
            found.setdefault(_READ[end], []).append((PurePosixPath(name).name.partition(".")[0], root[_READ[end]]))
    titles = [name for kind in ("Network", "Bot") for name, _ in found.get(kind, ())]
    titles += [PurePosixPath(name).stem for name in scripts]
    titles += [name for kind in ("Flow", "CustomObject") for name, _ in found.get(kind, ())]
    application.draft.title = application.draft.title or (titles[0].replace("_", " ") if titles else "Salesforce")
    for name, flow in found.get("Flow", ()):
        reader.flow_component(name, flow["label"].name(), flow)
    for kind, add in (
        ("Flow", reader.flow),
        ("CustomObject", reader.object),
        ("PermissionSet", reader.permissions),
        ("Profile", reader.profile),
        ("SharingRules", reader.sharing),
        ("NamedCredential", reader.credential),
        ("RemoteSiteSetting", reader.remote_site),
        ("CspTrustedSite", reader.trusted_site),
        ("Network", reader.network),
        ("CustomSite", reader.site),
        ("MessagingChannel", reader.channel),
    ):
        for name, node in found.get(kind, ()):
            add(name, node)
    agents = Agents(application, reader.code, reader.flow_component)
    functions, plugins, planners = (
        dict(entry for kind in kinds for entry in found.get(kind, ()))
        for kinds in (("GenAiFunction",), ("GenAiPlugin",), ("GenAiPlanner", "GenAiPlannerBundle"))
    )
    for name, bot in found.get("Bot", ()):
        agents.bot(name, bot, functions_of(planners.get(name), plugins), functions)
    for name in scripts:
        agents.script(export, name)


def _is_own(step: Node) -> bool:
    """Whether a step is about the record that started its flow."""
    return step["inputReference"].name() == "$Record"


class _Reader:
    """Adds what single files say to one application."""

    def __init__(self, application: ApplicationDraft) -> None:
        self.application = application

    def _object(self, name: str, node: Node) -> Ref:
        key = part_key("object", name)
        return self.application.component(key, name, "data-store", node, technology="Salesforce object")

    def code(self, node: Node, name: str = "") -> Ref:
        """The component of code: a class by its name, or all that the organisation has."""
        shown = f"Apex {name}" if name else "Code of the organisation"
        return self.application.component(part_key("code", name), shown, "service", node, technology="Apex")

    def flow_component(self, name: str, label: str, node: Node) -> Ref:
        """The component that stands for a flow, the same one each time it is asked for by its API name."""
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
        start, own = node["start"], node["start"]["object"].name()
        if own:
            begun = self.application.flow(self._object(own, start), ref, start, name="What it starts with", **facts)
            if started == "record-change":
                changes = known()["started_by"].get(start["recordTriggerType"].name(), ANY_CHANGE)
                self.application.state(begun, start, starts_on=changes)
        for element, is_read in known()["records"].items():
            for step in elements(node, element):
                table = step["object"].name() or (own if _is_own(step) else "")
                if table:
                    other = self._object(table, step)
                    source, target = (other, ref) if is_read else (ref, other)
                    name = step["label"].name() or element
                    moved = self.application.flow(source, target, step, name=name, **facts)
                    if not is_read:
                        # before a record is saved, a change of it is part of that saving and starts nothing
                        is_part = trigger == "RecordBeforeSave" and _is_own(step)
                        self.application.state_writes(moved, step, () if is_part else known()["changes"].get(element))
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
            other = self.code(step, name)
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
        for entry in elements(node, "objectPermissions"):
            self._opens(entry, node["label"].name() or name)

    def profile(self, name: str, node: Node) -> None:
        """A profile: that of guests says what visitors do; of others, what they open of the export's own objects."""
        is_of_guests = node["userLicense"].name() == known()["guest_license"]
        for entry in elements(node, "objectPermissions"):
            if is_of_guests:
                self._opens_to_guests(entry)
            elif self.application.has("components", part_key("object", entry["object"].name())):
                self._opens(entry, name)

    def _opens(self, entry: Node, holders: str) -> None:
        changes = _is_true(entry["modifyAllRecords"])
        if changes or _is_true(entry["viewAllRecords"]):
            ref = self._object(entry["object"].name(), entry)
            self.application.describe(ref, f"Holders of “{holders}” {'change' if changes else 'see'} all rows.")
            self.application.state(ref, entry, edited_by=["group"] if changes else None)

    def _opens_to_guests(self, entry: Node) -> None:
        sees, changes = _is_true(entry["viewAllRecords"]), _is_true(entry["modifyAllRecords"])
        if not (sees or changes or _is_true(entry["allowCreate"]) or _is_true(entry["allowEdit"])):
            return
        ref = self._object(entry["object"].name(), entry)
        public = ["public"]
        edits = changes or _is_true(entry["allowEdit"])
        self.application.state(
            ref, entry, shared_with=public if sees or changes else None, edited_by=public if edits else None
        )
        if _is_true(entry["allowCreate"]):
            self.application.describe(ref, "Visitors without an account may add rows.")

    def sharing(self, name: str, node: Node) -> None:
        """The rules that share rows of an object with more than its default does."""
        for kind in known()["sharing_rules"]:
            for rule in elements(node, kind):
                to = [
                    audience
                    for whom, audience in known()["shared_to"].items()
                    if rule["sharedTo"][whom].value is not None
                ] or ["group"]
                edits = rule["accessLevel"].name() == "Edit"
                ref = self._object(name, rule)
                self.application.state(ref, rule, shared_with=to, edited_by=to if edits else None)

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
        if _is_true(node["isActive"]):
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
        self.application.flow(self.code(node), other, node, name="Callouts", identity=identity, **facts)

    def trusted_site(self, name: str, node: Node) -> None:
        """A host from which pages load, or to which they send, whatever code the page has."""
        if not _is_true(node["isActive"]):
            return
        stated = node["endpointUrl"].name()
        where = read_address(stated.replace("://*.", "://"))
        if not where.host:
            return
        host = f"Hosts below {where.host}" if "://*." in stated else where.host
        service = service_name(where.host)
        other = self.application.component(
            f"host: {host}", service or host, "external-service", node, called=(service or host, where.host)
        )
        pages = self.application.component(
            "pages", "Pages of the organisation", "screen", node, technology="Lightning Experience"
        )
        loaded = [words for use, words in known()["loaded"].items() if _is_true(node[use])]
        if _is_true(node["isApplicableToConnectSrc"]):
            self.application.flow(pages, other, node, name="Requests of pages", transport=where.transport)
        if loaded:
            text = f"{', '.join(loaded).capitalize()} of pages"
            self.application.flow(other, pages, node, name=text, transport=where.transport)

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
            by=UNSTATED,
            reached_by=["public"] if is_live else None,
        )
        people = self.application.component(f"caller: {who}", who, "person", node)
        self.application.flow(people, ref, node, name=f"Entries in {name}")

    def site(self, name: str, node: Node) -> None:
        """A site without members; that of an Experience Cloud site is read with its network."""
        if node["siteType"].name() not in known()["sites"]:
            return
        label = node["masterLabel"].name() or name
        ref = self.application.component(part_key("site", name), label, "screen", node, technology="Salesforce site")
        is_live = _is_true(node["active"])
        if not is_live:
            self.application.describe(ref, "Not active in the sources.")
        who = "Visitors of the site"
        self.application.entry(
            f"site {name}",
            label,
            ref,
            node,
            exposed_to=who,
            by="none",
            sign_in="none",
            reached_by=["public"] if is_live else None,
        )
        people = self.application.component(f"caller: {who}", who, "person", node)
        self.application.flow(people, ref, node, name=f"Entries in {label}")

    def channel(self, name: str, node: Node) -> None:
        """A channel of messages, by which customers reach the flow that passes them on."""
        flow = node["sessionHandlerFlow"].name()
        if not flow:
            return
        ref = self.flow_component(flow, "", node)
        self.application.state(ref, node, starts_on=["message"])
        who = known()["channels"].get(node["messagingChannelType"].name(), "Whoever can write to the channel")
        label = node["masterLabel"].name() or name.replace("_", " ")
        self.application.entry(f"channel {name}", label, ref, node, exposed_to=who, by=UNSTATED)


def _is_true(node: Node) -> bool:
    return node.name() in ("true", "yes")


PLATFORM = Platform("salesforce", "Salesforce", _recognises, _read)
