"""Commits as git stores them (gitformat-pack(5), git-commit-tree(1))."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from trailbook.credentials.masking import mask
from trailbook.trail.git.commits import Commit, Person
from trailbook.trail.git.mailmap import Mailmap

_PERSON = re.compile(r"(.*?) ?<([^<>]*)>? (-?\d+) ([+-])(\d\d)(\d\d)$")


def with_first_people(commit: Commit, raw: bytes, names: Mailmap) -> Commit:
    """The commit by the first author and the first committer of its headers, given as git stores it."""
    (name, email, authored), (recorder, address, committed) = author_at(raw), committer_at(raw)
    written_as, recorded_as = Person(name, email), Person(recorder, address)
    author, committer = names.person(name, email), names.person(recorder, address)
    return replace(
        commit,
        author=author,
        authored=authored,
        committer=committer,
        committed=committed,
        written_as=written_as if written_as != author else None,
        recorded_as=recorded_as if recorded_as != committer else None,
        also_by=tuple(Person(*one) for one in other_authors(raw)),
    )


def message_of(commit: bytes) -> str:
    """The message of a commit, decoded as its header says, or else as UTF-8."""
    return _decoded(commit, commit.partition(b"\n\n")[2])


def titles_of(commit: bytes) -> frozenset[str]:
    """The titles that a commit may be given: the first paragraph of its message, as it is and with masked credentials.

    A title is one line.
    """
    message = message_of(commit)
    return frozenset(" ".join(text.strip().split("\n\n", 1)[0].split()) for text in (message, mask(message)))


def other_authors(commit: bytes) -> tuple[tuple[str, str], ...]:
    """Names and addresses of further authors: a header each, which git never writes, and ``git fsck`` reports."""
    lines = _headers(commit, b"author ")[1:]
    return tuple(dict.fromkeys(_read(_decoded(commit, line))[:2] for line in lines))


def repeats_people(commit: bytes) -> bool:
    """Whether the headers of a commit name more than one author or committer."""
    head, _, _ = commit.partition(b"\n\n")
    return head.count(b"\nauthor ") > 1 or head.count(b"\ncommitter ") > 1


def author_at(commit: bytes) -> tuple[str, str, datetime]:
    """The name and address of a commit's author, and the authored time in the author's time zone.

    Of several the first is the author, as for git-blame(1) and git-for-each-ref(1); git-log(1) shows the last.
    """
    return _person(commit, b"author ")


def committer_at(commit: bytes) -> tuple[str, str, datetime]:
    """The name and address of a commit's committer, and the commit time in the committer's time zone."""
    return _person(commit, b"committer ")


def _person(commit: bytes, name: bytes) -> tuple[str, str, datetime]:
    return _read(_decoded(commit, _header(commit, name)))


def _read(line: str) -> tuple[str, str, datetime]:
    found = _PERSON.match(line)
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
    """The value of a commit's first header of a name; empty if it has none."""
    return next(iter(_headers(commit, name)), b"")


def _headers(commit: bytes, name: bytes) -> list[bytes]:
    head, _, _ = commit.partition(b"\n\n")
    return [line[len(name) :] for line in head.split(b"\n") if line.startswith(name)]
