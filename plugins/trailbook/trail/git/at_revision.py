"""A knowledge base as it was at any revision: its files out of git, read as they would be from the disk."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePath, PurePosixPath
from posixpath import dirname, join, normpath
from typing import NamedTuple

import git

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.text.files import MAX_BYTES, SUFFIXES, circular, no_file, outside, too_large, unreadable
from trailbook.text.problem import Problem
from trailbook.trail.git.blobs import Blobs, reading
from trailbook.trail.git.repository import ENVIRONMENT, HistoryError, NoHistoryError

_LINK = "120000"
_MOST_LINKS = 10
"""How many symbolic links are followed, one to the next."""


@dataclass(frozen=True)
class AtRevision:
    """The files of record folders at one commit, as bytes by path, and what keeps others from being read.

    ``commit`` is its full id, ``day`` the day in UTC on which it was committed. Paths are relative to the
    knowledge base.
    """

    commit: str
    day: date
    contents: Mapping[str, bytes]
    problems: tuple[Problem, ...]

    def knowledge(self) -> KnowledgeBase:
        """The knowledge base in the files, with every problem of every file."""
        found = assemble(dict(self.contents))
        return replace(found, problems=tuple(sorted({*found.problems, *self.problems})))

    def write(self, folder: Path) -> None:
        """Write the files below a folder, for whatever reads a disk. Names that lead out of it are passed over."""
        for path, data in self.contents.items():
            file = folder / path
            if ".." not in PurePath(path).parts and file.resolve().is_relative_to(folder.resolve()):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)


def files_at(
    root: Path, revision: str, folders: Iterable[str], suffixes: tuple[str, ...] = SUFFIXES, largest: int = MAX_BYTES
) -> AtRevision:
    """The files below the folders that end in one of the suffixes, at a revision of the repository around ``root``.

    They are those that ``text.files.find_files`` would find, in its order, were the revision checked out.
    Raises ``NoHistoryError`` where there is no repository, and ``HistoryError`` for a revision that is not there.
    """
    asked = [normpath(folder) for folder in folders]
    return _files(root, revision, lambda path: path.endswith(suffixes) and _is_listed(path, asked), largest)


def top_files_at(root: Path, revision: str) -> AtRevision:
    """The files beside the record folders, such as ``mkdocs.yml`` and ``roles.yaml``. Raises as ``files_at`` does."""
    return _files(root, revision, lambda path: "/" not in path, MAX_BYTES)


def _files(root: Path, revision: str, is_wanted: Callable[[str], bool], largest: int) -> AtRevision:
    with opened(root) as repo:
        commit = commit_of(repo, revision)
        top = Path(repo.working_tree_dir or repo.git_dir).resolve()
        inside = root.resolve().relative_to(top).as_posix()
        prefix = "" if inside == "." else f"{inside}/"
        entries = _entries(repo, commit, prefix)
        wanted = sorted(filter(is_wanted, entries), key=_walked)
        with reading(repo, largest) as read:
            tree = _Tree(repo, entries, read, largest)
            found = {path: tree.file(path) for path in wanted}
        committed = repo.git.show("--no-patch", "--no-show-signature", "--format=%ct", commit)
        day = datetime.fromtimestamp(int(committed), UTC).date()
    contents = {path: data for path, data in found.items() if isinstance(data, bytes)}
    return AtRevision(commit, day, contents, tuple(one for one in found.values() if isinstance(one, Problem)))


def knowledge_at(root: Path, revision: str, folders: Iterable[str]) -> KnowledgeBase:
    """The knowledge base at a revision of the repository around ``root``. Raises as ``files_at`` does."""
    return files_at(root, revision, folders).knowledge()


@contextmanager
def opened(root: Path) -> Iterator[git.Repo]:
    """The repository around a folder.

    Raises ``NoHistoryError`` where there is none, and ``HistoryError`` for what git can't do inside it.
    """
    try:
        repo = git.Repo(root, search_parent_directories=True)
    except (git.InvalidGitRepositoryError, git.NoSuchPathError) as error:
        raise NoHistoryError("no git repository is here; run 'git init' and commit the records") from error
    with repo:
        repo.git.update_environment(**ENVIRONMENT)
        try:
            yield repo
        except git.GitCommandError as error:
            said = str(error.stderr).strip().strip("'").split("\n")[-1].strip()
            raise HistoryError(f"git could not read this repository: {said[:300]}") from error


def commit_of(repo: git.Repo, revision: str) -> str:
    """The full id of the commit that a revision names.

    Raises ``HistoryError`` for one that is not there, and ``NoHistoryError`` where nothing is committed.
    """
    try:
        asked = ("--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return str(repo.git.rev_parse(*asked)).strip()
    except git.GitCommandError as error:
        if revision == "HEAD":
            raise NoHistoryError("nothing is committed yet; a trail begins with the first commit") from error
        raise HistoryError(
            f"there is no revision {revision!r} here; bring it with 'git fetch', or set 'fetch-depth: 0' where a "
            "workflow checks out the repository"
        ) from error


class _Entry(NamedTuple):
    mode: str
    blob: str


def _entries(repo: git.Repo, commit: str, prefix: str) -> dict[str, _Entry]:
    """Every file below the knowledge base by its path in it. Submodules are none."""
    command = ["git", "ls-tree", "-r", "-z", "--full-tree", commit, *(["--", prefix] if prefix else [])]
    listed = repo.git.execute(command, stdout_as_string=False, strip_newline_in_stdout=False)
    found: dict[str, _Entry] = {}
    for line in listed.split(b"\0"):
        facts, _, path = line.partition(b"\t")
        mode, kind, blob = facts.decode().split() if facts else ("", "", "")
        if kind == "blob":
            found[path.decode("utf-8", "surrogateescape").removeprefix(prefix)] = _Entry(mode, blob)
    return found


def _is_listed(path: str, folders: Iterable[str]) -> bool:
    """Whether a path is below one of the folders and nothing of its way from there is hidden."""
    parts = PurePosixPath(path).parts
    ways = (parts[len(above) :] for folder in folders if parts[: len(above := PurePosixPath(folder).parts)] == above)
    return any(way and not any(part.startswith(".") for part in way) for way in ways)


def _walked(path: str) -> tuple[tuple[str, ...], str]:
    """The order of a walk through folders: the files of a folder, then those of the folders in it."""
    pure = PurePosixPath(path)
    return pure.parts[:-1], pure.name


@dataclass(frozen=True)
class _Tree:
    """The files of one commit, of which those that are too large or lead nowhere are problems."""

    repo: git.Repo
    entries: Mapping[str, _Entry]
    read: Blobs
    largest: int

    def file(self, path: str) -> bytes | Problem:
        """What the disk would give for a path, as ``text.files.read_file`` does."""
        blob = self._blob(path)
        if isinstance(blob, Problem):
            return blob
        if (data := self.read(blob)) is not None:
            return data
        try:
            size = int(self.repo.git.cat_file("-s", blob))
        except git.GitCommandError:
            return unreadable(path, "git has lost what it held", "a whole clone")
        return too_large(path, size, self.largest)

    def _blob(self, path: str) -> str | Problem:
        """The blob that stands at a path, or to which symbolic links lead from there."""
        at = path
        for _ in range(_MOST_LINKS):
            if (entry := self.entries.get(at)) is None:
                return no_file(path)
            if entry.mode != _LINK:
                return entry.blob
            at = normpath(join(dirname(at), (self.read(entry.blob) or b"").decode("utf-8", "surrogateescape")))
            if at.startswith(("../", "/")):
                return outside(path)
        return circular(path)
