"""What ``trailbook diff`` tells, as a value with a published form.

The JSON is a contract: its schema is ``schemas/diff.schema.json``, made by ``diff_schema``.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import JsonValue, TypeAdapter

from trailbook.credentials.masking import masker
from trailbook.records.vocabulary import Role, ThreatState
from trailbook.risk.scoring.scheme import Level
from trailbook.text.output import ascii_json, schema_of
from trailbook.text.problem import Problem
from trailbook.trail.changes.change import ChangeKind, Effect
from trailbook.trail.decisions import RationaleSource
from trailbook.trail.sign_offs.required import State


@dataclass(frozen=True)
class End:
    """One of the two states: what the user calls it, and its commit; null for the work tree."""

    name: str
    commit: str | None


@dataclass(frozen=True)
class ToldChange:
    """One change of a record, as the trail tells it. ``says`` is the sentence.

    ``item`` is null for the record itself, ``noun`` and ``title`` are what it is and is called. ``rule`` is the id of
    the rule that gave the effect, ``judged`` what it is about and ``reason`` why it judges so; all are empty where
    no rule did.
    """

    item: str | None
    noun: str
    title: str
    field: str | None
    kind: ChangeKind
    before: JsonValue
    after: JsonValue
    effect: Effect
    rule: str
    judged: str
    reason: str
    says: str


@dataclass(frozen=True)
class ChangedRecord:
    """A record that came, went or changed. ``was`` is its earlier path where it moved."""

    record: str
    kind: str
    title: str
    path: str
    was: str | None
    change: Literal["added", "removed", "changed"]
    changes: tuple[ToldChange, ...]


@dataclass(frozen=True)
class Stand:
    """How a threat stands: its state, and the levels of its risk before and after mitigation."""

    state: ThreatState
    inherent: Level
    residual: Level


ThreatMove = Literal["new", "reopened", "higher", "re-rated", "lower", "closed", "gone"]


@dataclass(frozen=True)
class MovedThreat:
    """A threat that came, went, was closed or reopened, or is rated in another way."""

    reference: str
    title: str
    move: ThreatMove
    before: Stand | None
    now: Stand | None


@dataclass(frozen=True)
class MovedFinding:
    """A finding of the threat rules that opens or closes. ``state`` is how it stands now, null where it is gone."""

    model: str
    finding: str
    rule: str
    title: str
    reason: str
    move: Literal["opens", "closes"]
    state: ThreatState | None


@dataclass(frozen=True)
class BadLink:
    """A reference that leads nowhere since this change, or to what the change takes out of force.

    ``elsewhere`` tells that the change does not touch the file that it stands in.
    """

    kind: Literal["broken", "stale"]
    path: str
    line: int
    column: int
    says: str
    elsewhere: bool


@dataclass(frozen=True)
class Term:
    """An exception or an accepted risk that the change brings or alters, and until when it is good."""

    kind: Literal["exception", "accepted risk"]
    reference: str
    title: str
    by: str
    until: date
    was_until: date | None
    ended: bool


@dataclass(frozen=True)
class Unexplained:
    """A commit without a reason beyond its title, and the records that it changes."""

    commit: str
    title: str
    author: str
    found: RationaleSource
    records: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A sign-off that changes to a record need. ``commit`` is null for what is not committed yet.

    ``because`` are the occasions with the items that make the change one.
    """

    record: str
    role: Role
    state: State
    commit: str | None
    by: tuple[str, ...]
    because: tuple[str, ...]


@dataclass(frozen=True)
class Counts:
    """The numbers of the headline."""

    commits: int
    records: int
    changes: int
    weakens: int
    strengthens: int


@dataclass(frozen=True)
class Difference:
    """All that differs. ``problems`` are those that the earlier state did not have, ``older`` counts the others.

    ``solved`` counts the problems that are no more. ``unread`` are the records that can't be read any more: what
    changes in them is not judged, and nothing counts as solved, since a problem may only be out of sight.
    """

    base: End
    head: End
    counts: Counts
    records: tuple[ChangedRecord, ...]
    threats: tuple[MovedThreat, ...]
    findings: tuple[MovedFinding, ...]
    links: tuple[BadLink, ...]
    sign_offs: tuple[Asked, ...]
    unexplained: tuple[Unexplained, ...]
    terms: tuple[Term, ...]
    problems: tuple[Problem, ...]
    older: int
    solved: int
    unread: tuple[str, ...] = ()

    @property
    def errors(self) -> list[Problem]:
        """The new problems that fail a check, except those that are listed as links already."""
        links = {(link.path, link.line, link.column) for link in self.links}
        failing = (problem for problem in self.problems if problem.level == "error")
        return [problem for problem in failing if (problem.path, problem.line, problem.column) not in links]


_DIFFERENCE = TypeAdapter(Difference)


def diff_schema() -> str:
    """The JSON Schema of what ``trailbook diff --format json`` gives."""
    return schema_of(_DIFFERENCE)


def as_json(difference: Difference) -> str:
    """The difference as JSON in ASCII alone, so that nothing in it can act on a terminal."""
    return ascii_json(_DIFFERENCE.dump_python(difference, mode="json"))


def without_credentials(difference: Difference, credentials: Collection[str]) -> Difference:
    """The difference with each credential hidden, in whatever text it stands."""
    if not credentials:
        return difference
    return _DIFFERENCE.validate_python(_hidden(_DIFFERENCE.dump_python(difference, mode="json"), masker(credentials)))


def _hidden(value: Any, hide: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return hide(value)
    if isinstance(value, dict):
        return {name: _hidden(part, hide) for name, part in value.items()}
    return [_hidden(part, hide) for part in value] if isinstance(value, list) else value
