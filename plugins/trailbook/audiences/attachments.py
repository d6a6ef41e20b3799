"""Which files are hidden along with pages and templates: pictures, downloads, styles, snapshots of settings."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from posixpath import basename, dirname, join, normpath, splitext
from urllib.parse import quote, unquote

from trailbook.audiences.file_classification import is_record, is_text
from trailbook.audiences.hidden_names import PLACE, Hidden
from trailbook.audiences.packed import parts_of
from trailbook.drift.matching import applies_to
from trailbook.drift.snapshots import FOLDER
from trailbook.records.document import Document
from trailbook.records.kinds.template import Snapshots, Template
from trailbook.records.reading import read_document

_ENCLOSED = re.compile(r"<([^<>\n]+)>|\"([^\"\n]+)\"|'([^'\n]+)'|\(([^()\n]+)\)")
_ATTRIBUTE = re.compile(r"\b(?:src|href|data|poster)\s*=\s*[\"']?([^\"'>\s]+)", re.IGNORECASE)
_SNIPPET = re.compile(r"-8<-+\s+[\"']([^\"'\n]+)")


def hidden_attachments(
    docs: str, open_files: Mapping[str, bytes], closed: Mapping[str, bytes], hidden: Iterable[str], settings: str
) -> frozenset[str]:
    """The attachments that belong to hidden pages only.

    ``open_files`` gives the files that an audience may see, by path; ``closed`` the hidden content of others, and
    ``hidden`` the paths of what is or was hidden. An attachment stays if an open page, the settings or an attachment
    that stays links to it. Of the others, those are hidden that a hidden page names, or that are next to hidden pages
    or in a folder below them.
    """
    attached = {path for path in open_files if path.startswith(f"{docs}/") and not is_record(path)}
    pages = {dirname(path): False for path in open_files if is_record(path)}
    pages |= {dirname(path): True for path in (*closed, *hidden) if is_record(path) and path not in open_files}
    secret = b"\n".join(closed.values())
    loose = {path for path in attached if not _is_named(path, secret) and not _is_beside(path, docs, pages)}
    waiting = [*(open_files.keys() - attached), *loose]
    kept = loose | (attached & set(_linked_paths(f"{docs}/", settings, docs)))
    waiting += kept - loose
    while waiting:
        path = waiting.pop()
        text = open_files[path].decode("utf-8", "replace") if is_text(path) else ""
        new = (attached & set(_linked_paths(path, text, docs))) - kept
        kept |= new
        waiting += new
    return frozenset(attached - kept)


def _is_named(path: str, text: bytes) -> bool:
    name = basename(path)
    return name.encode("utf-8", "surrogateescape") in text or quote(name, errors="surrogateescape").encode() in text


def _is_beside(path: str, docs: str, pages: Mapping[str, bool]) -> bool:
    """Whether the nearest folder with pages, going up from a file, has hidden pages.

    ``docs`` itself counts only for the files directly in it.
    """
    folder = dirname(path)
    while folder not in pages and folder not in (docs, "", "/"):
        folder = dirname(folder)
    return pages.get(folder, False) and (folder != docs or dirname(path) == docs)


def _linked_paths(path: str, text: str, docs: str) -> Iterator[str]:
    """The full paths that the text of the file at ``path`` may link to."""
    here = dirname(path) if path.startswith(f"{docs}/") else docs
    words = [*PLACE.findall(text), *(part for parts in _ENCLOSED.findall(text) for part in parts if part)]
    yield from (_resolve(here, word, docs) for word in words)
    yield from (_resolve(join(here, splitext(basename(path))[0]), word, docs) for word in _ATTRIBUTE.findall(text))
    for word in _SNIPPET.findall(text):
        yield from (normpath(word), normpath(join(docs, word)))


def _resolve(here: str, address: str, docs: str) -> str:
    plain = unquote(re.split(r"[?#]", unescape(address), maxsplit=1)[0]).strip()
    return normpath(join(docs, plain.lstrip("/")) if plain.startswith("/") else join(here, plain))


def holds_names(data: bytes, hidden: Hidden) -> bool:
    """Whether the bytes of a picture, a document or an archive name something hidden, be they packed or not.

    What is drawn as a picture is not read.
    """
    return any(hidden.is_in_bytes(part) or hidden.is_in_bytes(part.replace(b"\0", b"")) for part in parts_of(data))


def hidden_snapshots(
    templates: Iterable[tuple[str, bytes]], files: Iterable[str], hidden: Hidden, is_hidden: Callable[[str], bool]
) -> frozenset[str]:
    """The snapshots among ``files`` to which only hidden templates, or templates for hidden applications, apply.

    ``templates`` are files that may hold templates, with their bytes; ``is_hidden`` says of a path whether its file
    is hidden.
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
