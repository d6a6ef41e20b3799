"""Flows of Power Automate and workflows of Logic Apps: one walk over their actions, which both write alike."""

import re
from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.power_platform.connections import Connection
from trailbook.interchange.platforms.power_platform.operations import changes_by, operation_of, step_reads, type_of
from trailbook.interchange.platforms.power_platform.parts import EXPRESSION, CloudFlow, Parts, add_flow, known
from trailbook.interchange.platforms.power_platform.solution import GUID
from trailbook.interchange.platforms.power_platform.triggers import Triggers
from trailbook.interchange.platforms.values import credentials_in, part_key, read_address, report_credential
from trailbook.interchange.source import Node

_OUTSIDE = re.compile(r"trigger(?:Body|Outputs|FormDataValue|FormDataMultiValues)\(")
_RESULT = re.compile(r"(?:outputs|body|actions)\('([^']{1,200})'\)")
_ESCAPED = re.compile(r"(?:encodeUriComponent|uriComponent|int|float|formatDateTime)\(")


def actions_of(definition: Node) -> Iterator[tuple[str, Node]]:
    """Every action of a definition, however deep in conditions, loops, scopes and tools of agents, by its name."""
    pending = deque([definition["actions"]])
    while pending:
        for name, action in pending.popleft().entries():
            if not isinstance(action.value, Mapping):
                action.wrong("keys with values")
                continue
            yield name, action
            pending += [action["actions"], action["else"]["actions"], action["default"]["actions"]]
            pending += [inner["actions"] for branch in ("cases", "tools") for _, inner in action[branch].entries()]


