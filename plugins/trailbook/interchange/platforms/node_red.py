"""Node-RED: flows as the editor exports them and as ``flows.json`` keeps them."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.export import Export
from trailbook.interchange.platforms.hosts import request
from trailbook.interchange.platforms.reading import Platform
from trailbook.interchange.platforms.services import service_name
from trailbook.interchange.platforms.tables import read_table
from trailbook.interchange.platforms.values import is_filled_in, part_key, read_address, report_credentials, shown_path
from trailbook.interchange.source import Node, clean

_UNSTATED = "Not in the flows: settings.js says it, and asks nobody if it says nothing"
_EVERYBODYS = ("flow", "flows")
"""The names of files that say nothing of what is in them."""
_MOST_TABS = 50
"""The most tabs in which one subflow is drawn."""
_GLOBAL = re.compile(r"\bglobal\.(get|set)\(")


def table() -> Mapping[str, Any]:
    """What is known of node types (``node_red.yaml``)."""
    return read_table("node_red")


def _recognises(export: Export) -> list[str]:
    """The JSON files that are a list of nodes with types, some of which are wired."""
    found = []
    for name in export.named(".json"):
        data = export.files[name].replace(b"\0", b"")
        if b'"wires"' in data and b'"type"' in data and (root := export.node(name)) is not None:
            nodes = root.value
            if isinstance(nodes, tuple) and any(isinstance(node, Mapping) and "wires" in node for node in nodes):
                found.append(name)
    return found


def _read(export: Export, names: list[str], application: ApplicationDraft) -> None:
    for name in names:
        if (root := export.node(name)) is not None:
            path = PurePosixPath(name)
            _Flows(
                application, root, path.stem if path.stem not in _EVERYBODYS else path.parent.name or path.stem
            ).read()


class _Flows:
    """Reads the nodes of one file. What is in a subflow belongs to every tab in which the subflow is."""

    def __init__(self, application: ApplicationDraft, root: Node, stem: str) -> None:
        self.application = application
        self.root = root
        self.stem = stem
        self.nodes = [node for node in root.mappings() if node["d"].value is not True]
        self.by_id = {str(node["id"].value): node for node in self.nodes}
        self.tabs: dict[str, Ref] = {}
        self.fed = {
            str(end.value)
            for node in self.nodes
            for output in (node["wires"].each() if isinstance(node["wires"].value, tuple) else ())
            for end in (output.each() if isinstance(output.value, tuple) else ())
        }
        """The ids of nodes to which another node sends something."""

    def read(self) -> None:
        labels = [node["label"].name() for node in self.nodes if _type(node) == "tab"]
        draft = self.application.draft
        draft.title = draft.title or (labels[0] if len(labels) == 1 and labels[0] else self.stem)
        self.homes = self._find_homes()
        for node in self.nodes:
            if _type(node) == "tab":
                self._tab(str(node["id"].value), node)
        for node in self.nodes:
            if node["wires"].there or "wires" in node.value:
                for home in self.homes.get(str(node["z"].value or ""), [str(node["z"].value or "")]):
                    self._use(node, self._tab(home, node))
            elif _type(node) in ("ui_base", "ui-base"):
                self._dashboard(node)
        self._link()

    # -- tabs and subflows -------------------------------------------------------------------------

    def _find_homes(self) -> dict[str, list[str]]:
        """The tabs in which each subflow is, also by way of other subflows."""
        within: dict[str, list[str]] = {}
        for node in self.nodes:
            if _type(node).startswith("subflow:"):
                within.setdefault(_type(node).removeprefix("subflow:"), []).append(str(node["z"].value or ""))
        found = {}
        for subflow in [str(node["id"].value) for node in self.nodes if _type(node) == "subflow"]:
            homes: dict[str, None] = {}
            seen, waiting = {subflow}, [subflow]
            while waiting and len(homes) < _MOST_TABS:
                for home in within.get(waiting.pop(), ()):
                    if home in within or _type(self.by_id.get(home)) == "subflow":
                        waiting += [home] if home not in seen else []
                        seen.add(home)
                    else:
                        homes[home] = None
            found[subflow] = [*homes]
        return found

    def _tab(self, id: str, at: Node) -> Ref:
        if id in self.tabs:
            return self.tabs[id]
        tab = self.by_id.get(id)
        label = tab["label"].name()[:80] if tab is not None else ""
        self.tabs[id] = part = self.application.component(
            part_key("tab", id or self.stem),
            label or self.application.draft.title,
            "automation",
            tab if tab is not None else at,
            technology="Node-RED flow",
        )
        if tab is not None and tab["disabled"].value is True:
            self.application.describe(part, "Switched off in the export; it can be switched on.")
        if tab is not None and (secret := report_credentials(tab["env"])) is not None:
            self.application.state(part, secret, secrets_in="plain")
        return part

    def _link(self) -> None:
        """What one tab hands to another by a link."""
        for node in self.nodes:
            links = node["links"].value if _type(node) in ("link out", "link call") else ()
            for other in links if isinstance(links, tuple) else ():
                target = self.by_id.get(str(other))
                ends = [self.tabs.get(str(end["z"].value or "")) for end in (node, target) if end is not None]
                if len(ends) == 2 and ends[0] and ends[1] and ends[0] != ends[1]:
                    name = f"What is linked to {self.application.name_of(ends[1])}"[:120]
                    self.application.flow(ends[0], ends[1], node, name=name)

    # -- nodes -------------------------------------------------------------------------------------

    def _use(self, node: Node, tab: Ref) -> None:
        known = table()
        type = _type(node)
        if (secret := report_credentials(node, is_prose=type == "comment")) is not None:
            self.application.state(tab, secret, secrets_in="plain")
        if type in known["entries"]:
            self._enter(node, tab, known["entries"][type])
        opened = known["connections"].get(type)
        if opened and self._is_in_mode(node, opened):
            self._connect(node, tab, opened)
        self._context(node, tab, _uses_of_context(node))
        if type in known["schedules"]:
            is_timed = type != "inject" or node["repeat"].there or node["crontab"].there or node["once"].value is True
            self.application.state(tab, node, starts_on=["schedule" if is_timed else "person"])
        elif type in known["code"]:
            self.application.describe(tab, "Runs code of its own.")
            self._context(node, tab, _GLOBAL.findall(_text(node, "func")))
        elif type in known["commands"]:
            self._command(node, tab)
        elif type in known["files"]:
            self.application.describe(tab, "Reads or writes files on the machine of Node-RED.")
        elif type in known["requests"]:
            self._request(node, tab)
        elif type.startswith(tuple(known["dashboard"])):
            self._dashboard(node, tab)
        elif type in known["services"] or not (
            opened or type in known["plumbing"] or type in known["entries"] or type.startswith("subflow:")
        ):
            self._service(node, tab, known["services"].get(type, {}))

    def _enter(self, node: Node, tab: Ref, known: Mapping[str, Any]) -> None:
        if not self._is_in_mode(node, known):
            return
        self.application.state(tab, node, starts_on=[known["starts_on"]])
        config = self._config(node, known)
        path = shown_path(_text(config if "config" in known else node, known.get("path", "")))
        port = re.sub(r"\D", "", _text(node, known.get("port", "")))[:5]
        method = re.sub(r"[^A-Z]", "", _text(node, known.get("method", "")).upper())[:7]
        parts = (known["title"], method, path if path.startswith("/") else "", f"port {port}" if port else "")
        self.application.entry(
            f"{tab.key} / {part_key(_type(node), str(node['id'].value or ''))}",
            " ".join(part for part in parts if part),
            tab,
            node,
            exposed_to="Whoever reaches this Node-RED" if method or port or path else "Whoever can send there",
            by=_UNSTATED if method else "Not in the flows",
        )

    def _dashboard(self, node: Node, tab: Ref | None = None) -> None:
        """The dashboard, which is one screen for all tabs."""
        part = self.application.component("dashboard", "Dashboard", "screen", node, technology="Node-RED dashboard")
        self.application.entry(
            "dashboard / entry",
            "Dashboard",
            part,
            node,
            exposed_to="Whoever reaches this Node-RED",
            by=_UNSTATED,
        )
        if tab is None:
            return
        is_input = _type(node) in table()["inputs"]
        if is_input:
            self.application.state(tab, node, starts_on=["person"])
            self.application.flow(part, tab, node, name="What people enter in the dashboard")
        if not is_input or str(node["id"].value) in self.fed:
            self.application.flow(tab, part, node, name="What the dashboard shows")

    def _context(self, node: Node, tab: Ref, verbs: list[str]) -> None:
        """The global context, which one flow sets and another gets."""
        for verb in dict.fromkeys(verbs):
            store = self.application.component(
                "global context", "Global context", "data-store", node, technology="Node-RED context, for all flows"
            )
            ends, name = ((store, tab), "Values of the") if verb == "get" else ((tab, store), "Values for the")
            self.application.flow(*ends, node, name=f"{name} global context")

    def _command(self, node: Node, tab: Ref) -> None:
        part = self.application.component("machine", "The machine of Node-RED", "service", node, called=(_type(node),))
        payload = node["addpay"].value
        is_built = payload is True or (isinstance(payload, str) and payload not in ("", "false"))
        self.application.flow(
            tab,
            part,
            node,
            name="Commands to the machine of Node-RED",
            read_as="command",
            checked=False if is_built or is_filled_in(_text(node, "command")) else None,
        )

    def _is_in_mode(self, node: Node, known: Mapping[str, Any]) -> bool:
        """Whether a node that can do one thing or another is set to do what the table says of it."""
        is_set = not known.get("needs") or bool(_text(node, known["needs"]))
        return is_set and all(node[name].value == value for name, value in known.get("only_if", {}).items())

    def _connect(self, node: Node, tab: Ref, known: Mapping[str, Any]) -> None:
        """A connection that a node opens to another machine."""
        config = self._config(node, known)
        stated = _text(config, known.get("address", "")) or _text(node, known.get("host", ""))
        if stated and "/" not in stated and not is_filled_in(stated):
            stated = f"host://{stated}"
        is_read = known.get("direction") == "read"
        if is_read:
            self.application.state(tab, node, starts_on=["message"])
        request(self.application, tab, node, stated, is_read=is_read, transport=self._tls(config))

    def _request(self, node: Node, tab: Ref) -> None:
        stated = _text(node, "url") or _text(node, "host")
        if stated and "/" not in stated and not is_filled_in(stated):
            stated = f"host://{stated}"
        request(
            self.application,
            tab,
            node,
            stated,
            is_read=_text(node, "method").upper() == "GET",
            signs_in_with=table()["signs_in_with"].get(_text(node, "authType")),
            transport=self._tls(node),
        )

    def _service(self, node: Node, tab: Ref, known: Mapping[str, Any]) -> None:
        type = _type(node)
        config = self._config(node, known)
        host = clean(_text(config, known.get("host", "")) or _text(node, known.get("own_host", "")))
        host = read_address(host).host or (host if re.fullmatch(r"[\w.-]{1,80}", host) else "")
        service = service_name(type) or f"unknown: {clean(type)[:80]}"
        if service.startswith("unknown: "):
            self.application.unknown.setdefault(clean(type)[:120], (node.reading.path, node.place.line))
        kept = _text(node, known.get("own", "")) or _text(config, known.get("table", ""))
        kept = kept if re.fullmatch(r"[\w.-]{1,60}", kept) else ""
        is_store = service in table()["stores"]
        name = f"{kept} in {service}" if is_store and kept else f"{service} at {host}" if host else service
        own = str(config["id"].value or "") if config is not node else ""
        part = self.application.component(
            part_key(f"{service} {kept}".strip(), own),
            name,
            "data-store" if is_store else "external-service",
            node,
            called=(service, type, *((host,) if host else ())),
            technology=service if name != service and not host else "",
        )
        is_read = known.get("direction") == "read"
        flow = self.application.flow(
            *((part, tab) if is_read else (tab, part)),
            node,
            name=f"Data from {name}" if is_read else f"Requests to {name}",
            transport=self._transport(config),
            read_as="query" if is_filled_in(_text(node, known.get("query", ""))) else None,
            checked=False if is_filled_in(_text(node, known.get("query", ""))) else None,
        )
        self.application.note(flow, "Hosts", host)

    def _config(self, node: Node, known: Mapping[str, Any]) -> Node:
        """The node that keeps the configuration of another; the node itself if it needs none, or none is exported."""
        return self.by_id.get(_text(node, known.get("config", "")), node)

    def _transport(self, config: Node) -> str | None:
        if (stated := self._tls(config)) is not None:
            return stated
        if isinstance(config["usetls"].value, bool):
            return "encrypted" if config["usetls"].value else "plain"
        return None

    def _tls(self, node: Node) -> str | None:
        """What the TLS configuration of a node states."""
        tls = self.by_id.get(_text(node, "tls"))
        if tls is None:
            return None
        return "unchecked" if tls["verifyservercert"].value is False else "encrypted"


def _type(node: Node | None) -> str:
    return str(node["type"].value or "") if node is not None else ""


def _uses_of_context(node: Node) -> list[str]:
    """How a node without code uses the global context: by the types that its values say they are of."""
    found = []
    if node["propertyType"].value == "global" or node["payloadType"].value == "global":
        found.append("get")
    for rule in node["rules"].mappings() if isinstance(node["rules"].value, tuple) else ():
        found += ["set"] if rule["pt"].value == "global" else []
        found += ["get"] if rule["tot"].value == "global" or rule["vt"].value == "global" else []
    return found


def _text(node: Node, name: str) -> str:
    value = node[name].value if name else None
    return value if isinstance(value, str) else ""


PLATFORM = Platform("node-red", "Node-RED", _recognises, _read)
