"""Which policy exceptions cover a deviation.

An exception covers a deviation only while it is approved, from the day it was granted to the day it expires. Those
that are requested, refused, ended or expired cover nothing; they are listed for whoever triages the deviation.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trailbook.records.grants import exception_grant
from trailbook.records.kinds.policy import Policy, PolicyException
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import full_reference
from trailbook.records.references import record_of
from trailbook.records.states import is_current
from trailbook.text.patterns import wildcard
from trailbook.text.prose import in_prose

CoverState = Literal["covers", "expired", "not-yet", "requested", "refused", "ended"]


@dataclass(frozen=True)
class Cover:
    """A policy exception that concerns a deviation, and whether it covers it on the day of the comparison."""

    exception: str
    control: str
    state: CoverState
    expires: date

    @property
    def description(self) -> str:
        """What the exception covers on that day, as the end of a sentence: ``covers it until 1 May 2026``."""
        return {
            "covers": f"covers it until {in_prose(self.expires)}",
            "expired": f"expired on {in_prose(self.expires)}, so it covers nothing any more",
            "not-yet": "is approved from a later day on, so it covers nothing yet",
            "requested": "is requested and not approved, so it covers nothing",
            "refused": "was refused, so it covers nothing",
            "ended": "has ended, so it covers nothing any more",
        }[self.state]


def exceptions_for(
    knowledge: KnowledgeBase, controls: Iterable[str], application: str | None, setting: str, today: date
) -> tuple[Cover, ...]:
    """The exceptions to these controls that apply to a setting of an application, in force or not."""
    return tuple(
        Cover(reference, control, _state(record_of(control), exception, today), exception.expires)
        for control in controls
        for reference, exception in _exceptions(knowledge, control)
        if _applies_to(exception, application, setting)
    )


def is_covered(controls: Iterable[str], found: Iterable[Cover]) -> bool:
    """Whether each of the controls has an exception in force. False without controls: there is nothing to except."""
    controls = set(controls)
    return bool(controls) and controls <= {cover.control for cover in found if cover.state == "covers"}


def _exceptions(knowledge: KnowledgeBase, control: str) -> Iterator[tuple[str, PolicyException]]:
    policy = knowledge.records.get(record_of(control))
    if isinstance(policy, Policy) and is_current(policy):
        for exception in policy.exceptions:
            if full_reference(policy.id, exception.control) == control:
                yield f"{policy.id}.{exception.id}", exception


def _applies_to(exception: PolicyException, application: str | None, setting: str) -> bool:
    concerned = not exception.applications or application in exception.applications
    return concerned and (not exception.settings or any(wildcard(text)(setting) for text in exception.settings))


def _state(policy: str, exception: PolicyException, today: date) -> CoverState:
    if exception.state != "approved":
        return exception.state
    grant = exception_grant(policy, exception)
    if grant.has_ended(today):
        return "expired"
    return "covers" if grant.is_in_force(today) else "not-yet"
