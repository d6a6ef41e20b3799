"""Which changes ask for whose agreement: the option ``sign_offs`` of a knowledge base's configuration."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from pydantic import Field, create_model

from trailbook.records.model import Model
from trailbook.records.vocabulary import Role
from trailbook.text.mkdocs_yml import option_places
from trailbook.text.model_problems import read_model
from trailbook.text.problem import Problem
from trailbook.trail.sign_offs.occasions import OCCASIONS

_FIELDS: dict[str, Any] = {one.id: (tuple[Role, ...], Field((), description=one.about)) for one in OCCASIONS}
_Options = create_model("_Options", __base__=Model, since=(date | None, None), **_FIELDS)
"""The option as it is written in ``mkdocs.yml``: the roles for each occasion, and the day from which they are asked."""


@dataclass(frozen=True)
class SignOffRules:
    """The roles whose agreement each occasion asks for, by its id, and from which day on (None: from the first)."""

    roles: Mapping[str, tuple[Role, ...]] = field(default_factory=dict)
    since: date | None = None


NOTHING_ASKED = SignOffRules()


def read_sign_off_rules(
    options: object, file: str = "mkdocs.yml", text: str = ""
) -> tuple[SignOffRules, list[Problem]]:
    """The rules that the option states, none for None, and what is wrong with it.

    ``text`` is the configuration file's, in which the places of problems are looked up. An option at fault is
    left out as a whole.
    """
    if options is None:
        return NOTHING_ASKED, []
    positions = option_places(text, file, "trailbook/trail", "sign_offs")
    if isinstance(options, dict):
        options = {name: tuple(value) if isinstance(value, list) else value for name, value in options.items()}
    example = "occasions with roles, such as 'exception: [leadership]'"
    asked, problems = read_model(_Options, options, file, positions, "sign_offs is", example)
    if asked is None:
        return NOTHING_ASKED, problems
    roles = {one.id: named for one in OCCASIONS if (named := getattr(asked, one.id))}
    return SignOffRules(roles, getattr(asked, "since")), []  # noqa: B009 - made of a table, so mypy knows no fields
