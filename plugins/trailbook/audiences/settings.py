"""Which snapshots of settings go with hidden templates and applications."""

from collections.abc import Callable, Iterable, Iterator

from trailbook.audiences.names import Hidden
from trailbook.drift.matching import applies_to
from trailbook.drift.snapshots import FOLDER
from trailbook.records.document import Document, read_document
from trailbook.records.kinds.template import Snapshots, Template


def telling_snapshots(
    templates: Iterable[tuple[str, bytes]], files: Iterable[str], hidden: Hidden, is_hidden: Callable[[str], bool]
) -> frozenset[str]:
    """The snapshots among files that only hidden templates, or templates for hidden applications, are for.

    ``templates`` are files that may hold templates, with their bytes; ``is_hidden`` tells which are hidden themselves.
    """
    entries = [(entry, is_hidden(path)) for path, data in templates for entry in _entries(path, data)]
    found = set()
    for file in files:
        if file.startswith(f"{FOLDER}/"):
            fitting = [closed or _is_for_hidden(entry, hidden) for entry, closed in entries if applies_to(entry, file)]
            found |= {file} if fitting and all(fitting) else set()
    return frozenset(found)


def _entries(path: str, data: bytes) -> Iterator[Snapshots]:
    document = read_document(path, data)[0] if b"applies_to" in data else None
    if isinstance(document, Document) and isinstance(document.record, Template):
        yield from document.record.applies_to


def _is_for_hidden(entry: Snapshots, hidden: Hidden) -> bool:
    return entry.application is not None and hidden.hides(entry.application)
