"""Records and trails of other repositories as they are called here.

A record that was handed on is read as it was at home, and then every name in it gets the name of its repository:
``TM-HUB.T3`` becomes ``payments/TM-HUB.T3``, in fields, in running text and in what its history changed. So it is an
ordinary record from there on, and no name of one repository can be taken for one of another.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pydantic import BaseModel

from trailbook.records.document import Document, page_path
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.linking import link_documents, nouns_of
from trailbook.records.links import Link, sorted_links
from trailbook.records.origins import FOLDER, HOME, Origin
from trailbook.records.reading import read_document
from trailbook.records.references import (
    REFERENCE,
    MarkdownLink,
    Token,
    record_of,
    replace_tokens,
    source_of,
)
from trailbook.sources.kept_records import KeptRecords
from trailbook.sources.shard import Shard
from trailbook.text.positions import Positions
from trailbook.text.problem import Problem
from trailbook.trail.decisions import Approval, Decision, Trail
from trailbook.trail.git.commits import utc_day
from trailbook.trail.trails import uncollected

_PICTURE = re.compile(r"!\[([^\[\]]*)\]\(\s*<?([^\s<>()]*)[^()]*\)")
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)


@dataclass(frozen=True)
class Handed:
    """What a repository handed on, and what it is called here."""

    name: str
    unit: str
    shard: Shard
    digest: str = ""
    """What names the shard (``sources.shard.digest_of``); empty if nothing is to be kept of it."""

    @property
    def origin(self) -> Origin:
        """Where the records come from."""
        shard = self.shard
        day = utc_day(shard.landed)
        named = (self.name, shard.name or self.name, self.unit)
        return Origin(*named, shard.commit, day, shard.address, shard.prefix, shard.docs)


def merge(own: KnowledgeBase, handed: Iterable[Handed], kept: KeptRecords | None = None) -> KnowledgeBase:
    """The records of a knowledge base with those that other repositories handed on, and the links between all.

    Records of a shard that are ``kept`` are not read again. Problems are those of the own files, and each reference
    that leads nowhere in what was handed on; what is wrong in a record of another repository is for that one to say.
    """
    with uncollected():
        return _merged(own, list(handed), kept)


def _merged(own: KnowledgeBase, parts: list[Handed], kept: KeptRecords | None) -> KnowledgeBase:
    foreign = {id: document for part in parts for id, document in documents_of(part, kept).items()}
    theirs = dict(nouns_of(foreign.values()))
    links, problems = link_documents(own.documents, (), theirs)
    nouns = {**dict(nouns_of(own.documents.values())), **theirs}
    led = [link for part in parts for link in _links(part)]
    unresolved = [problem for link in led if (problem := _unresolved(link, nouns, foreign))]
    elsewhere = [problem for problem in problems if problem.rule == "unresolved-elsewhere"]
    return KnowledgeBase(
        {**own.documents, **foreign},
        sorted_links({*links, *(link for link in led if link.source in nouns and link.target in nouns)}),
        tuple(sorted({*own.problems, *elsewhere, *unresolved})),
        own.unread,
        {part.name: part.origin for part in parts},
    )


def documents_of(handed: Handed, kept: KeptRecords | None = None) -> dict[str, Document]:
    """The records of a repository by their ids here. What can't be read any more is left out."""
    place = (handed.name, handed.digest)
    read = kept.get(*place, handed.shard.files) if kept and handed.digest else None
    if read is None:
        read = _read(handed)
        if kept and handed.digest:
            kept.put(*place, handed.shard.files, read)
    found: dict[str, Document] = {}
    for document in read:
        named = _renamed(document, handed)
        found.setdefault(named.record.id, named)
    return found


def _read(handed: Handed) -> list[Document]:
    """The records of a repository as they are at home, with their Markdown as it is here."""
    pages = {page_path(path, handed.shard.docs): path for path in handed.shard.files}
    read = (read_document(path, text.encode("utf-8", "surrogatepass"))[0] for path, text in handed.shard.files.items())
    return [_dressed(one, handed, pages) for one in read if isinstance(one, Document) and one.record.kind != "page"]


def trails_of(handed: Handed) -> Iterator[Trail]:
    """The trails of a repository's records, as they are called here."""
    rename = partial(_qualified, handed.name)
    folder = f"{FOLDER}/{handed.name}/"
    for trail in handed.shard.trails:
        if REFERENCE.fullmatch(trail.record) and not source_of(trail.record):
            decisions = tuple(_decision(decision, folder, rename) for decision in trail.decisions)
            yield Trail(f"{handed.name}/{trail.record}", f"{folder}{trail.path}", decisions)


