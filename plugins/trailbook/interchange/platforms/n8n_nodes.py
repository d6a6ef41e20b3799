"""n8n's nodes: what a table knows of their types, and what of their parameters may be read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from trailbook.interchange.platforms.application import Changes
from trailbook.interchange.platforms.services import service_name
from trailbook.interchange.platforms.tables import read_table
from trailbook.interchange.platforms.values import Address, digest, is_filled_in, part_key, read_address, texts
from trailbook.interchange.source import Node, clean

_LONGEST = 60


@cache
def table() -> Mapping[str, Any]:
    """What is known of node types (``n8n.yaml``)."""
    known = read_table("n8n")
    return {name: frozenset(value) if name in _SETS else value for name, value in known.items()}


_SETS = (
    "plumbing",
    "queues",
    "messages",
    "stores",
    "files",
    "requests",
    "mcp",
    "calls",
    "agents",
    "reads_unless_stated",
    "searches",
)


@dataclass(frozen=True)
class N8nCredential:
    """A credential that a node names: its type, its id, and the name that people gave it."""

    type: str
    id: str
    name: str

    @property
    def signs_in_with(self) -> str | None:
        """The fact that the type states; None if it states none, or no table knows it."""
        folded = self.type.casefold()
        words = table()["signs_in_with"].items()
        return next((word for end, word in words if folded.endswith(end.casefold())), None)

    def key(self, what: str) -> str:
        """The key of a service under this credential."""
        return part_key(f"{what} {self.type}", self.id or self.name)


@dataclass(frozen=True)
class Target:
    """A table, list or document in a store: its name if the export states one, and what tells it from others."""

    name: str
    mark: str


class WorkflowNode:
    """A node of a workflow, with its type parted into package and name; texts are empty where the export has none."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.full_type = clean(str(node["type"].value or ""))[:120]
        self.package, _, self.own_type = self.full_type.rpartition(".")
        self.name = str(node["name"].value or "")
        self.parameters = node["parameters"]
        self.is_off = node["disabled"].value is True

    @property
    def is_community(self) -> bool:
        """Whether its package is not n8n's own."""
        return self.package not in table()["packages"]

    @cached_property
    def type(self) -> str:
        """Its type, as which a node that was made a tool of an agent has the type of what it is a tool of."""
        own = self.own_type
        base = own.removesuffix("Tool")
        if own == base or own in table()["mcp"] or own in table()["agents"] or service_name(own):
            return own
        return base if _is_known(base) else own

    @property
    def id(self) -> str:
        """Its id; the oldest exports have none, and then it is the name."""
        return str(self.node["id"].value or "") or self.name

    def text(self, *path: str) -> str:
        """A parameter's value as text; of a resource locator, the value inside it."""
        found = self.parameters
        for step in path:
            found = found[step]
        if isinstance(found.value, Mapping):
            found = found["value"]
        return found.value if isinstance(found.value, str) else ""

    @cached_property
    def credential(self) -> N8nCredential | None:
        """The credential that it signs in with, the first that is named; None without one."""
        stated = self.node["credentials"].value
        chosen = self.text("nodeCredentialType") or self.text("genericAuthType")
        if not isinstance(stated, Mapping) or not stated:
            return None
        type = chosen if chosen in stated else next(iter(stated))
        value = stated[type]
        if isinstance(value, Mapping):
            id, name = str(value.get("id") or ""), str(value.get("name") or "")
        else:  # n8n before 0.182 wrote the name alone
            id, name = "", str(value or "")
        return N8nCredential(clean(str(type))[:80], id, " ".join(clean(name).split())[:120])

    @cached_property
    def service(self) -> str | None:
        """The name of the service that its type stands for; None if no table knows one."""
        if self.is_community:
            return service_name(self.full_type) or (service_name(self.type) if self.type in table()["mcp"] else None)
        return service_name(self.type) or service_name(self.type.removesuffix("Trigger"))

    @property
    def is_trigger(self) -> bool:
        """Whether it starts the workflow."""
        return self.own_type.endswith("Trigger") or self.type in (
            *table()["entries"],
            *table()["starts"],
            "emailReadImap",
        )

    @property
    def starts_on(self) -> str:
        """On what it starts the workflow as a trigger that is no entry: a change of a record, a message, a time."""
        is_open = self.service in table()["messages"] or self.type in table()["queues"]
        found: str = table()["starts"].get(self.type) or ("message" if is_open else "record-change")
        return found

    @cached_property
    def operation(self) -> str:
        """The operation, if the export states one in words of n8n."""
        stated = self.text("operation") or self.text("mode") or self.text("method")
        return stated if re.fullmatch(r"[A-Za-z][A-Za-z0-9_:-]{0,40}", stated) else ""

    @property
    def reads(self) -> bool:
        """Whether data comes from the service, and nothing is sent to it but what is asked for."""
        if self.is_trigger:
            return True
        if self.type in table()["requests"]:
            return (self.text("method") or self.text("requestMethod") or "GET").upper() in ("GET", "HEAD")
        if not self.operation:
            return self.type in table()["reads_unless_stated"]
        return bool(_reads().match(self.operation)) and self.operation != "executeQuery"

    @property
    def changes(self) -> Changes:
        """What it does with the records of a store, or which changes of them it waits for; None if it does not say."""
        stated = self.operation
        if self.is_trigger:
            event = table()["events"].get(self.type, {"parameter": "", "silent": ""})
            is_other = any(self.text(name) not in ("", value) for name, value in event.get("only_if", {}).items())
            stated = "" if is_other else self.text(event["parameter"]) or event["silent"]
        found: Changes = table()["changes"].get(stated)
        return found

    @cached_property
    def address(self) -> Address | None:
        """Where it sends requests, if it has a parameter for that."""
        at = [("options", "baseURL"), *((name,) for name in table()["addresses"])]
        stated = next((text for path in at if (text := self.text(*path))), "")
        return read_address(stated) if stated else None

    @cached_property
    def target(self) -> Target | None:
        """The table, list or document that it works on; None if it names none or chooses it at run time."""
        for name in table()["tables"]:
            value = self.text(name)
            if not value or value.startswith("=") or is_filled_in(value):
                continue
            shown = self.parameters[name]["cachedResultName"].value
            mode = self.parameters[name]["mode"].value
            called = shown if isinstance(shown, str) and shown else value if mode in (None, "name") else ""
            if mode == "list" and not called and re.fullmatch(r"[a-z_][a-z0-9_]{0,60}", value):
                called = value  # a table of a database, whose name is what it is chosen by
            return Target(" ".join(clean(called).split())[:_LONGEST], digest(value))
        return None

    @cached_property
    def query(self) -> bool | None:
        """Whether a query that it sends is safe: False if values are written into it, True if they are bound."""
        stated = [text for name in table()["queries"] if (text := self.text(name))]
        if any(is_filled_in(text) or "$fromAI" in text for text in stated):
            return False
        return True if stated and self.parameters["options"]["queryReplacement"].there else None

    @cached_property
    def chosen_by_model(self) -> tuple[str, ...]:
        """The names of the parameters whose values the model chooses (``$fromAI``)."""
        found = (name for name, here in texts(self.parameters) if "$fromAI" in here.value)
        return tuple(dict.fromkeys(name for name in found if re.fullmatch(r"\w{1,40}", name)))

    @property
    def model(self) -> str:
        """The name of a language model, if it is stated."""
        stated = next((text for name in ("model", "modelId", "modelName") if (text := self.text(name))), "")
        return stated if re.fullmatch(r"(?:models/)?[\w.:/-]{1,60}", stated) else ""


@cache
def _reads() -> re.Pattern[str]:
    return re.compile("|".join(table()["reads"]), re.IGNORECASE)


@cache
def _is_known(type: str) -> bool:
    known = table()
    sets = any(type in known[name] for name in (*_SETS, "code", "commands", "entries", "starts"))
    return sets or service_name(type) is not None
