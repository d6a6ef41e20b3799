"""Requests to addresses: a host is an external service; what is behind an address that is given at run time is any."""

from typing import Any

from trailbook.interchange.draft import Ref
from trailbook.interchange.platforms.application import ApplicationDraft
from trailbook.interchange.platforms.services import service_name
from trailbook.interchange.platforms.values import Address, read_address
from trailbook.interchange.source import Node

AT_RUN_TIME = "An address that is given at run time"
"""The name of whatever is behind an address that no export states."""


def host_name(address: Address) -> str:
    """What the service at an address is called: by its host, or else by what says at run time where it is."""
    by_setting = f"The address in {address.setting}" if address.setting else AT_RUN_TIME
    return service_name(address.host) or address.host or by_setting


def request(
    application: ApplicationDraft,
    user: Ref,
    node: Node,
    stated: str,
    *,
    is_read: bool = False,
    technology: str = "",
    **facts: Any,
) -> Ref:
    """The flow of requests to an address on behalf of an automation or an agent.

    What is only read comes from the host; whoever decides on the address itself sends something to it.
    """
    address = read_address(stated)
    name = host_name(address)
    part = application.component(
        f"host {name}" if not address.is_given else f"{name} {user.key}",
        name,
        "external-service",
        node,
        called=(name, address.host) if address.host else (),
        technology=technology,
        chosen_at_run_time=True if address.is_given else None,
    )
    facts["transport"] = facts.get("transport") or address.transport
    if address.is_given:
        facts |= {"read_as": "address", "checked": False}
    comes_in = is_read and not address.is_given
    source, target = (part, user) if comes_in else (user, part)
    flow = application.flow(
        source, target, node, name=f"Data from {name}" if comes_in else f"Requests to {name}", **facts
    )
    application.note(flow, "Hosts", address.host)
    return flow
