"""Git's objects as bytes: their ids, what a commit names, what a tree lists (gitformat-pack, git-hash-object(1))."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

ObjectType = Literal["commit", "tree", "blob"]
Read = Callable[[str], bytes | None]
"""Gives what is stored under an id; None for what is not there."""

_WIDTHS = {40: "sha1", 64: "sha256"}
"""How long an id is in hexadecimal, and the hash that makes it."""

FOLDER = b"40000"
_UNREADABLE = "\N{REPLACEMENT CHARACTER}".encode()


class TreeEntry(NamedTuple):
    """One line of a tree. ``mode`` is 40000 for a folder and begins with 100 for a file."""

    mode: bytes
    name: bytes
    id: str


def object_format(id: str) -> str:
    """The hash with which a repository makes ids such as this: ``sha1`` or ``sha256``.

    Raises ``ValueError`` for what is no id.
    """
    if len(id) not in _WIDTHS or not set(id) <= set("0123456789abcdef"):
        raise ValueError(f"{id[:80]!r} is no object id")
    return _WIDTHS[len(id)]


def object_id(kind: ObjectType, content: bytes, form: str) -> str:
    """The id under which git stores an object, in a repository with the hash ``form``."""
    return hashlib.new(form, b"%s %d\0%s" % (kind.encode(), len(content), content), usedforsecurity=False).hexdigest()


def tree_of(commit: bytes) -> str:
    """The id of a commit's tree; empty if the bytes are those of no commit."""
    return next(iter(_headers(commit, b"tree ")), "")


def parents_of(commit: bytes) -> tuple[str, ...]:
    """The ids of a commit's parents."""
    return tuple(_headers(commit, b"parent "))


def _headers(commit: bytes, name: bytes) -> list[str]:
    head, _, _ = commit.partition(b"\n\n")
    return [line[len(name) :].decode("ascii", "replace") for line in head.split(b"\n") if line.startswith(name)]


def tree_entries(tree: bytes, form: str) -> Iterator[TreeEntry]:
    """The lines of a tree. What is cut off in the middle ends it."""
    width = hashlib.new(form, usedforsecurity=False).digest_size
    while tree:
        head, _, rest = tree.partition(b"\0")
        mode, _, name = head.partition(b" ")
        if len(rest) < width:
            return
        yield TreeEntry(mode, name, rest[:width].hex())
        tree = rest[width:]


def blob_at(path: str, commit: bytes, form: str, read: Read) -> str | None:
    """The blob at a path of a commit; None if there is no regular file. Trees on the way are asked of ``read``.

    A replacement character in the path stands for bytes that are not UTF-8.
    """
    *folders, last = path.encode("utf-8", "surrogateescape").split(b"/")
    tree = tree_of(commit)
    for folder in folders:
        found = _named(folder, tree, form, read)
        if found is None or found.mode != FOLDER:
            return None
        tree = found.id
    found = _named(last, tree, form, read)
    return found.id if found and found.mode.startswith(b"100") else None


def _named(name: bytes, tree: str, form: str, read: Read) -> TreeEntry | None:
    entries = list(tree_entries(read(tree) or b"", form))
    found = next((entry for entry in entries if entry.name == name), None)
    if found is None and _UNREADABLE in name:
        found = next((entry for entry in entries if entry.name.decode("utf-8", "replace").encode() == name), None)
    return found
