"""When a record has to be reviewed, when it was reviewed last, and how both are known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from trailbook.records.kinds.indicator import Indicator
from trailbook.records.model import OwnedRecord, Record, later
from trailbook.records.states import is_current
from trailbook.records.vocabulary import Cadence
from trailbook.risk.indicators.breaches import Breach, breach
from trailbook.risk.indicators.model import Observed
from trailbook.risk.reviews.commits import ReviewCommit, review_commits
from trailbook.risk.reviews.plan import ReviewPlan
from trailbook.risk.scoring.scheme import Scheme
from trailbook.text.days import has_passed
from trailbook.trail.changes.change import Change
from trailbook.trail.decisions import Trail
from trailbook.trail.git.repository import History

DueSource = Literal["stated", "last-review", "first-commit", "breach", "none"]

DUE_WORDS: dict[DueSource, str] = {
    "stated": "stated in the record",
    "last-review": "the last review plus the cadence",
    "first-commit": "its first commit plus the cadence",
    "breach": "its observations ask for it",
    "none": "no day is known",
}
"""How each source of a due day reads."""
NO_DAY: DueSource = "none"


@dataclass(frozen=True)
class LastReview:
    """The last review of a record: its day, and the commit that shows it; None if the record only claims it."""

    day: date
    shown_by: ReviewCommit | None = None


@dataclass(frozen=True)
class ReviewState:
    """When one record was reviewed last, and when it has to be reviewed next.

    ``cadence`` is None if nothing but a breach asks for a review, ``because`` says why it is not the record's own, and
    ``last`` is None for a record that was never reviewed. ``claimed_ahead`` is a future day that the record claims as
    that of its last review; it does not count. ``breach`` is the review that an indicator's observations ask for.
    """

    record: OwnedRecord
    cadence: Cadence | None
    because: str
    last: LastReview | None
    due: date | None
    due_by: DueSource
    claimed_ahead: date | None = None
    breach: Breach | None = None

    def is_overdue(self, today: date | None) -> bool:
        """Whether the day has passed."""
        return has_passed(self.due, today)


@dataclass(frozen=True)
class ReviewEvidence:
    """What git shows about reviews: the trails, and by record the commits that state a review, newest first."""

    trails: Mapping[str, Trail]
    commits: Mapping[str, tuple[ReviewCommit, ...]]

    def until(self, today: date) -> "ReviewEvidence":
        """What the history said at the end of a day. Reviews are kept as they are: none counts before its day."""
        cut = ((id, tuple(d for d in trail.decisions if d.day <= today)) for id, trail in self.trails.items())
        trails = {id: replace(self.trails[id], decisions=decisions) for id, decisions in cut if decisions}
        return replace(self, trails=trails)

    def began(self, record: str) -> date | None:
        """The day of a record's first commit; None while it is not committed."""
        trail = self.trails.get(record)
        return trail.decisions[-1].day if trail and trail.decisions else None

    def next_stated(self, record: str) -> datetime | None:
        """When the commit that last touched what a record says about its next review was written; None without one."""
        trail = self.trails.get(record)
        decisions = trail.decisions if trail else ()
        return next((d.authored for d in decisions if any(map(_touches_next, d.changes))), None)


def evidence_of(trails: Sequence[Trail], history: History) -> ReviewEvidence:
    """What a history says about reviews, given its trails."""
    return ReviewEvidence({trail.record: trail for trail in trails}, review_commits(history, trails))


NOTHING = ReviewEvidence({}, {})
"""What is known of reviews without a history."""


def review_states(
    records: Iterable[Record],
    plan: ReviewPlan,
    scheme: Scheme,
    evidence: ReviewEvidence,
    today: date | None,
    observed: Observed | None = None,
) -> list[ReviewState]:
    """The review states of all records that are to be reviewed, the most urgent first.

    Left out are retired records, and those for which neither the record, the plan nor observations ask for a review.
    What is dated after ``today`` has not happened and does not count.
    """
    states = []
    for record in records:
        if isinstance(record, OwnedRecord) and is_current(record):
            state = _state(record, plan.cadence(record, scheme), evidence, today)
            if isinstance(record, Indicator) and observed:
                held = state.last.day if state.last else None
                state = _asked(state, breach(record, observed.of(record.id), held))
            if state.cadence or state.breach:
                states.append(state)
    return sorted(states, key=lambda state: (state.due or date.max, state.record.id))


def breaches_of(states: Iterable[ReviewState]) -> list[Breach]:
    """The reviews that indicators ask for: red ones first, then the one that has been due longest."""
    found = (state.breach for state in states if state.breach)
    return sorted(found, key=lambda breach: (breach.state != "red", breach.since, breach.indicator.id))


def _state(
    record: OwnedRecord, often: tuple[Cadence | None, str], evidence: ReviewEvidence, today: date | None
) -> ReviewState:
    cadence, because = often
    claimed = record.review.last if record.review else None
    commits = evidence.commits.get(record.id, ())
    shown = next(
        (LastReview(commit.day, commit) for commit in commits if today is None or commit.landed_day <= today), None
    )
    is_to_come = claimed is not None and today is not None and claimed > today
    counts = shown
    if claimed and not is_to_come and not (shown and shown.day >= claimed):
        counts = LastReview(claimed)
    due, due_by = _due(record, cadence, bool(because), counts, evidence) if cadence else (None, NO_DAY)
    return ReviewState(record, cadence, because, counts, due, due_by, claimed if is_to_come else None)


def _asked(state: ReviewState, asks: Breach | None) -> ReviewState:
    """The state of an indicator with the review that its observations ask for, unless another one is due earlier."""
    if asks is None or (state.due and state.due <= asks.since):
        return replace(state, breach=asks)
    return replace(state, breach=asks, due=asks.since, due_by="breach")


def _due(
    record: OwnedRecord, cadence: Cadence, by_risk: bool, last: LastReview | None, evidence: ReviewEvidence
) -> tuple[date | None, DueSource]:
    """The day of the next review, and how it is known. A stated day holds until there is a review after it was written.

    If the risk asks for a shorter cadence than the record's own, the day that follows from it wins when it is earlier.
    """
    stated = record.review.next if record.review else None
    if stated and last and (stated <= last.day or _came_after(last, evidence.next_stated(record.id))):
        stated = None
    start = last.day if last else evidence.began(record.id)
    worked_out = later(start, cadence) if start else None
    if stated and not (by_risk and worked_out and worked_out < stated):
        return stated, "stated"
    if worked_out is None:
        return None, "none"
    return worked_out, "last-review" if last else "first-commit"


def _came_after(last: LastReview, written: datetime | None) -> bool:
    return last.shown_by is not None and written is not None and last.shown_by.at > written


def _touches_next(change: Change) -> bool:
    return change.item is None and change.field in (None, "review", "review.next")
