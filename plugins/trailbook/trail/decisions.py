"""What a trail is made of: decisions, and in each what changed, why, and on whose word."""

from dataclasses import dataclass, replace
from datetime import date as date_type
from datetime import datetime
from typing import Literal

from pydantic import JsonValue

from trailbook.records.references import source_of
from trailbook.trail.changes.change import Change
from trailbook.trail.git.commits import Person, utc_day

__all__ = [
    "Approval",
    "Assistant",
    "Change",
    "Decision",
    "JsonValue",
    "KnownRequest",
    "Rationale",
    "Relation",
    "TakenIn",
    "Trail",
    "lasting_id",
    "newest_first",
]

RationaleSource = Literal["trailer", "body", "merge", "request", "title", "none"]
ApprovalSource = Literal["trailer", "robot-merge", "merge", "signature", "shard", "review", "front-matter", "picked"]
Hold = Literal["holds", "stale", "late", "outside", "dismissed"]
"""Whether an approval is of the text that landed, of an earlier one, came after it landed, is of an account that may
not write there and does not count there either, or was taken back."""
AssistantSource = Literal["author", "co-author", "trailer", "message"]
Proposer = Literal["person", "assistant", "robot"]
RelationKind = Literal[
    "undoes",
    "undone-by",
    "applies-again",
    "applied-again-by",
    "picked-from",
    "picked-as",
    "restores",
    "restored-by",
]


@dataclass(frozen=True)
class Rationale:
    """The reason for a decision and where it was found; ``commit`` is the commit that states it."""

    text: str
    source: RationaleSource
    commit: str


@dataclass(frozen=True)
class Approval:
    """Somebody's agreement, how it is known, and whether they are someone else than the author.

    Of a review on a forge there is the ``account``, such as ``github.com/ada``, and ``at`` what time it was given, if
    the forge says.
    """

    name: str
    email: str
    source: ApprovalSource
    independent: bool
    account: str = ""
    hold: Hold = "holds"
    at: datetime | None = None

    @property
    def counts(self) -> bool:
        """Whether it is shown to be somebody else's agreement to this very commit.

        What a record claims of itself is none, nor what was stated for the commit that this one was picked from, nor a
        review that does not hold.
        """
        return self.independent and self.hold == "holds" and self.source not in ("front-matter", "picked")


@dataclass(frozen=True)
class Assistant:
    """A program that writes by a model and had a hand in a change, and where the commit says so."""

    name: str
    source: AssistantSource


Match = Literal["landed", "commit", "rebased"]
"""How a commit is known as one of a request: it landed with it or with a merge of it, the forge lists this very commit,
or the commits up to the one with which it landed have the titles and the times of those that the forge lists."""


@dataclass(frozen=True)
class KnownRequest:
    """What a forge said of the request that brought a decision, as it was fetched and is kept in git.

    ``address`` is empty if it leads elsewhere than to that forge. ``fetched`` is when the forge was asked first,
    ``edited`` when its description changed after the merge, if it did: ``tells_edits`` says whether the forge would
    tell. ``committed`` is the reason as the commits alone give it, and ``match`` how the commit is known as its own.
    """

    address: str
    name: str
    title: str
    author: str
    merged_by: str
    fetched: datetime
    edited: datetime | None
    tells_edits: bool
    committed: Rationale
    match: Match = "landed"


@dataclass(frozen=True)
class TakenIn:
    """A merge that took a commit's branch, or the one that this was merged into, towards the main line.

    ``own`` says that the author of the commit made it, under whatever name.
    """

    commit: str
    by: Person
    own: bool = False


@dataclass(frozen=True)
class Relation:
    """What a decision is to another commit: it undoes it, applies it again, was picked from it; or the other way.

    ``restores`` is said of contents: the wording or value of ``items`` (of the record itself if there are none) came
    back to what it was before that commit. ``day`` is the day (UTC) since which that commit is in force; None if the
    history does not hold it.
    """

    kind: RelationKind
    commit: str
    day: date_type | None
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Decision:
    """One commit's changes to one record.

    ``merge`` says that the commit is a merge, which made the changes itself. ``taken_in`` is every merge on the
    commit's way to the main line, that of its own branch first. ``answers`` names what the commit says that it answers:
    incidents, exercises and their action items, by reference. ``co_authors`` are people alone; ``also_by`` are those
    whom the commit names as its author in further headers, which git never writes. ``proposed_by`` is a person unless
    an assistant or a robot is the author and no person a co-author; ``agreed_later`` is whoever agreed
    in a later commit, which names it. ``related`` is what the decision undoes, applies again or was
    picked from, and what did so with it. ``request`` is what a forge said of the request that brought it, where that
    was fetched.

    ``authored`` is when the author wrote it. ``landed`` is when it reached the main line, by which all periods go:
    the commit time of the merge that brought it there, or its own where no merge did.
    """

    commit: str
    path: str
    authored: datetime
    landed: datetime
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
    co_authors: tuple[Person, ...] = ()
    also_by: tuple[Person, ...] = ()
    assistants: tuple[Assistant, ...] = ()
    proposed_by: Proposer = "person"
    agreed_later: tuple[Approval, ...] = ()
    related: tuple[Relation, ...] = ()
    request: KnownRequest | None = None

    @property
    def as_committed(self) -> "Decision":
        """The decision by its commits alone, without what forges said."""
        if self.request is None:
            return self
        approvals = tuple(one for one in self.approvals if one.source != "review")
        return replace(self, rationale=self.request.committed, approvals=approvals, request=None)

    @property
    def is_signed(self) -> bool:
        """Whether a known key signed it, as was seen here or as the shard says with which it came."""
        return self.signature.partition(",")[0] == "good"

    @property
    def day(self) -> date_type:
        """The day (UTC) since which the decision is in force on the main line."""
        return utc_day(self.landed)

    @property
    def authored_day(self) -> date_type:
        """The day (UTC) on which the author wrote it."""
        return utc_day(self.authored)


def newest_first(decision: Decision) -> tuple[float, float, str]:
    """What decisions of several records are sorted by: the newest on the main line first, then the newest written."""
    return -decision.landed.timestamp(), -decision.authored.timestamp(), decision.commit


@dataclass(frozen=True)
class Trail:
    """The decisions of one record, newest first."""

    record: str
    path: str
    decisions: tuple[Decision, ...]

    @property
    def is_page(self) -> bool:
        """Whether it is of a plain page, which has no id but its path."""
        return self.record.endswith(".md") or ("/" in self.record and not source_of(self.record))

    def about(self, item: str) -> "Trail":
        """The decisions that changed one item, each with its changes of that item alone, whatever its id was then."""
        found: list[Decision] = []
        id = item
        for decision in self.decisions:
            if own := tuple(change for change in decision.changes if change.item == id):
                found.append(replace(decision, changes=own))
            moved = (c for c in own if c.kind == "moved" and c.field == "id")
            id = next((str(change.before) for change in moved), id)
        return replace(self, decisions=tuple(found))

    def between(self, first: date_type | None, last: date_type | None) -> "Trail":
        """The decisions of a period, both days included; None for a period without a beginning or an end."""
        days = ((decision, decision.day) for decision in self.decisions)
        within = (d for d, day in days if (first is None or day >= first) and (last is None or day <= last))
        return replace(self, decisions=tuple(within))


def lasting_id(trail: Trail, decision: Decision) -> str:
    """What names a decision for good: its commit and its record, or of a plain page the path that it had then."""
    return f"{decision.commit} {decision.path if trail.is_page else trail.record}"
