"""What the commits of a change still lack: a reason beyond the title, and sign-offs that the configuration requires.

A missing sign-off is not a problem: whoever merges the branch may be the one to give it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from trailbook.diff.model import ChangedRecord, RequiredSignOff, UnexplainedCommit
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Decision, Rationale, Trail
from trailbook.trail.gaps import is_reasoned
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.sign_offs.needed import Needed, Reason, SignOffs


@dataclass(frozen=True)
class Provenance:
    """How the later state came about: the commits in between with their trails, and changes not committed yet."""

    trails: tuple[Trail, ...] = ()
    uncommitted: tuple[Trail, ...] = ()
    commits: tuple[Commit, ...] = ()


def uncommitted_trails(
    changed: Iterable[tuple[ChangedRecord, tuple[Change, ...]]], today: date | None
) -> tuple[Trail, ...]:
    """Uncommitted changes as decisions made today, without an author or a reason."""
    day = datetime.combine(today or date.max, time(), UTC)
    nobody, no_reason = Person("", ""), Rationale("", "none", "")
    return tuple(
        Trail(
            record.record,
            record.path,
            (Decision("", record.path, day, day, nobody, "", no_reason, (), "none", None, changes),),
        )
        for record, changes in changed
    )


def unexplained_commits(trails: Iterable[Trail]) -> tuple[UnexplainedCommit, ...]:
    """The commits without a reason, each once, in the order of the trails."""
    found: dict[str, list[tuple[Trail, Decision]]] = {}
    for trail in trails:
        for decision in trail.decisions:
            if not is_reasoned(decision):
                found.setdefault(decision.commit, []).append((trail, decision))
    return tuple(
        UnexplainedCommit(
            commit,
            group[0][1].title,
            group[0][1].author.name,
            group[0][1].rationale.source,
            tuple(trail.record for trail, _ in group),
        )
        for commit, group in found.items()
    )


def required_sign_offs(provenance: Provenance, sign_offs: SignOffs) -> tuple[RequiredSignOff, ...]:
    """Every sign-off that is required, those not given first."""
    found = dict.fromkeys(
        _required(trail.record, commit, needed)
        for trail in (*provenance.trails, *provenance.uncommitted)
        for commit, all_needed in sign_offs.needed(trail).items()
        for needed in all_needed
    )
    return tuple(sorted(found, key=lambda it: (it.state == "given", it.record, it.role, it.commit or "")))


def _required(record: str, commit: str, needed: Needed) -> RequiredSignOff:
    names = tuple(dict.fromkeys(agreement.name for agreement in needed.given))
    because = tuple(_occasion(reason) for reason in needed.reasons)
    return RequiredSignOff(record, needed.role, needed.state, commit or None, names, because)


def _occasion(reason: Reason) -> str:
    return f"{reason.occasion.title} ({', '.join(reason.items)})" if reason.items else reason.occasion.title
