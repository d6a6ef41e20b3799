"""Takes hidden items, and what refers to them, out of a record's file that an audience may see."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

import yaml
from pydantic import BaseModel

from trailbook.audiences.file_classification import is_markdown
from trailbook.audiences.hidden_names import Hidden, without_links, without_names
from trailbook.records.classification import WITHHELD
from trailbook.records.document import Document
from trailbook.records.kinds import KINDS
from trailbook.records.links import full_reference
from trailbook.records.model import Item, LinksTo, WordedItem
from trailbook.records.reading import read_document
from trailbook.records.short_forms import in_full
from trailbook.text.markdown_text import read_markdown
from trailbook.text.yaml_text import read_yaml

_OPTIONAL = frozenset({"within", "uses", "copies"})
"""The relations that an item can do without: where it is and what it is made with."""
_WHOLE = frozenset({"snapshot"})
"""The fields that name a file. If the file is hidden, so is what names it."""


@dataclass(frozen=True)
class Redacted:
    """A file as an audience may read it. ``data`` is None if nothing of it can be shown.

    ``removed_text`` is what was taken out, as it was written, so that revisions can be compared by it. ``dependent``
    are the ids of items that say nothing without something hidden.
    """

    data: bytes | None
    removed_text: str = ""
    dependent: frozenset[str] = frozenset()


def redact(path: str, data: bytes, hidden: Hidden, removed: frozenset[str] = frozenset()) -> Redacted:
    """The bytes of a file without the items ``removed`` and without the names of anything hidden.

    The bytes are returned unchanged if they hold neither. If something has to be taken out of a file that can't be
    read as a record, nothing of the file is shown.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        guesses = (data.decode(encoding, "replace") for encoding in ("latin-1", "utf-16-le", "utf-16-be"))
        return Redacted(None if removed or any(without_names(text, hidden) != text for text in guesses) else data)
    plain = without_names(without_links(text, hidden) if is_markdown(path) else text, hidden, removed)
    if plain == text and not removed:
        return Redacted(data)
    document = read_document(path, data)[0] if path.endswith((".md", ".yaml", ".yml")) else None
    if not isinstance(document, Document) or document.record.kind == "page":
        return Redacted(None if removed else plain.encode())
    return _of_record(document, _Mask(document.record.id, hidden, removed))


@dataclass
class _Mask:
    """What has to be taken out of one record, and what was taken out so far."""

    record: str
    hidden: Hidden
    removed: frozenset[str]
    removed_text: list[str] = field(default_factory=list)
    dependent: set[str] = field(default_factory=set)

    def hides(self, reference: str) -> bool:
        """Whether a reference, as the record states it, leads to something hidden."""
        full = full_reference(self.record, reference)
        own = full.removeprefix(f"{self.record}.")
        return own in self.removed or own in self.dependent or self.hidden.hides(full)

    def lacks_words_of(self, document: Document) -> bool:
        """Whether something to take out is worded in the text, where no heading or list item says that it is."""
        found = {section.id for section in document.sections if section.explicit}
        worded = {item.id for item in document.record.items() if isinstance(item, WordedItem)}
        return not worded & (self.removed | self.dependent) <= found

    def text(self, value: str) -> str:
        return without_names(without_links(value, self.hidden), self.hidden, {*self.removed, *self.dependent})


def _of_record(document: Document, mask: _Mask) -> Redacted:
    model = KINDS[document.record.kind]
    front, body = _parts(document)
    values = read_yaml(front, document.path)[0]
    if not isinstance(values, Mapping):
        return Redacted(None)
    values = in_full(values)[0]
    visible_body = body
    found: dict[str, Any] | None = {}
    before = -1
    while before != len(mask.dependent) and found is not None:  # taking out one item may leave another without sense
        before = len(mask.dependent)
        mask.removed_text.clear()
        visible_body = _without_sections(document, body, mask)
        found = _model(model, values, mask)
    if found is None or mask.lacks_words_of(document):
        return Redacted(None, document.text)
    head = yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=10**6)
    text = f"---\n{head}---\n{mask.text(visible_body)}" if body or document.path.endswith(".md") else head
    data = text.encode()
    read = read_document(document.path, data)[0]
    removed_text = "\0".join(mask.removed_text)
    return Redacted(data if isinstance(read, Document) else None, removed_text, frozenset(mask.dependent))


def _parts(document: Document) -> tuple[str, str]:
    if not document.path.endswith(".md"):
        return document.text, ""
    parts = read_markdown(document.text)
    return parts.front_matter or "{}", parts.body


def _without_sections(document: Document, body: str, mask: _Mask) -> str:
    """The Markdown without the sections and list items that hold the text of hidden items."""
    lines: list[str | None] = list(body.split("\n"))
    declared = {item.id for item in document.record.items()}
    for section in document.sections:
        if section.explicit and (section.id in mask.removed or section.id in mask.dependent):
            place = document.lines_of(section)
            first, last = place.start, place.stop
            mask.removed_text += [line for line in lines[first:last] if line is not None]
            inside = (other.id for other in document.sections if first < other.line - document.body_line < last)
            mask.dependent |= {id for id in inside if id in declared}
            lines[first:last] = [None] * (last - first)
    kept = [line for line in lines if line is not None]
    for definition in reversed(_definitions_of_removed(kept, "\n".join(mask.removed_text))):
        mask.removed_text += kept[definition]
        del kept[definition]
    return "\n".join(kept)