def _decision(decision: Decision, folder: str, rename: Callable[[str], str]) -> Decision:
    reason = replace(decision.rationale, text=rename(decision.rationale.text))
    changes = tuple(
        replace(change, before=_walked(change.before, rename), after=_walked(change.after, rename))
        for change in decision.changes
    )
    said = decision.signature if decision.signature == "none" else f"{decision.signature}, as its shard says"
    return replace(
        decision,
        approvals=tuple(map(_as_stated, decision.approvals)),
        agreed_later=tuple(map(_as_stated, decision.agreed_later)),
        signature=said,
        path=f"{folder}{decision.path}",
        title=rename(decision.title),
        rationale=reason,
        answers=tuple(map(rename, decision.answers)),
        changes=changes,
    )


def _as_stated(approval: Approval) -> Approval:
    """An approval as it is known here, where no signature of a commit can be checked: by the word of the shard."""
    return replace(approval, source="shard") if approval.source == "signature" else approval


def _qualified(name: str, text: str) -> str:
    """A text with the names in it as they are here: the short ones get the repository's, those of the hub lose it."""
    if "-" not in text or not REFERENCE.search(text):
        return text
    return REFERENCE.sub(lambda found: _as_here(name, found[0]), text)


def _as_here(name: str, reference: str) -> str:
    source = source_of(reference)
    if source == HOME:
        return reference.removeprefix(f"{HOME}/")
    return reference if source else f"{name}/{reference}"


def _walked(value: Any, rename: Callable[[str], str]) -> Any:
    """A value with each text in it renamed; the same value if nothing changes."""
    if isinstance(value, str):
        return rename(value)
    if isinstance(value, BaseModel):
        fields = {name: getattr(value, name) for name in type(value).model_fields}
        changed = {name: new for name, old in fields.items() if (new := _walked(old, rename)) is not old}
        return value.model_copy(update=changed) if changed else value
    if isinstance(value, (tuple, list)):
        parts = [_walked(part, rename) for part in value]
        same = all(new is old for new, old in zip(parts, value, strict=True))
        return value if same else type(value)(parts)
    if isinstance(value, dict):
        return {key: _walked(part, rename) for key, part in value.items()}
    return value


def _dressed(document: Document, handed: Handed, pages: Mapping[str, str]) -> Document:
    """A document with its Markdown as it is here, without pictures and links to what was not handed on."""
    rename = partial(_qualified, handed.name)
    page = page_path(document.path, handed.shard.docs)

    def dressed(markdown: str) -> str:
        if "](" not in markdown and not REFERENCE.search(markdown):
            return markdown
        return replace_tokens(markdown, partial(_token, handed=handed, page=page, pages=pages))

    sections = tuple(
        section._replace(title=rename(section.title), text=dressed(section.text)) for section in document.sections
    )
    positions = Positions({path: place for path, place in document.positions.values.items() if path[2:] == ("id",)})
    return replace(document, positions=positions, body=dressed(document.body), sections=sections)


def _renamed(document: Document, handed: Handed) -> Document:
    """A document as it is called here."""
    record = _walked(document.record, partial(_qualified, handed.name))
    return replace(document, path=f"{FOLDER}/{handed.name}/{document.path}", record=record)


def _token(token: Token, handed: Handed, page: str, pages: Mapping[str, str]) -> str:
    if token.kind == "reference":
        return _as_here(handed.name, token.text)
    if token.kind != "link":
        return token.text
    if picture := _PICTURE.fullmatch(token.text):
        return token.text if _HAS_SCHEME.match(picture[2]) else picture[1]
    link = MarkdownLink.parse(token)
    if link is None or _HAS_SCHEME.match(link.path) or link.path.startswith("/"):
        return token.text
    return token.text if link.from_page(page) in pages else link.text


def _links(handed: Handed) -> Iterator[Link]:
    """The links that a repository may state: those of which one end at least is its own."""
    rename = partial(_as_here, handed.name)
    for source, relation, target in (*handed.shard.links, *handed.shard.elsewhere):
        link = Link(rename(source), relation, rename(target))
        if handed.name in (source_of(link.source), source_of(link.target)):
            yield link


def _unresolved(link: Link, nouns: Mapping[str, str], foreign: Mapping[str, Document]) -> Problem | None:
    """The problem of a link from one repository into another one, or to the hub, that leads nowhere."""
    for end, other in ((link.target, link.source), (link.source, link.target)):
        holder = foreign.get(record_of(other))
        if holder is not None and end not in nouns and source_of(end) != source_of(other):
            message = f"{other} names {end}, which is in no repository of this hub"
            return Problem(holder.path, 1, 1, "unresolved-elsewhere", message, level="notice")
    return None
