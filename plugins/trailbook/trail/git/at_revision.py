"""A knowledge base as it was at any revision or at the last release: its files, read as they would be from the disk."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from hashlib import blake2b
from pathlib import Path, PurePath, PurePosixPath
from posixpath import dirname, join, normpath

from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.loading import assemble
from trailbook.text.files import MAX_BYTES, SUFFIXES, too_large, walk_order
from trailbook.text.links import circular, no_file, outside, unreadable
from trailbook.text.problem import Problem
from trailbook.trail.git.blobs import LINK, Blobs, TreeFile, files_of, reading
from trailbook.trail.git.command import GitError, NoHistoryError, WorkTree, open_work_tree

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
        unread = found.unread | {problem.path for problem in self.problems}
        return replace(found, problems=tuple(sorted({*found.problems, *self.problems})), unread=unread)

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
    Raises ``NoHistoryError`` if there is no repository, and ``HistoryError`` for a revision that is not there.
    """
    asked = [normpath(folder) for folder in folders]
    return _files(root, revision, lambda path: path.endswith(suffixes) and _is_listed(path, asked), largest)


def top_files_at(root: Path, revision: str) -> AtRevision:
    """The files beside the record folders, such as ``mkdocs.yml`` and ``roles.yaml``. Raises as ``files_at`` does."""
    return _files(root, revision, lambda path: "/" not in path, MAX_BYTES)


def _files(root: Path, revision: str, is_wanted: Callable[[str], bool], largest: int) -> AtRevision:
    work = open_work_tree(root)
    commit = work.commit_id(revision)
    below = [work.prefix] if work.prefix else []
    listed = files_of(work.git, commit, *below)
    entries = {path.removeprefix(work.prefix): file for path, file in listed.items()}
    wanted = sorted(filter(is_wanted, entries), key=walk_order)
    with reading(work.git, largest) as read:
        tree = _Tree(work, commit, entries, read, largest)
        found = {path: tree.file(path) for path in wanted}
    committed = work.git.text("show", "--no-patch", "--no-show-signature", "--format=%ct", commit)
    day = datetime.fromtimestamp(int(committed), UTC).date()
    contents = {path: data for path, data in found.items() if isinstance(data, bytes)}
    return AtRevision(commit, day, contents, tuple(one for one in found.values() if isinstance(one, Problem)))


def knowledge_at(root: Path, revision: str, folders: Iterable[str]) -> KnowledgeBase:
    """The knowledge base at a revision of the repository around ``root``. Raises as ``files_at`` does."""
    return files_at(root, revision, folders).knowledge()


def _is_listed(path: str, folders: Iterable[str]) -> bool:
    """Whether a path is below one of the folders and nothing of its way from there is hidden."""
    parts = PurePosixPath(path).parts
    ways = (parts[len(above) :] for folder in folders if parts[: len(above := PurePosixPath(folder).parts)] == above)
    return any(way and not any(part.startswith(".") for part in way) for way in ways)


@dataclass(frozen=True)
class _Tree:
    """The files of one commit, of which those that are too large or lead nowhere are problems."""

    work: WorkTree
    commit: str
    entries: Mapping[str, TreeFile]
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
            size = int(self.work.git.text("cat-file", "-s", blob))
        except GitError:
            return unreadable(path, "git has lost what it held", "a whole clone")
        return too_large(path, size, self.largest)

    def _blob(self, path: str) -> str | Problem:
        """The blob at a path, or at the end of the symbolic links that begin there."""
        at = path
        for _ in range(_MOST_LINKS):
            if (entry := self._entry(at)) is None:
                return no_file(path)
            if entry.mode != LINK:
                return entry.blob
            at = normpath(join(dirname(at), (self.read(entry.blob) or b"").decode("utf-8", "surrogateescape")))
            if normpath(join(self.work.prefix, at)).startswith(("../", "/")):
                return outside(path)
        return circular(path)

    def _entry(self, at: str) -> TreeFile | None:
        """The file at a path, which may begin outside the knowledge base and is inside the repository."""
        return self._all.get(normpath(join(self.work.prefix, at))) if at.startswith("../") else self.entries.get(at)

    @cached_property
    def _all(self) -> Mapping[str, TreeFile]:
        return files_of(self.work.git, self.commit)


@dataclass(frozen=True)
class TaggedRelease:
    """A tag with the day of its commit in UTC and the files of the record folders at it, as bytes by path."""

    name: str
    day: date
    contents: Mapping[str, bytes]

    @property
    def digest(self) -> str:
        """A name for all that there is of it."""
        return blake2b(repr((self.name, self.day, sorted(self.contents.items()))).encode(), digest_size=16).hexdigest()


def last_release(root: Path, folders: Iterable[str], suffixes: tuple[str, ...] = SUFFIXES) -> TaggedRelease | None:
    """The release before what is checked out; None if no tag can be reached, or there is no repository.

    A commit that bears a tag itself is compared with the tag before it. Only files that end in one of the suffixes
    are read, and none of more bytes than a record may have.
    """
    try:
        git = open_work_tree(root).git
    except NoHistoryError:
        return None
    start = "HEAD^" if git.ask("describe", "--tags", "--exact-match", "HEAD") else "HEAD"
    if not (name := git.ask("describe", "--tags", "--abbrev=0", start)):
        return None
    there = files_at(root, f"refs/tags/{name}", folders, suffixes)
    return TaggedRelease(name, there.day, there.contents)
