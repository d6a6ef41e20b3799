"""What a step is and does: its type, its operation, and whether that brings data or sends it."""

import re
from collections.abc import Collection, Mapping
from functools import lru_cache

from trailbook.interchange.platforms.application import ANY_CHANGE, Changes
from trailbook.interchange.platforms.power_platform.parts import known
from trailbook.interchange.source import Node
from trailbook.records.vocabulary import RecordChange

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CALLS = ("Agent", "ApiManagement", "Workflow")
_METHODS = ("parameters/method", "request/method", "method", "Method")


def type_of(step: Node) -> str:
    """The type of a step as the tables spell it: the platform takes ``foreach`` for ``Foreach``."""
    stated = step["type"].name()
    return _spelling().get(stated.casefold(), stated)


@lru_cache(maxsize=1)
def _spelling() -> Mapping[str, str]:
    """The types of steps that are known, by the same in small letters."""
    types = (*known()["plumbing"], *known()["code"], *(name.partition("/")[0] for name in known()["triggers"]), *_CALLS)
    return {type.casefold(): type for type in types}


def operation_of(step: Node) -> str:
    """The operation of a connector that a step calls, or method and path where it says these.

    Older flows keep the operation among what the editor notes; a trigger that asks again and again says where.
    """
    inputs = step["inputs"]
    provider = inputs["serviceProviderConfiguration"]
    noted = step["metadata"]["flowSystemMetadata"]["swaggerOperationId"]
    for where in (inputs["host"]["operationId"], inputs["operationId"], provider["operationId"], noted):
        if where.there:
            return where.name()
    asked = inputs["fetch"]["pathTemplate"]["template"].name().rstrip("/").rpartition("/")[2]
    if asked in known()["started"]:
        return asked
    path = inputs["path"].name().partition("?")[0].partition("@{")[0].rstrip("/('")
    return f"{inputs['method'].name().upper()} {path}".strip() or "Calls"


def step_reads(operation: str, step: Node) -> bool:
    """Whether an operation brings data into the flow: by its method, or its first word."""
    inputs = step["inputs"]
    for method in (*(inputs["parameters"][key] for key in _METHODS), inputs["method"]):
        if method.there:
            return method.name().upper() == "GET"
    return reads(operation)


def reads(operation: str) -> bool:
    """Whether an operation of a connector reads, by its first word."""
    return _first_word(operation) in known()["reads"]


def writes(operation: str) -> bool:
    """Whether an operation of a connector is known to write, by its first word."""
    return _first_word(operation) in known()["writes"]


def _first_word(operation: str) -> str:
    return next(iter(_WORDS.findall(operation)), "").capitalize()


def changes_by(operation: str) -> Changes:
    """What an operation does with the records of a store; None if its name does not say."""
    if " " in operation or operation in known()["unsure"]:
        return None
    found: Changes = known()["changes"].get(_first_word(operation))
    return found


def changes_that_start(operation: str, trigger: Node) -> Collection[RecordChange]:
    """What happens to records when a trigger of a connector fires; any change if the flow does not say which."""
    message = trigger["inputs"]["parameters"]["subscriptionRequest/message"].value
    if message is not None:
        found: Collection[RecordChange] = known()["messages"].get(str(message), ANY_CHANGE)
        return found
    name = operation.rpartition("/")[2].casefold().removeprefix("get")
    return next((changes for begin, changes in known()["started_by"].items() if name.startswith(begin)), ANY_CHANGE)
