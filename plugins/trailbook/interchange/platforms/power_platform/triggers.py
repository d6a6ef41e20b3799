"""Triggers of flows and workflows: what starts them, who comes in there, and how they sign in."""

from collections.abc import Mapping
from typing import Any

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.power_platform.connections import Connection
from trailbook.interchange.platforms.power_platform.operations import changes_that_start, operation_of, type_of
from trailbook.interchange.platforms.power_platform.parts import CloudFlow, Parts, known
from trailbook.interchange.source import Node

_UNSTATED = "Not stated in the export"


class Triggers:
    """Adds the triggers of one flow. ``caller`` is whoever starts it by an address, a button, or an app."""

    def __init__(self, application: ApplicationDraft, flow: CloudFlow, ref: Ref, parts: Parts) -> None:
        self.application = application
        self.flow = flow
        self.ref = ref
        self.parts = parts
        self.caller: Ref | None = None

    def add(self, name: str, trigger: Node) -> None:
        """Add what a trigger says: what starts the flow, and who."""
        type, kind = type_of(trigger), trigger["kind"].name()
        found = known()["triggers"].get(f"{type}/{kind}" if kind else type) or known()["triggers"].get(type)
        connection = self.flow.connections.of(trigger)
        if connection is not None and type != "Request":
            self._started_by(name, trigger, connection)
        elif found is None:
            self.parts.unknown(name, trigger, type)
        else:
            self.application.state(self.ref, trigger, starts_on=[found["starts_on"]])
            self._entry(name, trigger, found)

    def _entry(self, name: str, trigger: Node, found: Mapping[str, Any]) -> None:
        """Where whoever starts the flow comes in, if the kind of its trigger has such a place."""
        if found.get("asks") == "address":
            found = {"entry": "Address", **self._asked(trigger["inputs"]["triggerAuthenticationType"])}
        if "entry" not in found:
            return
        caller, sign_in = found["caller"], found.get("sign_in")
        self.caller = self.application.component(f"caller: {caller}", caller, "person", trigger)
        unchecked = False if sign_in in ("link", "none") else None
        started = f"Start of {self.flow.name}"
        self.application.flow(self.caller, self.ref, trigger, name=started, sender_checked=unchecked)
        self.application.entry(
            f"trigger {name} of {self.flow.key}",
            f"{found['entry']} of {self.flow.name}",
            self.ref,
            trigger,
            exposed_to=caller,
            by=found["by"],
            sign_in=sign_in,
            reached_by=found.get("reached_by"),
        )

    def _asked(self, setting: Node) -> Mapping[str, Any]:
        """How the address asks its callers to sign in: by its own setting, or by the policies of the workflow."""
        if self.flow.connections.needs_token:
            return dict(known()["addresses"]["Tenant"])
        unstated = {"caller": "Whoever the setting of the trigger lets in", "by": _UNSTATED}
        return dict(known()["addresses"].get(setting.name(), unstated))

    def _started_by(self, name: str, trigger: Node, connection: Connection) -> None:
        """A trigger of a connector: the service sends what happened."""
        operation = operation_of(trigger)
        found = known()["started"].get(operation, {"starts_on": "record-change"})
        self.application.state(self.ref, trigger, starts_on=[found["starts_on"]])
        changes = changes_that_start(operation, trigger) if found["starts_on"] == "record-change" else None
        self.parts.move(trigger, connection, operation, reads=True, starts_on=changes)
        if "entry" in found:
            entry = f"{found['entry']} of {self.flow.name}"
            key = f"trigger {name} of {self.flow.key}"
            self.application.entry(key, entry, self.ref, trigger, exposed_to=found["exposed_to"], by=_UNSTATED)
