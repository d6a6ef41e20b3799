"""One knowledge base with all that is known of it: configuration, records, problems, history, drift, indicators.

Commands, plugins, the export and scripts ask a ``Workspace``; none of them reads options, opens git or collects
problems by itself. What is asked for is worked out once, on the first call, and kept as long as the workspace is.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import wraps
from os import PathLike
from pathlib import Path
from posixpath import normpath
from typing import TYPE_CHECKING, Any, TypeVar

from trailbook.audit.ledgers.audit import LedgerAudit, audit_ledgers
from trailbook.credentials.scanning import Scan, scan_files
from trailbook.drift.detection import detect_drift
from trailbook.drift.model import Drift
from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.forges.addresses import host_of
from trailbook.records.kinds.threat_model import ThreatModel
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import Link
from trailbook.records.loading import assemble, load
from trailbook.records.model import RECORD_ID, Item, Record
from trailbook.records.references import Reference, source_of
from trailbook.risk.indicators.model import Observed
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.risk.lessons.lessons import Lessons, lessons
from trailbook.risk.overview.due import Due, due, with_signatures
from trailbook.risk.overview.due_signatures import asked_sign_offs, ending_keys, missing_sign_offs
from trailbook.risk.overview.measures import FROM_HISTORY, History, computed_indicators
from trailbook.risk.overview.observe import observe_with_month_ends
from trailbook.risk.overview.past_risk import RiskAt, risk_at_month_ends
from trailbook.risk.register.register import Entry, register
from trailbook.risk.reviews.commits import ReviewCommit
from trailbook.risk.reviews.reviews import Evidence, ReviewState, evidence_of, review_states
from trailbook.risk.threats.findings import Finding, all_findings, is_assessed
from trailbook.risk.threats.stated_lines import Lines
from trailbook.sources.merging import merge, trails_of
from trailbook.sources.state import NOTHING, State, read_state
from trailbook.text.errors import TrailbookError
from trailbook.text.files import read_file
from trailbook.text.links import Territory
from trailbook.text.problem import Problem, nearest
from trailbook.text.unseen import printable
from trailbook.trail.changes.blame import Why, headings, why, whys
from trailbook.trail.coverage import Coverage
from trailbook.trail.credential_history import scan_history
from trailbook.trail.decisions import Trail
from trailbook.trail.gaps import Gap, gaps, trust_root_gaps
from trailbook.trail.git.at_revision import Release, knowledge_at, last_release
from trailbook.trail.git.command import HistoryError, NoHistoryError
from trailbook.trail.git.commits import Commit
from trailbook.trail.git.head import Newest, newest, now_at, stated_moment
from trailbook.trail.git.links import territory_at, territory_of
from trailbook.trail.git.repository import History as GitHistory
from trailbook.trail.git.repository import Repository, Verdict
from trailbook.trail.git.signatures import ALLOWED_SIGNERS, signer_lines
from trailbook.trail.parallel import Progress, no_progress
from trailbook.trail.proofs.reading import said_of
from trailbook.trail.revisions import Scope
from trailbook.trail.sign_offs.export import sign_off_rows
from trailbook.trail.sign_offs.needed import NO_SIGN_OFFS, SignOffs, sign_offs_of
from trailbook.trail.sign_offs.roles import NOBODY
from trailbook.trail.sign_offs.rules import NOTHING_ASKED
from trailbook.trail.trails import CoveredTrails, read_covered_trails, read_page_trails
from trailbook.trail.trust_roots import TRUST_ROOTS, trust_root_trails
from trailbook.workspace.configuration import Configuration, ConfigurationError, read_configuration
from trailbook.workspace.imported_lines import imported_lines
from trailbook.workspace.problems import collect_problems, evidence_problems

if TYPE_CHECKING:
    from trailbook.diff.model import Difference

T = TypeVar("T")


class UnknownReferenceError(TrailbookError, KeyError):
    """No record, item or path goes by a reference. The message names the nearest."""

    __str__ = Exception.__str__  # a KeyError would show its message in quotes


_OF_HISTORY = (
    "_repository",
    "_covered_trails",
    "_own_trails",
    "_history",
    "_commits",
    "_last_release",
    "_trust_roots",
    "_ledgers",
)
"""What is known of the history alone, whatever the files are now."""

_MOST_ALONE = 3
"""So many pages are read without all others before it is sooner to read them all."""
_CANDIDATES = 10
"""How many paths are listed that a reference may mean."""

MISUSE = (ConfigurationError, UnknownReferenceError)
"""The errors of whoever asked for something, and not of what was asked."""


def once(method: Callable[["Workspace"], T]) -> Callable[["Workspace"], T]:
    """A method whose value is worked out on the first call and kept in the workspace."""
    name = f"_{method.__name__}"

    @wraps(method)
    def kept(self: "Workspace") -> T:
        if name not in self.__dict__:
            self.__dict__[name] = method(self)
        value: T = self.__dict__[name]
        return value

    return kept


def _without_progress() -> AbstractContextManager[Progress]:
    return nullcontext(no_progress)


@dataclass(eq=False)
class Workspace:
    """The knowledge base in the folder of a configuration.

    ``stated_day`` is the day that dates are compared with instead of that of the newest commit. ``progress`` gives
    what long readings of the history report to, and ``busy`` how many processors are left to other work. With
    ``partial``, a clone that lacks a part of the history will do; with a ``lack``, which says what is missing,
    there is no history to speak of.

    A history that can't be read raises ``HistoryError`` from whatever needs it; while nothing is committed yet there
    are no trails and no commits.
    """

    configuration: Configuration
    stated_day: date | None = None
    progress: Callable[[], AbstractContextManager[Progress]] = _without_progress
    busy: int = 0
    partial: bool = False
    lack: str = ""

    def __getstate__(self) -> dict[str, Any]:
        """What another process gets: all that is known so far, but open files and what progress is reported to."""
        return {name: value for name, value in vars(self).items() if name not in ("_repository", "progress")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, progress=_without_progress)

    @property
    def root(self) -> Path:
        """The folder of the knowledge base."""
        return self.configuration.root

    # Records

    @once
    def knowledge(self) -> KnowledgeBase:
        """All records and links as the files are now, with those of other repositories that ``trailbook hub`` keeps."""
        handed = self.sources().handed
        return merge(self.own_knowledge(), handed) if handed else self.own_knowledge()

    @once
    def sources(self) -> State:
        """What is kept of the other repositories that the configuration names."""
        named = self.configuration.sources
        return read_state(self.root).of(named) if named else NOTHING

    @once
    def own_knowledge(self) -> KnowledgeBase:
        """All records and links of this repository, as the files are now. Costs some milliseconds a record."""
        if self.configuration.everywhere:
            return self._records_alone()
        return load(self.root, self.configuration.folders, self.territory())

    @once
    def territory(self) -> Territory:
        """What symbolic links may lead to."""
        return territory_of(self.root)

    @once
    def misleading_links(self) -> tuple[Problem, ...]:
        """A problem for each symbolic link that is not followed, wherever files are read or published from.

        MkDocs publishes what links to folders lead to, so those are problems even where no records are read.
        """
        configuration = self.configuration
        published, read = (configuration.docs, *configuration.theme), self._scanned
        return tuple(sorted({*self._faults(published, whole=True), *self._faults(read, whole=False)}))

    def _faults(self, places: Iterable[str], *, whole: bool) -> Iterator[Problem]:
        for place in places:
            yield from self.territory().faults(self.root / place, whole=whole)

    def _records_alone(self) -> KnowledgeBase:
        """The records with an id, for where plain pages are too many to be read only to be linked."""
        paths = dict.fromkeys(trail.path for trail in self.own_trails() if trail.path != trail.record)
        territory = self.territory()
        found = ((path, read_file(self.root / path, self.root, territory=territory)) for path in sorted(paths))
        return assemble({path: data for path, (data, problems) in found if not problems})

    def take_sources(self, other: "Workspace") -> None:
        """Take what another workspace knows of other repositories, which belongs to no state of this one."""
        self.__dict__["_sources"] = other.sources()

    def take_git(self, other: "Workspace", commit: str) -> None:
        """Take what the repository of another workspace says of links and evidence at a commit.

        This one is a copy of the files of that commit: it has no git, and files where the links were.
        """
        with territory_at(other.root, commit) as territory:
            there = replace(self, configuration=replace(self.configuration, root=territory.root))
            there.__dict__["_territory"] = territory
            self.__dict__["_misleading_links"] = there.misleading_links()
        self.__dict__["_evidence_problems"] = tuple(evidence_problems(other.root, commit))

    def with_knowledge(self, knowledge: KnowledgeBase) -> "Workspace":
        """Another workspace with own records that were read in another way, and what is kept of other repositories."""
        found = replace(self)
        found.__dict__.update(_own_knowledge=knowledge, _sources=self.sources())
        return found

    def __getitem__(self, reference: str) -> Record | Item:
        """The record or item of a reference, such as ``TM-EXPENSES`` or ``POL-SHARING.C2``.

        Raises ``UnknownReferenceError``.
        """
        found = self.knowledge().resolve(reference)
        if found is None:
            raise self._unknown(reference, (*self.knowledge().records, *self.knowledge().items))
        return found

    def links_from(self, reference: str) -> tuple[Link, ...]:
        """The links that start at exactly this record or item."""
        return self.knowledge().links_from(reference)

    def links_to(self, reference: str) -> tuple[Link, ...]:
        """The links that end at exactly this record or item."""
        return self.knowledge().links_to(reference)

    def at(self, revision: str) -> KnowledgeBase:
        """All records and links as they were at a commit, tag or branch. Raises ``HistoryError`` if there is none."""
        return knowledge_at(self.root, revision, self.configuration.folders)

    @once
    def problems(self) -> tuple[Problem, ...]:
        """Everything that ``trailbook check`` and the strict build of the site report, in order of its place.

        Nothing of a credential is in a problem. The history is read for watched exports that moved on, and else not.
        """
        return collect_problems(self)

    @once
    def evidence_problems(self) -> tuple[Problem, ...]:
        """What is wrong with what forges said, as far as it is kept here."""
        return tuple(evidence_problems(self.root, "HEAD"))

    @once
    def credentials(self) -> Scan:
        """What looks like a credential in the files, with the problems that report it."""
        configuration = self.configuration
        return scan_files(self.root, self._scanned, configuration.credentials, self.today())

    def credentials_in_history(self, commits: Sequence[Commit] | None = None) -> tuple[Problem, ...]:
        """What looks like a credential in all that was ever committed, or in some commits, newest first.

        What is in the files today as well is left out. The whole history takes about as long as its trails.
        """
        if commits is not None and not commits:
            return ()
        try:
            options, present = self.configuration.credentials, self.credentials().credentials
            return scan_history(
                self.repository(), self._scanned, options, self.today(), commits=commits, present=present
            )
        except NoHistoryError:
            return ()

    @property
    def _scanned(self) -> tuple[str, ...]:
        return (*self.configuration.folders, SNAPSHOTS, OBSERVATIONS)

    # History

    def take_history(self, other: "Workspace") -> None:
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

    def addresses(self) -> list[str]:
        """Where the repository may be hosted: where it was cloned from, then what mkdocs.yml says."""
        remote = self.repository().git.ask("remote", "get-url", "origin")
        return [one for one in (remote, self.configuration.repo_url) if one]

    def address(self) -> str:
        """What others call the repository, as ``git+https://…``: as mkdocs.yml says, else where it was cloned from."""
        parts = host_of(self.addresses()[::-1])
        return f"git+{parts[0]}://{parts[1]}/{parts[2]}" if parts else ""

    def trails_at(self, revision: str) -> tuple[Trail, ...]:
        """The trails of all records up to a revision, closed ones included. Raises ``HistoryError``.

        The first reading compares every revision of every record, a second one takes what was kept.
        """
        return self._covered(revision).trails

    def coverage(self, revision: str = "HEAD") -> Coverage:
        """Which documents the trails up to a revision are of, and what is passed over. Raises ``HistoryError``."""
        return self._covered(revision).coverage

    def _covered(self, revision: str, *besides: str) -> CoveredTrails:
        """The trails of the folders, and of more files or folders ``besides``."""
        known: dict[tuple[str, ...], CoveredTrails] = self.__dict__.setdefault("_covered_trails", {})
        asked = (self.repository().commit_id(revision), *besides)
        if asked not in known:
            with self.progress() as progress:
                scope = self._scope(*besides)
                known[asked] = read_covered_trails(self.repository(), scope, asked[0], progress, busy=self.busy)
        return known[asked]

    def _scope(self, *besides: str) -> Scope:
        configuration = self.configuration
        folders = (*configuration.folders, *besides)
        return Scope(self.repository().prefix, folders, vendored=not configuration.everywhere and "." not in besides)

    @once
    def trails(self) -> tuple[Trail, ...]:
        """The trails of all records up to the commit that is checked out, with those of other repositories.

        Of this repository there are none while nothing is committed.
        """
        return (*self.own_trails(), *self.trails_elsewhere())

    @once
    def trails_elsewhere(self) -> tuple[Trail, ...]:
        """The trails of the records of other repositories, without reading a history."""
        return tuple(trail for handed in self.sources().handed for trail in trails_of(handed))

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
    def last_release(self) -> Release | None:
        """The release before what is checked out, with the records as they were in it; None if there is none."""
        return last_release(self.root, self.configuration.folders)

    def trail(self, reference: str, revision: str = "HEAD") -> Trail:
        """The decisions behind a record, or those that changed one of its items, newest first.

        ``reference`` is a record's id, the path of a file, the end of one that no other path has, ``RECORD.item``, or
        ``PATH#section`` with the anchor of a section or the words of its heading.
        Raises ``UnknownReferenceError`` if the history knows none of that, and ``HistoryError``.
        """
        page, mark, section = reference.partition("#")
        if mark:
            trail = self.trail(page, revision)
            return trail.about(_section(trail, section, reference))
        found = self.trails_of(reference, revision)
        if len(found) == 1:
            return found[0]
        raise UnknownReferenceError(printable(f"{reference!r} is a folder; name one of its pages, or list its trails"))

    def trails_of(self, reference: str, revision: str = "HEAD") -> tuple[Trail, ...]:
        """The trail that ``trail`` gives, or those of the pages and records in a folder, the newest decision first.

        A file or folder that is named is read, also if the configuration leaves it out. Raises as ``trail`` does.
        """
        if "#" in reference:
            return (self.trail(reference, revision),)
        if normpath(reference) in TRUST_ROOTS:
            roots = tuple(trail for trail in self.trust_roots(revision) if trail.record == normpath(reference))
            if roots:
                return roots
        if source_of(reference) and (elsewhere := _named(reference, self.trails_elsewhere())):
            return (elsewhere,)
        if page := self._page_alone(reference, revision):
            return (page,)
        trails = self.trails_at(revision)
        if named := _named(reference, trails):
            return (named,)
        path = normpath(reference)
        if not self._scope().holds(path) and self._has(path, revision):
            trails = self._covered(revision, path).trails
        if named := _named(path, trails):
            return (named,)
        if below := [trail for trail in trails if path == "." or trail.path.startswith(f"{path}/")]:
            return tuple(sorted(below, key=lambda trail: trail.decisions[0].landed, reverse=True))
        return (self._ending_in(path, reference, trails, revision),)

    def _page_alone(self, path: str, revision: str) -> Trail | None:
        """The trail of a plain page, read without the others; None if it needs them or if they are known already.

        Whoever asks for one page after the other is sooner served by all at once.
        """
        scope, head = self._scope(), self.repository().commit_id(revision)
        may_be_item = re.fullmatch(RECORD_ID, Reference.parse(path).record)
        if not path.endswith(".md") or may_be_item or not scope.holds(path) or path != normpath(path):
            return None
        known: dict[tuple[str, str], tuple[Trail, ...] | None] = self.__dict__.setdefault("_pages_alone", {})
        if (head, path) not in known:
            if len(known) >= _MOST_ALONE or (head,) in self.__dict__.get("_covered_trails", {}):
                return None
            with self.progress() as progress:
                known[head, path] = read_page_trails(self.repository(), scope, path, head, progress, busy=self.busy)
        return _named(path, known[head, path] or ())

    def _has(self, path: str, revision: str) -> bool:
        """Whether there is, or was, a file or folder of a path."""
        repository = self.repository()
        whole = normpath(f"{repository.prefix}{path}")
        if whole == "." or any(file == whole or file.startswith(f"{whole}/") for file in repository.files(revision)):
            return True
        commits = repository.history(revision).commits.values()
        return any(whole in (change.path, change.old_path) for commit in commits for change in commit.changes)

    def _ending_in(self, path: str, reference: str, trails: Sequence[Trail], revision: str) -> Trail:
        """The trail of the one path that ends in another, as MkDocs names pages relative to their folder."""
        ending = f"/{path.removeprefix('/')}"
        prefix = self.repository().prefix
        files = [file.removeprefix(prefix) for file in self.repository().files(revision) if file.startswith(prefix)]
        for known in ([trail.path for trail in trails], files):
            found = sorted({file for file in known if file.endswith(ending)})
            if len(there := [file for file in found if file in files]) == 1 or len(found) == 1:
                return self.trail((there or found)[0], revision)
            if found:
                shown = [*(there or found)[:_CANDIDATES], *(["…"] if len(there or found) > _CANDIDATES else [])]
                raise UnknownReferenceError(printable(f"{reference!r} may be any of: {', '.join(shown)}"))
        raise self._unknown(
            reference, [*(one.record for one in (*trails, *self.trails_elsewhere())), *(one.path for one in trails)]
        )

    def why(self, reference: str) -> Why:
        """Why a record, an item, a page or a section reads as it does: what founded it, what it means since when.

        References are those of ``trail``. Raises as ``trail`` does.
        """
        page, mark, section = reference.partition("#")
        if mark:
            trail = self.trail(page)
            return whys(trail)[_section(trail, section, reference)]
        trail = self.trail(reference)
        record, item = Reference.parse(reference)
        if item and trail.record == record and (found := whys(self.trail(record)).get(item)):
            return found
        return why(trail)

    def _unknown(self, reference: str, known: Sequence[str]) -> UnknownReferenceError:
        close = nearest(reference, known)
        hint = f"; did you mean {close!r}?" if close else ""
        return UnknownReferenceError(printable(f"there is no record, item or path {reference!r}{hint}"))

    @once
    def gaps(self) -> list[Gap]:
        """What an auditor would miss in the trails: reasons, approvals, and claims that git contradicts.

        Those of other repositories follow from what they handed on. What changed in the files that say whose a key, a
        name and a role are comes last, of this repository alone.
        """
        return [*gaps(self.trails(), self.knowledge().records), *trust_root_gaps(self.trust_roots())]

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

    # Risk

    @once
    def findings(self) -> tuple[Finding, ...]:
        """What the rules find in all threat models, whatever its state."""
        return tuple(all_findings(self.knowledge(), self.configuration.ruleset.rules, self.imported_lines()))

    @once
    def imported_lines(self) -> dict[str, Lines]:
        """The lines of exports that state what imported threat models say, by the ids of the models."""
        return imported_lines(self.root, self.own_knowledge())

    @once
    def not_assessed(self) -> tuple[ThreatModel, ...]:
        """The threat models in which nobody judged what can go wrong, neither by a threat nor by settling findings."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings():
            found.setdefault(finding.model, []).append(finding)
        models = (model for model in self.knowledge().of_kind("threat-model") if isinstance(model, ThreatModel))
        return tuple(model for model in models if not is_assessed(model, found.get(model.id, ())))

    @once
    def register(self) -> list[Entry]:
        """The risk register: the same threat of several models is one entry; the highest residual risk comes first."""
        models = (model.id for model in self.knowledge().of_kind("threat-model"))
        return register(self.knowledge(), self.configuration.scheme, models)

    @once
    def past_risk(self) -> tuple[RiskAt, ...]:
        """The risk at the end of each past month of the main line, oldest first; none without a day or a history.

        None where other repositories hand on records: nobody knows here what theirs were at the end of a month, and a
        month without them beside today with them would show a rise that never was.
        """
        today, configuration = self.today(), self.configuration
        if today is None or self.lack or any(one.digest for one in self.sources().statuses.values()):
            return ()
        return tuple(risk_at_month_ends(self.root, configuration.folders, configuration.scheme, today))

    @once
    def drift(self) -> Drift | None:
        """The platforms' settings compared with the templates, with the commit since which each deviates.

        None if there is no template, or no day to judge dates on.
        """
        return detect_drift(self.root, self.own_knowledge(), self.today())

    @once
    def evidence(self) -> Evidence:
        """What the history says of reviews, and what other repositories handed on of theirs."""
        found = evidence_of(self.trails(), self.history())
        theirs = {
            f"{handed.name}/{record}": tuple(ReviewCommit(**vars(note)) for note in notes)
            for handed in self.sources().handed
            for record, notes in handed.shard.reviews.items()
        }
        return replace(found, commits={**theirs, **found.commits}) if theirs else found

    @once
    def observed(self) -> Observed:
        """The series of every indicator. The history is read if one of them is counted from it."""
        history = None
        if computed_indicators(self.knowledge(), FROM_HISTORY):
            history = History(self.evidence(), self.configuration.review_plan, self.configuration.scheme)
        return self._observed_with(history)

    def counts_from_history(self) -> bool:
        """Whether an indicator is counted from the history, and there is one."""
        return bool(computed_indicators(self.knowledge(), FROM_HISTORY)) and bool(self.trails())

    @once
    def observations(self) -> Observed:
        """The series of every indicator without the history's share, for whom nothing is counted from it."""
        return self._observed_with(None)

    def _observed_with(self, history: History | None) -> Observed:
        return observe_with_month_ends(
            self.root, self.configuration.folders, self.own_knowledge(), self.today(), history
        )

    @once
    def reviews(self) -> list[ReviewState]:
        """When each record was reviewed and is to be reviewed again, the most urgent first."""
        plan, scheme = self.configuration.review_plan, self.configuration.scheme
        records = self.knowledge().records.values()
        return review_states(records, plan, scheme, self.evidence(), self.today(), self.observed())

    @once
    def lessons(self) -> Lessons:
        """What came of each incident and exercise."""
        return lessons(self.knowledge(), self.trails() or None, self.knowledge().records, self.today())

    def due(self, until: date | None = None) -> list[Due]:
        """All that somebody has to do by a day, the earliest first; with ``until``, only what is due by then."""
        known, scheme = self.knowledge(), self.configuration.scheme
        found = due(known, scheme, self.lessons(), self.reviews(), known.records, self.observed())
        listed = with_signatures(found, self.due_signatures(), known.records)
        return [one for one in listed if until is None or one.day <= until]

    @once
    def due_signatures(self) -> tuple[Due, ...]:
        """The sign-offs that are missing, and the keys of signers that end; none while nothing is committed."""
        if not self.commits():
            return ()
        known, repository = self.knowledge(), self.repository()
        reviews = {state.record.id: state.due for state in self.reviews() if state.due}
        keys = signer_lines(repository.top_file(self.history().head, ALLOWED_SIGNERS).decode("utf-8", "replace"))
        names = {holder.email.casefold(): holder.name for holder in self.configuration.roles.holders}
        return (
            *missing_sign_offs(sign_off_rows(self.trails(), self.sign_offs()), known),
            *asked_sign_offs(known, reviews),
            *ending_keys(keys, names, self.today()),
        )

    # Other states

    def diff(self, compared: str | None = None) -> "Difference":
        """What differs in a range of revisions: ``BASE``, ``BASE..HEAD`` or ``BASE...HEAD``; else of the branch.

        Each state is judged by the configuration that it had. Raises ``HistoryError`` if a revision is not there.
        """
        from trailbook.workspace.compare import compare_states  # noqa: PLC0415 - it makes workspaces of both states

        return compare_states(self, compared).difference


