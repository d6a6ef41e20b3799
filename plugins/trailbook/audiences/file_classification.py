"""What a file states about itself: its record, its classification, and items that are stricter.

What can't be read with certainty counts as strict.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from trailbook.drift.snapshots import FOLDER as SNAPSHOTS
from trailbook.records.classification import KEY, is_classification, states_unreadably
from trailbook.records.document import Document, Unread
from trailbook.records.model import RECORD_ID
from trailbook.records.reading import read_document
from trailbook.records.vocabulary import SENSITIVITIES
from trailbook.risk.indicators.reading import FOLDER as OBSERVATIONS
from trailbook.text.files import SUFFIXES
from trailbook.text.markdown_text import meta_lines
from trailbook.text.spellings import fold

_STATED = re.compile(rb"classification", re.IGNORECASE)
_STRICT = re.compile(rb"confidential|restricted", re.IGNORECASE)
_KIND = re.compile(rb"\bkind\b")
_WORD = re.compile(r"classification[\"']?[ \t]*:(.*)", re.IGNORECASE)
_LINE = re.compile(
    r"(?:^\W*classification\W*?[:=]"
    r"|[{,]\s*+[\"']classification[\"']\s*+:"  # JSON on one line
    r"|<meta\s[^<>]*?name\s*=\W*classification\b[^<>]*?content\s*=)"  # HTML
    rf"\W*({'|'.join(SENSITIVITIES)})(?![\w-])",
    re.IGNORECASE | re.MULTILINE | re.ASCII,
)
_ESCAPED = re.compile(r"\"[^\"\n]*\\[^\"]*\"\s*:")
"""A quoted key with an escape sequence, which may spell any word."""
_KEYS = re.compile(r"^[ \t]*([^:\n]{1,80}?)[ \t]*:[ \t]*(.*)$", re.MULTILINE)
_ID = re.compile(rf"^[ \t]*[\"']?id[\"']?:[ \t]*[\"']?({RECORD_ID})[\"']?[ \t\r]*(?:#|$)", re.MULTILINE)


@dataclass(frozen=True)
class FileClassification:
    """What one file states about itself.

    ``key`` is the id of its record, or its path if it holds none. ``stated`` is its own classification, if any, and
    ``items`` are the classifications of its items that state one. ``titles`` gives the titles of the file and its
    items by id or reference.
    """

    key: str
    stated: str | None = None
    items: Mapping[str, str] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


def classify_file(path: str, data: bytes, *, whole: bool = False) -> FileClassification:
    """What the bytes of a file state. Titles are read if ``whole`` is set or a classification is stated.

    A file that holds no record has only a classification; observed settings have none. A file that can't be read as
    the record it seems to be has the strictest classification that any of its lines names, and ``restricted`` if a
    line names an unknown or unreadable one.
    """
    suffix = PurePosixPath(path).suffix
    if suffix not in SUFFIXES:
        return FileClassification(path, _stated_in_other(path, suffix.casefold(), data))
    if b"\0" in data or not _is_utf8(data):
        level = SENSITIVITIES[-1] if states_unreadably(data) else None
        return FileClassification(_written_id(data.replace(b"\0", b"")) or path, level)
    may_be_record = suffix == ".md" or _KIND.search(data)  # any other YAML is data, and may be large
    if not may_be_record:
        return FileClassification(_written_id(data) or path, _stated_in_lines(path, data))
    if not whole and not _may_state(data):
        return FileClassification(_written_id(data) or path)
    document, problems = read_document(path, data)
    text = data.decode("utf-8", "replace")
    is_twice = any(problem.rule == "duplicate-key" and "'classification'" in problem.message for problem in problems)
    if isinstance(document, Document) and not is_twice and not _is_misread(document, text):
        return _of_document(document)
    found = document.id if isinstance(document, Unread) else ""
    return FileClassification(found or _written_id(data) or path, _strictest(text))


def stated_levels(path: str, data: bytes) -> list[str]:
    """The classifications that the bytes of a file state, of its record and its items."""
    found = classify_file(path, data)
    return [level for level in (found.stated, *found.items.values()) if level]


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _may_state(data: bytes) -> bool:
    """Whether a file can state a classification: by the word, a similar one, an escape or other letters for it."""
    if b"\\" in data or _STATED.search(data) or _STRICT.search(data):
        return True
    return not data.isascii() and KEY in fold(data.decode("utf-8"))


def _stated_in_other(path: str, suffix: str, data: bytes) -> str | None:
    """The strictest classification in a file that holds no record: a page with another suffix, or any other text."""
    if suffix in RECORDS:
        inner = classify_file(f"{path}{suffix if suffix not in MARKDOWN else '.md'}", data)
        return _strictest_of(level for level in (inner.stated, *inner.items.values()) if level)
    return _stated_in_lines(path, data)


def _stated_in_lines(path: str, data: bytes) -> str | None:
    """The strictest classification that a line of a text states; none for observed settings."""
    plain = data.replace(b"\0", b"")
    if not _STATED.search(plain) or path.startswith((f"{SNAPSHOTS}/", f"{OBSERVATIONS}/")):
        return None
    return _strictest_of(word.casefold() for word in _LINE.findall(plain.decode("utf-8", "replace")))


def _strictest_of(levels: Iterable[str]) -> str | None:
    return max(levels, key=SENSITIVITIES.index, default=None)


def _of_document(document: Document) -> FileClassification:
    record = document.record
    items = {item.id: item.classification for item in record.items() if item.classification}
    titles = {record.id: record.title, **{f"{record.id}.{item.id}": item.label for item in record.items()}}
    return FileClassification(record.id, record.classification, items, titles)


def _is_misread(document: Document, text: str) -> bool:
    """Whether a file has a classification key whose value did not reach its record, because it is unknown."""
    if document.record.classification:
        return False
    if document.record.kind != "page":
        return ("classification",) in document.positions.values
    head = text[: len(text) - len(document.body)] if document.body and text.endswith(document.body) else text
    return bool(_WORD.search(head if document.body_line > 1 else "\n".join(meta_lines(text))))


def _strictest(text: str) -> str | None:
    words = [_plain(value) for value in _WORD.findall(text)]
    ranks = [SENSITIVITIES.index(word) if word in SENSITIVITIES else len(SENSITIVITIES) - 1 for word in words]
    if not ranks and any(is_classification(key, value) for key, value in _KEYS.findall(_head(text))):
        return SENSITIVITIES[-1]
    if not ranks and (_ESCAPED.search(_head(text)) or _STATED.search(_head(text).encode())):
        return SENSITIVITIES[-1]
    return SENSITIVITIES[max(ranks)] if ranks else None


def _plain(value: str) -> str:
    """The value of a line, without a comment and without its pair of quotes."""
    text = re.split(r"[ \t]#|[,}]", value, maxsplit=1)[0].strip()
    return text[1:-1] if text[:1] == text[-1:] and text[:1] in ("'", '"') else text


def _head(text: str) -> str:
    """The part of a file that holds keys: the front matter, or the whole file if it has none."""
    return text.split("\n---", 1)[0]


def _written_id(data: bytes) -> str:
    found = _ID.search(data.decode("utf-8", "replace"))
    return found[1] if found else ""


MARKDOWN = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""The suffixes that MkDocs 1.6 makes pages from (``mkdocs.utils.markdown_extensions``)."""


RECORDS = (*MARKDOWN, ".yaml", ".yml")


_BINARY = re.compile(
    r"\.(7z|avif|bmp|bz2|docx|eot|gif|gz|ico|jpe?g|mp[34]|od[pst]|og[gv]|otf|pdf|png|pptx|svgz"
    r"|tar|tgz|tiff?|ttf|wasm|wav|webm|webp|woff2?|xlsx|xz|zip)",
    re.IGNORECASE,
)


def is_markdown(path: str) -> bool:
    """Whether a file is Markdown by its name."""
    return path.casefold().endswith(MARKDOWN)


def is_record(path: str) -> bool:
    """Whether a file is Markdown or YAML by its name."""
    return path.casefold().endswith(RECORDS)


def is_text(path: str) -> bool:
    """Whether a file may be text by its name."""
    return _BINARY.fullmatch(PurePosixPath(path).suffix) is None
