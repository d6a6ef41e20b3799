"""Links that a change breaks or makes stale, in any file."""

import re
from collections.abc import Iterable, Iterator
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from trailbook.diff.model import BadLink
from trailbook.records.document import Document
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import OwnedRecord
from trailbook.records.references import Reference, record_of, tokens
from trailbook.text.positions import Lines
from trailbook.text.problem import Problem

_DANGLING = ("dangling-reference", "wrong-target")
_TARGET = re.compile(r"\]\(\s*<?(?P<path>[^)\s>#?]*)(?:\?[^)\s>#]*)?(?:#(?P<anchor>[^)\s>]*))?")


def bad_links(
    before: KnowledgeBase, now: KnowledgeBase, new: Iterable[Problem], touched: Iterable[str]
) -> tuple[BadLink, ...]:
    """Broken and stale links by file and line. ``new`` are the new problems, ``touched`` the changed files."""
    files = frozenset(touched)
    found = [
        *(_broken(problem, files) for problem in new if problem.rule in _DANGLING),
        *_to_pages(before, now, files),
        *_to_kinds(before, now, files),
        *_stale(before, now, files),
    ]
    return tuple(sorted(set(found), key=lambda link: (link.kind, link.path, link.line, link.column, link.says)))


def _broken(problem: Problem, touched: frozenset[str]) -> BadLink:
    return BadLink("broken", problem.path, problem.line, problem.column, problem.advice, problem.path not in touched)


def _to_pages(before: KnowledgeBase, now: KnowledgeBase, touched: frozenset[str]) -> Iterator[BadLink]:
    """Links between Markdown files to a file or section that no longer exists."""
    old = {document.path: document for document in before.documents.values()}
    new = {document.path: document for document in now.documents.values()}
    lost = old.keys() - new.keys()
    anchors = {path: _anchors(old[path]) - _anchors(new[path]) for path in old.keys() & new.keys() & touched}
    for path, document in new.items():
        lines = Lines(document.body, document.body_line)
        for token in tokens(document.body) if lost or any(anchors.values()) else ():
            match = _TARGET.search(token.text) if token.kind == "link" else None
            if match is None:
                continue
            target = normpath(join(dirname(path), unquote(match["path"]))) if match["path"] else path
            if target in lost:
                says = f"{target} is no longer there"
            elif match["anchor"] and unquote(match["anchor"]) in anchors.get(target, ()):
                says = f"{target} has no section {unquote(match['anchor'])!r} any more"
            else:
                continue
            place = lines.place(token.start)
            yield BadLink("broken", path, place.line, place.column, says, path not in touched)


def _to_kinds(before: KnowledgeBase, now: KnowledgeBase, touched: frozenset[str]) -> Iterator[BadLink]:
    """References to the last record of a kind: once it is removed, they no longer look like references."""
    kinds = {id.partition("-")[0] for id, document in now.documents.items() if document.record.kind != "page"}
    for link in before.links:
        named, target = record_of(link.source), link.target
        source = now.documents.get(link.source) or now.documents.get(named)  # a page's id is its path
        if source is None or target.partition("-")[0] in kinds or before.resolve(target) is None:
            continue
        if (at := source.text.find(target)) >= 0:
            place = Lines(source.text).place(at)
            says = f"{target} is no longer there"
            yield BadLink("broken", source.path, place.line, place.column, says, source.path not in touched)


def _anchors(document: Document) -> frozenset[str]:
    return frozenset(section.anchor for section in document.sections)


def _stale(before: KnowledgeBase, now: KnowledgeBase, touched: frozenset[str]) -> Iterator[BadLink]:
    """Links from active records to records that the change retires."""
    retired = {id for id in now.records if _status(now, id) == "retired" and _status(before, id) == "active"}
    for link in now.links:
        source, target = record_of(link.source), record_of(link.target)
        if target in retired and source not in retired and _status(now, source) == "active":
            document = now.documents[source]
            place = document.place_of_item(Reference.parse(link.source).item)
            says = f"{link.source} {link.relation} {link.target}, and {target} is retired"
            yield BadLink("stale", document.path, place.line, place.column, says, document.path not in touched)


def _status(knowledge: KnowledgeBase, id: str) -> str:
    record = knowledge.records.get(id)
    return record.status if isinstance(record, OwnedRecord) else ""
