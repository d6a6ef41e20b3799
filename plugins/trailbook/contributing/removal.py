"""Takes records and items out of a knowledge base, together with every reference to them.

A reference that its holder can't do without is a reason to refuse: a mitigation that mitigates nothing says nothing.
"""

import html
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from trailbook.records.document import Document, page_path
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.links import StatedReference, stated_links
from trailbook.records.model import Item
from trailbook.records.references import REFERENCE, MarkdownLink, Reference, Token, record_of, replace_tokens, tokens
from trailbook.records.releases import is_release_page
from trailbook.text.markdown_text import split_front_matter
from trailbook.text.positions import Lines, Path
from trailbook.text.problem import Problem
from trailbook.text.yaml_edits import YamlEditError, edit_yaml
from trailbook.text.yaml_text import read_yaml

_MEANINGFUL = frozenset({"applies-to", "judges", "tracked-by"})
"""The relations of fields that mean something else without a reference: an exception for no application is for all."""


@dataclass(frozen=True, order=True)
class RemovalEdit:
    """One thing that a removal changes, at its line before the change."""

    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


@dataclass(frozen=True)
class Removal:
    """What a removal does: the new text of each changed file, None for one that is deleted, and what changes where.

    With ``refusals`` it must not be done: these references would have to go as well, and can't, unless their
    ``holders`` are removed with them.
    """

    files: Mapping[str, str | None]
    changes: tuple[RemovalEdit, ...]
    refusals: tuple[Problem, ...]
    holders: tuple[str, ...]


def removal(knowledge: KnowledgeBase, references: Sequence[str], docs: str) -> Removal:
    """The removal of records and items by their full references, all of which exist.

    ``docs`` is the documentation folder: links of its pages to a removed record become plain text.
    """
    asked = _Asked(knowledge, frozenset(references), docs)
    removed = [knowledge.documents[id] for id in references if id in knowledge.documents]
    files: dict[str, str | None] = {document.path: None for document in removed}
    changes = [RemovalEdit(document.path, 1, f"the file of {document.record.id} is deleted") for document in removed]
    refusals: list[Problem] = []
    holders: list[str] = []
    for document in knowledge.documents.values():
        if document.path not in files and not is_release_page(document):
            edit = _Edit(document, asked)
            try:
                text = edit.text()
            except YamlEditError as error:
                edit.refusals.append(Problem(document.path, 1, 1, "layout", str(error), "the change by hand"))
                continue
            finally:
                refusals += edit.refusals
                holders += edit.holders
            if text != document.text:
                files[document.path] = text
                changes += edit.changes
    return Removal(files, tuple(sorted(changes)), tuple(sorted(refusals)), tuple(dict.fromkeys(holders)))


@dataclass(frozen=True)
class _Asked:
    """What is to be removed."""

    knowledge: KnowledgeBase
    references: frozenset[str]
    docs: str

    def __contains__(self, reference: str) -> bool:
        """Whether a full reference names something that is removed, also as a part of its record."""
        return reference in self.references or record_of(reference) in self.references

    @cached_property
    def pages(self) -> dict[str, str]:
        """The records that lose something, by the paths of their pages."""
        records = {record_of(reference) for reference in self.references}
        found = (document for id, document in self.knowledge.documents.items() if id in records)
        return {page_path(document.path, self.docs): document.record.id for document in found}

    def title(self, reference: str) -> str:
        """What a removed thing was called."""
        return self.knowledge.label(reference)


