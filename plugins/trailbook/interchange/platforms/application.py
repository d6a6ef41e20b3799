"""The parts of an application, each once, however often an export names it."""

from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, get_args

from trailbook.interchange.draft import DraftPart, ModelDraft, Ref
from trailbook.interchange.platforms.values import part_key
from trailbook.interchange.source import Node
from trailbook.records.vocabulary import Audience, RecordChange, Tool, Trigger

WORST_FIRST = {
    "transport": ("plain", "unchecked", "encrypted"),
    "signs_in_with": ("none", "password", "key", "delegated", "certificate", "managed"),
    "runs_as": ("anonymous", "shared", "maker", "service", "user"),
    "rights": ("administrative", "wider", "least"),
    "secrets_in": ("plain", "setting", "connection", "vault", "none"),
    "read_as": ("command", "expression", "query", "address", "markup", "formula", "file", "prompt", "identity", "text"),
    "sign_in": ("none", "link", "key", "password", "single-sign-on", "multi-factor"),
    "checked": (False, True),
    "confirmed": (False, True),
    "logs_data": (True, False),
    "connection_shared": (True, False),
    "reads_untrusted": (True, False),
    "memory": ("shared", "per-person", "none"),
}
"""The words of each fact from the one that a rule would mind most: where two nodes differ, that one is kept."""

_ORDER = (*get_args(Audience), *get_args(Trigger), *get_args(Tool), *get_args(RecordChange))
"""The words of facts that are lists, so that these do not depend on where nodes are in a file."""
_NAMES = 3
"""How many of the things that move the name of a flow lists."""

Evidence = tuple[str, int]
"""A file of the export and a line of it, counted from 1."""

Stated = dict[tuple[str, str, str], tuple[str, int, int]]
"""Where in an export each part and each of its facts is stated, by section, key, and the fact's name or an empty one.

Each place is a file, a line and a column, counted from 1.
"""


ANY_CHANGE: tuple[RecordChange, ...] = get_args(RecordChange)
"""What is stated of a trigger whose export does not say which changes of records it waits for."""
Changes = Collection[RecordChange] | None
"""Changes of records; None if an export does not say which."""


