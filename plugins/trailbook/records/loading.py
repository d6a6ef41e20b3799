"""Reading a whole knowledge base from a folder tree."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from trailbook.records.active_content import active_content_problems
from trailbook.records.document import Document, Unread
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.linking import link_documents
from trailbook.records.reading import read_document
from trailbook.records.unfinished import unfinished
from trailbook.text.files import find_files, read_file
from trailbook.text.links import Territory
from trailbook.text.problem import Problem

FOLDERS: tuple[str, ...] = ("content", "threat-models", "postmortems", "configurations/templates")
"""The folders with records, unless the configuration names others."""

OWN_FOLDERS: tuple[str, ...] = ("threat-models", "configurations/templates")
"""Those of them that nothing but a knowledge base is likely to have."""


def load(
    root: Path,
    folders: Iterable[str] = FOLDERS,
    territory: Territory | None = None,
    instead: Mapping[str, bytes | None] | None = None,
) -> KnowledgeBase:
    """The knowledge base in the folders below ``root``, with every problem of every file.

    ``territory`` says which links are followed; without it, links to what is below ``root`` and not hidden.
    ``instead`` gives what files are to hold, by path, before it is written; None for one that is to be deleted.
    Raises nothing, whatever a file holds: what can't be read is a problem, and the rest is loaded.
    """
    contents: dict[str, bytes] = {}
    problems: list[Problem] = []
    for file in find_files(root, folders):
        data, faults = read_file(file, root, territory=territory)
        problems += faults
        if not faults:
            contents[file.relative_to(root).as_posix()] = data
    for path, changed in (instead or {}).items():
        contents.pop(path, None)
        if changed is not None:
            contents[path] = changed
    knowledge = assemble(dict(sorted(contents.items())) if instead else contents)
    unread = knowledge.unread | {problem.path for problem in problems}
    return replace(knowledge, problems=tuple(sorted({*problems, *knowledge.problems})), unread=unread)


def assemble(contents: dict[str, bytes]) -> KnowledgeBase:
    """The knowledge base in files given as bytes by path. Nothing is read from disk, so this works for any revision."""
    documents: dict[str, Document] = {}
    unread: list[Unread] = []
    problems: list[Problem] = []
    for path, data in contents.items():
        document, faults = _read(path, data)
        problems += faults
        if isinstance(document, Unread):
            unread.append(document)
        elif document is not None:
            problems += (*_add(document, documents), *unfinished(document))
        if document is not None and not _is_page(document):
            problems += active_content_problems(path, document.body, document.body_line)
    links, unlinked = link_documents(documents, unread)
    read = {document.path for document in documents.values()}
    return KnowledgeBase(documents, links, tuple(sorted({*problems, *unlinked})), frozenset(contents) - read)


@lru_cache(maxsize=4_000)
def _read(path: str, data: bytes) -> tuple[Document | Unread | None, tuple[Problem, ...]]:
    """What is in a file; what was read before is not read again while a site is served, or at another moment."""
    document, problems = read_document(path, data)
    return document, tuple(problems)


def _add(document: Document, documents: dict[str, Document]) -> list[Problem]:
    """Add a document under its id, or report that another has the id already."""
    id, path = document.record.id, document.path
    if (first := documents.setdefault(id, document)) is not document:
        place = document.positions.of(("id",))
        message = f"the id {id!r} is already used by {first.path}"
        return [Problem(path, place.line, place.column, "duplicate-id", message, "an id of its own")]
    return []


def _is_page(document: Document | Unread) -> bool:
    return isinstance(document, Document) and document.record.kind == "page"
