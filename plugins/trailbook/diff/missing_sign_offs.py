"""What the commits of a change still lack: a reason beyond the title, and sign-offs that the configuration asks for.

A sign-off that a branch lacks is needed and no fault: whoever merges it may be the one to give it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from trailbook.diff.model import Asked, ChangedRecord, Unexplained
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Decision, Rationale, Trail
from trailbook.trail.gaps import is_reasoned
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.sign_offs.required import Needed, Reason, SignOffs


@dataclass(frozen=True)
class Came:
    """How the later state came about: the trails of the commits between, and what is not committed yet."""

    trails: tuple[Trail, ...] = ()
    uncommitted: tuple[Trail, ...] = ()
    commits: tuple[Commit, ...] = ()


def uncommitted(changed: Iterable[tuple[ChangedRecord, tuple[Change, ...]]], today: date | None) -> tuple[Trail, ...]:
    """What nobody has committed yet as decisions of today, by nobody and for no reason yet."""
    day = datetime.combine(today or date.max, time(), UTC)
    nobody, no_reason = Person("", ""), Rationale("", "none", "")
    return tuple(
        Trail(told.record, told.path, (Decision("", told.path, day, nobody, "", no_reason, (), "none", None, changes),))
        for told, changes in changed
    )


def unexplained(trails: Iterable[Trail]) -> tuple[Unexplained, ...]:
    """The commits without a reason, in the order of the trails, each once."""
    found: dict[str, list[tuple[Trail, Decision]]] = {}
    for trail in trails:
        for decision in trail.decisions:
            if not is_reasoned(decision):
                found.setdefault(decision.commit, []).append((trail, decision))
    return tuple(
        Unexplained(
            commit,
            group[0][1].title,
            group[0][1].author.name,
            group[0][1].rationale.source,
            tuple(trail.record for trail, _ in group),
        )
        for commit, group in found.items()
    )


def asked(came: Came, sign_offs: SignOffs) -> tuple[Asked, ...]:
    """Every sign-off that is asked for, what is missing first."""
    found = [
        _asked(trail.record, commit, needed)
        for trail in (*came.trails, *came.uncommitted)
        for commit, all_needed in sign_offs.needed(trail).items()
        for needed in all_needed
    ]
    return tuple(
        sorted(dict.fromkeys(found), key=lambda one: (one.state == "given", one.record, one.role, one.commit or ""))
    )


def _told(reason: Reason) -> str:
    return f"{reason.occasion.title} ({', '.join(reason.items)})" if reason.items else reason.occasion.title


def _asked(record: str, commit: str, needed: Needed) -> Asked:
    names = tuple(dict.fromkeys(agreement.name for agreement in needed.given))
    because = tuple(_told(reason) for reason in needed.reasons)
    return Asked(record, needed.role, needed.state, commit or None, names, because)
