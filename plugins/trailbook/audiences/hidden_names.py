"""Takes the names of hidden things out of text: ids, file names, and titles."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import PurePosixPath
from urllib.parse import unquote

from trailbook.records.classification import WITHHELD
from trailbook.records.model import ITEM_ID
from trailbook.records.references import Reference, Token, record_of, tokens
from trailbook.text.spellings import WORD, fold, length, readings, words

_NAME = re.compile(rf"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9]*+(?:[-_]++[A-Za-z0-9]++)++(?:\.{ITEM_ID})?")
"""What can be a reference, in upper case, in the lower case of an address, or with the ``_`` of a variable."""
PLACE = re.compile(r"[^\s()\[\]<>\"'`,;|{}]++")
"""What can be an address, wherever it is written."""
_DISTINCTIVE = re.compile(r"[\d_-]|[A-Z]{2}")
"""What distinguishes an item's id from an everyday word."""
_LONG = 3
"""A title of at least this many words is recognised anywhere, even without its id nearby."""
_NUMBER = re.compile(r"v?[0-9][0-9.-]*")
_MADE = re.compile(r"\.(?:html?|json|md|svg|png|pdf|txt|csv|xml|ya?ml)$")
"""The endings of what is made from a page and called after it."""
_Spans = list[tuple[int, int]]
_Titles = Mapping[str, tuple[tuple[str, ...], ...]]


@dataclass(frozen=True)
class Hidden:
    """What an audience must not see.

    ``records`` are ids, ``items`` full references (``RECORD.item``), and ``paths`` the files that hold or once held
    hidden things. ``closed_paths`` are hidden whatever they hold; ``open_paths`` are those that a reader may see.
    ``titles`` gives every title that hidden things ever had, by id, reference or path; the titles of a hidden
    record's items are listed under the record.
    """

    records: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()
    paths: frozenset[str] = frozenset()
    open_paths: frozenset[str] = frozenset()
    closed_paths: frozenset[str] = frozenset()
    titles: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def hides(self, reference: str) -> bool:
        """Whether a full reference leads to something hidden."""
        return reference in self.items or record_of(reference) in self.records

    def items_of(self, record: str) -> frozenset[str]:
        """The ids of a record's hidden items."""
        return self._items_by_record.get(record, frozenset())

    @cached_property
    def _items_by_record(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for reference in self.items:
            record, item = Reference.parse(reference)
            found.setdefault(record, set()).add(item)
        return {record: frozenset(items) for record, items in found.items()}

    @cached_property
    def folded(self) -> Mapping[str, str]:
        """Every hidden id and reference, by its case-folded form."""
        return {name.casefold(): name for name in (*self.records, *self.items)}

    @cached_property
    def _owners(self) -> frozenset[str]:
        """The case-folded ids of records that are hidden or have hidden items; any name of these contains one."""
        return frozenset(record_of(name) for name in self.folded)

    @cached_property
    def _last_names(self) -> frozenset[str]:
        """The last part of every address of a hidden file."""
        names = self.files | {end.rpartition("/")[2] for end in self.ends}
        return names | {folder for _, folder in self.folders}

    @cached_property
    def _longest_words(self) -> tuple[tuple[str, ...], ...]:
        """The words of each long title, the longest first, for it is the rarest."""
        titles = {title for group in self.long_titles.values() for title in group}
        return tuple(tuple(sorted(title, key=len, reverse=True)) for title in sorted(titles))

    def may_have_id(self, folded: str) -> bool:
        """Whether a case-folded text can hold an id of something hidden: a quick test."""
        return any(id in folded for id in self._owners)

    def may_have_address(self, folded: str) -> bool:
        """Whether a case-folded text can hold an address of a hidden file."""
        if not self._last_names:
            return False
        plain = unquote(folded)
        return any(name in plain for name in self._last_names)

    def is_in_bytes(self, data: bytes) -> bool:
        """Whether the bytes of a file that is no text hold an id, the name of a file or a long title."""
        lower = data.lower()
        return any(name in lower for name in self._hints) and bool(self._in_bytes.search(lower))

    @cached_property
    def _hints(self) -> tuple[bytes, ...]:
        """What the bytes of a file hold if they name something hidden: a quick test."""
        longest = (title[0] for title in self._longest_words)
        return tuple(hint.encode() for hint in (*self._owners, *self._file_names, *longest))

    @cached_property
    def _file_names(self) -> frozenset[str]:
        return frozenset(file for file in self.files if "." in file)

    @cached_property
    def _in_bytes(self) -> "re.Pattern[bytes]":
        titles = {title for group in self.long_titles.values() for title in group}
        written = [re.escape(name.encode()) for name in (*self.folded, *self._file_names)]
        written += [rb"[^0-9a-z]{1,4}".join(re.escape(word.encode()) for word in title) for title in titles]
        return re.compile(rb"(?<![0-9a-z])(?:%b)(?![0-9a-z])" % b"|".join(sorted(written)))

    def may_have_title(self, folded: str) -> bool:
        """Whether a case-folded text can hold a long title of something hidden."""
        return any(all(word in folded for word in title) for title in self._longest_words)

    @cached_property
    def files(self) -> frozenset[str]:
        """The names of hidden files, with and without suffix, that no open file shares and that are no mere numbers."""
        theirs = {name for path in self.paths for name in _file_names(path) if not _NUMBER.fullmatch(name)}
        return frozenset(theirs - {name for path in self.open_paths for name in _file_names(path)} - _COMMON)

    @cached_property
    def ends(self) -> frozenset[str]:
        """Folder and name of hidden files, with and without suffix, that no open file shares."""
        return frozenset(_ends(self.paths) - _ends(self.open_paths))

    @cached_property
    def folder_names(self) -> frozenset[str]:
        """The names of folders that hold hidden files and that no folder of open ones has."""
        open_names = {name for _, name in _folders(self.open_paths)}
        return frozenset({name for _, name in self.folders} - open_names)

    @cached_property
    def folders(self) -> frozenset[tuple[str, str]]:
        """Folders that hold hidden files and no open ones, each with the folder above it."""
        return frozenset(_folders(self.paths) - _folders(self.open_paths))

    @cached_property
    def long_titles(self) -> _Titles:
        """The words of the titles that are long enough to be recognised by themselves, by the first word."""
        return _by_first_word(title for group in self.titles.values() for title in group)


_COMMON = frozenset({"index", "index.md", "readme", "readme.md"})


def _file_names(path: str) -> tuple[str, str]:
    pure = PurePosixPath(fold(path))
    return pure.name, pure.stem


def _folders(paths: Iterable[str]) -> set[tuple[str, str]]:
    parents = {parent for path in paths for parent in PurePosixPath(fold(path)).parents}
    return {(parent.parts[-2], parent.parts[-1]) for parent in parents if len(parent.parts) > 1}


def _ends(paths: Iterable[str]) -> set[str]:
    pures = [PurePosixPath(fold(path)) for path in paths]
    return {"/".join(path.parts[-2:]) for pure in pures for path in (pure, pure.with_suffix(""))}


def _by_first_word(titles: Iterable[str], least: int = _LONG) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, set[tuple[str, ...]]] = {}
    for title in map(words, titles):
        if title and length(title) >= least:
            found.setdefault(title[0], set()).add(title)
    return {first: tuple(sorted(group, key=len, reverse=True)) for first, group in found.items()}


