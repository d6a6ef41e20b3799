"""Names as a repository's mailmap gives them, by the rules of gitmailmap(5)."""

import re
from dataclasses import dataclass, field

from trailbook.trail.git.commits import Person

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
