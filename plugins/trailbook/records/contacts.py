"""Whom to call, and how: the file ``contacts.yaml`` beside ``mkdocs.yml``.

Teams go by the names that records use: the owner of a playbook, and whoever its escalation names. The file is never
public: it is classified *internal* unless it says that it is stricter, and a copy for other readers leaves it out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from trailbook.records.document import Document
from trailbook.records.kinds.playbook import Playbook
from trailbook.records.knowledge_base import KnowledgeBase
from trailbook.records.model import Model, Text
from trailbook.text.files import read_file
from trailbook.text.model_problems import read_yaml_model
from trailbook.text.output import schema_text
from trailbook.text.problem import Problem, nearest

CONTACTS = "contacts.yaml"
"""The path of the file, relative to the folder of the knowledge base."""

Phone = Annotated[str, StringConstraints(pattern=r"^\+?\d[\d ()./-]{1,28}\d$")]
"""A telephone number as people write it: digits, which blanks, points, strokes and brackets may group."""

_OPENS = re.compile(r"(?:https?://|mailto:)[^\s<>\"'`\\]+", re.IGNORECASE)


class Contact(Model):
    """How a team is reached."""

    phone: Phone | None = Field(None, description="The number to call, such as '+44 20 7946 0101', in quotes.")
    channel: Text | None = Field(
        None, description="Where to write: an address that opens (https:, mailto:), or the name of a channel."
    )
    hours: Text | None = Field(None, description="When somebody answers, as it ends a sentence: 'day and night'.")
    deputy: Text | None = Field(None, description="The team of this file to call if nobody answers.")

    @property
    def dial(self) -> str:
        """The address that calls the number (RFC 3966); empty without a number."""
        return f"tel:{re.sub(r'[^+0-9]', '', self.phone)}" if self.phone else ""

    @property
    def address(self) -> str:
        """The channel as people read it: an address without its scheme, and a name as it is."""
        return re.sub(r"^(?:https?://|mailto:)", "", self.channel or "", flags=re.IGNORECASE)

    @property
    def opens(self) -> str:
        """The address that opens the channel; empty if it is only named."""
        return self.channel if self.channel and _OPENS.fullmatch(self.channel) else ""


class Contacts(Model):
    """The file as a whole."""

    classification: Annotated[
        Literal["internal", "confidential", "restricted"],
        Field(description="Who may read it at most. Numbers are never public."),
    ] = "internal"
    teams: dict[Text, Contact] = Field(default_factory=dict, description="How each team is reached, by its name.")

    def of(self, team: str) -> "Reached | None":
        """How a team is reached, whatever the case of its name; None if the file does not know it."""
        name = self._names.get(team.casefold())
        return Reached(name, self.teams[name]) if name else None

    def named_in(self, text: str) -> tuple["Reached", ...]:
        """How the teams are reached that a text names, in its order. Of names in one another the longest counts."""
        if not self.teams:
            return ()
        longest = "|".join(re.escape(name) for name in sorted(self.teams, key=len, reverse=True))
        found = re.findall(rf"(?<!\w)(?:{longest})(?!\w)", text, re.IGNORECASE)
        return tuple(one for name in dict.fromkeys(map(str.casefold, found)) if (one := self.of(name)))

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {name.casefold(): name for name in self.teams}


@dataclass(frozen=True)
class Reached:
    """A team with how it is reached."""

    team: str
    how: Contact


NO_CONTACTS = Contacts()
"""Nobody's number is known."""


def read_contacts(root: Path) -> tuple[Contacts, list[Problem]]:
    """How teams are reached by the file in a folder, and what is wrong with it. Without a file no team is.

    A file at fault is left out as a whole: its classification may be what is at fault.
    """
    file = root / CONTACTS
    if not file.is_file():
        return NO_CONTACTS, []
    data, problems = read_file(file, root)
    return (NO_CONTACTS, problems) if problems else contacts_in(data)


def contacts_in(data: bytes) -> tuple[Contacts, list[Problem]]:
    """How teams are reached by the bytes of a file, and what is wrong with it."""
    example = "keys with values: 'teams:' and for each team its phone, channel and hours"
    contacts, positions, faults = read_yaml_model(Contacts, data, CONTACTS, example)
    if contacts is None:
        return NO_CONTACTS, faults
    for team, how in contacts.teams.items():
        place = positions.of(("teams", team), key=True)
        if not how.phone and not how.channel:
            said, expected = f"{team!r} can't be reached", "a phone, a channel, or both"
            faults.append(Problem(CONTACTS, place.line, place.column, "no-contact", said, expected))
        if how.deputy and not contacts.of(how.deputy):
            place = positions.of(("teams", team, "deputy"))
            close = nearest(how.deputy, contacts.teams)
            said = f"the deputy {how.deputy!r} has no contact"
            faults.append(Problem(CONTACTS, place.line, place.column, "no-contact", said, "a team of this file", close))
    return contacts, faults


def contact_problems(knowledge: KnowledgeBase, contacts: Contacts) -> Iterator[Problem]:
    """A notice for each playbook that responds and whose team nobody can call."""
    for document in knowledge.documents.values():
        record = document.record
        if isinstance(record, Playbook) and record.use == "respond" and not contacts.of(record.owner):
            yield _unreachable(document, record.owner, contacts)


def _unreachable(document: Document, team: str, contacts: Contacts) -> Problem:
    place = document.positions.of(("owner",))
    message = f"{team!r} responds to an incident, and {CONTACTS} does not say how to reach them"
    expected = f"an entry '{team}:' with phone, channel and hours under 'teams:' in {CONTACTS}, beside mkdocs.yml"
    close = nearest(team, contacts.teams)
    return Problem(document.path, place.line, place.column, "no-contact", message, expected, close, "notice")


def contacts_schema() -> str:
    """The JSON Schema of the file, for editors."""
    return schema_text(Contacts.model_json_schema())