@dataclass
class ApplicationDraft:
    """A draft that a reader fills. Parts are known by the platform's own keys, so that they are found again.

    ``services`` holds, by the key of a component, what the platform calls the service that it stands for: names by
    which the connector register is asked. ``stated`` says where in the export each part and fact is stated.
    """

    draft: ModelDraft
    services: dict[str, tuple[str, ...]] = field(default_factory=dict)
    stated: Stated = field(default_factory=dict)
    unknown: dict[str, Evidence] = field(default_factory=dict)
    """The types of nodes that no table knows, with where the first of each is."""
    _names: dict[str, dict[str, None]] = field(default_factory=dict)
    _parts: dict[tuple[str, str], DraftPart] = field(default_factory=dict)
    _unsaid: set[Ref] = field(default_factory=set)
    _notes: dict[tuple[str, str], dict[str, set[str]]] = field(default_factory=dict)

    def component(
        self,
        key: str,
        name: str,
        type: str,
        node: Node,
        *,
        called: tuple[str, ...] = (),
        technology: str = "",
        **facts: Any,
    ) -> Ref:
        """A component by its key. Named again, its facts are added to."""
        part = self._part("components", key, node, name=name, type=type, technology=technology)
        self._state(part, facts, node)
        if called:
            self.services.setdefault(key, called)
        return part.ref

    def flow(self, source: Ref, target: Ref, node: Node, *, name: str = "", identity: str = "", **facts: Any) -> Ref:
        """The data that moves from one component to another under one identity.

        ``name`` says what moves, or by what it is moved; the name of the flow lists the first few.
        """
        flow_key = part_key(f"{source.key} -> {target.key}", identity)
        part = self._part("flows", flow_key, node, source=source, target=target, identity=identity)
        self._state(part, facts, node)
        if name:
            names = self._names.setdefault(flow_key, {})
            names[name] = None
            more = len(names) - _NAMES
            part.fields["name"] = ", ".join(islice(names, _NAMES)) + (f" and {more} more" if more > 0 else "")
        return part.ref

    def entry(self, key: str, name: str, component: Ref, node: Node, *, exposed_to: str, by: str, **facts: Any) -> Ref:
        """A place where the application is reached; ``by`` is how whoever reaches it proves who they are, in words."""
        part = self._part(
            "entry_points", key, node, name=name, component=component, exposed_to=exposed_to, authentication=by
        )
        self._state(part, facts, node)
        return part.ref

    def boundary(self, key: str, name: str, node: Node, **facts: Any) -> Ref:
        """A trust boundary, such as an environment of the platform."""
        part = self._part("boundaries", key, node, name=name)
        self._state(part, facts, node)
        return part.ref

    def state(self, ref: Ref, node: Node, **facts: Any) -> None:
        """Add facts to a part, with the place where they are stated."""
        self._state(self._parts[ref.section, ref.key], facts, node)

    def state_writes(self, flow: Ref, node: Node, changes: Changes) -> None:
        """Add to what a flow does with records. Where one node does not say it, nothing is stated of the flow."""
        if changes is None:
            self._unsaid.add(flow)
        else:
            self.state(flow, node, writes=tuple(changes))

    def describe(self, ref: Ref, sentence: str) -> None:
        """Add a sentence to the description of a part, once."""
        fields = self._parts[ref.section, ref.key].fields
        if sentence not in (known := fields.get("description", "")):
            fields["description"] = f"{known} {sentence}".strip()

    def note(self, ref: Ref, about: str, value: str) -> None:
        """Add a value to a list in the description of a part: an operation, a host, a model."""
        if value:
            self._notes.setdefault((ref.section, ref.key), {}).setdefault(about, set()).add(value)

    def finish(self) -> None:
        """Write what was noted into the descriptions, in an order that no file decides; drop what is unsure."""
        for (section, key), notes in self._notes.items():
            for about, values in sorted(notes.items()):
                self.describe(self._parts[section, key].ref, f"{about}: {', '.join(sorted(values))}.")
        self._notes.clear()
        for flow in self._unsaid:
            self._parts[flow.section, flow.key].fields.get("facts", {}).pop("writes", None)
            self.stated.pop((flow.section, flow.key, "writes"), None)

    def has(self, section: str, key: str) -> bool:
        """Whether there is a part by a key."""
        return (section, key) in self._parts

    def name_of(self, ref: Ref) -> str:
        """What a part of the draft is called; empty if the export gives it no name. Raises ``KeyError`` for no part."""
        return str(self._parts[ref.section, ref.key].fields.get("name", ""))

    def rename(self, ref: Ref, name: str) -> None:
        """Give a part another name."""
        self._parts[ref.section, ref.key].fields["name"] = name

    def own(self, ref: Ref, owner: str) -> None:
        """Name the team that a component belongs to."""
        self._parts[ref.section, ref.key].fields["owner"] = owner

    def name_differently(self) -> None:
        """Tell services of one name apart: by their credentials, or else by numbers in the order of their keys."""
        identities = {
            end.key: part.fields["identity"]
            for part in self.draft.of("flows")
            if "identity" in part.fields
            for end in (part.fields["source"], part.fields["target"])
        }
        for parts in self._services_of_one_name():
            if len({identities.get(part.key) for part in parts}) > 1:
                for part in parts:
                    part.fields["name"] += f" ({identities[part.key]})" if part.key in identities else ""
        for parts in self._services_of_one_name():
            for number, part in enumerate(sorted(parts, key=lambda part: part.key), 1):
                part.fields["name"] += f", no. {number}" if number > 1 else ""

    def _services_of_one_name(self) -> list[list[DraftPart]]:
        found: dict[str, list[DraftPart]] = {}
        for part in self.draft.of("components"):
            if part.key in self.services:
                found.setdefault(part.fields.get("name", ""), []).append(part)
        return [parts for parts in found.values() if len(parts) > 1]

    def connect(self, key: str, connector: str) -> None:
        """Name the connector record of a component."""
        self._parts["components", key].fields["connector"] = connector

    def _part(self, section: str, key: str, node: Node, **fields: Any) -> DraftPart:
        if (section, key) not in self._parts:
            self.stated[section, key, ""] = (node.reading.path, *node.place)
            self._parts[section, key] = self.draft.add(section, key, node, **fields)
        return self._parts[section, key]

    def _state(self, part: DraftPart, facts: dict[str, Any], node: Node) -> None:
        """Add facts, the worse of two where they differ, with their place. What is None is not stated.

        Several values of a fact are all kept, with the place of what is most open: of the triggers that is the one
        from outside.
        """
        known = part.fields.setdefault("facts", {}) if any(value is not None for value in facts.values()) else {}
        for name, value in facts.items():
            if value is None:
                continue
            before = known.get(name)
            if isinstance(value, (list, tuple)):
                known[name] = sorted({*(before or ()), *value}, key=_ORDER.index)
            elif name in known and name in WORST_FIRST:
                known[name] = min(known[name], value, key=WORST_FIRST[name].index)
            else:
                known.setdefault(name, value)
            is_worst = not isinstance(value, (list, tuple)) or not known[name] or known[name][-1] in value
            if known[name] != before and is_worst:
                self.stated[part.section, part.key, name] = (node.reading.path, *node.place)