_DEFINITION = re.compile(r" {0,3}(?P<short>\*)?\[(?P<label>[^\[\]]+)\]:")
"""How the definition of a link, a footnote or an abbreviation begins."""
_LABEL = re.compile(r"\[([^\[\]]+)\]")


def _definitions_of_removed(lines: list[str], removed: str) -> list[slice]:
    """Where the lines define links, footnotes and abbreviations that the removed text uses and no other does."""
    begun = [first for first, line in enumerate(lines) if _DEFINITION.match(line)] if removed else []
    places = [slice(first, _end_of_definition(lines, first)) for first in begun]
    inside = {number for place in places for number in range(place.start, place.stop)}
    rest = "\n".join(line for number, line in enumerate(lines) if number not in inside)
    texts = ["\n".join(lines[place]) for place in places]
    gone, kept = _used(texts, removed), _used(texts, rest)
    return [place for number, place in enumerate(places) if number in gone - kept]


def _used(definitions: list[str], text: str) -> set[int]:
    """Which definitions a text uses, by itself and by others that it uses."""
    users: dict[str, list[int]] = {}
    for number, definition in enumerate(definitions):
        if found := _DEFINITION.match(definition):
            users.setdefault(f"{found['short'] or ''}{_folded(found['label'])}", []).append(number)
    used: set[int] = set()
    waiting = [text]
    while waiting:
        text = waiting.pop()
        labels = {_folded(label) for label in _LABEL.findall(text)} | {f"*{_folded(word)}" for word in _words(text)}
        new = {number for label in labels for number in users.get(label, ())} - used
        used |= new
        waiting += [definitions[number] for number in new]
    return used


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


def _words(text: str) -> Iterator[str]:
    """What an abbreviation may be: the words of a text, and whatever stands between two spaces."""
    yield from re.findall(r"\w+", text)
    yield from (part.strip(".,:;!?()\"'") for part in text.split())


def _end_of_definition(lines: list[str], first: int) -> int:
    """The index of the line after a definition: of a footnote, its paragraph and what is indented below it."""
    last = first + 1
    is_note = "[^" in lines[first]
    while last < len(lines) and lines[last].strip() and not _DEFINITION.match(lines[last]):
        if not is_note and not lines[last].startswith((" ", "\t", '"', "'", "(")):
            return last
        last += 1
    end = last
    while is_note and end < len(lines) and (not lines[end].strip() or lines[end].startswith(("    ", "\t"))):
        end += 1
        if lines[end - 1].strip():
            last = end
    return last


def _model(model: type[BaseModel], values: Mapping[str, Any], mask: _Mask) -> dict[str, Any] | None:
    """The values of a model without what is hidden; None if they say nothing without it."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        info = model.model_fields.get(name)
        rule = next((m for m in info.metadata if isinstance(m, LinksTo)), None) if info else None
        if rule is not None and isinstance(value, str):
            if not mask.hides(value):
                found[name] = value
            elif info is None or info.is_required() or rule.relation not in _OPTIONAL:
                return None
        elif rule is not None and isinstance(value, tuple):
            found[name] = list(dict.fromkeys(WITHHELD if mask.hides(str(target)) else target for target in value))
        elif name in ("id", "kind"):
            found[name] = value
        else:
            inner = _inner(info.annotation) if info else None
            kept = _value(inner, value, mask)
            if (kept is None and value is not None) or (name in _WHOLE and kept != value):
                return None
            found[name] = kept
    return found


def _value(model: type[BaseModel] | None, value: Any, mask: _Mask) -> Any:
    if isinstance(value, Mapping):
        if model is not None:
            return _model(model, value, mask)
        return {key: _value(None, part, mask) for key, part in value.items()}
    if isinstance(value, tuple):
        return list(_entries(model, value, mask))
    return mask.text(value) if isinstance(value, str) else value


def _entries(model: type[BaseModel] | None, values: Iterable[Any], mask: _Mask) -> Iterator[Any]:
    for value in values:
        id = str(value.get("id", "")) if isinstance(value, Mapping) else ""
        is_item = model is not None and issubclass(model, Item)
        if is_item and id in mask.removed | mask.dependent:
            mask.removed_text.append(repr(value))
            continue
        kept = _value(model, value, mask)
        if kept is None and value is not None:
            mask.removed_text.append(repr(value))
            if is_item:
                mask.dependent.add(id)
            continue
        yield kept


def _inner(annotation: Any) -> type[BaseModel] | None:
    """The model that a field holds: alone, in a list, or as an alternative to None."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _inner(part))), None)
