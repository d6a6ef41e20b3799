"""Commits as git stores them (gitformat-pack(5), git-commit-tree(1))."""

import re
from datetime import UTC, datetime, timedelta, timezone

from trailbook.credentials.masking import mask

_PERSON = re.compile(r"(.*?) ?<([^<>]*)>? (-?\d+) ([+-])(\d\d)(\d\d)$")


def message_of(commit: bytes) -> str:
    """The message of a commit, decoded as its header says, or else as UTF-8."""
    return _decoded(commit, commit.partition(b"\n\n")[2])


def titles_of(commit: bytes) -> frozenset[str]:
    """The titles that a commit may be given: the first paragraph of its message, as it is and with masked credentials.

    A title is one line.
    """
    message = message_of(commit)
    return frozenset(" ".join(text.strip().split("\n\n", 1)[0].split()) for text in (message, mask(message)))


def author_at(commit: bytes) -> tuple[str, str, datetime]:
    """The name and address of a commit's author, and the authored time in the author's time zone."""
    return _person(commit, b"author ")


def committer_at(commit: bytes) -> tuple[str, str, datetime]:
    """The name and address of a commit's committer, and the commit time in the committer's time zone."""
    return _person(commit, b"committer ")


def _person(commit: bytes, name: bytes) -> tuple[str, str, datetime]:
    found = _PERSON.match(_decoded(commit, _header(commit, name)))
    if found is None:
        return "", "", datetime.fromtimestamp(0, UTC)
    offset = timedelta(hours=int(found[5]), minutes=int(found[6])) * (-1 if found[4] == "-" else 1)
    moment = datetime.fromtimestamp(int(found[3]), timezone(offset))
    return found[1].strip(), found[2].strip(), moment


def _decoded(commit: bytes, text: bytes) -> str:
    try:
        return text.decode(_header(commit, b"encoding ").decode("ascii", "replace") or "utf-8", "replace")
    except LookupError:
        return text.decode("utf-8", "replace")


def _header(commit: bytes, name: bytes) -> bytes:
    """The value of a commit's header; empty if it has none of this name."""
    head, _, _ = commit.partition(b"\n\n")
    return next((line[len(name) :] for line in head.split(b"\n") if line.startswith(name)), b"")
