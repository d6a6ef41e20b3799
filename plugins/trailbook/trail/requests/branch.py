"""The branch that keeps what forges said: ``trailbook-evidence``, with a history of its own.

Notes and other refs are not in an ordinary clone; a branch is. It has no commit in common with the branches that are
worked on, and only ever grows: each statement is a file of its own, and none is changed. The files are
``requests/HOST/PROJECT/NUMBER/VERSION-LANDED.json``: the versions of one request are counted from one, and the commit
with which it landed is in the name, so that what belongs to a commit is found without opening all.
"""

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from trailbook.text.files import MAX_BYTES
from trailbook.text.problem import Problem
from trailbook.trail.git.blobs import blobs_named, files_of, reading
from trailbook.trail.git.command import Git, HistoryError
from trailbook.trail.git.main_branches import EVIDENCE
from trailbook.trail.requests.statement import Request, Statement, StatementError, read_statement

BRANCH = EVIDENCE
BRING = f"git fetch origin {BRANCH}:{BRANCH}"
"""The command that brings the branch into a clone that lacks it, as one of a pipeline does that fetched one branch."""
FOLDER = "requests"
_FILE = re.compile(
    rf"{FOLDER}/(?P<host>[^/]+)/(?P<project>.+)/(?P<number>[1-9]\d*)/(?P<version>\d{{4,}})-(?P<landed>[0-9a-f]{{40,64}})\.json"
)
_AT_ONCE = 256
"""How many statements are read before the first of them is looked at."""
COMPLETE = "Complete-until"
"""The trailer of a commit that ends a run: all requests of a project that changed before are in the branch."""
CONTINUE = "Continue-at"
"""The trailer of a commit within a run: when that began, and where in the listing of the forge it is."""
_RUN = re.compile(
    rf"(?P<kind>{COMPLETE}|{CONTINUE}): (?P<project>\S+) "
    r"(?P<until>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)(?: (?P<after>\S{1,500}))?"
)
_LISTED = re.compile(rf"^(?P<blob>[0-9a-f]{{40,64}}) (?P<path>{FOLDER}/\S+\.json)$", re.MULTILINE)
_README = f"""# What forges said of requests

Made by `trailbook evidence fetch`; never edited by hand. Each file below `{FOLDER}/` is an in-toto Statement about the
commit with which a request landed: its description, who wrote it, who reviewed which commit of it, who merged it. What
a forge said at another time is another file.
"""


class RequestName(NamedTuple):
    """What names a request for good."""

    host: str
    project: str
    number: int

    @property
    def folder(self) -> str:
        """The folder of its statements in the branch."""
        return f"{FOLDER}/{self.host}/{self.project}/{self.number}"

    @classmethod
    def of(cls, request: Request) -> "RequestName":
        """The name of a request."""
        return cls(request.host, request.project, request.number)


class Run(NamedTuple):
    """What a commit says of a run over a project ``HOST/PATH``: it holds all that changed before ``until``.

    With ``after``, only once the listing was read from there on.
    """

    project: str
    until: str
    after: str


class Holding(NamedTuple):
    """What is here of a project ``HOST/PATH``: all requests that changed before ``until``, if it was read to its end.

    ``is_broken_off`` says that the last run was not.
    """

    project: str
    requests: int
    statements: int
    until: str
    is_broken_off: bool


@dataclass(frozen=True)
class StatementFile:
    """A statement in the branch: of which request, which version of it counted from one, of which landed commit."""

    name: RequestName
    version: int
    landed: str
    path: str
    blob: str