def names_hidden(text: str, hidden: Hidden) -> bool:
    """Whether a text contains the id of something hidden, however it is spelled."""
    return any(next(_named(reading.plain, hidden), None) is not None for reading in readings(text))


def has_long_title(text: str, hidden: Hidden) -> bool:
    """Whether a text contains a title of something hidden that is long enough to be recognised by itself."""
    plain = [reading.plain for reading in readings(text) if hidden.may_have_title(fold(reading.plain))]
    return any(_title_spans(text, hidden.long_titles) for text in plain)


def without_names(text: str, hidden: Hidden, lost: Iterable[str] = ()) -> str:
    """A text in which every name of something hidden reads "restricted".

    ``lost`` are the ids of hidden items that the text may name without their record's id. A text that names nothing
    hidden is returned unchanged.
    """
    if not hidden.records and not hidden.items and not hidden.paths and not hidden.titles and not lost:
        return text
    lost = sorted((id for id in lost if _DISTINCTIVE.search(id)), key=len, reverse=True)
    for reading in readings(text):
        if spans := _hidden_spans(reading.plain, hidden, lost):
            text = _replaced(text, reading.places(spans))
            return without_names(text, hidden, lost)
    return text


def _hidden_spans(text: str, hidden: Hidden, lost: Collection[str]) -> _Spans:
    """Where a text names something hidden, in no order."""
    folded = fold(text)
    spans: _Spans = []
    titles: set[str] = set()
    if hidden.may_have_id(folded):
        for match in _NAME.finditer(text):
            if name := _hidden_name(match[0], hidden):
                spans.append(match.span())
                titles |= hidden.titles.get(name, frozenset())
    if hidden.may_have_address(folded):
        spans += [match.span() for match in PLACE.finditer(text) if _is_hidden_place(match[0], hidden)]
    if lost:
        ids = re.finditer(rf"(?<![\w-])(?:{'|'.join(map(re.escape, lost))})(?![\w-])", text)
        spans += [match.span() for match in ids]
    spans += _title_spans(text, _by_first_word(titles, 0))
    return spans + _title_spans(text, hidden.long_titles) if hidden.may_have_title(folded) else spans