def _section(trail: Trail, section: str, reference: str) -> str:
    """The id of the section that an anchor or the words of a heading name. Raises ``UnknownReferenceError``."""
    known = headings(trail)
    ids = whys(trail)
    if section in ids:
        return section
    wanted = " ".join(section.casefold().split())
    found = [id for id, title in known.items() if " ".join(title.casefold().split()) == wanted and id in ids]
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownReferenceError(printable(f"{reference!r} may be any of: {', '.join(found)}"))
    close = nearest(section, (*ids, *known.values()))
    hint = f"; did you mean {close!r}?" if close else ""
    raise UnknownReferenceError(printable(f"{trail.path} has no section {section!r}{hint}"))


def _named(reference: str, trails: Iterable[Trail]) -> Trail | None:
    """The trail that a record's id, a path or ``RECORD.item`` names."""
    record, item = Reference.parse(reference)
    for trail in trails:
        if reference in (trail.record, trail.path):
            return trail
        if trail.record == record and item and (found := trail.about(item)).decisions:
            return found
    return None


def open_workspace(root: str | PathLike[str] = ".", today: date | None = None) -> Workspace:
    """The workspace of the knowledge base in a folder. Reads its mkdocs.yml, and nothing else yet.

    Raises ``ConfigurationError`` if that can't be used.
    """
    return Workspace(read_configuration(Path(root)), today)
