"""The objects of git that prove evidence: commits, and of their trees and blobs what leads to the records.

They are kept as git hashes them, so ``git hash-object`` gives their ids, and a repository made of them shows the
commits, their signatures and the records in them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from trailbook.trail.git.objects import ObjectType, Read, blob_at, object_format

FOLDER = "objects"


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
        return {f"{FOLDER}/{kind}/{id}": content for (kind, id), content in self.objects.items()}
