"""The git objects in evidence: collecting them for the archive, and reading commits and trees from them.

They are kept as git hashes them, so ``git hash-object`` gives their ids, and a repository made of them shows the
commits, their signatures and the records in them. Evidence is made and checked by reading through the same
``ObjectStore``, so every object that a check needs was collected when the evidence was made.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from operator import eq
from pathlib import PurePosixPath
from posixpath import normpath

from trailbook.audit.evidence.contents import OBJECTS
from trailbook.audit.evidence.facts import Facts
from trailbook.text.errors import TrailbookError
from trailbook.trail.git.commits import Person
from trailbook.trail.git.mailmap import MAILMAP, Mailmap, read_mailmap
from trailbook.trail.git.objects import (
    FOLDER,
    ObjectType,
    Read,
    TreeEntry,
    blob_at,
    object_format,
    parents_of,
    tree_entries,
    tree_of,
)
from trailbook.trail.git.stored_commits import author_at
from trailbook.trail.revisions import Scope

Need = Callable[[ObjectType, str], bytes]
"""Returns the content of an object. Raises ``MissingObjectError`` if it is not there."""

FileDifference = tuple[tuple[str | None, ...], str | None]
"""The blobs that the parents of a commit have at a path, and the blob that the commit has there."""

_LINK = b"120000"


class MissingObjectError(TrailbookError, LookupError):
    """A git object that a check needs is not in the evidence."""

    def __init__(self, kind: ObjectType, id: str) -> None:
        super().__init__(f"{kind} {id or 'of a commit that names none'} is missing, and a check needs it")


@dataclass
class ObjectCollector:
    """Collects the objects that evidence needs, from those that ``read`` returns."""

    read: Read
    objects: dict[tuple[ObjectType, str], bytes] = field(default_factory=dict)

    def need(self, kind: ObjectType, id: str) -> bytes:
        """The content of an object, which is collected; empty if the repository does not have it."""
        if (kind, id) not in self.objects:
            self.objects[kind, id] = self.read(id) or b""
        return self.objects[kind, id]

    def blob(self, id: str) -> bytes:
        """The content of a blob, which is collected."""
        return self.need("blob", id)

    def add_commits(self, ids: Iterable[str]) -> None:
        """Collect commits, without their trees."""
        for id in ids:
            self.need("commit", id)

    def add_file(self, commit: str, path: str) -> str | None:
        """Collect a file of a commit and the trees that lead to it. Returns its blob id, None if there is no file.

        ``path`` is relative to the repository.
        """
        blob = blob_at(path, self.need("commit", commit), object_format(commit), partial(self.need, "tree"))
        if blob:
            self.need("blob", blob)
        return blob

    def files(self) -> Mapping[str, bytes]:
        """The objects as files of the archive."""
        return {f"{OBJECTS}/{kind}/{id}": content for (kind, id), content in self.objects.items()}


@dataclass(frozen=True)
class ObjectStore:
    """What the objects show of the commits that the facts name. All methods raise ``MissingObjectError``."""

    facts: Facts
    need: Need
    _compared: dict[tuple[str | None, str | None, str], tuple[tuple[str, str | None, str | None], ...]] = field(
        default_factory=dict
    )

    @cached_property
    def scope(self) -> Scope:
        """Which files are records."""
        return Scope(self.facts.folder, self.facts.folders)

    @cached_property
    def mailmap(self) -> Mailmap:
        """The mailmap in force at the end of the period."""
        blob = self.blob_in(self.facts.end.commit, MAILMAP)
        return read_mailmap(self.need("blob", blob)) if blob else Mailmap()

    def author(self, commit: str) -> Person:
        """The author of a commit, as the mailmap at the end of the period names them."""
        name, email, _ = author_at(self.need("commit", commit))
        return self.mailmap.person(name, email)

    def parents(self, commit: str) -> tuple[str, ...]:
        """The ids of a commit's parents."""
        return parents_of(self.need("commit", commit))

    def blob_in(self, commit: str, path: str) -> str | None:
        """The blob at a path of the repository; None if there is no regular file."""
        return blob_at(path, self.need("commit", commit), self.facts.object_format, partial(self.need, "tree"))

    def record_blob(self, commit: str, path: str) -> str | None:
        """The blob at a path of the knowledge base; None if there is no regular file."""
        return self.blob_in(commit, normpath(f"{self.facts.folder}{path}"))

    def changed_elsewhere(self, commit: str, path: str) -> bool:
        """Whether a commit changed a file that is no record file, as which a record may have been before or after.

        Such a file is outside the folders, or has another ending.
        """
        now = self.record_blob(commit, path)
        before = [self.record_blob(parent, path) for parent in self.parents(commit)] or [None]
        return self.scope.path(normpath(f"{self.facts.folder}{path}")) is None and now not in before

    def is_link(self, commit: str, path: str) -> bool:
        """Whether a path of the knowledge base is a symbolic link, or leads through one."""
        tree = self._tree(commit)
        for part in f"{self.facts.folder}{path}".encode("utf-8", "surrogateescape").split(b"/"):
            entries = tree_entries(self.need("tree", tree), self.facts.object_format)
            found = next((entry for entry in entries if entry.name == part), None)
            if found is None or found.mode == _LINK:
                return found is not None
            tree = found.id
        return False

    def files_below(self, commit: str, folder: str) -> dict[str, str]:
        """The blobs of all regular files below a folder of a commit, by path in the repository."""
        found: dict[str, str] = {}
        pending = [(name, entry) for name, entry in self._entries(self._tree(commit)).items() if name == folder]
        while pending:
            path, entry = pending.pop()
            if blob := _file(entry):
                found[path] = blob
            pending += [(f"{path}/{name}", one) for name, one in self._entries(_folder(entry)).items()]
        return found

    def record_files(self, commit: str) -> dict[str, str]:
        """The blobs of a commit's record files, by path in the knowledge base."""
        return {path: after for path, _, after in self._between(None, self._tree(commit), "") if after}

    def differences(self, commit: str) -> dict[str, FileDifference]:
        """The record files in which a commit differs from each of its parents, by path in the knowledge base."""
        tree = self._tree(commit)
        parents: list[str | None] = [self._tree(parent) for parent in self.parents(commit)]
        by_parent = [
            {path: (before, after) for path, before, after in self._between(parent, tree, "")}
            for parent in parents or [None]
        ]
        paths = set(by_parent[0]).intersection(*by_parent[1:])
        return {path: (tuple(found[path][0] for found in by_parent), by_parent[0][path][1]) for path in sorted(paths)}

    def _tree(self, commit: str) -> str:
        return tree_of(self.need("commit", commit))

    def _entries(self, tree: str | None) -> dict[str, TreeEntry]:
        if tree is None:
            return {}
        entries = tree_entries(self.need("tree", tree), self.facts.object_format)
        return {entry.name.decode("utf-8", "surrogateescape"): entry for entry in entries}

    def _between(self, old: str | None, new: str | None, above: str) -> tuple[tuple[str, str | None, str | None], ...]:
        """The record files that differ between two trees, each with its blob before and after."""
        if old == new:
            return ()
        if (old, new, above) not in self._compared:
            self._compared[old, new, above] = tuple(self._compare(old, new, above))
        return self._compared[old, new, above]

    def _compare(self, old: str | None, new: str | None, above: str) -> Iterator[tuple[str, str | None, str | None]]:
        before, after = self._entries(old), self._entries(new)
        for name in sorted(before.keys() | after.keys()):
            one, other = before.get(name), after.get(name)
            path = f"{above}{name}"
            if one == other or not self._leads_to_records(path):
                continue
            yield from self._between(_folder(one), _folder(other), f"{path}/")
            inside = self.scope.path(path)
            if inside and _file(one) != _file(other):
                yield inside, _file(one), _file(other)

    def _leads_to_records(self, path: str) -> bool:
        """Whether a path is above, at or below a folder of records."""
        parts = tuple(path.split("/"))
        roots = (PurePosixPath(self.facts.folder, folder).parts for folder in self.facts.folders)
        return any(all(map(eq, parts, root)) for root in roots)


def _folder(entry: TreeEntry | None) -> str | None:
    return entry.id if entry and entry.mode == FOLDER else None


def _file(entry: TreeEntry | None) -> str | None:
    return entry.id if entry and entry.mode.startswith(b"100") else None