@dataclass
class _Edit:
    """The change of one file that stays."""

    document: Document
    asked: _Asked
    changes: list[RemovalEdit] = field(default_factory=list)
    refusals: list[Problem] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)

    def text(self) -> str:
        """The new text of the file."""
        document = self.document
        if not document.path.endswith(".md"):
            return self._values(document.text, 1)
        front = split_front_matter(document.text)[0]
        head = document.text.removesuffix(document.body)
        if front is not None and document.record.kind != "page":
            begin = head.index("\n") + 1
            head = head[:begin] + self._values(front, 2) + head[begin + len(front) :]
        return head + self._body()

    # -- values --------------------------------------------------------------------------------

    def _values(self, text: str, first_line: int) -> str:
        values, positions, _ = read_yaml(text, "", first_line)
        cuts = [_as_written(path, values) for path in (*self._items(), *self._references())]
        rewrites: dict[Path, Callable[[str], str]] = {}
        fields = {stated.path for stated in stated_links(self.document.record)}
        for path, value in _texts(values, ()):
            named = [match[0] for match in REFERENCE.finditer(value) if match[0] in self.asked]
            if named and path not in fields and path != ("id",) and not any(path[: len(cut)] == cut for cut in cuts):
                rewrites[path] = self._in_words
                for reference in named:
                    self._note(positions.of(path).line, f"{reference} reads {self.asked.title(reference)!r}")
        return edit_yaml(text, cuts, rewrites) if cuts or rewrites else text

    def _in_words(self, text: str) -> str:
        """A text of a value in which what is removed is named by its title."""
        return REFERENCE.sub(lambda m: self.asked.title(m[0]) if m[0] in self.asked else m[0], text)

    def _items(self) -> Iterator[Path]:
        """The paths of the items that go; that of their list if none is left."""
        record = self.document.record
        for name, info in type(record).model_fields.items():
            entries = getattr(record, name)
            gone = [number for number, item in enumerate(entries) if self._is_gone(item)] if _is_list(entries) else []
            for number in gone:
                place = self.document.positions.of((name, number))
                self._note(place.line, f"{entries[number].noun} {entries[number].id} is taken out")
            if gone and len(gone) == len(entries):
                if info.is_required():
                    self._refuse((name,), f"{record.id} needs at least one entry of {name!r}", record.id)
                yield (name,)
            else:
                yield from ((name, number) for number in gone)

    def _is_gone(self, item: object) -> bool:
        return isinstance(item, Item) and f"{self.document.record.id}.{item.id}" in self.asked

    def _references(self) -> Iterator[Path]:
        """The paths of the references that go; that of their field if none is left."""
        fields: dict[Path, list[StatedReference]] = {}
        for stated in stated_links(self.document.record):
            fields.setdefault(stated.path[:-1] if isinstance(stated.path[-1], int) else stated.path, []).append(stated)
        for path, references in fields.items():
            gone = [stated for stated in references if stated.target in self.asked]
            if not gone or references[0].holder in self.asked:
                continue
            named = " and ".join(stated.reference for stated in gone)
            if len(gone) == len(references):
                if _is_required(self.document.record, path) or gone[0].rule.relation in _MEANINGFUL:
                    holder = gone[0].holder
                    self._refuse(path, f"{holder} names nothing but {named} in {str(path[-1])!r}", holder)
                yield path
            else:
                yield from (stated.path for stated in gone)
            self._note(self.document.positions.of(gone[0].path).line, f"{named} is taken out of {str(path[-1])!r}")

    def _refuse(self, path: Path, message: str, holder: str) -> None:
        expected = f"{holder} to be removed as well, or to name another there"
        self.refusals.append(self.document.problem(path, "obligatory-reference", message, expected))
        self.holders.append(holder)

    def _note(self, line: int, text: str) -> None:
        self.changes.append(RemovalEdit(self.document.path, line, text))

    # -- Markdown ------------------------------------------------------------------------------

    def _body(self) -> str:
        document = self.document
        lines: list[str | None] = list(document.body.split("\n"))
        for section in document.sections:
            if section.explicit and f"{document.record.id}.{section.id}" in self.asked:
                place = document.lines_of(section)
                lines[place.start : place.stop] = [None] * len(place)
        self._note_mentions(lines)
        kept = "\n".join(line for line in lines if line is not None)
        if lines[-1] is None:  # what ends the file now may have had empty lines below it
            kept = f"{kept.rstrip()}\n"
        return replace_tokens(kept, self._replaced) if self._may_mention(kept) else kept

    def _may_mention(self, text: str) -> bool:
        return "](" in text or any(match[0] in self.asked for match in REFERENCE.finditer(text))

    def _note_mentions(self, lines: list[str | None]) -> None:
        body = self.document.body
        places = Lines(body, self.document.body_line)
        for token in tokens(body) if self._may_mention(body) else ():
            line = places.place(token.start).line
            if lines[line - self.document.body_line] is not None and (new := self._replaced(token)) != token.text:
                self._note(line, f"{' '.join(token.text.split())} reads {' '.join(new.split())!r}")

    def _replaced(self, token: Token) -> str:
        if token.kind == "reference" and token.text in self.asked:
            return _as_markdown(self.asked.title(token.text))
        if link := MarkdownLink.parse(token):
            record = self.asked.pages.get(link.from_page(page_path(self.document.path, self.asked.docs)), "")
            if record and str(Reference(record, link.anchor)) in self.asked:
                return REFERENCE.sub(
                    lambda m: _as_markdown(self.asked.title(m[0])) if m[0] in self.asked else m[0], link.text
                )
        return token.text


def _as_written(path: Path, values: Any) -> Path:
    """The path of a value in its file, in which flows may be in their short form."""
    flows = values.get("flows")
    if path[0] != "flows" or len(path) == 1 or not isinstance(flows, dict):
        return path
    id = list(flows)[int(path[1])]
    if len(path) > 2 and isinstance(flows[id], str):
        raise YamlEditError(f"flow {id} names it in its short form")
    return ("flows", id, *path[2:])


def _is_list(value: object) -> bool:
    return isinstance(value, tuple)


def _is_required(record: BaseModel, path: Path) -> bool:
    holder: Any = record
    for step in path[:-1]:
        holder = getattr(holder, step) if isinstance(step, str) else holder[step]
    return bool(type(holder).model_fields[str(path[-1])].is_required())


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(part, (*path, key))
    elif isinstance(value, tuple):
        for number, part in enumerate(value):
            yield from _texts(part, (*path, number))


def _as_markdown(title: str) -> str:
    """A title as Markdown that shows it as it is."""
    return re.sub(r"([\\`*_\[\]])", r"\\\1", html.escape(title, quote=False))
