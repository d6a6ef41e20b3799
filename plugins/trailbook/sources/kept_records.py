"""The records in shards as they were read, kept so that each shard is read once.

They are kept as JSON by what names the shard and by the code that reads them, among the user's caches
(``trailbook.trail.git.kept``). What would not come back the same is not kept.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from trailbook.records.document import Document
from trailbook.records.kinds import KINDS
from trailbook.text.markdown_text import Section
from trailbook.text.positions import Place, Positions
from trailbook.trail.cache import Cache, key

FILE = "sources.sqlite"
_ROOMS = ("text", "records", "sources")


class KeptRecords:
    """Records by the shard that they are in. A context manager: leaving it forgets what was neither asked nor put."""

    def __init__(self, folder: Path | None) -> None:
        """``folder`` is one of ``trailbook.trail.git.kept``; without it nothing is kept."""
        self._cache = Cache(folder / FILE if folder else None)
        self._used: set[bytes] = set()

    def get(self, name: str, digest: str, files: Mapping[str, str]) -> list[Document] | None:
        """The records in the ``files`` of a shard that is called so here; None if they are not kept."""
        found = self._cache.get(place := _place(name, digest))
        self._used.add(place)
        try:
            return _documents(json.loads(zlib.decompress(found)), files) if found else None
        except (zlib.error, ValueError, TypeError, KeyError):  # damaged
            return None

    def put(self, name: str, digest: str, files: Mapping[str, str], read: Sequence[Document]) -> None:
        """Keep the records in the ``files`` of a shard."""
        text = json.dumps([*map(_stated, read)], separators=(",", ":"))
        try:
            is_same = _documents(json.loads(text), files) == read
        except ValueError:
            return
        if is_same:
            self._cache.put(_place(name, digest), zlib.compress(text.encode(), 1))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None:
            self._cache.keep_only(self._used)
        self._cache.close()


def _place(name: str, digest: str) -> bytes:
    return key("records", name, digest, rooms=_ROOMS)


def _stated(document: Document) -> list[Any]:
    record = document.record
    return [
        document.path,
        record.kind,
        record.model_dump_json(by_alias=True, exclude_unset=True),
        [*document.positions.values.items()],
        document.body,
        document.body_line,
        document.sections,
    ]


def _documents(stated: Iterable[list[Any]], files: Mapping[str, str]) -> list[Document]:
    return [
        Document(
            path,
            KINDS[kind].model_validate_json(record),
            files[path],
            Positions({tuple(way): Place(*place) for way, place in places}),
            body,
            body_line,
            tuple(Section(*section) for section in sections),
        )
        for path, kind, record, places, body, body_line, sections in stated
    ]
