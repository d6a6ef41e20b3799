"""Revisions: what a record's file held at one commit, and what changed between two of them.

Blobs are read and parsed only where the cache knows no answer, so a second run parses nothing.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import PurePosixPath
from posixpath import relpath
from typing import NamedTuple, TypeAlias

from pydantic import TypeAdapter

from trailbook.records.document import Document, Unread
from trailbook.records.reading import may_hold_record, page_as_text, read_document
from trailbook.text.files import SUFFIXES, YAML, as_utf8
from trailbook.text.links import VENDORED
from trailbook.trail.cache import Cache, key
from trailbook.trail.changes.change import Change
from trailbook.trail.changes.compare import compare_outlined
from trailbook.trail.changes.sections import Outlined
from trailbook.trail.effects.classify import classify
from trailbook.trail.effects.hints import with_hints
from trailbook.trail.git.blobs import Blobs
from trailbook.trail.redaction import changes_without_credentials

_CHANGES = TypeAdapter(tuple[Change, ...])
_TOGETHER = 128
"""How many pairs' blobs are read at once."""
_KEPT = 2_000
"""How many parsed documents are held in memory; a record's next change needs its last document again."""
_KEYS = 1 << 16
"""How many keys of the cache are remembered: each is needed to ask what is kept, to keep, and to take."""


@dataclass(frozen=True)
class Scope:
    """Which files of a repository are records: ``folders`` below the knowledge base at ``prefix``.

    A folder may also be a single file, and both may lie outside (``../README.md``). What is hidden below a folder is no
    record. Without ``vendored``, ``.`` leaves out folders with the work of others; one that is named itself is read.

    ``elsewhere`` holds paths of the repository outside the folders, or with another ending, at which a record was
    before or after (see ``following``).
    """

    prefix: str
    folders: tuple[str, ...]
    vendored: bool = True
    elsewhere: frozenset[str] = frozenset()

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
        if PurePosixPath(path).suffix not in SUFFIXES and path not in self.elsewhere:
            return None
        if path.startswith(self.prefix):
            inside = path[len(self.prefix) :]
        elif path in self.elsewhere or any(folder[:1] == ("..",) for folder in self._parts):
            inside = relpath(path, self.prefix)
        else:
            return None
        return inside if path in self.elsewhere or self.holds(inside) else None

    def following(self, moves: Sequence[tuple[str, str]]) -> "Scope":
        """The scope with the paths outside it from which a record was moved in, or to which it was moved out.

        ``moves`` are pairs of paths of the repository, newest first.
        """
        elsewhere: set[str] = set()
        before = -1
        while before < len(elsewhere):
            before = len(elsewhere)
            for pair in (*moves, *reversed(moves)):
                inside = [path in elsewhere or self.path(path) is not None for path in pair]
                if any(inside) and not all(inside):
                    elsewhere.update(path for path, known in zip(pair, inside, strict=True) if not known)
        return replace(self, elsewhere=frozenset(elsewhere)) if elsewhere else self

    def holds(self, path: str) -> bool:
        """Whether a file or folder of the knowledge base is in the scope as a whole."""
        parts = PurePosixPath(path).parts
        return any(self._is_below(parts, folder) for folder in self._parts)

    @cached_property
    def _parts(self) -> list[tuple[str, ...]]:
        """The folders, however they are written: ``docs``, ``./docs/`` or ``.``."""
        return [PurePosixPath(folder).parts for folder in self.folders]

    def _is_below(self, path: tuple[str, ...], folder: tuple[str, ...]) -> bool:
        if path[: len(folder)] != folder:
            return False
        below = path[len(folder) :]
        passed_over = () if self.vendored or folder else VENDORED
        return not any(part.startswith(".") or part in passed_over for part in below)


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
    encoding: str = ""
    """The encoding of the file, if it is not UTF-8."""


UNREAD = "contents"
"""The field of a change of which nothing more is known, because a side of it is missing in this clone."""


def _unread(old: Revision | None, new: Revision | None) -> Change:
    """What git says by itself of a change whose contents are missing: whether the file came, went or changed."""
    if old and new:
        return Change(None, UNREAD, "changed", None, None)
    return Change(None, None, "added" if new else "removed", None, None)


class Revisions:
    """Answers about revisions, from the cache or from the blobs that ``read`` gives.

    Of a page whose contents are missing in this clone, it is known that it was there, and nothing else. Nothing of
    that is cached, since the contents may come.
    """

    def __init__(self, read: Blobs, cache: Cache) -> None:
        self._read = read
        self._contents: dict[str, bytes | None] = {}
        self._cache = cache
        self._documents: OrderedDict[Revision, Outlined | None] = OrderedDict()
        self._identities: dict[Revision, Identity | None] = {}
        self._encodings: dict[Revision, str] = {}

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
            if self.is_missing(revision):
                return None if revision.path.endswith(YAML) else Identity(revision.path, "page")
            record = document.document.record if document else None
            encoding = self._encodings.get(revision, "")
            known = f"{record.kind}\0{encoding}\0{record.id}".encode() if record else b""
            self._cache.put(name, known)
        kind, _, rest = known.decode().partition("\0")
        encoding, _, id = rest.partition("\0")
        return Identity(id, kind, encoding) if id else None

    def is_missing(self, revision: Revision) -> bool:
        """Whether the contents of a revision that was asked for are missing in this clone."""
        return revision.blob in self._read.missing

    @property
    def missing(self) -> int:
        """How many blobs that were asked for are missing in this clone."""
        return len(self._read.missing)

    @property
    def are_kept(self) -> bool:
        """Whether what is found out is kept for others."""
        return self._cache.is_kept

    def changes(self, old: Revision | None, new: Revision | None) -> tuple[Change, ...]:
        """What changed between two revisions of one record, with the effect on risk."""
        name = _difference(old, new)
        known = self._cache.get(name)
        if known is not None:
            return _CHANGES.validate_json(known)
        before = self._document(old) if old else None
        after = self._document(new) if new else None
        if any(side and self.is_missing(side) for side in (old, new)):
            return (_unread(old, new),)
        found = compare_outlined(before, after)
        documents = [one.document if one else None for one in (before, after)]
        classified = classify(found, *(one.record if one else None for one in documents))
        shown = changes_without_credentials(classified, *(one.text for one in documents if one))
        changes = with_hints(shown, *documents)
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
        found = None
        if content is not None:
            text, encoding = as_utf8(content)
            if encoding:
                self._encodings[revision] = encoding
            found = read_document(revision.path, text)[0] if may_hold_record(revision.path, text) else None
            if isinstance(found, Unread):
                found = page_as_text(revision.path, text.decode(errors="replace"))
        document = Outlined(found) if isinstance(found, Document) else None
        self._documents[revision] = document
        if len(self._documents) > _KEPT:
            self._documents.popitem(last=False)
        return document


@lru_cache(maxsize=_KEYS)
def _identity(revision: Revision) -> bytes:
    return key("identity", *revision)


@lru_cache(maxsize=_KEYS)
def _difference(old: Revision | None, new: Revision | None) -> bytes:
    return key("changes", *(old or (None, None)), *(new or (None, None)))
