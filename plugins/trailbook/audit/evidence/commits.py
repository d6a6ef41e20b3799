"""Commits as git stores them (gitformat-pack(5), git-commit-tree(1)), and people by the mailmap (gitmailmap(5))."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone

from trailbook.credentials.masking import mask
from trailbook.trail.git.commits import Person

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


_LINE = re.compile(r"([^<]*)<([^>]*)>(?:([^<]*)<([^>]*)>)?")


@dataclass(frozen=True)
class Mailmap:
    """Who stands for whom: by address, or by address and name."""

    entries: dict[tuple[str, str], Person] = field(default_factory=dict)

    def person(self, name: str, email: str) -> Person:
        """The person whom a commit's name and address stand for."""
        found = self.entries.get((email.lower(), name.lower())) or self.entries.get((email.lower(), ""))
        return Person(found.name or name, found.email or email) if found else Person(name, email)

    def contact(self, contact: str) -> str | None:
        """The same for ``Name <address>``; None for another text."""
        found = re.fullmatch(r"([^<>\n]*)<([^<>\n]+)>", contact)
        if not found:
            return None
        person = self.person(found[1].strip(), found[2].strip())
        return f"{person.name} <{person.email}>".strip()


def read_mailmap(content: bytes) -> Mailmap:
    """The mailmap in a file's bytes. A line that says nothing is left out, as git does; a later one counts more."""
    entries: dict[tuple[str, str], Person] = {}
    for line in content.decode("utf-8", "replace").split("\n"):
        found = None if line.startswith("#") else _LINE.match(line)
        if not found:
            continue
        name, first, old_name, second = ((part or "").strip() for part in found.groups())
        email, old = (first, second) if found[4] is not None else ("", first)
        key = (old.lower(), old_name.lower())
        known = entries.get(key, Person("", ""))
        entries[key] = Person(name or known.name, email or known.email)
    return Mailmap(entries)
