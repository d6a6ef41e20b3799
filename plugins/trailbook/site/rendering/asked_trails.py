"""What a page asks of the trails while it is rendered, noted beside what it asks of the records.

A page of one record asks for its trail, and so is made anew once that has changed, and not with every decision on
anything else. Whatever is about several of them is noted as a question about all.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import cached_property
from typing import Any, TypeVar

from trailbook.site.rendering.asked import AskedSitemap, Noting
from trailbook.site.rendering.sitemap import Sitemap
from trailbook.site.rendering.trail_site import Entry, TrailSite, value_digest
from trailbook.trail.changelog import ChangedWeek
from trailbook.trail.changes.blame import Why
from trailbook.trail.decisions import Trail
from trailbook.trail.sign_offs.needed import Needed

T = TypeVar("T")

_DIGESTS: dict[int, tuple[Trail, str]] = {}
"""The digests of the trails of the last site: a server asks for those of the same trails at every edit."""


def _digest(site: TrailSite, record: str) -> str:
    trail = site.by_record.get(record)
    if trail is None:
        return ""
    known, found = _DIGESTS.get(id(trail), (None, ""))
    if known is not trail:
        found = value_digest(trail)
        _DIGESTS[id(trail)] = trail, found
    return found


def _all_digests(site: TrailSite, _: str) -> str:
    of_site = {id(trail) for trail in site.trails}
    for gone in [place for place in _DIGESTS if place not in of_site]:
        del _DIGESTS[gone]
    return "\n".join(f"{trail.record} {_digest(site, trail.record)}" for trail in site.trails)


def _state(site: TrailSite, record: str) -> str:
    trail = site.by_record.get(record)
    return repr((site.paths[record], site.is_closed(trail), site.is_edited(trail))) if trail else ""


def _neighbours(site: TrailSite, record: str) -> str:
    trail = site.by_record[record]
    return repr((site.predecessors(trail), site.successors(trail)))


_ASKED: Mapping[str, Callable[[TrailSite, str], str]] = {
    "trail": _digest,
    "trails": _all_digests,
    "trail state": _state,
    "trail neighbours": _neighbours,
    "one author": lambda site, _: str(site.has_one_author),
    "said": lambda site, commit: repr(site.said.get(commit)),
    "ledgers": lambda site, _: value_digest(site.ledgers),
    "trust roots": lambda site, _: value_digest(site.trust_roots),
}
"""What can be asked of trails, and what is compared for it."""


def answer(site: TrailSite, what: str, about: str) -> str:
    """The answer to a question about trails."""
    return _ASKED[what](site, about)


def same_for_trails(site: TrailSite) -> str:
    """A digest of what pages are rendered from besides the answers to their questions about trails."""
    return value_digest([getattr(site, name) for name in _CONSTANT])


_ANSWERED = ("sitemap", "trails", "edited", "ledgers", "trust_roots", "said")
_CONSTANT = sorted({field.name for field in fields(TrailSite)}.difference(_ANSWERED))


def beside(site: TrailSite, sitemap: Sitemap) -> TrailSite:
    """The same trails in a sitemap of the same records; if that notes what it is asked, so do they."""
    return AskedTrails(site, sitemap) if isinstance(sitemap, AskedSitemap) else site


class AskedTrails(TrailSite):
    """Trails that note what they are asked, with a sitemap that does so."""

    def __init__(self, known: TrailSite, sitemap: AskedSitemap) -> None:
        constant = {name: getattr(known, name) for name in _CONSTANT}
        for name, value in {**constant, "sitemap": sitemap, "_real": known, "_ask": sitemap.knowledge.ask}.items():
            object.__setattr__(self, name, value)

    _real: TrailSite
    _ask: Callable[..., object]

    def _of_all(self) -> TrailSite:
        """The trails, for what reads all of them, and asks the records what is there."""
        _ = self._ask("trails"), self._ask("all paths"), self._ask("ids")
        return self._real

    def _each(self, known: Mapping[str, T], what: str) -> Mapping[str, T]:
        return Noting(known, lambda about: self._ask(what, about), self._of_all)

    @property
    def trails(self) -> tuple[Trail, ...]:
        """All trails."""
        self._ask("trails")
        return self._real.trails

    @cached_property
    def by_record(self) -> Mapping[str, Trail]:
        """The trails by the ids of their records."""
        return self._each(self._real.by_record, "trail")

    @cached_property
    def paths(self) -> Mapping[str, str]:
        """The Markdown path of each trail's page, by record."""
        return self._each(self._real.paths, "trail state")

    @cached_property
    def needed(self) -> Mapping[str, Mapping[str, tuple[Needed, ...]]]:
        """The sign-offs that each decision needs, by record and commit."""
        return self._each(self._real.needed, "trail")

    @cached_property
    def said(self) -> Mapping[str, tuple[str, ...]]:
        """What other tools put on record about commits."""
        return self._each(self._real.said, "said")

    @property
    def ledgers(self) -> Any:
        """What the ledgers of the releases say of the history."""
        self._ask("ledgers")
        return self._real.ledgers

    @property
    def trust_roots(self) -> tuple[Trail, ...]:
        """The trails of the files that say whose a key, a name and a role are."""
        self._ask("trust roots")
        return self._real.trust_roots

    @property
    def edited(self) -> frozenset[str]:
        """Not asked for as a whole."""
        raise NotImplementedError

    @cached_property
    def records(self) -> Mapping[str, str]:
        """The id of the record that is published at a Markdown path."""
        self._ask("all paths")
        return self._real.records

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All decisions of the site, newest first."""
        self._ask("trails")
        return self._real.entries

    @cached_property
    def has_one_author(self) -> bool:
        """Whether everybody who decided is the same."""
        self._ask("one author")
        return self._real.has_one_author

    @cached_property
    def commits(self) -> tuple[tuple[Entry, ...], ...]:
        """The decisions of each commit, newest first."""
        self._ask("trails")
        return self._real.commits

    @cached_property
    def changelog(self) -> list[ChangedWeek]:
        """The weeks in which something was decided."""
        return self._of_all().changelog

    def whys(self, trail: Trail) -> Mapping[str, Why]:
        """Why each item and section of a record reads as it does."""
        self._ask("trail", trail.record)
        return self._real.whys(trail)

    def nouns(self, trail: Trail) -> Mapping[str, str]:
        """What each item of a trail is called."""
        self._ask("trail", trail.record)
        return self._real.nouns(trail)

    def is_closed(self, trail: Trail) -> bool:
        """Whether a trail's record was removed or has another id now."""
        self._ask("trail state", trail.record)
        return self._real.is_closed(trail)

    def is_edited(self, trail: Trail) -> bool:
        """Whether a record has changed since its last decision."""
        self._ask("trail state", trail.record)
        return self._real.is_edited(trail)

    def successors(self, trail: Trail) -> list[str]:
        """The records whose trail began in the same file with the commit that closed this one."""
        self._ask("trail neighbours", trail.record)
        return self._real.successors(trail)

    def predecessors(self, trail: Trail) -> list[str]:
        """The records whose trail this one follows in the same file."""
        self._ask("trail neighbours", trail.record)
        return self._real.predecessors(trail)
