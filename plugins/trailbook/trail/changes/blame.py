"""Which commit gave each item its present wording and values, and which one introduced it.

Revisions are read oldest first, each as its commit and its changes. An item that was removed and came
back was introduced by the commit that brought it back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from trailbook.trail.changes.change import Change
from trailbook.trail.changes.derived import is_derived
from trailbook.trail.decisions import Decision, Trail

Revisions = Sequence[tuple[str, tuple[Change, ...]]]


@dataclass(frozen=True)
class Why:
    """Why an item reads as it does: the decision that gave it its present wording, and the one that introduced it."""

    wording: Decision
    introduced: Decision

    @property
    def commits(self) -> tuple[str, str]:
        """The commits of the two decisions."""
        return self.wording.commit, self.introduced.commit


def whys(trail: Trail) -> dict[str, Why]:
    """Why each item and section of a record reads as it does, by the ids they have after the newest decision."""
    revisions = [(decision.commit, decision.changes) for decision in reversed(trail.decisions)]
    decisions = {decision.commit: decision for decision in trail.decisions}
    origins = introduced(revisions)
    return {
        item: Why(decisions[commit], decisions[origins.get(item, commit)]) for item, commit in blame(revisions).items()
    }


def blame(revisions: Revisions) -> dict[str, str]:
    """For each item and section of the last revision, the last commit that changed what it says.

    That it moved, that its anchor was renamed, or that something followed from another item's change
    does not count.
    """
    worded: dict[str, str] = {}
    for commit, changes in revisions:
        worded = _kept(worded, changes)
        worded.update((id, commit) for change in changes if change.kind != "moved" and (id := _said_of(change)))
    return worded


def introduced(revisions: Revisions) -> dict[str, str]:
    """For each item and section of the last revision, the commit with which it began."""
    origins: dict[str, str] = {}
    for commit, changes in revisions:
        origins = _kept(origins, changes)
        for change in changes:
            if id := _said_of(change):
                origins.setdefault(id, commit)
    return origins


def _said_of(change: Change) -> str | None:
    """The item or section that is there after a change and that somebody changed."""
    return None if is_derived(change) or _is_end(change) else change.item


def _is_end(change: Change) -> bool:
    return change.field is None and change.kind == "removed"


def _kept(known: dict[str, str], changes: tuple[Change, ...]) -> dict[str, str]:
    """What is known of that which goes on, under the ids that sections have after the changes.

    Ids may be exchanged in one revision, and one that was removed may begin anew.
    """
    gone = {change.item for change in changes if _is_end(change)}
    ids = {
        str(change.before): change.item
        for change in changes
        if change.item is not None and change.kind == "moved" and change.field == "id"
    }
    return {ids.get(id, id): commit for id, commit in known.items() if id not in gone}
