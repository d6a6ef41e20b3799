"""What somebody permits until some day: approved exceptions to controls, and accepted risks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trailbook.records.kinds.policy import Policy, PolicyException
from trailbook.records.kinds.threat_model import FindingState, Threat, ThreatModel
from trailbook.records.model import Record
from trailbook.records.states import is_current
from trailbook.text.days import has_passed


@dataclass(frozen=True)
class Grant:
    """An approved exception to a control, or the accepted risk of a threat or a finding.

    ``by`` is who granted it, ``reason`` why, and ``until`` the last day on which it is in force. ``granted`` is the
    first such day; None for an acceptance, which does not state one.
    """

    kind: Literal["exception", "acceptance"]
    reference: str
    item: PolicyException | Threat | FindingState
    by: str
    reason: str
    until: date
    granted: date | None = None

    def has_ended(self, today: date | None) -> bool:
        """Whether its last day has passed. Without a ``today`` nothing has ended."""
        return has_passed(self.until, today)

    def is_in_force(self, day: date) -> bool:
        """Whether it holds on a day: from the day it was granted to its last day, both included."""
        return (self.granted is None or self.granted <= day) and not self.has_ended(day)


def grants(record: Record) -> Iterator[Grant]:
    """What a policy or a threat model grants, whether or not it has ended; nothing for retired and other records."""
    if not is_current(record):
        return
    if isinstance(record, Policy):
        yield from (
            exception_grant(record.id, exception) for exception in record.exceptions if exception.state == "approved"
        )
    elif isinstance(record, ThreatModel):
        yield from accepted_risks(record)


def exception_grant(policy: str, exception: PolicyException) -> Grant:
    """What an exception of a policy grants once it is approved."""
    reference, by, reason = f"{policy}.{exception.id}", exception.approver, exception.reason
    return Grant("exception", reference, exception, by, reason, exception.expires, exception.granted)


def accepted_risks(model: ThreatModel) -> Iterator[Grant]:
    """The threats of a model whose risk somebody accepted, then such findings.

    A finding that a threat describes is not accepted by itself: the threat's acceptance holds for it.
    """
    items: tuple[Threat | FindingState, ...] = (*model.threats, *model.findings)
    for item in items:
        if item.state == "accepted" and (accepted := item.acceptance):
            reference = f"{model.id}.{item.id}"
            yield Grant("acceptance", reference, item, accepted.by, accepted.reason, accepted.until)
