"""Reviews that git shows: commits whose trailer ``Review:`` says that somebody reviewed something.

The full rule: a commit with a trailer such as ``Review: periodic`` is a review of each record that it changes, even
if it changes only a date. If it changes no record, it is a review of the records that its ``Refs:`` name; a review
without findings is therefore an empty commit (``git commit --allow-empty``) that names what was reviewed. The words
after ``Review:`` are free, with two exceptions that do not count: an address or a number names a review of the commit
itself, and words such as *none* or *pending* say that there was no review.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from trailbook.records.references import REFERENCE, record_of
from trailbook.trail.decisions import Trail
from trailbook.trail.git.commits import Commit, Person, utc_day
from trailbook.trail.git.repository import History
from trailbook.trail.reasons.messages import read_message
from trailbook.trail.reasons.rationale import stated_review


@dataclass(frozen=True)
class ReviewCommit:
    """A commit that says that records were reviewed: its words, and the number of records that it is a review of.

    The review is of the day on which it was written (``at``), and counts since the commit reached the main line.
    """

    commit: str
    at: datetime
    landed: datetime
    author: Person
    said: str
    records: int

    @property
    def day(self) -> date:
        """The day (UTC) of the review, on which the commit was written."""
        return utc_day(self.at)

    @property
    def landed_day(self) -> date:
        """The day (UTC) since which the review counts."""
        return utc_day(self.landed)


def review_commits(history: History, trails: Sequence[Trail]) -> Mapping[str, tuple[ReviewCommit, ...]]:
    """The reviews that the commits of a history state, by the id of the record, newest first.

    Records without any are left out.
    """
    changed = _changed(trails)
    known = {trail.record for trail in trails}
    found: dict[str, list[ReviewCommit]] = {}
    for commit in history.commits.values():
        if said := stated_review(commit):
            records = changed.get(commit.id) or sorted(_named(commit) & known)
            review = ReviewCommit(commit.id, commit.authored, history.landed(commit), commit.author, said, len(records))
            for record in records:
                found.setdefault(record, []).append(review)
    return {record: tuple(sorted(some, key=lambda review: review.at, reverse=True)) for record, some in found.items()}


def _changed(trails: Iterable[Trail]) -> dict[str, list[str]]:
    """The records that each commit changed, by the commit's id."""
    found: dict[str, list[str]] = {}
    for trail in trails:
        for decision in trail.decisions:
            found.setdefault(decision.commit, []).append(trail.record)
    return found


def _named(commit: Commit) -> set[str]:
    """The ids of the records that a commit's ``Refs`` name, by themselves or by an item."""
    stated = read_message(commit.message).values("Refs")
    return {record_of(match[0]) for value in stated for match in REFERENCE.finditer(value)}
