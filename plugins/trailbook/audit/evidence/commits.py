"""Commits as git stores them (gitformat-pack(5), git-commit-tree(1)), and people as a mailmap names them."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from trailbook.credentials.masking import mask
from trailbook.trail.git.commits import Person

_PERSON = re.compile(r"(.*?) ?<([^<>]*)>? (-?\d+) ([+-])(\d\d)(\d\d)$")
_MAILMAP_LINE = re.compile(r"([^<]*)<([^>]*)>(?:([^<]*)<([^>]*)>)?")


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


@dataclass(frozen=True)
class Mailmap:
    """The proper names and addresses of people, by address and name in lower case, as gitmailmap(5) defines them.

    An empty name in a key fits any name.
    """

    entries: dict[tuple[str, str], Person] = field(default_factory=dict)

    def person(self, name: str, email: str) -> Person:
        """The person behind the name and address in a commit."""
        found = self.entries.get((email.lower(), name.lower())) or self.entries.get((email.lower(), ""))
        return Person(found.name or name, found.email or email) if found else Person(name, email)

    def contact(self, contact: str) -> str | None:
        """The same for ``Name <address>``; None if the text has another form."""
        found = re.fullmatch(r"([^<>\n]*)<([^<>\n]+)>", contact)
        if not found:
            return None
        person = self.person(found[1].strip(), found[2].strip())
        return f"{person.name} <{person.email}>".strip()


def read_mailmap(content: bytes) -> Mailmap:
    """The mailmap in a file. As in git, unreadable lines are ignored and later lines override earlier ones."""
    entries: dict[tuple[str, str], Person] = {}
    for line in content.decode("utf-8", "replace").split("\n"):
        found = None if line.startswith("#") else _MAILMAP_LINE.match(line)
        if not found:
            continue
        name, first, old_name, second = ((part or "").strip() for part in found.groups())
        email, old_email = (first, second) if found[4] is not None else ("", first)
        key = (old_email.lower(), old_name.lower())
        known = entries.get(key, Person("", ""))
        entries[key] = Person(name or known.name, email or known.email)
    return Mailmap(entries)
