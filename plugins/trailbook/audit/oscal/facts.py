"""What an OSCAL document is made from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from uuid import NAMESPACE_URL, uuid5

from trailbook.drift.model import Drift
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import RECORD_ID
from trailbook.risk.indicators.model import Observed
from trailbook.risk.scoring.matrix import MATRIX
from trailbook.risk.scoring.scheme import Scheme
from trailbook.trail.decisions import Decision, Trail
from trailbook.trail.sign_offs.roles import NOBODY, Roles


@dataclass(frozen=True)
class Facts:
    """A knowledge base at one commit with its trails.

    ``commit`` is that commit, ``moment`` when it was made, and ``root`` the first commit of the repository, which
    keeps the ids of two knowledge bases apart. ``tags`` are the names of tags by commit, with the commit's moment.
    ``since`` and ``until`` limit the decisions that are told, by days in UTC.
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
    """Whether records differ from what is committed."""

    def uuid(self, *names: str) -> str:
        """The id of something by its kind and its names: the same in every document of this repository (RFC 9562)."""
        namespace = uuid5(NAMESPACE_URL, f"trailbook {self.root}")
        return str(uuid5(namespace, "\n".join(names)))

    def tells(self, when: datetime) -> bool:
        """Whether a moment lies in the period."""
        return self.since <= when.astimezone(UTC).date() <= self.until

    @cached_property
    def decisions(self) -> tuple[tuple[str, Decision], ...]:
        """The records and their decisions in the period, newest first. Plain pages are none of OSCAL's subjects."""
        trails = (trail for trail in self.trails if re.fullmatch(RECORD_ID, trail.record))
        found = ((trail.record, one) for trail in trails for one in trail.decisions if self.tells(one.date))
        return tuple(sorted(found, key=lambda pair: (-pair[1].date.timestamp(), pair[1].commit, pair[0])))

    def path(self, record: str) -> str:
        """The file of a record, relative to the knowledge base."""
        return self.knowledge.documents[record].path
