"""The objects of git that evidence holds, and what they show: files of commits, differences between them.

The maker of evidence reads through the same class as whoever checks it, so what a check needs is what was put in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import PurePosixPath

from trailbook.audit.evidence.commits import Mailmap, read_mailmap
from trailbook.audit.evidence.contents import OBJECTS
from trailbook.audit.evidence.facts import Facts
from trailbook.text.errors import TrailbookError
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
from trailbook.trail.revisions import Scope

Need = Callable[[ObjectType, str], bytes]
"""Gives an object. Raises ``MissingObjectError`` for one that is not there."""

MAILMAP_PATH = ".mailmap"


class MissingObjectError(TrailbookError, LookupError):
    """An object of git is not in the evidence, though something in it rests on that object."""

    def __init__(self, kind: ObjectType, id: str) -> None:
        super().__init__(f"{kind} {id or 'of a commit that names none'} is missing, on which a check rests")


def plain(path: str) -> str:
    """A path without what is no character, as the facts have it."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


@dataclass(frozen=True)
class Held:
    """What the objects show of the commits that the facts name."""

    facts: Facts
    need: Need
    _kept: dict[tuple[str | None, str | None, str], tuple[tuple[str, str | None, str | None], ...]] = field(
        default_factory=dict
    )

    @cached_property
    def scope(self) -> Scope:
        """Which files are records."""
        return Scope(self.facts.folder, self.facts.folders)

    @cached_property
    def mailmap(self) -> Mailmap:
        """The mailmap in force at the end."""
        blob = self.blob_in(self.facts.end.commit, MAILMAP_PATH)
        return read_mailmap(self.need("blob", blob)) if blob else Mailmap()

    def blob_in(self, commit: str, path: str) -> str | None:
        """The blob at a path of the repository; None where there is no regular file."""
        return blob_at(path, self.need("commit", commit), self.facts.object_format, partial(self.need, "tree"))

    def record_blob(self, commit: str, path: str) -> str | None:
        """The same for a path of the knowledge base."""
        return self.blob_in(commit, f"{self.facts.folder}{path}")

    def parents(self, commit: str) -> tuple[str, ...]:
        """The parents of a commit."""
        return parents_of(self.need("commit", commit))

    def is_link(self, commit: str, path: str) -> bool:
        """Whether a path of the knowledge base is a symbolic link, or leads through one."""
        tree = tree_of(self.need("commit", commit))
        for part in f"{self.facts.folder}{path}".encode("utf-8", "surrogateescape").split(b"/"):
            entries = tree_entries(self.need("tree", tree), self.facts.object_format)
            found = next((entry for entry in entries if entry.name == part), None)
            if found is None or found.mode == b"120000":
                return found is not None
            tree = found.id
        return False

    def record_files(self, commit: str) -> dict[str, str]:
        """The files of records at a commit, with their blobs, by their paths in the knowledge base."""
        return {path: after for path, _, after in self._between(None, self._tree(commit), "") if after}

    def links(self, commit: str) -> bool:
        """Whether a folder of records holds a symbolic link."""
        return any(entry.mode == b"120000" for entry in self._all(self._tree(commit), ""))

    def _all(self, tree: str, above: str) -> Iterator[TreeEntry]:
        for name, entry in self._entries(tree).items():
            if self._is_way(f"{above}{name}"):
                yield entry
                if entry.mode == FOLDER:
                    yield from self._all(entry.id, f"{above}{name}/")

    def differences(self, commit: str) -> dict[str, tuple[tuple[str | None, ...], str | None]]:
        """The files of records that a commit left otherwise than every parent: blobs of the parents, and its own."""
        tree = self._tree(commit)
        against = [
            {path: (before, after) for path, before, after in self._between(self._tree(parent), tree, "")}
            for parent in self.parents(commit)
        ] or [{path: (before, after) for path, before, after in self._between(None, tree, "")}]
        paths = set(against[0]).intersection(*against[1:])
        return {path: (tuple(one[path][0] for one in against), against[0][path][1]) for path in sorted(paths)}

    def _tree(self, commit: str) -> str:
        return tree_of(self.need("commit", commit))

    def _entries(self, tree: str | None) -> dict[str, TreeEntry]:
        if tree is None:
            return {}
        content = self.need("tree", tree)
        entries = tree_entries(content, self.facts.object_format)
        return {entry.name.decode("utf-8", "surrogateescape"): entry for entry in entries}

    def _between(self, one: str | None, two: str | None, above: str) -> tuple[tuple[str, str | None, str | None], ...]:
        """What differs between two trees, of the files of records."""
        if one == two:
            return ()
        if (one, two, above) not in self._kept:
            self._kept[one, two, above] = tuple(self._told(one, two, above))
        return self._kept[one, two, above]

    def _told(self, one: str | None, two: str | None, above: str) -> Iterator[tuple[str, str | None, str | None]]:
        before, after = self._entries(one), self._entries(two)
        for name in sorted(before.keys() | after.keys()):
            old, new = before.get(name), after.get(name)
            path = f"{above}{name}"
            if old == new or not self._is_way(path):
                continue
            yield from self._between(_folder(old), _folder(new), f"{path}/")
            inside = self.scope.path(path)
            if inside and _file(old) != _file(new):
                yield inside, _file(old), _file(new)

    def _is_way(self, path: str) -> bool:
        """Whether a path leads to a folder of records, or is below one."""
        parts = tuple(path.split("/"))
        for folder in self.facts.folders:
            root = PurePosixPath(self.facts.folder, folder).parts
            length = min(len(parts), len(root))
            if parts[:length] == root[:length]:
                return True
        return False


def _folder(entry: TreeEntry | None) -> str | None:
    return entry.id if entry and entry.mode == FOLDER else None


def _file(entry: TreeEntry | None) -> str | None:
    return entry.id if entry and entry.mode.startswith(b"100") else None


@dataclass
class Proof:
    """The objects that are needed, collected from what ``read`` gives."""

    read: Read
    objects: dict[tuple[ObjectType, str], bytes] = field(default_factory=dict)

    def add_commits(self, ids: Iterable[str]) -> None:
        """Keep commits."""
        for id in ids:
            self._keep("commit", id)

    def add_file(self, commit: str, path: str) -> str | None:
        """Keep what leads from a commit to the file at a path of the repository; the blob's id, None for no file."""
        raw = self._keep("commit", commit)
        blob = blob_at(path, raw, object_format(commit), self._tree)
        if blob:
            self._keep("blob", blob)
        return blob

    def blob(self, id: str) -> bytes:
        """What a blob holds."""
        return self._keep("blob", id)

    def need(self, kind: ObjectType, id: str) -> bytes:
        """Any object; it is kept."""
        return self._keep(kind, id)

    def _tree(self, id: str) -> bytes:
        return self._keep("tree", id)

    def _keep(self, kind: ObjectType, id: str) -> bytes:
        if (kind, id) not in self.objects:
            self.objects[kind, id] = self.read(id) or b""
        return self.objects[kind, id]

    def files(self) -> Mapping[str, bytes]:
        """The objects as files of the archive."""
        return {f"{OBJECTS}/{kind}/{id}": content for (kind, id), content in self.objects.items()}
