"""The trails of a site: whose they are, where their pages are, and what follows from all of them together."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from markupsafe import Markup

from trailbook.records.origins import origin_of_path
from trailbook.records.references import source_of
from trailbook.site.rendering.asked import digest
from trailbook.site.rendering.decision_html import byline
from trailbook.site.rendering.forge import NO_FORGE, Forge, forge_of
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.trail.changelog import ChangedWeek, changelog, ended
from trailbook.trail.changes.blame import Why, whys
from trailbook.trail.decisions import Decision, Trail, newest_first
from trailbook.trail.proposals import unagreed
from trailbook.trail.sentences import label, nouns
from trailbook.trail.sign_offs.needed import NO_SIGN_OFFS, Needed, SignOffs

if TYPE_CHECKING:
    from trailbook.audit.ledgers.audit import LedgerAudit

_SAME_ZONE = "tzinfo=TzInfo(0)", "tzinfo=datetime.timezone.utc"
"""How Python shows UTC where pydantic has read it from a cache, and where git has just been read."""
_NOT_COMMITTED = "Not committed yet: no decision on record"


@dataclass(frozen=True)
class Entry:
    """A decision as an entry of its trail."""

    trail: Trail
    decision: Decision


@dataclass(frozen=True)
class Changed:
    """A picture of what changed since a release, or since the beginning, for which ``since`` is empty; and its day."""

    since: str
    day: str
    figure: Markup


def value_digest(value: object) -> str:
    """A digest of values of the trail, by how Python shows them."""
    return digest(repr(value).replace(*_SAME_ZONE))


@dataclass(frozen=True)
class TrailSite:
    """All trails of a site, with the paths of their pages."""

    sitemap: Sitemap
    trails: tuple[Trail, ...]
    forge: Forge = NO_FORGE
    has_log: bool = True
    edited: frozenset[str] = frozenset()
    """The files with uncommitted changes."""
    sign_offs: SignOffs = NO_SIGN_OFFS
    emails: bool = False
    """Whether the e-mail addresses of the history may be published."""
    ledgers: "LedgerAudit | None" = None
    """What the ledgers of the releases say of the history; None if they are not audited."""
    trust_roots: tuple[Trail, ...] = ()
    """The trails of the files that say whose a key, a name and a role are."""
    lack: str = ""
    """What is missing of the history, so that nothing of it is shown; empty if nothing is."""
    said: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What other tools put on record about commits, in words, by the commits of decisions."""

    def forge_of(self, path: str) -> Forge:
        """The forge on which the repository of a file is: its own one for what another repository handed on."""
        origin = origin_of_path(path, self.sitemap.knowledge.origins)
        return forge_of(origin.address) if origin else self.forge

    @property
    def undecided(self) -> str:
        """What stands where no decision is known."""
        return "Built without its history, so no decision is shown" if self.lack else _NOT_COMMITTED

    def whys(self, trail: Trail) -> Mapping[str, Why]:
        """Why each item and section of a record reads as it does, worked out once."""
        if trail.record not in self._whys:
            self._whys[trail.record] = whys(trail)
        return self._whys[trail.record]

    @cached_property
    def _whys(self) -> dict[str, Mapping[str, Why]]:
        return {}

    def nouns(self, trail: Trail) -> Mapping[str, str]:
        """What each item of a trail is called, worked out once."""
        if trail.record not in self._nouns:
            self._nouns[trail.record] = nouns(trail)
        return self._nouns[trail.record]

    @cached_property
    def _nouns(self) -> dict[str, Mapping[str, str]]:
        return {}

    @cached_property
    def needed(self) -> Mapping[str, Mapping[str, tuple[Needed, ...]]]:
        """The sign-offs that each decision needs, by record and commit."""
        needed = self.sign_offs.needed
        return {trail.record: {} if source_of(trail.record) else needed(trail) for trail in self.trails}

    @cached_property
    def by_record(self) -> Mapping[str, Trail]:
        """The trails by the ids of their records."""
        return {trail.record: trail for trail in self.trails}

    @cached_property
    def by_file(self) -> Mapping[str, Trail]:
        """The trails by the files of their records: by those that they are in now, and else by those they were in."""
        before = {decision.path: trail for trail in self.trails for decision in trail.decisions}
        return before | {trail.path: trail for trail in self.trails}

    @cached_property
    def records(self) -> Mapping[str, str]:
        """The id of the record that is published at a Markdown path."""
        return {path: id for id, path in self.sitemap.paths.items()}

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All decisions of the site, newest first."""
        found = [Entry(trail, decision) for trail in self.trails for decision in trail.decisions]
        return tuple(sorted(found, key=lambda e: (newest_first(e.decision), e.trail.record)))

    @cached_property
    def has_one_author(self) -> bool:
        """Whether everybody who decided is the same, so that a line need not name them."""
        return len({byline(entry.decision) for entry in self.entries}) < 2

    @cached_property
    def commits(self) -> tuple[tuple[Entry, ...], ...]:
        """The decisions of each commit, newest first."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.decision.commit, []).append(entry)
        return tuple(map(tuple, found.values()))

    @cached_property
    def records_of(self) -> Mapping[str, int]:
        """On how many records each commit decided."""
        return {entries[0].decision.commit: len(entries) for entries in self.commits}

    @cached_property
    def changelog(self) -> list[ChangedWeek]:
        """The weeks in which something was decided, newest first, with what changed in each.

        It is of what is published and of what has ended, not of pages that are kept beside the knowledge base.
        """
        return changelog(trail for trail in self.trails if not self.is_closed(trail) or ended(trail))

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """The Markdown path of each trail's page, by record; that of a closed trail is named after the record."""
        return {trail.record: self._path(trail) for trail in self.trails}

    def _path(self, trail: Trail) -> str:
        if not self.is_closed(trail):
            place = self.sitemap.paths.get(trail.record) or trail.path
            return f"trail/{re.sub(r'[.](md|ya?ml)$', '', place)}.md"
        return f"trail/closed/{re.sub(r'[.]md$', '', trail.record)}.md"

    def is_closed(self, trail: Trail) -> bool:
        """Whether a trail's record was removed or has another id now."""
        return trail.record not in self.sitemap.knowledge.ids

    def unagreed(self, trail: Trail) -> Decision | None:
        """What a machine proposed alone and nobody agreed with, if the record says that now."""
        return unagreed(trail.decisions)

    def is_edited(self, trail: Trail) -> bool:
        """Whether a record has changed since its last decision."""
        document = self.sitemap.knowledge.documents.get(trail.record)
        return document is not None and document.path in self.edited

    def title(self, trail: Trail) -> str:
        """The title of a trail's record; of a plain page as its site has it; of one that is gone the last it had."""
        return (self.is_closed(trail) and _last_title(trail)) or self.sitemap.title_of(trail.record)

    def kind(self, trail: Trail) -> str:
        """The kind of a trail's record, as a word."""
        return "closed" if self.is_closed(trail) else self.sitemap.knowledge.noun(trail.record)

    @cached_property
    def _files(self) -> Mapping[tuple[str, str], list[str]]:
        """The records whose first decision a commit is, by commit and path."""
        found: dict[tuple[str, str], list[str]] = {}
        for trail in self.trails:
            first = trail.decisions[-1]
            found.setdefault((first.commit, first.path), []).append(trail.record)
        return found

    def successors(self, trail: Trail) -> list[str]:
        """The records whose trail began in the same file with the commit that closed this one."""
        last = trail.decisions[0]
        began = self._files.get((last.commit, last.path), []) if self.is_closed(trail) else []
        return [record for record in began if record != trail.record]

    @cached_property
    def _before(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for trail in self.trails:
            for record in self.successors(trail):
                found.setdefault(record, []).append(trail.record)
        return found

    def predecessors(self, trail: Trail) -> list[str]:
        """The records whose trail this one follows in the same file."""
        return self._before.get(trail.record, [])


def _last_title(trail: Trail) -> str:
    for decision in trail.decisions:
        for change in decision.changes:
            if change.item is None and change.field == "title" and change.after:
                return str(change.after)
            if change.item is None and change.field is None and (named := label(change.after or change.before)):
                return named
    return ""
