"""What OSCAL documents are made from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from uuid import NAMESPACE_URL, uuid5

from trailbook.drift.model import Drift
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import RECORD_ID
from trailbook.records.references import record_of
from trailbook.records.states import is_current
from trailbook.risk.indicators.model import Observed
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.scoring.scheme import Scheme
from trailbook.trail.decisions import Decision, Trail, newest_first
from trailbook.trail.git.commits import utc_day
from trailbook.trail.git.repository import Repository
from trailbook.trail.git.tags import tagged_commits
from trailbook.trail.sign_offs.roles import NOBODY, Roles


@dataclass(frozen=True)
class OscalFacts:
    """A knowledge base at one commit with its trails.

    ``commit`` is that commit, ``moment`` when it was made, and ``root`` the first commit of the repository, which
    keeps the ids of two knowledge bases apart. ``tags`` are the names of tags by commit, with the commit's moment.
    ``since`` and ``until`` limit the decisions, by days in UTC. ``emails`` says that addresses are published.
    """

    knowledge: KnowledgeBase
    name: str
    commit: str
    moment: datetime
    root: str
    trails: tuple[Trail, ...] = ()
    tags: Mapping[str, tuple[datetime, tuple[str, ...]]] = field(default_factory=dict)
    roles: Roles = NOBODY
    scheme: Scheme = MATRIX
    drift: Drift | None = None
    observed: Observed | None = None
    since: date = date.min
    until: date = date.max
    emails: bool = False
    edited: bool = False
    """Whether records differ from those that are committed."""

    def uuid(self, *names: str) -> str:
        """The UUID of something by its kind and names (RFC 9562, version 5): the same in all documents."""
        namespace = uuid5(NAMESPACE_URL, f"trailbook {self.root}")
        return str(uuid5(namespace, "\n".join(names)))

    def is_current(self, reference: str) -> bool:
        """Whether the record that a reference names, or whose item it names, is not retired."""
        return is_current(self.knowledge.records[record_of(reference)])

    def in_period(self, when: datetime) -> bool:
        """Whether a moment is in the period."""
        return self.since <= utc_day(when) <= self.until

    @cached_property
    def decisions(self) -> tuple[tuple[str, Decision], ...]:
        """The decisions in the period, each with its record, newest first. Plain pages are no subject of OSCAL."""
        trails = (trail for trail in self.trails if re.fullmatch(RECORD_ID, trail.record))
        found = (
            (trail.record, decision)
            for trail in trails
            for decision in trail.decisions
            if self.in_period(decision.landed)
        )
        return tuple(sorted(found, key=lambda pair: (newest_first(pair[1]), pair[0])))

    def path(self, record: str) -> str:
        """The file of a record, relative to the knowledge base."""
        return self.knowledge.documents[record].path


def tags_by_commit(repository: Repository) -> dict[str, tuple[datetime, tuple[str, ...]]]:
    """The commits up to HEAD that have tags, each with its moment in UTC and the names of its tags."""
    commits = repository.history().commits
    found: dict[str, tuple[datetime, tuple[str, ...]]] = {}
    for name, commit in tagged_commits(repository.git).items():
        if commit.id in commits:
            _, names = found.get(commit.id, (commit.committed, ()))
            found[commit.id] = commit.committed, (*names, name)
    return found
