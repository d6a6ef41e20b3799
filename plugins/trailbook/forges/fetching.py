"""From requests to statements in the branch that keeps them, without holding them all in memory.

A listing begins with what changed last, and a run ends where the last complete one began. What was read is appended
some hundred requests at a time, with the place in the listing: a run that was broken off is finished first, and what
changed meanwhile is read after that.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import quote

from trailbook.forges.addresses import ForgeProject
from trailbook.forges.answers import UnreadableError
from trailbook.forges.exports import ForgeExport
from trailbook.forges.http import Client, ForgeError, Progress, RefusedError
from trailbook.forges.listing import Forge, Found, Listed, Page, StalePlaceError
from trailbook.text.prose import count
from trailbook.trail.requests.branch import (
    BRANCH,
    COMPLETE,
    CONTINUE,
    EvidenceBranch,
    RequestName,
    StatementFile,
    append,
)
from trailbook.trail.requests.statement import Fetched, Request, as_kept, statement_file

BATCH = 250
"""How many statements are appended at once."""
_AT_ONCE = 50
"""How many requests of a file are looked up in the branch at once."""
_MOST_BYTES = 20_000_000
"""How many bytes of statements are held before they are appended, however few they are."""


def is_kept_there(client: Client, place: ForgeProject) -> bool:
    """Whether a project has the branch already, as far as the token shows it; ``client`` asks its REST interface.

    Raises ``ForgeError`` if the forge can't be reached.
    """
    project = quote(place.project, safe="") if place.kind == "gitlab" else quote(place.project)
    below = f"/projects/{project}/repository" if place.kind == "gitlab" else f"/repos/{project}"
    try:
        client.get(f"{below}/branches/{BRANCH}")
    except RefusedError:
        return False
    return True


@dataclass
class Outcome:
    """What a run came to: requests that are new, that changed, and that are as they were; and what it left out."""

    project: str
    new: int = 0
    changed: int = 0
    same: int = 0
    left_out: list[str] = field(default_factory=list)
    until: str = ""

    def took(self, is_kept: bool, is_known: bool) -> None:
        """Count a request as new, as changed, or, if it was not kept anew, as the same as before."""
        self.new += is_kept and not is_known
        self.changed += is_kept and is_known
        self.same += not is_kept


@dataclass
class Keeper:
    """What keeps requests: the branch as it grows, and what of it is held and not appended yet."""

    branch: EvidenceBranch
    source: str
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _queue: list[tuple[str, bytes]] = field(default_factory=list)
    _newest: dict[RequestName, tuple[int, Request | None, StatementFile | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, files in self.branch.versions.items():
            self._newest[name] = (files[-1].version, None, files[-1])

    def known(self, names: Iterable[RequestName]) -> dict[RequestName, Request]:
        """The newest statement on each of some requests, of those that have one."""
        asked = {name: newest for name in names if (newest := self._newest.get(name))}
        found = {name: newest[1] for name, newest in asked.items() if newest[1]}
        files = [newest[2] for name, newest in asked.items() if name not in found and newest[2]]
        return {**found, **{file.name: statement.request for file, statement in self.branch.read(files)}}

    def add(self, found: Found, known: Request | None) -> bool:
        """Keep a request if it says something new; returns whether it does."""
        request = as_kept(found.request)
        if known and known.model_copy(update={"updated": request.updated}) == request:
            return False
        name = RequestName.of(request)
        version = self._newest.get(name, (0, None, None))[0] + 1
        fetched = Fetched(at=self.now(), raw=found.raw, source=self.source)
        self._queue.append((f"{name.folder}/{version:04}-{request.landed}.json", statement_file(request, fetched)))
        self._newest[name] = (version, request, None)
        return True

    @property
    def holds_any(self) -> bool:
        """Whether something waits to be appended."""
        return bool(self._queue)

    @property
    def is_full(self) -> bool:
        """Whether it is time to append."""
        return len(self._queue) >= BATCH or sum(len(data) for _, data in self._queue) > _MOST_BYTES

    def append(self, title: str, *trailers: str) -> None:
        """Append what is held in one commit. Raises ``HistoryError``."""
        said = f"{title}\n\n{count(len(self._queue), 'statement')} from {self.source}.\n"
        self.branch = append(self.branch, self._queue, said + "".join(f"\n{one}\n" for one in trailers))
        for name, (version, request, _) in list(self._newest.items()):
            if request:
                path = f"{name.folder}/{version:04}-{request.landed}.json"
                file = StatementFile(name, version, request.landed, path, f"{self.branch.head}:{path}")
                self._newest[name] = (version, None, file)
        self._queue.clear()


def fetch(forge: Forge, branch: EvidenceBranch, progress: Progress) -> tuple[EvidenceBranch, Outcome]:
    """The branch with all that changed on a forge since the last complete run, and what came of it.

    Raises ``ForgeError`` when the forge can't be asked to the end, and ``HistoryError`` when git refuses to keep
    something. What was read until then is kept.
    """
    place = forge.place
    run = _Run(forge, place, Keeper(branch, forge.source), Outcome(f"{place.host}/{place.project}"), progress)
    since = branch.complete_until(place.host, place.project)
    if broken := branch.broken_off(place.host, place.project):
        try:
            run.go(broken.after, broken.until, since)
            since = broken.until
        except StalePlaceError:
            pass  # the run begins anew: what is kept already is passed over
    run.go("", "", since)
    return run.keeper.branch, run.outcome


def keep_exports(exports: Iterable[ForgeExport], branch: EvidenceBranch) -> tuple[EvidenceBranch, list[Outcome]]:
    """The branch with the requests of files, and what came of each file. Raises ``HistoryError``."""
    outcomes = []
    for export in exports:
        outcome = Outcome(export.source)
        keeper = Keeper(branch, export.source)
        read = export.found()
        while some := list(islice(read, _AT_ONCE)):
            found = [one for one in some if isinstance(one, Found)]
            outcome.left_out += [str(one) for one in some if isinstance(one, UnreadableError)]
            known = keeper.known(RequestName.of(one.request) for one in found)
            for one in found:
                outcome.took(
                    keeper.add(one, known.get(RequestName.of(one.request))), RequestName.of(one.request) in known
                )
            if keeper.is_full:
                keeper.append(f"Keep requests of {export.source}")
        if keeper.holds_any:
            keeper.append(f"Keep requests of {export.source}")
        branch = keeper.branch
        outcomes.append(outcome)
    return branch, outcomes


@dataclass
class _Run:
    """A walk through the listing of a forge."""

    forge: Forge
    place: ForgeProject
    keeper: Keeper
    outcome: Outcome
    progress: Progress
    done: int = 0

    def go(self, after: str, until: str, since: str) -> None:
        """Keep what changed after ``since``, from some place of the listing on; ``until`` is when it began there."""
        end = datetime.fromisoformat(since) if since else None
        reached = after
        try:
            for page in self.forge.pages(after):
                until = until or (_written(page.listed[0].updated) if page.listed else "")
                self._keep(page, end)
                reached = page.after
                if end and page.listed and page.listed[-1].updated < end:
                    break
                if self.keeper.is_full and reached:
                    self._append(f"{CONTINUE}: {self.outcome.project} {until} {reached}")
        except StalePlaceError:
            raise
        except (ForgeError, KeyboardInterrupt):
            if self.keeper.holds_any:
                self._append(f"{CONTINUE}: {self.outcome.project} {until} {reached}" if reached else "")
            raise
        self.outcome.until = until or since
        if self.keeper.holds_any or (until and until != since):
            self._append(f"{COMPLETE}: {self.outcome.project} {until}")

    def _append(self, trailer: str) -> None:
        self.keeper.append(f"Keep requests of {self.outcome.project}", *([trailer] if trailer else []))

    def _keep(self, page: Page, end: datetime | None) -> None:
        """Keep what is new of a page."""
        named = [(self._name(one), one) for one in page.listed]
        known = self.keeper.known(name for name, _ in named)
        self.outcome.left_out += page.left_out
        for name, one in named:
            self.done += 1
            if end and one.updated < end:
                break
            before = known.get(name)
            if before is None or before.updated != one.updated:
                self._take(one, before)
            self.progress.at(self.done, page.total if end is None else None)

    def _name(self, listed: Listed) -> RequestName:
        return RequestName(self.place.host, self.place.project, listed.number)

    def _take(self, listed: Listed, before: Request | None) -> None:
        try:
            found = listed.read()
        except UnreadableError as error:
            self.outcome.left_out.append(f"{listed.number}: {error}")
            return
        self.outcome.took(self.keeper.add(found, before), before is not None)


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
