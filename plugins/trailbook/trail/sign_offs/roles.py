"""Who holds which role: the file ``roles.yaml`` beside ``mkdocs.yml``, committed like everything else.

A person is known by an e-mail address, since that is what commits and trailers carry. Days say from when until
when somebody held a role, so that an agreement of the past stays one after they have left.
"""

from datetime import date
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, ValidationError

from trailbook.records.model import Model, Text
from trailbook.records.vocabulary import Role
from trailbook.text.files import decode, read_file
from trailbook.text.model_problems import problems_of, shown
from trailbook.text.output import schema_text
from trailbook.text.problem import Problem
from trailbook.text.yaml_text import read_yaml

ROLES = "roles.yaml"
"""The path of the file, relative to the folder of the knowledge base."""

Email = Annotated[str, StringConstraints(pattern=r"^[^\s<>@]+@[^\s<>@]+$", max_length=254)]


Handle = Annotated[str, StringConstraints(pattern=r"^(@\w[\w.-]*(/\w[\w.-]*)*|[^\s<>@#]+@[^\s<>@#]+)$", max_length=254)]
"""How a forge knows a team or a person: ``@name``, ``@organisation/team`` or an e-mail address."""


class Holder(Model):
    """Somebody who holds a role."""

    role: Role
    name: Text = Field(description="How the person is called on pages.")
    email: Email = Field(description="The address that their commits and trailers carry. It is not published.")
    since: date | None = Field(None, description="The first day; from the beginning if absent.")
    until: date | None = Field(None, description="The last day; still today if absent.")

    def holds(self, role: str, day: date) -> bool:
        """Whether they hold a role on a day."""
        return self.role == role and (self.since or day) <= day <= (self.until or day)


class Roles(Model):
    """The file as a whole. A role that nobody is named for is held by nobody."""

    holders: Annotated[tuple[Holder, ...], Field(description="One entry for each person and role.")] = ()
    handles: dict[Text, tuple[Handle, ...]] = Field(
        default_factory=dict,
        description="How the forge knows each owner that records name, for CODEOWNERS: '@organisation/team'.",
    )


NOBODY = Roles()


def read_roles(root: Path) -> tuple[Roles, list[Problem]]:
    """Who holds which role by the file in a folder, and what is wrong with it. Without a file nobody holds any.

    A file at fault is left out as a whole: a role must not pass to the wrong person by half a file.
    """
    file = root / ROLES
    if not file.is_file():
        return NOBODY, []
    data, problems = read_file(file, root)
    if problems:
        return NOBODY, problems
    text, problems = decode(data, ROLES)
    if problems:
        return NOBODY, list(problems)
    values, positions, faults = read_yaml(text, ROLES)
    if faults:
        return NOBODY, list(faults)
    if values is None:
        return NOBODY, []
    if not isinstance(values, dict):
        expected = "keys with values: 'holders:' and a list of entries with role, name and email"
        return NOBODY, [Problem(ROLES, 1, 1, "wrong-type", f"the file holds {shown(values)}", expected)]
    try:
        return Roles.model_validate(values), []
    except ValidationError as error:
        return NOBODY, problems_of(error, Roles, ROLES, positions)


def roles_schema() -> str:
    """The JSON Schema of the file, for editors."""
    return schema_text(Roles.model_json_schema())
