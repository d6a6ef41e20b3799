"""Which exceptions of policies cover a deviation.

An exception covers only while it is approved, from the day it was granted to the day it expires. One that is
requested, refused, ended or expired covers nothing, and is told so that whoever triages knows of it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from trailbook.records.kinds.policy import Policy, PolicyException
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import full_reference
from trailbook.records.references import record_of
from trailbook.text.patterns import wildcard

CoverState = Literal["covers", "expired", "not-yet", "requested", "refused", "ended"]


@dataclass(frozen=True)
class Cover:
    """An exception that speaks of a deviation, and whether it covers it on the day that is looked at."""

    exception: str
    control: str
    state: CoverState
    expires: date

    @property
    def told(self) -> str:
        """Its state in words."""
        return {
            "covers": f"covers it until {self.expires}",
            "expired": f"expired on {self.expires}, so it covers nothing any more",
            "not-yet": "is approved from a later day on, so it covers nothing yet",
            "requested": "is requested and not approved, so it covers nothing",
            "refused": "was refused",
            "ended": "was ended",
        }[self.state]


def covers(
    knowledge: KnowledgeBase, controls: Iterable[str], application: str | None, setting: str, today: date
) -> tuple[Cover, ...]:
    """The exceptions to these controls for an application and a setting of it."""
    return tuple(
        Cover(reference, control, _state(exception, today), exception.expires)
        for control in controls
        for reference, exception in _exceptions(knowledge, control)
        if _speaks_of(exception, application, setting)
    )


def is_covered(controls: Iterable[str], found: Iterable[Cover]) -> bool:
    """Whether there is leave to deviate from each of the controls; without a control there is nothing to except."""
    controls = set(controls)
    return bool(controls) and controls <= {cover.control for cover in found if cover.state == "covers"}


def _exceptions(knowledge: KnowledgeBase, control: str) -> Iterator[tuple[str, PolicyException]]:
    policy = knowledge.records.get(record_of(control))
    if isinstance(policy, Policy):
        for exception in policy.exceptions:
            if full_reference(policy.id, exception.control) == control:
                yield f"{policy.id}.{exception.id}", exception


def _speaks_of(exception: PolicyException, application: str | None, setting: str) -> bool:
    concerned = not exception.applications or application in exception.applications
    return concerned and (not exception.settings or any(wildcard(text)(setting) for text in exception.settings))


def _state(exception: PolicyException, today: date) -> CoverState:
    if exception.state != "approved":
        return exception.state
    if today > exception.expires:
        return "expired"
    return "covers" if exception.granted and exception.granted <= today else "not-yet"
