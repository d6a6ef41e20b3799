"""What the states of records mean: current, settled, in place, pending, in use. Each is defined here and nowhere else.

The words are those of ``records.vocabulary``.
"""

from trailbook.records.kinds.action import Action
from trailbook.records.kinds.connector import Connector
from trailbook.records.kinds.policy import PolicyException
from trailbook.records.kinds.threat_model import Mitigation, Threat
from trailbook.records.model import OwnedRecord, Record
from trailbook.records.vocabulary import (
    ActionState,
    ExceptionState,
    MitigationState,
    ShownVetting,
    ThreatState,
    VettingState,
)

# -- records -------------------------------------------------------------------------------------


def is_current(record: Record) -> bool:
    """Whether what a record says holds today: whether it is not retired.

    A retired record keeps its page and its trail. What it states is history: its threats, controls, mitigations,
    exceptions and steps count nowhere as current. A draft is current, and is marked as one. A connector is retired by
    its status or by the state of its vetting.
    """
    if isinstance(record, Connector):
        return vetting_state(record) != "retired"
    return not (isinstance(record, OwnedRecord) and record.status == "retired")


# -- threats and findings ------------------------------------------------------------------------

UNSETTLED: tuple[ThreatState, ...] = ("open", "in-discussion", "in-progress")
"""Somebody still has to act on a threat or finding."""

SETTLED: tuple[ThreatState, ...] = ("mitigated", "accepted", "false-positive")
"""Nobody has to act on a threat or finding."""

SET_ASIDE: tuple[ThreatState, ...] = ("accepted", "false-positive")
"""A threat or finding is settled, and nothing is done about it."""


def counts(threat: Threat) -> bool:
    """Whether a threat is a risk at all: whether it is not a false positive."""
    return threat.state != "false-positive"


# -- exceptions ------------------------------------------------------------------------------------

OVER: tuple[ExceptionState, ...] = ("refused", "ended")
"""An exception permits nothing, and is not asked for."""


def is_over(exception: PolicyException) -> bool:
    """Whether an exception permits nothing, and is not asked for. That its last day has passed is of no account."""
    return exception.state in OVER


# -- mitigations and actions ---------------------------------------------------------------------

IN_PLACE: tuple[MitigationState, ...] = ("implemented", "verified")
"""A mitigation reduces the risk today."""

PENDING: tuple[MitigationState, ...] = ("in-progress", "planned", "proposed")
"""A mitigation is neither in place nor withdrawn."""

PENDING_ACTIONS: tuple[ActionState, ...] = ("open", "in-progress")
"""An action item is neither done nor dropped."""


def is_in_place(mitigation: Mitigation) -> bool:
    """Whether a mitigation reduces the risk today."""
    return mitigation.state in IN_PLACE


def is_pending(item: Mitigation | Action) -> bool:
    """Whether a mitigation or an action item is still to be carried out."""
    return item.state in (PENDING if isinstance(item, Mitigation) else PENDING_ACTIONS)


# -- connectors ----------------------------------------------------------------------------------


def vetting_state(connector: Connector) -> VettingState:
    """The state of a connector's vetting; retired also if the record is."""
    return "retired" if connector.status == "retired" else connector.vetting.state


def shown_vetting(connector: Connector) -> ShownVetting:
    """The state of a connector's vetting on pages."""
    return shown_state(vetting_state(connector))


def shown_state(state: VettingState) -> ShownVetting:
    """A state of vetting on pages. There ``restricted`` is a class of data, and no state."""
    return "on-conditions" if state == "restricted" else state


IN_USE: tuple[VettingState, ...] = ("approved", "restricted")
"""A connector may carry real data, freely or on terms."""

UNDECIDED: tuple[VettingState, ...] = ("proposed", "in-review")
"""Nobody has decided on a connector yet, so it may carry invented data at most."""

RULED_OUT: tuple[VettingState, ...] = ("blocked", "retired")
"""A connector may not be used."""

TO_CERTIFY: tuple[VettingState, ...] = (*IN_USE, "in-review")
"""A connector has a certification that falls due: it is in use, or its vetting has begun and should come to an end."""
