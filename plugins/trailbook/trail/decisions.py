"""What a trail is made of: decisions, and in each what changed, why, and on whose word."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from pydantic import JsonValue

from trailbook.trail.changes.change import Change
from trailbook.trail.git.commits import Person

__all__ = ["Approval", "Change", "Decision", "JsonValue", "Rationale", "TakenIn", "Trail"]

RationaleSource = Literal["trailer", "body", "merge", "title", "none"]
ApprovalSource = Literal["trailer", "merge", "signature", "front-matter"]


@dataclass(frozen=True)
class Rationale:
    """The reason for a decision and where it was found; ``commit`` is the commit that states it."""

    text: str
    source: RationaleSource
    commit: str


@dataclass(frozen=True)
class Approval:
    """Somebody's agreement, how it is known, and whether they are someone else than the author."""

    name: str
    email: str
    source: ApprovalSource
    independent: bool


@dataclass(frozen=True)
class TakenIn:
    """A merge that took a commit's branch, or the one that this was merged into, towards the main line."""

    commit: str
    by: Person


@dataclass(frozen=True)
class Decision:
    """One commit's changes to one record.

    ``merge`` tells that the commit is a merge, which made the changes itself. ``taken_in`` is every merge on
    the commit's way to the main line, that of its own branch first. ``answers`` names what the commit says
    that it answers: incidents, exercises and their action items, by reference.
    """

    commit: str
    path: str
    date: datetime
    author: Person
    title: str
    rationale: Rationale
    approvals: tuple[Approval, ...]
    signature: str
    pull_request: str | None
    changes: tuple[Change, ...]
    merge: bool = False
    taken_in: tuple[TakenIn, ...] = ()
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Trail:
    """The decisions of one record, newest first."""

    record: str
    path: str
    decisions: tuple[Decision, ...]
