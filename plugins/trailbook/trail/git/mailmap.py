"""People as a mailmap names them (gitmailmap(5)), read from a commit and not from the work tree.

Git itself would read the file that lies in the work tree, whoever put it there and committed or not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from trailbook.trail.git.commits import Commit, Person

MAILMAP = ".mailmap"
"""The file in the top folder of a repository."""

_LINE = re.compile(r"([^<]*)<([^>]*)>(?:([^<]*)<([^>]*)>)?")


@dataclass(frozen=True)
class Mailmap:
    """The proper names and addresses of people, by address and name in lower case, of which git folds ASCII alone.

    An empty name in a key fits any name.
    """

    entries: dict[tuple[str, str], Person] = field(default_factory=dict)

    def person(self, name: str, email: str) -> Person:
        """The person behind the name and address in a commit."""
        if not self.entries:
            return Person(name, email)
        found = self.entries.get((_folded(email), _folded(name))) or self.entries.get((_folded(email), ""))
        return Person(found.name or name, found.email or email) if found else Person(name, email)

    def contact(self, contact: str) -> str:
        """The same for ``Name <address>``; a text of another form as it is."""
        found = re.fullmatch(r"([^<>\n]*)<([^<>\n]+)>", contact)
        if not found:
            return contact
        person = self.person(found[1].strip(), found[2].strip())
        return f"{person.name} <{person.email}>".strip()


NO_NAMES = Mailmap()


def read_mailmap(content: bytes) -> Mailmap:
    """The mailmap in a file. As in git, unreadable lines are ignored and later lines override earlier ones."""
    entries: dict[tuple[str, str], Person] = {}
    for line in content.decode("utf-8", "replace").split("\n"):
        found = None if line.startswith("#") else _LINE.match(line)
        if not found:
            continue
        name, first, old_name, second = ((part or "").strip() for part in found.groups())
        email, old_email = (first, second) if found[4] is not None else ("", first)
        key = (_folded(old_email), _folded(old_name))
        known = entries.get(key, Person("", ""))
        entries[key] = Person(name or known.name, email or known.email)
    return Mailmap(entries)


@dataclass(frozen=True)
class CarriedPeople:
    """What a copy carries of its people: the text of the mailmap, and the author and committer of each commit.

    Its commits were written anew, with people as the mailmap has them. No page shows who they were before; it tells
    whose word is somebody else's.
    """

    mailmap: str = ""
    raw: Mapping[str, tuple[Person, Person]] = field(default_factory=dict)

    def restored(self, commit: Commit) -> Commit:
        """A commit of the copy with whoever it was written and recorded as."""
        author, committer = self.raw.get(commit.id, (commit.author, commit.committer))
        return replace(
            commit,
            written_as=author if author != commit.author else None,
            recorded_as=committer if committer != commit.committer else None,
        )


_CARRIED = TypeAdapter(CarriedPeople)


def carried_people(file: Path) -> CarriedPeople | None:
    """The people that a copy of a repository carries; None if it is no such copy."""
    return _CARRIED.validate_json(file.read_bytes()) if file.is_file() else None


def carry_people(people: CarriedPeople, file: Path) -> None:
    """Write the people of a copy into what is kept about it."""
    file.write_bytes(_CARRIED.dump_json(people))


@cache
def _upper() -> dict[int, int]:
    return {ord(letter): ord(letter) + 32 for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def _folded(text: str) -> str:
    return text.translate(_upper())
