"""Every reference of every record becomes a link, or a problem if what it names does not exist."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from trailbook.records.classification import WITHHELD
from trailbook.records.document import Document, Unread
from trailbook.records.kinds import KINDS
from trailbook.records.links import Link, StatedReference, sorted_links, stated_in_values, stated_links
from trailbook.records.references import (
    REFERENCE,
    Reference,
    kind_prefix,
    record_of,
    references_in_markdown,
    source_of,
)
from trailbook.records.releases import is_release_page
from trailbook.text.positions import Lines, Place
from trailbook.text.problem import Problem, nearest
from trailbook.text.prose import with_article


def link_documents(
    documents: Mapping[str, Document], unread: Iterable[Unread] = (), elsewhere: Mapping[str, str] | None = None
) -> tuple[tuple[Link, ...], list[Problem]]:
    """All links between the documents, each once and in order, and a problem for each reference that dangles.

    A reference to an unread record or a part of it is neither a link nor a problem, and the same is true of one that
    is withheld. The page of a release may name what no longer exists: it records a past state and is never rewritten.

    ``elsewhere`` has the nouns of what other repositories hold, by full reference, to which links may lead. Without it
    nobody can tell whether a reference to another repository leads anywhere, so it is neither a link nor a problem.
    """
    unread = list(unread)
    names = _Names(documents.values(), unread, elsewhere or {})
    links: set[Link] = set()
    problems: list[Problem] = []
    for document in documents.values():
        for stated in stated_links(document.record):
            if stated.reference == WITHHELD:
                continue
            if problem := _target_problem(stated, document, document.record.id, names):
                problems.append(problem)
            elif stated.target in names.nouns:
                links.add(stated.link)
        for holder, reference, place in _mentions(document):
            if reference in names.nouns and reference != holder:
                links.add(Link(holder, "mentions", reference))
            elif names.dangles(reference) and not is_release_page(document):
                problems.append(_dangling(reference, document.path, document.record.id, place, names))
    for record in unread:
        problems += _unread_problems(record, names)
    related = {(a, b) for link in links if link.relation != "mentions" for a, b in _both_ways(link)}
    kept = (link for link in links if link.relation != "mentions" or (link.source, link.target) not in related)
    return sorted_links(kept), problems


def _unread_problems(record: Unread, names: "_Names") -> Iterator[Problem]:
    """What is wrong with the references of a record of which something else does not fit."""
    for reference, place in _mentions_of_unread(record):
        if names.dangles(reference):
            yield _dangling(reference, record.path, record.id, place, names)
    if record.model is None:
        return
    parts = record.parts
    for stated in stated_in_values(record.model, record.values, record.id):
        part = stated.reference.removeprefix(f"{record.id}.")
        if part != stated.target:
            if parts is not None and part not in parts:
                place = record.positions.of(stated.path)
                message = f"this record has no {' or '.join(stated.rule.targets)} {part!r}"
                close = nearest(part, sorted(parts))
                yield Problem(record.path, *place, "dangling-reference", message, nearest=close)
        elif stated.reference != WITHHELD and (problem := _target_problem(stated, record, record.id, names)):
            yield problem


def links_elsewhere(documents: Mapping[str, Document]) -> tuple[Link, ...]:
    """What of the documents leads to records of other repositories, whether or not they exist."""
    found: set[Link] = set()
    for document in documents.values():
        found |= {stated.link for stated in stated_links(document.record) if source_of(stated.target)}
        found |= {Link(holder, "mentions", named) for holder, named, _ in _mentions(document) if source_of(named)}
    related = {(a, b) for link in found if link.relation != "mentions" for a, b in _both_ways(link)}
    return sorted_links(
        link for link in found if link.relation != "mentions" or (link.source, link.target) not in related
    )


class _Names:
    """Everything that can be referred to, and the nearest name to one that does not exist."""

    def __init__(self, documents: Iterable[Document], unread: Iterable[Unread], elsewhere: Mapping[str, str]) -> None:
        self.nouns: dict[str, str] = dict(nouns_of(documents))
        self.unread = frozenset(record.id for record in unread)
        self.prefixes = frozenset(kind_prefix(name) for name in (*self.nouns, *self.unread))
        self.sources = frozenset(map(source_of, elsewhere))
        self.nouns |= elsewhere
        self.parts: dict[str, list[str]] = {}
        for name in self.nouns:
            self.parts.setdefault(record_of(name), []).append(name)
        self._nearest: dict[tuple[str, tuple[str, ...]], str] = {}

    def may_exist(self, reference: str) -> bool:
        """Whether the reference exists, or may exist in a record that could not be read or another repository."""
        if reference in self.nouns or record_of(reference) in self.unread:
            return True
        source = source_of(reference)
        return bool(source) and source not in self.sources

    def dangles(self, reference: str) -> bool:
        """Whether what looks like a reference in a text is one, but names nothing.

        If no record has its prefix, it is something else: ``TR-069`` is a standard.
        """
        return not self.may_exist(reference) and (kind_prefix(reference) in self.prefixes or bool(source_of(reference)))

    def nearest(self, reference: str, targets: tuple[str, ...]) -> str:
        """The name that the author may have meant, among those that the field accepts; empty if none is near."""
        if (reference, targets) not in self._nearest:
            self._nearest[reference, targets] = self._find_nearest(reference, targets)
        return self._nearest[reference, targets]

    def _find_nearest(self, reference: str, targets: tuple[str, ...]) -> str:
        record, part = Reference.parse(reference)
        if part and record in self.parts:
            own = nearest(reference, self._fitting(self.parts[record], targets))
            return own or nearest(part, self._fitting((name for name in self.nouns if "." not in name), targets))
        close = nearest(record, self._fitting(self.parts, () if part else targets))
        return f"{close}.{part}" if f"{close}.{part}" in self.nouns else close

    def _fitting(self, candidates: Iterable[str], targets: tuple[str, ...]) -> list[str]:
        return [name for name in candidates if not targets or _fits(self.nouns[name], targets)]


def _both_ways(link: Link) -> Iterator[tuple[str, str]]:
    yield link.source, link.target
    yield link.target, link.source


def nouns_of(documents: Iterable[Document]) -> Iterator[tuple[str, str]]:
    """Every full reference that exists, with the kind of thing that it names."""
    for document in documents:
        record = document.record
        if record.kind == "page":
            continue  # nothing can refer to a page by an id
        yield record.id, record.kind
        for section in document.sections:
            if section.level < 7:
                yield f"{record.id}.{section.id}", "section"
                yield f"{record.id}.{section.anchor}", "section"
        for item in record.items():
            yield f"{record.id}.{item.id}", item.noun


def _target_problem(stated: StatedReference, document: Document | Unread, holder: str, names: _Names) -> Problem | None:
    noun = names.nouns.get(stated.target)
    if _fits(noun, stated.rule.targets) if noun else names.may_exist(stated.target):
        return None
    place = document.positions.of(stated.path)
    targets = stated.rule.targets
    if noun is None:
        return _dangling(stated.target, document.path, holder, place, names, targets)
    message = f"{stated.reference} is {with_article(noun)}, which does not fit here"
    return Problem(
        document.path, place.line, place.column, "wrong-target", message, " or ".join(map(with_article, targets))
    )


def _fits(noun: str, targets: tuple[str, ...]) -> bool:
    return noun in targets or ("record" in targets and noun in KINDS)


def _dangling(
    reference: str, path: str, holder: str, place: Place, names: _Names, targets: tuple[str, ...] = ()
) -> Problem:
    close = names.nearest(reference, targets)
    record, part = Reference.parse(reference)
    wanted = " or ".join(targets) or "item"
    if record == holder:
        message, close = f"this record has no {wanted} {part!r}", close.removeprefix(f"{holder}.")
    elif part and record in names.parts:
        message = f"{record} has no {wanted} {part!r}"
    elif source := source_of(record):
        message = f"{source} has handed on no record {record.partition('/')[2]!r}"
    else:
        message = f"there is no record {record!r}"
    rule = "unresolved-elsewhere" if source_of(reference) else "dangling-reference"
    return Problem(path, place.line, place.column, rule, message, nearest=close)


@lru_cache(4_000)  # as many files as ``loading`` keeps
def _in_body(body: str, first_line: int) -> tuple[tuple[str, Place], ...]:
    """The references in the Markdown of a document, with their places."""
    lines = Lines(body, first_line)
    return tuple((token.text, lines.place(token.start)) for token in references_in_markdown(body))


def _mentions(document: Document) -> Iterator[tuple[str, str, Place]]:
    """The references in running text, each with the record or item in whose text it is."""
    record = document.record
    items = {item.id for item in record.items()}
    starts = [section.line for section in document.sections]
    for reference, place in _in_body(document.body, document.body_line):
        before = bisect_right(starts, place.line) - 1
        id = document.sections[before].id if before >= 0 else ""
        yield f"{record.id}.{id}" if id in items else record.id, reference, place
    for path, text in _texts(record.model_dump(), ()):
        if path in document.positions.values:
            for match in REFERENCE.finditer(text):
                yield _holder(record.id, path, document), match[0], document.positions.of(path)


def _mentions_of_unread(record: Unread) -> Iterator[tuple[str, Place]]:
    yield from _in_body(record.body, record.body_line)
    for path, text in _texts(record.values, ()):
        if path in record.positions.values:
            yield from ((match[0], record.positions.of(path)) for match in REFERENCE.finditer(text))


def _texts(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every running text of a record: values that hold a space, which leaves out the references of fields."""
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
