"""Revisions: what a record's file held at one commit, and what changed between two of them.

Blobs are read and parsed only where the cache knows no answer, so a second run parses nothing.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import NamedTuple, TypeAlias

from pydantic import TypeAdapter

from trailbook.records.document import Document, read_document
from trailbook.text.files import SUFFIXES
from trailbook.trail.cache import Cache, key
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.compare import compare_outlined
from trailbook.trail.changes.sections import Outlined
from trailbook.trail.effects.classify import classify
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.redaction import changes_without_credentials

_CHANGES = TypeAdapter(tuple[Change, ...])
_TOGETHER = 128
"""How many pairs' blobs are read at once."""
_KEPT = 2_000
"""How many parsed documents are held in memory; a record's next change needs its last document again."""


@dataclass(frozen=True)
class Scope:
    """Which files of a repository are records: ``folders`` below the knowledge base at ``prefix``."""

    prefix: str
    folders: tuple[str, ...]

    def path(self, path: str) -> str | None:
        """A path of the repository as the knowledge base knows it; None for a file that is no record's."""
        if path not in self._known_paths:
            self._known_paths[path] = self._inside(path)
        return self._known_paths[path]

    @cached_property
    def _known_paths(self) -> dict[str, str | None]:
        """The paths that were looked up already: a history has the same ones many times."""
        return {}

    def _inside(self, path: str) -> str | None:
        if not path.startswith(self.prefix) or PurePosixPath(path).suffix not in SUFFIXES:
            return None
        inside = path[len(self.prefix) :]
        hidden = any(part.startswith(".") for part in inside.split("/"))
        listed = any(_is_below(inside, folder) for folder in self.folders)
        return inside if listed and not hidden else None


def _is_below(path: str, folder: str) -> bool:
    """Whether a path is below a folder, however the folder is written: ``docs``, ``./docs/`` or ``.``."""
    parts = PurePosixPath(folder).parts
    return PurePosixPath(path).parts[: len(parts)] == parts


class Revision(NamedTuple):
    """A record's file at one commit: where it was and what it held."""

    path: str
    blob: str


Pair: TypeAlias = tuple[Revision | None, Revision | None]
"""What a file held before and after a commit; None if it held no record."""


class Identity(NamedTuple):
    """Which record a revision is of, and of which kind."""

    id: str
    kind: str


class Revisions:
    """Answers about revisions, from the cache or from the blobs that ``read`` gives."""

    def __init__(self, read: Blobs, cache: Cache) -> None:
        self._read = read
        self._contents: dict[str, bytes | None] = {}
        self._cache = cache
        self._documents: OrderedDict[Revision, Outlined | None] = OrderedDict()
        self._identities: dict[Revision, Identity | None] = {}

    def identity(self, revision: Revision) -> Identity | None:
        """Which record a revision is of; None when it is of none, or can't be read."""
        if revision not in self._identities:
            self._identities[revision] = self._identity(revision)
        return self._identities[revision]

    def _identity(self, revision: Revision) -> Identity | None:
        name = _identity(revision)
        known = self._cache.get(name)
        if known is None:
            document = self._document(revision)
            record = document.document.record if document else None
            known = f"{record.kind}\0{record.id}".encode() if record else b""
            self._cache.put(name, known)
        kind, _, id = known.decode().partition("\0")
        return Identity(id, kind) if id else None

    def changes(self, old: Revision | None, new: Revision | None) -> tuple[Change, ...]:
        """What changed between two revisions of one record, with the effect on risk."""
        name = _difference(old, new)
        known = self._cache.get(name)
        if known is not None:
            return _CHANGES.validate_json(known)
        before = self._document(old) if old else None
        after = self._document(new) if new else None
        found = compare_outlined(before, after)
        documents = [one.document if one else None for one in (before, after)]
        classified = classify(found, *(one.record if one else None for one in documents))
        changes = changes_without_credentials(classified, *(one.text for one in documents if one))
        self._cache.put(name, _CHANGES.dump_json(changes))
        if old and new:
            self._documents.pop(old, None)  # what has a successor is hardly ever asked for again
        return changes

    def answer_all(self, pairs: Sequence[Pair]) -> Iterator[int]:
        """Work out and keep what will be asked of pairs, and give after each how many are done."""
        for first in range(0, len(pairs), _TOGETHER):
            batch = pairs[first : first + _TOGETHER]
            sides = (side for pair in batch for side in pair if side and side not in self._documents)
            self._contents = dict(self._read.each(dict.fromkeys(side.blob for side in sides)))
            for number, pair in enumerate(batch, start=first + 1):
                self._answer(pair)
                yield number
        self._contents = {}

    def _answer(self, pair: Pair) -> None:
        old, new = pair
        before, after = (self.identity(side) if side else None for side in pair)
        if before and after and before.id != after.id and not before.kind == after.kind == "page":
            self.changes(old, None)
            self.changes(None, new)
        elif before or after:
            self.changes(old if before else None, new if after else None)

    def unanswered(self, pairs: Iterable[Pair]) -> list[Pair]:
        """The pairs of which the cache does not know everything. What it knows is fetched all at once."""
        keys = {pair: [_difference(*pair), *(_identity(side) for side in pair if side)] for pair in pairs}
        known = self._cache.fetch(key for asked in keys.values() for key in asked)
        return [pair for pair, asked in keys.items() if not known.issuperset(asked)]

    def _document(self, revision: Revision) -> Outlined | None:
        if revision in self._documents:
            self._documents.move_to_end(revision)
            return self._documents[revision]
        content = self._contents.get(revision.blob) or self._read(revision.blob)
        found = read_document(revision.path, content)[0] if content is not None else None
        document = Outlined(found) if isinstance(found, Document) else None
        self._documents[revision] = document
        if len(self._documents) > _KEPT:
            self._documents.popitem(last=False)
        return document


def _identity(revision: Revision) -> bytes:
    return key("identity", *revision)


def _difference(old: Revision | None, new: Revision | None) -> bytes:
    return key("changes", *(old or (None, None)), *(new or (None, None)))