class Statements(ABC):
    """Statements by the names of their files, wherever these are kept."""

    problems: list[Problem]
    """What could not be read so far."""

    @abstractmethod
    def _listed(self) -> Mapping[str, str]:
        """The blobs of all regular files, by path."""

    @abstractmethod
    def _contents(self, blobs: Iterable[str]) -> Mapping[str, bytes | None]:
        """What some blobs hold; None for what is missing."""

    @cached_property
    def files(self) -> tuple[StatementFile, ...]:
        """The files of all statements, the versions of each request in their order."""
        found = ((_FILE.fullmatch(path), path, blob) for path, blob in self._listed().items())
        known = (
            StatementFile(
                RequestName(match["host"], match["project"], int(match["number"])),
                int(match["version"]),
                match["landed"],
                path,
                blob,
            )
            for match, path, blob in found
            if match
        )
        return tuple(sorted(known, key=lambda one: (one.name, one.version)))

    @cached_property
    def versions(self) -> dict[RequestName, tuple[StatementFile, ...]]:
        """The files of each request, oldest first."""
        found: dict[RequestName, list[StatementFile]] = {}
        for file in self.files:
            found.setdefault(file.name, []).append(file)
        return {name: tuple(files) for name, files in found.items()}

    def landed_with(self, commits: Container[str]) -> list[tuple[StatementFile, ...]]:
        """All files of each request of which one says that it landed with one of some commits."""
        wanted = dict.fromkeys(file.name for file in self.files if file.landed in commits)
        return [self.versions[name] for name in wanted]

    def read(self, files: Iterable[StatementFile]) -> Iterator[tuple[StatementFile, Statement]]:
        """The statements of some files. One that can't be read, or that is of something else, is a problem."""
        rest = iter(files)
        while asked := list(islice(rest, _AT_ONCE)):
            blobs = self._contents(dict.fromkeys(file.blob for file in asked))
            for file in asked:
                if statement := self._read(file, blobs.get(file.blob) or b""):
                    yield file, statement

    def _read(self, file: StatementFile, data: bytes) -> Statement | None:
        try:
            statement = read_statement(data)
            request = statement.request
            if (RequestName.of(request), request.landed) != (file.name, file.landed):
                raise StatementError("it is of another request than its name says")
        except StatementError as error:
            expected = "a file as 'trailbook evidence fetch' writes it"
            self.problems.append(Problem(f"{BRANCH}:{file.path}", 1, 1, "bad-statement", str(error), expected))
            return None
        return statement


@dataclass
class EvidenceBranch(Statements):
    """The statements in the branch at one of its commits. Without a ``head``, there are none yet."""

    git: Git
    head: str = ""
    problems: list[Problem] = field(default_factory=list)
    """What could not be read so far."""

    def _listed(self) -> Mapping[str, str]:
        listed = files_of(self.git, self.head, f"{FOLDER}/") if self.head else {}
        return {path: file.blob for path, file in listed.items() if file.is_regular}

    def _contents(self, blobs: Iterable[str]) -> Mapping[str, bytes | None]:
        with reading(self.git, MAX_BYTES) as read:
            return dict(read.each(blobs))

    def all_problems(self) -> list[Problem]:
        """What of all statements can't be read."""
        for _ in self.read(self.files):
            pass
        return self.problems

    @property
    def holdings(self) -> tuple["Holding", ...]:
        """What is here of each project."""
        requests = Counter(f"{name.host}/{name.project}" for name in self.versions)
        statements = Counter(f"{file.name.host}/{file.name.project}" for file in self.files)
        return tuple(
            Holding(
                project,
                requests[project],
                statements[project],
                next((one.until for one in self.runs if one.project == project and not one.after), ""),
                next((bool(one.after) for one in self.runs if one.project == project), False),
            )
            for project in sorted({*requests, *(one.project for one in self.runs)})
        )

    def complete_until(self, host: str, project: str) -> str:
        """The moment up to which all requests of a project are here, as the last complete run wrote it; or empty."""
        return next((one.until for one in self.runs if one.project == f"{host}/{project}" and not one.after), "")

    def broken_off(self, host: str, project: str) -> "Run | None":
        """The last run over a project, if it did not come to its end."""
        newest = next((one for one in self.runs if one.project == f"{host}/{project}"), None)
        return newest if newest and newest.after else None

    @cached_property
    def runs(self) -> tuple["Run", ...]:
        """What runs wrote of how far they came, the newest first."""
        if not self.head:
            return ()
        stated = self.git.text("log", f"--format=%(trailers:key={COMPLETE},key={CONTINUE})", self.head)
        return tuple(
            Run(found["project"], found["until"], found["after"] or "" if found["kind"] == CONTINUE else "")
            for line in stated.splitlines()
            if (found := _RUN.fullmatch(line.strip()))
        )


