"""What is known of a knowledge base from git: its moment, trails, commits, agreement; and what other repositories gave.

Nothing here reads a file of the knowledge base as it is now: the same history gives the same answers.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import wraps
from pathlib import Path
from typing import Any, Self, TypeVar

from trailbook.audit.ledgers.audit import LedgerAudit, audit_ledgers
from trailbook.forges.addresses import host_of
from trailbook.sources.state import NOTHING, State, read_state
from trailbook.trail.changes.derived import trails_with_levels
from trailbook.trail.coverage import TrailCoverage, document_folders
from trailbook.trail.decisions import Trail
from trailbook.trail.git.at_revision import TaggedRelease, last_release
from trailbook.trail.git.command import HistoryError, NoHistoryError
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.head import Newest, newest, now_at, stated_moment
from trailbook.trail.git.repository import History as GitHistory
from trailbook.trail.git.repository import Repository, Verdict
from trailbook.trail.parallel import Progress, no_progress
from trailbook.trail.proofs.reading import said_of
from trailbook.trail.revisions import Scope
from trailbook.trail.sign_offs.needed import NO_SIGN_OFFS, SignOffs, sign_offs_of
from trailbook.trail.sign_offs.roles import NOBODY
from trailbook.trail.sign_offs.rules import NOTHING_ASKED
from trailbook.trail.trails import CoveredTrails, read_covered_trails
from trailbook.trail.trust_roots import trust_root_trails
from trailbook.workspace.configuration import Configuration

T = TypeVar("T")
Known = TypeVar("Known", bound="WorkspaceHistory")

_OF_HISTORY = (
    "_repository",
    "_covered_trails",
    "_document_folders",
    "_own_trails",
    "_history",
    "_commits",
    "_last_release",
    "_trust_roots",
    "_ledgers",
)
"""What is known of the history alone, whatever the files are now."""
_OF_THIS_PROCESS = ("_repository", "_sources", "_lookup", "progress")


def once(method: Callable[[Known], T]) -> Callable[[Known], T]:
    """A method whose value is worked out on the first call and kept in the workspace."""
    name = f"_{method.__name__}"

    @wraps(method)
    def kept(self: Known) -> T:
        if name not in self.__dict__:
            self.__dict__[name] = method(self)
        value: T = self.__dict__[name]
        return value

    return kept


def _without_progress() -> AbstractContextManager[Progress]:
    return nullcontext(no_progress)


@dataclass(eq=False)
class WorkspaceHistory:
    """The part of a ``Workspace`` that follows from its configuration and git. What its fields mean is said there."""

    configuration: Configuration
    stated_day: date | None = None
    progress: Callable[[], AbstractContextManager[Progress]] = _without_progress
    busy: int = 0
    partial: bool = False
    lack: str = ""

    def __getstate__(self) -> dict[str, Any]:
        """What another process gets: all that is known so far, but open files and what progress is reported to.

        What other repositories gave it reads anew, or is given (``take_sources``).
        """
        return {name: value for name, value in vars(self).items() if name not in _OF_THIS_PROCESS}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, progress=_without_progress)

    @property
    def root(self) -> Path:
        """The folder of the knowledge base."""
        return self.configuration.root

    @once
    def sources(self) -> State:
        """What is kept of the other repositories that the configuration names."""
        named = self.configuration.sources
        return read_state(self.root).of(named) if named else NOTHING

    def take_sources(self, sources: State) -> None:
        """Take what another workspace knows of other repositories, which belongs to no state of this one."""
        self.__dict__["_sources"] = sources

    def take_history(self, other: Self) -> None:
        """Take what another workspace has read of the same history, if that is of the same folders.

        The caller knows that the history is the same (``Repository.committed_state``); the keys of signatures are
        looked at.
        """
        alike = (self.root, self.configuration.folders, self.configuration.everywhere, self.lack, self.stated_day)
        theirs = other.configuration
        if alike != (other.root, theirs.folders, theirs.everywhere, other.lack, other.stated_day):
            return
        try:
            if other.repository().confirms(tuple(dict.fromkeys(other.repository().verdicts))):
                self.__dict__.update((name, other.__dict__[name]) for name in _OF_HISTORY if name in other.__dict__)
        except HistoryError:
            return

    @once
    def now(self) -> datetime | None:
        """The moment (UTC) that a build is of: ``SOURCE_DATE_EPOCH``, else that of the newest commit, else None.

        What other repositories handed on counts by the day on which it landed, if that is later. Where their clocks are
        ahead, it is the day on which they were asked.
        """
        own = now_at(self.root)
        if own is None or stated_moment() is not None:
            return own
        landed = [min(one.landed, one.asked) for one in self.sources().statuses.values() if one.landed]
        return max([own, *(datetime.combine(day, time(), UTC) for day in landed)])

    def today(self) -> date | None:
        """The day that dates are compared with: the stated one, else that of ``now``; None if neither is known."""
        now = self.now() if self.stated_day is None else None
        return now.date() if now else self.stated_day

    def stamp(self) -> datetime | None:
        """The moment that a calendar is of: ``now``, or the beginning of the stated day if that is another."""
        stated, now = self.stated_day, self.now()
        return now if stated is None or (now and stated == now.date()) else datetime.combine(stated, time(), UTC)

    def verdicts(self) -> tuple[Verdict, ...]:
        """What git was asked about signatures so far, and what it said. Nothing is read for it."""
        known: Repository | None = self.__dict__.get("_repository")
        return tuple(known.verdicts) if known else ()

    @once
    def repository(self) -> Repository:
        """The git repository around the folder. Raises ``NoHistoryError`` if there is none, or only a part of one."""
        if self.lack:
            raise NoHistoryError(self.lack)
        return Repository(self.root, partial=self.partial)

    def _whole_repository(self) -> Repository | None:
        """The repository if its history is read here and nothing of it is missing; else None."""
        try:
            return None if self.partial else self.repository()
        except HistoryError:
            return None

    def addresses(self) -> list[str]:
        """Where the repository may be hosted: where it was cloned from, then what mkdocs.yml says."""
        remote = self.repository().git.ask("remote", "get-url", "origin")
        return [one for one in (remote, self.configuration.repo_url) if one]

    def address(self) -> str:
        """What others call the repository, as ``git+https://…``: as mkdocs.yml says, else where it was cloned from."""
        parts = host_of(self.addresses()[::-1])
        return f"git+{parts[0]}://{parts[1]}/{parts[2]}" if parts else ""

    def trails_at(self, revision: str, *besides: str) -> tuple[Trail, ...]:
        """The trails of all records up to a revision, closed ones included, and of more files or folders ``besides``.

        The first reading compares every revision of every record, a second one takes what was kept.
        """
        return trails_with_levels(self.covered(revision, *besides).trails, self.configuration.scheme.level)

    def coverage(self, revision: str = "HEAD") -> TrailCoverage:
        """Which documents the trails up to a revision are of, and what is passed over. Raises ``HistoryError``."""
        return self.covered(revision).coverage

    def covered(self, revision: str, *besides: str) -> CoveredTrails:
        """The trails of the folders, and of more files or folders ``besides``. Raises ``HistoryError``.

        They have ratings in place of the levels that ``trails_at`` gives by the scheme of this knowledge base.
        """
        known: dict[tuple[str, ...], CoveredTrails] = self.__dict__.setdefault("_covered_trails", {})
        asked = (self.repository().commit_id(revision), *besides)
        if asked not in known:
            with self.progress() as progress:
                scope = self.scope(*besides)
                known[asked] = read_covered_trails(self.repository(), scope, asked[0], progress, busy=self.busy)
        return known[asked]

    def has_read(self, commit: str) -> bool:
        """Whether the trails up to a commit were asked for before, so that asking again costs nothing."""
        return (commit,) in self.__dict__.get("_covered_trails", {})

    def scope(self, *besides: str) -> Scope:
        """Which files the trails are of: those in the folders, and in more files or folders ``besides``."""
        configuration = self.configuration
        everywhere = configuration.everywhere or "." in besides
        folders = (*configuration.folders, *besides, *(self.document_folders() if everywhere else ()))
        return Scope(self.repository().prefix, folders, vendored=not everywhere)

    @once
    def document_folders(self) -> tuple[str, ...]:
        """The folders that are called like those with the work of others and hold pages of one's own."""
        return document_folders(self.repository().files(), self.repository().prefix)

    @once
    def trails(self) -> tuple[Trail, ...]:
        """The trails of all records up to the commit that is checked out, with those of other repositories.

        Of this repository there are none while nothing is committed.
        """
        return (*self.own_trails(), *self.trails_elsewhere())

    def trails_elsewhere(self) -> tuple[Trail, ...]:
        """The trails of the records of other repositories, without reading a history."""
        return trails_with_levels(self.sources().trails, self.configuration.scheme.level)

    @once
    def own_trails(self) -> tuple[Trail, ...]:
        """The trails of this repository's records up to the commit that is checked out; none while nothing is."""
        try:
            return self.trails_at("HEAD")
        except NoHistoryError:
            return ()

    @once
    def history(self) -> GitHistory:
        """The history up to the commit that is checked out; empty while nothing is committed."""
        try:
            return self.repository().history()
        except NoHistoryError:
            return GitHistory("", {})

    @once
    def commits(self) -> tuple[Commit, ...]:
        """All commits up to the one that is checked out, newest first; none while nothing is committed."""
        return tuple(self.history().commits.values())

    @once
    def edited(self) -> frozenset[str]:
        """The files that are committed and differ from that now, relative to the folder."""
        return self.repository().edited() if self.commits() else frozenset()

    @once
    def newest(self) -> Newest | None:
        """The commit that is checked out, with its day; None while nothing is committed."""
        return newest(self.root)

    @once
    def last_release(self) -> TaggedRelease | None:
        """The release before what is checked out, with the records as they were in it; None if there is none."""
        return last_release(self.root, self.configuration.folders)

    def trust_roots(self, revision: str = "HEAD") -> tuple[Trail, ...]:
        """The trails of the files that say whose a key, a name and a role are, up to a revision.

        Raises ``HistoryError``.
        """
        known: dict[str, tuple[Trail, ...]] = self.__dict__.setdefault("_trust_roots", {})
        try:
            asked = self.repository().commit_id(revision)
        except NoHistoryError:
            return ()
        if asked not in known:
            known[asked] = trust_root_trails(self.repository(), asked)
        return known[asked]

    @once
    def sign_offs(self) -> SignOffs:
        """Whose agreement changes need by the configuration, and who gave it."""
        configuration = self.configuration
        if configuration.sign_offs is NOTHING_ASKED and configuration.roles is NOBODY:
            return NO_SIGN_OFFS
        if not self.commits():
            return SignOffs(configuration.sign_offs)
        return sign_offs_of(configuration.sign_offs, self.repository(), self.own_trails(), self.history())

    def asks_for_sign_offs(self) -> bool:
        """Whether the configuration asks for anybody's agreement."""
        return bool(self.configuration.sign_offs.roles)

    @once
    def ledgers(self) -> LedgerAudit | None:
        """What the ledgers of the releases say of the history; None while nothing is committed."""
        return audit_ledgers(self.repository(), self.own_trails()) if self.commits() else None

    @once
    def said(self) -> dict[str, tuple[str, ...]]:
        """What other tools put on record about the commits of decisions, in words; none without their refs."""
        return said_of(self.repository(), self.trails(), self.history().head) if self.trails() else {}