def _replaced(text: str, spans: _Spans) -> str:
    """The text with "restricted" in each of the spans; those that overlap are one."""
    parts: list[str] = []
    end = 0
    for start, stop in sorted(spans):
        if start >= end:
            parts += [text[end:start], WITHHELD]
        end = max(end, stop)
    return "".join([*parts, text[end:]])


def without_links(markdown: str, hidden: Hidden) -> str:
    """A Markdown text in which each link to something hidden, with its label, reads "restricted"."""
    if not any(hidden.may_have_id(text) or hidden.may_have_address(text) for text in _folded_readings(markdown)):
        return markdown
    definitions = [
        token for token in tokens(markdown) if token.kind == "definition" and _links_to_hidden(token, hidden)
    ]
    labels = {token.text.strip()[1:].partition("]")[0].casefold() for token in definitions}
    replaced = {(token.start, token.text): "" for token in definitions}
    for token in tokens(markdown):
        if token.kind == "link" and (_links_to_hidden(token, hidden) or _label(token.text) in labels):
            replaced[token.start, token.text] = WITHHELD
    for start, text in sorted(replaced, reverse=True):
        markdown = markdown[:start] + replaced[start, text] + markdown[start + len(text) :]
    for label in labels:
        markdown = re.sub(rf"\[{re.escape(label)}\](?:\[\])?", WITHHELD, markdown, flags=re.IGNORECASE)
    return markdown


def _folded_readings(text: str) -> Iterator[str]:
    return (fold(reading.plain) for reading in readings(text))


def _label(link: str) -> str:
    return link.rpartition("[")[2].rstrip("]").casefold() if link.endswith("]") else ""


def _links_to_hidden(token: Token, hidden: Hidden) -> bool:
    target = re.split(r"\]\s*[:(\[]", token.text, maxsplit=1)[-1]
    return without_names(target, hidden) != target


def _named(text: str, hidden: Hidden) -> Iterator[str]:
    """The hidden ids and references that a text names."""
    if not hidden.may_have_id(fold(text)):
        return
    for match in _NAME.finditer(text):
        if name := _hidden_name(match[0], hidden):
            yield name


def _hidden_name(name: str, hidden: Hidden) -> str:
    """The hidden id in what looks like a reference, even if more words are joined to it; empty if there is none."""
    record, item = Reference.parse(name.casefold())
    parts = re.split("[-_]+", record)
    for begin in range(len(parts)):
        for end in range(len(parts), begin + 1, -1):
            id = "-".join(parts[begin:end])
            if found := hidden.folded.get(id) or hidden.folded.get(id.removesuffix("s")):
                return found
        if item and (found := _hidden_item("-".join(parts[begin:]), item, hidden)):
            return found
    return ""


def _hidden_item(record: str, item: str, hidden: Hidden) -> str:
    while item:
        if found := hidden.folded.get(f"{record}.{item}"):
            return found
        item = item[: max(item.rfind("-"), item.rfind("_"), 0)]
    return ""


def _is_hidden_place(place: str, hidden: Hidden) -> bool:
    """Whether an address or a path leads to a hidden file."""
    path = re.sub(r"(?::\d+)+$", "", fold(unquote(re.split(r"[?#]", place, maxsplit=1)[0])).rstrip("./:"))
    parts = [part for part in re.split(r"[/\\]", path) if part not in ("", ".", "..")]
    if not parts:
        return False
    is_long = len(path) > len(parts[-1])
    if (is_long or place.endswith(("/", "\\"))) and not hidden.folder_names.isdisjoint(parts):
        return True
    if not hidden.folders.isdisjoint(pairwise(parts)):
        return True
    name, ending = _MADE.sub("", parts[-1]), _MADE.search(parts[-1])
    if parts[-1] in hidden.files and (is_long or "." in parts[-1]):
        return True
    if ending and name in hidden.files:
        return True
    return len(parts) > 1 and not hidden.ends.isdisjoint((f"{parts[-2]}/{parts[-1]}", f"{parts[-2]}/{name}"))


def _title_spans(text: str, titles: _Titles) -> _Spans:
    if not titles:
        return []
    lower = text.lower()
    found = list(WORD.finditer(lower if len(lower) == len(text) else text))
    folded = [word[0] if word[0].isascii() and word[0].islower() else fold(word[0]) for word in found]
    spans: _Spans = []
    index = 0
    while index < len(found):
        group = titles.get(folded[index], ())
        fitting = (title for title in group if tuple(folded[index : index + len(title)]) == title)
        if (title := next(fitting, None)) is None:
            index += 1
            continue
        spans.append((found[index].start(), found[index + len(title) - 1].end()))
        index += len(title)
    return spans
