"""Who holds which role: the file ``roles.yaml`` beside ``mkdocs.yml``, committed like everything else.

For a sign-off, only the file counts that the main line had before the commit came that shows it. What lies in the work
tree, or came with the commit or with its own branch, counts for nothing: whoever wants to agree could write that.

A person is known by an e-mail address, since that is what commits and trailers carry, and by accounts of forges, which
reviews there carry. Days say from when until
when somebody held a role, so that an agreement of the past stays one after they have left.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from trailbook.records.model import Model, Text
from trailbook.records.vocabulary import Role
from trailbook.text.files import MAX_BYTES, read_file
from trailbook.text.model_problems import read_yaml_model
from trailbook.text.output import schema_text
from trailbook.text.problem import Problem
from trailbook.trail.git.contacts import same_address
from trailbook.trail.git.mainline import landings
from trailbook.trail.git.repository import History, Repository

ROLES = "roles.yaml"
"""The path of the file, relative to the folder of the knowledge base."""

Email = Annotated[str, StringConstraints(pattern=r"^[^\s<>@]+@[^\s<>@]+$", max_length=254)]


Handle = Annotated[str, StringConstraints(pattern=r"^(@\w[\w.-]*(/\w[\w.-]*)*|[^\s<>@#]+@[^\s<>@#]+)$", max_length=254)]
"""How a forge knows a team or a person: ``@name``, ``@organisation/team`` or an e-mail address."""


ForgeAccount = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]*(:\d{1,5})?/[^\s/<>@][^\s/<>]*$", max_length=510)
]
"""An account of a forge: the forge's host, a slash, and the name of the account there."""


class Holder(Model):
    """Somebody who holds a role."""

    role: Role
    name: Text = Field(description="How the person is called on pages.")
    email: Email = Field(description="The address that their commits and trailers carry. It is not published.")
    accounts: tuple[ForgeAccount, ...] = Field(
        (), description="Their accounts on forges, such as github.com/ada: a review by one of them is theirs."
    )
    since: date | None = Field(None, description="The first day; from the beginning if absent.")
    until: date | None = Field(None, description="The last day; still today if absent.")

    def holds(self, role: str, day: date) -> bool:
        """Whether they hold a role on a day."""
        return self.role == role and (self.since or day) <= day <= (self.until or day)

    def is_known_as(self, email: str, account: str = "") -> bool:
        """Whether an address is theirs, or else the account of a forge. Case does not count."""
        if account and account.casefold() in map(str.casefold, self.accounts):
            return True
        return same_address(email, self.email)


class Roles(Model):
    """The file as a whole. A role that nobody is named for is held by nobody."""

    holders: Annotated[tuple[Holder, ...], Field(description="One entry for each person and role.")] = ()
    handles: dict[Text, tuple[Handle, ...]] = Field(
        default_factory=dict,
        description="How the forge knows each owner that records name, for CODEOWNERS: '@organisation/team'.",
    )

    def holding(self, role: str, day: date) -> list[Holder]:
        """Who holds a role on a day."""
        return [holder for holder in self.holders if holder.holds(role, day)]


NOBODY = Roles()


@dataclass(frozen=True)
class HeldRoles:
    """Who holds which role now, and who did before each of the commits that came earlier."""

    now: Roles = NOBODY
    earlier: Mapping[str, Roles] = field(default_factory=dict)

    def before(self, commit: str) -> Roles:
        """Who held which role before a commit came; who does now, if it has not come yet."""
        return self.earlier.get(commit, self.now)


NOBODY_EVER = HeldRoles()


def held_roles(repository: Repository, history: History, ids: Iterable[str]) -> HeldRoles:
    """Who held which role before some commits came to the chain of first parents, and who does at its end."""
    brought = landings(history.commits, history.head)
    with repository.blob_reader(MAX_BYTES) as read:

        @cache
        def at(commit: str) -> Roles:
            return _roles_of(read(f"{commit}:{repository.prefix}{ROLES}") or b"") if commit else NOBODY

        def before(id: str) -> Roles:
            landing = history.commits[brought.get(id, id)]
            return at(next(iter(landing.parents), ""))

        return HeldRoles(at(history.head), {id: before(id) for id in ids if id in history.commits})


def roles_at(repository: Repository, commit: str) -> HeldRoles:
    """Who holds which role at a commit, for whatever has not come to it yet."""
    with repository.blob_reader(MAX_BYTES) as read:
        return HeldRoles(_roles_of(read(f"{commit}:{repository.prefix}{ROLES}") or b""))


@lru_cache(maxsize=64)
def _roles_of(data: bytes) -> Roles:
    return roles_in(data)[0]


def read_roles(root: Path) -> tuple[Roles, list[Problem]]:
    """Who holds which role by the file in a folder, and what is wrong with it. Without a file nobody holds any.

    A file at fault is left out as a whole: a role must not pass to the wrong person by half a file.
    """
    file = root / ROLES
    if not file.is_file():
        return NOBODY, []
    data, problems = read_file(file, root)
    return (NOBODY, problems) if problems else roles_in(data)


def roles_in(data: bytes) -> tuple[Roles, list[Problem]]:
    """Who holds which role by the bytes of a file, and what is wrong with it."""
    example = "keys with values: 'holders:' and a list of entries with role, name and email"
    roles, _, problems = read_yaml_model(Roles, data, ROLES, example)
    return roles or NOBODY, problems


def roles_schema() -> str:
    """The JSON Schema of the file, for editors."""
    return schema_text(Roles.model_json_schema())
