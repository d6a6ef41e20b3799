"""Whether those who agreed with something agreed with what it says now.

An agreement is with the text that it was given for. Whoever agrees with a later change of the meaning or the wording
sees the text as it is then, so what nobody agreed with before counts as seen; a corrected spelling, a moved section and
new evidence are neither here nor there. Of a text with which nobody ever agreed there is nothing to say.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from trailbook.trail.changes.blame import DecisionStep
from trailbook.trail.changes.change import Change, ChangeKind, absent
from trailbook.trail.decision_kinds import MEANING, DecisionKind, says_something_else
from trailbook.trail.decisions import Approval, Decision
from trailbook.trail.proposals import agreements, is_agreed

_OF_TEXT: frozenset[DecisionKind] = MEANING | {"reworded"}


@dataclass(frozen=True)
class AgreedText:
    """What somebody agreed with, and what changed since.

    ``agreed`` is the last decision on it with which somebody else agreed; None if all that there is are reviews of an
    earlier text of the ``since`` decisions. These changed it afterwards, newest first, and nobody agreed with them.
    ``changes`` are what they changed together, oldest first. ``respelt`` says that spelling was corrected since.
    """

    agreed: DecisionStep | None
    since: tuple[DecisionStep, ...] = ()
    changes: tuple[Change, ...] = ()
    respelt: bool = False

    @property
    def holds(self) -> bool:
        """Whether those who agreed saw what it says now."""
        return not self.since

    @property
    def approvals(self) -> tuple[Approval, ...]:
        """Who agreed: with what it says now, or with what it said before."""
        if self.agreed is None:
            return tuple(one for step in self.since for one in earlier_reviews(step.decision))
        return agreements(self.agreed.decision)


def agreed_text(steps: Iterable[DecisionStep]) -> AgreedText | None:
    """What those who agreed saw of something, by its steps, newest first; None if nobody ever agreed with any.

    Steps before the last that somebody agreed with are not asked for.
    """
    since: list[DecisionStep] = []
    respelt = False
    for step in steps:
        respelt = respelt or step.kind == "corrected"
        if step.kind not in _OF_TEXT:
            continue
        if is_agreed(step.decision):
            changes = tuple(_together(since))
            return AgreedText(step, tuple(since) if changes else (), changes, respelt)
        since.append(step)
    seen = [place for place, step in enumerate(since) if any(earlier_reviews(step.decision))]
    if not seen:
        return None
    return AgreedText(None, tuple(since[: seen[0] + 1]), tuple(_together(since[: seen[0]])))


def earlier_reviews(decision: Decision) -> Iterator[Approval]:
    """The approvals of somebody else that are of an earlier text than the one that landed."""
    return (one for one in decision.approvals if one.hold == "stale" and one.independent)


def _together(steps: Sequence[DecisionStep]) -> Iterable[Change]:
    """What some decisions, newest first, changed together: whatever came back to what it was is no change."""
    found: list[Change] = []
    for change in (change for step in reversed(steps) for change in step.changes if says_something_else(change)):
        same = (one for one in found if (one.item, one.field, one.after) == (change.item, change.field, change.before))
        before = next(same, None)
        if before is None or change.field is None:
            found.append(change)
        elif (absent(before.before) and absent(change.after)) or before.before == change.after:
            found.remove(before)
        else:
            kind: ChangeKind = "added" if absent(before.before) else "removed" if absent(change.after) else "changed"
            found[found.index(before)] = replace(change, kind=kind, before=before.before, effect="neutral", rule="")
    return found
