"""What a commit says, read from it as git stores it (gitformat-pack(5), git-commit-tree(1))."""

import re
from datetime import UTC, datetime, timedelta, timezone

from trailbook.credentials.masking import mask

_PERSON = re.compile(r"(.*?) ?<([^<>]*)>? (-?\d+) ([+-])(\d\d)(\d\d)$")


def message_of(commit: bytes) -> str:
    """What a commit says, as git shows it: in UTF-8, whatever the commit says it is in."""
    return _decoded(commit, commit.partition(b"\n\n")[2])


def _decoded(commit: bytes, text: bytes) -> str:
    try:
        return text.decode(_line(commit, b"encoding ").decode("ascii", "replace") or "utf-8", "replace")
    except LookupError:
        return text.decode("utf-8", "replace")


def is_signed(commit: bytes) -> bool:
    """Whether a commit carries a signature of any kind."""
    return bool(_line(commit, b"gpgsig ") or _line(commit, b"gpgsig-sha256 "))


def author_at(commit: bytes) -> tuple[str, str, datetime]:
    """Name, address and moment of a commit's author, in the zone that was stated."""
    return _person(commit, b"author ")


def committer_at(commit: bytes) -> tuple[str, str, datetime]:
    """Name, address and moment of a commit's committer, in the zone that was stated."""
    return _person(commit, b"committer ")


def _person(commit: bytes, name: bytes) -> tuple[str, str, datetime]:
    found = _PERSON.match(_decoded(commit, _line(commit, name)))
    if found is None:
        return "", "", datetime.fromtimestamp(0, UTC)
    ahead = timedelta(hours=int(found[5]), minutes=int(found[6])) * (-1 if found[4] == "-" else 1)
    moment = datetime.fromtimestamp(int(found[3]), timezone(ahead))
    return found[1].strip(), found[2].strip(), moment


def titles_of(commit: bytes) -> frozenset[str]:
    """The first paragraph of what a commit says, in one line: as it is, and with credentials in it hidden."""
    message = message_of(commit)
    return frozenset(" ".join(text.strip().split("\n\n", 1)[0].split()) for text in (message, mask(message)))


def _line(commit: bytes, name: bytes) -> bytes:
    """What the head of a commit says under a name."""
    head, _, _ = commit.partition(b"\n\n")
    return next((line[len(name) :] for line in head.split(b"\n") if line.startswith(name)), b"")
