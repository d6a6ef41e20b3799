"""Checking every reference of every record against what exists, and turning it into a link."""

from collections.abc import Iterable, Iterator, Mapping

from trailbook.records.document import Document, Unread
from trailbook.records.kinds import KINDS
from trailbook.records.links import Link, Stated, stated_links
from trailbook.records.positions import Place, place_in
from trailbook.records.problem import Problem, nearest
from trailbook.records.references import REFERENCE, references_in_markdown


def link_documents(
    documents: Mapping[str, Document], unread: Iterable[Unread] = ()
) -> tuple[tuple[Link, ...], list[Problem]]:
    """All links between the documents, each once and in order, and a problem for each dangling one.

    What an unread record would define is no dangling reference, and no link either.
    """
    nouns = dict(_nouns(documents.values()))
    pending = frozenset().union(*(record.names for record in unread))
    links: set[Link] = set()
    problems: list[Problem] = []
    for document in documents.values():
        for stated in stated_links(document.record):
            if stated.target in pending:
                continue
            if problem := _fault(stated, document, nouns):
                problems.append(problem)
            else:
                links.add(stated.link)
        for holder, reference, place in _mentions(document):
            if reference in nouns and reference != holder:
                links.add(Link(holder, "mentions", reference))
            elif reference not in nouns and reference not in pending:
                problems.append(_dangling(reference, document.path, document.record.id, place, nouns))
    for record in unread:
        for token in references_in_markdown(record.body):
            if token.text not in nouns and token.text not in pending:
                place = place_in(record.body, token.start, record.body_line)
                problems.append(_dangling(token.text, record.path, record.id, place, nouns))
    related = {(a, b) for link in links if link.relation != "mentions" for a, b in _both_ways(link)}
    kept = (link for link in links if link.relation != "mentions" or (link.source, link.target) not in related)
    return tuple(sorted(kept)), problems


def _both_ways(link: Link) -> Iterator[tuple[str, str]]:
    yield link.source, link.target
    yield link.target, link.source


def _nouns(documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """Every full reference that exists, with what it names."""
    for document in documents:
        record = document.record
        yield record.id, record.kind
        for section in document.sections:
            if section.level < 7:
                yield f"{record.id}.{section.id}", "section"
        for item in record.items():
            yield f"{record.id}.{item.id}", item.noun


def _fault(stated: Stated, document: Document, nouns: Mapping[str, str]) -> Problem | None:
    place = document.positions.of(stated.path)
    noun = nouns.get(stated.target)
    if noun is None:
        return _dangling(stated.target, document.path, document.record.id, place, nouns, stated.rule.targets)
    if _fits(noun, stated.rule.targets):
        return None
    message = f"{stated.reference} is a {noun}, which {stated.rule.relation!r} can't name"
    expected = "a " + " or a ".join(stated.rule.targets)
    return Problem(document.path, place.line, place.column, "wrong-target", message, expected)


def _fits(noun: str, targets: tuple[str, ...]) -> bool:
    return noun in targets or ("record" in targets and noun in KINDS)


def _dangling(
    reference: str, path: str, holder: str, place: Place, nouns: Mapping[str, str], targets: tuple[str, ...] = ()
) -> Problem:
    own = f"{holder}."
    candidates = [name for name, noun in nouns.items() if not targets or _fits(noun, targets)]
    close = nearest(reference, candidates)
    record, _, item = reference.partition(".")
    if reference.startswith(own):
        message, close = f"this record has no item {item!r}", close.removeprefix(own)
    elif item and record in nouns:
        message = f"{record} has no item {item!r}"
    else:
        message = f"there is no record {record!r}"
    return Problem(path, place.line, place.column, "dangling-reference", message, nearest=close)


def _mentions(document: Document) -> Iterator[tuple[str, str, Place]]:
    """References in running text, each with the record or item whose text it stands in."""
    record = document.record
    if document.body:
        items = {item.id for item in record.items()}
        starts = [(s.line, f"{record.id}.{s.id}" if s.id in items else record.id) for s in document.sections]
        for token in references_in_markdown(document.body):
            place = place_in(document.body, token.start, document.body_line)
            holder = next((name for start, name in reversed(starts) if start <= place.line), record.id)
            yield holder, token.text, place
        return
    for path, text in _texts(record.model_dump(), ()):
        for match in REFERENCE.finditer(text):
            yield _holder(record.id, path, document), match[0], document.positions.of(path)


def _texts(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every running text of a record: values with a space in them, so that stated references are left out."""
    if isinstance(value, str) and " " in value:
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, (*path, key))
    elif isinstance(value, (tuple, list)):
        for index, part in enumerate(value):
            yield from _texts(part, (*path, index))


def _holder(record: str, path: tuple[str | int, ...], document: Document) -> str:
    if len(path) > 2 and isinstance(path[1], int):
        item = getattr(document.record, str(path[0]))[path[1]]
        if id := getattr(item, "id", None):
            return f"{record}.{id}"
    return record