class Walk:
    """One walk over a flow, which adds to an application what the flow reaches and who starts it.

    ``keys`` are those of all flows of the export by what they are in lower case: names of workflows have no case.
    """

    def __init__(self, application: ApplicationDraft, flow: CloudFlow, keys: Mapping[str, str]) -> None:
        self.application = application
        self.flow = flow
        self.keys = keys
        self.ref = add_flow(application, flow)
        self.parts = Parts(application, flow, self.ref)
        self.agents: list[tuple[Ref, Node]] = []
        """The agents that the flow itself defines, each with its definition."""
        self.triggers = Triggers(application, flow, self.ref, self.parts)
        self._written_outside: set[str] = set()
        self._is_secured = True

    def read(self) -> None:
        """Add triggers, then actions, then what all of them together say of the flow."""
        for name, trigger in self.flow.definition["triggers"].entries():
            self._secure(trigger)
            self.triggers.add(name, trigger)
            if type_of(trigger) in ("Http", "HttpWebhook") and self.flow.connections.of(trigger) is None:
                self._http(trigger)
        steps = list(actions_of(self.flow.definition))
        outside = set(known()["written_outside"])
        self._written_outside = {name for name, action in steps if operation_of(action) in outside}
        for name, action in steps:
            self._action(name, action)
        silence = dict(known()["silence"])
        silence["logs_data"] = silence["logs_data"] and not self._is_secured
        self.application.state(self.ref, self.flow.definition, **silence)

    # -- actions ---------------------------------------------------------------------------------

    def _action(self, name: str, action: Node) -> None:
        type = type_of(action)
        connection = self.flow.connections.of(action)
        if type == "Response" and (caller := self.triggers.caller) is not None:
            self.application.flow(self.ref, caller, action, name=f"Answers of {self.flow.name}")
        elif connection is not None:
            self._secure(action)
            self._connector(name, action, connection)
        elif type == "Workflow":
            self._child(action)
        elif type in ("Http", "HttpWebhook", "ApiManagement"):
            self._secure(action)
            self._http(action)
        elif type in known()["code"]:
            self._code(action, known()["code"][type])
        elif type == "Agent":
            ref = self._agent(name, action, "Azure Logic Apps")
            self.application.flow(self.ref, ref, action, name="Instructions and input", read_as="prompt")
            self.application.flow(ref, self.ref, action, name="Calls of tools")
        elif type not in known()["plumbing"]:
            self.parts.unknown(name, action, type)

    def _connector(self, name: str, action: Node, connection: Connection) -> None:
        operation = operation_of(action)
        if operation in known()["agents"]:
            agent = action["inputs"]["parameters"][known()["agents"][operation]].name()
            self._exchange(action, self._called_agent(name, action, agent), connection)
        elif operation in known()["hidden_agents"]:
            self._exchange(action, self._hidden_agent(name, action), connection)
        elif (is_own := operation.startswith(tuple(known()["models"]))) or connection.api in known()["model_services"]:
            name = "AI Builder" if is_own else ""
            self._exchange(action, self.parts.service(action, connection, name), connection)
        else:
            if operation in known()["scripts"]:
                self.application.state(self.ref, action, tools=["run-code"])
            waits = type_of(action).casefold().endswith("webhook")  # it asks somebody, and goes on with the answer
            reads = step_reads(operation, action)
            if reads or waits:
                self.parts.move(action, connection, operation, reads=True)
            if not reads or waits:
                self.parts.move(action, connection, operation, reads=False, writes=changes_by(operation))
        self._joined(action, connection)

    def _exchange(self, action: Node, other: Ref, connection: Connection) -> None:
        """What goes to a model or an agent, which takes it for a prompt, and what comes back."""
        name, identity, facts = self.flow.name, connection.identity, connection.facts
        self.application.flow(
            self.ref,
            other,
            action,
            name=f"Questions of {name}",
            identity=identity,
            read_as="prompt",
            **facts,
        )
        self.application.flow(other, self.ref, action, name=f"Answers to {name}", identity=identity, **facts)

    def _joined(self, action: Node, connection: Connection) -> None:
        """Text from outside that becomes part of a query or an address."""
        for parameter, value in action["inputs"]["parameters"].entries():
            how = known()["read_as"].get(parameter)
            if how and self._is_from_outside(value.value):
                other = self.parts.store(action, connection) or self.parts.service(action, connection)
                name, identity = operation_of(action), connection.identity
                self.application.flow(
                    self.ref,
                    other,
                    action,
                    name=name,
                    identity=identity,
                    read_as=how,
                    checked=False,
                    **connection.facts,
                )

    def _is_from_outside(self, value: object) -> bool:
        """Whether an expression joins in what whoever started the flow sent, and nothing in it makes that harmless."""
        if not isinstance(value, str) or not EXPRESSION.search(value) or _ESCAPED.search(value):
            return False
        return bool(_OUTSIDE.search(value)) or any(step in self._written_outside for step in _RESULT.findall(value))

    def _http(self, action: Node) -> None:
        """A request to a web address, under the sign-in that the action states."""
        inputs = action["inputs"]
        authentication = inputs["authentication"]
        is_computed = isinstance(authentication.value, str)
        where = read_address(self.parts.resolved(inputs["uri"]))
        ref = self.parts.host(action, where)
        self._written_out(authentication)
        is_joined = self._is_from_outside(inputs["uri"].value)
        facts: dict[str, Any] = {
            "signs_in_with": None if is_computed else known()["authentication"].get(authentication["type"].name()),
            "transport": where.transport,
        }
        method = inputs["method"].name().upper() or "GET"
        if method != "GET" or is_joined:
            read_as, checked = ("address", False) if is_joined else (None, None)
            self.application.flow(
                self.ref, ref, action, name=f"{method} requests", read_as=read_as, checked=checked, **facts
            )
        if method == "GET":
            self.application.flow(ref, self.ref, action, name="Answers to GET requests", **facts)

    def _written_out(self, authentication: Node) -> None:
        """A secret of a request that is in the flow itself, where a reference to a vault or a variable should be."""
        for key in known()["secrets"]:
            secret = authentication[key]
            if isinstance(secret.value, str) and secret.there and not EXPRESSION.search(secret.value):
                if not credentials_in(key, secret.value):  # else it is reported with the rest of the file
                    report_credential(secret, f"the {key} of a request")
                self.application.state(self.ref, secret, secrets_in="plain")

    def _code(self, action: Node, runner: str) -> None:
        self._secure(action)
        self.application.state(self.ref, action, tools=["run-code"])
        if not runner.startswith("Inline"):
            ref = self.application.component(f"code: {runner}", runner, "external-service", action, called=(runner,))
            self.application.flow(self.ref, ref, action, name=f"Calls of {runner}")

    def _child(self, action: Node) -> None:
        """Another flow that this one starts, which may be in the export or not."""
        host = action["inputs"]["host"]
        own = host["workflowReferenceName"].name().casefold().strip("{}") or host["workflow"]["id"].name()
        own = own.rpartition("/")[2]
        key = part_key("flow", own)
        key = self.keys.get(key.casefold(), key)
        if own and key != self.flow.key:
            called = f"Flow {own[-12:] if GUID.fullmatch(own) else own} (not in the export)"
            child = self.application.component(key, called, "automation", action)
            self.application.flow(self.ref, child, action, name=f"Start by {self.flow.name}")

    # -- agents ----------------------------------------------------------------------------------

    def _called_agent(self, name: str, action: Node, agent: str) -> Ref:
        """An agent that is called by its name, which may be in the export or not."""
        if not agent or EXPRESSION.search(agent):
            key, called = f"agent of {name} in {self.flow.key}", f"An agent that {self.flow.name} chooses"
        else:
            key, called = part_key("agent", agent), agent
        return self.application.component(key, called, "agent", action, technology="Copilot Studio")

    def _hidden_agent(self, name: str, action: Node) -> Ref:
        """An agent that only this action has: it is in no list of agents."""
        ref = self._agent(name, action, "Copilot Studio")
        self.application.describe(ref, "Defined in the flow itself, so that no list of agents has it.")
        for key in ("body/definition", "body/botDefinition"):
            definition = action["inputs"]["parameters"][key]
            if definition.there:
                self.agents.append((ref, definition))
        return ref

    def _agent(self, name: str, action: Node, technology: str) -> Ref:
        called = f"{name.replace('_', ' ')} in {self.flow.name}"
        key = f"agent {name} in {self.flow.key}"
        return self.application.component(key, called, "agent", action, technology=technology)

    def _secure(self, step: Node) -> None:
        """Whether the run history keeps what a step reads and writes."""
        hidden = [entry.name() for entry in step["runtimeConfiguration"]["secureData"]["properties"].each()]
        self._is_secured = self._is_secured and {"inputs", "outputs"} <= set(hidden)