def listed_in(message: str) -> frozenset[tuple[str, str]]:
    """The path and the blob of each statement that the message of a commit says it brought."""
    return frozenset((found["path"], found["blob"]) for found in _LISTED.finditer(message))


def evidence_branch(git: Git) -> EvidenceBranch:
    """The branch as this clone has it: its own, or that of a remote that is ahead of it.

    Raises ``HistoryError`` if two of them went different ways: it may only grow.
    """
    pattern = (f"refs/heads/{BRANCH}", f"refs/remotes/*/{BRANCH}")
    heads = dict.fromkeys(git.text("for-each-ref", "--format=%(objectname)", *pattern).splitlines())
    newest = next(iter(heads), "")
    for head in heads:
        if git.says("merge-base", "--is-ancestor", newest, head):
            newest = head
        elif not git.says("merge-base", "--is-ancestor", head, newest):
            raise HistoryError(
                f"the branch {BRANCH} went different ways here and on a remote, and it may only grow; "
                f"keep the one that you trust: 'git branch --force {BRANCH} REMOTE/{BRANCH}' takes that of the remote"
            )
    return EvidenceBranch(git, newest)


def append(branch: EvidenceBranch, files: Sequence[tuple[str, bytes]], message: str) -> EvidenceBranch:
    """The branch with new files (path and content) in one commit, signed where ``commit.gpgSign`` asks for it.

    Its message lists them, so that the signature of a commit alone shows what it brought.

    Raises ``HistoryError`` if git refuses: there is no identity to commit with, or another run was faster.
    """
    git = branch.git
    if known := blobs_named(git, [f"{branch.head}:{path}" for path, _ in files]) if branch.head else {}:
        raise HistoryError(f"{BRANCH} may only grow, and already has {min(known).partition(':')[2]}")
    first = [] if branch.head else [("README.md", _README.encode())]
    tree = _tree(git, branch.head, [*first, *files])
    blobs = blobs_named(git, [f"{tree}:{path}" for path, _ in files])
    title, _, rest = message.partition("\n\n")
    listed = "".join(f"{blobs[f'{tree}:{path}']} {path}\n" for path, _ in files)
    message = f"{title.rstrip()}\n\n{listed}" + (f"\n{rest}" if rest else "")
    parent = ("-p", branch.head) if branch.head else ()
    signed = ("-S",) if git.ask("config", "--type=bool", "commit.gpgSign") == "true" else ()
    commit = git.text("commit-tree", *signed, tree, *parent, feed=message.encode())
    before = git.ask("rev-parse", "--verify", "--quiet", f"refs/heads/{BRANCH}")
    git.output("update-ref", f"refs/heads/{BRANCH}", commit, before or "0" * len(commit))
    return EvidenceBranch(git, commit)


def _tree(git: Git, head: str, files: Sequence[tuple[str, bytes]]) -> str:
    """The tree of a commit with more files, written by git-fast-import(1) through a ref that is gone afterwards."""
    scratch = f"refs/trailbook/{BRANCH}"

    def stream() -> Iterator[bytes]:
        yield f"commit {scratch}\ncommitter Trailbook <> 0 +0000\ndata 0\n".encode()
        if head:
            yield f"from {head}\n".encode()
        for path, content in files:
            yield f"M 100644 inline {path}\ndata {len(content)}\n".encode() + content + b"\n"
        yield b"done\n"

    try:
        git.feed(stream(), "fast-import", "--quiet", "--done", "--force")
        return git.text("rev-parse", f"{scratch}^{{tree}}")
    finally:
        git.ask("update-ref", "-d", scratch)
